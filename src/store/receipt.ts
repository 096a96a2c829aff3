import type pg from 'pg'
import type { PackName } from '../core/pack.ts'
import type { Fate, ReceiptState } from '../core/receipt.ts'
import type { Tally } from '../core/tally.ts'
import { changedBy, type Runner, rowOf, rowsOf, statement } from './statement.ts'

/** One arrival of one file. Lives in bucket 0 of its institution. */
export interface Receipt {
  readonly shard: number
  readonly id: number
  readonly name: string
  readonly source: string
  readonly channel: Channel
  readonly sha256: Uint8Array
  readonly sizeBytes: number
  readonly receivedAt: Temporal.Instant
  /** The institution's calendar day at the legal received time, and the day its items post on after the cutoff. YYYY-MM-DD. */
  readonly receivedOn: string
  readonly postingOn: string
  readonly pack: PackName | undefined
  readonly format: string | undefined
  readonly variant: string | undefined
  readonly sender: string | undefined
  readonly state: ReceiptState
  /** `quarantine`: the file is held whole, under its own exception; it ends `quarantined` when its items are written down. Of a file that is not read yet `process`. */
  readonly fate: Fate
  readonly duplicateOf: number | undefined
  readonly why: string | undefined
  readonly received: Tally
  readonly lost: Tally
  readonly batches: number
  readonly faults: number
  readonly doneAt: Temporal.Instant | undefined
}

export type Channel = 'command' | 'folder' | 'upload'

/** What of a receipt is known as its file arrives. */
export interface Arrival
  extends Pick<
    Receipt,
    | 'shard'
    | 'name'
    | 'source'
    | 'channel'
    | 'sha256'
    | 'sizeBytes'
    | 'receivedAt'
    | 'receivedOn'
    | 'postingOn'
    | 'pack'
  > {
  /** Receipt of the archive it came in. */
  readonly containerId: number | undefined
}

const INSERT = statement(
  'receipt.insert',
  `
insert into receipt (shard, name, source, channel, sha256, size_bytes, received_at, received_on, posting_on, pack, container_id, state)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'arrived')
returning id`,
)

const CLAIM_FILE = statement(
  'file-claim.insert',
  `
-- waits for a concurrent claim of the same bytes to commit or fail, so exactly one of any number of arrivals is first
insert into file_claim (shard, sha256, receipt_id)
values ($1, $2, $3)
on conflict (shard, sha256) do nothing`,
)

const CLAIMED_BY = statement('file-claim.owner', 'select receipt_id from file_claim where shard = $1 and sha256 = $2')

const REFUSE = statement(
  'receipt.refuse',
  `
update receipt
set state = 'refused', duplicate_of = $3, why = $4, done_at = $5
where shard = $1 and id = $2 and state = 'arrived'`,
)

const QUARANTINE = statement(
  'receipt.quarantine',
  `
-- what was staged may be processed in part: that it was to be processed stays true
update receipt
set state = 'quarantined', fate = case state when 'arrived' then 'quarantine' else fate end, why = $3, done_at = $4, pack = coalesce(pack, $5)
where shard = $1 and id = $2 and state in ('arrived', 'staged')`,
)

const STAGED = statement(
  'receipt.staged',
  `
update receipt
set state = 'staged', format = $3, variant = $4, sender = $5, items = $6, debit_minor = $7, credit_minor = $8,
  lost_items = $9, lost_debit_minor = $10, lost_credit_minor = $11, batches = $12, faults = $13, fate = $14, why = $15
where shard = $1 and id = $2 and state = 'arrived'`,
)

const DONE = statement(
  'receipt.done',
  `
update receipt
set state = case fate when 'process' then 'done' else 'quarantined' end, done_at = $3
where shard = $1 and id = $2 and state = 'staged'
  and not exists (select from part where part.receipt_id = $2 and part.shard between $1 and $1 + 1023 and part.state = 'ready')`,
)

const UNPACKED = statement(
  'receipt.unpacked',
  `
update receipt
set state = 'done', format = $3, why = $4, done_at = $5
where shard = $1 and id = $2 and state = 'arrived'`,
)
const MEMBER = statement(
  'receipt.member',
  'select id from receipt where shard = $1 and container_id = $2 and name = $3 order by id limit 1',
)
const QUARANTINED_MEMBERS = statement(
  'receipt.quarantined-members',
  `select id from receipt where shard = $1 and container_id = $2 and state = 'quarantined' order by id limit 10`,
)
const OF_ARRIVAL = statement(
  'receipt.of-arrival',
  `
select * from receipt
where shard = $1 and received_on = $2 and received_at = $3 and channel = $4 and source = $5 and name = $6 and sha256 = $7
order by id limit 1`,
)

const LOCK = statement(
  'receipt.lock',
  `
-- for update: two processes that take up the same receipt read its file one after the other, and the second finds it read
select state from receipt where shard = $1 and id = $2 for update`,
)
const BY_ID = statement('receipt.by-id', 'select * from receipt where shard = $1 and id = $2')
const UNFINISHED = statement(
  'receipt.unfinished',
  `select * from receipt where shard = $1 and state in ('arrived', 'staged') order by id limit 10000`,
)
export async function insertReceipt(tx: pg.ClientBase, arrival: Arrival): Promise<number> {
  const row = await rowOf<{ id: number }>(tx, INSERT, [
    arrival.shard,
    arrival.name,
    arrival.source,
    arrival.channel,
    arrival.sha256,
    arrival.sizeBytes,
    arrival.receivedAt.toString(),
    arrival.receivedOn,
    arrival.postingOn,
    arrival.pack ?? null,
    arrival.containerId ?? null,
  ])
  if (row === undefined) throw new Error('a receipt was inserted and gave no id')
  return row.id
}

/** Locks a receipt until the transaction ends and gives the state it is in now. */
export async function lockReceipt(
  tx: pg.ClientBase,
  at: { readonly shard: number; readonly id: number },
): Promise<ReceiptState | undefined> {
  return (await rowOf<{ state: ReceiptState }>(tx, LOCK, [at.shard, at.id]))?.state
}

/** Claims the bytes for the receipt: undefined when it is the first, else the receipt that was. */
export async function claimFile(
  tx: pg.ClientBase,
  shard: number,
  sha256: Uint8Array,
  receiptId: number,
): Promise<number | undefined> {
  if ((await changedBy(tx, CLAIM_FILE, [shard, sha256, receiptId])) === 1) return undefined
  return fileOwner(tx, shard, sha256)
}

/** The first receipt of the bytes; undefined when they were never received. */
export async function fileOwner(run: Runner, shard: number, sha256: Uint8Array): Promise<number | undefined> {
  return (await rowOf<{ receipt_id: number }>(run, CLAIMED_BY, [shard, sha256]))?.receipt_id
}

/** `duplicateOf` is undefined for a refusal of another reason. */
export async function refuseReceipt(
  tx: pg.ClientBase,
  at: { shard: number; id: number },
  why: string,
  duplicateOf: number | undefined,
  now: Temporal.Instant,
): Promise<void> {
  await changedBy(tx, REFUSE, [at.shard, at.id, duplicateOf ?? null, why, now.toString()])
}

export async function quarantineReceipt(
  tx: pg.ClientBase,
  at: { shard: number; id: number },
  why: string,
  pack: PackName | undefined,
  now: Temporal.Instant,
): Promise<void> {
  await changedBy(tx, QUARANTINE, [at.shard, at.id, why, now.toString(), pack ?? null])
}

export interface StagedFile {
  readonly format: string
  readonly variant: string
  readonly sender: string
  readonly received: Tally
  readonly lost: Tally
  readonly batches: number
  readonly faults: number
  /** Why nothing of it may be processed; undefined for a file that is processed. */
  readonly heldBecause: string | undefined
}

/** False when the receipt was staged already by somebody else. */
export async function markStaged(
  tx: pg.ClientBase,
  at: { shard: number; id: number },
  file: StagedFile,
): Promise<boolean> {
  const changed = await changedBy(tx, STAGED, [
    at.shard,
    at.id,
    file.format,
    file.variant,
    file.sender,
    file.received.count,
    file.received.debitMinor,
    file.received.creditMinor,
    file.lost.count,
    file.lost.debitMinor,
    file.lost.creditMinor,
    file.batches,
    file.faults,
    file.heldBecause === undefined ? 'process' : 'quarantine',
    file.heldBecause ?? null,
  ])
  return changed === 1
}

/** Brings a receipt of which no part is left to its end: done, or quarantined when it is held whole. True when this call did it. */
export async function endWhenComplete(
  tx: pg.ClientBase,
  at: { shard: number; id: number },
  now: Temporal.Instant,
): Promise<boolean> {
  return (await changedBy(tx, DONE, [at.shard, at.id, now.toString()])) === 1
}

/** Marks an archive done: its members are receipts of their own. */
export async function markUnpacked(
  tx: pg.ClientBase,
  at: { shard: number; id: number },
  format: string,
  why: string,
  now: Temporal.Instant,
): Promise<void> {
  await changedBy(tx, UNPACKED, [at.shard, at.id, format, why, now.toString()])
}

/** The members of an archive that are quarantined, oldest first, at most ten. */
export async function quarantinedMembers(run: Runner, shard: number, containerId: number): Promise<readonly number[]> {
  return (await rowsOf<{ id: number }>(run, QUARANTINED_MEMBERS, [shard, containerId])).map(row => row.id)
}

/** The receipt of a member of an archive, when it was received before a stop. */
export async function memberReceipt(
  run: Runner,
  shard: number,
  containerId: number,
  name: string,
): Promise<number | undefined> {
  return (await rowOf<{ id: number }>(run, MEMBER, [shard, containerId, name]))?.id
}

/** The receipt that an arrival was given, when it is tried again after a stop: everything that makes it this arrival is the same. */
export async function receiptOfArrival(run: Runner, arrival: Arrival): Promise<Receipt | undefined> {
  const { shard, receivedOn, receivedAt, channel, source, name, sha256 } = arrival
  const row = await rowOf<ReceiptRow>(run, OF_ARRIVAL, [
    shard,
    receivedOn,
    receivedAt.toString(),
    channel,
    source,
    name,
    sha256,
  ])
  return row === undefined ? undefined : receiptOf(row)
}

export async function receiptById(run: Runner, shard: number, id: number): Promise<Receipt | undefined> {
  const row = await rowOf<ReceiptRow>(run, BY_ID, [shard, id])
  return row === undefined ? undefined : receiptOf(row)
}

/** Receipts that a stopped process left behind, oldest first. */
export async function unfinishedReceipts(run: Runner, shard: number): Promise<readonly Receipt[]> {
  return (await rowsOf<ReceiptRow>(run, UNFINISHED, [shard])).map(receiptOf)
}

export interface ReceiptRow {
  shard: number
  id: number
  name: string
  source: string
  channel: Channel
  sha256: Buffer
  size_bytes: number
  received_at: Date
  received_on: string
  posting_on: string
  pack: PackName | null
  format: string | null
  variant: string | null
  sender: string | null
  state: ReceiptState
  fate: Fate
  duplicate_of: number | null
  why: string | null
  items: number
  debit_minor: number
  credit_minor: number
  lost_items: number
  lost_debit_minor: number
  lost_credit_minor: number
  batches: number
  faults: number
  done_at: Date | null
}

export function receiptOf(row: ReceiptRow): Receipt {
  return {
    shard: row.shard,
    id: row.id,
    name: row.name,
    source: row.source,
    channel: row.channel,
    sha256: row.sha256,
    sizeBytes: row.size_bytes,
    receivedAt: Temporal.Instant.fromEpochMilliseconds(row.received_at.getTime()),
    receivedOn: row.received_on,
    postingOn: row.posting_on,
    pack: row.pack ?? undefined,
    format: row.format ?? undefined,
    variant: row.variant ?? undefined,
    sender: row.sender ?? undefined,
    state: row.state,
    fate: row.fate,
    duplicateOf: row.duplicate_of ?? undefined,
    why: row.why ?? undefined,
    received: { count: row.items, debitMinor: row.debit_minor, creditMinor: row.credit_minor },
    lost: { count: row.lost_items, debitMinor: row.lost_debit_minor, creditMinor: row.lost_credit_minor },
    batches: row.batches,
    faults: row.faults,
    doneAt: row.done_at === null ? undefined : Temporal.Instant.fromEpochMilliseconds(row.done_at.getTime()),
  }
}
