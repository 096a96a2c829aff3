import type pg from 'pg'
import { changedBy, type Runner, rowOf, rowsOf, statement } from './statement.ts'

/** Entries of decisions: their numbers, and those that lie in another bucket than the item. */

const NEXT = statement(
  'decision.next-entry',
  `
-- numbers that no receipt has: those of receipt 0. Whoever takes one holds the bucket's lock
select greatest((select coalesce(max(entry_id), 0) from decision where shard = $1), (select coalesce(max(entry_id), 0) from cross_entry where shard = $1)) + 1 as id`,
)
const INSERT = statement(
  'cross-entry.insert',
  `insert into cross_entry (shard, entry_id, item_id, decision_shard, decision_id, booked_on) values ($1, $2, $3, $4, $5, $6)`,
)
const OF_DECISION = statement(
  'cross-entry.of-decision',
  `
select shard, entry_id
from cross_entry
where shard = any ($1::bigint[]) and item_id = $2 and decision_shard = $3 and decision_id = $4
order by shard, entry_id
limit 1024`,
)

/** The number of the bucket's next entry of a decision. The caller holds the bucket's lock. */
export async function nextResolutionEntry(tx: Runner, shard: number): Promise<number> {
  return (await rowOf<{ id: number }>(tx, NEXT, [shard]))?.id ?? 1
}

/** The entry of a decision in another bucket than its own. */
export interface CrossEntry {
  readonly shard: number
  readonly entryId: number
}

export interface OfDecision {
  readonly itemId: number
  readonly decisionShard: number
  readonly decisionId: number
}

/** Says whose the entry is. The caller holds the lock of its bucket. */
export async function insertCrossEntry(
  tx: pg.ClientBase,
  { shard, entryId }: CrossEntry,
  of: OfDecision & { readonly bookedOn: string },
): Promise<void> {
  await changedBy(tx, INSERT, [shard, entryId, of.itemId, of.decisionShard, of.decisionId, of.bookedOn])
}

/** The entries of a decision in the buckets given, in their order. */
export async function crossEntriesOf(
  run: Runner,
  shards: readonly number[],
  of: OfDecision,
): Promise<readonly CrossEntry[]> {
  if (shards.length === 0) return []
  const values = [shards, of.itemId, of.decisionShard, of.decisionId]
  const rows = await rowsOf<{ shard: number; entry_id: number }>(run, OF_DECISION, values)
  return rows.map(row => ({ shard: row.shard, entryId: row.entry_id }))
}
