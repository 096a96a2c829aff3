import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { type HeadsCheck, type HeadsEnd, NO_HEADS, readSignedHeads, type ShardHead } from '../core/signed-heads.ts'
import { type FileLine, wholeLines } from './whole-lines.ts'

/** What a process that signs remembers of the file of signed heads, so that it need not read years of them each minute. */
export interface KnownHeads {
  /** The file as it was found, or as it was left. */
  readonly stamp: FileStamp
  readonly end: HeadsEnd
  /** Where the last line that holds starts and ends in the file. */
  readonly lastLine: Pick<FileLine, 'start' | 'end'>
  /** The newest head that is signed of each shard. */
  readonly newest: Map<number, ShardHead>
  /** As of `HeadsVerdict`. */
  readonly problems: readonly string[]
}

/** What says that nobody wrote to a file. */
export interface FileStamp {
  readonly size: number
  readonly written: string
}

/**
 * What the file says now. Of a file that is as it was left, or to which others added lines, the last line that is known is
 * compared and only what stands behind it is checked. One that is shorter, was written to otherwise, or has a line that does not
 * hold is read and checked from its first line. An edit in the middle that hides behind lines that others added, or within the
 * tick of the file system's clock in which we added ours, is for the proof to find, which reads every line each time.
 */
export async function knowHeads(file: string, check: HeadsCheck, before: KnownHeads | undefined): Promise<KnownHeads> {
  const stamp = await stampOf(file)
  const more = before === undefined ? undefined : await goOn(file, check, before, stamp)
  return more ?? follow(wholeLines(file, 0, stamp.size), check, { ...NOTHING, newest: new Map(), stamp })
}

const NOTHING = { end: NO_HEADS, lastLine: { start: 0, end: 0 }, problems: [] }

/** Reads on behind the last line that is known; undefined when the file is not the one that is known, with lines added. */
async function goOn(
  file: string,
  check: HeadsCheck,
  before: KnownHeads,
  stamp: FileStamp,
): Promise<KnownHeads | undefined> {
  const { end, lastLine } = before
  const lines = wholeLines(file, lastLine.start, stamp.size)
  try {
    const first = (await lines.next()).value
    if (first?.end !== lastLine.end || check.seal.sha256(first.text) !== end.last) return undefined
    const now = await follow(lines, check, { ...before, stamp })
    const isUntouched = stamp.size === before.stamp.size && stamp.written === before.stamp.written
    return now.problems.length === 0 && (isUntouched || now.end.lines > end.lines) ? now : undefined
  } finally {
    await lines.return()
  }
}

/** Checks lines that go on from what is known. */
async function follow(lines: AsyncIterable<FileLine>, check: HeadsCheck, from: KnownHeads): Promise<KnownHeads> {
  let { lastLine } = from
  const noted = async function* () {
    for await (const line of lines) {
      yield line.text
      lastLine = line // asked for the next one: this one held
    }
  }
  const { problems, ...end } = await readSignedHeads(noted(), { ...check, after: from.end }, head =>
    from.newest.set(head.shard, head),
  )
  return { ...from, end, lastLine, problems }
}

export async function stampOf(file: string): Promise<FileStamp> {
  if (!existsSync(file)) return { size: 0, written: '' }
  const { size, ino, mtimeNs, ctimeNs } = await stat(file, { bigint: true })
  return { size: Number(size), written: `${ino} ${mtimeNs} ${ctimeNs}` }
}
