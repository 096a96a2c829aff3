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

/** Where a file of signed heads stands behind a line that holds. */
export interface HeadsEnd {
  /** Lines that hold. */
  readonly lines: number
  /** When the last of them was signed, or undefined when there is none. */
  readonly at: string | undefined
  /** Hash of the last line that holds: `prev` of the next one. */
  readonly last: string
}

/** What checking lines came to. */
export interface HeadsVerdict extends HeadsEnd {
  /** One sentence for the first line that does not hold; nothing after it is taken. */
  readonly problems: readonly string[]
}

/** A head with the instant at which it was signed. */
export interface SignedHead extends ShardHead {
  readonly at: string
}

/** The heads that a file held at a moment: what is added to it later is not told. */
export interface SignedHeads {
  /** Reads and checks every line of them, and gives every head that was ever signed, in order. Keeps none of them. */
  each(take: (head: SignedHead) => void): Promise<HeadsVerdict>
}

/** Where a file without a line stands. */
export const NO_HEADS: HeadsEnd = { lines: 0, at: undefined, last: '0'.repeat(64) }

/** The text under a line's signature. */
export function signedText(line: HeadsLine): string {
  const { n, at, org, prev, heads } = line
  return JSON.stringify({ n, at, org, prev, heads })
}

/** A line of the file, without its line end. */
export function writeHeadsLine(line: HeadsLine, signature: string): string {
  return `${signedText(line).slice(0, -1)},"signature":${JSON.stringify(signature)}}`
}

/** How lines are checked. */
export interface HeadsCheck {
  readonly org: number
  readonly seal: Seal
  /** Where the lines go on from; from the first one without. */
  readonly after?: HeadsEnd
}

/**
 * Checks lines of a file of signed heads, without their line ends, as they come, and gives the heads of each that holds. Never
 * throws on any text. A last line without its end is not to be given: it was being written when the power went, and was never
 * signed, as far as anyone knows.
 */
export async function readSignedHeads(
  lines: AsyncIterable<string> | Iterable<string>,
  { org, seal, after = NO_HEADS }: HeadsCheck,
  take: (head: SignedHead) => void,
): Promise<HeadsVerdict> {
  let { lines: count, at, last } = after
  for await (const text of lines) {
    const parsed = parseLine(text)
    const problem = parsed === undefined ? 'cannot be read' : problemOf(parsed, { lines: count, last, org }, seal)
    if (parsed === undefined || problem !== undefined)
      return { lines: count, at, last, problems: [`Signed heads, line ${count + 1} ${problem}.`] }
    const { line } = parsed
    for (const [shard, n, hash] of line.heads) take({ shard, n, hash, at: line.at })
    count = line.n
    at = line.at
    last = seal.sha256(text)
  }
  return { lines: count, at, last, problems: [] }
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

/** Heads that differ from the newest ones signed of their shards. */
export function newHeads(newest: ReadonlyMap<number, ShardHead>, now: readonly ShardHead[]): readonly ShardHead[] {
  return now.filter(head => newest.get(head.shard)?.hash !== head.hash)
}
