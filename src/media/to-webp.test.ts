import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { createBitmap, fillSpan, strideOf } from '../formats/tiff/bitmap.ts'
import { writeTiff } from '../formats/tiff/write-tiff.ts'
import { toWebp } from './to-webp.ts'

/** White, 1200 by 550, with a black block from (300, 100) to (500, 200). */
function blockCheck(): Uint8Array {
  const bitmap = createBitmap(1200, 550)
  for (let y = 100; y < 200; y += 1) fillSpan(bitmap.data, y * strideOf(1200), 300, 500)
  return writeTiff(bitmap, 200)
}

const shade = async (webp: Uint8Array, x: number, y: number) =>
  (await sharp(webp).greyscale().extract({ left: x, top: y, width: 1, height: 1 }).raw().toBuffer())[0]

const colour = () => sharp({ create: { width: 40, height: 20, channels: 3, background: '#c02020' } })

describe('toWebp', () => {
  it('shows a check image as it is, black on white', async () => {
    const shown = await toWebp(blockCheck())
    if (shown.at === 'refused') return expect.fail(shown.why)
    expect([shown.width, shown.height]).toEqual([1200, 550])
    expect((await sharp(shown.webp).metadata()).format).toBe('webp')
    expect(await shade(shown.webp, 400, 150)).toBeLessThan(16)
    expect(await shade(shown.webp, 700, 150)).toBeGreaterThan(240)
  })

  // Seen red with: the bytes shown as they came.
  it('shows a picture that came as hexadecimal digits as it shows the picture', async () => {
    const digits = new TextEncoder().encode(Buffer.from(blockCheck()).toString('hex'))
    expect(await toWebp(digits)).toEqual(await toWebp(blockCheck()))
  })

  it('scales a wide picture down to 1,600 pixels', async () => {
    expect(await toWebp(writeTiff(createBitmap(3200, 1000), 240))).toMatchObject({
      at: 'shown',
      width: 1600,
      height: 500,
    })
  })

  it('shows what is no check image but can be looked at: LZW in colour', async () => {
    const lzw = await colour().tiff({ compression: 'lzw' }).toBuffer()
    expect(await toWebp(lzw)).toMatchObject({ at: 'shown', width: 40, height: 20 })
  })

  // Seen red with: libvips tried after any refusal and told to tolerate damage (it drew the half picture as if it were whole).
  it('refuses damage and floods with a sentence', async () => {
    const flood = blockCheck()
    new DataView(flood.buffer).setUint32(10 + 12 + 8, 4_000_000, true)
    for (const [file, sentence] of [
      [blockCheck().subarray(0, 240), 'The picture breaks off before its last row.'],
      [flood, 'The picture declares more pixels'],
      [new TextEncoder().encode('not a picture at all'), 'These bytes are not a TIFF picture.'],
    ] as const) {
      const shown = await toWebp(file)
      expect(shown.at === 'refused' && shown.why).toContain(sentence)
    }
  })
})
