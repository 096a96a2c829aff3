import type pg from 'pg'
import type { PackName } from '../core/pack.ts'
import { changedBy, type Runner, rowsOf, statement } from './statement.ts'

const MISSED = statement(
  'outbound-item.missed',
  `
-- due_at of the queue is the last operator window; the exception has the moment at which the other bank must have it
select outbound_item.shard, outbound_item.item_id, outbound_item.code, exception.due_at, exception.queue
from outbound_item
join exception on exception.shard = outbound_item.shard and exception.id = outbound_item.item_id
where outbound_item.shard between $1 and $1 + 1023 and outbound_item.pack = $2 and outbound_item.kind = 'return' and outbound_item.state = 'queued'
  and outbound_item.due_at < $3 and exception.due_at < $3
order by outbound_item.due_at, outbound_item.item_id
limit $4`,
)
const MARK_MISSED = statement(
  'outbound-item.mark-missed',
  `
update outbound_item
set state = 'missed'
from unnest($1::bigint[], $2::bigint[]) as missed (shard, item_id)
where outbound_item.shard = missed.shard and outbound_item.item_id = missed.item_id and outbound_item.kind = 'return' and outbound_item.state = 'queued'`,
)
/** A queued return whose window has closed. */
export interface MissedReturn {
  readonly shard: number
  readonly itemId: number
  readonly code: string
  /** When the other bank had to have it. */
  readonly dueAt: Temporal.Instant
  /** Where people find its exception. */
  readonly queue: string
}

/** Returns of a pack that wait although their window closed before `asOf`, the first to be due first. */
export async function missedReturns(
  tx: Runner,
  orgShard: number,
  of: { pack: PackName; asOf: Temporal.Instant; limit: number },
): Promise<readonly MissedReturn[]> {
  const rows = await rowsOf<{ shard: number; item_id: number; code: string; due_at: Date; queue: string }>(tx, MISSED, [
    orgShard,
    of.pack,
    of.asOf.toString(),
    of.limit,
  ])
  return rows.map(row => ({
    shard: row.shard,
    itemId: row.item_id,
    code: row.code,
    dueAt: Temporal.Instant.fromEpochMilliseconds(row.due_at.getTime()),
    queue: row.queue,
  }))
}

/** Takes returns out of the queue for good. Throws when one of them does not wait there. */
export async function markMissed(tx: pg.ClientBase, missed: readonly MissedReturn[]): Promise<void> {
  const marked = await changedBy(tx, MARK_MISSED, [missed.map(one => one.shard), missed.map(one => one.itemId)])
  if (marked !== missed.length) throw new Error(`${missed.length} returns were to be held, ${marked} waited`)
}
