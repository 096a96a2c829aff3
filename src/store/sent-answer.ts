import type { BatchDetail } from '../core/pack.ts'
import { type Runner, rowOf, statement } from './statement.ts'

const SENT = statement(
  'outbound-item.sent-as',
  `
-- asked for one item at a time, when somebody defends an answer: what went out lies in the bucket of the item that it answered
select outbound_item.item_id, file.business_day::text as sent_on, outbound_item.day::text as posted_on, receipt.received_on::text, batch.detail
from outbound_item
join outbound_file as file on file.shard = $1 / 1024 * 1024 and file.id = outbound_item.file_id
join receipt on receipt.shard = file.shard and receipt.id = outbound_item.item_id / 67108864
join batch on batch.shard = receipt.shard and batch.receipt_id = receipt.id and batch.ordinal = outbound_item.batch
where outbound_item.shard = $1 and outbound_item.trace = $2 and outbound_item.state = 'sent' and outbound_item.kind = 'return'
order by outbound_item.file_id desc
limit 1`,
)

/** An answer of ours that went out, and what it was about. Days are YYYY-MM-DD. */
export interface SentAnswer {
  /** The item that it answered. */
  readonly itemId: number
  readonly sentOn: string
  readonly postedOn: string
  readonly receivedOn: string
  readonly batch: BatchDetail
}

/** The newest answer of the bucket that went out under the number; undefined where none did. */
export async function sentAnswer(
  run: Runner,
  at: { readonly shard: number; readonly trace: string },
): Promise<SentAnswer | undefined> {
  const row = await rowOf<{
    item_id: number
    sent_on: string
    posted_on: string
    received_on: string
    detail: BatchDetail
  }>(run, SENT, [at.shard, at.trace])
  if (row === undefined) return undefined
  return {
    itemId: row.item_id,
    sentOn: row.sent_on,
    postedOn: row.posted_on,
    receivedOn: row.received_on,
    batch: row.detail,
  }
}
