import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { type Bitmap, isBlack, setBlack, setWhite } from '../../src/formats/tiff/bitmap.ts'
import { readTiff } from '../../src/formats/tiff/read-tiff.ts'
import { writeTiff } from '../../src/formats/tiff/write-tiff.ts'
import { readMicrLine } from '../../src/media/e13b/read-micr-line.ts'
import { tilt } from '../../src/simulate/drawn-check/tilt.ts'
import { createRandom } from '../../src/simulate/random.ts'

/**
 * Pictures of a real check, as scanned, that the files of the corpus carry: our Group 4 against libtiff's, and the reader
 * against print that is not of our drawing. CLEARDAY_CORPORA names the folder.
 *
 * Seen red with: the black make-up codes of 128 and 192 exchanged; the bar of the picture's frame kept as a 1.
 */
const CORPUS = join(process.env.CLEARDAY_CORPORA ?? '', 'x937')
const isThere = process.env.CLEARDAY_CORPORA !== undefined && existsSync(CORPUS)
const CODELINE = ':122000661:1211-1234-56789/'

describe.skipIf(!isThere)('the check pictures of the corpus (skipped without CLEARDAY_CORPORA)', () => {
  const found = isThere ? pictures() : []
  const first = found[0]?.tiff ?? new Uint8Array()

  it('are there: front and back, in cash letters of every framing, in JSON and alone', () => {
    expect(found.length).toBeGreaterThanOrEqual(11)
  })

  it('decode to the pixels that libtiff decodes, also when we have written them again', async () => {
    for (const { from, tiff } of found) {
      const bitmap = bitmapOf(tiff)
      expect(await differences(tiff, bitmap), from).toBe(0)
      expect(await differences(writeTiff(bitmap, 200), bitmap), from).toBe(0)
    }
  })

  it('have the codeline that is printed on the front, and none on the back', () => {
    const lines = found.map(({ tiff }) => readMicrLine(bitmapOf(tiff), 200).text)
    expect(lines.filter(line => line === CODELINE)).toHaveLength(7)
    expect(lines.filter(line => line === '')).toHaveLength(4)
  })

  it('have their fields parted by position', () => {
    const front = found.map(({ tiff }) => readMicrLine(bitmapOf(tiff), 200)).find(({ text }) => text === CODELINE)
    expect(front?.fields).toEqual({ transit: '122000661', onUs: '1211-1234-56789/', account: '1211-1234-56789' })
  })

  for (const degrees of [-2, -1, 1, 2]) {
    it(`are never misread when turned by ${degrees} degrees and soiled`, () => {
      const told = soiledReadings(bitmapOf(first), degrees)
      expect(told / (20 * CODELINE.length)).toBeGreaterThan(0.95)
    })
  }
})

/** Share of symbols told, over twenty soilings; fails at a symbol that is told wrong. */
function soiledReadings(upright: Bitmap, degrees: number): number {
  let told = 0
  for (let seed = 0; seed < 20; seed += 1) {
    const bitmap = tilt(upright, degrees)
    const random = createRandom(seed)
    for (let speck = 0; speck < 2000; speck += 1) {
      const [x, y] = [random.below(bitmap.width), random.below(bitmap.height)]
      if (isBlack(bitmap, x, y)) setWhite(bitmap, x, y)
      else setBlack(bitmap, x, y)
    }
    const text = readMicrLine(bitmap, 200).text.replaceAll(' ', '')
    expect(text).toHaveLength(CODELINE.length)
    for (let at = 0; at < text.length; at += 1) {
      if (text[at] === '*') continue
      expect(text[at], `${text}, seed ${seed}`).toBe(CODELINE[at])
      told += 1
    }
  }
  return told
}

interface Picture {
  readonly from: string
  readonly tiff: Uint8Array
}

/** Every TIFF in every file: as bytes from its signature on, or in base64. */
function pictures(): readonly Picture[] {
  const files = readdirSync(CORPUS, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  return files.flatMap(entry => {
    const bytes = readFileSync(join(entry.parentPath, entry.name))
    const text = bytes.toString('latin1')
    const raw = [...text.matchAll(/II\*\0|MM\0\*/g)].map(match => bytes.subarray(match.index))
    const coded = [...text.matchAll(/"(SUkqA[A-Za-z0-9+/=]+)"/g)].map(match => Buffer.from(match[1] ?? '', 'base64'))
    return [...raw, ...coded].map(tiff => ({ from: entry.name, tiff }))
  })
}

function bitmapOf(tiff: Uint8Array): Bitmap {
  const read = readTiff(tiff)
  return read.at === 'read' ? read.bitmap : expect.fail(read.why.message)
}

async function differences(tiff: Uint8Array, bitmap: Bitmap): Promise<number> {
  const { data, info } = await sharp(tiff).greyscale().raw().toBuffer({ resolveWithObject: true })
  expect([info.width, info.height]).toEqual([bitmap.width, bitmap.height])
  let count = 0
  for (let y = 0; y < bitmap.height; y += 1) {
    for (let x = 0; x < bitmap.width; x += 1) {
      const isDark = (data[(y * bitmap.width + x) * info.channels] ?? 255) < 128
      if (isDark !== isBlack(bitmap, x, y)) count += 1
    }
  }
  return count
}
