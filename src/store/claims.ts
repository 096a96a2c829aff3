import { CLAIM_SPACES, type ClaimSpace } from '../core/pack.ts'

/** One identity of one item: 64 bits in a space, and the day that narrows the look-up. */
export interface ItemClaim {
  readonly shard: number
  readonly space: ClaimSpace
  readonly day: number
  /** Both halves of the fingerprint, unsigned. */
  readonly hi: number
  readonly lo: number
}

/**
 * The identities that the items of a part claim, in columns: there are as many as items, and asking who claimed them before, in
 * this part and in the store, goes over all of them. A claim is known by its place, in the order in which it was added.
 */
export class Claims {
  #shards = new Float64Array(START)
  #spaces = new Uint8Array(START)
  #days = new Int32Array(START)
  #hi = new Uint32Array(START)
  #lo = new Uint32Array(START)
  #itemIds = new Float64Array(START)
  length = 0

  add(claim: ItemClaim, itemId: number): void {
    const { length } = this
    if (length === this.#shards.length) this.#grow()
    this.#shards[length] = claim.shard
    this.#spaces[length] = CLAIM_SPACES[claim.space]
    this.#days[length] = claim.day
    this.#hi[length] = claim.hi
    this.#lo[length] = claim.lo
    this.#itemIds[length] = itemId
    this.length++
  }

  // The places that callers give are those of claims that were added.

  shard(place: number): number {
    return this.#shards[place] as number
  }

  /** The space as the table numbers it. */
  space(place: number): number {
    return this.#spaces[place] as number
  }

  day(place: number): number {
    return this.#days[place] as number
  }

  hi(place: number): number {
    return this.#hi[place] as number
  }

  lo(place: number): number {
    return this.#lo[place] as number
  }

  itemId(place: number): number {
    return this.#itemIds[place] as number
  }

  isSameIdentity(a: number, b: number): boolean {
    return this.#lo[a] === this.#lo[b] && this.#hi[a] === this.#hi[b] && this.isSameDay(a, b)
  }

  /** Whether two claims are looked up together: of one shard, space and day. */
  isSameDay(a: number, b: number): boolean {
    return this.#shards[a] === this.#shards[b] && this.#spaces[a] === this.#spaces[b] && this.#days[a] === this.#days[b]
  }

  #grow(): void {
    this.#shards = longer(this.#shards, new Float64Array(this.length * 2))
    this.#spaces = longer(this.#spaces, new Uint8Array(this.length * 2))
    this.#days = longer(this.#days, new Int32Array(this.length * 2))
    this.#hi = longer(this.#hi, new Uint32Array(this.length * 2))
    this.#lo = longer(this.#lo, new Uint32Array(this.length * 2))
    this.#itemIds = longer(this.#itemIds, new Float64Array(this.length * 2))
  }
}

const START = 1024

function longer<Column extends Float64Array | Int32Array | Uint32Array | Uint8Array>(from: Column, to: Column): Column {
  to.set(from)
  return to
}
