import type { Claims } from '../store/claims.ts'
import { type Claimant, claimRow } from '../store/item-claim.ts'
import { claimBlockRow } from '../store/item-claim-block.ts'
import type { PartBuffers } from './part-buffers.ts'

/** What the event of a part says about the claims of a bucket: how many rows, and the SHA-256 of their bytes. */
export interface ClaimsTold {
  readonly claims?: number
  readonly claimsSha256?: string
  readonly claimBlocks?: number
  readonly claimBlocksSha256?: string
  /** The first day of the look-back: an earlier claim of the same identity was no hindrance. */
  readonly claimsSince?: number
}

/**
 * Builds the rows of the claims that a part stores, and gives what its events say of them, by shard. The rows of a bucket are in
 * the order of their items, its blocks in that of spaces and days: as the proof reads them back.
 */
export function addClaimRows(
  buffers: PartBuffers,
  fresh: readonly number[],
  by: Claimant & { readonly sinceDay: number },
): ReadonlyMap<number, ClaimsTold> {
  const told = new Map<number, ClaimsTold>()
  const { identities: claims, hashedClaims: rows, hashedBlocks: blocks } = buffers
  for (const places of byShard(claims, fresh)) {
    const single = places.filter(place => !claims.hasDay(place))
    const groups = claims.byDay(places.filter(place => claims.hasDay(place)))
    for (const place of single) claimRow(buffers.claims, claims, place, by, rows)
    for (const group of groups.toSorted(inOrderOf(claims)))
      claimBlockRow(buffers.claimBlocks, claims, group, by, blocks)
    told.set(claims.shard(places[0] as number), {
      ...(single.length > 0 && { claims: single.length, claimsSha256: rows.take() }),
      ...(groups.length > 0 && { claimBlocks: groups.length, claimBlocksSha256: blocks.take() }),
      claimsSince: by.sinceDay,
    })
  }
  return told
}

/** Places of one shard together; a part's claims stand bucket by bucket. */
function* byShard(claims: Claims, places: readonly number[]): Generator<readonly number[]> {
  let from = 0
  for (let to = 1; to <= places.length; to++) {
    const shard = claims.shard(places[from] as number) // both are inside
    if (to < places.length && claims.shard(places[to] as number) === shard) continue
    yield places.slice(from, to)
    from = to
  }
}

function inOrderOf(claims: Claims): (a: readonly number[], b: readonly number[]) => number {
  return ([a = 0], [b = 0]) => claims.space(a) - claims.space(b) || claims.day(a) - claims.day(b)
}
