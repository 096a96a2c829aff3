import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createOpenDayIndex,
  isOpen,
  openDayAfter,
  openDayOnOrAfter,
  openDayOnOrBefore,
  openDaysBetween,
} from './calendar.ts'
import { institutionCalendars } from './calendars.ts'
import { dateOfDayNumber, dayNumber, nameOfDay, parseDay } from './day.ts'

const day = (text: string) => Temporal.PlainDate.from(text)
const CALENDARS = institutionCalendars({
  institution: 'First Bank',
  zone: 'America/Chicago',
  days: [
    { on: day('2026-07-03'), is: 'closed', why: 'eve of the holiday' },
    { on: day('2026-11-14'), is: 'open', why: 'Saturday of the merger weekend' },
  ],
  daysOf: { 'ach-banking-day': [{ on: day('2025-01-09'), is: 'closed', why: 'day of mourning' }] },
})
const { 'ach-banking-day': ACH, 'ucc-banking-day': UCC, 'calendar-day': EVERY_DAY } = CALENDARS.counters
const anyDay = fc.integer({ min: dayNumber(day('1990-01-01')), max: dayNumber(day('2090-12-31')) })
const anyCalendar = fc.constantFrom(...Object.values(CALENDARS.counters))

describe('isOpen', () => {
  it.each([
    ['2026-07-03', true, 'banking day: Independence Day is Saturday and closes no Friday'],
    ['2026-07-04', false, 'Saturday, Independence Day'],
    ['2027-06-18', true, 'banking day: Juneteenth is Saturday and closes no Friday'],
    ['2027-12-24', true, 'banking day: Christmas Day is Saturday and closes no Friday'],
    ['2027-12-31', true, "banking day: New Year's Day is Saturday and closes no Friday"],
    ['2028-11-10', true, 'banking day: Veterans Day is Saturday and closes no Friday'],
    ['2027-07-05', false, 'Independence Day (observed: it falls on Sunday)'],
    ['2029-11-12', false, 'Veterans Day (observed: it falls on Sunday)'],
    ['2026-11-10', true, 'banking day'],
    ['2026-11-15', false, 'Sunday'],
    ['2025-01-09', false, 'closed by the Federal Reserve: day of mourning'],
  ])('on the ACH calendar %s is open: %s (%s)', (on, open, why) => {
    expect(isOpen(ACH, day(on))).toEqual({ open, why })
  })

  it.each([
    ['2026-07-03', false, 'closed by First Bank: eve of the holiday'],
    ['2026-11-14', true, 'open by First Bank: Saturday of the merger weekend'],
    ['2025-01-09', true, 'banking day of this bank'],
  ])("on the bank's own calendar %s is open: %s (%s)", (on, open, why) => {
    expect(isOpen(UCC, day(on))).toEqual({ open, why })
  })

  it('holds by version: a bank that opened on Saturdays from 2026 was closed on them before', () => {
    const [first] = UCC.versions
    const opened = {
      ...UCC,
      versions: [first!, { from: day('2026-01-01'), closedWeekdays: [7], holidays: 'federal-reserve' }],
    } as const
    expect(isOpen(opened, day('2025-12-27')).open).toBe(false)
    expect(isOpen(opened, day('2026-01-03')).open).toBe(true)
  })
})

describe('walking a calendar', () => {
  // Seen red with a walk that starts one day late.
  it('law: the open day on or after is open, and every day skipped is closed', () => {
    fc.assert(
      fc.property(anyCalendar, anyDay, (calendar, number) => {
        const from = dateOfDayNumber(number)
        const to = openDayOnOrAfter(calendar, from)
        expect(isOpen(calendar, to).open).toBe(true)
        for (let on = from; !on.equals(to); on = on.add({ days: 1 })) expect(isOpen(calendar, on).open).toBe(false)
      }),
    )
  })

  // Seen red with a walk in the other direction.
  it('law: on or before is the mirror of on or after', () => {
    fc.assert(
      fc.property(anyCalendar, anyDay, (calendar, number) => {
        const open = openDayOnOrBefore(calendar, dateOfDayNumber(number))
        expect(isOpen(calendar, open).open).toBe(true)
        expect(dayNumber(open)).toBeLessThanOrEqual(number)
        expect(dayNumber(openDayAfter(calendar, open))).toBeGreaterThan(number)
      }),
    )
  })

  // Seen red with weekends that begin on Wednesday.
  it('law: no calendar of ours is closed for more than four days running', () => {
    fc.assert(
      fc.property(anyCalendar, anyDay, (calendar, number) => {
        expect(dayNumber(openDayOnOrAfter(calendar, dateOfDayNumber(number))) - number).toBeLessThanOrEqual(4)
      }),
    )
  })
})

describe('counting open days', () => {
  it.each([
    ['2026-07-02', '2026-07-06', 2],
    ['2026-07-06', '2026-07-02', -2],
    ['2026-11-25', '2026-11-30', 2],
    ['2026-11-14', '2026-11-15', 0],
    ['2026-11-13', '2026-11-13', 0],
  ])('from %s to %s there are %i ACH banking days', (from, to, count) => {
    expect(openDaysBetween(ACH, day(from), day(to))).toBe(count)
  })

  // Seen red with prefix sums that count the start day too.
  it('law: the index counts what walking counts, and adds up over any day between', () => {
    const first = dayNumber(day('2024-01-01'))
    const index = createOpenDayIndex(ACH, first, first + 1500)
    const inRange = fc.integer({ min: first, max: first + 1500 })
    fc.assert(
      fc.property(inRange, inRange, inRange, (a, b, c) => {
        expect(index(a, b) + index(b, c)).toBe(index(a, c))
        expect(index(a, b)).toBe(openDaysBetween(ACH, dateOfDayNumber(a), dateOfDayNumber(b)))
      }),
    )
  })

  it('counts every day on the calendar of calendar days', () => {
    expect(openDaysBetween(EVERY_DAY, day('2026-09-01'), day('2026-10-31'))).toBe(60)
  })
})

describe('days as text', () => {
  it('names a day with its weekday', () => {
    expect(nameOfDay(day('2026-07-02'))).toBe('Thu 2026-07-02')
  })

  it.each(['2026-02-29', '2026-13-01', '26-07-02', '2026-7-2', '0001-01-01', '2026-07-02T10:00', ''])(
    'does not read %j as a day',
    text => {
      expect(parseDay(text)).toBeUndefined()
    },
  )

  // Seen red with days counted from 1 one way and from 0 the other.
  it('law: day numbers and days are the same thing', () => {
    fc.assert(
      fc.property(anyDay, number => {
        expect(dayNumber(dateOfDayNumber(number))).toBe(number)
      }),
    )
  })
})
