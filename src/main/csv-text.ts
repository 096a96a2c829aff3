import { CsvFault, WHOLE_LINE } from './csv-fault.ts'

const LINE_BYTES_MAX = 1 << 16
const LINE_END = 0x0a

/**
 * The text of a CSV file, chunk by chunk: UTF-8 with or without its mark, and nothing else. Throws `CsvFault` for another
 * encoding, a NUL, or a line that is longer than any row of ours, before such a line is held in memory.
 */
export async function* csvText(path: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const at = { line: 1, bytesInLine: 0 }
  let isFirst = true
  for await (const chunk of chunks) {
    if (isFirst) refuseOtherFormats(path, chunk)
    isFirst = false
    const text = decode(() => decoder.decode(chunk, { stream: true }), path, at.line, chunk)
    const nul = text.indexOf('\0')
    if (nul >= 0)
      throw new CsvFault(path, at.line + lineEnds(text.slice(0, nul)), WHOLE_LINE, 'text without NUL characters')
    advance(path, at, chunk)
    yield text
  }
  yield decode(() => decoder.decode(), path, at.line, new Uint8Array())
}

function refuseOtherFormats(path: string, head: Uint8Array): void {
  const [first, second] = head
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    throw new CsvFault(path, 1, WHOLE_LINE, 'UTF-8; this is UTF-16: save the file as “CSV UTF-8”')
  if (first === 0x50 && second === 0x4b)
    throw new CsvFault(
      path,
      1,
      WHOLE_LINE,
      'CSV; this is a zip archive, as spreadsheets are: save the sheet as “CSV UTF-8”',
    )
}

function decode(work: () => string, path: string, line: number, chunk: Uint8Array): string {
  try {
    return work()
  } catch {
    const loose = new TextDecoder().decode(chunk)
    const broken = loose.indexOf('\ufffd')
    throw new CsvFault(
      path,
      line + lineEnds(loose.slice(0, Math.max(0, broken))),
      WHOLE_LINE,
      'UTF-8: save the file as “CSV UTF-8”',
    )
  }
}

function lineEnds(text: string): number {
  return text.split('\n').length - 1
}

function advance(path: string, at: { line: number; bytesInLine: number }, chunk: Uint8Array): void {
  let from = 0
  for (let end = chunk.indexOf(LINE_END); end >= 0; end = chunk.indexOf(LINE_END, from)) {
    at.bytesInLine += end - from
    refuseLong(path, at)
    at.line++
    at.bytesInLine = 0
    from = end + 1
  }
  at.bytesInLine += chunk.length - from
  refuseLong(path, at)
}

function refuseLong(path: string, at: { readonly line: number; readonly bytesInLine: number }): void {
  if (at.bytesInLine > LINE_BYTES_MAX)
    throw new CsvFault(path, at.line, WHOLE_LINE, `a line of at most ${LINE_BYTES_MAX} bytes`)
}
