import { type Bitmap, isBlack } from './bitmap.ts'
import { encodeG4 } from './encode-g4.ts'
import { BLACK_RUNS, WHITE_RUNS } from './run-codes.ts'
import { COMPRESSION, TAG, TYPE } from './tiff-tags.ts'

/** How a sample is written: every way in which the reader reads one. */
export interface TiffShape {
  readonly compression: keyof typeof COMPRESSION
  /** Of Group 3: each second row coded by the one above; end-of-line codes that end a byte. */
  readonly rows?: 'one-dimensional' | 'two-dimensional'
  readonly endOfLine?: 'bare' | 'filled up'
  readonly rowsPerStrip: number
  readonly fillOrder: 1 | 2
  readonly photometric: 0 | 1
  readonly byteOrder: 'II' | 'MM'
}

/**
 * A picture as TIFF in any of these shapes: for tests, because our own writer has one shape only. Group 3 is coded here pixel by
 * pixel, as the recommendation says it, and shares nothing with the readers but the table of run codes.
 */
export function sampleTiff(bitmap: Bitmap, shape: TiffShape): Uint8Array {
  const strips: Uint8Array[] = []
  for (let from = 0; from < bitmap.height; from += shape.rowsPerStrip)
    strips.push(codedStrip(rowsOf(bitmap, shape.photometric).slice(from, from + shape.rowsPerStrip), shape))
  return assembled(bitmap, shape, strips)
}

/** Rows of pixels, true where the bit is 1. In photometric 1 that is white. */
function rowsOf(bitmap: Bitmap, photometric: 0 | 1): readonly (readonly boolean[])[] {
  return Array.from({ length: bitmap.height }, (_, y) =>
    Array.from({ length: bitmap.width }, (_, x) => isBlack(bitmap, x, y) === (photometric === 0)),
  )
}

function codedStrip(rows: readonly (readonly boolean[])[], shape: TiffShape): Uint8Array {
  const plain = bytesOf(rows.map(row => padded(row.map(bit => (bit ? '1' : '0')).join(''))).join(''))
  if (shape.compression === 'none') return plain
  if (shape.compression === 'g4') return encodeG4({ width: rows[0]?.length ?? 0, height: rows.length, data: plain })
  // With two bytes more: libtiff looks 13 bits ahead, fills up what the strip lacks, and then begins the next of its last rows late.
  if (shape.compression === 'huffman') return bytesOf(rows.map(row => padded(byRuns(row))).join('') + '0'.repeat(16))
  let bits = ''
  rows.forEach((row, y) => {
    const isByAbove = shape.rows === 'two-dimensional' && y % 2 === 1
    if (shape.endOfLine === 'filled up') while ((bits.length + END_OF_LINE.length) % 8 !== 0) bits += '0'
    bits += END_OF_LINE + (shape.rows === 'two-dimensional' ? (isByAbove ? '0' : '1') : '')
    bits += isByAbove ? byAbove(rows[y - 1] ?? [], row) : byRuns(row)
  })
  return bytesOf(bits + (END_OF_LINE + (shape.rows === 'two-dimensional' ? '1' : '')).repeat(6))
}

const END_OF_LINE = '000000000001'

function byRuns(row: readonly boolean[]): string {
  let bits = ''
  let colour = false
  for (let x = 0; x < row.length; colour = !colour) {
    const end = changeAfter(row, x, colour)
    bits += runCode(end - x, colour)
    x = end
  }
  return bits
}

/** The row as T.4 says in 4.2: pass, vertical or horizontal mode by the changing elements a1, a2 here and b1, b2 above. */
function byAbove(above: readonly boolean[], row: readonly boolean[]): string {
  const width = row.length
  let bits = ''
  let a0 = -1
  let colour = false
  while (a0 < width) {
    const a1 = changeAfter(row, Math.max(a0, 0), colour)
    let b1 = a0 + 1
    while (b1 < width && !(above[b1] !== colour && (b1 === 0 ? false : above[b1 - 1]) === colour)) b1 += 1
    const b2 = changeAfter(above, b1, !colour)
    if (b2 < a1) {
      bits += '0001'
      a0 = b2
    } else if (Math.abs(a1 - b1) <= 3) {
      bits += ['0000010', '000010', '010', '1', '011', '000011', '0000011'][a1 - b1 + 3]
      a0 = a1
      colour = !colour
    } else {
      const a2 = changeAfter(row, a1, !colour)
      bits += `001${runCode(a1 - Math.max(a0, 0), colour)}${runCode(a2 - a1, !colour)}`
      a0 = a2
    }
  }
  return bits
}

/** Where the run of a colour that begins at `from` ends; `from` itself where there is none. */
function changeAfter(row: readonly boolean[], from: number, colour: boolean): number {
  let x = from
  while (x < row.length && row[x] === colour) x += 1
  return x
}

function runCode(run: number, isBlackRun: boolean): string {
  const codes = isBlackRun ? BLACK_RUNS : WHITE_RUNS
  const code = (index: number) => (codes.value[index] ?? 0).toString(2).padStart(codes.bits[index] ?? 0, '0')
  if (run >= 2560) return code(63 + 40) + runCode(run - 2560, isBlackRun)
  return (run >= 64 ? code(63 + Math.floor(run / 64)) : '') + code(run % 64)
}

function padded(bits: string): string {
  return bits.padEnd(8 * Math.ceil(bits.length / 8), '0')
}

function bytesOf(bits: string): Uint8Array {
  return Uint8Array.from(padded(bits).match(/.{8}/g) ?? [], byte => Number.parseInt(byte, 2))
}

function assembled(bitmap: Bitmap, shape: TiffShape, strips: readonly Uint8Array[]): Uint8Array {
  const isLittle = shape.byteOrder === 'II'
  const tags = tagsOf(bitmap, shape, strips.length)
  const offsets = 8 + 2 + tags.length * 12 + 4
  const lengths = offsets + 4 * strips.length
  const file = new Uint8Array(lengths + 4 * strips.length + strips.reduce((sum, strip) => sum + strip.length, 0))
  const view = new DataView(file.buffer)
  file.fill(isLittle ? 0x49 : 0x4d, 0, 2)
  view.setUint16(2, 42, isLittle)
  view.setUint32(4, 8, isLittle)
  view.setUint16(8, tags.length, isLittle)
  tags.forEach(([tag, type, count, value], index) => {
    const at = 10 + index * 12
    const place = tag === TAG.stripOffsets ? offsets : tag === TAG.stripByteCounts ? lengths : undefined
    view.setUint16(at, tag, isLittle)
    view.setUint16(at + 2, type, isLittle)
    view.setUint32(at + 4, count, isLittle)
    if (place !== undefined && count > 1) view.setUint32(at + 8, place, isLittle)
    else if (place !== undefined)
      view.setUint32(at + 8, place === offsets ? lengths + 4 : (strips[0]?.length ?? 0), isLittle)
    else if (type === TYPE.short) view.setUint16(at + 8, value, isLittle)
    else view.setUint32(at + 8, value, isLittle)
  })
  let at = lengths + 4 * strips.length
  strips.forEach((strip, index) => {
    view.setUint32(offsets + 4 * index, at, isLittle)
    view.setUint32(lengths + 4 * index, strip.length, isLittle)
    file.set(shape.fillOrder === 1 ? strip : strip.map(turned), at)
    at += strip.length
  })
  return file
}

function tagsOf(bitmap: Bitmap, shape: TiffShape, strips: number) {
  return [
    [TAG.width, TYPE.long, 1, bitmap.width],
    [TAG.height, TYPE.long, 1, bitmap.height],
    [TAG.bitsPerSample, TYPE.short, 1, 1],
    [TAG.compression, TYPE.short, 1, COMPRESSION[shape.compression]],
    [TAG.photometric, TYPE.short, 1, shape.photometric],
    [TAG.fillOrder, TYPE.short, 1, shape.fillOrder],
    [TAG.stripOffsets, TYPE.long, strips, 0],
    [TAG.samplesPerPixel, TYPE.short, 1, 1],
    [TAG.rowsPerStrip, TYPE.long, 1, shape.rowsPerStrip],
    [TAG.stripByteCounts, TYPE.long, strips, 0],
    [
      TAG.t4Options,
      TYPE.long,
      1,
      (shape.rows === 'two-dimensional' ? 1 : 0) + (shape.endOfLine === 'filled up' ? 4 : 0),
    ],
  ] as const
}

function turned(byte: number): number {
  return Number.parseInt([...byte.toString(2).padStart(8, '0')].reverse().join(''), 2)
}
