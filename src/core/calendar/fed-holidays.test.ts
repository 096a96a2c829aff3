import { describe, expect, it } from 'vitest'
import { fedHolidays } from './fed-holidays.ts'

const closedWeekdays = (year: number) =>
  fedHolidays(year)
    .filter(holiday => holiday.on.dayOfWeek <= 5)
    .map(holiday => holiday.on.toString().slice(5))
    .join(' ')

/** Days of Monday to Friday on which the Reserve Banks are closed, as K.8 publishes them. */
const PUBLISHED: readonly (readonly [number, string])[] = [
  [1985, '01-01 02-18 05-27 07-04 09-02 10-14 11-11 11-28 12-25'], // the year before Martin Luther King Day began
  [1986, '01-01 01-20 02-17 05-26 07-04 09-01 10-13 11-11 11-27 12-25'],
  [1974, '01-01 02-18 05-27 07-04 09-02 10-14 10-28 11-28 12-25'], // Veterans Day in October
  [2020, '01-01 01-20 02-17 05-25 09-07 10-12 11-11 11-26 12-25'], // 4 July is Saturday, no Juneteenth yet
  [2021, '01-01 01-18 02-15 05-31 07-05 09-06 10-11 11-11 11-25'], // 19 June and 25 December are Saturdays
  [2022, '01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26'], // 1 January is Saturday
  [2023, '01-02 01-16 02-20 05-29 06-19 07-04 09-04 10-09 11-23 12-25'],
  [2026, '01-01 01-19 02-16 05-25 06-19 09-07 10-12 11-11 11-26 12-25'],
  [2027, '01-01 01-18 02-15 05-31 07-05 09-06 10-11 11-11 11-25'],
  [2028, '01-17 02-21 05-29 06-19 07-04 09-04 10-09 11-23 12-25'],
  [2029, '01-01 01-15 02-19 05-28 06-19 07-04 09-03 10-08 11-12 11-22 12-25'],
  [2030, '01-01 01-21 02-18 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25'],
]

describe('fedHolidays', () => {
  // Seen red with: a Saturday holiday moved to Friday, `since: 2022` for Juneteenth, `nth: 4` for Memorial Day.
  it.each(PUBLISHED)('closes these weekdays of %i: %s', (year, days) => {
    expect(closedWeekdays(year)).toBe(days)
  })

  it('names holidays from the year in which they began, also on a Saturday', () => {
    const names = (year: number) => fedHolidays(year).map(holiday => `${holiday.on.toString()} ${holiday.name}`)
    expect(names(2021)).toContain('2021-06-19 Juneteenth')
    expect(names(2020).join()).not.toContain('Juneteenth')
    expect(names(1986)).toContain('1986-01-20 Martin Luther King, Jr. Day')
    expect(names(1985).join()).not.toContain('King')
  })

  it('says that a Monday is closed for the Sunday before it', () => {
    expect(fedHolidays(2027).find(holiday => holiday.on.toString() === '2027-07-05')?.name).toBe(
      'Independence Day (observed: it falls on Sunday)',
    )
  })
})
