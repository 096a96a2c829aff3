import { isOpen, openDayAfter, openDayOnOrAfter } from '../calendar/calendar.ts'
import type { Calendars, Counter } from '../calendar/calendars.ts'
import { invariant } from '../invariant.ts'
import { deskDeadline } from './desk-deadline.ts'
import type { ClockOwner, DeadlineRule, DueTime, RuleVersion, Span } from './rule.ts'

/** A deadline with its working: each day between start and due, and why it counted or not. */
export interface Deadline {
  readonly rule: DeadlineRule
  /** The version in force on the start. */
  readonly version: RuleVersion
  readonly clock: ClockOwner
  readonly start: DeadlineStart
  /** Why the start is no day of those that are counted, where it stays there all the same: `Saturday`, a holiday's name. */
  readonly startClosed: string | undefined
  /** The day counting began from: differs from `start.on` when the start fell on a closed day and moved. */
  readonly countedFrom: Temporal.PlainDate
  readonly due: DueMoment
  /** The desk's own deadline, where it is earlier: the last operator window that makes the due time. */
  readonly ours: DeskDeadline | undefined
  /** Every day after the start up to the due day, in order; with the start itself where it moved off a closed day. */
  readonly days: readonly DeadlineDay[]
  /** Set when the start lies before the first version, whose terms were then used. */
  readonly note: string | undefined
}

export interface DeadlineStart {
  readonly on: Temporal.PlainDate
  /** The moment, for rules that count hours; the start of the day when left out. */
  readonly at?: Temporal.Instant
  /** Time zone of the depositary bank; the institution's own when left out. */
  readonly depositaryZone?: string
  /** What the start is when the day that the rule names is not known, with why: `taken to be the posting day, because …`. */
  readonly taken?: string
}

export interface DueMoment {
  readonly on: Temporal.PlainDate
  /** The moment. For `end of day` it is midnight at the end of `on`, which is the first moment that is late. */
  readonly at: Temporal.Instant
  readonly zone: string
  /** `at the opening of business (08:30)`, `at midnight, the end of the day`, `at 14:00`. */
  readonly words: string
}

export interface DeskDeadline {
  readonly on: Temporal.PlainDate
  readonly at: Temporal.Instant
  readonly zone: string
  readonly window: string
  /** One sentence. */
  readonly why: string
}

export interface DeadlineDay {
  readonly on: Temporal.PlainDate
  /** `counted` has its number; `passed` is a day of a span of months; `rolled` lies after the last counted day. */
  readonly was: 'counted' | 'skipped' | 'passed' | 'rolled'
  readonly number: number | undefined
  readonly why: string
}

/**
 * Computes the deadline. Pure: the same rule, start and calendars give the same answer for ever. A start before the first
 * version uses the first version and says so in `note`; the caller decides whether that is good enough.
 */
export function computeDeadline(rule: DeadlineRule, start: DeadlineStart, calendars: Calendars): Deadline {
  const version = versionInForce(rule, start.on)
  const countedFrom = movedStart(version, start.on, calendars)
  const counted = countSpan(version.span, countedFrom, start, calendars)
  const rolled = rollOn(version, counted.last, calendars)
  const due = dueMoment(version.due, rolled.last, counted.moment, start, calendars)
  return {
    rule,
    version,
    clock: rule.clock,
    start,
    startClosed: closedStart(version, start.on, calendars),
    countedFrom,
    due,
    ours: version.sent === undefined ? undefined : deskDeadline(version.sent, countedFrom, due, calendars),
    days: [...movedDays(version, start.on, countedFrom, calendars), ...counted.days, ...rolled.days],
    note: noteOf(rule, start.on),
  }
}

/** The last version that has begun on the day, or the first one. */
function versionInForce(rule: DeadlineRule, on: Temporal.PlainDate): RuleVersion {
  return rule.versions.findLast(version => hasBegun(version, on)) ?? rule.versions[0]
}

function hasBegun(version: RuleVersion, on: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(Temporal.PlainDate.from(version.from), on) <= 0
}

function noteOf(rule: DeadlineRule, on: Temporal.PlainDate): string | undefined {
  const first = rule.versions[0]
  if (hasBegun(first, on)) return undefined
  return `The terms are known from ${first.from}; the start is earlier, so check the rule that was in force then.`
}

function movedStart(version: RuleVersion, on: Temporal.PlainDate, calendars: Calendars): Temporal.PlainDate {
  return version.startMovesTo === undefined ? on : openDayOnOrAfter(calendars.counters[version.startMovesTo], on)
}

/** A start that moves, or is itself day 1, stands among the days with its reason. */
function closedStart({ span, startMovesTo }: RuleVersion, on: Temporal.PlainDate, calendars: Calendars) {
  if (span.unit !== 'days' || span.startIs === 'day 1' || startMovesTo !== undefined) return undefined
  const verdict = isOpen(calendars.counters[span.counter], on)
  return verdict.open ? undefined : verdict.why
}

/** A start on a closed day and the days by which it moved: none of them counts, the last is where counting begins. */
function movedDays(
  version: RuleVersion,
  on: Temporal.PlainDate,
  countedFrom: Temporal.PlainDate,
  calendars: Calendars,
): readonly DeadlineDay[] {
  if (version.startMovesTo === undefined || countedFrom.equals(on)) return []
  const { word } = calendars.counters[version.startMovesTo]
  const day: DeadlineDay = {
    on: countedFrom,
    was: 'skipped',
    number: undefined,
    why: `the start moves here, the next ${word}`,
  }
  return [
    ...daysAfter(
      on.subtract({ days: 1 }),
      countedFrom.subtract({ days: 1 }),
      version.startMovesTo,
      calendars,
      'skipped',
    ),
    day,
  ]
}

interface Counted {
  readonly last: Temporal.PlainDate
  readonly days: readonly DeadlineDay[]
  /** Only for spans of hours. */
  readonly moment: Temporal.Instant | undefined
}

function countSpan(span: Span, from: Temporal.PlainDate, start: DeadlineStart, calendars: Calendars): Counted {
  if (span.unit === 'days') return countDays(span, from, calendars)
  if (span.unit === 'hours') return countHours(span.count, start, calendars)
  // Temporal keeps the last day of a shorter month: 31 December and two months is 28 or 29 February.
  const last = from.add({ months: span.count })
  return { last, days: monthMarks(from, span.count), moment: undefined }
}

/** No rule counts further; the bound makes a mistaken one a defect instead of a long wait. */
const DAYS_WALKED_MAX = 4000

function countDays(span: Span & { unit: 'days' }, from: Temporal.PlainDate, calendars: Calendars): Counted {
  const calendar = calendars.counters[span.counter]
  const days: DeadlineDay[] = []
  let number = 0
  let on = span.startIs === 'day 1' ? from : from.add({ days: 1 })
  for (let walked = 0; walked < DAYS_WALKED_MAX; walked++) {
    const verdict = isOpen(calendar, on)
    if (verdict.open) number += 1
    days.push({
      on,
      was: verdict.open ? 'counted' : 'skipped',
      number: verdict.open ? number : undefined,
      why: verdict.why,
    })
    if (number === span.count) return { last: on, days, moment: undefined }
    on = on.add({ days: 1 })
  }
  invariant(false, `counting ${span.count} days of ${span.counter} did not end within ${DAYS_WALKED_MAX} days`)
}

function countHours(hours: number, start: DeadlineStart, calendars: Calendars): Counted {
  const begun = start.at ?? start.on.toZonedDateTime({ timeZone: calendars.zone }).toInstant()
  const moment = begun.add({ hours })
  const last = moment.toZonedDateTimeISO(calendars.zone).toPlainDate()
  return { last, days: daysAfter(start.on, last, 'calendar-day', calendars, 'passed'), moment }
}

/** A span of months shows the day each month ends: a list of 180 days would hide what is counted. */
function monthMarks(from: Temporal.PlainDate, months: number): readonly DeadlineDay[] {
  return Array.from({ length: months }, (_, index) => {
    const on = from.add({ months: index + 1 })
    const why = on.day === from.day ? 'calendar month' : `calendar month: it has no day ${from.day}, so its last day`
    return { on, was: 'counted', number: index + 1, why }
  })
}

function rollOn(version: RuleVersion, last: Temporal.PlainDate, calendars: Calendars): Omit<Counted, 'moment'> {
  const { roll } = version
  if (roll.to === 'no day') return { last, days: [] }
  const calendar = calendars.counters[roll.counter]
  const landed = roll.to === 'the open day after' ? openDayAfter(calendar, last) : openDayOnOrAfter(calendar, last)
  return { last: landed, days: daysAfter(last, landed, roll.counter, calendars, 'rolled') }
}

/** Days after `from` up to and including `to`, with what the counter says of them. */
function daysAfter(
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
  counter: Counter,
  calendars: Calendars,
  was: DeadlineDay['was'],
): readonly DeadlineDay[] {
  const days: DeadlineDay[] = []
  for (let on = from.add({ days: 1 }); Temporal.PlainDate.compare(on, to) <= 0; on = on.add({ days: 1 })) {
    days.push({ on, was, number: undefined, why: isOpen(calendars.counters[counter], on).why })
  }
  return days
}

function dueMoment(
  due: DueTime,
  on: Temporal.PlainDate,
  moment: Temporal.Instant | undefined,
  start: DeadlineStart,
  calendars: Calendars,
): DueMoment {
  const { zone } = calendars
  const at = (day: Temporal.PlainDate, plainTime: Temporal.PlainTime, timeZone: string) =>
    day.toZonedDateTime({ timeZone, plainTime }).toInstant()
  if (due.at === 'moment') {
    const clock = (moment ?? at(on, new Temporal.PlainTime(), zone)).toZonedDateTimeISO(zone)
    return { on, at: clock.toInstant(), zone, words: `at ${shortTime(clock.toPlainTime())}` }
  }
  if (due.at === 'end of day') {
    return {
      on,
      at: at(on.add({ days: 1 }), new Temporal.PlainTime(), zone),
      zone,
      words: 'at midnight, the end of the day',
    }
  }
  if (due.at === 'opening of business') {
    return {
      on,
      at: at(on, calendars.opensAt, zone),
      zone,
      words: `at the opening of business (${shortTime(calendars.opensAt)})`,
    }
  }
  const zones = { institution: zone, 'depositary bank': start.depositaryZone ?? zone, eastern: 'America/New_York' }
  return {
    on,
    at: at(on, Temporal.PlainTime.from(due.time), zones[due.zone]),
    zone: zones[due.zone],
    words: `at ${due.time}`,
  }
}

function shortTime(time: Temporal.PlainTime): string {
  return time.toString({ smallestUnit: 'minute' })
}
