import { describe, expect, test } from 'vitest'
import { institutionCalendars } from '../../core/calendar/calendars.ts'
import { explain } from '../../core/exception.ts'
import { type ClaimedDebit, claimCodeFor, decideClaim } from './claims.ts'
import { ACH_KINDS } from './kinds.ts'

const CALENDARS = institutionCalendars({ institution: 'Our Bank', zone: 'America/New_York' })
const at = (text: string) => Temporal.Instant.from(text)

const DEBIT: ClaimedDebit = {
  secCode: 'PPD',
  amountMinor: 45_000,
  settledOn: Temporal.PlainDate.from('2026-09-01'),
  holderType: 'consumer',
}

describe('the window of a claim', () => {
  // The 60th day after Tue 2026-09-01 is Sat 10-31: the return must be there by the opening of Mon 2026-11-02.
  // Seen red with: the window taken as 60 days to the hour; R29 given the consumer's window.
  test.each([
    ['R10', '2026-09-02T12:00:00Z', 'claim-unauthorized'],
    ['R10', '2026-10-31T23:00:00Z', 'claim-unauthorized'],
    ['R10', '2026-11-02T18:00:00Z', 'claim-late'],
    ['R11', '2026-10-30T12:00:00Z', 'claim-unauthorized'],
    ['R05', '2026-10-30T12:00:00Z', 'claim-unauthorized'],
    ['R07', '2026-11-05T12:00:00Z', 'claim-late'],
    ['R29', '2026-09-02T12:00:00Z', 'claim-unauthorized'],
    ['R29', '2026-09-04T12:00:00Z', 'claim-late'],
  ])('%s claimed at %s is %s', (code, received, kind) => {
    const claim = { receivedAt: at(received), code, statement: 'on file' as const }
    const finding = decideClaim(claim, DEBIT, CALENDARS)
    expect(finding.kind).toBe(kind)
    expect(explain(ACH_KINDS[finding.kind], finding.facts)).not.toContain('?')
  })

  test('a missing statement is said', () => {
    const claim = { receivedAt: at('2026-09-02T12:00:00Z'), code: 'R10', statement: 'missing' as const }
    expect(decideClaim(claim, DEBIT, CALENDARS).facts?.statement).toContain('missing')
  })
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
