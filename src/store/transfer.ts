import { bucketOfText, shardOf } from '../core/bucket.ts'
import { dateOfDayNumber } from '../core/calendar/day.ts'
import type { Funds, Transfer, TransferRefusalKind } from '../core/transfer.ts'
import type { KnownTransfer, NewTransfer } from '../core/transfer-batch.ts'
import type { TransferLeg } from '../core/transfer-legs.ts'
import { binaryInt8s, binaryTexts } from './binary-array.ts'
import { CopyRows } from './copy-rows.ts'
import type { Write } from './one-trip.ts'
import { RowDigest } from './row-digest.ts'
import { frequentStatement, type Runner, rowsOf } from './statement.ts'

const BY_KEYS = frequentStatement(
  'transfer.by-keys',
  `
-- lateral: of a table that grew since it was last analyzed the planner would read all keys of the institution
select found.*
from unnest($1::bigint[], $2::text[]) as wanted (shard, key)
cross join lateral (
  select key, id, day::text, from_shard, from_number, to_shard, to_number, amount_minor, reason, actor, funds, refusal, why
  from transfer
  where transfer.shard = wanted.shard and transfer.key = wanted.key
  limit 1
) as found`,
)

const INSERT = frequentStatement(
  'transfer.insert',
  `
-- in order of shard and key: two that claim the same keys wait for one another in one order
insert into transfer (shard, day, key, id, from_shard, from_number, to_shard, to_number, amount_minor, reason, actor, funds, refusal, why)
select shard, $1::date, key, id, from_shard, from_number, to_shard, to_number, amount_minor, reason, actor, funds, nullif(refusal, ''), nullif(why, '')
from unnest($2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::bigint[], $8::text[], $9::bigint[], $10::text[], $11::text[], $12::text[],
  $13::text[], $14::text[])
  as made (shard, key, id, from_shard, from_number, to_shard, to_number, amount_minor, reason, actor, funds, refusal, why)
on conflict (shard, key) do nothing`,
)

const INSERT_ENTRIES = frequentStatement(
  'transfer.insert-entries',
  `
insert into entry (shard, day, id, kind)
select shard, $1::date, id, 'transfer'
from unnest($2::bigint[], $3::bigint[]) as leg (shard, id)`,
)

const INSERT_POSTINGS = frequentStatement(
  'transfer.insert-postings',
  `
insert into posting (shard, day, account_id, entry_id, line, contra_id, amount_minor)
select shard, $1::date, account_id, entry_id, 0, contra_id, amount_minor
from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[]) as leg (shard, account_id, entry_id, contra_id, amount_minor)`,
)

/** A key of the batch was claimed by another transaction meanwhile: done again, the batch finds its answer. */
export class KeyClaimedMeanwhile extends Error {
  override readonly name = 'KeyClaimedMeanwhile'
}

/** The shard in which a key is claimed: distributed by the key, so that the same key meets itself. */
export function shardOfKey(orgId: number, key: string): number {
  return shardOf(orgId, bucketOfText(key))
}

/** The transfers that have these keys, with their answers, by key. The currency is the institution's, as it was then. */
export async function transfersByKey(
  run: Runner,
  orgId: number,
  keys: readonly string[],
  currency: string,
): Promise<ReadonlyMap<string, KnownTransfer>> {
  const shards = keys.map(key => shardOfKey(orgId, key))
  const rows = await rowsOf<TransferRow>(run, BY_KEYS, [binaryInt8s(shards), binaryTexts(keys)])
  return new Map(rows.map(row => [row.key, knownTransfer(row, currency)]))
}

/**
 * Keeps new transfers under their keys, in one day. Where it changes fewer rows than there are transfers, another transaction took a
 * key: nothing of this one may then be kept, and it throws `KeyClaimedMeanwhile`.
 */
export function transferWrite(orgId: number, day: number, fresh: readonly NewTransfer[]): Write {
  const claimed = fresh
    .map(made => ({ made, shard: shardOfKey(orgId, made.transfer.key) }))
    .sort((a, b) => a.shard - b.shard || (a.made.transfer.key < b.made.transfer.key ? -1 : 1))
  const int8s = (value: (made: NewTransfer) => number) => binaryInt8s(claimed.map(one => value(one.made)))
  const texts = (value: (made: NewTransfer) => string) => binaryTexts(claimed.map(one => value(one.made)))
  const values = [
    dateOfDayNumber(day).toString(),
    binaryInt8s(claimed.map(one => one.shard)),
    texts(made => made.transfer.key),
    int8s(made => made.id),
    int8s(made => made.transfer.from.shard),
    texts(made => made.transfer.from.number),
    int8s(made => made.transfer.to.shard),
    texts(made => made.transfer.to.number),
    int8s(made => made.transfer.amountMinor),
    texts(made => made.transfer.reason),
    texts(made => made.transfer.actor),
    texts(made => made.transfer.funds),
    texts(({ answer }) => (answer.at === 'refused' ? answer.refusal.kind : '')),
    texts(({ answer }) => (answer.at === 'refused' ? answer.refusal.sentence : '')),
  ]
  return { what: INSERT, values }
}

/** Adds the entries of transfers that posted, each with its posting. */
export function legWrites(day: number, legs: readonly TransferLeg[]): readonly Write[] {
  const on = dateOfDayNumber(day).toString()
  const int8s = (value: (leg: TransferLeg) => number) => binaryInt8s(legs.map(value))
  const shards = int8s(leg => leg.shard)
  const entryIds = int8s(leg => leg.entryId)
  const accounts = [int8s(leg => leg.accountId), entryIds, int8s(leg => leg.contraId)]
  return [
    { what: INSERT_ENTRIES, values: [on, shards, entryIds] },
    { what: INSERT_POSTINGS, values: [on, shards, ...accounts, int8s(leg => leg.amountMinor)] },
  ]
}

/**
 * SHA-256 of rows of transfers in order of their ids, as the audit chain tells it: their columns in binary COPY form. What
 * `TRANSFER_COLUMNS` reads back.
 */
export function hashOfTransfers(orgId: number, day: number, fresh: readonly NewTransfer[]): string {
  const rows = new CopyRows()
  const hashed = new RowDigest(fresh.length * 300)
  for (const { id, transfer, answer } of fresh) {
    const from = rows.clear().row(14).at
    rows.int8(id).int8(shardOfKey(orgId, transfer.key)).text(transfer.key).date(day)
    rows.int8(transfer.from.shard).text(transfer.from.number).int8(transfer.to.shard).text(transfer.to.number)
    rows.int8(transfer.amountMinor).text(transfer.reason).text(transfer.actor).text(transfer.funds)
    const refusal = answer.at === 'refused' ? answer.refusal : undefined
    rows.textOrNull(refusal?.kind).textOrNull(refusal?.sentence)
    rows.hash(hashed, from, rows.at)
  }
  return hashed.take()
}
export const TRANSFER_COLUMNS =
  'id, shard, key, day, from_shard, from_number, to_shard, to_number, amount_minor, reason, actor, funds, refusal, why'

/** The same of their postings, in order of entry and shard: what `LEG_COLUMNS` reads back. */
export function hashOfLegs(day: number, legs: readonly TransferLeg[]): string {
  const rows = new CopyRows()
  const hashed = new RowDigest(legs.length * 100)
  const inOrder = legs.toSorted((a, b) => a.entryId - b.entryId || a.shard - b.shard)
  for (const { shard, entryId, accountId, contraId, amountMinor } of inOrder) {
    const from = rows.clear().row(8).at
    rows.int8(entryId).int8(shard).date(day).int8(accountId).int4(0).int8(contraId).int8(amountMinor).null()
    rows.hash(hashed, from, rows.at)
  }
  return hashed.take()
}
export const LEG_COLUMNS = 'entry_id, shard, day, account_id, line, contra_id, amount_minor, item_id'

interface TransferRow {
  key: string
  id: number
  day: string
  from_shard: number
  from_number: string
  to_shard: number
  to_number: string
  amount_minor: number
  reason: string
  actor: string
  funds: Funds
  refusal: TransferRefusalKind | null
  why: string | null
}

function knownTransfer(row: TransferRow, currency: string): KnownTransfer {
  const transfer: Transfer = {
    key: row.key,
    from: { shard: row.from_shard, number: row.from_number },
    to: { shard: row.to_shard, number: row.to_number },
    amountMinor: row.amount_minor,
    currency,
    reason: row.reason,
    actor: row.actor,
    funds: row.funds,
  }
  if (row.refusal === null) return { transfer, answer: { at: 'posted', id: row.id, day: row.day } }
  return { transfer, answer: { at: 'refused', refusal: { kind: row.refusal, sentence: row.why ?? '' } } }
}
