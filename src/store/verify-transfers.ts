import type pg from 'pg'
import { batchOfTransfer, TRANSFER_IDS_FROM } from '../core/transfer-id.ts'
import { compareRows, type ToldRows } from './compare-rows.ts'
import { copiedRows, int8At } from './copied-rows.ts'
import { jsonOf } from './event.ts'
import { LEG_COLUMNS, TRANSFER_COLUMNS } from './transfer.ts'

/** What events tell of transfers, by the place of the event. */
export interface ToldTransfers {
  readonly transfers: Map<string, ToldRows>
  readonly postings: Map<string, ToldRows>
}

export function noTransfersTold(): ToldTransfers {
  return { transfers: new Map(), postings: new Map() }
}

/** Takes down what an event of kind `transfers_posted` says: its rows lie in many buckets, and their ids name it. */
export function takeDownTransfers(
  told: ToldTransfers,
  event: { readonly subject: number; readonly body: string },
): void {
  const body = jsonOf(event.body) as TransfersBody | undefined // as the engine wrote it
  if (body === undefined) return
  const batch = String(batchOfTransfer(event.subject))
  told.transfers.set(batch, { rows: body.transfers, sha256: body.transfersSha256 })
  if (body.postings > 0) told.postings.set(batch, { rows: body.postings, sha256: body.postingsSha256 })
}

interface TransfersBody {
  readonly transfers: number
  readonly transfersSha256: string
  readonly postings: number
  readonly postingsSha256: string
}

/** Hashes every transfer and its postings again, in all buckets together, and holds them against what was told. Gives how many rows there are. */
export async function verifyTransfers(
  tx: pg.ClientBase,
  orgShard: number,
  told: ToldTransfers,
  report: (sentence: string) => void,
): Promise<number> {
  const within = `shard between ${orgShard} and ${orgShard + 1023}`
  const transfers = `select ${TRANSFER_COLUMNS} from transfer where ${within} order by id, shard, key`
  const legs = `select ${LEG_COLUMNS} from posting where ${within} and entry_id >= ${TRANSFER_IDS_FROM} order by entry_id, shard, day, line, account_id`
  // the id stands first in both
  const batchOf = (row: Buffer) => String(batchOfTransfer(int8At(row, 0)))
  return (
    (await compareRows(copiedRows(tx, transfers), batchOf, told.transfers, (key, what) =>
      report(`Transfers from ${firstOf(key)} on ${what}`),
    )) +
    (await compareRows(copiedRows(tx, legs), batchOf, told.postings, (key, what) =>
      report(`Postings of the transfers from ${firstOf(key)} on ${what}`),
    ))
  )
}

function firstOf(batch: string): number {
  return TRANSFER_IDS_FROM + Number(batch) * 1024
}
