import fc from 'fast-check'
import { expect, test } from 'vitest'
import { zeroDefectSample } from './zero-defect-sample.ts'

// Seen red with the confidence itself for what is left of it, and with a size that is rounded down.
test.each([
  { errorShareMax: 0.01, confidence: 0.95, items: 299 },
  { errorShareMax: 0.005, confidence: 0.95, items: 598 },
  { errorShareMax: 0.001, confidence: 0.95, items: 2995 },
  { errorShareMax: 0.5, confidence: 0.5, items: 1 },
])('errors of at most $errorShareMax with $confidence need $items items without one', ({ items, ...claim }) => {
  expect(zeroDefectSample(claim)).toBe(items)
})

// Seen red with a size that is rounded down.
test('law: of so many items a worse process shows an error as often as is asked, of one less it does not', () => {
  const share = fc.double({ min: 0.001, max: 0.999, noNaN: true })
  fc.assert(
    fc.property(share, share, (errorShareMax, confidence) => {
      const items = zeroDefectSample({ errorShareMax, confidence })
      expect((1 - errorShareMax) ** items).toBeLessThanOrEqual((1 - confidence) * (1 + 1e-9))
      expect((1 - errorShareMax) ** (items - 1)).toBeGreaterThan((1 - confidence) * (1 - 1e-9))
    }),
  )
})

test.each([0, 1, -0.1, Number.NaN])('a share of %d is refused', share => {
  expect(() => zeroDefectSample({ errorShareMax: share, confidence: 0.95 })).toThrow('between 0 and 1')
  expect(() => zeroDefectSample({ errorShareMax: 0.01, confidence: share })).toThrow('between 0 and 1')
})
