import { invariant } from './invariant.ts'

/**
 * Which of an organisation's 1,024 buckets something lives in: FNV-1a (32 bits) over the bytes, a final mix so that every
 * input bit reaches the low bits, and the low ten bits of the result. The function is part of the stored data: it never
 * changes, and it is ours, not a database's, so that every machine and every version agrees. Account numbers are hashed as
 * the account table spells them; an unreadable one as the raw text that stood in its place.
 */
export const BUCKETS = 1024

/** Bucket of the bytes from `start` up to, not including, `end`. */
export function bucketOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = FNV_OFFSET
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), FNV_PRIME) // the caller gives a range inside
  return avalanche(hash) & (BUCKETS - 1)
}

/**
 * Bucket of a text: the same as of its Latin-1 bytes. A character beyond Latin-1 counts as two bytes, low one first, so
 * that any text has a bucket.
 */
export function bucketOfText(text: string): number {
  let hash = FNV_OFFSET
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    hash = Math.imul(hash ^ (code & 0xff), FNV_PRIME)
    if (code > 0xff) hash = Math.imul(hash ^ (code >>> 8), FNV_PRIME)
  }
  return avalanche(hash) & (BUCKETS - 1)
}

/** The shard column of every big table. Organisation-level rows use bucket 0. */
export function shardOf(orgId: number, bucket: number): number {
  invariant(
    Number.isSafeInteger(orgId * BUCKETS) && orgId >= 0,
    'an organisation id is a whole number whose shards are safe integers',
  )
  invariant(Number.isInteger(bucket) && bucket >= 0 && bucket < BUCKETS, 'a bucket is a whole number from 0 to 1023')
  return orgId * BUCKETS + bucket
}

const FNV_OFFSET = 0x811c9dc5 | 0
const FNV_PRIME = 0x01000193

/** The finisher of MurmurHash3 (public domain): each input bit flips each output bit about half the time. */
function avalanche(hash: number): number {
  let mixed = hash ^ (hash >>> 16)
  mixed = Math.imul(mixed, 0x85ebca6b)
  mixed ^= mixed >>> 13
  mixed = Math.imul(mixed, 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}
