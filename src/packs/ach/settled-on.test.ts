import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dateOfDayNumber, dayNumber } from '../../core/calendar/day.ts'
import { settledOn } from './settled-on.ts'

const day = (text: string) => dayNumber(Temporal.PlainDate.from(text))
const read = (settlementDate: string | null, receivedOn: string) => {
  const settled = settledOn({ settlementDate }, day(receivedOn))
  return settled === undefined ? undefined : dateOfDayNumber(settled).toString()
}

describe('the settlement date of a batch', () => {
  // Seen red with: the year of receipt taken always; day 366 read as 1 January; no bound.
  test.each([
    ['327', '2026-11-23', '2026-11-23'],
    ['327', '2026-11-24', '2026-11-23'],
    ['320', '2026-11-23', '2026-11-16'], // a week before
    ['334', '2026-11-23', '2026-11-30'], // a week after
    ['365', '2027-01-01', '2026-12-31'],
    ['366', '2029-01-02', '2028-12-31'],
    ['004', '2026-12-31', '2027-01-04'],
    ['060', '2028-02-28', '2028-02-29'],
    ['060', '2027-02-28', '2027-03-01'],
  ])('%s, received on %s, is %s', (text, receivedOn, settled) => {
    expect(read(text, receivedOn)).toBe(settled)
  })

  test.each([
    ['', '2026-11-23'],
    ['   ', '2026-11-23'],
    [null, '2026-11-23'],
    ['000', '2026-12-31'],
    ['366', '2026-12-31'], // 2026 has 365 days
    ['366', '2027-01-01'],
    ['367', '2028-12-31'],
    ['32A', '2026-11-23'],
    ['319', '2026-11-23'], // eight days before
    ['335', '2026-11-23'], // eight days after
    ['200', '2026-11-23'],
  ])('%j, received on %s, says nothing', (text, receivedOn) => {
    expect(read(text, receivedOn)).toBeUndefined()
  })

  // Seen red with: the year of receipt taken always.
  test('law: every day within a week of its receipt is read back from its day of the year', () => {
    const days = fc.integer({ min: day('2016-01-01'), max: day('2036-12-31') })
    fc.assert(
      fc.property(days, fc.integer({ min: -7, max: 7 }), (received, apart) => {
        const settlementDate = String(dateOfDayNumber(received + apart).dayOfYear).padStart(3, '0')
        expect(settledOn({ settlementDate }, received)).toBe(received + apart)
      }),
    )
  })
})
