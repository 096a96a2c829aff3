import fc from 'fast-check'
import { createBitmap, fillSpan, strideOf } from '../../src/formats/tiff/bitmap.ts'

/** Random pictures of runs, so that every mode of the code is used: rows repeat, shift a little, or start anew. */
export const pictures = fc
  .record({
    width: fc.integer({ min: 1, max: 3000 }),
    rows: fc.array(
      fc.record({
        how: fc.constantFrom('same', 'shifted', 'new', 'noise'),
        runs: fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 12 }),
        by: fc.integer({ min: -4, max: 4 }),
      }),
      { minLength: 1, maxLength: 12 },
    ),
  })
  .map(({ width, rows }) => {
    const bitmap = createBitmap(width, rows.length)
    let changes: number[] = []
    rows.forEach(({ how, runs, by }, y) => {
      if (how === 'new' || how === 'noise') {
        let x = 0
        changes = runs.map(run => (x += how === 'noise' ? 1 + (run % 5) : run))
      } else if (how === 'shifted') changes = changes.map((x, i) => x + (i % 3 === 0 ? by : 0))
      const inside = changes.filter(x => x >= 0 && x <= width).sort((a, b) => a - b)
      for (let i = 0; i + 1 < inside.length; i += 2) {
        fillSpan(bitmap.data, y * strideOf(width), inside[i] as number, inside[i + 1] as number)
      }
    })
    return bitmap
  })
