import { type PackName, PRESENTMENTS_TOLD } from '../core/pack.ts'
import type { Claims } from './claims.ts'
import { fingerprintOf, packOf } from './item-claim.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

/** One time that an identity was presented, and what became of it. */
export interface Presentment {
  /** Index among the places that were asked for. */
  readonly n: number
  /** The day of its claim: that of the identity for the first, -1 and -2 for those that came after it. */
  readonly claimedDay: number
  readonly itemId: number
  readonly receivedDay: number
  readonly pack: PackName
  /** The code with which the item went back; undefined while it did not. */
  readonly returnedAs: string | undefined
}

/** Under which days the presentments of an identity without a day are claimed: 0 for the first, then -1 and -2. */
export const PRESENTMENT_DAYS: readonly number[] = Array.from({ length: PRESENTMENTS_TOLD }, (_, n) => 0 - n)

const PRESENTMENTS = statement(
  'item-claim.presentments',
  `
-- for the few whose identity is taken: each time it was presented, and whether that item went back. An item's day is its receipt's posting day
select wanted.n::integer - 1 as n, claim.day as claimed_day, claim.item_id, claim.received_day, claim.pack, sent.code as returned_as
from unnest($1::bigint[], $2::smallint[], $3::integer[], $4::bigint[]) with ordinality as wanted (shard, space, day, fingerprint, n)
join item_claim as claim on claim.shard = wanted.shard and claim.space = wanted.space and claim.fingerprint = wanted.fingerprint
  and claim.day = any (case wanted.day when 0 then $5::integer[] else array[wanted.day] end)
left join receipt on receipt.shard = claim.shard / 1024 * 1024 and receipt.id = claim.item_id / 67108864
left join item on item.shard = claim.shard and item.day = receipt.posting_on and item.id = claim.item_id
left join outbound_item as sent on sent.shard = item.shard and sent.item_id = item.id and sent.kind = 'return'
  and sent.state = 'sent' and item.state = 'returned'
order by wanted.n, claim.received_day, claim.item_id`,
)

/** Every time that the identities of the claims at the places were presented before, the oldest first, however long ago. */
export async function presentmentsOf(
  tx: Runner,
  claims: Claims,
  places: readonly number[],
): Promise<readonly Presentment[]> {
  if (places.length === 0) return []
  const rows = await rowsOf<{
    n: number
    claimed_day: number
    item_id: number
    received_day: number
    pack: number
    returned_as: string | null
  }>(tx, PRESENTMENTS, [
    places.map(place => claims.shard(place)),
    places.map(place => claims.space(place)),
    places.map(place => claims.day(place)),
    places.map(place => fingerprintOf(claims.hi(place), claims.lo(place)).toString()),
    PRESENTMENT_DAYS,
  ])
  return rows.map(row => ({
    n: row.n,
    claimedDay: row.claimed_day,
    itemId: row.item_id,
    receivedDay: row.received_day,
    pack: packOf(row.pack),
    returnedAs: row.returned_as ?? undefined,
  }))
}
