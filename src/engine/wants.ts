import { accountHere } from '../core/account-here.ts'
import { shardOf } from '../core/bucket.ts'
import type { LedgerAccount } from '../core/core-system.ts'
import { type Direction, itemId } from '../core/item.ts'
import type { Pack, PackSettings, Wanted } from '../core/pack.ts'
import type { Batch } from '../store/batch.ts'
import type { Claims } from '../store/claims.ts'
import { batchOf, isHeld } from './part-items.ts'
import type { StagedItem } from './staged-item.ts'
import type { StagedPart } from './staged-part.ts'

/** An account number that items of a part name, and the account once it was looked up: nothing is looked up twice by its text. */
export interface PartAccount {
  readonly shard: number
  /** Empty when the items' number cannot be read: then there is no account. */
  readonly number: string
  account: LedgerAccount | undefined
}

/** An earlier posted item that one asks for. */
export interface PostedWant {
  /** The item's place in the part. */
  readonly n: number
  readonly holder: PartAccount
  readonly direction: Direction
  readonly amountMinor: number
  readonly sinceDay: number
}

/** The part that the items are of. */
export interface PartOf {
  readonly orgId: number
  readonly receiptId: number
  readonly pack: Pack
  readonly batches: readonly Batch[]
  /** The whole file is held: its items are recorded and nothing of them is decided. */
  readonly fileHeld: boolean
  readonly settings: PackSettings
}

/** Everything the items of a part want to know, collected for one look-up each. Items are known by their place in the part. */
export class Wants {
  /** The accounts that are named, each once. */
  readonly accounts: PartAccount[] = []
  readonly claims: Claims
  /** Keys by shard and kind. */
  readonly facts = new Map<number, Map<string, Set<string>>>()
  readonly posted: PostedWant[] = []
  readonly #holders: PartAccount[] = []
  /** Where an item's claims begin; they end where the next one's begin. */
  readonly #claimsFrom: Uint32Array
  readonly #of: PartOf

  /** @param claims Where the items' claims go: empty. */
  constructor(staged: StagedPart, of: PartOf, claims: Claims) {
    this.#of = of
    this.claims = claims
    this.#claimsFrom = new Uint32Array(staged.items + 1)
    const collector = collectInto(this)
    for (const bucket of staged.buckets) {
      const shard = shardOf(of.orgId, bucket)
      const holders = new Map<string, PartAccount>()
      for (const one of staged.itemsOf(bucket)) this.#read(one, shard, holders, collector)
    }
  }

  holderOf(n: number): PartAccount {
    return this.#holders[n] as PartAccount // one for each item
  }

  /** Places of the item's claims: from the first to before the second. */
  claimsOf(n: number): readonly [number, number] {
    return [this.#claimsFrom[n] as number, this.#claimsFrom[n + 1] as number]
  }

  #read(one: StagedItem, shard: number, holders: Map<string, PartAccount>, collector: Collector): void {
    const { pack, settings, receiptId, fileHeld } = this.#of
    const batch = batchOf(this.#of, one)
    const parsed = pack.parseItem(one.raw, batch.detail, settings)
    const number = accountHere(parsed)
    let holder = holders.get(number)
    if (holder === undefined) {
      holder = { shard, number, account: undefined }
      holders.set(number, holder)
      if (number !== '') this.accounts.push(holder)
    }
    const n = this.#holders.push(holder) - 1
    if (!isHeld(batch, fileHeld)) {
      collector.of(n, holder, itemId(receiptId, one.seq))
      pack.want(parsed, collector.wanted)
    }
    this.#claimsFrom[n + 1] = this.claims.length
  }
}

interface Collector {
  of(n: number, holder: PartAccount, itemId: number): void
  readonly wanted: Wanted
}

function collectInto(wants: Wants): Collector {
  let n: number
  let holder: PartAccount
  let id: number
  return {
    of(place, ofItem, itemId) {
      n = place
      holder = ofItem
      id = itemId
    },
    wanted: {
      fact(kind, key) {
        keysOf(wants, holder.shard, kind).add(key)
      },
      claim(space, day, hi, lo) {
        wants.claims.add({ shard: holder.shard, space, day, hi, lo }, id)
      },
      posted(direction, amountMinor, sinceDay) {
        wants.posted.push({ n, holder, direction, amountMinor, sinceDay })
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
