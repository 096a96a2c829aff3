import { nameOfDay } from '../calendar/day.ts'
import { counted } from '../counted.ts'
import type { Deadline, DeadlineDay, DueMoment } from './compute-deadline.ts'
import { CLOCK_OWNERS, type DeadlineRule, type RuleVersion, type Span } from './rule.ts'

/** The deadline in sentences, most important first: when, why then, the desk's own hour, whose clock, what a miss costs, the source. */
export function explainDeadline(deadline: Deadline): readonly string[] {
  const { rule, version } = deadline
  return [
    `${rule.act}: ${SENSE_WORDS[rule.sense]} ${dueWords(deadline.due)}.`,
    ...(deadline.ours === undefined ? [] : [`Our own deadline is ${oursWords(deadline)}. ${deadline.ours.why}`]),
    `Counted: ${spanWords(version)}, from the ${startWords(deadline)} (${nameOfDay(deadline.start.on)}).`,
    ...closedStartSentence(deadline),
    ...skippedSentence(deadline.days),
    `The clock is that of ${CLOCK_OWNERS[deadline.clock]}.`,
    `${rule.sense === 'by' ? 'If missed' : 'Otherwise'}: ${version.missed}`,
    sourceWords(version),
    ...(deadline.note === undefined ? [] : [deadline.note]),
  ]
}

/** Plain lines for a terminal: the rule, one line per day counted or skipped, the due time, ours, the miss and the source. */
export function formatDeadline(deadline: Deadline): string[] {
  const { rule, version } = deadline
  return [
    `${rule.id}: ${rule.act}`,
    `start   ${nameOfDay(deadline.start.on)}  ${startWords(deadline)}`,
    ...closedStartSentence(deadline).map(sentence => `        ${sentence}`),
    ...deadline.days.map(dayLine),
    `due     ${dueWords(deadline.due)} (${SENSE_WORDS[rule.sense]})`,
    ...(deadline.ours === undefined ? [] : [`ours    ${oursWords(deadline)}: ${deadline.ours.why}`]),
    `clock   ${CLOCK_OWNERS[deadline.clock]}`,
    `missed  ${version.missed}`,
    `rule    ${sourceWords(version)}`,
    ...(deadline.note === undefined ? [] : [`note    ${deadline.note}`]),
  ]
}

/** `settlement date of the entry`, and what stands in for it where that is not known. */
export function startWords({ rule, start }: Deadline): string {
  return start.taken === undefined ? rule.starts : `${rule.starts}, ${start.taken}`
}

/** `2 banking days`, `60 calendar days, then the next banking day`: what is counted, in words. */
export function spanWords(version: RuleVersion): string {
  const rolled = {
    'no day': '',
    'the first open day on or after': ', moved to an open day',
    'the open day after': ', then the next banking day',
  }[version.roll.to]
  return `${countWords(version.span)}${rolled}`
}

/** `by the opening of business`, for a table of rules. */
export function dueTimeWords(version: RuleVersion): string {
  const { due } = version
  if (due.at === 'time') return `${due.time} ${due.zone === 'eastern' ? 'Eastern' : `local time of the ${due.zone}`}`
  return { 'opening of business': 'opening of business', 'end of day': 'midnight', moment: 'the same time of day' }[
    due.at
  ]
}

export const SENSE_WORDS = {
  by: 'at the latest',
  'not before': 'not before',
  from: 'beginning',
  'keep until': 'kept at least until',
} as const satisfies Record<DeadlineRule['sense'], string>

const COUNTER_WORDS = {
  'ach-banking-day': 'ACH banking day',
  'fed-business-day': 'Federal Reserve business day',
  'ucc-banking-day': 'banking day of this bank',
  'reg-cc-business-day': 'Regulation CC business day',
  'reg-e-business-day': 'business day of this institution',
  'calendar-day': 'calendar day',
  'contract-day': 'contract day',
} as const

function countWords(span: Span): string {
  if (span.unit === 'hours') return counted(span.count, 'hour')
  if (span.unit === 'months') return counted(span.count, 'calendar month')
  const word = COUNTER_WORDS[span.counter]
  const plural = span.count === 1 ? word : word.replace('day', 'days')
  return `${span.count} ${plural}${span.startIs === 'day 1' ? ', the start being day 1' : ''}`
}

/** `Mon 2026-07-06 at the opening of business (08:30) America/Chicago`. */
function dueWords(due: DueMoment): string {
  return `${nameOfDay(due.on)} ${due.words} ${due.zone}`
}

function oursWords(deadline: Deadline): string {
  const { ours } = deadline
  if (ours === undefined) return ''
  const clock = ours.at.toZonedDateTimeISO(ours.zone).toPlainTime().toString({ smallestUnit: 'minute' })
  return `${nameOfDay(ours.on)} at ${clock} ${ours.zone}`
}

function dayLine(day: DeadlineDay): string {
  const number = day.number === undefined ? '' : ` ${day.number}`
  return `        ${nameOfDay(day.on)}  ${(day.was + number).padEnd(10)}  ${day.why}`
}

/** `Sat 2026-07-04 is no ACH banking day (Saturday, Independence Day): make sure that the clock starts there.` */
function closedStartSentence({ start, startClosed, version: { span } }: Deadline): readonly string[] {
  if (startClosed === undefined || span.unit !== 'days') return []
  const word = COUNTER_WORDS[span.counter]
  return [`${nameOfDay(start.on)} is no ${word} (${startClosed}): make sure that the clock starts there.`]
}

/** At most this many skipped days are named: weekends of a 60-day span are not news. */
const SKIPPED_NAMED_MAX = 6

function skippedSentence(days: readonly DeadlineDay[]): readonly string[] {
  const skipped = days.filter(day => day.was === 'skipped')
  if (skipped.length === 0) return []
  const named = skipped.slice(0, SKIPPED_NAMED_MAX).map(day => `${nameOfDay(day.on)} (${day.why})`)
  const rest = skipped.length - named.length
  return [`Not counted: ${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`]
}

const STANDING_WORDS = {
  source: '',
  secondary: ' Taken from a summary: check it against the rule book.',
  unverified: ' Not verified: check it against the rule book before relying on it.',
} as const

function sourceWords(version: RuleVersion): string {
  return `${version.citation}; version of ${version.from}.${STANDING_WORDS[version.standing]}`
}
