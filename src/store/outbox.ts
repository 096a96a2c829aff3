import { binaryInt8s, binaryTexts } from './binary-array.ts'
import type { Write } from './one-trip.ts'
import { frequentStatement } from './statement.ts'

const INSERT = frequentStatement(
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
export function outboxWrite(rows: readonly NewOutbox[]): Write {
  const int8s = (value: (row: NewOutbox) => number) => binaryInt8s(rows.map(value))
  const ids = [int8s(row => row.shard), int8s(row => row.transferId), int8s(row => row.transferShard)]
  return { what: INSERT, values: [...ids, binaryTexts(rows.map(row => row.transferKey))] }
}
