import { BUCKETS } from '../core/bucket.ts'
import { bucketAt, StagedItem, stagedPlaces } from './staged-item.ts'

/**
 * The staged items of one part, bucket by bucket and within one in the order of the file. A part has thousands of items and each
 * is read twice, once for what it wants to know and once to be decided; here it is two numbers, and the rest lives only while
 * its bucket is worked on, so that little survives for the garbage collector to carry along.
 */
export class StagedPart {
  /** The buckets that have items, ascending. */
  readonly buckets: readonly number[]
  readonly items: number
  readonly #chunks: readonly DataView[]
  readonly #chunkOf: Uint32Array
  readonly #placeOf: Uint32Array
  /** Where a bucket's items begin, by bucket; one more at the end. */
  readonly #starts: Uint32Array

  constructor(chunks: readonly Uint8Array[]) {
    this.#chunks = chunks.map(chunk => new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength))
    this.#starts = startsOf(this.#chunks)
    this.items = this.#starts[BUCKETS] as number // one more than there are buckets
    this.#chunkOf = new Uint32Array(this.items)
    this.#placeOf = new Uint32Array(this.items)
    this.#sort()
    this.buckets = Array.from({ length: BUCKETS }, (_, bucket) => bucket).filter(bucket => this.#sizeOf(bucket) > 0)
  }

  /** How many items of the part lie in earlier buckets: the place of the bucket's first item in the part. */
  firstOf(bucket: number): number {
    return this.#starts[bucket] as number // asked for with a bucket
  }

  /** The bucket's items, made at each call. */
  itemsOf(bucket: number): readonly StagedItem[] {
    const items: StagedItem[] = []
    for (let at = this.firstOf(bucket); at < this.firstOf(bucket + 1); at++) items.push(this.#item(at))
    return items
  }

  #sizeOf(bucket: number): number {
    return this.firstOf(bucket + 1) - this.firstOf(bucket)
  }

  #item(at: number): StagedItem {
    const chunk = this.#chunks[this.#chunkOf[at] as number] as DataView // both were filled by `sort`
    return new StagedItem(chunk, this.#placeOf[at] as number)
  }

  /** Sorts by counting: the buckets' sizes are known, so every place goes where it belongs at once, in the order of the file. */
  #sort(): void {
    const next = this.#starts.slice()
    for (const [n, chunk] of this.#chunks.entries()) {
      for (const place of stagedPlaces(chunk)) {
        const bucket = bucketAt(chunk, place)
        const at = next[bucket] as number // a bucket's number fits
        next[bucket] = at + 1
        this.#chunkOf[at] = n
        this.#placeOf[at] = place
      }
    }
  }
}

function startsOf(chunks: readonly DataView[]): Uint32Array {
  const starts = new Uint32Array(BUCKETS + 1)
  for (const chunk of chunks) {
    for (const place of stagedPlaces(chunk)) {
      const after = bucketAt(chunk, place) + 1
      starts[after] = (starts[after] as number) + 1
    }
  }
  for (let bucket = 0; bucket < BUCKETS; bucket++)
    starts[bucket + 1] = (starts[bucket + 1] as number) + (starts[bucket] as number)
  return starts
}
