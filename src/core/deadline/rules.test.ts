import { describe, expect, it } from 'vitest'
import { institutionCalendars } from '../calendar/calendars.ts'
import { computeDeadline } from './compute-deadline.ts'
import type { DeadlineRule } from './rule.ts'
import { RULES, type RuleId } from './rules.ts'

const day = (text: string) => Temporal.PlainDate.from(text)
const FIRST_BANK = institutionCalendars({ institution: 'First Bank', zone: 'America/Chicago' })
const CLOSED_3_JULY = institutionCalendars({
  institution: 'First Bank',
  zone: 'America/Chicago',
  days: [{ on: day('2026-07-03'), is: 'closed', why: 'eve of the holiday' }],
})

/** Rule, start, due day, and what is due when. Worked by hand on the K.8 calendar. */
const GOLDEN: readonly (readonly [RuleId, string, string, string])[] = [
  ['ach-return', '2026-07-02', '2026-07-06', 'opening'], // R01: Fri 3 July counts
  ['ach-return', '2027-07-01', '2027-07-06', 'opening'], // R01: Mon 5 July is closed
  ['ach-return', '2026-11-25', '2026-11-30', 'opening'], // R01 over Thanksgiving
  ['ach-return', '2027-06-17', '2027-06-21', 'opening'], // R01: Fri 18 June is open, Sat 19 June is the holiday
  ['ach-return-extended', '2026-09-01', '2026-11-02', 'opening'], // R10: day 60 is Sat 31 Oct
  ['ach-return-extended', '2026-09-11', '2026-11-12', 'opening'], // R10: day 60 is Tue 10 Nov, 11 Nov is Veterans Day
  ['ach-dishonor', '2026-11-20', '2026-11-30', 'midnight'],
  ['ach-contest', '2026-11-30', '2026-12-02', 'midnight'],
  ['ach-noc-act', '2026-11-20', '2026-12-01', 'midnight'],
  ['ach-r06-answer', '2026-11-20', '2026-12-07', 'midnight'],
  ['ach-claim-between-banks', '2026-11-20', '2028-11-20', 'midnight'],
  ['ach-warranty-claim', '2026-11-20', '2028-11-20', 'midnight'],
  ['ach-warranty-claim-company', '2026-11-20', '2027-11-20', 'midnight'],
  ['ach-death-notice', '2026-11-25', '2026-11-27', 'midnight'], // Thanksgiving between
  ['check-midnight', '2026-11-25', '2026-11-27', 'midnight'],
  ['check-reg-cc-return', '2026-11-25', '2026-11-30', '14:00'],
  ['check-midnight', '2027-07-02', '2027-07-06', 'midnight'],
  ['check-reg-cc-return', '2027-07-02', '2027-07-07', '14:00'],
  ['reg-e-decide', '2026-12-21', '2027-01-06', 'midnight'],
  ['reg-e-provisional-credit', '2026-12-21', '2027-01-06', 'midnight'],
  ['reg-e-decide-new-account', '2026-12-21', '2027-01-21', 'midnight'],
  ['reg-e-finish', '2026-12-21', '2027-02-04', 'midnight'],
  ['reg-e-finish-extended', '2026-12-21', '2027-03-21', 'midnight'], // a Sunday: it does not roll
  ['adjustment-late-return', '2026-12-31', '2027-02-28', '17:00'],
  ['adjustment-late-return', '2027-06-30', '2027-08-30', '17:00'], // two months end on the 30th, not on the last day
  ['medicare-floor-electronic', '2026-10-01', '2026-10-15', 'midnight'],
  ['medicare-floor-paper', '2026-10-01', '2026-10-30', 'midnight'],
  ['medicare-interest', '2026-10-01', '2026-11-01', 'midnight'],
  ['check-tell-depositor', '2026-11-25', '2026-11-27', 'midnight'], // Thanksgiving between
  ['check-after-death', '2026-11-16', '2026-11-26', 'midnight'], // Thanksgiving: days of the calendar, no roll
  ['check-after-death', '2026-12-26', '2027-01-05', 'midnight'],
  ['forwarding-acknowledged', '2026-11-25', '2026-11-30', 'midnight'], // Thanksgiving between
  ['hold-ended', '2026-11-23', '2026-12-01', 'midnight'], // Thanksgiving and a weekend between
  ['check-stale', '2026-08-31', '2027-02-28', 'midnight'], // the last day it is not stale
]

describe('what starts a clock', () => {
  // Seen red with: `startsOn` left out of one rule.
  it('is marked for exactly the rules whose words say a settlement date', () => {
    const rules: readonly DeadlineRule[] = Object.values(RULES)
    const marked = rules.filter(rule => rule.startsOn === 'settlement').map(rule => rule.id)
    expect(marked).toEqual(rules.filter(rule => rule.starts.startsWith('settlement date')).map(rule => rule.id))
    expect(marked).toContain('ach-return')
  })
})

describe('golden deadlines', () => {
  // Seen red with: Saturday holidays moved to Friday; `roll` to the day on or after instead of after; counting the start; the days after a death counted as banking days.
  it.each(GOLDEN)('%s from %s is due on %s at %s', (rule, from, due, at) => {
    const deadline = computeDeadline(RULES[rule], { on: day(from) }, FIRST_BANK)
    expect(deadline.due.on.toString()).toBe(due)
    expect(deadline.due.words).toContain(at)
  })

  it('counts a bank closed on Fri 2026-07-03 differently for its own midnight and for Regulation CC', () => {
    const start = { on: day('2026-07-02') }
    const midnight = computeDeadline(RULES['check-midnight'], start, CLOSED_3_JULY)
    const regCc = computeDeadline(RULES['check-reg-cc-return'], start, CLOSED_3_JULY)
    expect(midnight.due.on.toString()).toBe('2026-07-06')
    expect(regCc.due.on.toString()).toBe('2026-07-06')
    expect(regCc.due.words).toBe('at 14:00')
    expect(computeDeadline(RULES['check-midnight'], start, FIRST_BANK).due.on.toString()).toBe('2026-07-03')
  })

  it('takes 14:00 on the clock of the depositary bank', () => {
    const start = { on: day('2026-11-25'), depositaryZone: 'America/Los_Angeles' }
    const deadline = computeDeadline(RULES['check-reg-cc-return'], start, FIRST_BANK)
    expect(deadline.due.at.toString()).toBe('2026-11-30T22:00:00Z')
    expect(deadline.due.zone).toBe('America/Los_Angeles')
  })

  it('puts midnight at the end of the due day in the zone of the institution', () => {
    const deadline = computeDeadline(RULES['check-midnight'], { on: day('2026-11-25') }, FIRST_BANK)
    expect(deadline.due.at.toString()).toBe('2026-11-28T06:00:00Z')
  })
})
