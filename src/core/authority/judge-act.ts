import { invariant } from '../invariant.ts'
import { rankOf } from '../work/queue.ts'
import { type ActRule, LARGE_MINOR, ruleOf } from './act.ts'
import type { Allowed, Asked, AskedWork, Authority, LimitUse, Proposable, ReasonCode } from './asked.ts'
import { hadAHand, handsOf, isAmong } from './hands.ts'
import { isOver, limitUses } from './limits.ts'
import { holdsAt, type Indexed, microsOf, type People, type Timed } from './people.ts'
import type { Delegation, Supervision } from './people-facts.ts'
import { ROLES, type Role, worksAs } from './role.ts'
import { type Standing, speaksAgainst } from './standing.ts'

/** The judgement on an act without its sentences: microseconds, for lists of work and for finding out who else can. */
export type Judged = Allowed | Found

/** Why not, in no words yet, in order of precedence. `decideAct` says it to people. */
export interface Found {
  readonly allowed: false
  readonly needs: 'approval' | 'step_up' | 'nothing'
  readonly findings: readonly Finding[]
  /** See `Refused`. */
  readonly proposal?: Proposable
}

export interface Finding {
  readonly code: ReasonCode
  /** By whose right it would be, where that is not the one who asks. */
  readonly holder?: Indexed
  /** The limit that it is over. */
  readonly use?: LimitUse
}

/** Everything that is asked, looked up once. */
export interface Question {
  readonly asked: Asked
  readonly people: People
  readonly who: Indexed
  readonly rule: ActRule
  readonly atMicros: number
}

/**
 * Decides an act: the person, what they hold of their own or for somebody else, the limits with all that was used, and who had a
 * hand in it already. The one place in which any of this is decided.
 */
export function judgeAct(asked: Asked, people: People): Judged {
  const who = people.byId.get(asked.by)
  if (who === undefined) return { allowed: false, needs: 'nothing', findings: [{ code: 'unknown' }] }
  const question = { asked, people, who, rule: ruleOf(asked.act), atMicros: microsOf(asked.at) }
  const personal = aboutThePerson(question)
  const attempt = bestAttempt(question)
  const findings = [...personal, ...attempt.findings, ...aboutTheMoment(question)]
  const { authority } = attempt
  const hands = handsOf(who, asked.act === 'approve' ? 'approver' : 'maker', attempt.delegator)
  if (findings.length > 0) {
    const needs = needsOf(question.rule, findings)
    const isMissing = needs === 'approval' && authority !== undefined
    return { allowed: false, needs, findings, ...(isMissing ? { proposal: { authority, hands } } : {}) }
  }
  invariant(authority !== undefined, 'what nothing speaks against is done by somebody’s right')
  const sharePercent = undrawnShare(question)
  return { allowed: true, authority, hands, limits: attempt.limits, ...(sharePercent === 0 ? {} : { sharePercent }) }
}

/** What speaks against the person whatever they hold. */
function aboutThePerson({ asked, people, who, rule, atMicros }: Question): readonly Finding[] {
  const standing: Standing = {
    kind: who.person.kind,
    isActive: who.person.state === 'active' && who.owners.every(owner => owner.state === 'active'),
    answers: who.answers,
    isAway: who.absences.some(one => holdsAt(one, atMicros)),
    isLookedThrough: asked.impersonator !== undefined,
  }
  const found: Finding[] = speaksAgainst(asked.act, standing).map(code => ({ code }))
  const barred = barredBy(asked, people, who, rule)
  if (barred !== undefined) found.push({ code: barred })
  return found
}

/** Separation of duties, over the natural person behind the account. Nothing that anybody holds is looked at, so nothing lifts it. */
function barredBy(asked: Asked, people: People, who: Indexed, rule: ActRule): ReasonCode | undefined {
  if (rule.group !== 'reading' && isAmong(people, who, asked.excluded)) return 'excluded'
  if (rule.apart !== undefined && hadAHand(people, who, asked.hands)) return 'had_a_hand'
  if (rule.apart === 'hands and words' && hadAHand(people, who, asked.words)) return 'had_words'
  return isAmong(people, who, asked.gains) ? 'gains' : undefined
}

/** What is left to do although the right is there. */
function aboutTheMoment({ asked, who, rule, atMicros }: Question): readonly Finding[] {
  const found: Finding[] = []
  if (rule.group === 'deciding' && who.person.kind !== 'human') found.push({ code: 'never_alone' })
  if (rule.looked === 'before' && isLookedAt(asked, who, atMicros)) found.push({ code: 'supervised' })
  if (asked.session !== 'stepped-up' && needsProof(rule, asked)) found.push({ code: 'step_up' })
  return found
}

function needsProof({ stepUp }: ActRule, { amount, unseen }: Asked): boolean {
  return (
    unseen === true ||
    stepUp === 'needed' ||
    (stepUp === 'large' && amount !== undefined && amount.minor >= LARGE_MINOR)
  )
}

function isLookedAt({ work }: Asked, who: Indexed, atMicros: number): boolean {
  if (levelsOf(work, who, atMicros).some(one => one.level === 'before')) return true
  return work?.draw !== 'undrawn' && (work?.draw ?? 0) < shareLookedAt(work, who, atMicros)
}

/** See `Allowed`; 0 where it was drawn, and where no share of it is looked at. */
function undrawnShare({ asked: { work }, who, rule, atMicros }: Question): number {
  return rule.looked === 'before' && work?.draw === 'undrawn' ? shareLookedAt(work, who, atMicros) : 0
}

/** How many of a hundred: the most that is said of the person, because each of them is drawn by the same number. */
function shareLookedAt(work: AskedWork | undefined, who: Indexed, atMicros: number): number {
  const shares = levelsOf(work, who, atMicros).filter(one => one.level === 'share')
  return Math.max(0, ...shares.map(one => one.sharePercent ?? 100))
}

/** How closely the person's work of this type is looked at at the moment. */
function levelsOf(work: AskedWork | undefined, who: Indexed, atMicros: number): readonly Supervision[] {
  return who.supervisions
    .filter(one => one.what.workType === work?.workType && holdsAt(one, atMicros))
    .map(one => one.what)
}

/** Whether what somebody decides alone is looked at afterwards. */
export function isReviewed({ work, at, by }: Asked, people: People): boolean {
  const atMicros = microsOf(at)
  const who = people.byId.get(by)
  return who !== undefined && levelsOf(work, who, atMicros).some(one => one.level === 'after')
}

/** A try to do it by one right: the person's own, or one that somebody gave. */
interface Attempt {
  readonly authority: Authority | undefined
  readonly delegator: Indexed | undefined
  readonly findings: readonly Finding[]
  readonly limits: readonly LimitUse[]
}

/** The first right by which it may be done; else the one that is nearest, the person's own before others', with what keeps others' from counting. */
function bestAttempt(question: Question): Attempt {
  const own = ownAttempt(question)
  if (own.findings.length === 0 || question.rule.delegable === 'no') return own
  let best = own
  const unsound: Finding[] = []
  for (const delegation of question.who.delegations) {
    if (!holdsAt(delegation, question.atMicros) || !delegation.what.acts.includes(question.asked.act)) continue
    const attempt = delegatedAttempt(question, delegation)
    if (attempt.findings.length === 0) return attempt
    if (!isNear(best) && isNear(attempt)) best = attempt
    unsound.push(...attempt.findings.filter(({ code }) => code === 'delegator'))
  }
  return isNear(best) ? best : { ...best, findings: [...best.findings, ...unsound] }
}

/** Only an amount stands against it. */
function isNear(attempt: Attempt): boolean {
  return attempt.findings.every(({ code }) => code === 'over_limit')
}

function ownAttempt(question: Question): Attempt {
  const { who } = question
  return byRole(question, who, undefined, { holder: who, people: who.accounts })
}

/** In somebody's place: only what they hold themselves now, only by people who know the work themselves, never handed on. */
function delegatedAttempt(question: Question, { what }: Timed<Delegation>): Attempt {
  const { asked, people, who, rule } = question
  const holder = people.byId.get(what.fromId)
  const isSound =
    holder !== undefined &&
    holder.person.state === 'active' &&
    holder.owners.every(owner => owner.state === 'active') &&
    holder.answers === 'human' &&
    rule.kinds.includes(holder.person.kind) &&
    barredBy(asked, people, holder, rule) === undefined &&
    notKnown(question, holder).length === 0
  if (!isSound) {
    const finding: Finding = holder === undefined ? { code: 'delegator' } : { code: 'delegator', holder }
    return { authority: undefined, delegator: holder, findings: [finding], limits: [] }
  }
  const both = [...new Set([...holder.accounts, ...who.accounts])]
  return byRole(question, who, what, { holder, people: both })
}

/** The first role by which it may be done; else the one whose limits it is least over. */
function byRole(
  question: Question,
  who: Indexed,
  delegation: Delegation | undefined,
  under: { readonly holder: Indexed; readonly people: readonly number[] },
): Attempt {
  const { holder } = under
  const by = holder === who ? {} : { holder }
  const delegator = delegation === undefined ? undefined : holder
  const holding = rolesFor(question, holder)
  const roles = holding.filter(role => mayTake(question, role))
  const notKnowing = notKnown(question, who)
  if (roles.length === 0) {
    const code = holding.length === 0 ? 'role' : 'queue_role'
    return { authority: undefined, delegator, findings: [{ code, ...by }, ...notKnowing], limits: [] }
  }
  const unmeasured = withoutMeasure(question)
  let best: Attempt | undefined
  for (const role of roles) {
    const limits = unmeasured.length > 0 ? [] : usesOf(question, { ...under, role })
    const over = limits.filter(isOver).map(use => ({ code: 'over_limit', use, ...by }) as const)
    const authority = authorityOf(role, delegation)
    const attempt = { authority, delegator, findings: [...notKnowing, ...unmeasured, ...over], limits }
    if (over.length === 0) return attempt
    if (best === undefined || attempt.findings.length < best.findings.length) best = attempt
  }
  invariant(best !== undefined, 'one role at least was tried')
  return best
}

function authorityOf(role: Role, delegation: Delegation | undefined): Authority {
  if (delegation === undefined) return { by: 'own', role }
  return { by: 'delegation', role, from: delegation.fromId, delegation: delegation.id }
}

/** The roles that hold the act and that the person holds at the moment, in the order of the roles. */
function rolesFor({ rule, atMicros }: Question, { roles }: Indexed): readonly Role[] {
  const found: Role[] = []
  for (const held of roles)
    if (rule.roles.includes(held.what) && holdsAt(held, atMicros) && !found.includes(held.what)) found.push(held.what)
  return found.length < 2 ? found : found.sort((a, b) => ROLE_ORDER.indexOf(a) - ROLE_ORDER.indexOf(b))
}

const ROLE_ORDER = Object.keys(ROLES) as readonly Role[] // the keys of a constant

/** Whether the queue lets people of the role have its work: what they are not handed they do not decide. */
function mayTake({ asked: { work }, rule, who }: Question, role: Role): boolean {
  if (rule.queueRole === 'none' || work?.leastRole === undefined) return true
  return rankOf(worksAs(who.person.kind, role)) >= rankOf(work.leastRole)
}

/** What the work asks for and the person has not. Acts of administration and looking are about no work. */
function notKnown({ asked: { work }, rule, atMicros }: Question, who: Indexed): readonly Finding[] {
  if (work === undefined || rule.group === 'reading' || rule.group === 'administering') return []
  const found: Finding[] = []
  const { skill, credential } = work
  const has = (held: readonly Timed<string>[], name: string) =>
    held.some(one => one.what === name && holdsAt(one, atMicros))
  if (skill !== undefined && !has(who.skills, skill)) found.push({ code: 'skill' })
  if (credential !== undefined && !has(who.credentials, credential)) found.push({ code: 'credential' })
  return found
}

/** Why the amount cannot be compared with a limit. */
function withoutMeasure({ asked: { amount }, people, rule }: Question): readonly Finding[] {
  if (rule.limits === 'none') return []
  if (amount === undefined) return [{ code: 'no_amount' }]
  return amount.currency === people.facts.currency ? [] : [{ code: 'currency' }]
}

function usesOf(question: Question, under: Parameters<typeof limitUses>[1]): readonly LimitUse[] {
  const { asked, people, atMicros, rule } = question
  if (rule.limits === 'none') return []
  const amountMinor = asked.amount?.minor ?? 0n
  invariant(amountMinor >= 0n, 'an amount of an act is not negative: what it moves is counted, not where to')
  return limitUses({ asked, people, atMicros, amountMinor }, under)
}

const REMEDIES: readonly ReasonCode[] = ['over_limit', 'never_alone', 'supervised', 'step_up']

/**
 * A step-up is done first; what a person decides or takes back over their limit, or while it is looked at first, counts when a second
 * approves it. A second's approval itself is put before nobody.
 */
function needsOf(rule: ActRule, findings: readonly Finding[]): Found['needs'] {
  if (!findings.every(({ code }) => REMEDIES.includes(code))) return 'nothing'
  if (!isProposable(rule) && findings.some(({ code }) => code !== 'step_up')) return 'nothing'
  return findings.some(({ code }) => code === 'step_up') ? 'step_up' : 'approval'
}

/** Whether one person may make it and a second commit it. */
export function isProposable({ group }: ActRule): boolean {
  return group === 'deciding' || group === 'undoing'
}
