import type { Direction, ItemState } from '../core/item.ts'
import type { PostedAccount } from './books.ts'
import { isOverShort } from './over-short.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

/** What became of one item: the score holds it against the plan of a simulated day. */
export interface DetectedItem {
  readonly receiptId: number
  readonly seq: number
  readonly state: ItemState
  readonly direction: Direction
  /** The item's own exception. */
  readonly kind: string | undefined
  readonly decidedBy: 'person' | 'policy' | undefined
  /** Row of claims.csv, when the exception came from a claim. */
  readonly claimRow: number | undefined
  /** True when the exception of its batch or file holds it. */
  readonly held: boolean
  /** What its first posting moved, and to which account; undefined when nothing moved. */
  readonly postedMinor: number | undefined
  readonly postedAccount: PostedAccount | undefined
}

const ITEMS = statement(
  'detected.items',
  `
select item.id / 67108864 as receipt_id, item.id % 67108864 as seq, item.state, item.direction, exception.kind, exception.decided_by,
  (exception.finding -> 'facts' ->> 'claimRow')::integer as claim_row, coalesce(item.exception_id < 0, false) as held,
  posted.amount_minor, posted.account_id, posted.internal
from item
left join exception on exception.shard = item.shard and exception.id = item.id
left join lateral (
  select posting.amount_minor, posting.account_id, account.number as internal
  from posting
  left join account on account.shard = posting.shard and account.id = posting.account_id and account.internal
  where posting.shard = item.shard and posting.day = item.day and posting.item_id = item.id and posting.entry_id > 0
  limit 1
) as posted on item.state = 'posted'
where item.shard = $1 and item.id / 67108864 = any($2::bigint[])`,
)
const WIDER = statement(
  'detected.wider',
  `
select exception.receipt_id, exception.scope, exception.batch, exception.kind, exception.decided_by,
  (exception.finding -> 'facts' ->> 'claimRow')::integer as claim_row
from exception
-- what a retry took back is no finding, and what is over or short is raised by a person's release
where exception.shard = $1 and exception.receipt_id = any($2::bigint[])
  and exception.scope <> 'item' and exception.closed_as is distinct from 'retried' and not (${isOverShort('exception')})`,
)
const RECEIPTS = statement(
  'detected.receipts',
  `
select id, name, encode(sha256, 'hex') as sha256, container_id, state = 'refused' and duplicate_of is not null as is_repeat,
  state in ('done', 'refused', 'quarantined') as is_ended
from receipt
where shard = $1
order by id`,
)

/** The items of one shard that came in the receipts. */
export async function detectedItems(
  run: Runner,
  shard: number,
  receipts: readonly number[],
): Promise<readonly DetectedItem[]> {
  const rows = await rowsOf<{
    receipt_id: number
    seq: number
    state: ItemState
    direction: Direction
    kind: string | null
    decided_by: 'person' | 'policy' | null
    claim_row: number | null
    held: boolean
    amount_minor: number | null
    account_id: number | null
    internal: string | null
  }>(run, ITEMS, [shard, receipts])
  return rows.map(row => ({
    receiptId: row.receipt_id,
    seq: row.seq,
    state: row.state,
    direction: row.direction,
    kind: row.kind ?? undefined,
    decidedBy: row.decided_by ?? undefined,
    claimRow: row.claim_row ?? undefined,
    held: row.held,
    postedMinor: row.amount_minor ?? undefined,
    postedAccount: row.account_id === null ? undefined : { id: row.account_id, internal: row.internal ?? undefined },
  }))
}

export interface DetectedUnit {
  readonly receiptId: number
  readonly scope: 'batch' | 'file'
  readonly batch: number | undefined
  readonly kind: string
  readonly decidedBy: 'person' | 'policy'
  /** Row of claims.csv, when it is a claim that named no posted debit. */
  readonly claimRow: number | undefined
}

/** Exceptions of batches and files, of the receipts. */
export async function detectedUnits(
  run: Runner,
  orgShard: number,
  receipts: readonly number[],
): Promise<readonly DetectedUnit[]> {
  const rows = await rowsOf<{
    receipt_id: number
    scope: 'batch' | 'file'
    batch: number | null
    kind: string
    decided_by: 'person' | 'policy'
    claim_row: number | null
  }>(run, WIDER, [orgShard, receipts])
  return rows.map(row => ({
    receiptId: row.receipt_id,
    scope: row.scope,
    batch: row.batch ?? undefined,
    kind: row.kind,
    decidedBy: row.decided_by,
    claimRow: row.claim_row ?? undefined,
  }))
}

/** A receipt, by which the score finds the files of its day. */
export interface DetectedReceipt {
  readonly id: number
  readonly name: string
  /** Hex. */
  readonly sha256: string
  readonly containerId: number | undefined
  /** Refused, because its bytes came before. */
  readonly isRepeat: boolean
  /** Nothing of it waits to be processed. */
  readonly isEnded: boolean
}

/** Every receipt of the institution, the first one first. */
export async function detectedReceipts(run: Runner, orgShard: number): Promise<readonly DetectedReceipt[]> {
  const rows = await rowsOf<{
    id: number
    name: string
    sha256: string
    container_id: number | null
    is_repeat: boolean
    is_ended: boolean
  }>(run, RECEIPTS, [orgShard])
  return rows.map(row => ({
    id: row.id,
    name: row.name,
    sha256: row.sha256,
    containerId: row.container_id ?? undefined,
    isRepeat: row.is_repeat,
    isEnded: row.is_ended,
  }))
}
