import { expect, test } from 'vitest'
import { institutionCalendars } from '../../core/calendar/calendars.ts'
import type { CodeAsked } from '../../core/pack.ts'
import type { CheckItem } from './item.ts'
import { refuseCode } from './refuse-code.ts'
import { aCheck, aDeposit, OTHER_ROUTING, SETTINGS } from './sample-facts.ts'

const calendars = institutionCalendars({ institution: 'First Bank', zone: 'America/New_York' })

/** Presented on Monday 2026-11-23: its midnight is that of Tuesday. */
const asked = (at: string, changes: Partial<CodeAsked> = {}): CodeAsked => ({
  at: Temporal.ZonedDateTime.from(`${at}[America/New_York]`).toInstant(),
  batch: { deposit: false },
  account: undefined,
  settledOn: Temporal.PlainDate.from('2026-11-23'),
  calendars,
  settings: SETTINGS,
  facts: {},
  ...changes,
})
const IN_TIME = '2026-11-24T23:59'
const transit = aCheck({ role: 'transit', routing: OTHER_ROUTING, routingOurs: false })

// Seen red with: the deposit not looked at; the date of the check that was found not handed on; six months whatever the bank says.
test.each<[string, string, CheckItem, CodeAsked, string | undefined]>([
  ['want of funds before midnight', 'A', aCheck(), asked(IN_TIME), undefined],
  ['want of funds after midnight', 'A', aCheck(), asked('2026-11-25T00:00'), 'The midnight deadline passed'],
  ['a stale check', 'G', aCheck(), asked(IN_TIME, { facts: { dated: '2026-05-22' } }), undefined],
  ['a check that is not stale', 'G', aCheck(), asked(IN_TIME, { facts: { dated: '2026-05-23' } }), 'is not stale'],
  [
    'a check that is not stale at this bank',
    'G',
    aCheck(),
    asked(IN_TIME, { facts: { dated: '2026-05-22' }, settings: { ...SETTINGS, staleMonths: 12 } }),
    'is not stale',
  ],
  ['an image that cannot be used', 'U', aCheck(), asked(IN_TIME), undefined],
  ['paper that follows', 'U', aCheck({ documentationType: 'A' }), asked(IN_TIME), 'presented as images'],
  ['a check deposited here', 'A', aCheck(), asked(IN_TIME, { batch: { deposit: true } }), 'charge it back'],
  [
    'a deposited check whose bank cannot be read',
    'O',
    aCheck({ routing: '121042883', routingOurs: false }),
    asked(IN_TIME, { batch: { deposit: true } }),
    'charge it back',
  ],
  ['a check on another bank', 'A', transit, asked(IN_TIME, { batch: { deposit: true } }), 'only that bank'],
  ['a deposit', 'E', aDeposit(), asked(IN_TIME), 'not a check'],
])('%s: %s', (_, code, item, about, why) => {
  const refusal = refuseCode(code, item, about)
  if (why === undefined) expect(refusal).toBeUndefined()
  else expect(refusal).toContain(why)
})
