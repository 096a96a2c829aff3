import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mask } from '../../core/fault.ts'
import { latin1Bytes, latin1Text } from '../../core/latin1.ts'
import { parseAchItem } from './item.ts'
import { ach } from './pack.ts'
import { type AddendaSample, aBatch, type EntrySample, iatAddenda, rawEntry } from './sample-entries.ts'

/** Planted in every entry and its addenda. */
const ACCOUNT = '88005772159613'
const NAME = 'ZYXWVUT QANARY'
const TAX_ID = '987654321'
const CANARIES = [ACCOUNT, NAME, TAX_ID]

/** Whatever of five characters could be found of them. */
const RUNS = CANARIES.flatMap(canary => Array.from(canary, (_, at) => canary.slice(at, at + 5))).filter(
  run => run.length === 5,
)

const PLANTED = { account: ACCOUNT, name: NAME, identification: TAX_ID } as const
const withAddenda = (...addenda: readonly AddendaSample[]): EntrySample => ({ ...PLANTED, addenda })
const RECORDS = [
  { secCode: 'PPD', raw: rawEntry(PLANTED) },
  { secCode: 'PPD', raw: rawEntry(withAddenda({ kind: '05', paymentInformation: `${NAME} ${ACCOUNT}` })) },
  { secCode: 'ENR', raw: rawEntry(withAddenda({ kind: '05', paymentInformation: `22*${ACCOUNT}*${TAX_ID}` })) },
  { secCode: 'COR', raw: rawEntry(withAddenda({ kind: '98', changeCode: 'C01', correctedData: ACCOUNT })) },
  { secCode: 'PPD', raw: rawEntry(withAddenda({ kind: '99', returnCode: 'R16', information: NAME })) },
  {
    secCode: 'IAT',
    raw: rawEntry(withAddenda(...iatAddenda().map(one => ({ ...one, receiverName: NAME, receiverId: TAX_ID }))), 'iat'),
  },
]

/** What people see of the item: every field that is not masked. */
function shownOf(raw: Uint8Array, secCode: string): string {
  const detail = aBatch({ secCode })
  return ach
    .fields(parseAchItem(raw, detail), detail)
    .map(({ value, sensitive }) => (sensitive === undefined ? value : mask(value, sensitive)))
    .join('\n')
}

/** Everything from the column on stands so many columns to the right (left where negative); the record stays 94 long. */
function slip(raw: Uint8Array, to: { record: number; from: number; by: number; fill: string }): Uint8Array {
  const text = latin1Text(raw)
  const start = (to.record % (raw.length / 94)) * 94
  const old = text.slice(start, start + 94)
  const moved =
    to.by < 0
      ? old.slice(0, to.from) + old.slice(to.from - to.by)
      : old.slice(0, to.from) + to.fill.repeat(to.by) + old.slice(to.from)
  return latin1Bytes(text.slice(0, start) + moved.padEnd(94, to.fill).slice(0, 94) + text.slice(start + 94))
}

const slips = fc.record({
  record: fc.nat(8),
  from: fc.integer({ min: 1, max: 93 }),
  by: fc.integer({ min: -70, max: 70 }),
  fill: fc.constantFrom(' ', '0', '1'),
})

// Seen red with fields masked by their columns alone, as if no record ever slipped.
test('law: a record whose columns slipped shows five characters of no account, name or tax id', () => {
  fc.assert(
    fc.property(fc.constantFrom(...RECORDS), slips, ({ raw, secCode }, to) => {
      const shown = shownOf(slip(raw, to), secCode)
      expect(RUNS.filter(run => shown.includes(run))).toEqual([])
    }),
    { numRuns: 2000 },
  )
})

// Seen red with the reserved columns of an international entry shown whatever stands in them.
test.each(RECORDS)('nor does an entry of $secCode in a batch of another class', ({ raw }) => {
  for (const secCode of ['PPD', 'IAT', 'ADV', 'ENR']) {
    const shown = shownOf(raw, secCode)
    expect(RUNS.filter(run => shown.includes(run))).toEqual([])
  }
})

test('a record that stands as it should shows all that is nobody’s, also beside one wrong character', () => {
  const shown = shownOf(rawEntry({ ...PLANTED, amountText: '00000450O0' }), 'PPD').split('\n')
  expect(shown).toEqual(expect.arrayContaining(['27', '09100001', '9', '00000450O0', '0', '121042880000017']))
})

test('a name in the columns of a number is masked, where its record stands as it should', () => {
  const shown = shownOf(
    rawEntry(withAddenda({ kind: '98', changeCode: 'C01', originalTrace: 'QANARY ZYXWVUT' })),
    'COR',
  )
  expect(shown).not.toContain('QANAR')
})
