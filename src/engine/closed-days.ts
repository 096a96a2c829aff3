import { openDayAfter } from '../core/calendar/calendar.ts'
import { dayNumber } from '../core/calendar/day.ts'
import { closedThrough } from '../store/day-close.ts'
import type { Receipt } from '../store/receipt.ts'
import type { Runner } from '../store/statement.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'

/**
 * The day that is wanted, or the first banking day after the last one that is closed: nothing is booked on a closed day. One look
 * at a few rows, for a whole part, file or batch. Exact for whoever holds the lock of a bucket, because closing takes them all.
 */
export async function firstOpenDay(
  { institution }: Pick<Engine, 'institution'>,
  tx: Runner,
  wanted: Temporal.PlainDate,
): Promise<Temporal.PlainDate> {
  const closed = await closedThrough(tx, orgShardOf({ institution }))
  if (closed === undefined || wanted.toString() > closed) return wanted
  return openDayAfter(institution.calendars.counters['ucc-banking-day'], Temporal.PlainDate.from(closed))
}

/**
 * The day on which what is done now of a file is booked, days since 1970-01-01: its posting day, or the first open one where that is
 * closed, as for a retry of a file that was held when its day ended. Exact for whoever holds the lock of a bucket.
 */
export async function bookedDayOf(
  engine: Pick<Engine, 'institution'>,
  tx: Runner,
  { postingOn }: Pick<Receipt, 'postingOn'>,
): Promise<number> {
  return dayNumber(await firstOpenDay(engine, tx, Temporal.PlainDate.from(postingOn)))
}
