import { describe, expect, test } from 'vitest'
import { explain } from '../../core/exception.ts'
import type { ImageReading } from '../../core/pack.ts'
import type { BatchVerdict, SeenItem } from '../../core/second-look.ts'
import { decide } from './decide.ts'
import type { CheckItem } from './item.ts'
import { CHECK_KINDS } from './kinds.ts'
import { aContext, anImage, factsOf } from './sample-facts.ts'
import { bundle, credit, intake, letter, parsed } from './sample-intake.ts'
import { secondLook } from './second-look.ts'

/** Two checks of 100 and 200 in a bundle that says 390: one of them should be 90 more. */
const SHORT = letter(writer => bundle(writer, [100, 200, 200], { amountMinor: 590 }))

/** What the second look says when the images show these amounts; undefined where nothing can be read. */
function look(bytes: Uint8Array, amounts: readonly (number | undefined)[]): BatchVerdict | 'not wanted' {
  const told = intake(bytes)
  const [closed] = told.closed
  if (closed === undefined || !secondLook.wanted(closed)) return 'not wanted'
  return secondLook.judge(closed, seen(parsed(told), amounts))
}

function seen(items: readonly CheckItem[], amounts: readonly (number | undefined)[]): readonly SeenItem<CheckItem>[] {
  return items.map((item, seq) => ({ seq, item, image: image(amounts[seq]) }))
}

function image(amountMinor: number | undefined): ImageReading {
  return amountMinor === undefined ? { ...anImage(), fields: {} } : { ...anImage(), fields: { amountMinor } }
}

describe('a bundle that is out by 90 cents', () => {
  // Seen red with `>= difference` for `=== difference`: a bundle that no check balances was processed.
  test('is processed when exactly one image is 90 more than its record', () => {
    expect(look(SHORT, [100, 290, 200])).toMatchObject({ fate: 'process', explainedBySeq: 1 })
  })

  test.each<[string, readonly (number | undefined)[]]>([
    ['no image differs', [100, 200, 200]],
    ['no image can be read', [undefined, undefined, undefined]],
    ['an image differs by something else', [100, 291, 200]],
    ['an image differs the other way', [100, 110, 200]],
    ['two images would each explain it', [100, 290, 290]],
    ['two images explain it together', [145, 245, 200]],
  ])('waits when %s', (_, amounts) => {
    expect(look(SHORT, amounts)).toMatchObject({ fate: 'quarantine', finding: { kind: 'bundle-out-of-balance' } })
  })

  // Seen red with an amount taken whatever its confidence.
  test('waits when the image that would explain it was read without confidence', () => {
    const told = intake(SHORT)
    const items = seen(parsed(told), [100, 290, 200]).map(one => ({
      ...one,
      image: { ...one.image!, confidence: 0.3 },
    }))
    expect(secondLook.judge(told.closed[0]!, items)).toMatchObject({ fate: 'quarantine' })
  })

  test('says what the images showed', () => {
    const verdict = look(SHORT, [100, undefined, 200])
    const facts = typeof verdict === 'object' && verdict.fate === 'quarantine' ? verdict.finding.facts : {}
    expect(explain(CHECK_KINDS['bundle-out-of-balance'], facts)).toBe(
      'The bundle control (70) says 5.90 USD, the items make 5.00 USD: a difference of 0.90 USD that no check explains (2 of 3 amounts could be read). No item of the bundle posts until a person finds it or releases the bundle.',
    )
  })
})

test('a deposit whose ticket is right and one check encoded wrong is processed', () => {
  const deposit = letter(writer => bundle(writer, [100, 200], undefined, 390))
  expect(look(deposit, [undefined, 190, 200])).toMatchObject({ fate: 'process', explainedBySeq: 1 })
})

test('a check whose amount field holds nothing explains a bundle by all of its amount', () => {
  const unread = letter(writer => bundle(writer, [100, 0], { amountMinor: 300 }))
  expect(look(unread, [100, 200])).toMatchObject({ fate: 'process', explainedBySeq: 1 })
})

test.each<[string, Uint8Array]>([
  ['balances', letter(w => bundle(w, [100, 200]))],
  ['has too few items', letter(w => bundle(w, [100, 200], { itemCount: 3, amountMinor: 390 }))],
  ['has a ticket and a control that differ', letter(w => bundle(w, [100], { amountMinor: 150 }, 190))],
  ['is a ticket alone', letter(w => w.item(credit(100)))],
  ['breaks off', letter(w => bundle(w, [100, 200])).subarray(0, -400)],
])('no second look is wanted at a bundle that %s', (_, bytes) => {
  expect(look(bytes, [190, 290])).toBe('not wanted')
})

// Seen red with the difference told to the items with the other sign: none of them was the encoding error.
test('law: what explained a bundle is excepted as an encoding error, with the same image and no other item', () => {
  for (const amounts of [
    [100, 290, 200],
    [190, 200, 200],
    [100, 200, 290],
  ]) {
    const verdict = look(SHORT, amounts)
    const detail = typeof verdict === 'object' && verdict.fate === 'process' ? verdict.detail : undefined
    const kinds = seen(parsed(intake(SHORT)), amounts).map(({ item, image }) => {
      const found = decide(item, factsOf(item), aContext({ image, batch: { ...detail } }))
      return found?.finding.kind === 'encoding-error' ? found.finding.facts?.balances : undefined
    })
    const [told] = kinds.filter(kind => kind !== undefined)
    expect(kinds.filter(kind => kind !== undefined)).toHaveLength(1)
    expect(told).toBe(', which is exactly what the bundle is out by')
  }
})
