import { createReadStream } from 'node:fs'

/** A line of a file, without its end. */
export interface FileLine {
  readonly text: string
  /** Where its first byte stands in the file. */
  readonly start: number
  /** Where the next line starts. */
  readonly end: number
}

/** Many times what a line with every bucket of an institution has, a hundred thousand bytes. */
const LINE_BYTES_MAX = 1 << 24

/**
 * The lines of a file from the byte `from` up to the byte `to`, as they are read; what stands behind the last line end is none.
 * Holds one line at a time, however long the file is. Of a line of more than 16 MiB the text is empty, and it is the last.
 */
export async function* wholeLines(path: string, from: number, to: number): AsyncGenerator<FileLine, void> {
  if (from >= to) return
  let start = from
  let pieces: Buffer[] = []
  let held = 0
  for await (const chunk of createReadStream(path, { start: from, end: to - 1 }) as AsyncIterable<Buffer>) {
    let begin = 0
    for (let stop = chunk.indexOf(LINE_END); stop !== -1; stop = chunk.indexOf(LINE_END, begin)) {
      pieces.push(chunk.subarray(begin, stop))
      const end = start + held + stop - begin + 1
      yield { text: Buffer.concat(pieces).toString(), start, end }
      pieces = []
      held = 0
      start = end
      begin = stop + 1
    }
    pieces.push(chunk.subarray(begin))
    held += chunk.length - begin
    if (held > LINE_BYTES_MAX) return yield { text: '', start, end: start + held }
  }
}

const LINE_END = 0x0a
