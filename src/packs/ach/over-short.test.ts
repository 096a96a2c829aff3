import { expect, test } from 'vitest'
import { secondKeysOfKind } from '../../core/approval/second-key.ts'
import type { FileTotals } from '../../core/over-short.ts'
import { NOTHING, type Tally } from '../../core/tally.ts'
import { overShort } from './over-short.ts'
import { ACH_SECOND_KEYS } from './second-keys.ts'

const debits = (debitMinor: number): Tally => ({ count: 2, debitMinor, creditMinor: 0 })
const batch = {
  detail: { secCode: 'PPD', layout: 'standard' },
  declared: debits(900),
  computed: debits(900),
  lost: NOTHING,
}
const right = { ...batch, fate: 'process' } as const
const short = { ...batch, fate: 'quarantine', declared: debits(1_000) } as const
const lost = { ...right, declared: debits(1_000), lost: { ...NOTHING, debitMinor: 100 } }
const advice = { ...short, detail: { secCode: 'ADV', layout: 'adv' } }
const file: FileTotals = { declared: debits(2_000), computed: debits(1_800), batches: [right, right] }

// Seen red with each left in the difference of the file: a held batch's, what was lost, an advice's; and with a control that cannot
// be read giving what its held batch is short of back.
test.each<[string, FileTotals, number]>([
  ['the file control', file, 200],
  ['but for a batch that stays held', { ...file, batches: [right, short] }, 100],
  ['but for what a batch of it lost, which is an exception of its own', { ...file, batches: [right, lost] }, 100],
  ['but for an advice that stays held', { ...file, batches: [right, advice] }, 100],
  ['nothing where nothing but advices came', { ...file, batches: [advice] }, 0],
  ['nothing without a control', { ...file, declared: undefined, batches: [right, short] }, 0],
])('a released file is short by %s', (_, of, debitMinor) => {
  expect(overShort.ofFile(of, {})).toEqual({ debitMinor, creditMinor: 0 })
})

// Seen red with the totals of any batch held against its entries.
test('a batch is short by its control, one in which no money moves by nothing', () => {
  expect(overShort.ofBatch(short, {})).toEqual({ debitMinor: 100, creditMinor: 0 })
  for (const secCode of ['ACK', 'ADV', 'COR'])
    expect(
      overShort.ofBatch({ ...short, detail: { secCode, layout: secCode === 'ADV' ? 'adv' : 'standard' } }, {}),
    ).toEqual({ debitMinor: 0, creditMinor: 0 })
})

// Seen red with one person settling any amount by their word.
test.each(['adjust', 'move'] as const)('a second person is asked for its %s', way => {
  const asked = secondKeysOfKind(ACH_SECOND_KEYS, { kind: 'file-over-short', resolutions: [way] })
  expect(asked.map(one => one.name)).toEqual(['ach-over-short'])
})
