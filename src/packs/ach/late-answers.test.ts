import { expect, test } from 'vitest'
import { dayNumber } from '../../core/calendar/day.ts'
import type { DecideContext } from '../../core/pack.ts'
import { decide } from './decide.ts'
import type { AchItem } from './item.ts'
import { aBatch } from './sample-entries.ts'
import { aReturn, contested, dishonored, SETTLED_ON_FRIDAY, sent } from './sample-exceptions.ts'
import { aContext, factsOf } from './sample-facts.ts'

/**
 * Golden days of `domain`: our return settled Fri 2026-11-20, so the dishonor must be sent by Mon 11-30 (Thanksgiving is not
 * counted); settled that day, its contest by Wed 12-02. What is sent on the last day may settle on the next banking day.
 */

const on = (day: string): DecideContext => aContext({ receivedDay: dayNumber(Temporal.PlainDate.from(day)) })
const dayOfYear = (day: string) => String(Temporal.PlainDate.from(day).dayOfYear).padStart(3, '0')
const aDishonor = (settled: string) => dishonored({ returnSettlementDate: dayOfYear(settled) })
const aContest = (settled: string) => contested({ dishonorSettlementDate: dayOfYear(settled) })
const kindOf = (item: AchItem, context: DecideContext) => decide(item, factsOf(item), context)?.finding.kind

// Seen red with: the next day of settlement not allowed; two days allowed; the window of the dishonor held against a contest; the
// year taken from the day of receipt; the column one to the left; a day of the year after today's taken for one of last year.
test.each([
  ['sent and settled on the last day', aDishonor('2026-11-20'), on('2026-11-30'), 'dishonored-return'],
  ['settled on the day after the last', aDishonor('2026-11-20'), on('2026-12-01'), 'dishonored-return'],
  ['settled two days after the last', aDishonor('2026-11-20'), on('2026-12-02'), 'late-dishonor'],
  ['settled over the weekend after the last', aDishonor('2026-11-12'), on('2026-11-22'), 'dishonored-return'],
  ['late by receipt, in time by its batch', aDishonor('2026-11-12'), SETTLED_ON_FRIDAY, 'dishonored-return'],
  ['of a return of last year, in time', aDishonor('2026-12-30'), on('2027-01-05'), 'dishonored-return'],
  ['of a return of last year, late', aDishonor('2026-12-22'), on('2027-01-05'), 'late-dishonor'],
  ['without the settlement day', dishonored({ returnSettlementDate: '   ' }), on('2026-12-31'), 'dishonored-return'],
  ['with no day of the year', dishonored({ returnSettlementDate: '000' }), on('2026-12-31'), 'dishonored-return'],
  [
    'with a day that this year has not',
    dishonored({ returnSettlementDate: '366' }),
    on('2026-12-31'),
    'dishonored-return',
  ],
  ['with a day still to come', aDishonor('2026-12-24'), on('2026-12-17'), 'dishonored-return'],
])('a dishonor %s', (_, item, context, kind) => {
  expect(kindOf(item, context)).toBe(kind)
})

test.each([
  ['sent and settled on the last day', aContest('2026-11-30'), on('2026-12-02'), 'contested-return'],
  ['settled on the day after the last', aContest('2026-11-30'), on('2026-12-03'), 'contested-return'],
  ['settled two days after the last', aContest('2026-11-30'), on('2026-12-04'), 'late-contest'],
  ['without the settlement day', contested({ dishonorSettlementDate: '' }), on('2026-12-31'), 'contested-return'],
])('a contest %s', (_, item, context, kind) => {
  expect(kindOf(item, context)).toBe(kind)
})

const receivedWith = (settlementDate: string) => ({ ...on('2026-12-14'), batch: aBatch({ settlementDate }) })
const aSentReturn = [sent('2026-11-18')]

// Seen red with the day of receipt taken for the day of an answer that settled more than a week before.
test.each([
  ['a dishonor', aDishonor('2026-11-20'), 'late-dishonor', 'dishonored-return'],
  ['a contest', aContest('2026-11-30'), 'late-contest', 'contested-return'],
  ['a return', aReturn(), 'late-return', undefined],
])('%s that was weeks on its way is not called late', (_, item, late, inTime) => {
  const kindWith = (settlementDate: string) =>
    decide(item, factsOf(item, { facts: aSentReturn }), receivedWith(settlementDate))?.finding.kind
  expect([kindWith(dayOfYear('2026-12-01')), kindWith(''), kindWith('000')]).toEqual([inTime, late, late])
})

test('the late answer names its days, and is told to be an answer beside', () => {
  const item = aDishonor('2026-11-20')
  expect(decide(item, factsOf(item), { ...on('2026-12-02'), batch: aBatch({ settlementDate: '336' }) })).toMatchObject({
    finding: {
      kind: 'late-dishonor',
      code: 'R72',
      facts: { code: 'R67', settledOn: '2026-11-20', dueOn: '2026-11-30', answeredOn: '2026-12-02' },
    },
    also: ['dishonored-return'],
  })
})
