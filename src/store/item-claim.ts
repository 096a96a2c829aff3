import type pg from 'pg'
import { CLAIM_SPACES, type ClaimSpace, type PackName } from '../core/pack.ts'
import { CopyRows, copyInto } from './copy-rows.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

/** One identity of one item: 64 bits in a space, and the day that narrows the look-up. */
export interface ItemClaim {
  readonly shard: number
  readonly space: ClaimSpace
  readonly day: number
  readonly hi: number
  readonly lo: number
}

export interface StoredClaim {
  readonly shard: number
  readonly space: number
  readonly day: number
  /** The 64 bits as a signed bigint, as the database keeps them. */
  readonly fingerprint: bigint
  readonly itemId: number
  readonly receivedDay: number
  readonly pack: PackName
}

/** Packs as the claim table numbers them. Never renumber. */
export const PACK_NUMBERS = { ach: 1, checks: 2 } as const satisfies Record<PackName, number>

const DAYS_IN_USE = statement(
  'item-claim.days-in-use',
  `
-- most files bring a new effective day: then there is nothing to look up, whatever the history holds
select shard, space, day
from unnest($1::bigint[], $2::smallint[], $3::integer[]) as wanted (shard, space, day)
where exists (select from item_claim where item_claim.shard = wanted.shard and item_claim.space = wanted.space and item_claim.day = wanted.day)`,
)
const OWNERS = statement(
  'item-claim.owners',
  `
select shard, space, day, fingerprint::text, item_id, received_day, pack
from unnest($1::bigint[], $2::smallint[], $3::integer[], $4::bigint[]) as wanted (shard, space, day, fingerprint)
join item_claim using (shard, space, day, fingerprint)`,
)
const RENEW = statement(
  'item-claim.renew',
  `
-- an owner older than the look-back no longer makes a duplicate: the newer item takes the identity over
update item_claim
set item_id = renewed.item_id, received_day = $6, pack = $7
from unnest($1::bigint[], $2::smallint[], $3::integer[], $4::bigint[], $5::bigint[]) as renewed (shard, space, day, fingerprint, item_id)
where item_claim.shard = renewed.shard and item_claim.space = renewed.space and item_claim.day = renewed.day
  and item_claim.fingerprint = renewed.fingerprint`,
)
const COPY = statement('item-claim.copy', 'copy item_claim (shard, space, day, fingerprint, item_id, received_day, pack) from stdin (format binary)')

/** Of the given (shard, space, day) triples those under which anything was ever claimed. */
export async function daysInUse(tx: Runner, wanted: readonly Pick<ItemClaim, 'shard' | 'space' | 'day'>[]): Promise<readonly { shard: number; space: number; day: number }[]> {
  return rowsOf(tx, DAYS_IN_USE, [wanted.map(one => one.shard), wanted.map(one => CLAIM_SPACES[one.space]), wanted.map(one => one.day)])
}

/** Earlier owners of the claims, however long ago. */
export async function claimOwners(tx: Runner, claims: readonly ItemClaim[]): Promise<readonly StoredClaim[]> {
  if (claims.length === 0) return []
  const rows = await rowsOf<{ shard: number; space: number; day: number; fingerprint: string; item_id: number; received_day: number; pack: number }>(tx, OWNERS, [
    claims.map(one => one.shard),
    claims.map(one => CLAIM_SPACES[one.space]),
    claims.map(one => one.day),
    claims.map(one => fingerprintOf(one.hi, one.lo).toString()),
  ])
  return rows.map(row => ({
    shard: row.shard,
    space: row.space,
    day: row.day,
    fingerprint: BigInt(row.fingerprint),
    itemId: row.item_id,
    receivedDay: row.received_day,
    pack: row.pack === PACK_NUMBERS.ach ? 'ach' : 'checks',
  }))
}

/** The signed 64-bit value of two unsigned halves. */
export function fingerprintOf(hi: number, lo: number): bigint {
  return BigInt.asIntN(64, (BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0))
}

export function claimRow(rows: CopyRows, claim: ItemClaim, owner: { readonly itemId: number; readonly receivedDay: number; readonly pack: PackName }): void {
  rows.row(7).int8(claim.shard).int2(CLAIM_SPACES[claim.space]).int4(claim.day).halves(claim.hi, claim.lo)
  rows.int8(owner.itemId).int4(owner.receivedDay).int2(PACK_NUMBERS[owner.pack])
}

export async function insertClaims(tx: pg.ClientBase, rows: CopyRows): Promise<void> {
  await copyInto(tx, COPY, rows)
}

/** Gives identities whose owner is older than the look-back to a newer item. */
export async function renewClaims(
  tx: pg.ClientBase,
  claims: readonly (ItemClaim & { readonly itemId: number })[],
  owner: { readonly receivedDay: number; readonly pack: PackName },
): Promise<void> {
  if (claims.length === 0) return
  await tx.query(RENEW.text, [
    claims.map(one => one.shard),
    claims.map(one => CLAIM_SPACES[one.space]),
    claims.map(one => one.day),
    claims.map(one => fingerprintOf(one.hi, one.lo).toString()),
    claims.map(one => one.itemId),
    owner.receivedDay,
    PACK_NUMBERS[owner.pack],
  ])
}
