import type { Calendars } from '../calendar/calendars.ts'
import { nameOfDay } from '../calendar/day.ts'
import { computeDeadline } from '../deadline/compute-deadline.ts'
import { type AchReturnCode, isAchReturnCode, windowOfAchReturnCode } from '../deadline/return-code-window.ts'
import { RULES, type RuleId } from '../deadline/rules.ts'
import { ACH_RETURN_CODES, type ReceiverType, type ReturnCodeRow, type ReturnRole } from './ach-return-codes.ts'

/** What must be known of an entry to say with which codes it can go back. */
export interface ReturnFacts {
  /** In what part we act: we are the RDFI of what we received and the ODFI of what we sent. */
  readonly role: ReturnRole
  /** What we answer. */
  readonly answers: ReturnCodeRow['answers']
  /** The code of the return or dishonored return that we answer, where we answer one. */
  readonly answersCode?: string
  readonly direction: 'debit' | 'credit'
  /** Standard entry class, three letters. */
  readonly sec: string
  readonly receiver: ReceiverType
  readonly entry: 'live' | 'prenote'
  /** Settlement date of what we answer; for R23 the day on which the receiver refused, where it is known. */
  readonly settledOn: Temporal.PlainDate
  readonly refusedOn?: Temporal.PlainDate
  /** The moment for which the answer is asked. */
  readonly at: Temporal.Instant
}

/** Why the code may not be used, as a sentence; undefined when it may. The first reason counts: unknown, misfit, too late. */
export function refuseReturnCode(code: string, facts: ReturnFacts, calendars: Calendars): string | undefined {
  if (!isAchReturnCode(code)) return `There is no return code ${code.slice(0, 8)}.`
  return misfit(code, facts) ?? tooLate(ruleOf(code), facts, calendars)
}

const ROLE_WORDS = {
  rdfi: 'the bank that received the entry',
  odfi: 'the bank that sent the entry',
  operator: 'the ACH operator',
  agency: 'a federal agency',
  gateway: 'the gateway of an international payment',
} as const

/** The reasons that do not depend on time. */
function misfit(code: AchReturnCode, facts: ReturnFacts): string | undefined {
  const row: ReturnCodeRow = ACH_RETURN_CODES[code]
  if (row.by !== facts.role) return `${code} is set by ${ROLE_WORDS[row.by]}.`
  if (row.answers !== facts.answers)
    return `${code} answers ${withArticle(row.answers)}, not ${withArticle(facts.answers)}.`
  if (row.direction !== 'either' && row.direction !== facts.direction) return `${code} is for ${row.direction}s only.`
  return misfitOfEntry(code, row, facts) ?? misfitOfAnswer(code, row, facts)
}

function misfitOfEntry(code: AchReturnCode, row: ReturnCodeRow, facts: ReturnFacts): string | undefined {
  if (row.onlyFor !== undefined && !row.onlyFor.includes(facts.sec))
    return `${code} is for ${row.onlyFor.join(', ')} entries only.`
  if (row.notFor?.includes(facts.sec)) return `${code} is not used for ${facts.sec} entries.`
  if (row.receiver !== undefined && row.receiver !== facts.receiver)
    return `${code} is for ${row.receiver} accounts only.`
  if (row.prenote === 'never' && facts.entry === 'prenote')
    return `${code} is not used for prenotifications: no money moved.`
  if (Temporal.PlainDate.compare(Temporal.PlainDate.from(row.from), facts.settledOn) > 0)
    return `${code} has this meaning from ${row.from} only.`
  return undefined
}

function misfitOfAnswer(code: AchReturnCode, row: ReturnCodeRow, facts: ReturnFacts): string | undefined {
  if (row.answersCodes === undefined) return undefined
  if (facts.answersCode !== undefined && row.answersCodes.some(each => each === facts.answersCode)) return undefined
  return `${code} answers ${row.answersCodes.join(' or ')} only.`
}

function tooLate(rule: RuleId | undefined, facts: ReturnFacts, calendars: Calendars): string | undefined {
  if (rule === undefined) return undefined
  const on = rule === 'ach-return-refused-credit' ? (facts.refusedOn ?? facts.settledOn) : facts.settledOn
  const { due, version } = computeDeadline(RULES[rule], { on }, calendars)
  const past = Temporal.Instant.compare(facts.at, due.at)
  // The midnight that ends a day is the first moment that is late; an opening is the last that is in time.
  if (version.due.at === 'end of day' ? past < 0 : past <= 0) return undefined
  return `The window closed on ${nameOfDay(due.on)} ${due.words} (rule ${rule}).`
}

function ruleOf(code: AchReturnCode): RuleId | undefined {
  const window = windowOfAchReturnCode(code)
  return window?.at === 'rule' ? window.rule : undefined
}

function withArticle(answers: ReturnCodeRow['answers']): string {
  return answers === 'entry' ? 'an entry' : `a ${answers}`
}
