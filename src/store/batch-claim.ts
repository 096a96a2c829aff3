import type pg from 'pg'
import { ITEMS_PER_RECEIPT_MAX, itemId } from '../core/item.ts'
import type { EarlierBatch } from '../core/repeated-batch.ts'
import type { Tally } from '../core/tally.ts'
import { changedBy, type Runner, rowsOf, statement } from './statement.ts'

/** The content of a batch, as the file that comes with it claims it. Lives in the shard of its fingerprint. */
export interface BatchClaim {
  readonly shard: number
  readonly fingerprint: string
  /** In the file that claims it. */
  readonly ordinal: number
}

const CLAIM = statement(
  'batch-claim.insert',
  `
-- in order of (shard, fingerprint), so that two files with the same batches wait for each other instead of deadlocking
insert into batch_claim (shard, fingerprint, receipt_id, ordinal)
select shard, fingerprint, $3, ordinal
from unnest($1::bigint[], $2::text[], $4::integer[]) as claim (shard, fingerprint, ordinal)
order by shard, fingerprint, ordinal
on conflict (shard, fingerprint) do nothing`,
)
const CLAIM_OWNERS = statement(
  'batch-claim.owners',
  `
select claim.ordinal as claimed, owner.receipt_id, owner.ordinal
from unnest($1::bigint[], $2::text[], $3::integer[]) as claim (shard, fingerprint, ordinal)
join batch_claim as owner using (shard, fingerprint)`,
)
const TAKE_OVER = statement(
  'batch-claim.take-over',
  `
-- compare-and-set: of two files that take a batch over from one that failed, the second finds it taken
update batch_claim as claim
set receipt_id = $1, ordinal = taken.ordinal
from unnest($2::bigint[], $3::text[], $4::integer[]) as taken (shard, fingerprint, ordinal)
where claim.shard = taken.shard and claim.fingerprint = taken.fingerprint and claim.receipt_id = $5`,
)
const ITEMS_BY_BATCH = statement(
  'batch.written-items',
  `
-- one look a bucket, into the run of the receipt's items: never through what else the day has. "offset 0" keeps the looks apart
select batch, count(*) as items,
  coalesce(sum(amount_minor) filter (where direction = 'debit'), 0)::bigint as debit_minor,
  coalesce(sum(amount_minor) filter (where direction = 'credit'), 0)::bigint as credit_minor
from generate_series($1::bigint, $1::bigint + 1023) as walked (shard)
cross join lateral (
  select batch, direction, amount_minor
  from item
  where item.shard = walked.shard and item.day = $2 and item.id between $3 and $4
  offset 0
) as item
group by batch`,
)

/**
 * Claims batch fingerprints, each given once, for a receipt and gives, by ordinal, the earlier owner of those that another
 * receipt claimed before.
 */
export async function claimBatches(
  tx: pg.ClientBase,
  receiptId: number,
  claims: readonly BatchClaim[],
): Promise<ReadonlyMap<number, EarlierBatch>> {
  const [shards, fingerprints, ordinals] = columnsOf(claims)
  const inserted = await changedBy(tx, CLAIM, [shards, fingerprints, receiptId, ordinals])
  if (inserted === claims.length) return new Map()
  const owners = await ownersOf(tx, claims)
  return new Map([...owners].filter(([, owner]) => owner.receiptId !== receiptId))
}

/** Who owns the content, by ordinal; what nobody owns is left out. */
export async function ownersOf(run: Runner, claims: readonly BatchClaim[]): Promise<ReadonlyMap<number, EarlierBatch>> {
  const owners = await rowsOf<{ claimed: number; receipt_id: number; ordinal: number }>(
    run,
    CLAIM_OWNERS,
    columnsOf(claims),
  )
  return new Map(owners.map(row => [row.claimed, { receiptId: row.receipt_id, ordinal: row.ordinal }]))
}

function columnsOf(claims: readonly BatchClaim[]): [number[], string[], number[]] {
  return [claims.map(one => one.shard), claims.map(one => one.fingerprint), claims.map(one => one.ordinal)]
}

/** Makes the receipt the owner of content that another one owned. Throws when that one does not own all of it. */
export async function takeOverClaims(
  tx: pg.ClientBase,
  owners: { readonly from: number; readonly to: number },
  claims: readonly BatchClaim[],
): Promise<void> {
  const changed = await changedBy(tx, TAKE_OVER, [owners.to, ...columnsOf(claims), owners.from])
  if (changed !== claims.length) throw new Error(`${claims.length} batches were to be taken over, ${changed} were`)
}

/** What the items of each batch of a receipt that were written down are worth, by ordinal; batches without one are left out. */
export async function writtenItems(
  run: Runner,
  orgShard: number,
  receipt: { readonly id: number; readonly postingOn: string },
): Promise<ReadonlyMap<number, Tally>> {
  const first = itemId(receipt.id, 0)
  const rows = await rowsOf<WrittenRow>(run, ITEMS_BY_BATCH, [
    orgShard,
    receipt.postingOn,
    first,
    first + ITEMS_PER_RECEIPT_MAX - 1,
  ])
  return new Map(
    rows.map(row => [row.batch, { count: row.items, debitMinor: row.debit_minor, creditMinor: row.credit_minor }]),
  )
}

interface WrittenRow {
  batch: number
  items: number
  debit_minor: number
  credit_minor: number
}
