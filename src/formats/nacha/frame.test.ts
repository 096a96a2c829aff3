import { describe, expect, it } from 'vitest'
import { createFramer, type Frame } from './frame.ts'

/** A record of 94 characters that begins with `type` and says who it is. */
function record(type: string, name = ''): string {
  return (type + name).padEnd(94, '.')
}

function cut(text: string, ...sizes: number[]): readonly string[] {
  const seen: string[] = []
  const framer = createFramer(
    frame => seen.push(describeFrame(frame)),
    () => seen.push('byte-order mark'),
  )
  const bytes = Uint8Array.from(text, character => character.charCodeAt(0))
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
  const text = String.fromCharCode(...frame.bytes.subarray(frame.start, frame.start + frame.length)).replaceAll('.', '')
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

  it('waits for the byte behind a CR at the end of a chunk', () => {
    expect(cut(`${record('1')}\r\n${record('9')}\r\n`, 95)).toEqual(['1@0 1 94 "\\r\\n"', '2@96 9 94 "\\r\\n"'])
  })

  it('cuts every 94 bytes where there are no line ends, and counts records as lines', () => {
    expect(cut(record('1') + record('5') + record('6') + record('9'))).toEqual([
      '1@0 1 94 ""',
      '2@94 5 94 ""',
      '3@188 6 94 ""',
      '4@282 9 94 ""',
    ])
  })

  it('takes one line end behind the last record of such a file', () => {
    expect(cut(`${record('1')}${record('5')}${record('9')}\n`)).toEqual([
      '1@0 1 94 ""',
      '2@94 5 94 ""',
      '3@188 9 94 "\\n"',
    ])
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

  it('skips a byte-order mark and says so', () => {
    expect(cut(`\u00ef\u00bb\u00bf${record('1')}\n`, 1, 1)).toEqual(['byte-order mark', '1@3 1 94 "\\n"'])
  })

  it('counts a byte a column and marks what is not printable ASCII', () => {
    expect(cut(`${record('6', '\u00c9')}\n`)).toEqual(['1@0 6\u00c9 94 "\\n" unclean'])
  })
})
