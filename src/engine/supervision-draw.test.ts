import { describe, expect, test } from 'vitest'
import { supervisionDraw } from './supervision-draw.ts'

const KEYS = [1, 2, 3, 250].map(byte => new Uint8Array(32).fill(byte))
const [FIRST = new Uint8Array(), SECOND = new Uint8Array()] = KEYS
const IDS = 10_000
/** As items of a receipt are numbered, one after the other. */
const BEGIN = 14 * 67_108_864

function drawn(key: Uint8Array, workType = 'ach'): readonly number[] {
  const draw = supervisionDraw(key)
  return Array.from({ length: IDS }, (_, n) => draw({ workType, id: BEGIN + n }))
}

/** How far a count of so many draws may be from what is asked: five times what chance makes of it. */
function spread(count: number, share: number): number {
  return 5 * Math.sqrt(count * share * (1 - share))
}

/** Of two lists of draws, how often they say the same. */
function agreeing(some: readonly number[], others: readonly number[]): number {
  return some.filter((one, n) => one === others[n]).length
}

describe('the share of somebody’s work that is looked at', () => {
  // Seen red with the remainder of 64 in the place of that of 100.
  test.each([1, 20, 50, 99])('law: of 10,000 items about %i of a hundred fall below it, with every key', percent => {
    for (const key of KEYS) {
      const below = drawn(key).filter(one => one < percent).length
      expect(Math.abs(below - IDS * (percent / 100))).toBeLessThan(spread(IDS, percent / 100))
    }
  })

  // Seen red with the last two digits of the number, as it was drawn before.
  test('law: the last two digits of a number do not tell whether it is looked at', () => {
    for (const key of KEYS) {
      const byDigits = Map.groupBy([...drawn(key).entries()], ([n]) => (BEGIN + n) % 100)
      expect(byDigits.size).toBe(100)
      for (const some of byDigits.values()) {
        const below = some.filter(([, draw]) => draw < 20).length
        expect(Math.abs(below - some.length * 0.2)).toBeLessThan(spread(some.length, 0.2))
      }
    }
  })

  // Seen red with a key that was left out of what is hashed.
  test('law: whoever has another key foresees none of it: two keys agree as often as chance has it', () => {
    const both = agreeing(drawn(FIRST), drawn(SECOND))
    expect(Math.abs(both - IDS / 100)).toBeLessThan(spread(IDS, 0.01))
  })

  // Seen red without the type of the work, and with the number without its sign.
  test('the same work is drawn the same each time; another type of work, and what is held as a whole, by itself', () => {
    expect(drawn(FIRST)).toEqual(drawn(Uint8Array.from(FIRST)))
    expect(agreeing(drawn(FIRST), drawn(FIRST, 'checks'))).toBeLessThan(IDS / 50)
    const draw = supervisionDraw(FIRST)
    const held = Array.from({ length: IDS }, (_, n) => draw({ workType: 'ach', id: -(BEGIN + n) }))
    expect(agreeing(drawn(FIRST), held)).toBeLessThan(IDS / 50)
  })
})
