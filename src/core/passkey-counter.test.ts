import fc from 'fast-check'
import { expect, test } from 'vitest'
import { counterFell } from './passkey-counter.ts'

const count = fc.integer({ min: 0, max: 4_294_967_295 })

test.each([
  [0, 0, false],
  [0, 1, false],
  [7, 8, false],
  [7, 4_294_967_295, false],
  [7, 7, true],
  [7, 6, true],
  [7, 0, true],
])('kept %i, told %i: counted back is %s', (kept, told, fell) => {
  expect(counterFell(kept, told)).toBe(fell)
})

// Seen red with `<` for `<=`: the copy that signs first with the same count was let in.
test('law: of two authenticators with one key, that sign in turns, the second one is found at once', () => {
  fc.assert(
    fc.property(count, fc.integer({ min: 1, max: 1000 }), (kept, ahead) => {
      const first = Math.min(kept + ahead, 4_294_967_295)
      if (first > kept) expect(counterFell(kept, first)).toBe(false)
      expect(counterFell(first, Math.max(1, kept))).toBe(true)
    }),
  )
})
