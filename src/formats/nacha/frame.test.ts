import { describe, expect, it } from 'vitest'
import { latin1Bytes, latin1Text } from '../../core/latin1.ts'
import { createFramer, type Frame } from './frame.ts'
import { sampleBatch, sampleFile } from './sample-file.ts'

/** A record of 94 characters that begins with `type` and says who it is. */
function record(type: string, name = ''): string {
  return (type + name).padEnd(94, '.')
}

/** The five records of a file without its fill: header, batch header, entry, batch control, file control. */
const RECORDS = Array.from(sampleFile([sampleBatch('PPD')]), byte => String.fromCharCode(byte))
  .join('')
  .split('\n')
  .slice(0, 5)
const [HEADER = '', BATCH = '', ENTRY = '', CONTROL = '', END = ''] = RECORDS

/** What was cut, each record by its type alone. */
function types(text: string, ...sizes: number[]): readonly string[] {
  return cut(text, ...sizes).map(seen => seen.replace(/^(\d+@\d+ \d).* (\d+( \+\d+ text)?) (".*)$/, '$1 $2 $4'))
}

function cut(text: string, ...sizes: number[]): readonly string[] {
  const seen: string[] = []
  const framer = createFramer({
    frame: frame => seen.push(describeFrame(frame)),
    mark: () => seen.push('byte-order mark'),
    gap: ({ line, offset, length, toEnd }) =>
      seen.push(`${line}@${offset} gap of ${length}${toEnd ? ' to the end' : ''}`),
  })
  const bytes = latin1Bytes(text)
  let at = 0
  for (const size of sizes) {
    framer.write(bytes.subarray(at, at + size))
    at += size
  }
  framer.write(bytes.subarray(at))
  framer.end()
  return seen
}

function describeFrame(frame: Frame): string {
  const text = latin1Text(frame.bytes.subarray(frame.start, frame.start + frame.length)).replaceAll('.', '')
  const excess = frame.excess > 0 ? ` +${frame.excess}${frame.excessText ? ' text' : ' blank'}` : ''
  return `${frame.line}@${frame.offset} ${text} ${frame.length}${excess} ${JSON.stringify(frame.lineEnd)}${frame.clean ? '' : ' unclean'}`
}

// Seen red with: LOOK_AHEAD of one record; an LF behind a CR counted as a line of its own; no skipping behind a long line.
describe('cutting bytes into records', () => {
  it('takes LF, CR LF and CR as line ends', () => {
    expect(cut(`${record('1')}\n${record('5')}\r\n${record('9')}\r`)).toEqual([
      '1@0 1 94 "\\n"',
      '2@95 5 94 "\\r\\n"',
      '3@191 9 94 "\\r"',
    ])
  })

  // Seen red with the byte before a chunk unknown where the rest of an over-long line is searched for records.
  it('finds no record inside nines, wherever a chunk ends', () => {
    const nines = (count: number) => '9'.repeat(count)
    const text = `${record('0').slice(0, 16)}${nines(173)}\n${nines(91)}\n${nines(94)}\n${nines(94)}\n`
    const whole = cut(text)
    expect(whole.filter(seen => seen.includes('gap'))).toEqual([])
    for (let size = 1; size < 200; size++)
      expect(cut(text, ...Array.from({ length: Math.floor(text.length / size) }, () => size))).toEqual(whole)
  })

  it('waits for the byte behind a CR at the end of a chunk', () => {
    expect(cut(`${record('1')}\r\n${record('9')}\r\n`, 95)).toEqual(['1@0 1 94 "\\r\\n"', '2@96 9 94 "\\r\\n"'])
  })

  it('cuts every 94 bytes where there are no line ends, and counts records as lines', () => {
    expect(types(HEADER + BATCH + ENTRY + END)).toEqual([
      '1@0 1 94 ""',
      '2@94 5 94 ""',
      '3@188 6 94 ""',
      '4@282 9 94 ""',
    ])
  })

  it('takes one line end behind the last record of such a file', () => {
    expect(types(`${HEADER}${BATCH}${END}\n`)).toEqual(['1@0 1 94 ""', '2@94 5 94 ""', '3@188 9 94 "\\n"'])
  })

  it('hands on a short line, a blank one and a last one without line end', () => {
    expect(cut(`1abc\n\n${record('5')}\n9`)).toEqual([
      '1@0 1abc 4 "\\n"',
      '2@5  0 "\\n"',
      '3@6 5 94 "\\n"',
      '4@101 9 1 ""',
    ])
  })

  it('tells a long line from records without line ends, and reads on behind it', () => {
    expect(cut(`${record('1')}   \n${record('6')}XY\n${record('9')}\n`)).toEqual([
      '1@0 1 94 +3 blank "\\n"',
      '2@98 6 94 +2 text "\\n"',
      '3@195 9 94 "\\n"',
    ])
  })

  it('skips the rest of a line of any length without keeping it', () => {
    expect(cut(`${record('1')}${'x'.repeat(100_000)}\n${record('9')}\n`, 1000, 5, 50_000)).toEqual([
      '1@0 1 94 +95 text ""',
      '2@100095 9 94 "\\n"',
    ])
  })

  it('splits two records on one line', () => {
    expect(cut(`${record('6', 'a')}${record('6', 'b')}\n${record('8')}\n`)).toEqual([
      '1@0 6a 94 ""',
      '2@94 6b 94 "\\n"',
      '3@189 8 94 "\\n"',
    ])
  })

  it('goes on at the next record where a byte was lost, and names the range', () => {
    const whole = RECORDS.join('')
    const lost = whole.slice(0, 200) + whole.slice(201)
    const behind = ['4@281 8 94 ""', '5@375 9 94 ""']
    expect(types(lost)).toEqual(['1@0 1 94 ""', '2@94 5 94 ""', '3@188 gap of 93', ...behind])
    for (const size of [1, 90, 188, 250, 281, 300]) expect(types(lost, size)).toEqual(types(lost))
  })

  it('goes on at the next record where bytes were put in, and keeps the record before them', () => {
    expect(types(`${HEADER}${BATCH}${ENTRY}${CONTROL}xyz${END}`).slice(2)).toEqual([
      '3@188 6 94 ""',
      '4@282 8 94 ""',
      '5@376 gap of 3',
      '6@379 9 94 ""',
    ])
    expect(types(`${HEADER}${BATCH}${ENTRY}${'x'.repeat(300)}${CONTROL}${END}`).slice(2)).toEqual([
      '3@188 6 94 ""',
      '4@282 gap of 300',
      '7@582 8 94 ""',
      '8@676 9 94 ""',
    ])
  })

  it('keeps a record that was spoiled where it stands: those around it are in their places', () => {
    const spoiled = `6${'#'.repeat(93)}`
    expect(types(HEADER + BATCH + spoiled + ENTRY + CONTROL).map(seen => seen.slice(0, 7))).toEqual([
      '1@0 1 9',
      '2@94 5 ',
      '3@188 6',
      '4@282 6',
      '5@376 8',
    ])
  })

  it('says so when no record comes any more', () => {
    expect(types(`${HEADER}${BATCH}${ENTRY}${'x'.repeat(1000)}`, 400)).toEqual([
      '1@0 1 94 ""',
      '2@94 5 94 ""',
      '3@188 6 94 ""',
      '4@282 gap of 1000 to the end',
    ])
  })

  it('goes on behind a lost line end and a lost byte in a file with line ends', () => {
    const mixed = `${HEADER}\n${BATCH}\n${ENTRY.slice(1)}${CONTROL}\n${END}\n`
    expect(types(mixed)).toEqual([
      '1@0 1 94 "\\n"',
      '2@95 5 94 "\\n"',
      '3@190 gap of 93',
      '4@283 8 94 "\\n"',
      '5@378 9 94 "\\n"',
    ])
  })

  it('takes blanks behind a record for nothing, however many, unless more than a line end follows them', () => {
    const padded = RECORDS.map(record => `${record}${' '.repeat(106)}\n`).join('')
    const lines = [1, 2, 3, 4, 5].map(line => `${line}@${(line - 1) * 201} ${'15689'[line - 1]} 94 +95 blank ""`)
    expect(cut(padded).map(seen => seen.replace(/^(\S+ \d).* 94/, '$1 94'))).toEqual(lines)
    expect(types(`${HEADER}\n${BATCH}${' '.repeat(150)}#\n${END}`).slice(2)).toEqual([
      '3@189 gap of 151',
      '5@341 9 94 ""',
    ])
  })

  it('finds the records behind an over-long line that has lost more than a line end', () => {
    const mixed = `${HEADER}\n${BATCH}${'x'.repeat(200)}${ENTRY}${CONTROL}\n${END}\n`
    expect(types(mixed)).toEqual([
      '1@0 1 94 "\\n"',
      '2@95 5 94 ""',
      '3@189 gap of 200',
      '5@389 6 94 ""',
      '6@483 8 94 "\\n"',
      '7@578 9 94 "\\n"',
    ])
  })

  it('skips a byte-order mark and says so', () => {
    expect(cut(`\u00ef\u00bb\u00bf${record('1')}\n`, 1, 1)).toEqual(['byte-order mark', '1@3 1 94 "\\n"'])
  })

  it('counts a byte a column and marks what is not printable ASCII', () => {
    expect(cut(`${record('6', '\u00c9')}\n`)).toEqual(['1@0 6\u00c9 94 "\\n" unclean'])
  })
})
