import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isOpen } from './calendar.ts'
import { institutionCalendars } from './calendars.ts'
import { postingDay, receivedDay } from './posting-day.ts'

const CALENDAR = institutionCalendars({ institution: 'First Bank', zone: 'America/New_York' }).counters[
  'ucc-banking-day'
]

function post(receivedAt: string, cutoff = '14:00', zone = 'America/New_York') {
  return postingDay({
    receivedAt: Temporal.ZonedDateTime.from(`${receivedAt}[${zone}]`).toInstant(),
    cutoff: Temporal.PlainTime.from(cutoff),
    zone,
    calendar: CALENDAR,
  })
}

describe('postingDay', () => {
  // Seen red with `>=` for `>` at the cutoff, and with the received day moved along with the posting day.
  it.each([
    ['2026-11-20T13:59', '2026-11-20', '2026-11-20', 'by the 14:00 cutoff'],
    ['2026-11-20T14:00', '2026-11-20', '2026-11-20', 'by the 14:00 cutoff'],
    ['2026-11-20T14:01', '2026-11-20', '2026-11-23', 'after the 14:00 cutoff'],
    ['2026-11-25T14:01', '2026-11-25', '2026-11-27', 'after the 14:00 cutoff'],
    ['2026-11-26T09:00', '2026-11-26', '2026-11-27', 'closed (Thanksgiving Day)'],
    ['2026-07-03T09:00', '2026-07-03', '2026-07-03', 'by the 14:00 cutoff'],
    ['2026-07-04T09:00', '2026-07-04', '2026-07-06', 'closed (Saturday, Independence Day)'],
  ])('what comes at %s is received on %s and posts on %s: %s', (at, receivedOn, postsOn, why) => {
    const posting = post(at)
    expect(posting.receivedOn.toString()).toBe(receivedOn)
    expect(posting.postsOn.toString()).toBe(postsOn)
    expect(posting.why).toContain(why)
  })

  it('keeps the moment of receipt as it was', () => {
    expect(post('2026-11-20T14:01').receivedAt.toString()).toBe('2026-11-20T19:01:00Z')
  })

  // Seen red with clock readings compared instead of moments: the second 01:30 is then in time for 01:45.
  it('is right on the nights on which clocks change, in a bank that is open on Sundays', () => {
    const sundays = {
      ...CALENDAR,
      versions: [{ from: Temporal.PlainDate.from('2000-01-01'), closedWeekdays: [], holidays: 'none' }],
    } as const
    const at = (receivedAt: string, cutoff: string) =>
      postingDay({
        receivedAt: Temporal.Instant.from(receivedAt),
        cutoff: Temporal.PlainTime.from(cutoff),
        zone: 'America/New_York',
        calendar: sundays,
      }).postsOn.toString()
    // 2026-11-01: 01:00 to 02:00 comes twice. The first 01:30 is 05:30Z, the second 06:30Z; the cutoff is the first 01:45.
    expect(at('2026-11-01T05:30:00Z', '01:45')).toBe('2026-11-01')
    expect(at('2026-11-01T06:30:00Z', '01:45')).toBe('2026-11-02')
    // 2026-03-08: 02:00 to 03:00 does not come. A cutoff of 02:30 is 03:30 EDT, 07:30Z.
    expect(at('2026-03-08T07:30:00Z', '02:30')).toBe('2026-03-08')
    expect(at('2026-03-08T07:31:00Z', '02:30')).toBe('2026-03-09')
  })

  // Seen red with what comes before the cutoff put off.
  it('law: it posts on an open day that is never before the day of receipt, and later receipt never posts earlier', () => {
    const moment = fc.integer({ min: 1_735_689_600, max: 1_830_297_600 })
    fc.assert(
      fc.property(moment, fc.nat(200_000), (second, later) => {
        const of = (epoch: number) =>
          postingDay({
            receivedAt: Temporal.Instant.fromEpochMilliseconds(epoch * 1000),
            cutoff: Temporal.PlainTime.from('14:00'),
            zone: 'America/New_York',
            calendar: CALENDAR,
          })
        const first = of(second)
        expect(isOpen(CALENDAR, first.postsOn).open).toBe(true)
        expect(Temporal.PlainDate.compare(first.receivedOn, first.postsOn)).toBeLessThanOrEqual(0)
        expect(Temporal.PlainDate.compare(first.postsOn, of(second + later).postsOn)).toBeLessThanOrEqual(0)
      }),
    )
  })
})

describe('receivedDay', () => {
  it('is the day on the clock of the zone', () => {
    const at = Temporal.Instant.from('2026-11-21T04:30:00Z')
    expect(receivedDay(at, 'America/New_York').toString()).toBe('2026-11-20')
    expect(receivedDay(at, 'America/Los_Angeles').toString()).toBe('2026-11-20')
    expect(receivedDay(at, 'UTC').toString()).toBe('2026-11-21')
  })
})
