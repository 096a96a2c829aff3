import { expect, test } from 'vitest'
import { institutionCalendars } from '../../core/calendar/calendars.ts'
import { dateOfDayNumber, dayNumber } from '../../core/calendar/day.ts'
import { computeDeadline } from '../../core/deadline/compute-deadline.ts'
import { RULES } from '../../core/deadline/rules.ts'
import { explain } from '../../core/exception.ts'
import { decide } from './decide.ts'
import { CHECK_KINDS } from './kinds.ts'
import { aContext, aFact, dayOf, factsOf, OTHER_ROUTING, presented } from './sample-facts.ts'

/** Golden days: presented Wed 2026-11-25, back by Mon 11-30 14:00; presented Fri 2027-07-02, back by Wed 07-07 14:00. */

const CALENDARS = institutionCalendars({ institution: 'Our Bank', zone: 'America/New_York' })
const dueDay: ReturnType<typeof aContext>['dueDay'] = (rule, from) =>
  dayNumber(computeDeadline(RULES[rule], { on: dateOfDayNumber(from) }, CALENDARS).due.on)
const deposited = (on: string, amountMinor = 45_000) =>
  aFact('deposited', `${OTHER_ROUTING}/1234567890/1021/${amountMinor}`, {
    depositorAccount: '555',
    depositedDay: dayOf(on),
  })

function decided(forward: string, returned: string, depositedOn = '2026-01-05', amountMinor = 45_000) {
  const item = presented(forward, { amountMinor })
  return decide(
    item,
    factsOf(item, { facts: [deposited(depositedOn, amountMinor)] }),
    aContext({ today: returned, dueDay }),
  )
}

// Seen red with: the midnight deadline for that of Regulation CC; `<` for `<=` at the due day; the day of the deposit for that of
// the presentment; a return's own letter taken for the presentment; days without a check of what they say.
test.each([
  ['on the second business day, over Thanksgiving', '20261125', '2026-11-30', undefined],
  ['on the third', '20261125', '2026-12-01', 'late-returned-check'],
  ['on the second business day, over a holiday kept on Monday', '20270702', '2027-07-07', undefined],
  ['on the third, over that holiday', '20270702', '2027-07-08', 'late-returned-check'],
  ['without the day of presentment', '        ', '2026-12-31', undefined],
  ['with letters for it', '2026112S', '2026-12-31', undefined],
  ['with a day that is none', '20261131', '2026-12-31', undefined],
  ['with a day still to come', '20270111', '2026-12-31', undefined],
])('a check that comes back %s', (_, forward, returned, kind) => {
  expect(decided(forward, returned)?.finding.kind).toBe(kind)
})

test('a check that was presented before it was deposited here says nothing of its lateness', () => {
  expect(decided('20261125', '2026-12-31', '2026-11-26')).toBeUndefined()
})

// Seen red with a claim from 100.01 USD on.
test.each([
  [10_000, 'The bank that was late answers for it: a late return is claimed (LC) within two months of its letter.'],
  [9_999, 'Under 100.00 USD no late return (LC) is claimed: it is settled with the bank that was late.'],
])('of %s cents the sentence says what can be claimed', (amountMinor, claim) => {
  const finding = decided('20261125', '2026-12-01', '2026-11-24', amountMinor)?.finding
  expect(explain(CHECK_KINDS['late-returned-check'], finding?.facts)).toBe(
    `A check for ${amountMinor === 10_000 ? '100.00' : '99.99'} USD came back on 2026-12-01 (reason A), but it was presented on 2026-11-25 and had to be back by 14:00 on 2026-11-30. ${claim} Charge it to the depositor only if that claim is given up.`,
  )
})
