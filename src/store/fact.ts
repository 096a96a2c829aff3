import type pg from 'pg'
import type { Fact } from '../core/pack.ts'
import { CopyRows, copyInto } from './copy-rows.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

/** A fact on its way in: what a pack looks up in bulk, see the table `fact`. */
export interface FactLine extends Fact {
  readonly shard: number
}

export interface StoredFact extends Fact {
  readonly shard: number
}

const COPY = statement('fact.copy', 'copy fact (shard, kind, key, holds_from, holds_to, detail) from stdin (format binary)')
const BY_KEYS = statement(
  'fact.by-keys',
  `
select shard, kind, key, holds_from - date '1970-01-01' as from_day, holds_to - date '1970-01-01' as to_day, detail
from unnest($1::bigint[], $2::text[], $3::text[]) as wanted (shard, kind, key)
join fact using (shard, kind, key)
where $4::date between holds_from and holds_to`,
)

export async function insertFacts(tx: pg.ClientBase, facts: readonly FactLine[]): Promise<void> {
  const rows = new CopyRows(facts.length * 200 + 1024)
  for (const fact of facts) {
    rows.row(6).int8(fact.shard).text(fact.kind).text(fact.key).date(fact.fromDay).date(fact.toDay).jsonb(fact.detail)
  }
  await copyInto(tx, COPY, rows)
}

/** Facts by kind and key that hold on the day (YYYY-MM-DD). */
export async function factsByKey(
  tx: Runner,
  wanted: readonly { readonly shard: number; readonly kind: string; readonly key: string }[],
  on: string,
): Promise<readonly StoredFact[]> {
  if (wanted.length === 0) return []
  const rows = await rowsOf<{ shard: number; kind: string; key: string; from_day: number; to_day: number; detail: Fact['detail'] }>(tx, BY_KEYS, [
    wanted.map(one => one.shard),
    wanted.map(one => one.kind),
    wanted.map(one => one.key),
    on,
  ])
  return rows.map(row => ({ shard: row.shard, kind: row.kind, key: row.key, fromDay: row.from_day, toDay: row.to_day, detail: row.detail }))
}
