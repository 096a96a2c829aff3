import { describe, expect, it } from 'vitest'
import { OPERATOR_SCHEDULES, refuseSameDay, scheduleOn } from './operator-windows.ts'

const on = (text: string) => scheduleOn(OPERATOR_SCHEDULES, 'ach', Temporal.PlainDate.from(text))
const times = (text: string) =>
  on(text)
    ?.windows.filter(window => window.settlement?.on === 'the same day')
    .map(window => `${window.submitBy.toString().slice(0, 5)} settles ${window.settlement?.at.toString().slice(0, 5)}`)

describe('operator windows', () => {
  it('are 10:30, 14:45 and 16:45 Eastern for same-day settlement at 13:00, 17:00 and 18:00', () => {
    expect(times('2026-11-20')).toEqual(['10:30 settles 13:00', '14:45 settles 17:00', '16:45 settles 18:00'])
    expect(on('2026-11-20')?.zone).toBe('America/New_York')
  })

  it('had no third same-day window before 2021-03-19', () => {
    expect(times('2021-03-18')).toEqual(['10:30 settles 13:00', '14:45 settles 17:00'])
  })

  it('are unknown before the first schedule', () => {
    expect(on('2010-01-01')).toBeUndefined()
  })

  it('stand in order of rail and day, and within the day in order of time', () => {
    for (const schedule of OPERATOR_SCHEDULES) {
      const submitted = schedule.windows.map(window => window.submitBy.toString())
      expect(submitted).toEqual([...submitted].sort())
    }
    const ach = OPERATOR_SCHEDULES.filter(schedule => schedule.rail === 'ach').map(schedule => schedule.from.toString())
    expect(ach).toEqual([...ach].sort())
  })
})

describe('refuseSameDay', () => {
  // Seen red with `>=` for `>`.
  it.each([
    ['2026-11-20', 'PPD', 100_000_000n, undefined],
    ['2026-11-20', 'PPD', 100_000_001n, 'The amount is over the same-day limit of 1,000,000.00 USD an entry.'],
    ['2026-11-20', 'IAT', 100n, 'IAT entries are not eligible for same-day settlement.'],
    ['2026-11-20', 'ENR', 0n, 'ENR entries are not eligible for same-day settlement.'],
    ['2022-03-17', 'CCD', 10_000_001n, 'The amount is over the same-day limit of 100,000.00 USD an entry.'],
    ['2016-09-22', 'PPD', 100n, 'No same-day settlement existed on that day.'],
  ])('on %s a %s entry of %d cents: %s', (day, sec, amountMinor, why) => {
    expect(refuseSameDay({ sec, amountMinor }, on(day)?.sameDay)).toBe(why)
  })
})
