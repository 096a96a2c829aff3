import { describe, expect, it } from 'vitest'
import { institutionCalendars } from '../calendar/calendars.ts'
import { CHECK_RETURN_CODES, type CheckReturnFacts, refuseCheckReturnCode } from './check-return-codes.ts'

const day = (text: string) => Temporal.PlainDate.from(text)
const CALENDARS = institutionCalendars({ institution: 'First Bank', zone: 'America/New_York' })
const eastern = (text: string) => Temporal.ZonedDateTime.from(`${text}[America/New_York]`).toInstant()

/** An image of a written check dated 2026-11-16, presented Wed 2026-11-25. Its midnight deadline is Fri 2026-11-27. */
const CHECK: CheckReturnFacts = {
  presentedOn: day('2026-11-25'),
  at: eastern('2026-11-27T15:00'),
  form: 'image',
  staleMonths: 6,
  kind: 'written',
  datedOn: day('2026-11-16'),
}
const codes = (change: Partial<CheckReturnFacts>) =>
  Object.keys(CHECK_RETURN_CODES)
    .filter(code => refuseCheckReturnCode(code, { ...CHECK, ...change }, CALENDARS) === undefined)
    .sort()
    .join('')

describe('the codes that are not refused', () => {
  // Seen red with the midnight deadline not looked at, and with 180 days for six months.
  it.each<[string, Partial<CheckReturnFacts>, string]>([
    ['an image', {}, '356ABCDEFIJKLMNOPQRSTUWXYZ'],
    ['paper', { form: 'paper' }, '356ABCDEFIJKLMNOPQRSTWYZ'],
    ['a stale check', { datedOn: day('2026-05-24') }, '356ABCDEFGIJKLMNOPQRSTUWXYZ'],
    ['a check exactly six months old', { datedOn: day('2026-05-25') }, '356ABCDEFIJKLMNOPQRSTUWXYZ'],
    ['a post-dated check', { datedOn: day('2026-11-26') }, '356ABCDEFHIJKLMNOPQRSTUWXYZ'],
    ['a remotely created check', { kind: 'remotely created' }, '3456ABCDEFIJKLMNOPQRSTUWXYZ'],
    ['an image after midnight', { at: eastern('2026-11-28T00:00') }, '35'],
  ])('for %s', (_, change, expected) => {
    expect(codes(change)).toBe(expected)
  })
})

describe('refuseCheckReturnCode', () => {
  it.each<[string, Partial<CheckReturnFacts>, string | undefined]>([
    ['A', {}, undefined],
    ['V', {}, 'There is no check return code V.'],
    ['G', {}, 'The check dated 2026-11-16 is not stale.'],
    ['H', {}, 'The check dated 2026-11-16 is not post-dated.'],
    ['U', { form: 'paper' }, 'U is for items presented as images.'],
    ['4', {}, '4 is for remotely created checks.'],
  ])('%s with %j: %s', (code, change, why) => {
    expect(refuseCheckReturnCode(code, { ...CHECK, ...change }, CALENDARS)).toBe(why)
  })

  it('says what is left when the midnight deadline has passed', () => {
    const why = refuseCheckReturnCode('A', { ...CHECK, at: eastern('2026-11-28T08:00') }, CALENDARS)
    expect(why).toContain('The midnight deadline passed on Fri 2026-11-27')
  })

  it('does not guess the date of a check that cannot be read', () => {
    const { datedOn: _, ...undated } = CHECK
    expect(refuseCheckReturnCode('G', undated, CALENDARS)).toBe('G needs the date of the check, which is not known.')
  })
})
