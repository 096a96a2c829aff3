/**
 * Signed heads: what the audit chains' last links were at a moment, signed and kept outside the database. A superuser of the
 * database can rewrite a chain so that it agrees with itself, or cut it off; it then no longer agrees with what was signed.
 *
 * Each line of the file names the shards whose head is new, the SHA-256 of the line before it, and an Ed25519 signature over
 * both. So the file needs no database to be checked, and a line that is changed, left out or put elsewhere is found. What is
 * cut from its end is not: whoever wants that found too keeps a copy elsewhere.
 */

/** The last link of one shard's chain. */
export interface ShardHead {
  readonly shard: number
  /** Number of the link, from 1. */
  readonly n: number
  /** SHA-256 as 64 hex digits. */
  readonly hash: string
}

/** One line, as it is signed. */
export interface HeadsLine {
  /** From 1, without gaps. */
  readonly n: number
  /** When it was signed, as an instant in ISO form. */
  readonly at: string
  readonly org: number
  /** SHA-256 of the whole line before it as hex; 64 zeros for the first. */
  readonly prev: string
  /** The shards whose head is new since the line before: shard, link, hash. */
  readonly heads: readonly (readonly [shard: number, n: number, hash: string])[]
}

/** What the reader needs of cryptography. */
export interface Seal {
  /** SHA-256 of the text's UTF-8 bytes as hex. */
  sha256(text: string): string
  /** True when the signature (base64) is ours for this text. */
  isSigned(text: string, signature: string): boolean
}

/** Everything that a file of signed heads says. */
export interface SignedHeads {
  /** Every head that was ever signed, in order. */
  readonly heads: readonly (ShardHead & { readonly at: string })[]
  /** Lines that hold. */
  readonly lines: number
  /** When the last of them was signed, or undefined when there is none. */
  readonly at: string | undefined
  /** Hash of the last line that holds: `prev` of the next one. */
  readonly last: string
  /** One sentence for the first line that does not hold; nothing after it is taken. */
  readonly problems: readonly string[]
}

const NO_LINE = '0'.repeat(64)

/** The text under a line's signature. */
export function signedText(line: HeadsLine): string {
  const { n, at, org, prev, heads } = line
  return JSON.stringify({ n, at, org, prev, heads })
}

/** A line of the file, without its line end. */
export function writeHeadsLine(line: HeadsLine, signature: string): string {
  return `${signedText(line).slice(0, -1)},"signature":${JSON.stringify(signature)}}`
}

/** Reads a whole file of signed heads and checks every line of it. Never throws on any text. */
export function readSignedHeads(text: string, org: number, seal: Seal): SignedHeads {
  const heads: (ShardHead & { at: string })[] = []
  let read = { lines: 0, last: NO_LINE, at: undefined as string | undefined }
  for (const line of wholeLines(text)) {
    const parsed = parseLine(line)
    const problem = parsed === undefined ? 'cannot be read' : problemOf(parsed, { ...read, org }, seal)
    if (parsed === undefined || problem !== undefined)
      return { ...read, heads, problems: [`Signed heads, line ${read.lines + 1} ${problem}.`] }
    for (const [shard, n, hash] of parsed.line.heads) heads.push({ shard, n, hash, at: parsed.line.at })
    read = { lines: parsed.line.n, last: seal.sha256(line), at: parsed.line.at }
  }
  return { ...read, heads, problems: [] }
}

/** A last line without its end was being written when the power went: it was never signed, as far as anyone knows. */
function wholeLines(text: string): readonly string[] {
  return text.split('\n').slice(0, -1)
}

interface ParsedLine {
  readonly line: HeadsLine
  readonly signature: string
}

function parseLine(text: string): ParsedLine | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { signature, ...line } = value as Partial<HeadsLine> & { signature?: unknown } // the signature below vouches for the rest
  if (typeof signature !== 'string' || !Array.isArray(line.heads)) return undefined
  return { line: line as HeadsLine, signature }
}

function problemOf(
  { line, signature }: ParsedLine,
  after: { readonly lines: number; readonly last: string; readonly org: number },
  seal: Seal,
): string | undefined {
  if (!seal.isSigned(signedText(line), signature)) return 'is not signed with the key of this data directory'
  if (line.org !== after.org) return 'is of another institution'
  return line.n === after.lines + 1 && line.prev === after.last ? undefined : 'does not follow the line before it'
}

/** Heads that differ from the last ones signed of their shards. */
export function newHeads(signed: readonly ShardHead[], now: readonly ShardHead[]): readonly ShardHead[] {
  const last = new Map(signed.map(head => [head.shard, head.hash]))
  return now.filter(head => last.get(head.shard) !== head.hash)
}
