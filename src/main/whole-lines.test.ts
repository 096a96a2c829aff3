import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FileLine, wholeLines } from './whole-lines.ts'

let folder: string
let file: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'clearday-lines-'))
  file = join(folder, 'lines')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function linesOf(path: string, from: number, to: number): Promise<readonly FileLine[]> {
  const lines: FileLine[] = []
  for await (const line of wholeLines(path, from, to)) lines.push(line)
  return lines
}

const line = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.nat(200_000).map(length => 'é'.repeat(length)),
)

// Planted bugs seen red, one at a time: the pieces of a line that began in an earlier read left out; what stands behind the last
// line end given; places counted in characters.
test('law: every line that has its end is given with its place, also where it is longer than one read', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 6 }), fc.string(), async (some, rest) => {
      const texts = some.map(text => text.replaceAll('\n', ''))
      const unfinished = rest.replaceAll('\n', '')
      const bytes = Buffer.from([...texts, unfinished].join('\n'))
      writeFileSync(file, bytes)
      const found = await linesOf(file, 0, bytes.length)
      expect(found.map(({ text }) => text)).toEqual(texts)
      expect(found.map(({ start, end }) => bytes.toString('utf8', start, end))).toEqual(texts.map(text => `${text}\n`))
      const last = found.at(-1)
      if (last !== undefined) expect(await linesOf(file, last.start, last.end)).toEqual([last])
    }),
    { numRuns: 50 },
  )
})

// Seen red without a bound: the process kept all of it and failed at its end, on the longest string there is.
test('a file of which no line ends is not kept: 600 MB of it are given up at 16', async () => {
  writeFileSync(file, 'one\n')
  truncateSync(file, 600_000_000) // takes no room on the disk
  const found = await linesOf(file, 0, 600_000_000)
  expect(found.map(({ text }) => text)).toEqual(['one', ''])
})
