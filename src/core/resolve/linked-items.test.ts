import { expect, test } from 'vitest'
import { linkedItems } from './linked-items.ts'

const none = { earlier: undefined, answered: undefined, credits: [], deposit: [] }

// Seen red with the deposit shown with every way out, and with the earlier one shown with a return alone.
test('what hangs together with an item is told with the ways out for which it matters', () => {
  const of = { ...none, earlier: 1, credits: [2], deposit: [3, 4] }
  expect(linkedItems('post', of)).toEqual([{ item: 1, link: 'earlier' }])
  expect(linkedItems('chargeback', of)).toEqual([
    { item: 1, link: 'earlier' },
    { item: 2, link: 'credit' },
    { item: 3, link: 'deposit' },
    { item: 4, link: 'deposit' },
  ])
  expect(linkedItems('contest', { ...none, answered: 9 })).toEqual([{ item: 9, link: 'answered' }])
  expect(linkedItems('post', none)).toEqual([])
})
