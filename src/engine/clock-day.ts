import { dayNumber, parseDay } from '../core/calendar/day.ts'
import { invariant } from '../core/invariant.ts'
import type { Receipt } from '../store/receipt.ts'
import { arrivalDays } from './arrival-days.ts'
import type { Deadlines } from './deadlines.ts'
import type { Engine } from './engine.ts'

/**
 * The day from which clocks run that start on the posting day: the one on which its cutoff lets it post. What came when that day
 * was closed is booked later, and no clock of the law waits for that.
 */
export function clockDay({ institution }: Engine, receipt: Pick<Receipt, 'receivedAt' | 'postingOn' | 'pack'>): number {
  const booked = parseDay(receipt.postingOn)
  invariant(booked !== undefined, `a receipt posts on no day: ${receipt.postingOn}`)
  const { postsOn } = arrivalDays(institution, receipt.receivedAt, receipt.pack)
  return Math.min(dayNumber(booked), dayNumber(postsOn))
}

/** The deadlines of a file whose clocks run from the day; the same ones where it is the posting day. */
export function runningFrom(deadlines: Deadlines, day: number, postingDay: number): Deadlines {
  if (day === postingDay) return deadlines
  return { ...deadlines, of: (clock, days) => deadlines.of(clock, { ...days, postingDay: day }) }
}
