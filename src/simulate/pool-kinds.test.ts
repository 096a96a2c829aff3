import { expect, test } from 'vitest'
import { poolKinds } from './pool-kinds.ts'

function kind(name: string, counts: { readonly planted: number; readonly missed: number; readonly false: number }) {
  return {
    kind: name,
    found: counts.planted - counts.missed,
    recall: 0,
    precision: 0,
    missed_at: [],
    false_at: [],
    ...counts,
  }
}

// Seen red with: the shares of the days averaged (500 of 1,000 and 10 of 10 are no 75 %); a kind of one day left out.
test('days are pooled by their counts, not by their shares, and each kind of any day is in it', () => {
  const first = [kind('stale', { planted: 1000, missed: 500, false: 0 })]
  const second = [
    kind('stale', { planted: 10, missed: 0, false: 90 }),
    kind('prenote', { planted: 3, missed: 0, false: 0 }),
    kind('frozen', { planted: 0, missed: 0, false: 2 }),
  ]
  expect(poolKinds([first, second])).toMatchObject([
    { kind: 'frozen', planted: 0, found: 0, missed: 0, false: 2, recall: 1, precision: 0 },
    { kind: 'prenote', planted: 3, found: 3, missed: 0, false: 0, recall: 1, precision: 1 },
    { kind: 'stale', planted: 1010, found: 510, missed: 500, false: 90, recall: 510 / 1010, precision: 510 / 600 },
  ])
})
