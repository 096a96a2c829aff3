import fc from 'fast-check'
import { expect, test } from 'vitest'
import { judgeAct } from '../authority/judge-act.ts'
import { indexPeople } from '../authority/people.ts'
import type { Role } from '../authority/role.ts'
import { assignNext, barForGood, barOf, byUrgency, type CallerAtDesk, type Candidate } from './next.ts'
import { PRESENCES, whyNoRoom } from './presence.ts'
import { higherRole, type Queue, WORK_ROLES } from './queue.ts'
import { whyNothing } from './why-nothing.ts'

const NOW = 1_000_000
const QUEUES: ReadonlyMap<string, Queue> = new Map([
  ['plain', { title: 'Plain', skill: 'ach', leastRole: 'aop' }],
  ['certified', { title: 'Certified', skill: 'ach', credential: 'reg-e', leastRole: 'aop' }],
  ['senior', { title: 'Senior', skill: 'checks', leastRole: 'ps' }],
] as const)

const person = fc.integer({ min: 1, max: 8 })
const heldBy = {
  personId: person,
  others: fc.uniqueArray(person, { maxLength: 2 }),
  isHere: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
  presence: fc.constantFrom(...PRESENCES, 'available' as const, 'available' as const, 'available' as const),
  roles: fc.subarray(['aop', 'ps', 'sps', 'agent', 'qc'], { minLength: 1 }),
  skills: fc.subarray(['ach', 'checks'], { minLength: 1 }).map(one => new Set(one)),
  credentials: fc.subarray(['reg-e']).map(one => new Set<string>(one)),
  holds: fc.constantFrom(0, 0, 0, 1, 3, 4),
}
/** Some have other accounts. */
const caller: fc.Arbitrary<CallerAtDesk> = fc
  .record(heldBy)
  .map(({ others, ...one }) => ({ ...one, accounts: [...new Set([one.personId, ...others])] }))
const candidate = fc.record({
  shard: fc.constant(1),
  caseShard: fc.integer({ min: 1, max: 3 }),
  caseId: fc.integer({ min: 1, max: 60 }),
  queue: fc.constantFrom('plain', 'certified', 'senior', 'unknown'),
  oursAt: fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined }),
  harmMinor: fc.integer({ min: 0, max: 3 }),
  openedAt: fc.integer({ min: 0, max: 3 }),
  readyAt: fc.constantFrom(0, 0, NOW, NOW + 1),
  forRole: fc.constantFrom(...WORK_ROLES),
  workedBy: fc.uniqueArray(person, { maxLength: 2 }),
  offeredTo: fc.option(person, { nil: undefined, freq: 4 }),
  letWaitBy: fc.option(person, { nil: undefined, freq: 2 }),
  barred: fc.uniqueArray(person, { maxLength: 2 }),
})
const candidates: fc.Arbitrary<readonly Candidate[]> = fc
  .uniqueArray(candidate, { selector: one => `${one.caseShard}/${one.caseId}`, maxLength: 30, size: 'max' })
  .map(found => [...found].sort(byUrgency))
/** Some of them ask twice. */
const callers = fc
  .tuple(fc.uniqueArray(caller, { selector: one => one.personId, maxLength: 8 }), fc.nat(3))
  .map(([all, again]) => [...all, ...all.slice(0, again)])

/** Whether a caller may take a candidate, written once more and without the product's own words. */
function mayTake(who: CallerAtDesk, what: Candidate): boolean {
  const rank = Math.max(0, ...who.roles.map(role => ({ agent: 1, aop: 1, ps: 2, sps: 3 })[role] ?? 0))
  const needed = { aop: 1, ps: 2, sps: 3 }[what.forRole]
  const least = what.queue === 'senior' ? 2 : 1
  const skilled = what.queue === 'senior' ? who.skills.has('checks') : what.queue !== 'unknown' && who.skills.has('ach')
  const certified = what.queue !== 'certified' || who.credentials.has('reg-e')
  const free =
    what.offeredTo === undefined
      ? !who.accounts.some(one => what.workedBy.includes(one))
      : what.offeredTo === who.personId
  const most = new Map([
    ['available', 4],
    ['busy', 1],
  ]).get(who.presence)
  const fits = most !== undefined && (who.holds < most || what.offeredTo === who.personId)
  const ready = what.readyAt <= NOW && !what.barred.some(one => who.accounts.includes(one))
  return who.isHere && fits && rank >= Math.max(needed, least) && skilled && certified && free && ready
}

const ALWAYS = { id: 1, from: Temporal.Instant.from('2026-01-02T00:00:00Z') }

/** One institution of this caller alone, and the case as authority is asked about it. */
function authorityOf(who: CallerAtDesk, what: Candidate, queue: Queue) {
  const { personId } = who
  const none = { teams: [], members: [], limits: [], delegations: [], absences: [], supervisions: [] }
  const people = indexPeople({
    ...{ ...none, currency: 'USD' },
    persons: who.accounts.map(id => ({
      ...{ id, login: `p${id}`, name: 'P', kind: 'human', state: 'active' },
      ...(id === personId ? {} : { ownerId: personId }),
    })),
    roles: who.roles.map(role => ({ ...ALWAYS, role: role as Role, by: { person: personId } })), // those of the sample
    skills: [...who.skills].map(skill => ({ ...ALWAYS, personId, skill })),
    credentials: [...who.credentials].map(credential => ({ ...ALWAYS, personId, credential })),
  })
  const { skill, credential } = queue
  const work = { queue: what.queue, skill, ...(credential === undefined ? {} : { credential }) }
  const asked = { by: personId, at: Temporal.Instant.from('2026-11-23T15:00:00Z'), session: 'signed-in' } as const
  const leastRole = higherRole(queue.leastRole, what.forRole)
  return (act: 'claim' | 'refer') =>
    judgeAct({ ...asked, act, work: { ...work, leastRole }, excluded: what.barred, used: () => 0n }, people)
}

// Seen red with the least role of the queue asked by get-next alone.
test('law: what somebody is not handed, whatever the hour, they neither claim nor decide: the two say the same', () => {
  fc.assert(
    fc.property(caller, candidate, (who, what) => {
      const queue = QUEUES.get(what.queue)
      if (queue === undefined) return
      const may = barForGood({ ...who, isHere: true }, what, queue) === undefined
      const judge = authorityOf(who, what, queue)
      expect([judge('claim').allowed, judge('refer').allowed]).toEqual([may, may])
    }),
  )
})

// Seen red with `taken` left out.
test('law: no case is handed to two callers, and no caller gets two', () => {
  fc.assert(
    fc.property(callers, candidates, (who, what) => {
      const given = [...assignNext(who, what, QUEUES, NOW).values()].map(one => one.got)
      expect(new Set(given).size).toBe(given.length)
    }),
  )
})

// Seen red with, in turn: the credential, the role of the case, `barred`, `readyAt`, `offeredTo` and what somebody has already not looked at.
test('law: nothing is handed to somebody who may not take it', () => {
  fc.assert(
    fc.property(callers, candidates, (who, what) => {
      for (const [id, { got }] of assignNext(who, what, QUEUES, NOW)) {
        const first = who.find(one => one.personId === id)
        expect(first !== undefined && mayTake(first, got)).toBe(true)
      }
    }),
  )
})

// Seen red with the last candidate that one may take instead of the first, with what one let wait in the order of all, and with what comes
// next looked for among what others got.
test('law: whoever asks first gets the most urgent of what may be taken, what was given by name and what they let wait before all else', () => {
  fc.assert(
    fc.property(callers, candidates, (who, what) => {
      const given = assignNext(who, what, QUEUES, NOW)
      const left = new Set(what)
      for (const one of who.filter((each, n) => who.findIndex(other => other.personId === each.personId) === n)) {
        const open = [...left].filter(each => mayTake(one, each))
        const own = open.find(each => each.letWaitBy === one.personId)
        const best = open.find(each => each.offeredTo === one.personId) ?? own ?? open[0]
        expect(given.get(one.personId)?.got).toBe(best)
        if (best !== undefined) left.delete(best)
        const otherwise = [...left].find(each => mayTake(one, each))
        expect(given.get(one.personId)?.otherwise).toBe(best === undefined ? undefined : otherwise)
      }
    }),
  )
})

// Seen red with callers who are served only while there are as many candidates as callers.
test('law: somebody who may take something that is ready means that somebody is served', () => {
  fc.assert(
    fc.property(callers, candidates, (who, what) => {
      const firsts = who.filter((each, n) => who.findIndex(other => other.personId === each.personId) === n)
      const could = firsts.some(one => what.some(each => mayTake(one, each)))
      expect(assignNext(who, what, QUEUES, NOW).size > 0).toBe(could)
    }),
  )
})

// Seen red with harm compared the other way round.
test('the order is the deadline, then harm, then age, then the case; without a clock comes last', () => {
  const one = { ...plainCase(1), oursAt: 5, harmMinor: 10, openedAt: 3 }
  const inOrder = [
    { ...one, caseId: 9, oursAt: 4, harmMinor: 0 },
    { ...one, caseId: 8, harmMinor: 11 },
    { ...one, caseId: 7, openedAt: 2 },
    { ...one, caseId: 2 },
    { ...one, caseId: 3 },
    { ...one, caseId: 1, oursAt: undefined, harmMinor: 999 },
  ]
  expect([...inOrder].reverse().sort(byUrgency)).toEqual(inOrder)
})

function plainCase(caseId: number): Candidate {
  return {
    shard: 1,
    caseShard: 1,
    caseId,
    queue: 'plain',
    oursAt: 1,
    harmMinor: 0,
    openedAt: 0,
    readyAt: 0,
    forRole: 'aop',
    workedBy: [],
    offeredTo: undefined,
    letWaitBy: undefined,
    barred: [],
  }
}
const ANN: CallerAtDesk = {
  personId: 1,
  accounts: [1, 5],
  isHere: true,
  presence: 'available',
  roles: ['aop'],
  skills: new Set(['ach']),
  credentials: new Set(),
  holds: 0,
}

// Seen red with `not_available` asked after the skill.
test.each([
  ['not_here', { isHere: false, presence: 'away' }, {}],
  ['not_available', { presence: 'break', skills: new Set<string>() }, {}],
  ['not_available', { presence: 'wrap_up', holds: 0 }, { offeredTo: 1 }],
  ['desk_full', { holds: 4 }, {}],
  ['desk_full', { presence: 'busy', holds: 1 }, {}],
  [undefined, { presence: 'busy', holds: 0 }, {}],
  [undefined, { holds: 4 }, { offeredTo: 1 }],
  ['skill_missing', { skills: new Set<string>() }, {}],
  ['credential_missing', {}, { queue: 'certified' }],
  ['role_too_low', { roles: ['qc', 'supervisor'] }, {}],
  ['role_too_low', {}, { forRole: 'ps' }],
  ['not_ready', {}, { readyAt: NOW + 1 }],
  ['barred', {}, { barred: [1], offeredTo: 1 }],
  ['for_another', {}, { offeredTo: 2 }],
  ['barred', {}, { barred: [5] }],
  ['worked_today', {}, { workedBy: [1] }],
  ['worked_today', {}, { workedBy: [5] }],
  [undefined, {}, { workedBy: [1], offeredTo: 1 }],
  [undefined, { roles: ['agent'] }, {}],
] as const)('the first reason is told: %s', (bar, who, what) => {
  const asked = { ...plainCase(1), ...what }
  const queue = QUEUES.get(asked.queue)
  expect(queue && barOf({ ...ANN, ...who }, asked, queue, NOW)).toBe(bar)
})

// Seen red with: queues that hold nothing told too; what is one's own not told, where every queue was said to be empty.
test('why nothing comes: by reason, with what would change it, and never without a sentence', () => {
  const own = { waiting: 0, aside: 0 }
  const counts = new Map([
    ['plain', { ...own, ready: 7, barred: { not_ready: 3, worked_today: 2, role_too_low: 2 }, claimed: 5 }],
    ['senior', { ...own, ready: 4, barred: {}, claimed: 0 }],
    ['certified', { ...own, ready: 0, barred: {}, claimed: 0 }],
  ])
  expect(whyNothing(ANN, QUEUES, counts).map(one => one.sentence)).toEqual([
    '4 cases in Senior: the skill of the queue is missing (checks). A supervisor gives it.',
    '5 cases in Plain are in the hands of others: work comes back when a lease ends or somebody lets it go.',
    '3 cases in Plain: put off until later. They come by themselves.',
    '2 cases in Plain: for a higher role. A specialist takes them.',
    '2 cases in Plain: worked on and let go today. They come again tomorrow.',
  ])
  expect(whyNothing(ANN, QUEUES, new Map()).map(one => one.sentence)).toEqual(['Every queue of yours is empty.'])
  const mine = { ready: 0, barred: {}, claimed: 0, waiting: 2, aside: 1 }
  expect(whyNothing(ANN, QUEUES, new Map([['plain', mine]])).map(one => one.sentence)).toEqual([
    '2 cases in Plain wait with you: what it waits for, or its moment, brings each back to you first; Pends shows them.',
    'One case in Plain is put aside by you: take it up again when you like.',
  ])
  expect(whyNothing({ ...ANN, holds: 4 }, QUEUES, counts)[0]).toEqual({
    ...{ queue: undefined, bar: 'desk_full', cases: 11 },
    sentence:
      'You have 4 of the 4 cases that somebody who is available may have: one has to be finished or let go first.',
  })
})

test('how somebody says they are sets how many cases they may have', () => {
  expect(PRESENCES.map(presence => whyNoRoom('That person', { presence, holds: 4 }))).toEqual([
    'That person has 4 of the 4 cases that somebody who is available may have: one has to be finished or let go first.',
    'That person has 4 of the 1 case that somebody who is busy may have: one has to be finished or let go first.',
    ...['wrapping up', 'on a break', 'away'].map(
      words => `That person is ${words}: nothing new comes before they say that they are available.`,
    ),
  ])
})

// Seen red with the presence asked too: what they were given would wander off in every break.
test('law: what somebody cannot have for good is what they are handed at no hour, however little they have', () => {
  fc.assert(
    fc.property(caller, candidate, (who, what) => {
      const queue = QUEUES.get(what.queue)
      if (queue === undefined) return
      const own = { ...what, offeredTo: who.personId, readyAt: 0 }
      const atBest = { ...who, presence: 'available' as const, holds: 0 }
      expect(barForGood(who, what, queue)).toBe(barOf(atBest, own, queue, NOW))
    }),
  )
})
