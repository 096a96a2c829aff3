import { describe, expect, it } from 'vitest'
import { institutionCalendars } from '../calendar/calendars.ts'
import { ACH_RETURN_CODES } from './ach-return-codes.ts'
import { type ReturnFacts, refuseReturnCode } from './refuse-return-code.ts'

const CALENDARS = institutionCalendars({ institution: 'First Bank', zone: 'America/New_York' })
const eastern = (text: string) => Temporal.ZonedDateTime.from(`${text}[America/New_York]`).toInstant()

/** A live PPD debit to a consumer, settled Thu 2026-11-19, asked about the same day. */
const DEBIT: ReturnFacts = {
  role: 'rdfi',
  answers: 'entry',
  direction: 'debit',
  sec: 'PPD',
  receiver: 'consumer',
  entry: 'live',
  settledOn: Temporal.PlainDate.from('2026-11-19'),
  at: eastern('2026-11-19T10:00'),
}
const codes = (facts: ReturnFacts) =>
  Object.keys(ACH_RETURN_CODES)
    .filter(code => refuseReturnCode(code, facts, CALENDARS) === undefined)
    .join(' ')

describe('the codes that are not refused', () => {
  // Seen red with `direction` not compared, with `role` not compared, and with the window not looked at.
  it.each<[string, Partial<ReturnFacts>, string]>([
    ['a consumer debit', {}, 'R01 R02 R03 R04 R06 R07 R08 R09 R10 R11 R12 R14 R15 R16 R17 R20 R21 R22 R24'],
    ['a consumer credit', { direction: 'credit' }, 'R02 R03 R04 R06 R12 R14 R15 R16 R17 R20 R21 R22 R23 R24'],
    [
      'a corporate debit',
      { sec: 'CCD', receiver: 'corporate' },
      'R01 R02 R03 R04 R06 R08 R09 R12 R14 R15 R16 R17 R20 R21 R22 R24 R29 R31',
    ],
    [
      'a corporate class to a consumer',
      { sec: 'CCD' },
      'R01 R02 R03 R04 R05 R06 R07 R08 R09 R10 R11 R12 R14 R15 R16 R17 R20 R21 R22 R24',
    ],
    [
      'a converted check',
      { sec: 'ARC' },
      'R01 R02 R03 R04 R06 R08 R09 R10 R11 R12 R14 R15 R16 R17 R20 R21 R22 R24 R37 R38 R39',
    ],
    [
      'a re-presented check',
      { sec: 'RCK' },
      'R01 R02 R03 R04 R06 R08 R09 R12 R14 R15 R16 R17 R20 R21 R22 R24 R50 R51 R52 R53',
    ],
    ['a prenote', { entry: 'prenote' }, 'R02 R03 R04 R06 R12 R14 R15 R16 R17 R20 R21 R22 R24'],
    ['a consumer debit after two banking days', { at: eastern('2026-11-23T09:00') }, 'R06 R07 R10 R11'],
    [
      'a corporate debit after two banking days',
      { sec: 'CCD', receiver: 'corporate', at: eastern('2026-11-23T09:00') },
      'R06 R31',
    ],
    ['a consumer debit after the 60 days', { at: eastern('2027-01-20T09:00') }, 'R06'],
    ['a return we dishonor', { role: 'odfi', answers: 'return', answersCode: 'R01' }, 'R61 R62 R67 R68 R69'],
    [
      'a return that claims our request',
      { role: 'odfi', answers: 'return', answersCode: 'R06' },
      'R61 R62 R67 R68 R69 R70',
    ],
    ['a dishonor as untimely', { answers: 'dishonored return', answersCode: 'R68' }, 'R71 R72 R73'],
    ['a dishonor for wrong fields', { answers: 'dishonored return', answersCode: 'R69' }, 'R71 R72 R74 R76'],
    ['an enrollment, as its agency', { role: 'agency', sec: 'ENR' }, 'R40 R41 R42 R43 R44 R45 R46 R47'],
  ])('for %s', (_, change, expected) => {
    expect(codes({ ...DEBIT, ...change })).toBe(expected)
  })

  it('holds to the minute: the opening of the second banking day is the last moment', () => {
    expect(codes({ ...DEBIT, at: eastern('2026-11-23T08:30') })).toContain('R01')
    expect(codes({ ...DEBIT, at: eastern('2026-11-23T08:31') })).not.toContain('R01')
  })

  // Seen red with a moment taken for in time as long as it is not after the deadline's own.
  it('holds to the end of the day: midnight is the first moment that is late for a dishonor', () => {
    const RETURNED = {
      ...DEBIT,
      role: 'odfi',
      answers: 'return',
      settledOn: Temporal.PlainDate.from('2026-11-20'),
    } as const
    const at = (text: string) => refuseReturnCode('R68', { ...RETURNED, at: eastern(text) }, CALENDARS)
    expect(at('2026-11-30T23:59:59.999')).toBeUndefined()
    expect(at('2026-12-01T00:00')).toMatch(/^The window closed on Mon 2026-11-30 at midnight, the end of the day/)
  })

  it('counts a refused credit from the refusal, not from settlement', () => {
    const credit: ReturnFacts = { ...DEBIT, direction: 'credit', at: eastern('2026-12-02T10:00') }
    expect(codes(credit)).not.toContain('R23')
    expect(codes({ ...credit, refusedOn: Temporal.PlainDate.from('2026-12-01') })).toContain('R23')
  })
})

describe('refuseReturnCode', () => {
  it.each<[string, Partial<ReturnFacts>, string | undefined]>([
    ['R01', {}, undefined],
    ['R48', {}, 'There is no return code R48.'],
    ['R13', {}, 'R13 is set by the ACH operator.'],
    ['R61', { role: 'odfi' }, 'R61 answers a return, not an entry.'],
    ['R01', { direction: 'credit' }, 'R01 is for debits only.'],
    ['R05', {}, 'R05 is for CCD, CTX entries only.'],
    ['R07', { sec: 'ARC' }, 'R07 is not used for ARC entries.'],
    ['R29', { sec: 'CCD' }, 'R29 is for corporate accounts only.'],
    ['R01', { entry: 'prenote' }, 'R01 is not used for prenotifications: no money moved.'],
    ['R70', { role: 'odfi', answers: 'return', answersCode: 'R01' }, 'R70 answers R06 or R31 only.'],
    ['R11', { settledOn: Temporal.PlainDate.from('2020-03-31') }, 'R11 has this meaning from 2020-04-01 only.'],
    [
      'R01',
      { at: eastern('2026-11-24T09:00') },
      'The window closed on Mon 2026-11-23 at the opening of business (08:30) (rule ach-return).',
    ],
  ])('%s with %j: %s', (code, change, why) => {
    expect(refuseReturnCode(code, { ...DEBIT, ...change }, CALENDARS)).toBe(why)
  })
})
