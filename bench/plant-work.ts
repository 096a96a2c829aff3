import { bucketOfText, shardOf } from '../src/core/bucket.ts'
import type { Engine } from '../src/engine/engine.ts'

const QUEUE = 'ach-funds'

/** Plants cases of one queue with deadlines, harms and ages of their own, and as many operators, each with a role, skills and a credential. */
export async function plantWork({ database, institution, now }: Engine, cases: number): Promise<void> {
  const org = shardOf(institution.orgId, 0)
  const at = now().toString()
  const { pool } = database
  await pool.query(
    `insert into work_case (shard, id, pack, kind, queue, cause, exceptions, items, debit_minor, credit_minor, due_at, ours_at, opened_at, state)
     select $1 + n % 1024, n, 'ach', 'insufficient-funds', $2, 'bench ' || n, 1, 1, (n * 31) % 5000, 0, moment, moment, $3, 'open'
     from generate_series(1, $4::bigint) as n cross join lateral (select $3::timestamptz + (n * 7919) % 100000 * interval '1 second' as moment) as due`,
    [org, QUEUE, at, cases],
  )
  await pool.query(
    `insert into queue_place (shard, case_shard, case_id, queue, ours_at, harm_minor, opened_at, ready_at, state, for_role)
     select $1, shard, id, queue, ours_at, debit_minor, opened_at, opened_at, 'ready', 'aop' from work_case`,
    [shardOf(institution.orgId, bucketOfText(QUEUE))],
  )
  await pool.query(
    `insert into person (shard, id, login, name, kind, state, created_at)
     select $1, n, 'operator' || n, 'Operator ' || n, 'human', 'active', $2 from generate_series(1, $3::bigint) as n`,
    [org, at, cases],
  )
  for (const sql of [
    "insert into role_holding (shard, person_id, role, holds_from) select $1, id, 'aop', $2 from person where shard = $1",
    "insert into person_skill (shard, person_id, skill, holds_from) select $1, id, 'ach', $2 from person where shard = $1",
    "insert into person_credential (shard, person_id, credential, holds_from, holds_until) select $1, id, 'reg-e', $2, '2027-01-01T00:00:00Z' from person where shard = $1",
  ])
    await pool.query(sql, [org, at])
  await pool.query('vacuum analyze')
}
