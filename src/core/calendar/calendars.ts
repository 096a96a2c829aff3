import type { Calendar, CalendarDay } from './calendar.ts'
import type { Weekday } from './day.ts'
import { OPERATOR_SCHEDULES, type OperatorSchedule } from './operator-windows.ts'

/** The day counters that law and network rules use. They are never mixed: each has its own calendar. */
const COUNTERS = {
  'ach-banking-day': { word: 'banking day', citation: 'Nacha Operating Rules, banking day: the ACH operator settles' },
  'fed-business-day': { word: 'Federal Reserve business day', citation: 'Federal Reserve K.8' },
  'ucc-banking-day': {
    word: 'banking day of this bank',
    citation: 'UCC 4-104(a)(3): open for substantially all banking functions',
  },
  'reg-cc-business-day': { word: 'business day', citation: '12 CFR 229.2(g)' },
  'reg-e-business-day': {
    word: 'business day of this bank',
    citation: '12 CFR 1005.2(d): open for substantially all business',
  },
  'calendar-day': { word: 'calendar day', citation: 'every day counts' },
  'contract-day': {
    word: 'contract day',
    citation: 'the contract, which states whether the day of receipt is day 0 or day 1',
  },
} as const

export type Counter = keyof typeof COUNTERS

/** Everything that deadlines are computed with: one calendar per counter, time zones, opening hour and operator windows. */
export interface Calendars {
  /** The institution's name, as sentences say it. */
  readonly institution: string
  /** The institution's own time zone, an IANA name. */
  readonly zone: string
  /**
   * What "opening of business" is taken to be where the other bank's hour is unknown, in the institution's zone. An
   * early hour is the safe one.
   */
  readonly opensAt: Temporal.PlainTime
  readonly counters: Readonly<Record<Counter, Calendar>>
  readonly schedules: readonly OperatorSchedule[]
}

/** What an institution says about itself. All of it is dated and comes from its configuration. */
export interface InstitutionDays {
  readonly institution: string
  readonly zone: string
  /** `08:30` when left out: Federal Reserve settlement of the morning, before any office opens. */
  readonly opensAt?: Temporal.PlainTime
  /** Weekdays on which this bank is closed for banking. Saturday and Sunday when left out. */
  readonly closedWeekdays?: readonly Weekday[]
  /** The bank's own closed and opened days. They touch its own counters (UCC, Reg E, contract), never the Federal Reserve's. */
  readonly days?: readonly CalendarDay[]
  /** Days that differ for one counter alone, for example a Reserve Bank closed by a presidential order. */
  readonly daysOf?: Partial<Readonly<Record<Counter, readonly CalendarDay[]>>>
  /** Replaces the schedules shipped, where the institution uses another operator or has earlier cutoffs with its correspondent. */
  readonly schedules?: readonly OperatorSchedule[]
}

/**
 * The calendars of one institution. Two choices are on the safe (earlier) side and can be changed day by day with `daysOf`:
 * 12 CFR 229.2(g) is taken to list the same holidays as K.8 (check that June 19 stands in the text you work under), and a
 * contract counts the bank's own days.
 */
export function institutionCalendars(days: InstitutionDays): Calendars {
  return {
    institution: days.institution,
    zone: days.zone,
    opensAt: days.opensAt ?? Temporal.PlainTime.from('08:30'),
    schedules: days.schedules ?? OPERATOR_SCHEDULES,
    counters: {
      'ach-banking-day': fedCalendar('ach-banking-day', days),
      'fed-business-day': fedCalendar('fed-business-day', days),
      'reg-cc-business-day': fedCalendar('reg-cc-business-day', days),
      'ucc-banking-day': ownCalendar('ucc-banking-day', days),
      'reg-e-business-day': ownCalendar('reg-e-business-day', days),
      'contract-day': ownCalendar('contract-day', days),
      'calendar-day': everyDay(),
    },
  }
}

/** Where no version of a calendar is dated otherwise: before any file that can be received. */
const FROM_THE_START = Temporal.PlainDate.from('1914-11-16') // the day the Reserve Banks opened

function fedCalendar(counter: Counter, days: InstitutionDays): Calendar {
  return {
    id: counter,
    ...COUNTERS[counter],
    keeper: 'the Federal Reserve',
    versions: [{ from: FROM_THE_START, closedWeekdays: [6, 7], holidays: 'federal-reserve' }],
    days: days.daysOf?.[counter] ?? [],
  }
}

function ownCalendar(counter: Counter, days: InstitutionDays): Calendar {
  return {
    id: counter,
    ...COUNTERS[counter],
    keeper: days.institution,
    versions: [{ from: FROM_THE_START, closedWeekdays: days.closedWeekdays ?? [6, 7], holidays: 'federal-reserve' }],
    days: [...(days.daysOf?.[counter] ?? []), ...(days.days ?? [])],
  }
}

function everyDay(): Calendar {
  return {
    id: 'calendar-day',
    ...COUNTERS['calendar-day'],
    keeper: 'nobody',
    versions: [{ from: FROM_THE_START, closedWeekdays: [], holidays: 'none' }],
    days: [],
  }
}
