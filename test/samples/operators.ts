import { bucketOfText, shardOf } from '../../src/core/bucket.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { ask } from './arrivals.ts'
import { sealPeople } from './people.ts'

/** An operator as a test wants one. */
export interface Operator {
  readonly id: number
  readonly roles?: readonly string[]
  readonly skills?: readonly string[]
  /** With the moment at which each expires. */
  readonly credentials?: Readonly<Record<string, string>>
}

const FROM = '2026-01-01T00:00:00Z'
const EVERY_SKILL = ['ach', 'ach-authority', 'ach-returns', 'checks']

/** Adds people who may work; associates with the skills of most queues unless the test says otherwise. */
export async function addOperators(engine: Engine, operators: readonly Operator[]): Promise<void> {
  const shard = shardOf(engine.institution.orgId, 0)
  const ids = operators.map(one => one.id)
  await ask(
    engine,
    `insert into person (shard, id, login, name, kind, state, created_at)
     select $1, id, 'operator' || id, 'Operator ' || id, 'human', 'active', $3 from unnest($2::bigint[]) as id`,
    [shard, ids, FROM],
  )
  const held = <T>(words: (operator: Operator) => readonly T[]) =>
    operators.flatMap(one => words(one).map(word => ({ id: one.id, word })))
  for (const [table, column, lines] of [
    ['role_holding', 'role', held(one => one.roles ?? ['aop'])],
    ['person_skill', 'skill', held(one => one.skills ?? EVERY_SKILL)],
  ] as const)
    await ask(
      engine,
      `insert into ${table} (shard, person_id, ${column}, holds_from) select $1, id, word, $4 from unnest($2::bigint[], $3::text[]) as line (id, word)`,
      [shard, lines.map(one => one.id), lines.map(one => one.word), FROM],
    )
  const credentials = held(one => Object.entries(one.credentials ?? {}))
  await ask(
    engine,
    `insert into person_credential (shard, person_id, credential, holds_from, holds_until)
     select $1, id, word, $5, until from unnest($2::bigint[], $3::text[], $4::timestamptz[]) as line (id, word, until)`,
    [
      shard,
      credentials.map(one => one.id),
      credentials.map(one => one.word[0]),
      credentials.map(one => one.word[1]),
      FROM,
    ],
  )
  await sealPeople(engine)
}

/** Plants cases without exceptions, straight into the tables: for tests of the order and of races, not of the books. Case `n` is due `n` minutes after `from`. */
export async function plantCases(
  engine: Engine,
  of: { readonly queue: string; readonly count: number; readonly from?: string; readonly firstId?: number },
): Promise<void> {
  const { orgId } = engine.institution
  const { queue, count, from = '2026-11-23T20:00:00Z', firstId = 1 } = of
  const at = engine.now().toString()
  const values = [shardOf(orgId, 77), queue, count, from, firstId, at]
  await ask(
    engine,
    `insert into work_case (shard, id, pack, kind, queue, cause, exceptions, items, debit_minor, credit_minor, due_at, ours_at, opened_at, state)
     select $1, n, 'ach', 'insufficient-funds', $2, 'planted ' || n, 1, 1, 100, 0, $4::timestamptz + n * interval '1 minute', $4::timestamptz + n * interval '1 minute', $6, 'open'
     from generate_series($5::bigint, $5::bigint + $3::bigint - 1) as n`,
    values,
  )
  await ask(
    engine,
    `insert into queue_place (shard, case_shard, case_id, queue, ours_at, harm_minor, opened_at, ready_at, state, for_role)
     select $7, $1, n, $2, $4::timestamptz + n * interval '1 minute', 100, $6, $6, 'ready', 'aop'
     from generate_series($5::bigint, $5::bigint + $3::bigint - 1) as n`,
    [...values, shardOf(orgId, bucketOfText(queue))],
  )
}
