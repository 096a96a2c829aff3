import type { Asked } from './asked.ts'
import type { Held, PeopleFacts } from './people-facts.ts'

/**
 * A second implementation of who may do what, for the tests: slow, without an index, without a word of the first one's code. Teams
 * and owners are edges, reached by trying all ways; two accounts are one person when the ways up from them meet.
 */
export interface NaiveDecision {
  readonly allowed: boolean
  readonly needs: string
  /** In whose right it may be done: any of these persons; empty when refused. */
  readonly holders: readonly number[]
  readonly barred: boolean
}

/** One decision of the past: who had a hand in it and what it moved. */
export interface PastDecision {
  readonly hands: readonly number[]
  readonly act: string
  readonly minor: number
  /** 0 is today. */
  readonly daysAgo: number
  readonly payee: string
  readonly cluster: string
  readonly reason: string
}

/** By hand, from the manual: who, about what sort of act, with what strings attached. */
const MANUAL: Record<string, string> = {
  read: 'look any aop ps sps supervisor qc engineer agent',
  claim: 'work human+agent hand-on aop ps sps agent',
  answer: 'work human hand-on apart ps sps supervisor',
  return: 'decide human+agent hand-on money eyes aop ps sps agent',
  chargeback: 'decide human+agent hand-on money eyes ps sps',
  refer: 'decide human+agent hand-on eyes aop ps sps agent',
  undo: 'human hand-on money eyes aop ps sps',
  approve: 'check human hand-on money apart eyes sps supervisor',
  send_back: 'check human hand-on apart sps supervisor qc',
  close_day: 'day human hand-on proof supervisor',
  reopen_day: 'day human proof apart supervisor',
  manage_authority: 'office human proof supervisor engineer',
}
export const NAIVE_ACTS = Object.keys(MANUAL)

export function decideNaively(asked: Asked, facts: PeopleFacts, past: readonly PastDecision[]): NaiveDecision {
  const words = (MANUAL[asked.act] ?? '').split(' ')
  const is = (word: string) => words.includes(word)
  const ways = waysUp(facts.persons.map(person => [person.id, person.ownerId]))
  const self = facts.persons.find(person => person.id === asked.by)
  const no = (barred: boolean): NaiveDecision => ({ allowed: false, needs: 'nothing', holders: [], barred })
  if (self === undefined) return no(false)
  const barredFor = (id: number) =>
    (!is('look') && (asked.excluded ?? []).some(other => meet(ways, id, other))) ||
    (is('apart') && (asked.hands ?? []).some(hand => meet(ways, id, hand.person))) ||
    (asked.gains ?? []).some(other => meet(ways, id, other))
  const barred = barredFor(self.id)
  const isAway = facts.absences.some(one => one.personId === self.id && now(one, asked))
  const kindFits = (kind: string) => is('any') || kind === 'human' || (kind === 'agent' && is('human+agent'))
  const seen = asked.impersonator !== undefined && !is('look')
  if (barred || isAway || seen || !stands(self.id, facts, ways) || !kindFits(self.kind)) return no(barred)
  const rights = [self.id, ...(is('hand-on') ? givers(asked, facts) : [])].filter(id => {
    if (id === self.id) return knows(id, asked, facts, words)
    const giver = facts.persons.find(person => person.id === id)
    if (giver === undefined || !kindFits(giver.kind) || !stands(id, facts, ways) || barredFor(id)) return false
    return knows(id, asked, facts, words) && knows(self.id, asked, facts, words)
  })
  const near = rights.filter(id => rolesOf(id, asked, facts).some(role => is(role)))
  if (near.length === 0) return no(false)
  if (is('money') && (asked.amount === undefined || asked.amount.currency !== facts.currency)) return no(false)
  const within = near.filter(id =>
    rolesOf(id, asked, facts).some(role => is(role) && (!is('money') || isWithin(id, role, asked, facts, past, ways))),
  )
  const isLookedAt = facts.supervisions.some(one => {
    if (!meet(ways, one.personId, self.id) || one.workType !== asked.work?.workType || !now(one, asked)) return false
    return one.level === 'before' || (one.level === 'share' && (asked.work?.draw ?? 0) < Number(one.sharePercent))
  })
  const second = (is('decide') && self.kind !== 'human') || (is('eyes') && isLookedAt)
  const proof = is('proof') && asked.session !== 'stepped-up'
  if (within.length > 0 && !second && !proof) return { allowed: true, needs: '', holders: within, barred: false }
  if ((within.length === 0 || second) && !is('decide')) return no(false)
  return { allowed: false, needs: proof ? 'step_up' : 'approval', holders: [], barred: false }
}

/** From each id all ids to which some way leads, itself included: tried until nothing new is found. */
function waysUp(edges: readonly (readonly [number, number | undefined])[]): (id: number) => readonly number[] {
  return id => {
    const found = [id]
    for (let before = 0; before < found.length; ) {
      before = found.length
      for (const [from, to] of edges)
        if (found.includes(from) && to !== undefined && !found.includes(to)) found.push(to)
    }
    return found
  }
}

function meet(ways: (id: number) => readonly number[], a: number, b: number): boolean {
  return ways(a).some(id => ways(b).includes(id))
}

/** It and everybody above is active, and at the top stands a human. */
function stands(id: number, facts: PeopleFacts, ways: (id: number) => readonly number[]): boolean {
  const above = facts.persons.filter(person => ways(id).includes(person.id))
  return (
    above.every(person => person.state === 'active') &&
    above.some(person => person.ownerId === undefined && person.kind === 'human')
  )
}

function now(held: Held, { at }: Asked): boolean {
  if (Temporal.Instant.compare(held.from, at) > 0) return false
  return held.until === undefined || Temporal.Instant.compare(at, held.until) < 0
}

function givers(asked: Asked, facts: PeopleFacts): readonly number[] {
  return facts.delegations
    .filter(one => one.toId === asked.by && now(one, asked) && one.acts.includes(asked.act))
    .map(one => one.fromId)
}

function knows(id: number, asked: Asked, facts: PeopleFacts, words: readonly string[]): boolean {
  if (asked.work === undefined || words.includes('look') || words.includes('office')) return true
  const { skill, credential } = asked.work
  const skills = facts.skills.filter(one => one.personId === id && now(one, asked)).map(one => one.skill)
  const papers = facts.credentials.filter(one => one.personId === id && now(one, asked)).map(one => one.credential)
  return (skill === undefined || skills.includes(skill)) && (credential === undefined || papers.includes(credential))
}

function rolesOf(id: number, asked: Asked, facts: PeopleFacts): readonly string[] {
  const up = waysUp(facts.teams.map(team => [team.id, team.parentId]))
  const teams = facts.members.filter(one => one.personId === id && now(one, asked)).flatMap(one => up(one.teamId))
  return facts.roles
    .filter(one => now(one, asked) && ('person' in one.by ? one.by.person === id : teams.includes(one.by.team)))
    .map(one => one.role)
}

function isWithin(
  id: number,
  role: string,
  asked: Asked,
  facts: PeopleFacts,
  past: readonly PastDecision[],
  ways: (id: number) => readonly number[],
): boolean {
  const amount = Number(asked.amount?.minor)
  const rows = facts.limits.filter(one => one.act === asked.act && now(one, asked))
  const personal = rows.filter(one => 'person' in one.of && one.of.person === id)
  const general = rows.filter(one => 'role' in one.of && one.of.role === role)
  const set = (measure: string) => {
    const own = personal.filter(one => one.measure === measure)
    return own.length > 0 ? own : general.filter(one => one.measure === measure)
  }
  /** Past decisions with a hand of the holder, of the one who asks, or of any other account of theirs. */
  const spent = past.filter(
    one => one.act === asked.act && one.hands.some(hand => meet(ways, hand, id) || meet(ways, hand, asked.by)),
  )
  const sum = (days: number, of: (one: PastDecision) => boolean) =>
    spent.filter(one => one.daysAgo < days && of(one)).reduce((total, one) => total + one.minor, 0)
  const alone = Math.min(...(set('act').length === 0 ? [0] : set('act').map(one => Number(one.limitMinor))))
  if (amount > alone) return false
  if (set('day').length === 0 ? sum(1, () => true) + amount > 0 : false) return false
  if (set('day').some(one => sum(1, () => true) + amount > Number(one.limitMinor))) return false
  return (['payee', 'cluster', 'reason'] as const).every(name => {
    const key = asked[name]
    if (key === undefined) return true
    if (set(name).length === 0 && name !== 'reason') return sum(1, one => one[name] === key) + amount <= alone
    return set(name).every(one => sum(one.days, other => other[name] === key) + amount <= Number(one.limitMinor))
  })
}
