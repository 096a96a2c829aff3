import { expect, test } from 'vitest'
import { firstOfEach, holdRepeats } from './repeated-batch.ts'

/** A batch of the content `a`, `b`, …; `-` is quarantined already, `0` has no items. */
function batches(...contents: readonly string[]) {
  return contents.map((content, ordinal) => ({
    ordinal,
    fingerprint: content.charAt(0),
    fate: content.endsWith('-') ? ('quarantine' as const) : ('process' as const),
    computed: { count: content.endsWith('0') ? 0 : 3, debitMinor: 0, creditMinor: 300 },
  }))
}

const fates = (...args: Parameters<typeof holdRepeats>) => holdRepeats(...args).batches.map(batch => batch.fate)
const earlierOf = (...args: Parameters<typeof holdRepeats>) =>
  [...holdRepeats(...args).findings].map(([ordinal, { kind, facts }]) => `${ordinal} ${kind}: ${facts?.earlier}`)

// Seen red with: the last of each content let through; a batch without items held; a batch that is held already taken for the first.
test('of batches with the same content the first goes on and the others are held', () => {
  expect(fates(batches('a', 'b', 'a', 'a'))).toEqual(['process', 'process', 'quarantine', 'quarantine'])
  expect(earlierOf(batches('a', 'b', 'a', 'a'))).toEqual([
    '2 duplicate-batch: batch 1 of this file',
    '3 duplicate-batch: batch 1 of this file',
  ])
  expect(fates(batches('a0', 'a0'))).toEqual(['process', 'process'])
  expect(fates(batches('a-', 'a', 'a'))).toEqual(['quarantine', 'process', 'quarantine'])
})

// Seen red with: the history looked up for each batch and not for the first of its content.
test('what an earlier receipt brought is held wherever it stands in the file', () => {
  const file = batches('a', 'b', 'a')
  expect(firstOfEach(file).map(batch => batch.ordinal)).toEqual([0, 1])
  const earlier = new Map([[0, { receiptId: 7, ordinal: 4 }]])
  expect(fates(file, earlier)).toEqual(['quarantine', 'process', 'quarantine'])
  expect(earlierOf(file, earlier)).toEqual([
    '0 duplicate-batch: receipt 7, batch 5',
    '2 duplicate-batch: receipt 7, batch 5',
  ])
})
