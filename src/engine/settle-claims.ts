import type { ClaimOwner, PackName } from '../core/pack.ts'
import type { Transaction } from '../store/database.ts'
import { claimOwners, daysInUse, type StoredClaim } from '../store/item-claim.ts'
import { PRESENTMENT_DAYS, type Presentment, presentmentsOf } from '../store/presentment.ts'
import type { ClaimWanted } from './part-items.ts'

/** Who owns the identities that the items of a part claim. */
export interface SettledClaims {
  /** By claim, where another item claimed the identity before: in the stores or earlier in this part. The last of several. */
  readonly owners: ReadonlyMap<ClaimWanted, ClaimOwner>
  /** Claims to store, and claims whose stored owner is older than the look-back and is replaced. */
  readonly fresh: readonly ClaimWanted[]
  readonly renewed: readonly ClaimWanted[]
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
export async function settleClaims(
  tx: Transaction,
  claims: readonly ClaimWanted[],
  on: ClaimDay,
): Promise<SettledClaims> {
  const stored = await storedOwners(tx, claims)
  const before = await presentedBefore(tx, stored, on)
  const owners = new Map<ClaimWanted, ClaimOwner>()
  const fresh: ClaimWanted[] = []
  const renewed: ClaimWanted[] = []
  const inPart = new FirstClaims(claims)
  claims.forEach((claim, at) => {
    const known = before.get(claim)
    if (known !== undefined && known.owner.returned === undefined) {
      owners.set(claim, known.owner)
      return
    }
    const first = inPart.firstLike(at)
    if (first !== claim) owners.set(claim, { itemId: first.of.id, pack: on.pack, day: on.receivedDay, sameFile: true })
    else if (known !== undefined) {
      owners.set(claim, known.owner)
      if (known.next !== undefined) (known.next.isTaken ? renewed : fresh).push({ ...claim, day: known.next.day })
    } else if (stored.has(claim)) renewed.push(claim)
    else fresh.push(claim)
  })
  return { owners, fresh, renewed }
}

/** Who presented an identity last, and under which day of claims its next presentment is kept; undefined when all are used. */
interface PresentedBefore {
  readonly owner: ClaimOwner
  readonly next: { readonly day: number; readonly isTaken: boolean } | undefined
}

/** Looks closer at the claims whose identity was ever claimed: few, or the day is no ordinary one. */
async function presentedBefore(
  tx: Transaction,
  stored: ReadonlyMap<ClaimWanted, StoredClaim>,
  on: ClaimDay,
): Promise<ReadonlyMap<ClaimWanted, PresentedBefore>> {
  const taken = [...stored.keys()]
  const rows = Map.groupBy(await presentmentsOf(tx, taken), row => row.n)
  const before = new Map<ClaimWanted, PresentedBefore>()
  for (const [n, claim] of taken.entries()) {
    const all = rows.get(n) ?? []
    const recent = all.filter(row => row.receivedDay >= on.sinceDay)
    const last = recent.at(-1)
    if (last !== undefined) before.set(claim, { owner: ownerOf(last, recent.length), next: nextOf(claim, all, recent) })
  }
  return before
}

function ownerOf({ itemId, pack, receivedDay, returnedAs }: Presentment, presentments: number): ClaimOwner {
  const owner = { itemId, pack, day: receivedDay, sameFile: false }
  return returnedAs === undefined ? owner : { ...owner, returned: { code: returnedAs, presentments } }
}

/** A place among the identity's presentments that none within the look-back has. Identities with a day are presented once. */
function nextOf(
  claim: ClaimWanted,
  all: readonly Presentment[],
  recent: readonly Presentment[],
): PresentedBefore['next'] {
  if (claim.day !== 0) return undefined
  const day = PRESENTMENT_DAYS.find(one => !recent.some(row => row.claimedDay === one))
  return day === undefined ? undefined : { day, isTaken: all.some(row => row.claimedDay === day) }
}

/**
 * The first claim of each identity. A table of places in the list, open addressing, twice as many slots as claims: an entry
 * costs no object and no text, and a million are asked for in a file.
 */
class FirstClaims {
  readonly #claims: readonly ClaimWanted[]
  /** 1-based; 0 is free. */
  readonly #slots: Int32Array
  readonly #mask: number

  constructor(claims: readonly ClaimWanted[]) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(2, claims.length * 2)))
    this.#claims = claims
    this.#slots = new Int32Array(size)
    this.#mask = size - 1
  }

  /** The first of the claims asked for so far that has the identity of the one at `at`: itself when none had. */
  firstLike(at: number): ClaimWanted {
    const claim = this.#claims[at] as ClaimWanted // asked for by its place
    for (let slot = claim.lo & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const first = this.#claims[(this.#slots[slot] as number) - 1]
      if (first === undefined) {
        this.#slots[slot] = at + 1
        return claim
      }
      if (isSameIdentity(first, claim)) return first
    }
  }
}

function isSameIdentity(a: ClaimWanted, b: ClaimWanted): boolean {
  return a.lo === b.lo && a.hi === b.hi && a.shard === b.shard && a.space === b.space && a.day === b.day
}

/** Stored owners of the claims. Most files bring a new day, under which nothing is stored: then nothing more is asked. */
async function storedOwners(
  tx: Transaction,
  claims: readonly ClaimWanted[],
): Promise<ReadonlyMap<ClaimWanted, StoredClaim>> {
  const groups = groupByDay(claims)
  const inUse = await daysInUse(
    tx,
    groups.map(group => group[0] as ClaimWanted), // no group is empty
  )
  const asked = inUse.map(n => groups[n] as readonly ClaimWanted[])
  const owners = new Map<ClaimWanted, StoredClaim>()
  const found = await claimOwners(tx, asked)
  if (found.length === 0) return owners
  const byIdentity = new Map(found.map(one => [`${one.n}/${one.hi}/${one.lo}`, one]))
  asked.forEach((group, n) => {
    for (const claim of group) {
      const owner = byIdentity.get(`${n}/${claim.hi}/${claim.lo}`)
      if (owner !== undefined) owners.set(claim, owner)
    }
  })
  return owners
}

/** Claims of one shard, space and day together. Neighbours mostly share theirs, so the last group is tried first. */
function groupByDay(claims: readonly ClaimWanted[]): readonly (readonly ClaimWanted[])[] {
  const groups: ClaimWanted[][] = []
  const known = new Map<string, ClaimWanted[]>()
  let last: ClaimWanted[] | undefined
  for (const claim of claims) {
    const like = last?.[0]
    if (last === undefined || like?.shard !== claim.shard || like.space !== claim.space || like.day !== claim.day) {
      const key = `${claim.shard}/${claim.space}/${claim.day}`
      last = known.get(key)
      if (last === undefined) {
        last = []
        known.set(key, last)
        groups.push(last)
      }
    }
    last.push(claim)
  }
  return groups
}
