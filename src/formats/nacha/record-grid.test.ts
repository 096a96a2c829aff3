import { describe, expect, test } from 'vitest'
import { latin1Bytes, latin1Text } from '../../core/latin1.ts'
import { RECORD_LENGTH } from './layout.ts'
import { beginsRecord, recordOrGap } from './record-grid.ts'
import { sampleBatch, sampleEntry, sampleFile } from './sample-file.ts'

/** A file header, a batch header and two entries, back to back. */
const JOINED = latin1Text(
  sampleFile([sampleBatch('PPD', [sampleEntry({}), sampleEntry({})])], {
    lineEnd: '',
    lastLineEnd: '',
    fillRecords: 0,
    blankLines: 0,
  }),
)
const ENTRY = JOINED.slice(2 * RECORD_LENGTH, 3 * RECORD_LENGTH)

const MORE_COMES = 'more comes'
const AT_END = 'at the end'
const stretch = (text: string, how: typeof MORE_COMES | typeof AT_END = MORE_COMES) => ({
  bytes: latin1Bytes(text),
  to: text.length,
  ended: how === AT_END,
})

// Seen red with a search that begins one byte later (only the first number), and with one that ends a byte early (only the last).
test('law: the next record is found behind any number of added bytes', () => {
  const counts = Array.from({ length: RECORD_LENGTH - 1 }, (_, n) => n + 1)
  const found = counts.map(count => recordOrGap(stretch('x'.repeat(count) + JOINED), 0))
  expect(found).toEqual(counts)
})

// Seen red with `beginsRecord` true of every record's shape, whatever follows it.
test('what only looks like a record ends no gap: nothing follows it', () => {
  expect(recordOrGap(stretch(`xxxxx${ENTRY}${'x'.repeat(30)}${JOINED}`), 0)).toBeUndefined()
})

test('a record with the right shape stands although nothing follows it, where nothing nearer is one', () => {
  expect(recordOrGap(stretch(`${ENTRY}${'x'.repeat(3 * RECORD_LENGTH)}`), 0)).toBe('record')
})

// Seen red with `beginsRecord` true of every record's shape, whatever follows it.
describe('a record begins where another thing of its kind follows', () => {
  test.each([
    ['another record', ENTRY + ENTRY, MORE_COMES, true],
    ['a line end', `${ENTRY}\n${'x'.repeat(RECORD_LENGTH)}`, MORE_COMES, true],
    ['a record behind a spoiled one', ENTRY + 'x'.repeat(RECORD_LENGTH) + ENTRY, MORE_COMES, true],
    ['fill', ENTRY + '9'.repeat(RECORD_LENGTH), MORE_COMES, true],
    ['the end', ENTRY, AT_END, true],
    ['too little for a record, and then the end', `${ENTRY}x`, AT_END, true],
    ['nothing yet', ENTRY, MORE_COMES, false],
    ['other bytes', ENTRY + 'x'.repeat(2 * RECORD_LENGTH), MORE_COMES, false],
    ['a spoiled one, and then the end', ENTRY + 'x'.repeat(RECORD_LENGTH), AT_END, true],
    ['other bytes up to the end', ENTRY + 'x'.repeat(2 * RECORD_LENGTH), AT_END, false],
  ] as const)('%s', (_, text, how, begins) => {
    expect(beginsRecord(stretch(text, how), 0, undefined)).toBe(begins)
  })

  // Seen red with the byte before taken from the bytes at hand alone.
  test.each([
    ['begins behind other bytes', 'x', true],
    ['goes on behind a nine, wherever that came from', '9', false],
  ])('fill %s', (_, before, begins) => {
    const fill = stretch('9'.repeat(2 * RECORD_LENGTH), AT_END)
    expect(beginsRecord(fill, 0, before.charCodeAt(0))).toBe(begins)
  })
})
