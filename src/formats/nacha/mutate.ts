import { joinBytes } from '../../core/join-bytes.ts'

/** A source of numbers from 0 to below `limit`, the same for the same seed. */
export type Dice = (limit: number) => number

/** Numbers from a seed (mulberry32): repeatable, so that a failing mutation is named by its number. */
export function seededDice(seed: number): Dice {
  let state = seed >>> 0
  return limit => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
}

/** Spoils bytes in one to four of the ways in which files really arrive spoiled. For tests. */
export function mutate(bytes: Uint8Array, dice: Dice): Uint8Array {
  let spoiled: Uint8Array = Uint8Array.from(bytes)
  for (let left = 1 + dice(4); left > 0; left--) {
    const way = WAYS[dice(WAYS.length)]
    if (way !== undefined && spoiled.length > 0) spoiled = way(spoiled, dice)
  }
  return spoiled
}

type Way = (bytes: Uint8Array, dice: Dice) => Uint8Array

const RECORD = 95

const WAYS: readonly Way[] = [
  // a byte of any value, a digit, a line end, a blank, half a UTF-8 character
  (bytes, dice) => bytes.with(dice(bytes.length), dice(256)),
  (bytes, dice) => bytes.with(dice(bytes.length), 0x30 + dice(10)),
  (bytes, dice) => bytes.with(dice(bytes.length), [0x0a, 0x0d, 0x20, 0x00, 0xc3, 0x1a][dice(6)] ?? 0x20),
  // cut off, cut out, put in
  (bytes, dice) => bytes.subarray(0, dice(bytes.length)),
  (bytes, dice) => without(bytes, dice(bytes.length), 1 + dice(200)),
  (bytes, dice) =>
    joined(
      bytes,
      dice(bytes.length),
      Uint8Array.from({ length: 1 + dice(200) }, () => dice(256)),
    ),
  // a record lost, repeated, moved; its type changed
  (bytes, dice) => without(bytes, RECORD * dice(Math.ceil(bytes.length / RECORD)), RECORD),
  (bytes, dice) => {
    const from = RECORD * dice(Math.ceil(bytes.length / RECORD))
    return joined(bytes, RECORD * dice(Math.ceil(bytes.length / RECORD)), bytes.slice(from, from + RECORD))
  },
  (bytes, dice) =>
    bytes.with(Math.min(bytes.length - 1, RECORD * dice(Math.ceil(bytes.length / RECORD))), 0x30 + dice(10)),
  // all line ends gone, or all doubled
  bytes => bytes.filter(byte => byte !== 0x0a),
  bytes => Uint8Array.from(Array.from(bytes).flatMap(byte => (byte === 0x0a ? [0x0d, 0x0a] : [byte]))),
  // a run of one byte: nines where totals stand, blanks, zeros
  (bytes, dice) => {
    const from = dice(bytes.length)
    return Uint8Array.from(bytes).fill([0x39, 0x20, 0x30, 0x41][dice(4)] ?? 0x39, from, from + 1 + dice(60))
  },
]

function without(bytes: Uint8Array, at: number, length: number): Uint8Array {
  return joinBytes([bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + length))])
}

function joined(bytes: Uint8Array, at: number, more: Uint8Array): Uint8Array {
  return joinBytes([bytes.subarray(0, at), more, bytes.subarray(Math.min(bytes.length, at))])
}
