import type { Account } from '../core/account.ts'
import { CLAIM_SPACES, type ClaimOwner, type Fact, type PackName, type PostedBefore } from '../core/pack.ts'
import { accountsByNumber } from '../store/account.ts'
import type { Transaction } from '../store/database.ts'
import { factsByKey } from '../store/fact.ts'
import { postedBefore } from '../store/item.ts'
import { claimOwners, daysInUse, fingerprintOf, type StoredClaim } from '../store/item-claim.ts'
import { type ClaimWanted, factKey, type PartItem, type Wants } from './part-items.ts'

/** What was found for a part. */
export interface PartFacts {
  accountOf(item: PartItem): Account | undefined
  /** Every account that was loaded, to write back what changed. */
  readonly accounts: ReadonlyMap<string, Account & { readonly shard: number }>
  factsOf(shard: number, kind: string, key: string): readonly Fact[]
  readonly posted: ReadonlyMap<PartItem, readonly PostedBefore[]>
  /** By claim: who claimed the identity before, in the stores or earlier in this part. */
  readonly owners: ReadonlyMap<ClaimWanted, ClaimOwner>
  /** Claims to store, and claims whose stored owner is older than the look-back and is replaced. */
  readonly fresh: readonly ClaimWanted[]
  readonly renewed: readonly ClaimWanted[]
}

export interface PartDay {
  readonly pack: PackName
  readonly receivedDay: number
  readonly postingOn: string
  /** First day (since 1970-01-01) of the look-back for duplicates. */
  readonly sinceDay: number
}

/** Loads everything the items of a part want: a handful of round trips whatever the number of items. */
export async function loadPartFacts(
  tx: Transaction,
  items: readonly PartItem[],
  wants: Wants,
  on: PartDay,
): Promise<PartFacts> {
  const accounts = await loadAccountsOf(tx, items)
  const accountOf = (item: PartItem) => accounts.get(accountKey(item.shard, item.item.accountNumber))
  const facts = Map.groupBy(await factsByKey(tx, [...wants.facts.values()], on.postingOn), fact =>
    factKey(fact.shard, fact.kind, fact.key),
  )
  const claims = await settleClaims(tx, wants.claims, on)
  return {
    accountOf,
    accounts,
    factsOf: (shard, kind, key) => (facts.size === 0 ? NO_FACTS : (facts.get(factKey(shard, kind, key)) ?? NO_FACTS)),
    posted: await loadPosted(tx, wants, accountOf),
    ...claims,
  }
}

const NO_FACTS: readonly Fact[] = []

function accountKey(shard: number, number: string): string {
  return `${shard}/${number}`
}

async function loadAccountsOf(
  tx: Transaction,
  items: readonly PartItem[],
): Promise<Map<string, Account & { readonly shard: number }>> {
  const wanted = new Map<string, { shard: number; number: string }>()
  for (const item of items) {
    if (item.item.accountNumber === '') continue
    const key = accountKey(item.shard, item.item.accountNumber)
    if (!wanted.has(key)) wanted.set(key, { shard: item.shard, number: item.item.accountNumber })
  }
  const found = await accountsByNumber(tx, [...wanted.values()])
  return new Map(found.map(account => [accountKey(account.shard, account.number), account]))
}

async function loadPosted(
  tx: Transaction,
  wants: Wants,
  accountOf: (item: PartItem) => Account | undefined,
): Promise<Map<PartItem, readonly PostedBefore[]>> {
  const asked = wants.posted.flatMap((want, n) => {
    const account = accountOf(want.of)
    return account === undefined
      ? []
      : [
          {
            n,
            shard: want.of.shard,
            accountId: account.id,
            amountMinor: want.amountMinor,
            direction: want.direction,
            sinceDay: want.sinceDay,
          },
        ]
  })
  const found = await postedBefore(tx, asked)
  const posted = new Map<PartItem, readonly PostedBefore[]>()
  for (const [n, rows] of found) {
    const of = wants.posted[n]?.of
    if (of !== undefined) posted.set(of, [...(posted.get(of) ?? []), ...rows])
  }
  return posted
}

/** Finds out who owns each claimed identity. Within the part the item that stands first in the file owns it. */
async function settleClaims(
  tx: Transaction,
  claims: readonly ClaimWanted[],
  on: PartDay,
): Promise<Pick<PartFacts, 'owners' | 'fresh' | 'renewed'>> {
  const stored = await storedOwners(tx, claims)
  const owners = new Map<ClaimWanted, ClaimOwner>()
  const fresh: ClaimWanted[] = []
  const renewed: ClaimWanted[] = []
  const inPart = new Map<number, ClaimWanted[]>()
  for (const claim of claims) {
    const before = stored.size === 0 ? undefined : stored.get(claimKey(claim))
    if (before !== undefined && before.receivedDay >= on.sinceDay) {
      owners.set(claim, { itemId: before.itemId, pack: before.pack, day: before.receivedDay, sameFile: false })
      continue
    }
    // 53 bits of the fingerprint find the candidates, all of it decides.
    const key = claim.hi * 2_097_152 + (claim.lo >>> 11)
    const candidates = inPart.get(key)
    const first = candidates?.find(one => sameIdentity(one, claim))
    if (first !== undefined) {
      owners.set(claim, { itemId: first.of.id, pack: on.pack, day: on.receivedDay, sameFile: true })
      continue
    }
    if (candidates === undefined) inPart.set(key, [claim])
    else candidates.push(claim)
    if (before === undefined) fresh.push(claim)
    else renewed.push(claim)
  }
  return { owners, fresh, renewed }
}

function sameIdentity(a: ClaimWanted, b: ClaimWanted): boolean {
  return a.hi === b.hi && a.lo === b.lo && a.shard === b.shard && a.space === b.space && a.day === b.day
}

async function storedOwners(
  tx: Transaction,
  claims: readonly ClaimWanted[],
): Promise<ReadonlyMap<string, StoredClaim>> {
  const days = new Map<string, Pick<ClaimWanted, 'shard' | 'space' | 'day'>>()
  for (const claim of claims) {
    const key = dayKey(claim.shard, CLAIM_SPACES[claim.space], claim.day)
    if (!days.has(key)) days.set(key, claim)
  }
  const inUse = new Set((await daysInUse(tx, [...days.values()])).map(row => dayKey(row.shard, row.space, row.day)))
  if (inUse.size === 0) return new Map()
  const asked = claims.filter(claim => inUse.has(dayKey(claim.shard, CLAIM_SPACES[claim.space], claim.day)))
  const owners = await claimOwners(tx, asked)
  return new Map(owners.map(owner => [`${owner.shard}/${owner.space}/${owner.day}/${owner.fingerprint}`, owner]))
}

function dayKey(shard: number, space: number, day: number): string {
  return `${shard}/${space}/${day}`
}

function claimKey(claim: ClaimWanted): string {
  return `${claim.shard}/${CLAIM_SPACES[claim.space]}/${claim.day}/${fingerprintOf(claim.hi, claim.lo)}`
}
