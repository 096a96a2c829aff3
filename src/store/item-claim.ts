import type { PackName } from '../core/pack.ts'
import { binaryHalves } from './binary-array.ts'
import type { Claims } from './claims.ts'
import type { Copy } from './copy-into.ts'
import type { CopyRows } from './copy-rows.ts'
import type { RowDigest } from './row-digest.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

/** An item that claimed an identity. */
export interface StoredClaim {
  /** The first place in the part at which the identity is claimed again. */
  readonly place: number
  readonly itemId: number
  readonly receivedDay: number
  readonly pack: PackName
}

/** Which items claim, as the claim tables keep it. */
export interface Claimant {
  readonly receivedDay: number
  readonly pack: PackName
  /** Which release of its receipt claims; left out as the file is read. */
  readonly release?: number | undefined
}

/** Packs as the claim tables number them. Never renumber. */
const PACK_NUMBERS = { ach: 1, checks: 2 } as const satisfies Record<PackName, number>

const OWNERS = statement(
  'item-claim.owners',
  `
-- every time that an identity without a day was presented, however long ago: one walk along the index for each bucket
select wanted.n::integer - 1 as n, owner.fingerprint::text, owner.item_id, owner.received_day, owner.pack
from unnest($1::bigint[], $2::smallint[], $3::integer[], $4::integer[]) with ordinality as wanted (shard, space, first, last, n)
join item_claim as owner on owner.shard = wanted.shard and owner.space = wanted.space
  and owner.fingerprint = any (($5::bigint[])[wanted.first:wanted.last])`,
)
const COPY = statement(
  'item-claim.copy',
  'copy item_claim (shard, item_id, space, fingerprint, received_day, pack) from stdin (format binary)',
)
const COPY_RELEASED = statement(
  'item-claim.copy-released',
  'copy item_claim (shard, item_id, space, fingerprint, received_day, pack, release) from stdin (format binary)',
)

/** Earlier claims of identities without a day. The places of a group share shard and space. */
export async function claimedWithoutDay(
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
      ends.map((end, n) => end - (groups[n]?.length ?? 0) + 1),
      ends,
      binaryFingerprints(claims, groups, last),
    ],
  )
  return rows.flatMap(row => {
    const bits = BigInt.asUintN(64, BigInt(row.fingerprint))
    const place = claims.firstOf(first[row.n] as number, Number(bits >> 32n), Number(bits & 0xffff_ffffn))
    const owner = { itemId: row.item_id, receivedDay: row.received_day, pack: packOf(row.pack) }
    return place === undefined ? [] : [{ place, ...owner }]
  })
}

function binaryFingerprints(claims: Claims, groups: readonly (readonly number[])[], length: number): Buffer {
  const halves = binaryHalves(length)
  for (const group of groups) for (const place of group) halves.add(claims.hi(place), claims.lo(place))
  return halves.bytes
}

/** Claims of corrected items count on behind: their rows are told by the seal of the item, and no event of a part. Never renumber. */
const CORRECTED = 2

/** The pack that the claim tables number so. */
export function packOf(number: number): PackName {
  const own = number > CORRECTED ? number - CORRECTED : number
  return own === PACK_NUMBERS.ach ? 'ach' : 'checks'
}

/** The number of a pack for what a corrected item claims. */
export function correctedNumberOfPack(pack: PackName): number {
  return PACK_NUMBERS[pack] + CORRECTED
}

/** The number of a pack in the claim tables. */
export function numberOfPack(pack: PackName): number {
  return PACK_NUMBERS[pack]
}

/** Adds the row of the claim at a place, and its bytes to what the audit chain hashes. */
export function claimRow(rows: CopyRows, claims: Claims, place: number, by: Claimant, hashed: RowDigest): void {
  const from = rows.row(by.release === undefined ? 6 : 7).at
  rows.int8(claims.shard(place)).int8(claims.itemId(place)).int2(claims.space(place))
  const to = rows.halves(claims.hi(place), claims.lo(place)).int4(by.receivedDay).int2(PACK_NUMBERS[by.pack]).at
  if (by.release !== undefined) rows.int2(by.release)
  rows.hash(hashed, from, to)
}

export function claimCopy(rows: CopyRows): Copy {
  return { what: COPY, rows }
}

/** Of rows that were added with a release. */
export function releasedClaimCopy(rows: CopyRows): Copy {
  return { what: COPY_RELEASED, rows }
}
