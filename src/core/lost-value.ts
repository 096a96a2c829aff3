import type { Fault } from './fault.ts'
import { NOTHING, type Tally } from './tally.ts'

/** What a control declares and no item holds, and the fault when it declares more than can be lost. */
export interface Lost {
  readonly tally: Tally
  readonly fault?: Fault
}

/** What could have been lost of a file or of a part of it. */
export interface LossBounds {
  /** Items that may each carry an amount that was not read: those that are missing, and those whose own amount is unreadable. */
  readonly carriers: number
  /** Records that the bytes of the file have room for: a file that has lost more than it holds tells nothing about either. */
  readonly records: number
}

/** Both formats give an amount ten digits of cents. */
const ITEM_MINOR_MAX = 9_999_999_999

/**
 * Believes a loss that its lost items can carry, and nothing of any other: a control is sixteen digits that anybody may have
 * written, and what it declares goes into suspense and into the sums of the day. A file adds at most `ITEM_MINOR_MAX` for each
 * record it has room for, so that no sum of losses passes what a number holds exactly before 70 MB of files say so.
 */
export function credibleLoss(
  lost: Tally,
  bounds: LossBounds,
  at: Pick<Fault, 'scope' | 'line' | 'record' | 'batch'>,
): Lost {
  const minor = lost.debitMinor + lost.creditMinor
  const most = bounds.carriers * ITEM_MINOR_MAX
  if (lost.count <= bounds.records && minor <= most) return { tally: lost }
  const isCount = lost.count > bounds.records
  return {
    tally: NOTHING,
    fault: {
      code: 'loss-not-credible',
      ...at,
      rest: 'read on',
      field: isCount ? 'itemCount' : 'amountMinor',
      found: String(isCount ? lost.count : minor),
      expected: `${isCount ? bounds.records : most} at most`,
      message: isCount
        ? 'The control declares more lost items than the file has room for. None of them is counted; ask the sender what it sent.'
        : 'The control declares more lost value than its lost items can carry. None of it is counted; ask the sender what it sent.',
    },
  }
}
