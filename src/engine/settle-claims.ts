import { type ClaimOwner, type PackName, PRESENTMENTS_TOLD } from '../core/pack.ts'
import type { Claims } from '../store/claims.ts'
import { claimedWithoutDay, type StoredClaim } from '../store/item-claim.ts'
import { claimedInBlocks } from '../store/item-claim-block.ts'
import { returnedAs } from '../store/returned-as.ts'
import type { Runner } from '../store/statement.ts'

/** Who owns the identities that the items of a part claim. Claims are known by their places. */
export interface SettledClaims {
  /** Where another item claimed the identity before: in the stores or earlier in this part. The last of several. */
  readonly owners: ReadonlyMap<number, ClaimOwner>
  /** Claims to store, in order. */
  readonly fresh: readonly number[]
}

interface ClaimDay {
  readonly pack: PackName
  readonly receivedDay: number
  /** First day of the look-back: an older owner no longer owns. */
  readonly sinceDay: number
}

/**
 * Finds out who owns each claimed identity. Within the part the item that stands first in the file owns it. An item that comes
 * after one that went back claims the identity once more, whatever is decided of it: only so is it told how often the identity
 * came. Identities with a day are presented once.
 */
export async function settleClaims(tx: Runner, claims: Claims, on: ClaimDay): Promise<SettledClaims> {
  const before = await presentedBefore(tx, claims, on)
  const owners = new Map<number, ClaimOwner>()
  const fresh: number[] = []
  for (let place = 0; place < claims.length; place++) {
    const first = claims.firstLike(place)
    const owner = before.get(first)
    if (owner !== undefined && (owner.returned === undefined || first === place)) owners.set(place, owner)
    else if (first !== place)
      owners.set(place, { itemId: claims.itemId(first), pack: on.pack, day: on.receivedDay, sameFile: true })
    if (first === place && (owner === undefined || comesAgain(claims, place, owner))) fresh.push(place)
  }
  return { owners, fresh }
}

function comesAgain(claims: Claims, place: number, { returned }: ClaimOwner): boolean {
  return returned !== undefined && !claims.hasDay(place) && returned.presentments < PRESENTMENTS_TOLD
}

/** Who owns an identity, and how often it came within the look-back, by the first place that claims it again. */
async function presentedBefore(tx: Runner, claims: Claims, on: ClaimDay): Promise<ReadonlyMap<number, ClaimOwner>> {
  const recent = (await storedClaims(tx, claims)).filter(claim => claim.receivedDay >= on.sinceDay)
  const codes = await returnedAs(
    tx,
    recent.map(claim => ({ shard: claims.shard(claim.place), id: claim.itemId })),
  )
  const presented = recent.map((claim, n) => ({ ...claim, code: codes.get(n) }))
  return new Map(
    [...Map.groupBy(presented, claim => claim.place)].map(([place, all]) => {
      const {
        itemId,
        pack,
        receivedDay: day,
        code,
      } = all.reduce((owner, claim) => (owns(claim, owner) ? claim : owner))
      const owner = { itemId, pack, day, sameFile: false }
      return [place, code === undefined ? owner : { ...owner, returned: { code, presentments: all.length } }]
    }),
  )
}

type Presented = StoredClaim & { readonly code: string | undefined }

/** One that did not go back owns before all that did, also where its file was processed after theirs; of others the last received. */
function owns(a: Presented, b: Presented): boolean {
  if ((a.code === undefined) !== (b.code === undefined)) return a.code === undefined
  return a.receivedDay === b.receivedDay ? a.itemId > b.itemId : a.receivedDay > b.receivedDay
}

function* firstPlaces(claims: Claims): Generator<number> {
  for (let place = 0; place < claims.length; place++) if (claims.firstLike(place) === place) yield place
}

async function storedClaims(tx: Runner, claims: Claims): Promise<readonly StoredClaim[]> {
  const groups = claims.byDay(firstPlaces(claims))
  const hasDay = (group: readonly number[]): boolean => claims.hasDay(group[0] as number) // no group is empty
  return [
    ...(await claimedInBlocks(tx, claims, groups.filter(hasDay))),
    ...(await claimedWithoutDay(
      tx,
      claims,
      groups.filter(group => !hasDay(group)),
    )),
  ]
}
