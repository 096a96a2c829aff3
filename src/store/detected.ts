import type { Direction, ItemState } from '../core/item.ts'
import type { PostedAccount } from './books.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

/** What became of one item: the score holds it against the plan of a simulated day. */
export interface DetectedItem {
  readonly name: string
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
select receipt.name, item.id % 67108864 as seq, item.state, item.direction, exception.kind, exception.decided_by,
  (exception.finding -> 'facts' ->> 'claimRow')::integer as claim_row, coalesce(item.exception_id < 0, false) as held,
  posted.amount_minor, posted.account_id, posted.internal
from item
join receipt on receipt.shard = $2 and receipt.id = item.id / 67108864
left join exception on exception.shard = item.shard and exception.id = item.id
left join lateral (
  select posting.amount_minor, posting.account_id, account.number as internal
  from posting
  left join account on account.shard = posting.shard and account.id = posting.account_id and account.internal
  where posting.shard = item.shard and posting.day = item.day and posting.item_id = item.id and posting.entry_id > 0
  limit 1
) as posted on item.state = 'posted'
where item.shard = $1`,
)
const WIDER = statement(
  'detected.wider',
  `
select receipt.name, exception.scope, exception.batch, exception.kind, exception.decided_by,
  (exception.finding -> 'facts' ->> 'claimRow')::integer as claim_row
from exception
join receipt on receipt.shard = $1 and receipt.id = exception.receipt_id
-- what a retry took back is no finding
where exception.shard = $1 and exception.scope <> 'item' and exception.closed_as is distinct from 'retried'`,
)
const REFUSED = statement(
  'detected.refused',
  `
-- a directory that is run again offers every file again under its own name: that is no second arrival of the day
select distinct receipt.name
from receipt
left join receipt as first on first.shard = receipt.shard and first.id = receipt.duplicate_of
where receipt.shard = $1 and receipt.state = 'refused' and receipt.name is distinct from first.name
order by receipt.name`,
)

/** The items of one shard. */
export async function detectedItems(run: Runner, shard: number, orgShard: number): Promise<readonly DetectedItem[]> {
  const rows = await rowsOf<{
    name: string
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
  }>(run, ITEMS, [shard, orgShard]) // prettier-ignore
  return rows.map(row => ({
    name: row.name,
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
  readonly name: string
  readonly scope: 'batch' | 'file'
  readonly batch: number | undefined
  readonly kind: string
  readonly decidedBy: 'person' | 'policy'
  /** Row of claims.csv, when it is a claim that named no posted debit. */
  readonly claimRow: number | undefined
}

/** Exceptions of batches and files. */
export async function detectedUnits(run: Runner, orgShard: number): Promise<readonly DetectedUnit[]> {
  const rows = await rowsOf<{
    name: string
    scope: 'batch' | 'file'
    batch: number | null
    kind: string
    decided_by: 'person' | 'policy'
    claim_row: number | null
  }>(run, WIDER, [orgShard])
  return rows.map(row => ({
    name: row.name,
    scope: row.scope,
    batch: row.batch ?? undefined,
    kind: row.kind,
    decidedBy: row.decided_by,
    claimRow: row.claim_row ?? undefined,
  }))
}

/** Names of the arrivals that were refused. */
export async function refusedNames(run: Runner, orgShard: number): Promise<readonly string[]> {
  return (await rowsOf<{ name: string }>(run, REFUSED, [orgShard])).map(row => row.name)
}
