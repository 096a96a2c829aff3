import type { ActOffered, ItemActs } from '../contract/acts.ts'
import type { DeskCase } from '../contract/work.ts'
import { whyShut } from '../core/authority/why-shut.ts'
import { counted } from '../core/counted.ts'
import { dollars } from './commands/prove.ts'
import { momentText } from './moment-text.ts'

interface Shown {
  readonly zone: string
  /** Why this case and no other. */
  readonly why: string
  /** What may be done about its first item; undefined for a batch or file that is held as a whole. */
  readonly acts: ItemActs | undefined
}

/** A case as a terminal shows it: what it is, why it came, until when it is theirs, and what may be done about it. */
export function caseLines(
  { case: of, lease_until: until, woken_by: woken }: DeskCase,
  { zone, why, acts }: Shown,
): readonly string[] {
  const worth = dollars(of.value.debit_minor + of.value.credit_minor)
  return [
    `case ${of.case}: ${of.title}, ${counted(of.exceptions.length, 'exception')}, ${worth}, in ${of.queue_title}`,
    `  why this one: ${why}`,
    ...(woken === null ? [] : [`  woken: ${woken}`]),
    ...(until === null
      ? []
      : [`  yours until ${momentText(Temporal.Instant.from(until), zone)}, and longer with each command about it`]),
    ...exceptionLines(of.exceptions),
    ...(acts === undefined ? [] : [...returnedLine(acts, zone), ...actLines(acts)]),
  ]
}

/** Exceptions that are named: the others are of the same cause. */
const NAMED_MAX = 10

function exceptionLines(ids: readonly number[]): readonly string[] {
  const named = ids.slice(0, NAMED_MAX).map(id => (id > 0 ? `item ${id}` : `held as a whole: exception ${id}`))
  const more = ids.length > NAMED_MAX ? [`and ${ids.length - NAMED_MAX} more of the same cause`] : []
  return [...named, ...more].map(line => `  ${line}`)
}

/** That what was proposed last came back, by whom and why: whoever decides anew goes by it. */
function returnedLine({ decisions: [newest] }: ItemActs, zone: string): readonly string[] {
  if (newest?.state !== 'returned' || newest.last === null) return []
  const { by, at, why } = newest.last
  const what = newest.resolution === null ? '' : ` (${newest.resolution})`
  const moment = momentText(Temporal.Instant.from(at), zone)
  return [`  what ${newest.maker} proposed${what} was returned by ${by}, ${moment}${why === null ? '' : `: ${why}`}`]
}

function actLines({ item, nothing, acts }: ItemActs): readonly string[] {
  if (nothing !== null) return [`  about item ${item}: ${nothing}`]
  return [
    item < 0 ? '  about it as a whole:' : `  about item ${item}:`,
    ...actsInLines(acts).map(line => `    ${line}`),
  ]
}

/** Those that are shut come last: together where it is for the same reasons. */
function actsInLines(acts: readonly ActOffered[]): readonly string[] {
  const shut = acts.filter(act => act.standing === 'shut')
  return [
    ...acts.filter(act => !shut.includes(act)).flatMap(act => [actLine(act), ...whyLine(act.why_not)]),
    ...whyShut(shut).flatMap(({ acts: alike, whyNot }) => [...alike.map(actLine), ...whyLine(whyNot)]),
  ]
}

const STANDINGS = {
  open: '',
  approval: ' (with a second person)',
  step_up: ' (with the password once more)',
  shut: ' (not now)',
} as const satisfies Record<ActOffered['standing'], string>

function actLine({ resolution, title, standing, asks }: ActOffered): string {
  const choices = asks.map(({ name, of, choices: given }) => {
    const option = of === null ? `--${name}` : `--field ${name}=…`
    return given === null ? option : `${option} ${given.map(one => one.value).join('|')}`
  })
  const options = standing === 'shut' || choices.length === 0 ? '' : `: ${choices.join(' ')}`
  return `${resolution}${options}${STANDINGS[standing]}, ${title}`
}

/** The first reason, as the page has it: an act that is over one limit is mostly over several, and --json has the arithmetic of all. */
function whyLine([first, ...others]: readonly string[]): readonly string[] {
  if (first === undefined) return []
  return [
    `  ${others.length === 0 ? first : `${first} (and ${counted(others.length, 'more reason')}: --json has them)`}`,
  ]
}
