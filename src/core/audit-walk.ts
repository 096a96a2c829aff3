import type { SignedHead } from './signed-heads.ts'

/** A SHA-256 that is fed piece by piece. */
export interface RunningHash {
  update(data: string | Uint8Array): unknown
  digest(): Uint8Array
}

/** A place in one shard's chain, behind a link: its number, its last event, its hash. */
export interface ChainPlace {
  readonly link: number
  readonly event: number
  readonly hash: Uint8Array
}

/** Before the first link. */
export const CHAIN_START: ChainPlace = { link: 0, event: 0, hash: new Uint8Array(32) }

/** One link as it is stored. */
export interface ChainLink {
  readonly n: number
  /** Days since 1970-01-01. */
  readonly day: number
  readonly first: number
  readonly last: number
  readonly prev: Uint8Array
  readonly hash: Uint8Array
}

/** The text under a link's hash behind the hash before it: where the link stands. */
export function linkPlace(shard: number, n: number): string {
  return `${shard}/${n}\n`
}

/**
 * Walks one shard's chain, wherever it comes from: a link, then its events one by one, each with the bytes that are hashed of it;
 * then the next link. Finds the first thing that does not hold and keeps nothing but the links' hashes, 32 bytes each.
 */
export class ChainWalk {
  readonly #chain: string
  readonly #newHash: () => RunningHash
  readonly #shard: number
  readonly #after: ChainPlace
  readonly #hashes = new LinkHashes()
  #problem: string | undefined
  #link: ChainLink | undefined
  #hash: RunningHash | undefined
  #links = 0
  #next: number
  #stray: number | undefined

  /** @param after Where the walk begins: what stands before it is taken as told. */
  constructor(shard: number, after: ChainPlace, newHash: () => RunningHash) {
    this.#shard = shard
    this.#after = after
    this.#newHash = newHash
    this.#chain = `Audit chain of shard ${shard}:`
    this.#next = after.event + 1
  }

  /** Links that were walked, in their order from the first. */
  get links(): number {
    return this.#links
  }

  link(link: ChainLink): void {
    this.#close()
    this.#links++
    const n = this.#after.link + this.#links
    if (link.n === n) this.#hashes.add(link.hash)
    if (this.#stray !== undefined) this.#found(`event ${this.#stray} stands under no link.`)
    if (link.n !== n) this.#found(`link ${n} is missing${link.n < n ? `: link ${link.n} stands in its place` : ''}.`)
    const prev = this.#link?.hash ?? this.#after.hash
    if (link.first !== this.#next || link.last < link.first || !areEqual(link.prev, prev))
      this.#found(`link ${link.n} does not follow the one before it.`)
    this.#link = link
    if (this.#problem !== undefined) return
    this.#hash = this.#newHash()
    this.#hash.update(link.prev)
    this.#hash.update(linkPlace(this.#shard, link.n))
  }

  /** The place of an event; its bytes, the day among them, go to `hashed`. */
  event(n: number, day: number): void {
    if (this.#problem !== undefined) return
    const link = this.#link
    if (link === undefined || this.#next > link.last) this.#stray ??= n
    else if (n !== this.#next) this.#found(`event ${this.#next} is missing or out of place.`)
    else if (day !== link.day) this.#found(`link ${link.n} says another day than its event ${n}.`)
    else this.#next++
  }

  /** Bytes of events of the last link, in their order; of many at once, because a call for each costs more than its hashing. */
  hashed(bytes: string | Uint8Array): void {
    if (this.#problem === undefined) this.#hash?.update(bytes)
  }

  /** After the last event: the first thing that does not hold, as a sentence. */
  end(): string | undefined {
    this.#close()
    this.#link = undefined
    if (this.#stray !== undefined) this.#found(`event ${this.#stray} stands after the last link.`)
    return this.#problem
  }

  /** The hash of a link that was walked in its place, or of the one behind which the walk began. */
  hashOf(link: number): Uint8Array | undefined {
    return link === this.#after.link ? this.#after.hash : this.#hashes.at(link - this.#after.link - 1)
  }

  #close(): void {
    const link = this.#link
    if (link === undefined || this.#problem !== undefined) return
    if (this.#next <= link.last) this.#found(`event ${this.#next} is missing or out of place.`)
    else if (this.#stray === undefined && !areEqual(this.#hash?.digest() ?? CHAIN_START.hash, link.hash))
      this.#found(`an event between ${link.first} and ${link.last} was changed, or link ${link.n} over them.`)
  }

  #found(sentence: string): void {
    this.#problem ??= `${this.#chain} ${sentence}`
  }
}

/** What a signed head says that is not so; undefined when its link was walked and is the one that was signed. */
export function headProblem(walk: ChainWalk | undefined, head: SignedHead): string | undefined {
  const place = () => `Audit chain of shard ${head.shard}: link ${head.n}, signed at ${head.at},`
  const hash = walk?.hashOf(head.n)
  if (hash === undefined) return `${place()} is gone: the end of the chain was cut off.`
  return toHex(hash) === head.hash ? undefined : `${place()} is another one now: history was written anew.`
}

const HASH_BYTES = 32

/** Hashes of links, one behind the other. */
class LinkHashes {
  #bytes = new Uint8Array(8 * HASH_BYTES)
  #count = 0

  add(hash: Uint8Array): void {
    const at = this.#count * HASH_BYTES
    if (at === this.#bytes.length) {
      const larger = new Uint8Array(at * 2)
      larger.set(this.#bytes)
      this.#bytes = larger
    }
    this.#bytes.set(hash.subarray(0, HASH_BYTES), at)
    this.#count++
  }

  at(index: number): Uint8Array | undefined {
    if (index < 0 || index >= this.#count) return undefined
    return this.#bytes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES)
  }
}

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at])
}

/** `00ff` of the bytes 0 and 255. */
export function toHex(bytes: Uint8Array): string {
  let hex = ''
  for (const byte of bytes) hex += HEX[byte]
  return hex
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
