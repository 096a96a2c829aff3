import type pg from 'pg'
import type { PackName } from '../core/pack.ts'
import { binaryHalves } from './binary-array.ts'
import type { Claims } from './claims.ts'
import { type CopyRows, copyInto } from './copy-rows.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

export interface StoredClaim {
  /** Which of the caller's groups it was asked for in. */
  readonly n: number
  /** Both halves of the fingerprint, unsigned. */
  readonly hi: number
  readonly lo: number
  readonly itemId: number
  readonly receivedDay: number
  readonly pack: PackName
}

/** Packs as the claim table numbers them. Never renumber. */
const PACK_NUMBERS = { ach: 1, checks: 2 } as const satisfies Record<PackName, number>

const DAYS_IN_USE = statement(
  'item-claim.days-in-use',
  `
-- most files bring a new effective day: then there is nothing to look up, whatever the history holds
select n::integer - 1 as n
from unnest($1::bigint[], $2::smallint[], $3::integer[]) with ordinality as wanted (shard, space, day, n)
where exists (select from item_claim where item_claim.shard = wanted.shard and item_claim.space = wanted.space and item_claim.day = wanted.day)
order by n`,
)
const OWNERS = statement(
  'item-claim.owners',
  `
-- one walk along the index for each day, over the fingerprints from and to which belong to it
select wanted.n::integer - 1 as n, owner.fingerprint::text, owner.item_id, owner.received_day, owner.pack
from unnest($1::bigint[], $2::smallint[], $3::integer[], $4::integer[], $5::integer[]) with ordinality as wanted (shard, space, day, first, last, n)
join item_claim as owner on owner.shard = wanted.shard and owner.space = wanted.space and owner.day = wanted.day
  and owner.fingerprint = any (($6::bigint[])[wanted.first:wanted.last])`,
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
const COPY = statement(
  'item-claim.copy',
  'copy item_claim (shard, space, day, fingerprint, item_id, received_day, pack) from stdin (format binary)',
)

/** Of the claims at the given places the indexes of those under whose (shard, space, day) anything was ever claimed. */
export async function daysInUse(tx: Runner, claims: Claims, places: readonly number[]): Promise<readonly number[]> {
  const rows = await rowsOf<{ n: number }>(tx, DAYS_IN_USE, [
    places.map(place => claims.shard(place)),
    places.map(place => claims.space(place)),
    places.map(place => claims.day(place)),
  ])
  return rows.map(row => row.n)
}

/** Earlier owners of claims, however long ago. The places of a group share shard, space and day. */
export async function claimOwners(
  tx: Runner,
  claims: Claims,
  groups: readonly (readonly number[])[],
): Promise<readonly StoredClaim[]> {
  if (groups.length === 0) return []
  const first = groups.map(group => group[0] as number) // no group is empty
  let last = 0
  const ends = groups.map(group => {
    last += group.length
    return last
  })
  const rows = await rowsOf<{ n: number; fingerprint: string; item_id: number; received_day: number; pack: number }>(
    tx,
    OWNERS,
    [
      first.map(place => claims.shard(place)),
      first.map(place => claims.space(place)),
      first.map(place => claims.day(place)),
      ends.map((end, n) => end - (groups[n]?.length ?? 0) + 1),
      ends,
      binaryFingerprints(claims, groups, last),
    ],
  )
  return rows.map(row => ({
    n: row.n,
    ...halvesOf(BigInt(row.fingerprint)),
    itemId: row.item_id,
    receivedDay: row.received_day,
    pack: packOf(row.pack),
  }))
}

function binaryFingerprints(claims: Claims, groups: readonly (readonly number[])[], length: number): Buffer {
  const halves = binaryHalves(length)
  for (const group of groups) for (const place of group) halves.add(claims.hi(place), claims.lo(place))
  return halves.bytes
}

/** The pack that the claim table numbers so. */
export function packOf(number: number): PackName {
  return number === PACK_NUMBERS.ach ? 'ach' : 'checks'
}

function halvesOf(fingerprint: bigint): { hi: number; lo: number } {
  const bits = BigInt.asUintN(64, fingerprint)
  return { hi: Number(bits >> 32n), lo: Number(bits & 0xffff_ffffn) }
}

/** The signed 64-bit value of two unsigned halves. */
export function fingerprintOf(hi: number, lo: number): bigint {
  return BigInt.asIntN(64, (BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0))
}

/** Adds the row of the claim at a place, under a day that may be another than the one under which it was asked for. */
export function claimRow(
  rows: CopyRows,
  claims: Claims,
  place: number,
  day: number,
  owner: { readonly receivedDay: number; readonly pack: PackName },
): void {
  rows.row(7).int8(claims.shard(place)).int2(claims.space(place)).int4(day)
  rows.halves(claims.hi(place), claims.lo(place)).int8(claims.itemId(place)).int4(owner.receivedDay)
  rows.int2(PACK_NUMBERS[owner.pack])
}

export async function insertClaims(tx: pg.ClientBase, rows: CopyRows): Promise<void> {
  await copyInto(tx, COPY, rows)
}

/** A claim, by its place, and the day under which it is stored. */
export interface ClaimToStore {
  readonly place: number
  readonly day: number
}

/** Gives identities whose owner is older than the look-back to a newer item. */
export async function renewClaims(
  tx: pg.ClientBase,
  claims: Claims,
  renewed: readonly ClaimToStore[],
  owner: { readonly receivedDay: number; readonly pack: PackName },
): Promise<void> {
  if (renewed.length === 0) return
  await tx.query(RENEW.text, [
    renewed.map(({ place }) => claims.shard(place)),
    renewed.map(({ place }) => claims.space(place)),
    renewed.map(({ day }) => day),
    renewed.map(({ place }) => fingerprintOf(claims.hi(place), claims.lo(place)).toString()),
    renewed.map(({ place }) => claims.itemId(place)),
    owner.receivedDay,
    PACK_NUMBERS[owner.pack],
  ])
}
