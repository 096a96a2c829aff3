/**
 * A fast 64-bit fingerprint over byte ranges and numbers, made for asking "have we seen this item before?" a million times
 * a second: two 32-bit lanes in the manner of MurmurHash3, no allocation after `createFingerprint`. It finds accidents, not
 * attacks: who can choose the bytes can make two inputs collide, so originals are told apart by SHA-256, and a match of
 * fingerprints is a reason to look, never to discard.
 *
 * For n inputs the chance that any two collide is about n * n / 3.7e19: one in 37 million for a million items. The function
 * is part of the stored data (claims are compared over 18 months), so it never changes.
 */
export interface Fingerprint {
  /** Back to the state of a new one. */
  reset(): void
  /** Adds the bytes from `start` up to, not including, `end`, and their count: `ab` then `c` differs from `a` then `bc`. */
  bytes(bytes: Uint8Array, start: number, end: number): void
  /** Adds a safe integer, for example an amount in cents or a day. */
  number(value: number): void
  /** The upper half so far, 0 to 2**32 - 1. Does not change the state: more can be added afterwards. */
  high(): number
  /** The lower half so far, 0 to 2**32 - 1. */
  low(): number
}

export function createFingerprint(): Fingerprint {
  // Two numbers in a typed array and not in variables: V8 would allocate for every store of an integer over 31 bits.
  const lanes = new Int32Array(2)
  const fingerprint: Fingerprint = {
    reset: () => {
      lanes[0] = SEED_HIGH
      lanes[1] = SEED_LOW
    },
    bytes: (bytes, start, end) => addBytes(lanes, bytes, start, end),
    number: value => {
      addWord(lanes, value | 0)
      addWord(lanes, Math.floor(value / 0x1_0000_0000) | 0)
    },
    high: () => finish((lanes[0] as number) ^ Math.imul(lanes[1] as number, 0x9e3779b1)), // both lanes always exist
    low: () => finish((lanes[1] as number) ^ Math.imul(lanes[0] as number, 0x85ebca77)),
  }
  fingerprint.reset()
  return fingerprint
}

/** Both halves as 16 hex digits, upper half first. */
export function hexOf(fingerprint: Fingerprint): string {
  return hex(fingerprint.high()) + hex(fingerprint.low())
}

const SEED_HIGH = 0x243f6a88 | 0 // the first digits of pi, for want of a better reason
const SEED_LOW = 0x85a308d3 | 0

function addBytes(lanes: Int32Array, bytes: Uint8Array, start: number, end: number): void {
  let high = lanes[0] as number
  let low = lanes[1] as number
  let at = start
  for (; at + 4 <= end; at += 4) {
    const word =
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24) // inside the range
    high = mixHigh(high, word)
    low = mixLow(low, word, high)
  }
  let tail = 0
  for (let shift = 0; at < end; at++, shift += 8) tail |= (bytes[at] as number) << shift
  high = mixHigh(high, tail)
  low = mixLow(low, tail, high)
  lanes[0] = high
  lanes[1] = low
  addWord(lanes, end - start) // so that the bounds of a range are part of what is hashed
}

function addWord(lanes: Int32Array, word: number): void {
  const high = mixHigh(lanes[0] as number, word)
  lanes[1] = mixLow(lanes[1] as number, word, high)
  lanes[0] = high
}

function mixHigh(lane: number, word: number): number {
  let key = Math.imul(word, 0xcc9e2d51)
  key = (key << 15) | (key >>> 17)
  const mixed = lane ^ Math.imul(key, 0x1b873593)
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0
}

/** The second lane sees the word through other constants and takes in the first, so that both must collide at once. */
function mixLow(lane: number, word: number, other: number): number {
  let key = Math.imul(word, 0x38b34ae5)
  key = (key << 16) | (key >>> 16)
  const mixed = lane ^ Math.imul(key, 0xa1e38b93)
  return (Math.imul(((mixed << 17) | (mixed >>> 15)) + other, 5) + 0x38495ab5) | 0
}

function finish(lane: number): number {
  let mixed = lane ^ (lane >>> 16)
  mixed = Math.imul(mixed, 0x85ebca6b)
  mixed ^= mixed >>> 13
  mixed = Math.imul(mixed, 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

function hex(half: number): string {
  return half.toString(16).padStart(8, '0')
}
