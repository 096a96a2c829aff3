import assert from 'node:assert/strict'
import type { Asked } from '../src/core/authority/asked.ts'
import { judgeAct } from '../src/core/authority/judge-act.ts'
import { indexPeople } from '../src/core/authority/people.ts'
import type { PeopleFacts, Person } from '../src/core/authority/people-facts.ts'
import { money } from '../src/core/money.ts'
import { type BenchRow, median } from './bench-row.ts'

const PEOPLE = 1_000
const TEAMS = 50
const DECISIONS = 100_000
const ROUNDS = 5
const MICROSECONDS_MAX = 20

const FROM = Temporal.Instant.from('2026-01-02T14:00:00Z')
const NOW = Temporal.Instant.from('2026-11-23T15:00:00Z')

/** May this person return 100.00? Asked of a thousand people in fifty teams that lie in each other, each team holding a role. */
export function* authority(): Generator<BenchRow> {
  const facts = factsOf()
  const indexed: number[] = []
  const judged: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now()
    const people = indexPeople(facts)
    const from = performance.now()
    let allowed = 0
    for (let n = 0; n < DECISIONS; n++) if (judgeAct(askedOf((n % PEOPLE) + 1), people).allowed) allowed++
    judged.push(((performance.now() - from) * 1_000) / DECISIONS)
    indexed.push(from - began)
    assert.equal(allowed, DECISIONS)
  }
  const microseconds = Number(median(judged).toFixed(2))
  const index = Number(median(indexed).toFixed(1))
  yield {
    bench: 'authority',
    measure: 'one decision among 1,000 people in 50 teams, allowed',
    value: microseconds,
    unit: 'microseconds',
    against: 'indexing those people once, in ms',
    against_value: index,
    ratio: Number((microseconds / index).toFixed(2)),
    bar: `<= ${MICROSECONDS_MAX}`,
    holds: microseconds <= MICROSECONDS_MAX,
  }
}

function askedOf(by: number): Asked {
  return { by, act: 'return', at: NOW, session: 'signed-in', amount: money(10_000n, 'USD'), payee: 'x', used: () => 0n }
}

function factsOf(): PeopleFacts {
  const held = { from: FROM }
  const persons = Array.from({ length: PEOPLE }, (_, n): Person => {
    return { id: n + 1, login: `p${n}`, name: `P${n}`, kind: 'human', state: 'active' }
  })
  const teams = Array.from({ length: TEAMS }, (_, n) => {
    return { id: n + 1, name: `T${n}`, ...(n === 0 ? {} : { parentId: ((n - 1) >> 1) + 1 }) }
  })
  const limits = (['act', 'day', 'payee'] as const).map((measure, n) => {
    return { id: n + 1, ...held, of: { role: 'ps' }, act: 'return', measure, days: 1, limitMinor: 1_000_000n } as const
  })
  return {
    ...{ currency: 'USD', persons, teams, limits },
    members: persons.map(({ id }) => ({ id, ...held, teamId: (id % TEAMS) + 1, personId: id })),
    roles: teams.map(({ id }) => ({ id, ...held, role: 'ps', by: { team: id } }) as const),
    ...{ skills: [], credentials: [], delegations: [], absences: [], supervisions: [] },
  }
}
