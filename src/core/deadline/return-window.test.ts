import { describe, expect, it } from 'vitest'
import { institutionCalendars } from '../calendar/calendars.ts'
import { computeDeadline } from './compute-deadline.ts'
import { nextReturnWindow } from './return-window.ts'
import { RULES, type RuleId } from './rules.ts'

const day = (text: string) => Temporal.PlainDate.from(text)
const EASTERN = institutionCalendars({ institution: 'First Bank', zone: 'America/New_York' })
const CLOSED_3_JULY = institutionCalendars({
  institution: 'First Bank',
  zone: 'America/New_York',
  days: [{ on: day('2026-07-03'), is: 'closed', why: 'eve of the holiday' }],
})
const deadline = (rule: RuleId, on: string, calendars = EASTERN) =>
  computeDeadline(RULES[rule], { on: day(on) }, calendars)
const eastern = (text: string) => Temporal.ZonedDateTime.from(`${text}[America/New_York]`).toInstant()

describe('our own deadline', () => {
  // Seen red with the window of the due day itself, and with the operator's day taken where the bank is closed.
  it.each([
    ['ach-return', '2026-07-02', '2026-07-03', 'evening'], // due Mon 6 July at opening
    ['ach-return', '2026-11-25', '2026-11-27', 'evening'], // due Mon 30 Nov at opening: Friday after Thanksgiving
    ['ach-return-extended', '2026-09-11', '2026-11-10', 'evening'], // due Thu 12 Nov: the 11th is closed
    ['ach-return', '2021-06-01', '2021-06-02', 'same-day-3'], // before the evening window existed
    ['ach-contest', '2026-11-30', '2026-12-02', 'evening'], // must be sent by midnight: the due day's own window
    ['check-reg-cc-return', '2026-11-25', '2026-11-30', 'return-same-day'],
    ['check-midnight', '2026-11-25', '2026-11-27', 'return-same-day'],
  ] as const)('for %s from %s is %s, window %s', (rule, from, on, window) => {
    const { ours } = deadline(rule, from)
    expect([ours?.on.toString(), ours?.window]).toEqual([on, window])
  })

  it('is a day earlier when the bank is closed on the last day the operator runs', () => {
    expect(deadline('ach-return', '2026-07-02', CLOSED_3_JULY).ours?.on.toString()).toBe('2026-07-02')
  })

  it('misses a depositary bank east of Eastern time with the midday window, and takes the day before', () => {
    const start = { on: day('2026-06-08'), depositaryZone: 'America/Sao_Paulo' } // an hour ahead in June
    const { ours, due } = computeDeadline(RULES['check-reg-cc-return'], start, EASTERN)
    expect(due.at.toString()).toBe('2026-06-10T17:00:00Z')
    expect(ours?.on.toString()).toBe('2026-06-09')
  })

  it('does not exist for acts that travel in no file', () => {
    expect(deadline('reg-e-decide', '2026-12-21').ours).toBeUndefined()
  })
})

describe('nextReturnWindow', () => {
  // Seen red with a window that has closed taken for the next.
  it.each([
    ['ach', '2026-11-25T09:00', 'same-day-1', '2026-11-25'],
    ['ach', '2026-11-25T10:30', 'same-day-1', '2026-11-25'],
    ['ach', '2026-11-25T10:31', 'same-day-2', '2026-11-25'],
    ['ach', '2026-11-25T23:00', 'same-day-1', '2026-11-27'], // the 26th is Thanksgiving
    ['ach', '2026-11-27T22:45', 'evening', '2026-11-27'],
    ['ach', '2026-11-27T22:46', 'same-day-1', '2026-11-30'], // over the weekend
    ['checks', '2026-11-25T12:30', 'return-same-day', '2026-11-25'],
    ['checks', '2026-11-25T12:31', 'return-same-day', '2026-11-27'],
  ] as const)('of %s at %s is %s of %s', (pack, now, id, on) => {
    const next = nextReturnWindow(pack, eastern(now), EASTERN)
    expect([next?.window.id, next?.on.toString()]).toEqual([id, on])
  })

  // Seen red with the operator's days alone asked.
  it('passes over a day on which the operator runs and this bank is closed', () => {
    expect(nextReturnWindow('ach', eastern('2026-07-02T22:46'), CLOSED_3_JULY)?.on.toString()).toBe('2026-07-06')
  })

  // Seen red with the search begun on the bank's own day.
  it('is the operator’s, whose day may be another than the bank’s', () => {
    const pacific = institutionCalendars({ institution: 'Island Bank', zone: 'Pacific/Guam' })
    // 22:00 on Wednesday in New York is 13:00 on Thursday in Guam.
    const next = nextReturnWindow('ach', eastern('2026-06-10T22:00'), pacific)
    expect([next?.window.id, next?.on.toString()]).toEqual(['evening', '2026-06-10'])
  })

  it('does not exist for a bank that knows no window', () => {
    const none = institutionCalendars({ institution: 'First Bank', zone: 'America/New_York', schedules: [] })
    expect(nextReturnWindow('ach', eastern('2026-11-25T09:00'), none)).toBeUndefined()
  })
})
