/**
 * An item is one thing received that must end somewhere: an ACH entry, a check, a returned check.
 * At every moment it is in exactly one state, and the states add up to what was received (law 1).
 */

/** Which way an item moves the customer's account at this institution. */
export type Direction = 'debit' | 'credit'

export const ITEM_STATES = {
  /** Excepted: its value stands in suspense as a position of its own. Whether somebody is on it its case's place in the queue says. */
  suspended: { end: false },
  posted: { end: true },
  /** Sent back in a return file. */
  returned: { end: true },
  /** Settled by an adjustment instead of the posting it asked for. */
  adjusted: { end: true },
  /** Given to another department or institution, which acknowledged it. */
  forwarded: { end: true },
  /** Not accepted: a duplicate, or a file refused at the door. */
  rejected: { end: true },
} as const

export type ItemState = keyof typeof ITEM_STATES

/** Every change of state that exists. `posted -> returned` is a later return, and back to `suspended` a decision that was undone: both events stay. */
export const ITEM_STATE_CHANGES = {
  suspended: ['posted', 'returned', 'adjusted', 'forwarded', 'rejected'],
  posted: ['returned', 'adjusted', 'suspended'],
  returned: ['suspended'],
  adjusted: ['suspended'],
  forwarded: ['suspended'],
  rejected: ['suspended'],
} as const satisfies Record<ItemState, readonly ItemState[]>

/**
 * The id of an item is its receipt's number and its place in the file: deterministic, so that processing a part again can
 * only find the same ids. Both fit a safe integer together: 134 million receipts of 67 million items.
 */
export const ITEMS_PER_RECEIPT_MAX = 2 ** 26

export function itemId(receiptId: number, seq: number): number {
  return receiptId * ITEMS_PER_RECEIPT_MAX + seq
}

export function receiptOfItem(id: number): number {
  return Math.floor(id / ITEMS_PER_RECEIPT_MAX)
}

/** The receipt of a batch or file that is held as a whole, by the number of its exception, which is below zero. */
export function receiptOfHeld(exceptionId: number): number {
  return Math.floor(-exceptionId / ITEMS_PER_RECEIPT_MAX)
}

export function seqOfItem(id: number): number {
  return id % ITEMS_PER_RECEIPT_MAX
}
