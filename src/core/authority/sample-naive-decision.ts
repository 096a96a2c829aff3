import type { Act } from './act.ts'
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
  readonly act: Act
  readonly minor: number
  /** 0 is today. */
  readonly daysAgo: number
  readonly payee: string
  readonly cluster: string
  readonly reason: string
}

/**
 * By hand, from what is written for people: who, about what sort of act, with what strings attached. Associates and agents do what is
 * routine; what judges a claim, another bank’s answer or another account is a specialist’s, and never an agent’s. Every act has its
 * line, or it does not compile.
 */
const MANUAL: Readonly<Record<Act, string>> = {
  read: 'look any aop ps sps supervisor qc engineer agent',
  oversee: 'look human+service supervisor',
  read_people: 'look human+service sps supervisor qc engineer',
  read_passkeys: 'look human+service supervisor engineer',
  reveal: 'look human aop ps sps supervisor qc',
  read_audit: 'look human supervisor qc engineer',
  export_audit: 'look human proof supervisor qc engineer',
  claim: 'work human+agent own-queue aop ps sps agent',
  skip: 'work human+agent own-queue aop ps sps agent',
  pend: 'work human+agent own-queue aop ps sps agent',
  park: 'work human+agent own-queue aop ps sps agent',
  note: 'work any aop ps sps supervisor qc engineer agent',
  contact: 'work human aop ps sps',
  escalate: 'work human+agent aop ps sps agent',
  consult: 'work human ps sps',
  answer: 'work human apart ps sps supervisor',
  hand_over_others: 'work human supervisor',
  reassign: 'work human hand-on sps supervisor',
  hand_over: 'work human aop ps sps supervisor',
  correct: 'decide human+agent hand-on own-queue pooled money eyes aop ps sps agent',
  post: 'decide human+agent hand-on own-queue pooled money eyes aop ps sps agent',
  return: 'decide human+agent hand-on own-queue pooled money eyes aop ps sps agent',
  forward: 'decide human+agent hand-on own-queue pooled money eyes aop ps sps agent',
  reject: 'decide human+agent hand-on own-queue pooled money eyes aop ps sps agent',
  rekey: 'decide human+agent hand-on own-queue pooled money eyes aop ps sps agent',
  refer: 'decide human+agent hand-on own-queue eyes aop ps sps agent',
  hold: 'decide human+agent hand-on own-queue eyes aop ps sps agent',
  chargeback: 'decide human hand-on own-queue pooled money eyes ps sps',
  adjust: 'decide human hand-on own-queue pooled money eyes ps sps',
  recredit: 'decide human hand-on own-queue pooled money eyes ps sps',
  deny: 'decide human hand-on own-queue pooled money eyes ps sps',
  dishonor: 'decide human hand-on own-queue pooled money eyes ps sps',
  contest: 'decide human hand-on own-queue pooled money eyes ps sps',
  move: 'decide human hand-on own-queue pooled money eyes ps sps',
  split: 'decide human hand-on own-queue pooled money eyes ps sps',
  take_over: 'decide human hand-on own-queue pooled money eyes ps sps',
  release: 'decide human hand-on own-queue pooled money eyes proof-of-large ps sps',
  refuse: 'decide human hand-on own-queue eyes ps sps',
  fee: 'decide human hand-on own-queue money eyes ps sps',
  waive: 'decide human hand-on own-queue money eyes ps sps',
  undo: 'human put hand-on own-queue money eyes aop ps sps',
  approve: 'check human hand-on money apart unheard eyes proof-of-large sps supervisor',
  review: 'check human apart eyes sps supervisor qc',
  send_back: 'check human hand-on apart sps supervisor qc',
  close_day: 'day human hand-on proof supervisor',
  reopen_day: 'day human proof apart supervisor',
  receive: 'office human+service aop ps sps supervisor engineer agent',
  manage_people: 'office human proof supervisor engineer',
  manage_authority: 'office human proof supervisor engineer',
  revoke_passkeys: 'office human proof supervisor engineer',
  delegate: 'office human proof aop ps sps supervisor qc engineer',
  be_away: 'office human though-away aop ps sps supervisor qc engineer',
}
/** As they are written here: whether they are all, a test asks. */
export const NAIVE_ACTS = Object.keys(MANUAL) as readonly Act[] // the keys of a constant

export function decideNaively(asked: Asked, facts: PeopleFacts, past: readonly PastDecision[]): NaiveDecision {
  const words = MANUAL[asked.act].split(' ')
  const is = (word: string) => words.includes(word)
  const ways = waysUp(facts.persons.map(person => [person.id, person.ownerId]))
  const self = facts.persons.find(person => person.id === asked.by)
  const no = (barred: boolean): NaiveDecision => ({ allowed: false, needs: 'nothing', holders: [], barred })
  if (self === undefined) return no(false)
  const barredFor = (id: number) =>
    (!is('look') && (asked.excluded ?? []).some(other => meet(ways, id, other))) ||
    (is('apart') && (asked.hands ?? []).some(hand => meet(ways, id, hand.person))) ||
    (is('unheard') && (asked.words ?? []).some(word => meet(ways, id, word.person))) ||
    (asked.gains ?? []).some(other => meet(ways, id, other))
  const barred = barredFor(self.id)
  /** Themselves, or whose second account it is; a program does not go away with who answers for it. */
  const gone = (id: number) => id === self.id || (self.kind === 'human' && ways(self.id).includes(id))
  const isAway = !is('though-away') && facts.absences.some(one => gone(one.personId) && now(one, asked))
  const kindFits = (kind: string) => is('any') || kind === 'human' || is(`human+${kind}`)
  const seen = asked.impersonator !== undefined && !is('look')
  if (barred || isAway || seen || !stands(self.id, facts, ways) || !kindFits(self.kind)) return no(barred)
  const rights = [self.id, ...(is('hand-on') ? givers(asked, facts) : [])].filter(id => {
    if (id === self.id) return knows(id, asked, facts, words)
    const giver = facts.persons.find(person => person.id === id)
    if (giver === undefined || !kindFits(giver.kind) || !stands(id, facts, ways) || barredFor(id)) return false
    return knows(id, asked, facts, words) && knows(self.id, asked, facts, words)
  })
  /** Associates and agents have the plain queues, an agent whatever it was given; specialists those too, and theirs; seniors all. */
  const inQueue = (role: string) =>
    !is('own-queue') ||
    asked.work?.leastRole === undefined ||
    asked.work.leastRole === 'aop' ||
    (self.kind !== 'agent' && (role === 'sps' || (role === 'ps' && asked.work.leastRole === 'ps')))
  const near = rights.filter(id => rolesOf(id, asked, facts).some(role => is(role) && inQueue(role)))
  if (near.length === 0) return no(false)
  if (is('money') && (asked.amount === undefined || asked.amount.currency !== facts.currency)) return no(false)
  const within = near.filter(id =>
    rolesOf(id, asked, facts).some(
      role => is(role) && inQueue(role) && (!is('money') || isWithin(id, role, asked, facts, past, ways)),
    ),
  )
  const isLookedAt = facts.supervisions.some(one => {
    if (!meet(ways, one.personId, self.id) || one.workType !== asked.work?.workType || !now(one, asked)) return false
    const { draw = 0 } = asked.work ?? {}
    return one.level === 'before' || (one.level === 'share' && draw !== 'undrawn' && draw < Number(one.sharePercent))
  })
  const second = (is('decide') && self.kind !== 'human') || (is('eyes') && isLookedAt)
  const isLarge = (asked.amount?.minor ?? 0n) >= 1_000_000n
  const isAsked = is('proof') || (is('proof-of-large') && isLarge) || asked.unseen === true
  const proof = isAsked && asked.session !== 'stepped-up'
  if (within.length > 0 && !second && !proof) return { allowed: true, needs: '', holders: within, barred: false }
  if ((within.length === 0 || second) && !is('decide') && !is('put')) return no(false)
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
  const theirs = past.filter(one => one.hands.some(hand => meet(ways, hand, id) || meet(ways, hand, asked.by)))
  const add = (all: readonly PastDecision[]) => all.reduce((total, one) => total + one.minor, 0)
  const sum = (days: number, of: (one: PastDecision) => boolean) =>
    add(theirs.filter(one => one.act === asked.act && one.daysAgo < days && of(one)))
  const isPooled = (act: Act) => MANUAL[act].includes(' pooled ')
  /** To one payee and of one batch, money is money: whichever way it goes. */
  const pool = (days: number, name: 'payee' | 'cluster') =>
    add(
      theirs.filter(one => {
        const counts = one.act === asked.act || (isPooled(one.act) && isPooled(asked.act))
        return counts && one.daysAgo < days && one[name] === asked[name]
      }),
    )
  const alone = Math.min(...(set('act').length === 0 ? [0] : set('act').map(one => Number(one.limitMinor))))
  if (amount > alone) return false
  if (set('day').length === 0 ? sum(1, () => true) + amount > 0 : false) return false
  if (set('day').some(one => sum(1, () => true) + amount > Number(one.limitMinor))) return false
  return (['payee', 'cluster', 'reason'] as const).every(name => {
    const key = asked[name]
    if (key === undefined) return true
    const used = (days: number) => (name === 'reason' ? sum(days, one => one.reason === key) : pool(days, name))
    if (set(name).length === 0 && name !== 'reason') return used(1) + amount <= alone
    return set(name).every(one => used(one.days) + amount <= Number(one.limitMinor))
  })
}
