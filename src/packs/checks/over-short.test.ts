import { expect, test } from 'vitest'
import { secondKeysOfKind } from '../../core/approval/second-key.ts'
import { NOTHING, type Tally } from '../../core/tally.ts'
import { BUNDLE, testCheck } from '../../formats/x9/sample-letters.ts'
import { overShort } from './over-short.ts'
import { bundle, credit, intake, letter } from './sample-intake.ts'
import { CHECK_SECOND_KEYS } from './second-keys.ts'

const computed: Tally = { count: 2, debitMinor: 20_000, creditMinor: 15_000 }
const declared: Tally = { ...computed, debitMinor: 20_100 }

// Seen red with a deposit held against its control.
test('a presentment is short by its control, a deposit by its ticket alone', () => {
  const presented = { detail: {}, declared, computed }
  const deposited = { ...presented, detail: { deposit: true } }
  expect(overShort.ofBatch(presented, {})).toEqual({ debitMinor: 100, creditMinor: 0 })
  expect(overShort.ofBatch({ ...presented, declared: undefined }, {})).toEqual({ debitMinor: 0, creditMinor: 0 })
  expect(overShort.ofBatch(deposited, { ticketGapMinor: -5_000 })).toEqual({ debitMinor: -5_000, creditMinor: 0 })
  expect(overShort.ofBatch(deposited, {})).toEqual({ debitMinor: 0, creditMinor: 0 })
  expect(overShort.ofFile({ declared: NOTHING, computed, batches: [] }, { gapMinor: 7 })).toEqual({
    debitMinor: 7,
    creditMinor: 0,
  })
})

/** What is over or short of the file when it is released, and of each of its bundles when that is. */
function gapsOf(bytes: Uint8Array): readonly number[] {
  const told = intake(bytes)
  const [file] = told.file
  const batches = told.closed.map(one => ({ ...one, detail: { ...told.opened[one.ordinal]?.detail, ...one.detail } }))
  const ofFile = file === undefined ? undefined : overShort.ofFile({ ...file, batches }, file.finding?.facts ?? {})
  const ofBatches = batches.map(one => overShort.ofBatch(one, one.finding?.facts ?? {}))
  return [ofFile, ...ofBatches].map(gap => gap?.debitMinor ?? Number.NaN)
}

// The first two seen red with the differences of held bundles taken from what the finding of the file says, the last with its
// finding saying the whole difference.
test.each<[string, Uint8Array, readonly number[]]>([
  [
    'a letter that announces another bundle',
    letter(w => bundle(w, [20_000], { amountMinor: 21_000 }), { letter: { bundleCount: 2 } }),
    [0, 1_000],
  ],
  [
    'a deposit whose letter says too much',
    letter(w => bundle(w, [10_000], undefined, 15_000), { letter: { amountMinor: 12_500 } }),
    [2_500, 5_000],
  ],
  [
    'a letter that says more than its bundle does',
    letter(w => bundle(w, [20_000], { amountMinor: 21_000 }), { letter: { amountMinor: 23_500 } }),
    [2_500, 1_000],
  ],
])('%s is over or short by its own total alone', (_, bytes, gaps) => {
  expect(gapsOf(bytes)).toEqual(gaps)
})

// Each seen red with the finding of a bundle that cannot be read saying nothing of its ticket.
test.each<[string, Uint8Array]>([
  [
    'control cannot be read',
    letter(w => bundle(w, [10_000], { amountMinor: undefined, odd: { amountMinor: 'ABCDEFGHIJKL' } }, 15_000)),
  ],
  [
    'item cannot be read to its end',
    letter(w => {
      w.bundleHeader(BUNDLE)
      w.item(credit(15_000))
      w.item({
        ...testCheck({ amountMinor: 10_000 }),
        addenda: Array.from({ length: 1001 }, () => ({ type: '68' as const })),
      })
      w.endBundle()
    }),
  ],
])('a deposit whose %s is short by its ticket', (_, bytes) => {
  expect(intake(bytes).closed[0]?.finding?.kind).toBe('malformed-bundle')
  expect(gapsOf(bytes)).toEqual([0, 5_000])
})

test('what it says names the total and which way', () => {
  const gap = { debitMinor: -5_000, creditMinor: 0 }
  const told = { gapMinor: -5_000, difference: '50.00 USD less' }
  expect(overShort.facts(gap, { ticketGapMinor: -5_000 })).toEqual({ ...told, total: 'deposit ticket' })
  expect(overShort.facts(gap, { control: 'file control (99)' })).toEqual({ ...told, total: 'file control (99)' })
})

// Seen red with one person settling any amount by their word.
test.each(['adjust', 'move'] as const)('a second person is asked for its %s', way => {
  const asked = secondKeysOfKind(CHECK_SECOND_KEYS, { kind: 'letter-over-short', resolutions: [way] })
  expect(asked.map(one => one.name)).toEqual(['check-over-short'])
})
