import { expect, test } from 'vitest'
import type { Pack } from '../core/pack.ts'
import type { AnswerHeader, AnswerItem } from '../core/pack-answers.ts'
import { readNachaFile } from '../formats/nacha/nacha-file.ts'
import { BACK, BUNDLE, FRONT, testCheck } from '../formats/x9/sample-letters.ts'
import { NOC_C01 } from './ach/sample-addenda.ts'
import { aBatch, anItem, rawEntry } from './ach/sample-entries.ts'
import { aReturn } from './ach/sample-exceptions.ts'
import { aContext } from './ach/sample-facts.ts'
import { intake, letter } from './checks/sample-intake.ts'
import { PACKS } from './index.ts'

const header = (changes: Partial<AnswerHeader>): AnswerHeader => ({
  institution: 'Clearwater Valley Bank',
  routingNumber: '091000019',
  destination: { routing: '061000146', name: 'FEDERAL RESERVE BANK' },
  createdAt: Temporal.PlainDateTime.from('2026-11-23T15:30'),
  businessDay: Temporal.PlainDate.from('2026-11-23'),
  ordinal: 0,
  settings: aContext().settings,
  ...changes,
})

const told = intake(
  letter(writer => {
    writer.bundleHeader(BUNDLE)
    writer.item(testCheck({ onUs: '1234567890/', auxOnUs: '001042', amountMinor: 45_000 }))
    writer.endBundle()
  }),
)
const order = { correction: '', number: 7, images: [], settledOn: Temporal.PlainDate.from('2026-11-20') }
const COR = { secCode: 'COR' }
const notification = anItem({ transactionCode: 26, amountMinor: 0, addenda: [NOC_C01] }, COR)
const ANSWERS: readonly (readonly [Pack, AnswerItem])[] = [
  [PACKS.ach, { ...order, raw: rawEntry(), batch: aBatch(), code: 'R03' }],
  [PACKS.ach, { ...order, raw: rawEntry({ amountText: '00000450O0' }), batch: aBatch(), code: 'R17' }],
  [PACKS.ach, { ...order, raw: aReturn().raw, batch: aBatch(), code: 'R69' }],
  [PACKS.ach, { ...order, raw: notification.raw, batch: aBatch(COR), code: 'C62' }],
  [
    PACKS.checks,
    {
      ...order,
      raw: told.items[0]?.bytes ?? new Uint8Array(0),
      batch: { businessDate: '20261120' },
      code: 'D',
      images: [FRONT, BACK],
    },
  ],
]

/** What is wrong with the file when it is read back. */
function proved(pack: Pack, item: AnswerItem, changes: Partial<AnswerHeader>): readonly string[] {
  const of = header(changes)
  const file = pack.answers?.write(of, [item]) ?? new Uint8Array(0)
  return pack.answers?.prove(file, of, [item]) ?? ['it writes none']
}

for (const [pack, item] of ANSWERS) {
  // Seen red with: an invariant on the 36 letters and digits, by which the 37th file of a day never left.
  test.each([0, 35, 36, 1000])(`${pack.name}: file %s of a day is written and reads back`, ordinal => {
    expect(proved(pack, item, { ordinal })).toEqual([])
  })

  // Seen red with: names written as they are configured, which no record holds.
  test.each(['Česká spořitelna', 'First—National ™', 'A'.repeat(60)])(`${pack.name}: %s sends files`, name => {
    const destination = { routing: '061000146', name: name.slice(0, 23) }
    expect(proved(pack, item, { institution: name, destination })).toEqual([])
  })
}

// Seen red with nothing said in the addenda.
test.each([
  ['an amount that cannot be read', { amountText: '00000450O0' }, 'R17', 'AMOUNT'],
  ['addenda that are missing', { addendaIndicator: 1 }, 'R17', 'ADDENDA RECORD INDICATOR'],
  ['an entry with nothing wrong in its records', {}, 'R17', ''],
  ['another reason', { amountText: '00000450O0' }, 'R03', ''],
] as const)('a field error is named in the addenda of the return: %s', (_, entry, code, information) => {
  const item = { ...order, raw: rawEntry(entry), batch: aBatch(), code }
  const bytes = PACKS.ach.answers?.write(header({}), [item]) ?? new Uint8Array(0)
  const addenda = readNachaFile(bytes).file?.batches[0]?.entries[0]?.addenda
  expect(addenda).toMatchObject([{ kind: '99', returnCode: code, information }])
})
