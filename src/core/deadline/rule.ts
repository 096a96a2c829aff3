import type { Counter } from '../calendar/calendars.ts'

/**
 * A deadline rule is data: who must do what, what starts the clock, what is counted on which calendar, and what a miss
 * costs. Its terms are dated versions with their source, because the rules move.
 */
export interface DeadlineRule {
  readonly id: string
  readonly area: RuleArea
  /** What must be done, as a person says it: `Return the entry`. */
  readonly act: string
  /** Whose clock it is. */
  readonly clock: ClockOwner
  /** What starts it: `settlement date of the entry`. */
  readonly starts: string
  /** Set when that is the day on which something settled: a network may tell it, and it can be earlier than the day a file posts here. */
  readonly startsOn?: 'settlement'
  /**
   * `by`: the act must be done by the due time. `not before`: it may not be done earlier than the due day. `from`: the due
   * day is the first of a consequence. `keep until`: evidence may not be destroyed earlier.
   */
  readonly sense: 'by' | 'not before' | 'from' | 'keep until'
  /** In order of `from`; not empty. */
  readonly versions: readonly [RuleVersion, ...RuleVersion[]]
}

export interface RuleVersion {
  /** First start date for which the version holds, as `2018-07-01`; it holds until the next version begins. */
  readonly from: string
  readonly citation: string
  /**
   * How far the terms were checked. `source`: a text of the rule maker or a publisher of it was read. `secondary`: only a
   * summary by others was. `unverified`: general knowledge. Show it: the last two are to be checked against the rule book.
   */
  readonly standing: 'source' | 'secondary' | 'unverified'
  readonly span: Span
  readonly roll: Roll
  readonly due: DueTime
  /** Moves a start that falls on a closed day to the first open day of this counter, before counting. */
  readonly startMovesTo?: Counter
  /** How the act reaches the other side, where files leave in windows: gives the desk its own, earlier deadline. */
  readonly sent?: Dispatch
  /** What happens when it is missed, as a sentence. */
  readonly missed: string
}

export type Span =
  | {
      readonly unit: 'days'
      readonly counter: Counter
      readonly count: number
      /** Whether the day of the start is day 0 (counting begins the day after) or day 1. Contracts differ, so it is always said. */
      readonly startIs: 'day 0' | 'day 1'
    }
  /** Calendar months, not multiples of 30 days: from the 31st to the last day of a shorter month. */
  | { readonly unit: 'months'; readonly count: number }
  | { readonly unit: 'hours'; readonly count: number }

/** What happens when the last day counted is closed on another counter. */
export type Roll =
  | { readonly to: 'no day' }
  | { readonly to: 'the first open day on or after'; readonly counter: Counter }
  | { readonly to: 'the open day after'; readonly counter: Counter }

/** The moment on the due day. */
export type DueTime =
  | { readonly at: 'opening of business' }
  | { readonly at: 'end of day' }
  | { readonly at: 'time'; readonly time: string; readonly zone: DueZone }
  /** The same clock time as the start, for spans of hours. */
  | { readonly at: 'moment' }

/** `depositary bank`: local time where the check was deposited. `eastern`: where the operators' clocks stand. */
export type DueZone = 'institution' | 'depositary bank' | 'eastern'

export interface Dispatch {
  readonly rail: 'ach' | 'check return'
  /** Whether the other bank must have it by the due time, or it must have been sent by then. */
  readonly must: 'be delivered' | 'be sent'
}

export const RULE_AREAS = {
  ach: 'ACH',
  check: 'Checks',
  'substitute-check': 'Substitute checks (Check 21)',
  adjustment: 'Federal Reserve check adjustments',
  'reg-e': 'Regulation E',
  claims: 'Healthcare claims',
  retention: 'Retention',
  desk: 'The desk',
} as const

export type RuleArea = keyof typeof RULE_AREAS

export const CLOCK_OWNERS = {
  rdfi: 'the RDFI, the bank that received the entry',
  odfi: 'the ODFI, the bank that sent the entry',
  originator: 'the originator',
  'ach operator': 'the ACH operator',
  'payor bank': 'the payor bank, which pays the check',
  'depositary bank': 'the depositary bank, where the check was deposited',
  'claimant bank': 'the bank that claims',
  'answering bank': 'the bank that is claimed from',
  institution: 'the institution that holds the account',
  customer: 'the customer',
  payer: 'the health payer',
  recipient: 'the department or institution that it was forwarded to',
} as const

export type ClockOwner = keyof typeof CLOCK_OWNERS

/** Open days of a counter, the start being day 0. */
export function openDays(count: number, counter: Counter): Span {
  return { unit: 'days', counter, count, startIs: 'day 0' }
}

/** Calendar days, the start being day 0. */
export function calendarDays(count: number): Span {
  return { unit: 'days', counter: 'calendar-day', count, startIs: 'day 0' }
}

export function calendarMonths(count: number): Span {
  return { unit: 'months', count }
}

export const NO_ROLL: Roll = { to: 'no day' }
export const END_OF_DAY: DueTime = { at: 'end of day' }
export const OPENING: DueTime = { at: 'opening of business' }
