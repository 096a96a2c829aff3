import type { ClaimOwner, PackName } from '../core/pack.ts'
import type { Claims } from '../store/claims.ts'
import type { Transaction } from '../store/database.ts'
import { type ClaimToStore, claimOwners, daysInUse, type StoredClaim } from '../store/item-claim.ts'
import { PRESENTMENT_DAYS, type Presentment, presentmentsOf } from '../store/presentment.ts'

/** Who owns the identities that the items of a part claim. Claims are known by their places. */
export interface SettledClaims {
  /** Where another item claimed the identity before: in the stores or earlier in this part. The last of several. */
  readonly owners: ReadonlyMap<number, ClaimOwner>
  /** Claims to store under their own day, under another, and claims whose stored owner is older than the look-back and is replaced. */
  readonly fresh: readonly number[]
  readonly presentedAgain: readonly ClaimToStore[]
  readonly renewed: readonly ClaimToStore[]
}

interface ClaimDay {
  readonly pack: PackName
  readonly receivedDay: number
  /** First day of the look-back: an older owner no longer owns. */
  readonly sinceDay: number
}

/**
 * Finds out who owns each claimed identity. Within the part the item that stands first in the file owns it. An item that comes
 * after one that went back claims the identity's next presentment, whatever is decided of it: only so is it told how often
 * the identity came.
 */
export async function settleClaims(tx: Transaction, claims: Claims, on: ClaimDay): Promise<SettledClaims> {
  const stored = await storedOwners(tx, claims)
  const before = await presentedBefore(tx, claims, stored, on)
  const owners = new Map<number, ClaimOwner>()
  const fresh: number[] = []
  const presentedAgain: ClaimToStore[] = []
  const renewed: ClaimToStore[] = []
  const inPart = new FirstClaims(claims)
  for (let place = 0; place < claims.length; place++) {
    const known = before.get(place)
    if (known !== undefined && known.owner.returned === undefined) {
      owners.set(place, known.owner)
      continue
    }
    const first = inPart.firstLike(place)
    if (first !== place)
      owners.set(place, { itemId: claims.itemId(first), pack: on.pack, day: on.receivedDay, sameFile: true })
    else if (known !== undefined) {
      owners.set(place, known.owner)
      if (known.next !== undefined) (known.next.isTaken ? renewed : presentedAgain).push({ place, day: known.next.day })
    } else if (stored.has(place)) renewed.push({ place, day: claims.day(place) })
    else fresh.push(place)
  }
  return { owners, fresh, presentedAgain, renewed }
}

/** Who presented an identity last, and under which day of claims its next presentment is kept; undefined when all are used. */
interface PresentedBefore {
  readonly owner: ClaimOwner
  readonly next: { readonly day: number; readonly isTaken: boolean } | undefined
}

/** Looks closer at the claims whose identity was ever claimed: few, or the day is no ordinary one. */
async function presentedBefore(
  tx: Transaction,
  claims: Claims,
  stored: ReadonlyMap<number, StoredClaim>,
  on: ClaimDay,
): Promise<ReadonlyMap<number, PresentedBefore>> {
  const taken = [...stored.keys()]
  const rows = Map.groupBy(await presentmentsOf(tx, claims, taken), row => row.n)
  const before = new Map<number, PresentedBefore>()
  for (const [n, place] of taken.entries()) {
    const all = rows.get(n) ?? []
    const recent = all.filter(row => row.receivedDay >= on.sinceDay)
    const last = recent.at(-1)
    if (last === undefined) continue
    before.set(place, { owner: ownerOf(last, recent.length), next: nextOf(claims.day(place), all, recent) })
  }
  return before
}

function ownerOf({ itemId, pack, receivedDay, returnedAs }: Presentment, presentments: number): ClaimOwner {
  const owner = { itemId, pack, day: receivedDay, sameFile: false }
  return returnedAs === undefined ? owner : { ...owner, returned: { code: returnedAs, presentments } }
}

/** A place among the identity's presentments that none within the look-back has. Identities with a day are presented once. */
function nextOf(
  claimedDay: number,
  all: readonly Presentment[],
  recent: readonly Presentment[],
): PresentedBefore['next'] {
  if (claimedDay !== 0) return undefined
  const day = PRESENTMENT_DAYS.find(one => !recent.some(row => row.claimedDay === one))
  return day === undefined ? undefined : { day, isTaken: all.some(row => row.claimedDay === day) }
}

/**
 * The first claim of each identity. A table of places in the list, open addressing, twice as many slots as claims: an entry
 * costs no object and no text, and a million are asked for in a file.
 */
class FirstClaims {
  readonly #claims: Claims
  /** Places from 1; 0 is free. */
  readonly #slots: Int32Array
  readonly #mask: number

  constructor(claims: Claims) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(2, claims.length * 2)))
    this.#claims = claims
    this.#slots = new Int32Array(size)
    this.#mask = size - 1
  }

  /** The first of the claims asked for so far that has the identity of the one at the place: itself when none had. */
  firstLike(place: number): number {
    for (let slot = this.#claims.lo(place) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const first = (this.#slots[slot] as number) - 1 // the mask keeps it inside
      if (first === -1) {
        this.#slots[slot] = place + 1
        return place
      }
      if (this.#claims.isSameIdentity(first, place)) return first
    }
  }
}

/** Stored owners by place. Most files bring a new day, under which nothing is stored: then nothing more is asked. */
async function storedOwners(tx: Transaction, claims: Claims): Promise<ReadonlyMap<number, StoredClaim>> {
  const groups = groupByDay(claims)
  const inUse = await daysInUse(
    tx,
    claims,
    groups.map(group => group[0] as number), // no group is empty
  )
  const asked = inUse.map(n => groups[n] as readonly number[])
  const found = Map.groupBy(await claimOwners(tx, claims, asked), one => one.n)
  const owners = new Map<number, StoredClaim>()
  for (const [n, inGroup] of found) {
    const byLowHalf = Map.groupBy(inGroup, one => one.lo)
    for (const place of asked[n] ?? []) {
      const owner = byLowHalf.get(claims.lo(place))?.find(one => one.hi === claims.hi(place))
      if (owner !== undefined) owners.set(place, owner)
    }
  }
  return owners
}

/** Places of one shard, space and day together. Neighbours mostly share theirs, so the last group is tried first. */
function groupByDay(claims: Claims): readonly (readonly number[])[] {
  const groups: number[][] = []
  const known = new Map<string, number[]>()
  let last: number[] | undefined
  for (let place = 0; place < claims.length; place++) {
    if (last === undefined || !claims.isSameDay(last[0] as number, place)) {
      const key = `${claims.shard(place)}/${claims.space(place)}/${claims.day(place)}`
      last = known.get(key)
      if (last === undefined) {
        last = []
        known.set(key, last)
        groups.push(last)
      }
    }
    last.push(place)
  }
  return groups
}
