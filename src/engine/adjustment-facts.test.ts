import { expect, test } from 'vitest'
import type { AdjustmentAfter } from '../core/adjustment.ts'
import { itemId } from '../core/item.ts'
import { worthAfter } from './adjustment-facts.ts'

const item = { id: itemId(7, 3), batch: 2, direction: 'debit', amountMinor: 15_000 } as const
const asked: AdjustmentAfter = {
  ...{ type: 'ENC', state: 'asked', rightMinor: 10_000, differenceMinor: 5_000, entryUntil: '', attachments: [] },
}
const settled = { ...asked, state: 'settled' } as const

// Seen red with what stands counted again.
test('a step of an adjustment that is written makes its item worth nothing else, and its opening does', () => {
  const of = { receiptId: 7, batch: 2, type: 'ENC' }
  const more = { count: 0, debitMinor: 5_000, creditMinor: 0 }
  expect(worthAfter({ item }, { adjustment: asked, outbound: undefined }, undefined)).toEqual([{ ...of, more }])
  expect(worthAfter({ item }, { adjustment: settled, outbound: undefined }, asked)).toEqual([])
})
