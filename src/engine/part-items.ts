import { shardOf } from '../core/bucket.ts'
import type { Direction } from '../core/item.ts'
import { itemId } from '../core/item.ts'
import type { ClaimSpace, Pack, PackItem, PackSettings, Wanted } from '../core/pack.ts'
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
  /** Range of its claims in `Wants.claims`. */
  claimsFrom: number
  claimsTo: number
  wantsPosted: boolean
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
  readonly claims: ClaimWanted[]
  /** By `factKey`. */
  readonly facts: Map<string, { shard: number; kind: string; key: string }>
  readonly posted: { of: PartItem; direction: Direction; amountMinor: number; sinceDay: number }[]
}

export function factKey(shard: number, kind: string, key: string): string {
  return `${shard}/${kind}/${key}`
}

/** Parses the items of a part and collects their wants. Order: bucket, then place in the file, so that a bucket's rows lie together. */
export function readPartItems(
  staged: readonly StagedItem[],
  from: {
    readonly orgId: number
    readonly receiptId: number
    readonly pack: Pack
    readonly batches: readonly Batch[]
    readonly fileHeld: boolean
    readonly settings: PackSettings
  },
): { readonly items: readonly PartItem[]; readonly wants: Wants } {
  const wants: Wants = { claims: [], facts: new Map(), posted: [] }
  const collector = collectWants(wants)
  const items = [...staged]
    .sort((a, b) => a.bucket - b.bucket || a.seq - b.seq)
    .map(one => {
      const batch = from.batches[one.batch]
      if (batch === undefined)
        throw new Error(`item ${one.seq} of receipt ${from.receiptId} names batch ${one.batch}, which was not stored`)
      const held = from.fileHeld || batch.fate === 'quarantine'
      const item: PartItem = {
        staged: one,
        shard: shardOf(from.orgId, one.bucket),
        id: itemId(from.receiptId, one.seq),
        batch,
        item: from.pack.parseItem(one.raw, batch.detail, from.settings),
        held,
        claimsFrom: wants.claims.length,
        claimsTo: wants.claims.length,
        wantsPosted: false,
      }
      if (held) return item
      collector.of(item)
      from.pack.want(item.item, collector.wanted)
      item.claimsTo = wants.claims.length
      return item
    })
  return { items, wants }
}

function collectWants(wants: Wants): { of(item: PartItem): void; readonly wanted: Wanted } {
  let of: PartItem
  return {
    of(item) {
      of = item
    },
    wanted: {
      fact(kind, key) {
        const name = factKey(of.shard, kind, key)
        if (!wants.facts.has(name)) wants.facts.set(name, { shard: of.shard, kind, key })
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
