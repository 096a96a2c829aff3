import { openMonths } from '../store/month.ts'
import type { Engine } from './engine.ts'

/** Months made beyond the one that is asked for, so that what is written of the days that follow never waits for one. */
const MONTHS_AHEAD = 3

/**
 * Makes sure that rows of a day can be written: its month and the next ones are there, in every table of history. Before the
 * transaction that writes them, because the role of bulk work may make no tables. Cheap when they are there.
 */
export async function openDay(engine: Engine, day: Temporal.PlainDate): Promise<void> {
  const first = day.with({ day: 1 })
  const months = Array.from({ length: MONTHS_AHEAD + 1 }, (_, ahead) => first.add({ months: ahead }).toString())
  await openMonths(engine.database.pool, months)
}

/** The institution's calendar day of now. */
export function today({ now, institution }: Engine): Temporal.PlainDate {
  return now().toZonedDateTimeISO(institution.zone).toPlainDate()
}
