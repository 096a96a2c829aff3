import type { Bitmap } from './bitmap.ts'
import { encodeG4 } from './encode-g4.ts'
import { COMPRESSION, TAG, TYPE } from './tiff-tags.ts'

/**
 * The picture as a check image of a cash letter: little-endian TIFF 6.0, one CCITT Group 4 strip, white is zero, 200 or
 * 240 dots per inch, nothing else in the file (the tag set of X9.100-181).
 */
export function writeTiff(bitmap: Bitmap, dpi: 200 | 240): Uint8Array {
  const strip = encodeG4(bitmap)
  const tags = tagsOf(bitmap, strip.length)
  const rationals = HEADER_BYTES + 2 + tags.length * 12 + 4
  const data = rationals + 16
  const file = new Uint8Array(data + strip.length)
  const view = new DataView(file.buffer)
  view.setUint32(0, 0x49492a00)
  view.setUint32(4, HEADER_BYTES, true)
  view.setUint16(HEADER_BYTES, tags.length, true)
  tags.forEach(([tag, type, value], index) => {
    const at = HEADER_BYTES + 2 + index * 12
    view.setUint16(at, tag, true)
    view.setUint16(at + 2, type, true)
    view.setUint32(at + 4, 1, true)
    view.setUint32(at + 8, placeOf(tag, value, rationals, data), true)
  })
  for (const at of [rationals, rationals + 8]) {
    view.setUint32(at, dpi, true)
    view.setUint32(at + 4, 1, true)
  }
  file.set(strip, data)
  return file
}

const HEADER_BYTES = 8

type TagRow = readonly [tag: number, type: number, value: number]

/** In ascending order, as TIFF 6.0 demands. Shorts stand in the low half of the value, which little-endian allows. */
function tagsOf(bitmap: Bitmap, stripBytes: number): readonly TagRow[] {
  return [
    [TAG.newSubfileType, TYPE.long, 0],
    [TAG.width, TYPE.long, bitmap.width],
    [TAG.height, TYPE.long, bitmap.height],
    [TAG.bitsPerSample, TYPE.short, 1],
    [TAG.compression, TYPE.short, COMPRESSION.g4],
    [TAG.photometric, TYPE.short, 0],
    [TAG.fillOrder, TYPE.short, 1],
    [TAG.stripOffsets, TYPE.long, 0],
    [TAG.orientation, TYPE.short, 1],
    [TAG.samplesPerPixel, TYPE.short, 1],
    [TAG.rowsPerStrip, TYPE.long, bitmap.height],
    [TAG.stripByteCounts, TYPE.long, stripBytes],
    [TAG.xResolution, TYPE.rational, 0],
    [TAG.yResolution, TYPE.rational, 0],
    [TAG.t6Options, TYPE.long, 0],
    [TAG.resolutionUnit, TYPE.short, 2],
  ]
}

function placeOf(tag: number, value: number, rationals: number, data: number): number {
  if (tag === TAG.xResolution) return rationals
  if (tag === TAG.yResolution) return rationals + 8
  return tag === TAG.stripOffsets ? data : value
}
