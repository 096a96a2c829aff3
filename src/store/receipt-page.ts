import type { Fault } from '../core/fault.ts'
import type { PackName } from '../core/pack.ts'
import type { ReceiptState } from '../core/receipt.ts'
import type { Batch } from './batch.ts'
import { type BatchRow, batchOf } from './batch.ts'
import { type Receipt, type ReceiptRow, receiptOf } from './receipt.ts'
import { type Runner, rowOf, rowsOf, statement } from './statement.ts'

/** Receipts, batches and faults page by page, as people look through them. */
const RECEIPTS = statement(
  'receipt.page',
  `
select * from receipt
where shard = $1
  and ($2::bigint is null or id < $2)
  and ($3::date is null or received_on = $3)
  and ($4::text is null or source = $4)
  and ($5::text is null or state = $5)
  and ($6::boolean is null or (duplicate_of is not null) = $6)
order by id desc
limit $7`,
)

const BATCHES = statement(
  'batch.page',
  `
-- a batch that came again elsewhere after its file failed has no exception of its own: that of the file says where
select batch.*, receipt.source, coalesce(held.id, failed.id) as exception_id, coalesce(held.pack, failed.pack) as exception_pack,
  coalesce(held.kind, failed.kind) as exception_kind
from batch
join receipt on receipt.shard = batch.shard and receipt.id = batch.receipt_id
left join exception as held on held.shard = batch.shard
  and held.id = -(batch.receipt_id * 67108864 + case receipt.fate when 'process' then batch.ordinal + 1 else 0 end)
left join exception as failed on held.id is null and batch.fate = 'quarantine' and failed.shard = batch.shard and failed.state <> 'closed'
  and failed.id between -(batch.receipt_id * 67108864 + 67108863) and -(batch.receipt_id * 67108864 + 67108863) + 999
where batch.shard = $1
  and ($2::bigint is null or batch.receipt_id = $2)
  and ($3::date is null or receipt.received_on = $3)
  and ($4::bigint is null or (batch.receipt_id, batch.ordinal) > ($4::bigint, $5::integer))
  and ($9::text is null or batch.fate = $9)
  and ($6::text is null or $6 = case
    when batch.declared_items is null then 'undeclared'
    when (batch.declared_items, batch.declared_debit_minor, batch.declared_credit_minor) = (batch.items, batch.debit_minor, batch.credit_minor)
      and (held.id is null or held.pack || '/' || held.kind <> all ($8::text[])) then 'balanced'
    else 'out' end)
order by batch.receipt_id, batch.ordinal
limit $7`,
)

const FAULTS = statement(
  'fault.page',
  'select n, fault from fault where shard = $1 and receipt_id = $2 and n > $3 order by n limit $4',
)

const STORY = statement(
  'receipt.story',
  `
select
  (select coalesce(sum(items), 0)::bigint from part where part.shard between $1 and $1 + 1023 and receipt_id = $2 and state = 'ready') as waiting,
  (select count(*) from batch where batch.shard = $1 and receipt_id = $2 and declared_items is not null
    and ((declared_items, declared_debit_minor, declared_credit_minor) <> (items, debit_minor, credit_minor)
      or exists (select from exception as own where own.shard = $1 and own.id = -($2::bigint * 67108864 + batch.ordinal + 1)
        and own.pack || '/' || own.kind = any ($3::text[])))) as unbalanced,
  (select count(*) from exception where exception.shard between $1 and $1 + 1023 and receipt_id = $2 and state <> 'closed') as exceptions`,
)

export interface ReceiptsWanted {
  /** Below this id: the page before ended there. */
  readonly beforeId?: number | undefined
  readonly receivedOn?: string | undefined
  readonly source?: string | undefined
  readonly state?: ReceiptState | undefined
  readonly isDuplicate?: boolean | undefined
  readonly limit: number
}

/** Receipts, the newest first. */
export async function pageReceipts(run: Runner, orgShard: number, wanted: ReceiptsWanted): Promise<readonly Receipt[]> {
  const rows = await rowsOf<ReceiptRow>(run, RECEIPTS, [
    orgShard,
    wanted.beforeId ?? null,
    wanted.receivedOn ?? null,
    wanted.source ?? null,
    wanted.state ?? null,
    wanted.isDuplicate ?? null,
    wanted.limit,
  ])
  return rows.map(receiptOf)
}

/**
 * `out`: its own control was read and does not agree with its items, in count, in amounts, or in what its exception tells of.
 * `undeclared`: there is no control that could be read.
 */
export type Balance = 'balanced' | 'out' | 'undeclared'

export interface BatchesWanted {
  readonly receiptId?: number | undefined
  readonly receivedOn?: string | undefined
  readonly balance?: Balance | undefined
  readonly fate?: Batch['fate'] | undefined
  /** `pack/kind` of the exceptions that tell of a total which does not agree; wanted with `balance` only. */
  readonly outOfBalanceKinds?: readonly string[]
  readonly after?: { readonly receiptId: number; readonly ordinal: number } | undefined
  readonly limit: number
}

export interface PagedBatch extends Batch {
  readonly receiptId: number
  readonly source: string
  /** The exception that holds it, its own, its file's, or that with which the processing of its file failed. */
  readonly exception: { readonly id: number; readonly pack: PackName; readonly kind: string } | undefined
}

interface PagedBatchRow extends BatchRow {
  readonly receipt_id: number
  readonly source: string
  /** All three or none. */
  readonly exception_id: number | null
  readonly exception_pack: PackName | null
  readonly exception_kind: string | null
}

function heldBy({ exception_id: id, exception_pack: pack, exception_kind: kind }: PagedBatchRow) {
  return id === null || pack === null || kind === null ? undefined : { id, pack, kind }
}

/** Batches in the order in which they came. */
export async function pageBatches(
  run: Runner,
  orgShard: number,
  wanted: BatchesWanted,
): Promise<readonly PagedBatch[]> {
  const rows = await rowsOf<PagedBatchRow>(run, BATCHES, [
    orgShard,
    wanted.receiptId ?? null,
    wanted.receivedOn ?? null,
    wanted.after?.receiptId ?? null,
    wanted.after?.ordinal ?? null,
    wanted.balance ?? null,
    wanted.limit,
    wanted.outOfBalanceKinds ?? [],
    wanted.fate ?? null,
  ])
  return rows.map(row => ({
    ...batchOf(row),
    receiptId: row.receipt_id,
    source: row.source,
    exception: heldBy(row),
  }))
}

/** Faults of a receipt after the one numbered `afterN`, in the order of the file. */
export async function pageFaults(
  run: Runner,
  at: { readonly shard: number; readonly receiptId: number },
  wanted: { readonly afterN: number; readonly limit: number },
): Promise<readonly { readonly n: number; readonly fault: Fault }[]> {
  return rowsOf<{ n: number; fault: Fault }>(run, FAULTS, [at.shard, at.receiptId, wanted.afterN, wanted.limit])
}

/** How far a receipt is: items that wait, batches out of balance, exceptions that are not closed. */
export async function receiptProgress(
  run: Runner,
  at: { readonly shard: number; readonly receiptId: number },
  outOfBalanceKinds: readonly string[],
): Promise<{ readonly waiting: number; readonly unbalanced: number; readonly exceptions: number }> {
  const row = await rowOf<{ waiting: number; unbalanced: number; exceptions: number }>(run, STORY, [
    at.shard,
    at.receiptId,
    outOfBalanceKinds,
  ])
  if (row === undefined) throw new Error('counting what is left of a receipt gave no row')
  return row
}
