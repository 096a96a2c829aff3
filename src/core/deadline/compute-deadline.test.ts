import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isOpen } from '../calendar/calendar.ts'
import { institutionCalendars } from '../calendar/calendars.ts'
import { dateOfDayNumber, dayNumber } from '../calendar/day.ts'
import { computeDeadline, type Deadline } from './compute-deadline.ts'
import { createDeadlineMemo } from './deadline-memo.ts'
import { type DeadlineRule, END_OF_DAY, NO_ROLL, type Span } from './rule.ts'
import { RULES, type RuleId } from './rules.ts'

const day = (text: string) => Temporal.PlainDate.from(text)
const CALENDARS = institutionCalendars({
  institution: 'First Bank',
  zone: 'America/Chicago',
  days: [{ on: day('2026-07-03'), is: 'closed', why: 'eve of the holiday' }],
})
const IDS = Object.keys(RULES) as RuleId[]
const anyRule = fc.constantFrom(...IDS)
const anyStart = fc.integer({ min: dayNumber(day('2019-01-01')), max: dayNumber(day('2045-12-31')) })

function of(id: RuleId, start: number): Deadline {
  return computeDeadline(RULES[id], { on: dateOfDayNumber(start) }, CALENDARS)
}

const shown = (deadline: Deadline) =>
  deadline.days.map(
    each => `${each.on.toString()} ${each.was}${each.number === undefined ? '' : ` ${each.number}`}: ${each.why}`,
  )

describe('the working of a deadline', () => {
  it('shows each day counted and skipped, and why', () => {
    expect(shown(computeDeadline(RULES['ach-return'], { on: day('2026-11-25') }, CALENDARS))).toEqual([
      '2026-11-26 skipped: Thanksgiving Day',
      '2026-11-27 counted 1: banking day',
      '2026-11-28 skipped: Saturday',
      '2026-11-29 skipped: Sunday',
      '2026-11-30 counted 2: banking day',
    ])
  })

  it('shows the days after the 60th on which it rolls to the next banking day', () => {
    const deadline = computeDeadline(RULES['ach-return-extended'], { on: day('2026-09-11') }, CALENDARS)
    expect(shown(deadline).slice(-3)).toEqual([
      '2026-11-10 counted 60: calendar day',
      '2026-11-11 rolled: Veterans Day',
      '2026-11-12 rolled: banking day',
    ])
  })

  it('moves a presentment on a closed day to the next banking day before it counts', () => {
    const deadline = computeDeadline(RULES['check-midnight'], { on: day('2026-07-03') }, CALENDARS)
    expect(deadline.countedFrom.toString()).toBe('2026-07-06')
    expect(shown(deadline)).toEqual([
      '2026-07-03 skipped: closed by First Bank: eve of the holiday',
      '2026-07-04 skipped: Saturday, Independence Day',
      '2026-07-05 skipped: Sunday',
      '2026-07-06 skipped: the start moves here, the next banking day of this bank',
      '2026-07-07 counted 1: banking day of this bank',
    ])
  })

  it('shows the months of a span of months, and where one is shorter', () => {
    const deadline = computeDeadline(RULES['adjustment-late-return'], { on: day('2026-12-31') }, CALENDARS)
    expect(shown(deadline)).toEqual([
      '2027-01-31 counted 1: calendar month',
      '2027-02-28 counted 2: calendar month: it has no day 31, so its last day',
    ])
  })
})

describe('laws of every rule', () => {
  // Seen red with the roll left out, and with counting that begins on the start.
  it('law: a deadline never lands on a closed day of its counter, unless its rule does not roll', () => {
    fc.assert(
      fc.property(anyRule, anyStart, (id, start) => {
        const { due, version } = of(id, start)
        const counter =
          version.roll.to !== 'no day'
            ? version.roll.counter
            : version.span.unit === 'days'
              ? version.span.counter
              : 'calendar-day'
        expect(isOpen(CALENDARS.counters[counter], due.on).open).toBe(true)
      }),
      { numRuns: 400 },
    )
  })

  // Seen red with two days more for what starts on a Wednesday.
  it('law: a later start never gives an earlier deadline', () => {
    fc.assert(
      fc.property(anyRule, anyStart, fc.oneof(fc.constant(1), fc.nat(40)), (id, start, later) => {
        expect(Temporal.Instant.compare(of(id, start).due.at, of(id, start + later).due.at)).toBeLessThanOrEqual(0)
      }),
      { numRuns: 300 },
    )
  })

  // Seen red with the skipped days left out.
  it('law: the due day is the last day shown, days stand in order without gaps, and exactly the count is counted', () => {
    fc.assert(
      fc.property(anyRule, anyStart, (id, start) => {
        const { days, due, version } = of(id, start)
        if (version.span.unit !== 'days') return
        expect(days.at(-1)?.on.toString()).toBe(due.on.toString())
        days.slice(1).forEach((each, index) => {
          expect(dayNumber(each.on)).toBe(dayNumber(days[index]!.on) + 1) // index runs below the length
        })
        expect(days.filter(each => each.was === 'counted').map(each => each.number)).toEqual(
          Array.from({ length: version.span.count }, (_, index) => index + 1),
        )
      }),
      { numRuns: 300 },
    )
  })

  // Seen red with our own a nanosecond after the legal one.
  it('law: our own deadline is never later than the legal one, and falls on a day on which we work', () => {
    fc.assert(
      fc.property(anyRule, anyStart, (id, start) => {
        const { ours, due } = of(id, start)
        if (ours === undefined) return
        expect(Temporal.Instant.compare(ours.at, due.at)).toBeLessThanOrEqual(0)
        expect(isOpen(CALENDARS.counters['ucc-banking-day'], ours.on).open).toBe(true)
      }),
      { numRuns: 400 },
    )
  })

  // Seen red with the start left out of its key.
  it('law: a memo answers what computing answers', () => {
    const memo = createDeadlineMemo(CALENDARS)
    fc.assert(
      fc.property(anyRule, fc.integer({ min: 20_000, max: 20_030 }), (id, start) => {
        const known = memo(RULES[id], { on: dateOfDayNumber(start) })
        expect(known.due.at.toString()).toBe(of(id, start).due.at.toString())
        expect(memo(RULES[id], { on: dateOfDayNumber(start) })).toBe(known)
      }),
    )
  })
})

describe('what a rule can say', () => {
  const rule = (span: Span): DeadlineRule => ({
    id: 'contract-turnaround',
    area: 'claims',
    act: 'Answer the claim',
    clock: 'institution',
    starts: 'day of receipt',
    sense: 'by',
    versions: [
      {
        from: '2020-01-01',
        citation: 'contract',
        standing: 'source',
        span,
        roll: NO_ROLL,
        due: END_OF_DAY,
        missed: 'A penalty.',
      },
    ],
  })
  const contract = (startIs: 'day 0' | 'day 1') => rule({ unit: 'days', counter: 'contract-day', count: 10, startIs })
  const due = (each: DeadlineRule, on: string, at?: string) =>
    computeDeadline(each, { on: day(on), ...(at === undefined ? {} : { at: Temporal.Instant.from(at) }) }, CALENDARS)
      .due

  // Seen red with `startIs` ignored: an administrator that calls receipt day zero gains a day.
  it('counts a contract whose receipt is day 1 to a day earlier than one whose receipt is day 0', () => {
    expect(due(contract('day 0'), '2026-11-02').on.toString()).toBe('2026-11-17')
    expect(due(contract('day 1'), '2026-11-02').on.toString()).toBe('2026-11-16')
  })

  it('counts hours as moments, also over a change of clocks', () => {
    const day1 = rule({ unit: 'hours', count: 24 })
    const moment: DeadlineRule = { ...day1, versions: [{ ...day1.versions[0], due: { at: 'moment' } }] }
    const end = due(moment, '2026-10-31', '2026-10-31T17:00:00Z')
    expect(end.at.toString()).toBe('2026-11-01T17:00:00Z')
    expect(end.words).toBe('at 11:00') // noon in Chicago the day before, and the clocks went back
  })

  it('uses the version that is in force on the start', () => {
    const before = computeDeadline(RULES['check-reg-cc-return'], { on: day('2018-06-29') }, CALENDARS)
    const after = computeDeadline(RULES['check-reg-cc-return'], { on: day('2018-07-02') }, CALENDARS)
    expect(before.due.words).toBe('at 16:00')
    expect(after.due.words).toBe('at 14:00')
  })

  it('says so when the start lies before the first version it knows', () => {
    expect(computeDeadline(RULES['ach-r06-answer'], { on: day('2024-05-01') }, CALENDARS).note).toContain('2025-04-01')
    expect(computeDeadline(RULES['ach-r06-answer'], { on: day('2025-04-01') }, CALENDARS).note).toBeUndefined()
  })
})
