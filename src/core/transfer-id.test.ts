import fc from 'fast-check'
import { expect, it } from 'vitest'
import { itemId } from './item.ts'
import { batchOfTransfer, TRANSFER_IDS_FROM, transferId } from './transfer-id.ts'

const place = fc.record({
  bucket: fc.integer({ min: 0, max: 1023 }),
  event: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
  index: fc.integer({ min: 0, max: 1023 }),
})

// Seen red with 2^31 events a bucket, and with the event's number taken as a signed one.
it('law: two places have two ids, in the order of a chain, and those of one event are one batch', () => {
  fc.assert(
    fc.property(place, place, (one, other) => {
      const [first, second] = [transferId(one), transferId(other)]
      expect(Number.isSafeInteger(first)).toBe(true)
      const isSame = one.bucket === other.bucket && one.event === other.event
      expect(first === second).toBe(isSame && one.index === other.index)
      expect(batchOfTransfer(first) === batchOfTransfer(second)).toBe(isSame)
      if (one.bucket === other.bucket && one.event < other.event) expect(first).toBeLessThan(second)
    }),
  )
})

it('they lie behind every id that an item of the first 67 million receipts has', () => {
  expect(itemId(67_108_863, 2 ** 26 - 1)).toBe(TRANSFER_IDS_FROM - 1)
  expect(transferId({ bucket: 1023, event: 2 ** 32 - 1, index: 1023 })).toBe(Number.MAX_SAFE_INTEGER)
})

it('a place beyond what a number holds is a defect', () => {
  for (const wrong of [{ bucket: 1024 }, { event: 2 ** 32 }, { index: 1024 }])
    expect(() => transferId({ bucket: 0, event: 1, index: 0, ...wrong })).toThrow()
})
