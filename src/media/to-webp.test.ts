import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { createBitmap, fillSpan, strideOf } from '../formats/tiff/bitmap.ts'
import { writeTiff } from '../formats/tiff/write-tiff.ts'
import { cropWebp, toWebp } from './to-webp.ts'

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

describe('cropWebp', () => {
  it('cuts a region out and enlarges it four times', async () => {
    const shown = await cropWebp(blockCheck(), { x: 250, y: 50, width: 100, height: 100 })
    if (shown.at === 'refused') return expect.fail(shown.why)
    expect([shown.width, shown.height]).toEqual([400, 400])
    expect(await shade(shown.webp, 350, 350)).toBeLessThan(16)
    expect(await shade(shown.webp, 50, 50)).toBeGreaterThan(240)
  })

  it('cuts a region out of a colour picture, clipped to it', async () => {
    const lzw = await colour().tiff({ compression: 'lzw' }).toBuffer()
    expect(await cropWebp(lzw, { x: 30, y: 10, width: 100, height: 100 })).toMatchObject({ width: 40, height: 40 })
  })

  it('refuses a region outside the picture', async () => {
    expect(await cropWebp(blockCheck(), { x: 2000, y: 0, width: 10, height: 10 })).toEqual({
      at: 'refused',
      why: 'The region lies outside the picture.',
    })
  })
})
