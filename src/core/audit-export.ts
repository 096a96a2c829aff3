import { type ChainLink, type ChainPlace, type RunningHash, toHex } from './audit-walk.ts'

/**
 * The lines of an audit export (docs/audit.md): its head; chain by chain in order of shard the chain's line, then link by link the
 * link's line and the lines of its events, which are the very bytes that the link's hash covers; the lines that were signed
 * outside the database, as they are; and the end, with the counts and the SHA-256 of everything before it, signed with the same
 * key. So nothing is needed to check it but the file, and for the signatures the public key.
 */
export interface ExportHead {
  readonly org: number
  /** Days that were asked for, YYYY-MM-DD, both included; null without that bound. */
  readonly from: string | null
  readonly to: string | null
}

/** A chain's line: behind which place its links begin here, and where the whole chain ended when it was exported. */
export interface ExportChain {
  readonly shard: number
  readonly after: ChainPlace
  readonly end: ChainPlace
}

/** What the last line says. */
export interface ExportEnd {
  readonly chains: number
  readonly links: number
  readonly events: number
  /** Lines of signed heads. */
  readonly signed: number
  /** Of every byte before the last line, as hex. */
  readonly sha256: string
}

/** What the check of an export needs of cryptography and of the machine. */
export interface ExportTools {
  newHash(): RunningHash
  /** SHA-256 of the text's UTF-8 bytes as hex. */
  sha256(text: string): string
  textOf(bytes: Uint8Array): string
  /** True when the signature (base64) was made for this text with the key of the signed heads. Left out, no signature is checked. */
  readonly isSigned?: ((text: string, signature: string) => boolean) | undefined
}

export function headLine({ org, from, to }: ExportHead): string {
  return `${JSON.stringify({ audit_export: 1, org, from, to })}\n`
}

export function chainLine({ shard, after, end }: ExportChain): string {
  return `${JSON.stringify({ chain: shard, after: placeJson(after), end: placeJson(end) })}\n`
}

function placeJson({ link, event, hash }: ChainPlace) {
  return { link, event, hash: toHex(hash) }
}

export function linkLine({ n, day, first, last, prev, hash }: ChainLink): string {
  return `${JSON.stringify({ link: n, day, first, last, prev: toHex(prev), hash: toHex(hash) })}\n`
}

/** @param line Of the file of signed heads, whatever stands in it. */
export function signedLine(line: string): string {
  return `${JSON.stringify({ signed: line })}\n`
}

/** The text under the signature of the last line. */
export function endText({ chains, links, events, signed, sha256 }: ExportEnd): string {
  return JSON.stringify({ end: { chains, links, events, signed, sha256 } })
}

/** @param signature In base64; none where there is no key. */
export function endLine(end: ExportEnd, signature: string | null): string {
  return `${endText(end).slice(0, -1)},"signature":${JSON.stringify(signature)}}\n`
}

/** A line of an export that is no event. */
export type ExportLine =
  | { readonly is: 'head'; readonly head: ExportHead }
  | { readonly is: 'chain'; readonly chain: ExportChain }
  | { readonly is: 'link'; readonly link: ChainLink }
  | { readonly is: 'signed'; readonly line: string }
  | { readonly is: 'end'; readonly end: ExportEnd; readonly signature: string | null }

/**
 * Reads a line, without its end. Undefined when it is not, letter for letter, what an export writes: the reader's own line is
 * written again and compared, so that not a space can be added.
 */
export function readLine(text: string): ExportLine | undefined {
  try {
    const line = lineOf(objectOf(JSON.parse(text)))
    return written(line) === `${text}\n` ? line : undefined
  } catch {
    return undefined // no JSON, or a word of another type than ours
  }
}

function written(line: ExportLine): string {
  if (line.is === 'head') return headLine(line.head)
  if (line.is === 'chain') return chainLine(line.chain)
  if (line.is === 'link') return linkLine(line.link)
  return line.is === 'signed' ? signedLine(line.line) : endLine(line.end, line.signature)
}

type Said = Readonly<Record<string, unknown>>

function lineOf(said: Said): ExportLine {
  if ('audit_export' in said)
    return { is: 'head', head: { org: integerOf(said.org), from: textOrNull(said.from), to: textOrNull(said.to) } }
  if ('chain' in said)
    return { is: 'chain', chain: { shard: integerOf(said.chain), after: placeOf(said.after), end: placeOf(said.end) } }
  if ('link' in said) return { is: 'link', link: linkOf(said) }
  if ('signed' in said) return { is: 'signed', line: textOf(said.signed) }
  return { is: 'end', end: endOf(objectOf(said.end)), signature: textOrNull(said.signature) }
}

function linkOf(said: Said): ChainLink {
  const number = (key: string) => integerOf(said[key])
  const [n, day, first, last] = [number('link'), number('day'), number('first'), number('last')]
  return { n, day, first, last, prev: hashOf(said.prev), hash: hashOf(said.hash) }
}

function endOf(said: Said): ExportEnd {
  const number = (key: string) => integerOf(said[key])
  const counts = { chains: number('chains'), links: number('links'), events: number('events') }
  return { ...counts, signed: number('signed'), sha256: textOf(said.sha256) }
}

function placeOf(value: unknown): ChainPlace {
  const said = objectOf(value)
  return { link: integerOf(said.link), event: integerOf(said.event), hash: hashOf(said.hash) }
}

function objectOf(value: unknown): Said {
  if (typeof value !== 'object' || value === null) throw new TypeError('no object')
  return { ...value }
}

function integerOf(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new TypeError('no whole number')
  return value
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('no text')
  return value
}

function textOrNull(value: unknown): string | null {
  return value === null ? null : textOf(value)
}

function hashOf(value: unknown): Uint8Array {
  const hex = textOf(value)
  if (hex.length !== 64) throw new TypeError('no SHA-256')
  return Uint8Array.from({ length: 32 }, (_, at) => Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16))
}
