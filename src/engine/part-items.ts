import { shardOf } from '../core/bucket.ts'
import type { LedgerAccount } from '../core/core-system.ts'
import type { Direction } from '../core/item.ts'
import { itemId } from '../core/item.ts'
import type { ClaimSpace, Decision, Notice, Pack, PackItem, PackSettings, Wanted } from '../core/pack.ts'

import type { Batch } from '../store/batch.ts'
import type { StagedItem } from './staged-item.ts'

/** An item of a part, read again from its own bytes, with what must be known to decide it. */
export interface PartItem {
  readonly staged: StagedItem
  readonly shard: number
  readonly id: number
  readonly batch: Batch
  /** Undefined for an item of a batch or file that is held as a whole: nothing about it is decided. */
  readonly item: PackItem
  readonly held: boolean
  /** The account that it names, shared by all items of the part that name it. */
  readonly holder: PartAccount
  /** Range of its claims in `Wants.claims`. */
  claimsFrom: number
  claimsTo: number
  wantsPosted: boolean
  /** Set by `decidePart`. Undefined: it is clear and posts. */
  decision: Decision | undefined
  /** Set by `decidePart`: what the sender is told of an item that posts. */
  notice: Notice | undefined
}

/** An account number that items of a part name, and the account once it was looked up: nothing is looked up twice by its text. */
export interface PartAccount {
  readonly shard: number
  /** Empty when the items' number cannot be read: then there is no account. */
  readonly number: string
  account: LedgerAccount | undefined
}

export interface ClaimWanted {
  readonly of: PartItem
  readonly shard: number
  readonly space: ClaimSpace
  readonly day: number
  readonly hi: number
  readonly lo: number
}

/** Everything the items of a part want to know, collected for one look-up each. */
export interface Wants {
  readonly accounts: PartAccount[]
  readonly claims: ClaimWanted[]
  /** Keys by shard and kind. */
  readonly facts: Map<number, Map<string, Set<string>>>
  readonly posted: { of: PartItem; direction: Direction; amountMinor: number; sinceDay: number }[]
}

interface PartOf {
  readonly orgId: number
  readonly receiptId: number
  readonly pack: Pack
  readonly batches: readonly Batch[]
  readonly fileHeld: boolean
  readonly settings: PackSettings
}

/** Parses the items of a part and collects their wants. Order: bucket, then place in the file, so that a bucket's rows lie together. */
export function readPartItems(
  staged: readonly StagedItem[],
  from: PartOf,
): { readonly items: readonly PartItem[]; readonly wants: Wants } {
  const wants: Wants = { accounts: [], claims: [], facts: new Map(), posted: [] }
  const collector = collectWants(wants)
  const items: PartItem[] = []
  for (const inBucket of byBucket(staged)) {
    const holders = new Map<string, PartAccount>()
    for (const one of inBucket) items.push(readItem(one, from, wants, holders, collector))
  }
  return { items, wants }
}

/** The items bucket by bucket, in the order of the buckets; within one in the order of the file, in which they were staged. */
function byBucket(staged: readonly StagedItem[]): readonly (readonly StagedItem[])[] {
  const buckets: StagedItem[][] = []
  for (const one of staged) {
    const { bucket } = one
    const others = buckets[bucket]
    if (others === undefined) buckets[bucket] = [one]
    else others.push(one)
  }
  return buckets.filter(bucket => bucket !== undefined)
}

function readItem(
  one: StagedItem,
  from: PartOf,
  wants: Wants,
  holders: Map<string, PartAccount>,
  collector: WantCollector,
): PartItem {
  const batch = from.batches[one.batch]
  if (batch === undefined)
    throw new Error(`item ${one.seq} of receipt ${from.receiptId} names batch ${one.batch}, which was not stored`)
  const shard = shardOf(from.orgId, one.bucket)
  const parsed = from.pack.parseItem(one.raw, batch.detail, from.settings)
  let holder = holders.get(parsed.accountNumber)
  if (holder === undefined) {
    holder = { shard, number: parsed.accountNumber, account: undefined }
    holders.set(parsed.accountNumber, holder)
    if (parsed.accountNumber !== '') wants.accounts.push(holder)
  }
  const item: PartItem = {
    staged: one,
    shard,
    id: itemId(from.receiptId, one.seq),
    batch,
    item: parsed,
    held: from.fileHeld || batch.fate === 'quarantine',
    holder,
    claimsFrom: wants.claims.length,
    claimsTo: wants.claims.length,
    wantsPosted: false,
    decision: undefined,
    notice: undefined,
  }
  if (item.held) return item
  collector.of(item)
  from.pack.want(parsed, collector.wanted)
  item.claimsTo = wants.claims.length
  return item
}

interface WantCollector {
  of(item: PartItem): void
  readonly wanted: Wanted
}

function collectWants(wants: Wants): WantCollector {
  let of: PartItem
  return {
    of(item) {
      of = item
    },
    wanted: {
      fact(kind, key) {
        keysOf(wants, of.shard, kind).add(key)
      },
      claim(space, day, hi, lo) {
        wants.claims.push({ of, shard: of.shard, space, day, hi, lo })
      },
      posted(direction, amountMinor, sinceDay) {
        of.wantsPosted = true
        wants.posted.push({ of, direction, amountMinor, sinceDay })
      },
    },
  }
}

function keysOf(wants: Wants, shard: number, kind: string): Set<string> {
  let kinds = wants.facts.get(shard)
  if (kinds === undefined) {
    kinds = new Map()
    wants.facts.set(shard, kinds)
  }
  let keys = kinds.get(kind)
  if (keys === undefined) {
    keys = new Set()
    kinds.set(kind, keys)
  }
  return keys
}
