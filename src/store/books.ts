import type pg from 'pg'
import { type Copy, copyInto } from './copy-into.ts'
import type { CopyRows } from './copy-rows.ts'
import type { RowDigest } from './row-digest.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

/** One posting moves one amount to an account from its contra account; a negative amount the other way. */
export interface NewPosting {
  readonly shard: number
  readonly day: number
  readonly accountId: number
  readonly entryId: number
  readonly line: number
  readonly contraId: number
  readonly amountMinor: number
  readonly itemId: number | undefined
}

export type EntryKind =
  | 'opening'
  | 'received'
  | 'claimed'
  | 'returned'
  | 'released'
  | 'reversal'
  | 'resolution'
  | 'transfer'

const COPY_POSTINGS = statement(
  'posting.copy',
  'copy posting (shard, day, account_id, entry_id, line, contra_id, amount_minor, item_id) from stdin (format binary)',
)
const COPY_ENTRIES = statement(
  'entry.copy',
  'copy entry (shard, day, id, kind, receipt_id, reverses) from stdin (format binary)',
)
const POSTINGS_OF_ITEM = statement(
  'posting.by-item',
  `
-- only the internal accounts are ours for certain: a customer's has its number from the core system
select posting.day::text, posting.entry_id, posting.line, entry.kind, posting.amount_minor, posting.account_id, posting.contra_id,
  account.number as account, contra.number as contra
from posting
join entry on entry.shard = posting.shard and entry.day = posting.day and entry.id = posting.entry_id
left join account on account.shard = posting.shard and account.id = posting.account_id and account.internal
left join account as contra on contra.shard = posting.shard and contra.id = posting.contra_id and contra.internal
where posting.shard = $1 and posting.item_id = $2 and posting.day >= $3
order by posting.day, posting.entry_id, posting.line
limit 1000`,
)

/** Adds one row, and its bytes to what the audit chain hashes. */
export function postingRow(rows: CopyRows, posting: NewPosting, hashed: RowDigest): void {
  const from = rows.row(8).at
  rows
    .int8(posting.shard)
    .date(posting.day)
    .int8(posting.accountId)
    .int8(posting.entryId)
    .int4(posting.line)
    .int8(posting.contraId)
  rows.int8(posting.amountMinor)
  if (posting.itemId === undefined) rows.null()
  else rows.int8(posting.itemId)
  rows.hash(hashed, from, rows.at)
}

export function entryRow(
  rows: CopyRows,
  entry: {
    readonly shard: number
    readonly day: number
    readonly id: number
    readonly kind: EntryKind
    readonly receiptId: number | undefined
    /** The entry that it takes back. */
    readonly reverses?: number
  },
): void {
  rows.row(6).int8(entry.shard).date(entry.day).int8(entry.id).text(entry.kind)
  if (entry.receiptId === undefined) rows.null()
  else rows.int8(entry.receiptId)
  if (entry.reverses === undefined) rows.null()
  else rows.int8(entry.reverses)
}

export function bookCopies(entries: CopyRows, postings: CopyRows): readonly Copy[] {
  return [
    { what: COPY_ENTRIES, rows: entries },
    { what: COPY_POSTINGS, rows: postings },
  ]
}

export async function insertBooks(tx: pg.ClientBase, entries: CopyRows, postings: CopyRows): Promise<void> {
  await copyInto(tx, ...bookCopies(entries, postings))
}

export interface ItemPosting {
  readonly day: string
  readonly entryId: number
  readonly kind: EntryKind
  readonly amountMinor: number
  readonly account: PostedAccount
  readonly contra: PostedAccount
}

/** An account of a posting: its name, where it is an internal one. */
export interface PostedAccount {
  readonly id: number
  readonly internal: string | undefined
}

/** Every posting of an item, oldest first. `since` is the item's posting day. */
export async function postingsOfItem(
  run: Runner,
  shard: number,
  itemId: number,
  since: string,
): Promise<readonly ItemPosting[]> {
  const rows = await rowsOf<{
    day: string
    entry_id: number
    kind: EntryKind
    amount_minor: number
    account_id: number
    contra_id: number
    account: string | null
    contra: string | null
  }>(run, POSTINGS_OF_ITEM, [shard, itemId, since])
  return rows.map(row => ({
    day: row.day,
    entryId: row.entry_id,
    kind: row.kind,
    amountMinor: row.amount_minor,
    account: { id: row.account_id, internal: row.account ?? undefined },
    contra: { id: row.contra_id, internal: row.contra ?? undefined },
  }))
}
