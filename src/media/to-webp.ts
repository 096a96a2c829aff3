import sharp, { type Sharp } from 'sharp'
import { type Bitmap, strideOf } from '../formats/tiff/bitmap.ts'
import { readTiff, type TiffReading } from '../formats/tiff/read-tiff.ts'
import { TIFF_PIXELS_MAX } from '../formats/tiff/tiff-tags.ts'
import { pictureBytes } from '../formats/x9/images.ts'
import { coverBack, coverFront } from './cover-check.ts'

/** A picture for people, or the sentence that says why there is none. */
export type Shown =
  | { readonly at: 'shown'; readonly webp: Uint8Array; readonly width: number; readonly height: number }
  | { readonly at: 'refused'; readonly why: string }

/** Pictures are shown at most this wide, in pixels. */
const SHOWN_WIDTH_MAX = 1600
const DECODE_SECONDS_MAX = 5
const BYTES_MAX = 20_000_000

/**
 * The picture of a TIFF as WebP, smoothed to shades of grey and at most 1,600 pixels wide. Check images come through our own
 * reader of Groups 3 and 4; what people may still want to look at (colour, LZW, tiles) through libvips, bounded in pixels and time.
 * A picture written as hexadecimal digits is shown as what they say. Never rejects: what cannot be shown is refused with a sentence.
 */
export async function toWebp(image: Uint8Array): Promise<Shown> {
  const tiff = pictureBytes(image)
  const read = readTiff(tiff)
  if (read.at === 'read') return showBitmap(read.bitmap, Math.min(1, SHOWN_WIDTH_MAX / read.bitmap.width))
  if (!isWorthTrying(tiff, read)) return { at: 'refused', why: read.why.message }
  return attempt(read.why.message, () => open(tiff).resize({ width: SHOWN_WIDTH_MAX, withoutEnlargement: true }))
}

/**
 * The same picture with everything covered that may say whose check it is. A picture that our own reader does not take cannot
 * be covered in part, and is refused.
 */
export async function toCoveredWebp(image: Uint8Array, side: 'front' | 'back'): Promise<Shown> {
  const read = readTiff(pictureBytes(image))
  if (read.at === 'refused') {
    const why = isWorthTrying(image, read)
      ? 'A picture of this kind cannot be covered in part: reveal it to see it.'
      : read.why.message
    return { at: 'refused', why }
  }
  const { bitmap, layout } = read
  const covered = side === 'front' ? coverFront(bitmap, layout.dpi) : coverBack(bitmap)
  return showBitmap(covered, Math.min(1, SHOWN_WIDTH_MAX / covered.width))
}

/** Codes of refusals that say "not a check image", not "damaged" or "dangerous". */
const SHOWABLE: readonly string[] = ['not-bitonal', 'compression', 'layout', 'several-images']

function isWorthTrying(tiff: Uint8Array, read: Extract<TiffReading, { at: 'refused' }>): boolean {
  return SHOWABLE.includes(read.why.code) && tiff.length <= BYTES_MAX
}

/** One page, no more pixels than our own reader takes, an end to decoding after seconds, and no tolerance for damage. */
function open(tiff: Uint8Array): Sharp {
  return sharp(tiff, { limitInputPixels: TIFF_PIXELS_MAX, failOn: 'error', page: 0, pages: 1 }).timeout({
    seconds: DECODE_SECONDS_MAX,
  })
}

async function attempt(why: string, make: () => Sharp | Promise<Sharp>): Promise<Shown> {
  try {
    return await finish(await make())
  } catch {
    return { at: 'refused', why }
  }
}

/** Black and white becomes grey before it is scaled, so that strokes of two pixels do not break or double. */
async function showBitmap(bitmap: Bitmap, factor: number): Promise<Shown> {
  const grey = sharp(toGrey(bitmap), { raw: { width: bitmap.width, height: bitmap.height, channels: 1 } })
  const width = Math.max(1, Math.round(bitmap.width * factor))
  // A blur of half a pixel takes the steps off the slanted strokes of a picture that keeps or exceeds its size.
  const smooth = factor >= 1 ? grey.blur(0.5) : grey
  return finish(smooth.resize({ width, kernel: 'lanczos3' }))
}

async function finish(picture: Sharp): Promise<Shown> {
  const { data, info } = await picture
    .webp({ quality: 70, effort: 2, smartSubsample: false })
    .toBuffer({ resolveWithObject: true })
  return {
    at: 'shown',
    webp: new Uint8Array(data.buffer, data.byteOffset, data.length),
    width: info.width,
    height: info.height,
  }
}

function toGrey(bitmap: Bitmap): Uint8Array {
  const { width, height, data } = bitmap
  const stride = strideOf(width)
  const grey = new Uint8Array(width * height).fill(255)
  for (let y = 0; y < height; y += 1) {
    for (let byte = 0; byte < stride; byte += 1) {
      const bits = data[y * stride + byte] as number
      if (bits === 0) continue
      for (let bit = 0; bit < 8; bit += 1) if ((bits & (0x80 >> bit)) !== 0) grey[y * width + byte * 8 + bit] = 0
    }
  }
  return grey
}
