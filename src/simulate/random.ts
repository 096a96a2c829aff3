/**
 * The simulator's randomness: sfc32 (Chris Doty-Humphrey's small fast counter generator, 128 bits of state), seeded from a key.
 * A stream splits by label from its key, never from its state, so what one stream draws does not move what another draws:
 * a new kind of fault leaves all others where they were.
 */
export interface Random {
  /** 0 to 2^32 - 1. */
  next(): number
  /** 0 to `bound` - 1. `bound` is 1 to 2^32. */
  below(bound: number): number
  /** Both inclusive; the span may be over 2^32. */
  between(low: number, high: number): number
  /** True in `percent` of 100 cases. */
  percent(percent: number): boolean
  pick<T>(from: readonly T[]): T
  /** The stream of the label below this one: always the same for the same key and label. */
  split(label: string | number): Random
}

export function createRandom(seed: number): Random {
  return stream(mix(seed >>> 0, 0x9e3779b9), mix(Math.floor(seed / 2 ** 32) >>> 0, 0x85ebca6b))
}

/** A number from 0 to 2^32 - 1 that belongs to (key, index, salt): randomness without a stream, for things made by index. */
export function hashOf(key: number, index: number, salt: number): number {
  return mix(mix(key ^ Math.imul(salt, 0x27d4eb2f), index >>> 0), Math.floor(index / 2 ** 32) >>> 0)
}

function stream(keyHigh: number, keyLow: number): Random {
  let a = keyHigh | 0
  let b = keyLow | 0
  let c = 0x2545f491
  let counter = 1
  function next(): number {
    const out = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + out) | 0
    return out >>> 0
  }
  // The first outputs of related keys are related; after a dozen they are not (the generator's own advice).
  for (let warm = 0; warm < 12; warm++) next()
  const below = (bound: number) => Math.floor((next() / 2 ** 32) * bound)
  return {
    next,
    below,
    between: (low, high) => low + Math.floor(((next() + next() / 2 ** 32) / 2 ** 32) * (high - low + 1)),
    percent: percent => next() < percent * 42_949_672.96,
    pick: from => from[below(from.length)] as (typeof from)[number], // below() is inside the list
    split: label => stream(mix(keyHigh, hashLabel(label, 0x811c9dc5)), mix(keyLow, hashLabel(label, 0x01000193))),
  }
}

function hashLabel(label: string | number, start: number): number {
  const text = typeof label === 'number' ? `#${label}` : label
  let hash = start
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash
}

/** Murmur3's mixing of one word into another. */
function mix(key: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51)
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593)
  let h = key ^ k
  h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
