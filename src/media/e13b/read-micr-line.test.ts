import { describe, expect, it } from 'vitest'
import { type Bitmap, createBitmap, fillSpan, isBlack, setBlack, strideOf } from '../../formats/tiff/bitmap.ts'
import { readTiff } from '../../formats/tiff/read-tiff.ts'
import { type CheckCondition, type CheckValues, CLEAN_CONDITION } from '../../simulate/drawn-check/check-values.ts'
import { drawCheck } from '../../simulate/drawn-check/draw-check.ts'
import { SAMPLE_CHECK } from '../../simulate/drawn-check/sample-check.ts'
import { createRandom } from '../../simulate/random.ts'
import { readMicrLine } from './read-micr-line.ts'

const BUSINESS: CheckValues = { ...SAMPLE_CHECK, style: 'business', epc: '4' }

/** The front of a check, drawn in the condition, with what is printed on it. */
function front(
  values: CheckValues,
  condition: Partial<CheckCondition>,
  seed: number,
): { bitmap: Bitmap; codeline: string } {
  const random = createRandom(seed)
  const drawn = drawCheck(values, { ...CLEAN_CONDITION, ...condition }, () => random.next() / 2 ** 32)
  const read = readTiff(drawn.front)
  if (read.at === 'refused') return expect.fail(read.why.message)
  return { bitmap: read.bitmap, codeline: drawn.codeline }
}

describe('readMicrLine', () => {
  // Seen red with: the templates turned upside down; the band's slope with the wrong sign; one weight of templates for all.
  for (const [what, condition] of [
    ['clean', {}],
    ['at 240 dots per inch', { dpi: 240 }],
    ['turned by 1 degree', { skewDegrees: 1 }],
    ['turned by -2 degrees', { skewDegrees: -2 }],
    ['turned by 3 degrees', { skewDegrees: 3 }],
    ['noisy', { noise: 0.01 }],
    ['with a touch of its neighbour at every second symbol', { touching: 0.5 }],
    ['printed heavily', { inkSpreadPx: 1 }],
    ['printed thinly', { inkSpreadPx: -0.3 }],
    ['turned, noisy and touching', { skewDegrees: 2, noise: 0.003, touching: 0.4 }],
  ] as const) {
    it(`reads a whole codeline that is ${what}`, () => {
      for (const [values, seed] of [
        [SAMPLE_CHECK, 1],
        [SAMPLE_CHECK, 2],
        [BUSINESS, 3],
      ] as const) {
        const { bitmap, codeline } = front(values, condition, seed)
        expect(readMicrLine(bitmap, 'dpi' in condition ? condition.dpi : 200).text).toBe(codeline)
      }
    })
  }

  /** Checks of which a symbol was told wrong by a reader that looked less closely, and some others. */
  const HARD_SEEDS = [0, 1, 2, 3, 4, 14, 22, 32, 36, 53, 112, 276, 333, 539, 661, 801, 956]

  // Seen red with: no look to either side of a doubtful place (a 2 with a touching neighbour was read as a 3);
  // `LEAD_MIN` at 0 (a cut 8 was read as a 6).
  it('law: however damaged, a symbol is read as it is printed or not at all', () => {
    let symbols = 0
    let told = 0
    for (const seed of HARD_SEEDS) {
      const account = String(1_000_000_000 + ((seed * 14_285_714) % 9_000_000_000))
      const ink = { inkSpreadPx: 0.2 + (seed % 4) * 0.2, broken: 0.4, touching: 0.6, blotches: 3 }
      const { bitmap, codeline } = front(
        { ...SAMPLE_CHECK, account },
        { skewDegrees: (seed % 5) - 2, noise: 0.004, ...ink },
        seed,
      )
      const [want, got] = [codeline.replaceAll(' ', ''), readMicrLine(bitmap, 200).text.replaceAll(' ', '')]
      expect(got).toHaveLength(want.length)
      for (let at = 0; at < want.length; at += 1) {
        symbols += 1
        if (got[at] === '*') continue
        told += 1
        expect(got[at], `${got} for ${want}, seed ${seed}`).toBe(want[at])
      }
    }
    expect(symbols).toBe(HARD_SEEDS.length * 38)
    expect(told / symbols).toBeGreaterThan(0.95)
  })

  it('tells a symbol that was written over as `*`, at its place', () => {
    const { bitmap } = front(SAMPLE_CHECK, { unreadable: [3, 15] }, 4)
    expect(readMicrLine(bitmap, 200).text).toBe(':12*000661: 345-*78902/1211 $0001234567$')
  })

  it('says where each character is', () => {
    const { bitmap } = front(SAMPLE_CHECK, {}, 5)
    const [first, second] = readMicrLine(bitmap, 200).characters
    // Position 43 is 5.25 inches and 5/16 from the right edge; the symbols' feet are 3/16 inch above the bottom.
    expect(first?.box.x).toBeGreaterThan(1200 - (42 / 8 + 5 / 16) * 200 - 21)
    expect(first?.box.x).toBeLessThan(1200 - (42 / 8 + 5 / 16) * 200 - 15)
    expect(Math.abs((second?.box.x ?? 0) - (first?.box.x ?? 0) - 25)).toBeLessThanOrEqual(1)
    expect(Math.abs((first?.box.y ?? 0) - (550 - 37.5 - 23.4))).toBeLessThanOrEqual(2)
    expect([first?.box.width, first?.box.height]).toEqual([18, 23])
  })

  it('measures the turn of the line to a fifth of a degree', () => {
    for (const skewDegrees of [-2.7, -1, 0.4, 2]) {
      const found = readMicrLine(front(SAMPLE_CHECK, { skewDegrees }, 6).bitmap, 200).skewDegrees
      expect(Math.abs(found - skewDegrees)).toBeLessThan(0.2)
    }
  })

  it('finds the resolution by itself where the file does not tell or tells wrong', () => {
    const { bitmap, codeline } = front(SAMPLE_CHECK, { dpi: 240 }, 7)
    expect(readMicrLine(bitmap).text).toBe(codeline)
    expect(readMicrLine(bitmap, 72).text).toBe(codeline)
  })

  it('leaves out a frame around the check', () => {
    const { bitmap, codeline } = front(SAMPLE_CHECK, {}, 8)
    for (let y = 0; y < bitmap.height; y += 1) {
      const row = y * strideOf(bitmap.width)
      fillSpan(bitmap.data, row, 20, 30)
      fillSpan(bitmap.data, row, 1175, 1185)
      if (y > 535) fillSpan(bitmap.data, row, 0, 1200)
    }
    expect(readMicrLine(bitmap, 200).text).toBe(codeline)
  })

  for (const [what, draw] of [
    ['an empty picture', () => createBitmap(1200, 550)],
    ['a picture of one pixel', () => createBitmap(1, 1)],
    [
      'dust alone',
      () => {
        const bitmap = createBitmap(1200, 550)
        const random = createRandom(9)
        for (let speck = 0; speck < 20_000; speck += 1) setBlack(bitmap, random.below(1200), random.below(550))
        return bitmap
      },
    ],
    [
      'rules of a form',
      () => {
        const bitmap = createBitmap(1200, 550)
        for (let y = 400; y < 550; y += 25) for (let x = 0; x < 1200; x += 1) if (x % 60 < 40) setBlack(bitmap, x, y)
        return bitmap
      },
    ],
  ] as const) {
    it(`finds nothing on ${what}`, () => expect(readMicrLine(draw(), 200)).toMatchObject({ text: '', fields: {} }))
  }

  it('finds nothing on a check without a codeline, its lettering is none', () => {
    const { bitmap } = front(SAMPLE_CHECK, {}, 10)
    const cut = createBitmap(1200, 550)
    for (let y = 0; y < 480; y += 1) for (let x = 0; x < 1200; x += 1) if (isBlack(bitmap, x, y)) setBlack(cut, x, y)
    expect(readMicrLine(cut, 200).fields).toEqual({})
  })
})
