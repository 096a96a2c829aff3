import { ITEMS_PER_RECEIPT_MAX, itemId } from './item.ts'

/**
 * When batches or the file as a whole were held, or let go again. Each moves money in an entry of its own: as the file was read,
 * as its processing failed for the first, second … time, as a retry takes that back, and as that retry holds what came meanwhile
 * in another file.
 */
export type UnitEntryAt =
  | { readonly at: 'reading' }
  | { readonly at: 'failure' | 'reopening' | 'retry'; readonly time: number }
  /** As a file that was held is released, for those of its batches that stay held by themselves. */
  | { readonly at: 'release'; readonly time: number }

/** Times that the processing of one file may end in quarantine: whoever retried so often does not mend it by one retry more. */
export const FAILED_TIMES_MAX = 1_000

/** Entries of a failure that a retry followed: the failure's, its reversal, and what the retry holds. They count down from the end, in this order. */
const STEPS = { failure: 0, reopening: 1, retry: 2 } as const
export const UNIT_ENTRY_STEPS = Object.keys(STEPS).length

/** Items that a file may have: the numbers behind them are those of the entries below. */
export const ITEMS_OF_FILE_MAX = ITEMS_PER_RECEIPT_MAX - 2 - FAILED_TIMES_MAX * UNIT_ENTRY_STEPS

/** The id of the entry: the last numbers that an item of the receipt could have, which none reaches. A reversal follows what it reverses. */
export function unitEntryId(receiptId: number, entry: UnitEntryAt): number {
  if (entry.at === 'release') return releaseEntryId(receiptId, entry.time) + 1
  const back = entry.at === 'reading' ? 1 : 2 + (entry.time - 1) * UNIT_ENTRY_STEPS + STEPS[entry.at]
  return itemId(receiptId, ITEMS_PER_RECEIPT_MAX - back)
}

/** The first numbers are those of the parts of a file: no file has more. */
const PARTS_OF_FILE_MAX = 64
/** Releases of held batches and files of one receipt: each has a number of its own in what it claims. */
export const RELEASES_MAX = 30_000

/** The entry that the first, second … release of a receipt posts in each bucket: of the numbers that follow those of its parts. */
export function releaseEntryId(receiptId: number, release: number): number {
  return itemId(receiptId, PARTS_OF_FILE_MAX + 2 * release)
}

/** The numbers that such entries have within their receipt: the first, and the last. */
export const RELEASE_ENTRIES = [PARTS_OF_FILE_MAX + 2, PARTS_OF_FILE_MAX + 2 * RELEASES_MAX + 1] as const

/** Entries of resolutions have the numbers of receipt 0, which does not exist: the lower half of them. What takes one back has its number and this. */
export const REVERSAL_OF_RESOLUTION = ITEMS_PER_RECEIPT_MAX / 2
