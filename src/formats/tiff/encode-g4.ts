import { type Bitmap, findChanges, strideOf } from './bitmap.ts'
import { BLACK_RUNS, RUN_MAKE_UP_MAX, type RunCodes, WHITE_RUNS } from './run-codes.ts'

/** Vertical modes from -3 to +3 (ITU-T T.6, table 1): the changing element lies so many pixels right of the one above. */
const VERTICAL_VALUE = [0b0000010, 0b000010, 0b010, 0b1, 0b011, 0b000011, 0b0000011]
const VERTICAL_BITS = [7, 6, 3, 1, 3, 6, 7]

/**
 * The picture as CCITT Group 4 (ITU-T T.6) data, black runs coded as black (photometric white-is-zero), most significant
 * bit first, closed by the end-of-block code. Refuses nothing: any bitmap has an encoding.
 */
export function encodeG4(bitmap: Bitmap): Uint8Array {
  const { width, height, data } = bitmap
  const stride = strideOf(width)
  const out = createBits(Math.max(64, (stride * height) >> 3))
  let above: Int32Array = new Int32Array(width + 4)
  let row: Int32Array = new Int32Array(width + 4)
  closeChanges(above, 0, width)
  for (let y = 0; y < height; y += 1) {
    closeChanges(row, findChanges(data, y * stride, width, row), width)
    encodeRow(out, above, row, width)
    const spare = above
    above = row
    row = spare
  }
  push(out, 1, 12) // End of facsimile block: the end-of-line code twice.
  push(out, 1, 12)
  return finish(out)
}

/** Sentinels at the right edge, so that looking ahead by two never leaves the row. */
function closeChanges(changes: Int32Array, count: number, width: number): void {
  changes[count] = width
  changes[count + 1] = width
  changes[count + 2] = width
  changes[count + 3] = width
}

/** One row against the one above: pass, vertical or horizontal mode for each changing element. */
function encodeRow(out: Bits, above: Int32Array, row: Int32Array, width: number): void {
  let a0 = -1
  let at = 0 // index in `row` of a1; its parity is the colour of a0 (even: white)
  let ref = 0 // index in `above` of b1, of the same parity
  while (a0 < width) {
    while (ref >= 2 && (above[ref - 2] as number) > a0) ref -= 2
    while ((above[ref] as number) <= a0 && (above[ref] as number) < width) ref += 2
    const a1 = row[at] as number
    const b1 = above[ref] as number
    const b2 = b1 === width ? width : (above[ref + 1] as number)
    if (b2 < a1) {
      push(out, 0b0001, 4)
      a0 = b2
      continue
    }
    const off = a1 - b1
    if (off >= -3 && off <= 3) {
      push(out, VERTICAL_VALUE[off + 3] as number, VERTICAL_BITS[off + 3] as number)
      a0 = a1
      at += a1 === width ? 0 : 1
      ref ^= 1
      continue
    }
    const a2 = a1 === width ? width : (row[at + 1] as number)
    push(out, 0b001, 3)
    pushRun(out, (at & 1) === 0 ? WHITE_RUNS : BLACK_RUNS, a1 - Math.max(a0, 0))
    pushRun(out, (at & 1) === 0 ? BLACK_RUNS : WHITE_RUNS, a2 - a1)
    a0 = a2
    at += a2 === width ? 0 : 2
  }
}

function pushRun(out: Bits, codes: RunCodes, run: number): void {
  while (run >= 64) {
    const part = Math.min(run - (run % 64), RUN_MAKE_UP_MAX)
    const index = 63 + part / 64
    push(out, codes.value[index] as number, codes.bits[index] as number)
    run -= part
  }
  push(out, codes.value[run] as number, codes.bits[run] as number)
}

interface Bits {
  bytes: Uint8Array
  length: number
  hold: number
  held: number
}

function createBits(capacity: number): Bits {
  return { bytes: new Uint8Array(capacity), length: 0, hold: 0, held: 0 }
}

/** Appends the lowest `bits` (at most 13) of value. */
function push(out: Bits, value: number, bits: number): void {
  out.hold = (out.hold << bits) | value
  out.held += bits
  while (out.held >= 8) {
    out.held -= 8
    if (out.length === out.bytes.length) grow(out)
    out.bytes[out.length++] = (out.hold >>> out.held) & 0xff
  }
  out.hold &= (1 << out.held) - 1
}

function grow(out: Bits): void {
  const bigger = new Uint8Array(out.bytes.length * 2)
  bigger.set(out.bytes)
  out.bytes = bigger
}

function finish(out: Bits): Uint8Array {
  if (out.held > 0) push(out, 0, 8 - out.held)
  return out.bytes.slice(0, out.length)
}
