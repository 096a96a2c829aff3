import { expect, test } from 'vitest'
import { institutionCalendars } from '../../core/calendar/calendars.ts'
import type { Resolution } from '../../core/exception.ts'
import type { CodeAsked } from '../../core/pack.ts'
import type { AchKindSpec } from './ach-kind.ts'
import type { AchItem } from './item.ts'
import { ACH_KINDS, type AchKind } from './kinds.ts'
import { refuseCode } from './refuse-code.ts'
import { NOC_C01, RETURN_R01 } from './sample-addenda.ts'
import { aBatch, anItem } from './sample-entries.ts'
import { ACH_EXAMPLES, type AchItemKind } from './sample-exceptions.ts'
import { ACCOUNT, aContext } from './sample-facts.ts'

const calendars = institutionCalendars({ institution: 'First Bank', zone: 'America/New_York' })

/** Settled on Monday 2026-11-23 and asked about at nine that day, unless the test says otherwise. */
const asked = (at = '2026-11-23T09:00', changes: Partial<CodeAsked> = {}): CodeAsked => ({
  at: Temporal.ZonedDateTime.from(`${at}[America/New_York]`).toInstant(),
  batch: aBatch(),
  account: undefined,
  settledOn: Temporal.PlainDate.from('2026-11-23'),
  calendars,
  settings: aContext().settings,
  facts: {},
  ...changes,
})
const usable = (kind: AchKind, item: AchItem, about = asked()) =>
  ACH_KINDS[kind].codes.filter(code => refuseCode(code, item, about) === undefined).join(' ')
const firm = { ...ACCOUNT, holderType: 'business' } as const
const returned = anItem({ transactionCode: 26, addenda: [RETURN_R01] })
const dishonored = anItem({
  transactionCode: 26,
  addenda: [{ kind: '99-dishonored', returnCode: 'R68', originalTrace: '121042880000003' }],
})
const noc = anItem({ transactionCode: 26, amountMinor: 0, addenda: [NOC_C01] }, { secCode: 'COR' })

// Seen red with: the part of an ODFI taken for that of the RDFI; the window counted from the moment asked; R23 counted from
// settlement; the reason code of what is answered not handed on.
test.each<[string, AchKind, AchItem, string, CodeAsked?]>([
  ['a closed account', 'account-closed', anItem(), 'R02 R12'],
  ['a closed account after two banking days', 'account-closed', anItem(), '', asked('2026-11-25T08:31')],
  ['a claim of a consumer', 'claim-unauthorized', anItem(), 'R10 R11 R07', asked('2027-01-11T09:00')],
  ['a claim of a consumer after 60 days', 'claim-unauthorized', anItem(), '', asked('2027-01-25T09:00')],
  [
    'a claim too late',
    'claim-late',
    anItem({}, { secCode: 'CCD' }),
    'R06 R31',
    asked('2027-02-01T09:00', { account: firm }),
  ],
  ['a stopped debit', 'stop-payment', anItem(), 'R08'],
  ['a stopped lockbox check', 'stop-payment', anItem({}, { secCode: 'ARC' }), 'R08 R38'],
  [
    'a large credit, refused later',
    'review-threshold',
    anItem({ transactionCode: 22 }),
    'R23 R06',
    asked('2026-12-15T09:00'),
  ],
  ['a return of nothing we sent', 'return-without-original', returned, 'R61 R69 R67 R68'],
  ['our return dishonored as late', 'dishonored-return', dishonored, 'R73 R71 R72'],
  ['a return to another bank', 'routing-not-ours', returned, 'R61'],
  ['a dishonor to another bank', 'routing-not-ours', dishonored, 'R71'],
  ['a notification to another bank', 'routing-not-ours', noc, 'C61', asked('2026-12-08T09:00')],
  ['a damaged return', 'addenda-fault', returned, 'R69'],
  ['a large return', 'review-threshold', returned, 'R69 R62 R67 R68'],
  ['a notification of nothing we sent', 'noc-without-original', noc, 'C62 C61', asked('2026-12-08T09:00')],
  ['a notification after 15 days', 'noc-without-original', noc, '', asked('2026-12-09T09:00')],
])('for %s (%s) the codes are right', (_, kind, item, expected, about) => {
  expect(usable(kind, item, about)).toBe(expected)
})

test('a code whose window is over says when it ended', () => {
  expect(refuseCode('R01', anItem(), asked('2026-11-25T09:00'))).toBe(
    'The window closed on Wed 2026-11-25 at the opening of business (08:30) (rule ach-return).',
  )
})

// Seen red with R19 for an unusable amount, which only the operator sets.
test('every kind that an entry can have and that is returned has a code on the day it settles', () => {
  const without = Object.entries(ACH_EXAMPLES).flatMap(([kind, examples]) => {
    const { resolutions } = ACH_KINDS[kind as AchItemKind] // the table's own keys
    const answers: readonly string[] = resolutions
    if (!answers.includes('return')) return []
    return examples.filter(([, item]) => usable(kind as AchItemKind, item) === '').map(([says]) => `${kind}: ${says}`)
  })
  // A refusal carries no amount.
  expect(without).toEqual(['amount-fault: an amount in a notification'])
})

// Seen red with R73 and R76 alone, which answer two codes of six: who was dishonored with another, by a damaged record, took it back; and
// with no code that refuses a notification in a batch of a class that is in no list.
test('what another bank answers to us can be answered under every kind that lists how, whatever its code', () => {
  const dishonors = ['R61', 'R62', 'R67', 'R68', 'R69', 'R70'].map(returnCode =>
    anItem({ transactionCode: 26, addenda: [{ kind: '99-dishonored', returnCode, originalTrace: '121042880000003' }] }),
  )
  const shut = (way: Resolution, items: readonly AchItem[]) =>
    Object.entries<AchKindSpec>(ACH_KINDS)
      .filter(([, kind]) => kind.resolutions.includes(way))
      .flatMap(([name, { codes }]) =>
        items
          .filter(item => codes.every(code => refuseCode(code, item, asked()) !== undefined))
          .map(item => [name, item.reasonCode]),
      )
  expect(shut('contest', dishonors)).toEqual([])
  expect(shut('dishonor', [returned])).toEqual([])
  expect(shut('refuse', [noc])).toEqual([])
})

// Seen red with the refusal taken for any of them: the file that it was to leave in moved less than was booked, so that it was never
// built, with no answer of anybody in it.
test('a notification of change that carries an amount is not refused, because a refusal carries none', () => {
  const carrying = anItem({ transactionCode: 26, amountMinor: 45_000, addenda: [NOC_C01] }, { secCode: 'COR' })
  expect(refuseCode('C65', noc, asked())).toBeUndefined()
  expect(refuseCode('C65', carrying, asked())).toContain('a refusal gives none back')
})
