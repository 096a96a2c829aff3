import { describe, expect, test } from 'vitest'
import { institutionCalendars } from '../../core/calendar/calendars.ts'
import { computeDeadline } from '../../core/deadline/compute-deadline.ts'
import { RULES, type RuleId } from '../../core/deadline/rules.ts'
import { type ExceptionKind, explain } from '../../core/exception.ts'
import { type ClaimedDebit, claimCodeFor, claimWithoutDebit, decideClaim } from './claims.ts'
import { ACH_KINDS } from './kinds.ts'

const CALENDARS = institutionCalendars({ institution: 'Our Bank', zone: 'America/New_York' })
const at = (text: string) => Temporal.Instant.from(text)

const DEBIT: ClaimedDebit = {
  secCode: 'PPD',
  amountMinor: 45_000,
  settledOn: Temporal.PlainDate.from('2026-09-01'),
  holderType: 'consumer',
}

/** A company's account debited under a corporate entry class. */
const COMPANY: ClaimedDebit = { ...DEBIT, secCode: 'CCD', holderType: 'business' }

describe('the window of a claim', () => {
  // The 60th day after Tue 2026-09-01 is Sat 10-31: the return must be there by the opening of Mon 2026-11-02.
  // Seen red with: the window taken as 60 days to the hour; R29 given the consumer's window; a company's R10 given it too.
  test.each([
    ['R10', DEBIT, '2026-09-02T12:00:00Z', 'claim-unauthorized'],
    ['R10', DEBIT, '2026-10-31T23:00:00Z', 'claim-unauthorized'],
    ['R10', DEBIT, '2026-11-02T18:00:00Z', 'claim-late'],
    ['R11', DEBIT, '2026-10-30T12:00:00Z', 'claim-unauthorized'],
    ['R05', { ...DEBIT, secCode: 'CCD' }, '2026-10-30T12:00:00Z', 'claim-unauthorized'],
    ['R07', DEBIT, '2026-11-05T12:00:00Z', 'claim-late'],
    ['R29', COMPANY, '2026-09-02T12:00:00Z', 'claim-unauthorized'],
    ['R29', COMPANY, '2026-09-04T12:00:00Z', 'claim-late'],
    ['R10', COMPANY, '2026-09-04T12:00:00Z', 'claim-late'],
    ['R29', DEBIT, '2026-09-04T12:00:00Z', 'claim-unauthorized'],
  ])('%s claimed at %s is %s', (code, debit, received, kind) => {
    const claim = { receivedAt: at(received), code, statement: 'on file' as const }
    const finding = decideClaim(claim, debit, CALENDARS)
    expect(finding.kind).toBe(kind)
    expect(explain(ACH_KINDS[finding.kind], finding.facts)).not.toContain('?')
  })

  test('a missing statement is said', () => {
    const claim = { receivedAt: at('2026-09-02T12:00:00Z'), code: 'R10', statement: 'missing' as const }
    expect(decideClaim(claim, DEBIT, CALENDARS).facts?.statement).toContain('missing')
  })
})

describe('the clock of a claim', () => {
  // Worked out by hand. Settled Tue 2026-09-01: day 60 is Sat 10-31, so the opening (08:30) of Mon 11-02. Ten business days from
  // a notice on Wed 09-02, Labor Day (09-07) skipped: Thu 09-17, to its end. From Mon 10-26: Mon 11-09, after the window closes.
  // Two banking days from Tue 09-01: the opening of Thu 09-03. Notice on Mon 2026-12-21: Wed 2027-01-06 (Regulation E vector).
  // Notice at 03:00 UTC of the 22nd is still the 21st in New York. Late for R29 from Wed 11-25: two banking days over
  // Thanksgiving are Mon 11-30; ten of this bank's from a notice on Tue 12-01 are Tue 12-15.
  // Seen red with: the kind's own clock and the settlement day for all, which made R29 due after 60 days and Regulation E
  // start on the day of the debit; the notice's day taken in UTC.
  const settled = (day: string) => Temporal.PlainDate.from(day)
  const CORPORATE = { ...DEBIT, secCode: 'CCD' }
  test.each([
    ['R10', DEBIT, '2026-09-01', '2026-09-02T12:00:00Z', 'reg-e-decide', '2026-09-02', '2026-09-17 24:00'],
    ['R10', DEBIT, '2026-09-01', '2026-10-26T12:00:00Z', 'ach-return-extended', '2026-09-01', '2026-11-02 08:30'],
    ['R11', DEBIT, '2026-09-01', '2026-10-26T12:00:00Z', 'ach-return-extended', '2026-09-01', '2026-11-02 08:30'],
    ['R07', DEBIT, '2026-09-11', '2026-11-09T12:00:00Z', 'ach-return-extended', '2026-09-11', '2026-11-12 08:30'],
    ['R05', CORPORATE, '2026-09-11', '2026-09-14T12:00:00Z', 'reg-e-decide', '2026-09-14', '2026-09-28 24:00'],
    ['R05', CORPORATE, '2026-09-11', '2026-11-09T12:00:00Z', 'ach-return-extended', '2026-09-11', '2026-11-12 08:30'],
    ['R10', DEBIT, '2026-10-01', '2026-12-22T03:00:00Z', 'reg-e-decide', '2026-12-21', '2027-01-06 24:00'],
    ['R29', COMPANY, '2026-09-01', '2026-09-02T12:00:00Z', 'ach-return', '2026-09-01', '2026-09-03 08:30'],
    ['R29', COMPANY, '2026-11-25', '2026-11-27T12:00:00Z', 'ach-return', '2026-11-25', '2026-11-30 08:30'],
    ['R29', COMPANY, '2026-11-25', '2026-12-01T15:00:00Z', 'ach-claim-after-window', '2026-12-01', '2026-12-15 24:00'],
  ] as const)(
    '%s of %j settled on %s, told at %s, runs by %s from %s to %s',
    (code, debit, on, told, rule, from, due) => {
      const claim = { receivedAt: at(told), code, statement: 'on file' as const }
      const { kind, clock } = decideClaim(claim, { ...debit, settledOn: settled(on) }, CALENDARS)
      expect({ rule: clock?.rule, from: clock?.startsOn?.toString() }).toEqual({ rule, from })
      const of: ExceptionKind = ACH_KINDS[kind]
      expect([of.clock, ...(of.otherClocks ?? [])]).toContain(rule)
      expect(dueWords(rule, from)).toBe(due)
    },
  )

  // The vector of Regulation E: told on Mon 2026-12-21, ten business days end on Wed 2027-01-06, twenty on Thu 01-21; 45 days on
  // Thu 02-04 and 90 on Sun 03-21, which do not roll. First deposit 11-01: the thirtieth day after it is 12-01.
  // Seen red with: ten days for all; new on the 31st day; new by the day of the notice; 45 days for card payments, for transfers
  // from abroad, and for new accounts; a company's account called new.
  test.each([
    ['an account of which no first deposit is known', {}, '2026-12-01', 'reg-e-decide', '2027-01-06', '2027-02-04'],
    [
      'the 30th day',
      { openedOn: settled('2026-11-01') },
      '2026-12-01',
      'reg-e-decide-new-account',
      '2027-01-21',
      '2027-03-21',
    ],
    ['the 31st day', { openedOn: settled('2026-11-01') }, '2026-12-02', 'reg-e-decide', '2027-01-06', '2027-02-04'],
    ['a card at a point of sale', { secCode: 'POS' }, '2026-12-01', 'reg-e-decide', '2027-01-06', '2027-03-21'],
    ['a shared card network', { secCode: 'SHR' }, '2026-12-01', 'reg-e-decide', '2027-01-06', '2027-03-21'],
    ['a transfer from abroad', { secCode: 'IAT' }, '2026-12-01', 'reg-e-decide', '2027-01-06', '2027-03-21'],
  ] as const)('Regulation E gives %s its days', (_, changes, on, rule, decided, finished) => {
    const claim = { receivedAt: at('2026-12-21T15:00:00Z'), code: 'R10', statement: 'on file' as const }
    const { clock, facts } = decideClaim(claim, { ...DEBIT, ...changes, settledOn: settled(on) }, CALENDARS)
    expect(clock?.rule).toBe(rule)
    expect(dueWords(rule, '2026-12-21')).toBe(`${decided} 24:00`)
    expect(facts?.investigation).toBe(
      `; under Regulation E the claim${rule === 'reg-e-decide' ? '' : ' of a new account'} is decided by ${decided}, or the customer is credited provisionally and the investigation ends by ${finished}`,
    )
  })

  test('a company’s account is under no Regulation E, new or not', () => {
    const claim = { receivedAt: at('2026-12-21T15:00:00Z'), code: 'R29', statement: 'on file' as const }
    const debit = { ...COMPANY, openedOn: settled('2026-11-20'), settledOn: settled('2026-12-01') }
    const { clock, facts } = decideClaim(claim, debit, CALENDARS)
    expect([clock?.rule, facts?.investigation]).toEqual(['ach-claim-after-window', ''])
  })

  // Seen red with: an account new by any day after its first deposit.
  test.each([
    ['2026-11-21', 'reg-e-decide-new-account', '2027-01-21'],
    ['2026-11-20', 'reg-e-decide', '2027-01-06'],
    [undefined, 'reg-e-decide', '2027-01-06'],
  ] as const)('a claim without its debit on an account opened on %s runs by %s', (openedOn, rule, decided) => {
    const claim = { receivedAt: at('2026-12-21T15:00:00Z'), code: 'R10', statement: 'on file' as const }
    const opened = openedOn === undefined ? undefined : settled(openedOn)
    const named = {
      reference: '121042880000001',
      amountMinor: 45_000,
      holderType: 'consumer',
      openedOn: opened,
    } as const
    const { clock } = claimWithoutDebit(claim, named, CALENDARS)
    expect(clock?.rule).toBe(rule)
    expect(dueWords(rule, '2026-12-21')).toBe(`${decided} 24:00`)
  })

  test('every code a late claim advises can be used for its entry', () => {
    const late = (debit: ClaimedDebit) =>
      decideClaim({ receivedAt: at('2027-03-01T12:00:00Z'), code: 'R10', statement: 'on file' }, debit, CALENDARS).code
    expect([late(DEBIT), late(COMPANY), late(CORPORATE)]).toEqual(['R06', 'R31', 'R31'])
  })

  function dueWords(rule: RuleId, from: string): string {
    const { due } = computeDeadline(RULES[rule], { on: settled(from) }, CALENDARS)
    const time = due.at.toZonedDateTimeISO(due.zone).toPlainTime().toString({ smallestUnit: 'minute' })
    return `${due.on} ${time === '00:00' ? '24:00' : time}`
  }
})

describe('the code of a claim', () => {
  // Seen red with: the receiver taken for a consumer always.
  test.each([
    ['R10', 'PPD', 'consumer', 'R10'],
    ['R10', 'CCD', 'business', 'R29'],
    ['R29', 'CCD', 'business', 'R29'],
    ['R29', 'WEB', 'consumer', 'R10'],
    ['R05', 'CTX', 'consumer', 'R05'],
    ['R07', 'ARC', 'consumer', 'R10'],
    ['R11', 'TEL', 'consumer', 'R11'],
    ['unclear', 'PPD', 'consumer', 'R10'],
  ] as const)('%s for a %s debit of a %s is %s', (code, secCode, holderType, advised) => {
    expect(claimCodeFor(code, { ...DEBIT, secCode, holderType }, CALENDARS)).toBe(advised)
  })
})
