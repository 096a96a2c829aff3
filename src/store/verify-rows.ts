import type pg from 'pg'
import { ITEMS_PER_RECEIPT_MAX, receiptOfItem } from '../core/item.ts'
import { TRANSFER_IDS_FROM } from '../core/transfer-id.ts'
import { FAILED_TIMES_MAX, REVERSAL_OF_RESOLUTION, UNIT_ENTRY_STEPS } from '../core/unit-entry.ts'
import { compareRows, type ToldRows } from './compare-rows.ts'
import { copiedRows, int4At, int8At } from './copied-rows.ts'
import { jsonOf } from './event.ts'
import { verifyClaims } from './verify-claims.ts'
import { claimsOf, type ToldClaimRows, verifyIdentities } from './verify-identities.ts'
import { noTransfersTold, type ToldTransfers, takeDownTransfers, verifyTransfers } from './verify-transfers.ts'

/** What the events of an institution say about rows that never change. */
export interface RowsTold {
  /** Items, by shard, day and receipt. */
  readonly items: Map<string, ToldRows>
  /** Postings, by shard, day and entry. */
  readonly postings: Map<string, ToldRows>
  /** Claims of identities without a day, and blocks of those with one, by shard and receipt. */
  readonly claims: Map<string, ToldClaimRows>
  readonly claimBlocks: Map<string, ToldClaimRows>
  /** Transfers and their postings, by the place of their event. */
  readonly transfers: ToldTransfers
}

export function nothingTold(): RowsTold {
  return {
    items: new Map(),
    postings: new Map(),
    claims: new Map(),
    claimBlocks: new Map(),
    transfers: noTransfersTold(),
  }
}

/** An event, as far as rows are concerned. */
interface RowsEvent {
  readonly shard: number
  /** Days since 1970-01-01. */
  readonly day: number
  readonly kind: string
  readonly subject: number
  readonly body: string
}

const DAYS_1970_TO_2000 = 10_957
const MS_OF_DAY = 86_400_000

type TellingBody = Readonly<Record<string, number>> & {
  readonly itemsSha256?: string
  readonly postingsSha256: string
  readonly claimsSha256?: string
  readonly claimBlocksSha256?: string
}

/** Takes down what an event stands for: the items, postings and claims of a part, or an entry that was posted by itself. */
export function takeDown(told: RowsTold, event: RowsEvent): void {
  if (event.kind === 'transfers_posted') takeDownTransfers(told.transfers, event)
  if (event.kind !== 'part_processed' && event.kind !== 'batch_released' && event.kind !== 'entry_posted') return
  const body = jsonOf(event.body) as TellingBody | undefined // as the engine wrote it
  if (body === undefined) return
  const day = event.day - DAYS_1970_TO_2000
  const { receipt = 0, part = 0, items = 0, postings = 0, itemsOn = event.day } = body
  const itemsDay = itemsOn - DAYS_1970_TO_2000
  const entry = body.entry ?? receipt * ITEMS_PER_RECEIPT_MAX + part
  if (postings > 0) told.postings.set(keyOf(event.shard, day, entry), { rows: postings, sha256: body.postingsSha256 })
  if (body.itemsSha256 !== undefined)
    told.items.set(keyOf(event.shard, itemsDay, receipt), { rows: items, sha256: body.itemsSha256 })
  const { claims = 0, claimsSha256, claimBlocks = 0, claimBlocksSha256, claimsSince: since = 0 } = body
  const key = claimsOf(event.shard, receipt, body.release ?? 0)
  if (claimsSha256 !== undefined) told.claims.set(key, { rows: claims, sha256: claimsSha256, since })
  if (claimBlocksSha256 !== undefined)
    told.claimBlocks.set(key, { rows: claimBlocks, sha256: claimBlocksSha256, since })
}

function keyOf(shard: number, day: number, group: number): string {
  return `${shard}/${day}/${group}`
}

/** Hashes every item, posting and claim of an institution again and holds them against what was told of them. Gives how many rows there are. */
export async function verifyRows(
  tx: pg.ClientBase,
  orgShard: number,
  told: RowsTold,
  report: (sentence: string) => void,
): Promise<number> {
  const items = `select shard, day, id, batch, line, byte_offset, byte_length, account_id, direction, amount_minor, reference
    from item where shard between ${orgShard} and ${orgShard + 1023} order by shard, day, id`
  const postings = `select shard, day, account_id, entry_id, line, contra_id, amount_minor, item_id
    from posting where shard between ${orgShard} and ${orgShard + 1023} and entry_id < ${TRANSFER_IDS_FROM} order by shard, day, entry_id, line, account_id`
  await verifyEntries(tx, orgShard, told, report)
  const itemsOf = (row: Buffer) => keyOf(int8At(row, 0), int4At(row, DAY_AT), receiptOfItem(int8At(row, ID_AT)))
  const postingsOf = (row: Buffer) => keyOf(int8At(row, 0), int4At(row, DAY_AT), int8At(row, ENTRY_AT))
  await verifyIdentities(tx, orgShard, told, report)
  return (
    (await compareRows(copiedRows(tx, items), itemsOf, told.items, (key, what) =>
      report(`Items of receipt ${placeOf(key)} ${what}`),
    )) +
    (await compareRows(copiedRows(tx, postings), postingsOf, told.postings, (key, what) =>
      report(`Postings of entry ${placeOf(key)} ${what}`),
    )) +
    (await verifyClaims(tx, orgShard, told, report)) +
    (await verifyTransfers(tx, orgShard, told.transfers, report))
  )
}

/** The heads of entries: each stands over the postings that an event told, and says of them what their numbers say. */
async function verifyEntries(
  tx: pg.ClientBase,
  orgShard: number,
  told: RowsTold,
  report: (sentence: string) => void,
): Promise<void> {
  const missing = new Set(told.postings.keys())
  const entries = `select shard, day, id, kind = case when id <= -${ITEMS_PER_RECEIPT_MAX} then 'claimed' when id < 0 then 'returned' when id < ${REVERSAL_OF_RESOLUTION} then 'resolution' when id < ${ITEMS_PER_RECEIPT_MAX} then 'reversal' when ${IS_REVERSAL} then 'reversal' else 'received' end
      and receipt_id is not distinct from case when id >= ${ITEMS_PER_RECEIPT_MAX} then id / ${ITEMS_PER_RECEIPT_MAX} end and reverses is not distinct from case when id between ${REVERSAL_OF_RESOLUTION} and ${ITEMS_PER_RECEIPT_MAX - 1} then id - ${REVERSAL_OF_RESOLUTION} when ${IS_REVERSAL} then id + 1 end
    from entry where shard between ${orgShard} and ${orgShard + 1023} and id < ${TRANSFER_IDS_FROM} order by shard, day, id`
  for await (const batch of copiedRows(tx, entries)) {
    for (const row of batch) {
      const key = keyOf(int8At(row, 0), int4At(row, DAY_AT), int8At(row, ID_AT))
      if (!missing.delete(key)) report(`Entry ${placeOf(key)} stands under no event: it was added.`)
      else if (row[RIGHT_AT] !== 1)
        report(`Entry ${placeOf(key)} says another kind, receipt or reversal than it was written with.`)
    }
  }
  for (const key of missing) report(`Entry ${placeOf(key)} is gone: its postings have no head.`)
}

/** What a retry took back, by the numbers that unit-entry.ts gives: the second of each three that count down from the last but one. */
const IS_REVERSAL = `(id > 0 and id % ${ITEMS_PER_RECEIPT_MAX} > ${ITEMS_PER_RECEIPT_MAX - 2 - FAILED_TIMES_MAX * UNIT_ENTRY_STEPS} and (${ITEMS_PER_RECEIPT_MAX - 2} - id % ${ITEMS_PER_RECEIPT_MAX}) % ${UNIT_ENTRY_STEPS} = 1)`

/** Fields of a row, each behind four bytes of length: shard, day, then what groups. */
const DAY_AT = 12
const ID_AT = 20
const ENTRY_AT = 32
const RIGHT_AT = 36

/** `7 in shard 1031 on 2026-11-23`. */
function placeOf(key: string): string {
  const [shard, day = '0', group] = key.split('/')
  const date = new Date((Number(day) + DAYS_1970_TO_2000) * MS_OF_DAY).toISOString().slice(0, 10)
  return `${group} in shard ${shard} on ${date}`
}
