import { binaryInt8s, binaryTexts } from './binary-array.ts'
import { changedBy, type Runner, statement } from './statement.ts'

const INSERT = statement(
  'outbox.insert',
  `
-- ids are given in the order of the rows, under the locks of their buckets: in a bucket they count up as it was posted to
insert into outbox (shard, transfer_id, transfer_shard, transfer_key)
select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[])`,
)

/** A transfer that others must be told of. */
export interface NewOutbox {
  /** Of the account that paid. */
  readonly shard: number
  readonly transferId: number
  /** Where the transfer is: the shard of its key. */
  readonly transferShard: number
  readonly transferKey: string
}

/** Adds to the outbox in the transaction that posts. The caller holds the locks of the shards. */
export async function insertOutbox(tx: Runner, rows: readonly NewOutbox[]): Promise<void> {
  await changedBy(tx, INSERT, [
    binaryInt8s(rows.map(row => row.shard)),
    binaryInt8s(rows.map(row => row.transferId)),
    binaryInt8s(rows.map(row => row.transferShard)),
    binaryTexts(rows.map(row => row.transferKey)),
  ])
}
