import { invariant } from '../core/invariant.ts'
import { type Runner, rowOf, statement } from './statement.ts'

/** What came under a receipt: its own, or, of an archive, its members' together. */
export interface ReceiptContents {
  readonly items: number
  readonly batches: number
  readonly faults: number
  /** Files, an archive itself among them, that did not end as done: refused, quarantined or waiting. */
  readonly filesNotDone: number
}

const CONTENTS = statement(
  'receipt.contents',
  `
-- a file that was refused as received before is as much as the first one
select coalesce(sum(first.items), 0)::integer as items, coalesce(sum(first.batches), 0)::integer as batches,
  coalesce(sum(first.faults), 0)::integer as faults, count(*) filter (where sent.state <> 'done')::integer as files_not_done
from receipt
join receipt as sent on sent.shard = receipt.shard
  and (sent.id = receipt.id or sent.container_id = coalesce(receipt.duplicate_of, receipt.id))
join receipt as first on first.shard = sent.shard and first.id = coalesce(sent.duplicate_of, sent.id)
where receipt.shard = $1 and receipt.id = $2`,
)

export async function receiptContents(run: Runner, shard: number, id: number): Promise<ReceiptContents> {
  const row = await rowOf<{ items: number; batches: number; faults: number; files_not_done: number }>(run, CONTENTS, [
    shard,
    id,
  ])
  invariant(row !== undefined, `there is no receipt ${id}`)
  const { files_not_done: filesNotDone, ...counts } = row
  return { ...counts, filesNotDone }
}
