import { type Bitmap, createBitmap, strideOf } from './bitmap.ts'
import { decodeG3 } from './decode-g3.ts'
import { decodeG4, type RowsStop } from './decode-g4.ts'
import { readDirectory, type TiffLayout } from './read-directory.ts'
import { refuse, type TiffRefusal } from './tiff-refusal.ts'

export type TiffReading =
  | { readonly at: 'read'; readonly bitmap: Bitmap; readonly layout: TiffLayout }
  | { readonly at: 'refused'; readonly why: TiffRefusal }

/**
 * Reads one bitonal picture: either byte order, one strip or many, either bit order in a byte, black as 0 or as 1,
 * uncompressed or CCITT Group 4 or 3. Refuses everything else with a reason, never throws, and allocates nothing before the
 * declared size has been checked against the limits and against the bytes that are there.
 */
export function readTiff(bytes: Uint8Array): TiffReading {
  const directory = readDirectory(bytes)
  if (directory.at === 'refused') return directory
  const { layout } = directory
  const bitmap = createBitmap(layout.width, layout.height)
  const why = layout.compression === 'none' ? copyStrips(bytes, layout, bitmap) : decodeStrips(bytes, layout, bitmap)
  if (why !== undefined) return { at: 'refused', why }
  if (layout.zeroIs === 'black') invert(bitmap)
  clearPadding(bitmap)
  return { at: 'read', bitmap, layout }
}

function decodeStrips(bytes: Uint8Array, layout: TiffLayout, bitmap: Bitmap): TiffRefusal | undefined {
  for (let strip = 0; strip < layout.strips.length; strip += 1) {
    const stopped = decodeStrip(stripBytes(bytes, layout, strip), layout, strip, bitmap)
    if (stopped.at === 'truncated') {
      return refuse('truncated', 'imageData', `${stopped.row} rows`, `${layout.height} rows`)
    }
    if (stopped.at === 'bad-code') {
      const codes = layout.compression === 'g4' ? 'Group 4 codes' : 'Group 3 codes'
      return refuse('image-data', 'imageData', `no code in row ${stopped.row + 1}`, codes)
    }
  }
  return undefined
}

/** Each strip is coded by itself, as if it were a picture. */
function decodeStrip(coded: Uint8Array, layout: TiffLayout, strip: number, bitmap: Bitmap): RowsStop {
  const { width, height, rowsPerStrip, compression } = layout
  const firstRow = strip * rowsPerStrip
  const rows = Math.min(rowsPerStrip, height - firstRow)
  if (compression === 'g4' || compression === 'none') return decodeG4(coded, width, bitmap.data, firstRow, rows)
  return decodeG3(coded, compression, { width, firstRow, rows }, bitmap.data)
}

function copyStrips(bytes: Uint8Array, layout: TiffLayout, bitmap: Bitmap): TiffRefusal | undefined {
  const stride = strideOf(layout.width)
  for (let strip = 0; strip < layout.strips.length; strip += 1) {
    const firstRow = strip * layout.rowsPerStrip
    const need = Math.min(layout.rowsPerStrip, layout.height - firstRow) * stride
    const found = stripBytes(bytes, layout, strip)
    if (found.length < need) return refuse('truncated', 'imageData', `${found.length} bytes`, `${need} bytes`)
    bitmap.data.set(found.subarray(0, need), firstRow * stride)
  }
  return undefined
}

/** The bytes of one strip, highest bit first. */
function stripBytes(bytes: Uint8Array, layout: TiffLayout, strip: number): Uint8Array {
  const { offset, length } = layout.strips[strip] as TiffLayout['strips'][number]
  const found = bytes.subarray(offset, offset + length)
  if (layout.bitOrder === 'highest-first') return found
  return found.map(byte => REVERSED[byte] as number)
}

const REVERSED: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => {
  let turned = 0
  for (let bit = 0; bit < 8; bit += 1) turned |= ((byte >> bit) & 1) << (7 - bit)
  return turned
})

function invert(bitmap: Bitmap): void {
  const { data } = bitmap
  for (let at = 0; at < data.length; at += 1) data[at] = (data[at] as number) ^ 0xff
}

function clearPadding(bitmap: Bitmap): void {
  const stride = strideOf(bitmap.width)
  const keep = (0xff << (stride * 8 - bitmap.width)) & 0xff
  if (keep === 0xff) return
  const { data } = bitmap
  for (let at = stride - 1; at < data.length; at += stride) data[at] = (data[at] as number) & keep
}
