import fc from 'fast-check'
import { expect, test } from 'vitest'
import { testReturn } from '../../../test/samples/x9-letters.ts'
import { mask } from '../../core/fault.ts'
import { latin1Bytes, latin1Text } from '../../core/latin1.ts'
import { BUNDLE, testCheck, testCredit } from '../../formats/x9/sample-letters.ts'
import type { ItemDraft } from '../../formats/x9/write.ts'
import { fieldsOf } from './describe.ts'
import { parseCheck } from './parse.ts'
import { SETTINGS } from './sample-facts.ts'
import { intake, letter } from './sample-intake.ts'

const ACCOUNT = '88005772159613'
/** Whatever of five characters could be found of it. */
const RUNS = Array.from({ length: ACCOUNT.length - 4 }, (_, at) => ACCOUNT.slice(at, at + 5))

const planted = (draft: ItemDraft): ItemDraft =>
  ({ ...draft, detail: { ...draft.detail, onUs: `${ACCOUNT}/1042` } }) as ItemDraft
const DRAFTS: readonly ItemDraft[] = [planted(testCheck()), planted(testReturn()), planted(testCredit())]

/** The item's own bytes, its first record with everything from a column on so many columns to the right (left where negative). */
function slippedItem(draft: ItemDraft, to: { from: number; by: number; fill: string }): Uint8Array {
  const [item] = intake(
    letter(writer => {
      writer.bundleHeader(BUNDLE)
      writer.item(draft)
      writer.endBundle()
    }),
  ).items
  const text = latin1Text(item?.bytes ?? new Uint8Array(0))
  const start = text.indexOf(ACCOUNT) - (draft.detail.type === '31' ? 11 : 27)
  const old = text.slice(start, start + 80)
  const moved =
    to.by < 0
      ? old.slice(0, to.from) + old.slice(to.from - to.by)
      : old.slice(0, to.from) + to.fill.repeat(to.by) + old.slice(to.from)
  return latin1Bytes(text.slice(0, start) + moved.padEnd(80, to.fill).slice(0, 80) + text.slice(start + 80))
}

const slips = fc.record({
  from: fc.integer({ min: 2, max: 79 }),
  by: fc.integer({ min: -60, max: 60 }),
  fill: fc.constantFrom(' ', '0', '1'),
})

// Seen red with fields masked by their names alone, as if no record ever slipped.
test('law: a first record whose columns slipped shows five characters of no account', () => {
  fc.assert(
    fc.property(fc.constantFrom(...DRAFTS), slips, (draft, to) => {
      const item = parseCheck(slippedItem(draft, to), { deposit: false }, SETTINGS)
      const shown = fieldsOf(item, {})
        .map(({ value, sensitive }) => (sensitive === undefined ? value : mask(value, sensitive)))
        .join('\n')
      expect(RUNS.filter(run => shown.includes(run))).toEqual([])
    }),
    { numRuns: 1000 },
  )
})

test('a record that stands as it should shows its numbers', () => {
  const item = parseCheck(
    slippedItem(DRAFTS[0] as ItemDraft, { from: 2, by: 0, fill: ' ' }),
    { deposit: false },
    SETTINGS,
  )
  const shown = fieldsOf(item, {}).filter(field => field.record === 1 && field.sensitive === undefined)
  expect(shown.map(field => field.value)).toEqual(expect.arrayContaining(['02100002', '10000', '000000000000001', 'G']))
})
