/** A mutated copy of a file, always the same for the same seed: for tests that throw broken files at the reader. */
export function mutate(bytes: Uint8Array, seed: number): Uint8Array {
  const random = randomOf(seed)
  const rounds = 1 + Math.floor(random() * 4)
  let broken = bytes.slice()
  for (let round = 0; round < rounds; round++) {
    const mutation = MUTATIONS[Math.floor(random() * MUTATIONS.length)]
    if (mutation !== undefined && broken.length > 0) broken = mutation(broken, random)
  }
  return broken
}

type Random = () => number
type Mutation = (bytes: Uint8Array<ArrayBuffer>, random: Random) => Uint8Array<ArrayBuffer>

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomOf(seed: number): Random {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const MUTATIONS: readonly Mutation[] = [
  // Cut off, bits and bytes turned, ranges taken out, doubled, moved, overwritten.
  (bytes, random) => bytes.slice(0, place(bytes, random)),
  (bytes, random) => put(bytes, place(bytes, random), [(bytes[0] ?? 0) ^ (1 << Math.floor(random() * 8))]),
  (bytes, random) => put(bytes, place(bytes, random), [Math.floor(random() * 256)]),
  (bytes, random) => splice(bytes, place(bytes, random), length(random), new Uint8Array(0)),
  (bytes, random) => splice(bytes, place(bytes, random), 0, piece(bytes, random)),
  (bytes, random) => splice(bytes, place(bytes, random), length(random), piece(bytes, random)),
  (bytes, random) => put(bytes, place(bytes, random), new Array<number>(length(random)).fill(0)),
  // Digits: 2^53 and more in amounts and counts, line ends, lengths and record types in the wrong place.
  (bytes, random) => put(bytes, place(bytes, random), new Array<number>(16).fill(random() < 0.5 ? 0x39 : 0xf9)),
  (bytes, random) => splice(bytes, place(bytes, random), 0, Uint8Array.of(random() < 0.5 ? 0x0a : 0x0d)),
  (bytes, random) => put(bytes, place(bytes, random), [0, 0, 0, Math.floor(random() * 256)]),
  (bytes, random) => put(bytes, place(bytes, random), [0x7f, 0xff, 0xff, 0xff]),
  (bytes, random) => put(bytes, place(bytes, random), [digit(random), digit(random)]),
]

function place(bytes: Uint8Array, random: Random): number {
  return Math.floor(random() * bytes.length)
}

function length(random: Random): number {
  return 1 + Math.floor(random() ** 3 * 400)
}

function digit(random: Random): number {
  return (random() < 0.5 ? 0x30 : 0xf0) + Math.floor(random() * 10)
}

function piece(bytes: Uint8Array, random: Random): Uint8Array {
  const from = place(bytes, random)
  return bytes.slice(from, from + length(random))
}

function put(bytes: Uint8Array<ArrayBuffer>, at: number, values: readonly number[]): Uint8Array<ArrayBuffer> {
  values.forEach((value, index) => {
    if (at + index < bytes.length) bytes[at + index] = value
  })
  return bytes
}

function splice(bytes: Uint8Array, at: number, remove: number, add: Uint8Array): Uint8Array<ArrayBuffer> {
  const rest = bytes.subarray(Math.min(bytes.length, at + remove))
  const joined = new Uint8Array(at + add.length + rest.length)
  joined.set(bytes.subarray(0, at))
  joined.set(add, at)
  joined.set(rest, at + add.length)
  return joined
}
