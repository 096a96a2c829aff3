import { dateOfDayNumber, dayNumber } from '../../core/calendar/day.ts'
import type { BatchDetail } from '../../core/pack.ts'

/** An entry settles at most a long weekend from the day its file comes; a week allows for a file that is late. */
const DAYS_APART_MAX = 7

/**
 * The day that the ACH operator wrote into the batch header as the settlement date: a day of the year, 001 to 366, without
 * the year. It is of the year that brings it nearest to the day of receipt, so that 366 received on 2 January is New Year's Eve.
 * Undefined when it is blank, no day of that year, or more than a week off: then it says nothing of this arrival.
 */
export function settledOn(batch: BatchDetail, receivedDay: number): number | undefined {
  const text = batch.settlementDate
  if (typeof text !== 'string' || !/^\d{3}$/.test(text)) return undefined
  const dayOfYear = Number(text)
  if (dayOfYear === 0) return undefined
  const received = dateOfDayNumber(receivedDay)
  for (const year of [received.year, received.year - 1, received.year + 1]) {
    const date = Temporal.PlainDate.from({ year, month: 1, day: 1 }).add({ days: dayOfYear - 1 })
    const day = dayNumber(date)
    if (date.year === year && Math.abs(day - receivedDay) <= DAYS_APART_MAX) return day
  }
  return undefined
}

/**
 * The day on which another bank's answer certainly had come: it settled then, or, where its batch names no settlement day, it was
 * received. Undefined where the batch names one that is far from the day of receipt: a file that was long on its way says
 * nothing of when the answer in it was sent.
 */
export function answeredOn(batch: BatchDetail, receivedDay: number): number | undefined {
  const text = batch.settlementDate
  const isBlank = typeof text !== 'string' || text.trim() === '' || text === '000'
  return isBlank ? receivedDay : settledOn(batch, receivedDay)
}
