import type { Calendars } from '../calendar/calendars.ts'
import { parseDay } from '../calendar/day.ts'
import { computeDeadline, type Deadline } from './compute-deadline.ts'
import { windowOfAchReturnCode } from './return-code-window.ts'
import { isRuleId, RULES, type RuleId } from './rules.ts'

/** What a person or a program asked for, answered or refused. */
export type DeadlineAnswer =
  | { readonly at: 'answered'; readonly deadline: Deadline }
  | {
      readonly at: 'refused'
      readonly refusal: 'deadline_rule_unknown'
      readonly why: string
      readonly nearest: readonly string[]
    }
  | { readonly at: 'refused'; readonly refusal: 'deadline_not_fixed'; readonly why: string }
  | { readonly at: 'refused'; readonly refusal: 'date_not_readable'; readonly why: string }

/**
 * The deadline of a rule from a day written `2026-07-02`. The rule is its id, or an ACH return (`R10`) or change
 * (`C01`) code for the rule that the code has. Refuses, in this order: a name that is neither, a code without a fixed window, a day it cannot read.
 */
export function deadlineFor(rule: string, from: string, calendars: Calendars): DeadlineAnswer {
  const named = resolveRule(rule)
  if (named.at === 'refused') return named
  const on = parseDay(from)
  if (on === undefined) return refuseDate(from)
  return { at: 'answered', deadline: computeDeadline(RULES[named.rule], { on }, calendars) }
}

type Resolved = { readonly at: 'found'; readonly rule: RuleId } | Extract<DeadlineAnswer, { at: 'refused' }>

function resolveRule(text: string): Resolved {
  const name = text.trim().toLowerCase()
  if (isRuleId(name)) return { at: 'found', rule: name }
  if (/^c(?:0[1-9]|1[0-3])$/.test(name)) return { at: 'found', rule: 'ach-noc' }
  if (/^c6[1-9]$/.test(name)) return { at: 'found', rule: 'ach-noc-refuse' }
  if (name === 'c14') return { at: 'refused', refusal: 'deadline_not_fixed', why: GATEWAY_CHANGE }
  const window = windowOfAchReturnCode(name.toUpperCase())
  if (window === undefined) return refuseRule(text)
  if (window.at === 'rule') return { at: 'found', rule: window.rule }
  return { at: 'refused', refusal: 'deadline_not_fixed', why: window.why }
}

const GATEWAY_CHANGE =
  'C14 is no notification of the RDFI: the gateway of an international payment sends it. Ask the gateway by when.'

function refuseRule(text: string): Resolved {
  const nearest = nearestRules(text)
  const why = `There is no deadline rule "${text.slice(0, 40)}". Nearest: ${nearest.join(', ')}. "deadline --list" names them all.`
  return { at: 'refused', refusal: 'deadline_rule_unknown', why, nearest }
}

function refuseDate(text: string): DeadlineAnswer {
  const why = `"${text.slice(0, 40)}" is not a day of the years 1900 to 2199. Write it as year, month and day, for example 2026-07-02.`
  return { at: 'refused', refusal: 'date_not_readable', why }
}

const NEAREST_MAX = 3

/** The rules whose names are nearest: shared words first, then the fewest letters to change. */
export function nearestRules(text: string): readonly RuleId[] {
  const asked = text.trim().toLowerCase().slice(0, 60)
  const words = asked.split(/[^a-z0-9]+/).filter(word => word.length > 1)
  return (Object.keys(RULES) as RuleId[]) // the registry's own keys
    .map(id => ({ id, shared: words.filter(word => id.includes(word)).length, edits: editsBetween(asked, id) }))
    .sort((a, b) => b.shared - a.shared || a.edits - b.edits)
    .slice(0, NEAREST_MAX)
    .map(({ id }) => id)
}

/** Levenshtein distance: the fewest letters to insert, drop or replace. */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1) // both rows are b.length + 1 long
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1))
    }
    row = next
  }
  return row[b.length] as number
}
