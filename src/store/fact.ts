import type pg from 'pg'
import type { LedgerFact } from '../core/core-system.ts'
import type { Fact } from '../core/pack.ts'
import { binaryInt8s, binaryTexts } from './binary-array.ts'
import { changedBy, type Runner, rowsOf, statement } from './statement.ts'

/** A fact on its way in: what a pack looks up in bulk, see the table `fact`. */
export interface FactLine extends Fact {
  readonly shard: number
  /** Tells it apart from other facts of its kind and key: a newer fact of the same identity stands over it. Empty where a key has one fact. */
  readonly identity?: string
}

const ADD = statement(
  'fact.add',
  `
-- what is known already is not added again, so that a file may be loaded twice
insert into fact (shard, kind, key, identity, holds_from, holds_to, detail)
select shard, kind, key, identity, date '1970-01-01' + from_day, date '1970-01-01' + to_day, detail
from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::integer[], $6::integer[], $7::jsonb[])
  as given (shard, kind, key, identity, from_day, to_day, detail)
where not exists (
  select
  from (
    select holds_from, holds_to, fact.detail
    from fact
    where (fact.shard, fact.kind, fact.key, fact.identity) = (given.shard, given.kind, given.key, given.identity)
    order by id desc
    limit 1
  ) as newest
  where newest.holds_from = date '1970-01-01' + from_day and newest.holds_to = date '1970-01-01' + to_day
    and newest.detail = given.detail
)`,
)
const BY_KEYS = statement(
  'fact.by-keys',
  `
-- the newest fact of each identity counts, also when it says that something no longer holds
select shard, kind, key, from_day, to_day, detail
from unnest($1::bigint[], $2::text[], $3::text[]) as wanted (shard, kind, key)
cross join lateral (
  select distinct on (identity) holds_from, holds_to, holds_from - date '1970-01-01' as from_day, holds_to - date '1970-01-01' as to_day, detail
  from fact
  where (fact.shard, fact.kind, fact.key) = (wanted.shard, wanted.kind, wanted.key)
  order by identity, id desc
) as newest
where $4::date between holds_from and holds_to`,
)

/** Adds what is not known yet and gives how many facts that were. Of two facts of one identity the later in the list counts. */
export async function addFacts(tx: pg.ClientBase, facts: readonly FactLine[]): Promise<number> {
  const newest = new Map(facts.map(fact => [`${fact.shard}\0${fact.kind}\0${fact.key}\0${fact.identity ?? ''}`, fact]))
  const rows = [...newest.values()]
  return changedBy(tx, ADD, [
    rows.map(row => row.shard),
    rows.map(row => row.kind),
    rows.map(row => row.key),
    rows.map(row => row.identity ?? ''),
    rows.map(row => row.fromDay),
    rows.map(row => row.toDay),
    rows.map(row => JSON.stringify(row.detail)),
  ])
}

/** Facts by kind and key that hold on the day (YYYY-MM-DD). */
export async function factsByKey(
  tx: Runner,
  wanted: readonly { readonly shard: number; readonly kind: string; readonly key: string }[],
  on: string,
): Promise<readonly LedgerFact[]> {
  if (wanted.length === 0) return []
  const rows = await rowsOf<{
    shard: number
    kind: string
    key: string
    from_day: number
    to_day: number
    detail: Fact['detail']
  }>(tx, BY_KEYS, [
    binaryInt8s(wanted.map(one => one.shard)),
    binaryTexts(wanted.map(one => one.kind)),
    binaryTexts(wanted.map(one => one.key)),
    on,
  ])
  return rows.map(row => ({
    shard: row.shard,
    kind: row.kind,
    key: row.key,
    fromDay: row.from_day,
    toDay: row.to_day,
    detail: row.detail,
  }))
}
