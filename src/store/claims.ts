import { CLAIM_SPACES, type ClaimSpace } from '../core/pack.ts'

/** One identity of one item: 64 bits in a space, and the day that narrows the look-up. */
export interface ItemClaim {
  readonly shard: number
  readonly space: ClaimSpace
  /** 0 for an identity that has none. */
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
  #shards = new Float64Array(ROOM)
  #spaces = new Uint8Array(ROOM)
  #days = new Int32Array(ROOM)
  #hi = new Uint32Array(ROOM)
  #lo = new Uint32Array(ROOM)
  #itemIds = new Float64Array(ROOM)
  /** The first place with the identity of the one at a place. */
  #firsts = new Int32Array(ROOM)
  /** Those first places counted from 1, in open addressing, twice as many slots as claims fit; 0 is free. */
  #slots = new Int32Array(ROOM * 2)
  length = 0

  /** Forgets all claims and keeps the room they took. */
  clear(): void {
    this.length = 0
    this.#slots.fill(0)
  }

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
    this.#remember(length)
  }

  // The places that callers give are those of claims that were added.

  shard(place: number): number {
    return this.#shards[place] as number
  }

  /** The space as the tables number it. */
  space(place: number): number {
    return this.#spaces[place] as number
  }

  day(place: number): number {
    return this.#days[place] as number
  }

  /** Whether the identity has a day of its own, which narrows where it is looked for. */
  hasDay(place: number): boolean {
    return this.#days[place] !== 0
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

  /** The first place with the identity of the one at the place: itself when none before it has it. */
  firstLike(place: number): number {
    return this.#firsts[place] as number
  }

  /** The first place whose identity has these halves and, as the claim at `like`, its shard, space and day. */
  firstOf(like: number, hi: number, lo: number): number | undefined {
    const first = (this.#slots[this.#slotOf(like, hi, lo)] as number) - 1 // it gives a slot that there is
    return first === -1 ? undefined : first
  }

  /** The places in groups of one shard, space and day, in the order given. Neighbours mostly share theirs: the last group is tried first. */
  byDay(places: Iterable<number>): readonly (readonly number[])[] {
    const groups: number[][] = []
    const known = new Map<string, number[]>()
    let last: number[] | undefined
    for (const place of places) {
      if (last === undefined || !this.#isSameDay(last[0] as number, place)) {
        const key = `${this.shard(place)}/${this.space(place)}/${this.day(place)}`
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

  #isSameDay(a: number, b: number): boolean {
    return this.#shards[a] === this.#shards[b] && this.#spaces[a] === this.#spaces[b] && this.#days[a] === this.#days[b]
  }

  /** The slot of an identity, or the free one where it would stand. */
  #slotOf(like: number, hi: number, lo: number): number {
    const mask = this.#slots.length - 1
    for (let slot = lo & mask; ; slot = (slot + 1) & mask) {
      const first = (this.#slots[slot] as number) - 1 // the mask keeps it inside
      if (first === -1) return slot
      if (this.#lo[first] === lo && this.#hi[first] === hi && this.#isSameDay(first, like)) return slot
    }
  }

  /** Keeps the place as the first of its identity unless an earlier one has it. */
  #remember(place: number): void {
    const slot = this.#slotOf(place, this.hi(place), this.lo(place))
    if (this.#slots[slot] === 0) this.#slots[slot] = place + 1
    this.#firsts[place] = (this.#slots[slot] as number) - 1
  }

  #grow(): void {
    const room = this.length * 2
    this.#shards = longer(this.#shards, new Float64Array(room))
    this.#spaces = longer(this.#spaces, new Uint8Array(room))
    this.#days = longer(this.#days, new Int32Array(room))
    this.#hi = longer(this.#hi, new Uint32Array(room))
    this.#lo = longer(this.#lo, new Uint32Array(room))
    this.#itemIds = longer(this.#itemIds, new Float64Array(room))
    this.#firsts = longer(this.#firsts, new Int32Array(room))
    this.#slots = new Int32Array(room * 2)
    for (let place = 0; place < this.length; place++) this.#remember(place)
  }
}

/** A power of two, as the slots need it. */
const ROOM = 16

function longer<Column extends Float64Array | Int32Array | Uint32Array | Uint8Array>(from: Column, to: Column): Column {
  to.set(from)
  return to
}
