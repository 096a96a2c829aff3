import fc from 'fast-check'
import type { Act } from '../../src/core/authority/act.ts'
import type { Asked, Hand, Word } from '../../src/core/authority/asked.ts'
import { countsIn } from '../../src/core/authority/counted-with.ts'
import { MEASURES, type PeopleFacts } from '../../src/core/authority/people-facts.ts'
import { PERSON_KINDS, ROLES, type Role } from '../../src/core/authority/role.ts'
import { NAIVE_ACTS, type PastDecision } from '../../src/core/authority/sample-naive-decision.ts'
import type { CurrencyCode } from '../../src/core/money.ts'
import { WORK_ROLES } from '../../src/core/work/queue.ts'

/** Institutions of a few people, as tangled as they get: circles of teams and owners, owners that are not there, all times. */

export interface SampleWorld {
  readonly facts: PeopleFacts
  readonly past: readonly PastDecision[]
  readonly asked: Omit<Asked, 'used'>
}

const START = Temporal.Instant.from('2026-11-23T14:00:00Z')
const hour = (n: number) => START.add({ hours: n })

const personId = fc.integer({ min: 1, max: 6 })
const teamId = fc.integer({ min: 1, max: 4 })
const mostly = <T>(usual: T, ...others: readonly T[]) =>
  fc.oneof({ arbitrary: fc.constant(usual), weight: 12 }, { arbitrary: fc.constantFrom(usual, ...others), weight: 1 })
/** Held now in most cases; else it ends or begins at a moment that may be the one asked about. */
const held = fc
  .oneof(
    { arbitrary: fc.constant([0, undefined] as const), weight: 4 },
    { arbitrary: fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })), weight: 2 },
  )
  .map(([from, until]) => ({ from: hour(from), ...(until === undefined ? {} : { until: hour(until) }) }))
const role = fc.constantFrom(...(Object.keys(ROLES) as Role[])) // the keys of a constant
/** One of each sort: enough for all to meet in one world. `worldOfAnyAct` has every other in the place of two of them. */
const act = fc.constantFrom<Act>(
  ...(['read', 'claim', 'answer', 'return', 'return', 'chargeback', 'refer', 'undo', 'approve', 'approve'] as const),
  ...(['approve', 'send_back', 'close_day', 'reopen_day', 'manage_authority'] as const),
)
const key = fc.constantFrom('a', 'b')

const person = fc.record({
  kind: mostly(PERSON_KINDS[0], PERSON_KINDS[1], PERSON_KINDS[2]),
  state: mostly<'active' | 'suspended' | 'left'>('active', 'suspended', 'left'),
  owner: fc.oneof(
    { arbitrary: fc.constant(undefined), weight: 4 },
    { arbitrary: fc.integer({ min: 1, max: 7 }), weight: 1 },
  ),
})
const persons = fc.array(person, { minLength: 6, maxLength: 6 }).map(list =>
  list.map(({ kind, state, owner }, index) => ({
    ...{ id: index + 1, login: `p${index + 1}`, name: `P${index + 1}`, kind, state },
    ...(owner === undefined || owner === index + 1 ? {} : { ownerId: owner }),
  })),
)
const teams = fc.array(fc.option(teamId, { nil: undefined }), { minLength: 4, maxLength: 4 }).map(list =>
  list.map((parentId, index) => ({
    id: index + 1,
    name: `T${index + 1}`,
    ...(parentId === undefined ? {} : { parentId }),
  })),
)
const rows = <T extends object>(what: fc.Arbitrary<T>, maxLength: number, minLength = 0) =>
  fc
    .array(fc.tuple(what, held), { minLength, maxLength })
    .map(list => list.map(([row, when], index) => ({ ...row, ...when, id: index + 1 })))
const holder = fc.oneof(
  personId.map(id => ({ person: id })),
  teamId.map(id => ({ team: id })),
)
const anyLimit = fc.record({
  of: fc.oneof(
    { arbitrary: role.map(one => ({ role: one })), weight: 4 },
    { arbitrary: personId.map(id => ({ person: id })), weight: 1 },
  ),
  act: fc.constantFrom<Act>('return', 'approve', 'chargeback', 'undo'),
  measure: fc.constantFrom(...MEASURES),
  days: fc.constantFrom(1, 3),
  limitMinor: fc.constantFrom(0n, 5n, 10n, 20n),
})
/** What is counted for one act or a day has no more days; the schema refuses it. */
const limit = anyLimit.map(one => (one.measure === 'act' || one.measure === 'day' ? { ...one, days: 1 } : one))
const supervision = fc.record({
  personId,
  workType: fc.constant('ach'),
  level: fc.constantFrom<'before' | 'share' | 'after'>('before', 'share', 'after'),
  sharePercent: fc.constant(50),
})
/** Most roles have the two limits that they must have; the rest is chance. */
const usualLimits = fc.subarray(Object.keys(ROLES) as Role[], { minLength: 4 }).map(roles =>
  roles.flatMap(one =>
    (['return', 'chargeback', 'approve', 'undo'] as const).flatMap(what =>
      (['act', 'day'] as const).map(measure => ({
        ...{ id: 0, of: { role: one }, act: what, measure, days: 1, from: START },
        limitMinor: measure === 'act' ? 10n : 20n,
      })),
    ),
  ),
)
const facts: fc.Arbitrary<PeopleFacts> = fc.record({
  currency: fc.constant('USD' as const),
  persons,
  teams,
  members: rows(fc.record({ teamId, personId }), 10, 3),
  roles: rows(fc.record({ role, by: holder }), 24, 12),
  skills: rows(fc.record({ personId, skill: key }), 20, 12),
  credentials: rows(fc.record({ personId, credential: key }), 20, 12),
  limits: fc.tuple(usualLimits, rows(limit, 6)).map(([usual, more]) => [...usual, ...more]),
  delegations: rows(
    fc.record({ fromId: personId, toId: personId, acts: fc.array(act, { minLength: 3, maxLength: 6 }) }),
    12,
    5,
  ),
  absences: rows(fc.record({ personId, why: fc.constant('leave') }), 1),
  supervisions: rows(supervision, 1),
})
const past: fc.Arbitrary<readonly PastDecision[]> = fc.array(
  fc.record({
    hands: fc.array(personId, { minLength: 1, maxLength: 3 }),
    act: fc.constantFrom<Act>('return', 'chargeback', 'approve', 'undo'),
    minor: fc.integer({ min: 0, max: 6 }),
    daysAgo: fc.integer({ min: 0, max: 3 }),
    payee: key,
    cluster: key,
    reason: key,
  }),
  { maxLength: 5 },
)
const hand: fc.Arbitrary<Hand> = fc.record({ person: personId, as: fc.constantFrom('maker', 'editor', 'delegator') })
const word: fc.Arbitrary<Word> = fc.record({ person: personId, as: fc.constantFrom('asker', 'answerer', 'author') })
/** Left out in most cases, so that what is allowed is not only chance. */
const seldom = <T>(what: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: fc.constant(undefined), weight: 4 }, { arbitrary: what, weight: 1 })
const work = fc
  .record({
    ...{ skill: seldom(key), credential: seldom(key), leastRole: seldom(fc.constantFrom(...WORK_ROLES)) },
    workType: fc.constant('ach'),
    draw: fc.constantFrom(10, 90, 'undrawn' as const),
  })
  .map(({ skill, credential, leastRole, ...rest }) => ({
    ...{ queue: 'q', ...rest },
    ...(skill === undefined ? {} : { skill }),
    ...(credential === undefined ? {} : { credential }),
    ...(leastRole === undefined ? {} : { leastRole }),
  }))
const always = fc.record({
  by: personId,
  act,
  at: fc.integer({ min: 1, max: 5 }).map(hour),
  session: fc.constantFrom('stepped-up', 'signed-in'),
  work,
  amount: fc
    .tuple(fc.bigInt({ min: 0n, max: 14n }), mostly<CurrencyCode>('USD', 'EUR'))
    .map(([minor, currency]) => ({ minor, currency })),
})
const sometimes = fc.record(
  {
    payee: key,
    cluster: key,
    reason: key,
    hands: fc.array(hand, { maxLength: 2 }),
    words: fc.array(word, { maxLength: 1 }),
    unseen: fc.boolean(),
  },
  { requiredKeys: [] },
)
const rarely = fc.oneof(
  { arbitrary: fc.constant({}), weight: 7 },
  {
    arbitrary: fc.record(
      {
        impersonator: fc.constant(6),
        excluded: fc.array(personId, { maxLength: 2 }),
        gains: fc.array(personId, { maxLength: 2 }),
      },
      { requiredKeys: [] },
    ),
    weight: 1,
  },
)
const asked: fc.Arbitrary<Omit<Asked, 'used'>> = fc
  .tuple(always, sometimes, rarely)
  .map(([one, two, three]) => ({ ...one, ...two, ...three }))

export const sampleWorld: fc.Arbitrary<SampleWorld> = fc.record({ facts, past, asked })

/** The same tangle about any two acts: what is held, limited, done and asked as `return` and `chargeback` is so as they are. */
export const worldOfAnyAct: fc.Arbitrary<SampleWorld> = fc
  .tuple(sampleWorld, fc.constantFrom(...NAIVE_ACTS), fc.constantFrom(...NAIVE_ACTS))
  .map(([world, first, second]) => renamed(renamed(world, 'return', first), 'chargeback', second))

/** With the two acts changed for each other. */
function renamed({ facts: people, past: decisions, asked: now }: SampleWorld, one: Act, other: Act): SampleWorld {
  const name = (was: Act) => (was === one ? other : was === other ? one : was)
  const each = <T extends { readonly act: Act }>(rows: readonly T[]) =>
    rows.map(row => ({ ...row, act: name(row.act) }))
  const delegations = people.delegations.map(row => ({ ...row, acts: row.acts.map(name) }))
  return {
    facts: { ...people, limits: each(people.limits), delegations },
    past: each(decisions),
    asked: { ...now, act: name(now.act) },
  }
}

/** What a world's past adds up to, as the table of decisions would say it. */
export function usedIn({ past: decisions, asked: now }: SampleWorld): Asked['used'] {
  return ({ people, act: what, measure, days }) => {
    const counted = decisions.filter(
      one =>
        countsIn(measure, { act: one.act, in: what }) &&
        one.daysAgo < days &&
        one.hands.some(id => people.includes(id)) &&
        (measure === 'day' || one[measure] === now[measure]),
    )
    return BigInt(counted.reduce((sum, one) => sum + one.minor, 0))
  }
}
