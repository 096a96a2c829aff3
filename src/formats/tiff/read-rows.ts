import { fillSpan } from './bitmap.ts'
import { BLACK_RUNS, RUN_CODE_BITS, type RunCodes, WHITE_RUNS } from './run-codes.ts'

/** Where the rows are read: most significant bit first; zeros stand behind the end. */
export interface Bits {
  readonly bytes: Uint8Array
  at: number
  readonly end: number
}

export function openBits(bytes: Uint8Array): Bits {
  return { bytes, at: 0, end: bytes.length * 8 }
}

/** The changing elements of two rows, the one above and the one that is read; before the first row the one above is white. */
export interface RowPair {
  above: Int32Array
  row: Int32Array
}

/** Room for the changing elements of a row and the sentinels behind them. */
export function startRows(width: number): RowPair {
  return { above: new Int32Array(width + 8).fill(width), row: new Int32Array(width + 8) }
}

/** Blackens the row that was read, whose changing elements begin `pair.row`, and makes it the one above. */
export function finishRow(pair: RowPair, count: number, into: Uint8Array, start: number): void {
  const { above, row } = pair
  for (let i = 0; i < count; i += 2) fillSpan(into, start, row[i] as number, row[i + 1] as number)
  pair.above = row
  pair.row = above
}

/**
 * Reads the changing elements of one row that is coded by the one above it (T.6, and the two-dimensional rows of T.4), closed
 * by sentinels; answers their count, or -1 where the code breaks off.
 */
export function readRowByAbove(bits: Bits, { above, row }: RowPair, width: number): number {
  let a0 = -1
  let count = 0 // its parity is the colour: even white, odd black
  let ref = 0
  while (a0 < width) {
    if (count > width) return -1
    while (ref >= 2 && (above[ref - 2] as number) > a0) ref -= 2
    while ((above[ref] as number) <= a0 && (above[ref] as number) < width) ref += 2
    const b1 = above[ref] as number
    const mode = nextMode(bits)
    if (mode === PASS) {
      a0 = b1 === width ? width : (above[ref + 1] as number)
      continue
    }
    if (mode === HORIZONTAL) {
      const first = nextRun(bits, (count & 1) === 0 ? WHITE_RUNS : BLACK_RUNS, width)
      const second = first < 0 ? -1 : nextRun(bits, (count & 1) === 0 ? BLACK_RUNS : WHITE_RUNS, width)
      const a1 = Math.max(a0, 0) + first
      if (second < 0 || a1 + second > width) return -1
      row[count++] = a1
      row[count++] = a1 + second
      a0 = a1 + second
      continue
    }
    if (mode > 3) return -1
    const a1 = b1 + mode
    if (a1 < Math.max(a0, 0) || a1 > width) return -1
    row[count++] = a1
    a0 = a1
    ref ^= 1
  }
  row.fill(width, count, count + 5)
  return count
}

/**
 * Reads the changing elements of one row that is coded by itself (T.4, one-dimensional): runs of white and black in turn, until
 * the row is full. Closed by sentinels; answers their count, or -1 where the code breaks off.
 */
export function readRowOfRuns(bits: Bits, { row }: RowPair, width: number): number {
  let x = 0
  let count = 0
  while (x < width) {
    if (count > width) return -1
    const run = nextRun(bits, (count & 1) === 0 ? WHITE_RUNS : BLACK_RUNS, width - x)
    if (run < 0) return -1
    x += run
    row[count++] = x
  }
  row.fill(width, count, count + 5)
  return count
}

const PASS = 4
const HORIZONTAL = 5
const BROKEN = 6

/** By the next seven bits: mode + 3 in the upper bits, code length in the lower four. Vertical modes are -3 to 3. */
const MODES: Uint8Array = buildModes()

function buildModes(): Uint8Array {
  const modes = new Uint8Array(128).fill((BROKEN + 3) << 4)
  const put = (code: string, mode: number) => {
    const first = Number.parseInt(code, 2) << (7 - code.length)
    modes.fill(((mode + 3) << 4) | code.length, first, first + (1 << (7 - code.length)))
  }
  put('1', 0)
  put('011', 1)
  put('000011', 2)
  put('0000011', 3)
  put('010', -1)
  put('000010', -2)
  put('0000010', -3)
  put('0001', PASS)
  put('001', HORIZONTAL)
  return modes
}

function nextMode(bits: Bits): number {
  const entry = MODES[peek(bits, 7)] as number
  const mode = (entry >> 4) - 3
  if (mode === BROKEN) {
    // An end-of-block code, or the end of the data, where a row should begin: what follows is missing, not damaged.
    if (bits.end - bits.at < 7 || peek(bits, 12) === 1) bits.at = bits.end
    return BROKEN
  }
  bits.at += entry & 15
  return bits.at > bits.end ? BROKEN : mode
}

/** One run: make-up codes, then a terminating code. -1 where the code breaks off or runs past the row. */
function nextRun(bits: Bits, codes: RunCodes, width: number): number {
  let total = 0
  for (;;) {
    const entry = codes.lookup[peek(bits, RUN_CODE_BITS)] as number
    if (entry < 0) {
      if (bits.end - bits.at < RUN_CODE_BITS) bits.at = bits.end
      return -1
    }
    bits.at += entry & 15
    const run = entry >> 4
    total += run
    if (bits.at > bits.end || total > width) return -1
    if (run < 64) return total
  }
}

/** The next `count` (at most 13) bits without taking them. */
export function peek(bits: Bits, count: number): number {
  const byte = bits.at >> 3
  const { bytes } = bits
  const window = ((bytes[byte] ?? 0) << 16) | ((bytes[byte + 1] ?? 0) << 8) | (bytes[byte + 2] ?? 0)
  return (window >> (24 - (bits.at & 7) - count)) & ((1 << count) - 1)
}
