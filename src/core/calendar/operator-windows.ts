import { formatMoney, money } from '../money.ts'

/**
 * When files leave: the processing windows of the clearing operators, as effective-dated data. All times are on the clock
 * of the schedule's zone. Only windows whose source was read are shipped; an institution adds its own (a correspondent's
 * earlier cutoff, an operator's night window) in its configuration.
 */
export interface OperatorSchedule {
  readonly rail: 'ach' | 'check return'
  readonly operator: string
  /** First day on which the schedule holds, until the next schedule of the same rail begins. */
  readonly from: Temporal.PlainDate
  readonly zone: string
  readonly citation: string
  /** In order of `submitBy`. */
  readonly windows: readonly OperatorWindow[]
  /** Rules for forward entries that ask for same-day settlement. Returns may use the windows whatever they return. */
  readonly sameDay?: SameDayRule
}

export interface OperatorWindow {
  readonly id: string
  readonly submitBy: Temporal.PlainTime
  /** When the other bank has it, on the same day. */
  readonly deliveredBy: Temporal.PlainTime
  /** Known of the windows shipped; an institution's own need not say it. */
  readonly settlement?: { readonly at: Temporal.PlainTime; readonly on: 'the same day' | 'the next banking day' }
}

export interface SameDayRule {
  readonly limitMinor: bigint
  /** Standard entry classes that are never same-day. */
  readonly notFor: readonly string[]
  readonly citation: string
}

const time = (text: string) => Temporal.PlainTime.from(text)
const day = (text: string) => Temporal.PlainDate.from(text)

const MORNING: OperatorWindow = {
  id: 'same-day-1',
  submitBy: time('10:30'),
  deliveredBy: time('12:00'),
  settlement: { at: time('13:00'), on: 'the same day' },
}
const AFTERNOON: OperatorWindow = {
  id: 'same-day-2',
  submitBy: time('14:45'),
  deliveredBy: time('16:00'),
  settlement: { at: time('17:00'), on: 'the same day' },
}
const LATE: OperatorWindow = {
  id: 'same-day-3',
  submitBy: time('16:45'),
  deliveredBy: time('17:30'),
  settlement: { at: time('18:00'), on: 'the same day' },
}
const EVENING: OperatorWindow = {
  id: 'evening',
  submitBy: time('22:45'),
  deliveredBy: time('23:30'),
  settlement: { at: time('08:30'), on: 'the next banking day' },
}

const ACH = {
  rail: 'ach',
  operator: 'FedACH',
  zone: 'America/New_York',
  citation: 'FedACH processing schedule',
} as const
const SAME_DAY = { notFor: ['IAT', 'ENR'], citation: 'Nacha Operating Rules, Same Day ACH' } as const

/** In order of rail and `from`. */
export const OPERATOR_SCHEDULES: readonly OperatorSchedule[] = [
  { ...ACH, from: day('2016-09-23'), windows: [MORNING, AFTERNOON], sameDay: { ...SAME_DAY, limitMinor: 2_500_000n } },
  { ...ACH, from: day('2020-03-20'), windows: [MORNING, AFTERNOON], sameDay: { ...SAME_DAY, limitMinor: 10_000_000n } },
  {
    ...ACH,
    from: day('2021-03-19'),
    windows: [MORNING, AFTERNOON, LATE],
    sameDay: { ...SAME_DAY, limitMinor: 10_000_000n },
  },
  {
    ...ACH,
    from: day('2022-03-18'),
    windows: [MORNING, AFTERNOON, LATE],
    sameDay: { ...SAME_DAY, limitMinor: 100_000_000n },
  },
  {
    ...ACH,
    from: day('2022-09-12'), // Federal Reserve Financial Services, 2022-07-20: delivery added for what comes by 22:45 ET
    windows: [MORNING, AFTERNOON, LATE, EVENING],
    sameDay: { ...SAME_DAY, limitMinor: 100_000_000n },
  },
  {
    rail: 'check return',
    operator: 'FedReturn',
    from: day('2018-07-01'),
    zone: 'America/New_York',
    citation: 'Federal Reserve check services: returns by 12:30 ET reach the bank of first deposit by 14:00 ET',
    windows: [
      {
        id: 'return-same-day',
        submitBy: time('12:30'),
        deliveredBy: time('14:00'),
        settlement: { at: time('14:00'), on: 'the same day' },
      },
    ],
  },
]

/** The schedule of a rail that holds on the day: the last one that has begun; undefined before the first. */
export function scheduleOn(
  schedules: readonly OperatorSchedule[],
  rail: OperatorSchedule['rail'],
  on: Temporal.PlainDate,
): OperatorSchedule | undefined {
  return schedules.findLast(schedule => schedule.rail === rail && Temporal.PlainDate.compare(schedule.from, on) <= 0)
}

/** Why a forward entry may not settle on the day it is sent, as a sentence; undefined when it may. */
export function refuseSameDay(
  entry: { readonly sec: string; readonly amountMinor: bigint },
  rule: SameDayRule | undefined,
): string | undefined {
  if (rule === undefined) return 'No same-day settlement existed on that day.'
  if (rule.notFor.includes(entry.sec)) return `${entry.sec} entries are not eligible for same-day settlement.`
  if (entry.amountMinor > rule.limitMinor) {
    return `The amount is over the same-day limit of ${formatMoney(money(rule.limitMinor, 'USD'))} an entry.`
  }
  return undefined
}
