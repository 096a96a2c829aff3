/**
 * A receipt is one arrival of one file. It ends done, quarantined or refused; until then it waits to be read (`arrived`) or its
 * items wait to be written down (`staged`).
 */
export const RECEIPT_STATES = {
  arrived: { end: false },
  /** Read once: what was received is known, and parts of it may be left to do. */
  staged: { end: false },
  /** Every item of it is posted, excepted, or held with its batch. */
  done: { end: true },
  /** Not accepted: a duplicate, or bytes that cannot be unpacked. Nothing of it was read. */
  refused: { end: true },
  /**
   * Held: no format of ours, a fault that stands over all of it, or processing that failed for good. An exception of the file holds
   * everything of it that was not processed before.
   */
  quarantined: { end: true },
} as const

export type ReceiptState = keyof typeof RECEIPT_STATES

/** What becomes of a file or a batch that was read: with `quarantine` nothing of it is processed before a person releases it. */
export const FATES = ['process', 'quarantine'] as const

export type Fate = (typeof FATES)[number]
