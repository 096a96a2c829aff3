import type { G3Rows } from './decode-g3.ts'
import { refuse, type TiffRefusal } from './tiff-refusal.ts'
import {
  COMPRESSION,
  T4_TWO_DIMENSIONAL,
  T4_UNCOMPRESSED,
  TAG,
  TIFF_ENTRIES_MAX,
  TIFF_PIXELS_MAX,
  TIFF_SIDE_MAX,
  TIFF_STRIPS_MAX,
  TYPE,
} from './tiff-tags.ts'

/** How the pixels of a picture lie in its file, everything checked against the file's length. */
export interface TiffLayout {
  readonly width: number
  readonly height: number
  /** `none`, Group 4, or how the rows of Group 3 are told apart. */
  readonly compression: 'none' | 'g4' | G3Rows
  readonly zeroIs: 'white' | 'black'
  readonly bitOrder: 'highest-first' | 'lowest-first'
  readonly rowsPerStrip: number
  readonly strips: readonly { readonly offset: number; readonly length: number }[]
  /** Dots per inch across, where the file says so in inches or centimetres. */
  readonly dpi: number | undefined
}

export type TiffDirectory =
  | { readonly at: 'read'; readonly layout: TiffLayout }
  | { readonly at: 'refused'; readonly why: TiffRefusal }

/** Reads the directory only, in microseconds: enough to tell whether a picture could be used at all. Never throws. */
export function readDirectory(bytes: Uint8Array): TiffDirectory {
  const opened = openDirectory(bytes)
  if (opened.at === 'refused') return opened
  const { file } = opened
  const why = refuseShape(file) ?? refuseKind(file)
  if (why !== undefined) return { at: 'refused', why }
  return locateStrips(file)
}

interface Entry {
  readonly type: number
  readonly count: number
  /** Where the values stand. */
  readonly offset: number
}

interface OpenFile {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly little: boolean
  readonly entries: ReadonlyMap<number, Entry>
}

const SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8]

function openDirectory(
  bytes: Uint8Array,
): { readonly at: 'open'; readonly file: OpenFile } | { readonly at: 'refused'; readonly why: TiffRefusal } {
  const refused = (why: TiffRefusal) => ({ at: 'refused', why }) as const
  if (bytes.length < 8) return refused(refuse('not-tiff', 'header', `${bytes.length} bytes`, 'at least 8 bytes'))
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const order = view.getUint16(0)
  const little = order === 0x4949
  if ((!little && order !== 0x4d4d) || view.getUint16(2, little) !== 42) {
    return refused(refuse('not-tiff', 'header', hex(view.getUint32(0)), '49492a00 or 4d4d002a'))
  }
  const start = view.getUint32(4, little)
  if (start < 8 || start + 2 > bytes.length) {
    return refused(refuse('truncated', 'directory', `at byte ${start}`, `within ${bytes.length} bytes`))
  }
  const count = view.getUint16(start, little)
  const end = start + 2 + count * 12
  if (count === 0 || count > TIFF_ENTRIES_MAX) {
    return refused(refuse('directory', 'directory', `${count} tags`, `1 to ${TIFF_ENTRIES_MAX} tags`))
  }
  if (end > bytes.length) return refused(refuse('truncated', 'directory', `to byte ${end}`, `${bytes.length} bytes`))
  if (end + 4 <= bytes.length && view.getUint32(end, little) !== 0) {
    return refused(refuse('several-images', 'directory', 'another directory', 'one directory'))
  }
  return { at: 'open', file: { bytes, view, little, entries: readEntries(view, little, start + 2, count) } }
}

/** A tag that stands twice keeps its first value; a value that lies outside the file is left out, as if not there. */
function readEntries(view: DataView, little: boolean, start: number, count: number): Map<number, Entry> {
  const entries = new Map<number, Entry>()
  for (let at = start; at < start + count * 12; at += 12) {
    const tag = view.getUint16(at, little)
    const type = view.getUint16(at + 2, little)
    const values = view.getUint32(at + 4, little)
    const length = (SIZES[type] ?? 0) * values
    const offset = length <= 4 ? at + 8 : view.getUint32(at + 8, little)
    if (length === 0 || offset + length > view.byteLength || entries.has(tag)) continue
    entries.set(tag, { type, count: values, offset })
  }
  return entries
}

/** The declared size, before anything is allocated for it. */
function refuseShape(file: OpenFile): TiffRefusal | undefined {
  const width = valueAt(file, TAG.width, 0)
  const height = valueAt(file, TAG.height, 0)
  if (width === 0 || height === 0) return refuse('directory', 'size', `${width} x ${height}`, 'a width and a height')
  if (width > TIFF_SIDE_MAX || height > TIFF_SIDE_MAX || width * height > TIFF_PIXELS_MAX) {
    return refuse('too-large', 'size', `${width} x ${height}`, `at most ${TIFF_PIXELS_MAX} pixels`)
  }
  // Even an empty row takes one bit in Group 4, so that a file of n bytes never has more than 8 n rows.
  if (height > file.bytes.length * 8) {
    return refuse('too-large', 'size', `${height} rows in ${file.bytes.length} bytes`, 'no more rows than bits')
  }
  return undefined
}

function refuseKind(file: OpenFile): TiffRefusal | undefined {
  const samples = valueAt(file, TAG.samplesPerPixel, 1)
  const bits = valueAt(file, TAG.bitsPerSample, 1)
  if (samples !== 1 || bits !== 1) return refuse('not-bitonal', 'bitsPerSample', `${samples} x ${bits}`, '1 x 1')
  const photometric = valueAt(file, TAG.photometric, 0)
  if (photometric > 1) return refuse('not-bitonal', 'photometric', photometric, '0 or 1')
  const compression = valueAt(file, TAG.compression, COMPRESSION.none)
  if (compressionOf(file) === undefined) {
    return refuse('compression', 'compression', compression, '4 (CCITT Group 4), 3 or 2 (Group 3), or 1 (none)')
  }
  if (compression === COMPRESSION.g3 && (valueAt(file, TAG.t4Options, 0) & T4_UNCOMPRESSED) !== 0) {
    return refuse('compression', 't4Options', 'uncompressed rows', 'coded rows')
  }
  if (file.entries.has(TAG.tileWidth)) return refuse('layout', 'tileWidth', 'tiles', 'strips')
  const order = valueAt(file, TAG.fillOrder, 1)
  if (order !== 1 && order !== 2) return refuse('layout', 'fillOrder', order, '1 or 2')
  return undefined
}

function compressionOf(file: OpenFile): TiffLayout['compression'] | undefined {
  const isByAbove = (valueAt(file, TAG.t4Options, 0) & T4_TWO_DIMENSIONAL) !== 0
  switch (valueAt(file, TAG.compression, COMPRESSION.none)) {
    case COMPRESSION.none:
      return 'none'
    case COMPRESSION.huffman:
      return 'by-bytes'
    case COMPRESSION.g3:
      return isByAbove ? 'two-dimensional' : 'one-dimensional'
    case COMPRESSION.g4:
      return 'g4'
    default:
      return undefined
  }
}

function locateStrips(file: OpenFile): TiffDirectory {
  const height = valueAt(file, TAG.height, 0)
  const rowsPerStrip = Math.min(height, valueAt(file, TAG.rowsPerStrip, height) || height)
  const wanted = Math.ceil(height / rowsPerStrip)
  const offsets = file.entries.get(TAG.stripOffsets)
  const lengths = file.entries.get(TAG.stripByteCounts)
  if (offsets === undefined || offsets.count < wanted || wanted > TIFF_STRIPS_MAX) {
    return { at: 'refused', why: refuse('directory', 'stripOffsets', offsets?.count ?? 0, `${wanted} strips`) }
  }
  const strips: { offset: number; length: number }[] = []
  for (let strip = 0; strip < wanted; strip += 1) {
    const offset = entryValue(file, offsets, strip)
    // A single strip without its length (some old scanners) reaches to the end of the file.
    const length = lengths === undefined ? file.bytes.length - offset : entryValue(file, lengths, strip)
    if (offset + length > file.bytes.length || length <= 0) {
      const found = `bytes ${offset} to ${offset + length}`
      return { at: 'refused', why: refuse('truncated', 'stripOffsets', found, `within ${file.bytes.length} bytes`) }
    }
    strips.push({ offset, length })
  }
  // Strips that share bytes would make a small file cost as much as a large one.
  const total = strips.reduce((sum, strip) => sum + strip.length, 0)
  if (total > file.bytes.length) {
    const found = `${total} bytes in ${wanted} strips`
    return { at: 'refused', why: refuse('directory', 'stripByteCounts', found, `at most ${file.bytes.length} bytes`) }
  }
  const layout: TiffLayout = {
    width: valueAt(file, TAG.width, 0),
    height,
    compression: compressionOf(file) ?? 'none', // another one has been refused above
    zeroIs: valueAt(file, TAG.photometric, 0) === 1 ? 'black' : 'white',
    bitOrder: valueAt(file, TAG.fillOrder, 1) === 2 ? 'lowest-first' : 'highest-first',
    rowsPerStrip,
    strips,
    dpi: resolutionOf(file),
  }
  return { at: 'read', layout }
}

function resolutionOf(file: OpenFile): number | undefined {
  const entry = file.entries.get(TAG.xResolution)
  const unit = valueAt(file, TAG.resolutionUnit, 2)
  if (entry === undefined || entry.type !== TYPE.rational || (unit !== 2 && unit !== 3)) return undefined
  const numerator = file.view.getUint32(entry.offset, file.little)
  const denominator = file.view.getUint32(entry.offset + 4, file.little)
  if (numerator === 0 || denominator === 0) return undefined
  return (numerator / denominator) * (unit === 3 ? 2.54 : 1)
}

function valueAt(file: OpenFile, tag: number, otherwise: number): number {
  const entry = file.entries.get(tag)
  return entry === undefined ? otherwise : entryValue(file, entry, 0)
}

/** The value at `index` of a byte, short or long entry; 0 for any other type, which no limit accepts. */
function entryValue(file: OpenFile, entry: Entry, index: number): number {
  if (index >= entry.count) return 0
  if (entry.type === TYPE.byte) return file.view.getUint8(entry.offset + index)
  if (entry.type === TYPE.short) return file.view.getUint16(entry.offset + index * 2, file.little)
  if (entry.type === TYPE.long) return file.view.getUint32(entry.offset + index * 4, file.little)
  return 0
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0')
}
