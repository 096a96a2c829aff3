import { describe, expect, test } from 'vitest'
import { createOpenDayIndex } from '../../core/calendar/calendar.ts'
import { institutionCalendars } from '../../core/calendar/calendars.ts'
import { dayNumber } from '../../core/calendar/day.ts'
import { decide } from './decide.ts'
import { aBatch, anItem } from './sample-entries.ts'
import { aContext, factsOf } from './sample-facts.ts'

const day = (text: string) => dayNumber(Temporal.PlainDate.from(text))
const CALENDARS = institutionCalendars({ institution: 'Our Bank', zone: 'America/New_York' })
const bankingDaysBetween = createOpenDayIndex(
  CALENDARS.counters['ach-banking-day'],
  day('2026-01-01'),
  day('2028-01-01'),
)
const SETTLED: Readonly<Record<string, string>> = { '334': '2026-11-30' }
const CODES = { debit: 27, credit: 22 } as const

/** Worked by hand on the K.8 calendar. Thu 2026-11-26 is Thanksgiving, Fri 12-25 Christmas, Mon 2027-07-05 Independence Day. */
const GOLDEN: readonly (readonly [
  keyof typeof CODES,
  posted: string,
  effective: string,
  settles: string,
  'clear' | number,
])[] = [
  ['debit', '2026-11-25', '2026-11-27', '', 'clear'], // Wed to Fri: one banking day, over Thanksgiving
  ['debit', '2026-11-25', '2026-11-26', '', 'clear'], // for Thanksgiving: it settles on Friday
  ['debit', '2026-11-25', '2026-11-28', '', 2], // for Saturday: it settles on Monday
  ['debit', '2026-11-27', '2026-11-28', '', 'clear'],
  ['debit', '2026-11-25', '2026-11-30', '', 2],
  ['credit', '2026-11-25', '2026-11-30', '', 'clear'],
  ['credit', '2026-11-25', '2026-12-01', '', 3],
  ['debit', '2026-12-24', '2026-12-28', '', 'clear'],
  ['debit', '2026-12-24', '2026-12-29', '', 2],
  ['debit', '2027-07-02', '2027-07-06', '', 'clear'],
  ['credit', '2027-07-02', '2027-07-08', '', 3],
  ['debit', '2026-11-25', '2026-11-30', '331', 'clear'], // the operator settles it on Fri 27 November, day 331
  ['debit', '2026-11-25', '2026-11-27', '334', 2], // and this on Mon 30 November, day 334
  ['credit', '2026-11-25', '2026-12-01', '335', 'clear'], // it may be there early
]

describe('an entry for a later day', () => {
  // Seen red with: closed days taken as if entries settled on them, `>=` for the most, the limits of debit and credit swapped, the effective date over the settlement date, and
  // calendar days counted.
  test.each(GOLDEN)(
    'a %s posted on %s for %s (settles "%s") is %s',
    (direction, posted, effective, settlementDate, told) => {
      const header = { effectiveDate: effective.slice(2).replaceAll('-', ''), settlementDate }
      const item = anItem({ transactionCode: CODES[direction] }, header)
      const on = { receivedDay: day(posted), postingDay: day(posted) }
      const decision = decide(item, factsOf(item), aContext({ ...on, batch: aBatch(header), bankingDaysBetween }))
      if (told === 'clear') expect(decision).toBeUndefined()
      else {
        const finding = { kind: 'settles-later', facts: { days: told, direction }, clock: { rule: 'ach-return' } }
        expect(decision?.finding).toMatchObject(finding)
        // Seen red with the window counted from the posting day.
        const settles = settlementDate === '' ? effective : SETTLED[settlementDate]
        expect(decision?.finding.clock?.startsOn?.toString()).toBe(settles)
      }
    },
  )
})
