import type pg from 'pg'
import type { Direction, ItemState } from '../core/item.ts'
import type { Copy } from './copy-into.ts'
import type { CopyRows } from './copy-rows.ts'
import type { RowDigest } from './row-digest.ts'
import { type Runner, rowOf, statement } from './statement.ts'

/** An item as it is stored. Its fields are in the original file at `byteOffset`, for `byteLength`. */
export interface StoredItem {
  readonly shard: number
  /** Posting day of its receipt, YYYY-MM-DD. */
  readonly day: string
  readonly id: number
  readonly batch: number
  readonly line: number
  readonly byteOffset: number
  readonly byteLength: number
  readonly accountId: number | undefined
  readonly direction: Direction
  readonly amountMinor: number
  readonly state: ItemState
  readonly reference: string
  readonly exceptionId: number | undefined
}

/** The columns that never change, in the order in which the audit chain hashes them. */
const FIXED = 'shard, day, id, batch, line, byte_offset, byte_length, account_id, direction, amount_minor, reference'

const COPY = statement('item.copy', `copy item (${FIXED}, state, exception_id) from stdin (format binary)`)
const FIND = statement(
  'item.find',
  `
-- the day of an item is its receipt's posting day, so one partition is read; the shard is not known from a bare id: one look a bucket
select item.*
from generate_series($1::bigint, $1::bigint + 1023) as walked (shard)
cross join lateral (select * from item where item.shard = walked.shard and item.day = $2 and item.id = $3 limit 1) as item`,
)
const MARK_CLAIMED = statement(
  'item.mark-claimed',
  `
-- a posted item keeps its state; the exception of the claim hangs on it, in the place of one that it was held and released with
update item
set exception_id = id
where shard = $1 and day = $2 and id = $3 and state = 'posted' and (exception_id is null or exception_id < 0)`,
)
export interface NewItem {
  readonly shard: number
  readonly day: number
  readonly id: number
  readonly batch: number
  readonly line: number
  readonly byteOffset: number
  readonly byteLength: number
  readonly accountId: number | undefined
  readonly direction: Direction
  readonly amountMinor: number
  readonly reference: string
  readonly state: ItemState
  readonly exceptionId: number | undefined
}

/** Adds one row, and the bytes of its fixed columns to what the audit chain hashes. */
export function itemRow(rows: CopyRows, item: NewItem, hashed: RowDigest): void {
  const from = rows.row(13).at
  rows
    .int8(item.shard)
    .date(item.day)
    .int8(item.id)
    .int4(item.batch)
    .int4(item.line)
    .int8(item.byteOffset)
    .int4(item.byteLength)
  if (item.accountId === undefined) rows.null()
  else rows.int8(item.accountId)
  const to = rows.text(item.direction).int8(item.amountMinor).text(item.reference).at
  rows.text(item.state)
  if (item.exceptionId === undefined) rows.null()
  else rows.int8(item.exceptionId)
  rows.hash(hashed, from, to)
}

export function itemCopy(rows: CopyRows): Copy {
  return { what: COPY, rows }
}

/** An item of an institution by its id alone. `orgShard` is the institution's bucket 0. */
export async function findItem(
  run: Runner,
  at: { orgShard: number; day: string; id: number },
): Promise<StoredItem | undefined> {
  const row = await rowOf<ItemRow>(run, FIND, [at.orgShard, at.day, at.id])
  return row === undefined ? undefined : itemOf(row)
}

/** Hangs a claim's exception on a posted item; false when one hangs there already or it is posted no more. */
export async function markClaimed(tx: pg.ClientBase, at: { shard: number; day: string; id: number }): Promise<boolean> {
  const result = await tx.query(MARK_CLAIMED.text, [at.shard, at.day, at.id])
  return result.rowCount === 1
}

export interface ItemRow {
  shard: number
  day: string
  id: number
  batch: number
  line: number
  byte_offset: number
  byte_length: number
  account_id: number | null
  direction: Direction
  amount_minor: number
  state: ItemState
  reference: string
  exception_id: number | null
}

export function itemOf(row: ItemRow): StoredItem {
  return {
    shard: row.shard,
    day: row.day,
    id: row.id,
    batch: row.batch,
    line: row.line,
    byteOffset: row.byte_offset,
    byteLength: row.byte_length,
    accountId: row.account_id ?? undefined,
    direction: row.direction,
    amountMinor: row.amount_minor,
    state: row.state,
    reference: row.reference,
    exceptionId: row.exception_id ?? undefined,
  }
}
