import { BUCKETS } from './bucket.ts'
import { invariant } from './invariant.ts'

/**
 * The id of a transfer is that of its entries in every bucket that it touches: the place of the event that tells of it, which is a
 * bucket and a number in that bucket's chain, and its own place among the transfers of that event. So whoever holds an entry knows
 * the event that proves it, ids of one bucket count up in the order of its chain, and nothing has to hand them out.
 *
 * They begin where the ids of items, and with them all other entries, end: 2^52, which is receipt 67,108,864. Behind it there is
 * room for 1,024 buckets of 4 billion events of 1,024 transfers.
 */
export const TRANSFER_IDS_FROM = 2 ** 52

/** Transfers that one event tells of, which is what one transaction posts. */
export const TRANSFERS_A_BATCH_MAX = 1024
const EVENTS_A_BUCKET_MAX = 2 ** 32

/** @param place The bucket whose chain tells of it, the number of the event there, and its place among the event's transfers. */
export function transferId(place: { readonly bucket: number; readonly event: number; readonly index: number }): number {
  const { bucket, event, index } = place
  invariant(Number.isInteger(bucket) && bucket >= 0 && bucket < BUCKETS, 'a bucket is a whole number from 0 to 1023')
  invariant(
    Number.isInteger(event) && event >= 0 && event < EVENTS_A_BUCKET_MAX,
    `event ${event} of a chain is beyond what the ids of transfers can name`,
  )
  invariant(Number.isInteger(index) && index >= 0 && index < TRANSFERS_A_BATCH_MAX, `a batch has no transfer ${index}`)
  return TRANSFER_IDS_FROM + (bucket * EVENTS_A_BUCKET_MAX + event) * TRANSFERS_A_BATCH_MAX + index
}

/** What all transfers of one event have in common and no others: its place, as one number. */
export function batchOfTransfer(id: number): number {
  return Math.floor((id - TRANSFER_IDS_FROM) / TRANSFERS_A_BATCH_MAX)
}
