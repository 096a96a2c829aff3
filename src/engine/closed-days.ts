import { shardOf } from '../core/bucket.ts'
import { openDayAfter } from '../core/calendar/calendar.ts'
import { closedThrough } from '../store/day-close.ts'
import type { Runner } from '../store/statement.ts'
import type { Engine } from './engine.ts'

/**
 * The day that is wanted, or the first banking day after the last one that is closed: nothing is booked on a closed day. One look
 * at a few rows, for a whole part, file or batch. Exact for whoever holds the lock of a bucket, because closing takes them all.
 */
export async function firstOpenDay(
  { institution }: Pick<Engine, 'institution'>,
  tx: Runner,
  wanted: Temporal.PlainDate,
): Promise<Temporal.PlainDate> {
  const closed = await closedThrough(tx, shardOf(institution.orgId, 0))
  if (closed === undefined || wanted.toString() > closed) return wanted
  return openDayAfter(institution.calendars.counters['ucc-banking-day'], Temporal.PlainDate.from(closed))
}
