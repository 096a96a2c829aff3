import sharp from 'sharp'
import { type Bitmap, strideOf } from '../formats/tiff/bitmap.ts'
import { readTiff } from '../formats/tiff/read-tiff.ts'

/** A check is 2 million pixels; a picture of more than this was made to flood us. */
const PIXELS_MAX = 40_000_000

/**
 * Makes a picture that browsers show out of an image as it was sent: WebP without loss from the black and white TIFF of
 * image exchange, by our own reader; else whatever libvips knows. Undefined when neither can read it. Never throws.
 */
export async function toPicture(image: Uint8Array): Promise<Uint8Array | undefined> {
  const read = readTiff(image)
  try {
    if (read.at === 'refused')
      return await sharp(image, { limitInputPixels: PIXELS_MAX, failOn: 'error' }).webp({ quality: 80 }).toBuffer()
    const { bitmap } = read
    if (bitmap.width * bitmap.height > PIXELS_MAX) return undefined
    const raw = { width: bitmap.width, height: bitmap.height, channels: 1 } as const
    return await sharp(grays(bitmap), { raw }).webp({ lossless: true, effort: 2 }).toBuffer()
  } catch {
    return undefined
  }
}

/** One byte a pixel: 0 black, 255 white. */
function grays({ width, height, data }: Bitmap): Uint8Array {
  const stride = strideOf(width)
  const pixels = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const byte = data[y * stride + (x >> 3)] ?? 0
      pixels[y * width + x] = (byte & (0x80 >> (x & 7))) === 0 ? 255 : 0
    }
  }
  return pixels
}
