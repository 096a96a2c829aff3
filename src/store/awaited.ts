import type pg from 'pg'
import { changedBy, frequentStatement, type Runner, rowOf, rowsOf, statement } from './statement.ts'

/**
 * What cases wait for and came: a row of `came` is written in the transaction of the event itself, so that neither is kept without the
 * other, and marked in the one that wakes who waited. Most events are waited for by nobody and leave none.
 */

const AWAITED_KEYS = frequentStatement(
  'came.awaited-keys',
  `
-- each key once, and few: by hand, one for each case that waits for the ledger
select distinct wake_key
from queue_place
where shard = any ($1::bigint[]) and state = 'pended' and wake_on = 'ledger' and wake_key > $2
order by wake_key
limit $3`,
)
const IS_AWAITED = statement(
  'came.is-awaited',
  `
select exists (
  select from queue_place where shard = any ($1::bigint[]) and state = 'pended' and wake_on = $2 and wake_key = $3
) as is_awaited`,
)
const INSERT = statement(
  'came.insert',
  `
insert into came (shard, wake_on, wake_key, came_at)
select $1, $2, key, $4 from unnest($3::text[]) as key`,
)
const DUE = statement(
  'came.due',
  `
select shard, id, wake_on, wake_key
from came
where shard between $1 and $1 + 1023 and woken_at is null
order by shard, id
limit 1000`,
)
const WOKEN = statement(
  'came.woken',
  `
-- greatest: a clock that was set back wakes nobody before it came
update came
set woken_at = greatest($3::timestamptz, came_at)
where shard = $1 and id = any ($2::bigint[]) and woken_at is null`,
)
const ACCOUNT_OF_CASE = statement(
  'came.account-of-case',
  `
-- of its first open item that has an account of ours: those of a case are of one cause
select item.shard, item.account_id as id
from exception
join item on item.shard = exception.shard and item.day = exception.day and item.id = exception.id
where exception.shard between $1 and $1 + 1023 and exception.case_shard = $2 and exception.case_id = $3 and exception.state = 'open'
  and item.account_id is not null
order by exception.id
limit 1`,
)

const KEYS_A_PAGE = 10_000

/** Everything in the ledger that a case of these buckets waits for. The caller holds the locks of the buckets in which it happens. */
export async function awaitedInLedger(run: Runner, queueShards: readonly number[]): Promise<readonly string[]> {
  const all: string[] = []
  for (let page: readonly string[] | undefined; page === undefined || page.length === KEYS_A_PAGE; ) {
    const rows = await rowsOf<{ wake_key: string }>(run, AWAITED_KEYS, [queueShards, all.at(-1) ?? '', KEYS_A_PAGE])
    page = rows.map(row => row.wake_key)
    all.push(...page)
  }
  return all
}

/** Whether a case of these buckets waits for just this. The caller holds the lock of the bucket in which it happens. */
export async function isAwaited(
  run: Runner,
  queueShards: readonly number[],
  { on, key }: { readonly on: Exclude<Came['wake_on'], 'ledger'>; readonly key: string },
): Promise<boolean> {
  return (await rowOf<{ is_awaited: boolean }>(run, IS_AWAITED, [queueShards, on, key]))?.is_awaited === true
}

/** What came, and where. */
export interface Came {
  readonly shard: number
  readonly id: number
  readonly wake_on: 'mail' | 'ledger' | 'party' | 'file'
  readonly wake_key: string
}

/** Says that what somebody waits for came, in the transaction in which it does. */
export async function insertCame(
  tx: pg.ClientBase,
  came: { readonly shard: number; readonly on: Came['wake_on']; readonly keys: readonly string[] },
  at: Temporal.Instant,
): Promise<void> {
  await changedBy(tx, INSERT, [came.shard, came.on, came.keys, at.toString()])
}

/** What came and nobody was woken by yet, a thousand at most. */
export async function cameDue(run: Runner, orgShard: number): Promise<readonly Came[]> {
  return rowsOf<Came & pg.QueryResultRow>(run, DUE, [orgShard])
}

/** Says that everybody who waited for these was woken. */
export async function markWoken(
  tx: pg.ClientBase,
  came: readonly Pick<Came, 'shard' | 'id'>[],
  at: Temporal.Instant,
): Promise<void> {
  for (const [shard, own] of Map.groupBy(came, one => one.shard))
    await changedBy(tx, WOKEN, [shard, own.map(one => one.id), at.toString()])
}

/** The account of ours that the first open item of a case names; undefined where none does. */
export async function accountOfCase(
  run: Runner,
  orgShard: number,
  of: { readonly caseShard: number; readonly caseId: number },
): Promise<{ readonly shard: number; readonly id: number } | undefined> {
  return rowOf<{ shard: number; id: number }>(run, ACCOUNT_OF_CASE, [orgShard, of.caseShard, of.caseId])
}
