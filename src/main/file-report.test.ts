import { expect, test } from 'vitest'
import { mutate as mutateLetter } from '../../test/conformance/x937-mutate.ts'
import { fewOrAll } from '../../test/samples/few-or-all.ts'
import { wholeFiles } from '../../test/samples/x9-letters.ts'
import type { Fault } from '../core/fault.ts'
import { maskFault } from '../core/fault.ts'
import { latin1Bytes, latin1Text } from '../core/latin1.ts'
import type { FileClosed, Pack, PackSettings } from '../core/pack.ts'
import { mutate, seededDice } from '../formats/nacha/mutate.ts'
import { sampleBatch, sampleEntry, sampleFile, sampleTrace } from '../formats/nacha/sample-file.ts'
import { PACKS } from '../packs/index.ts'
import { collectReport, type FileReport } from './file-report.ts'

const SETTINGS: PackSettings = {
  routingNumbers: ['121042882'],
  reviewOverMinor: { debit: 1_000_000, credit: 1_000_000, check: 1_000_000 },
  duplicateMonths: 18,
  staleMonths: 6,
}

/** The report, and what the same reader tells processing. */
function read(
  pack: Pack,
  bytes: Uint8Array,
): FileReport & { readonly closed: FileClosed; readonly held: ReadonlySet<number> } {
  const { sink, report } = collectReport(pack, 10_000)
  const held = new Set<number>()
  const closed: FileClosed[] = []
  const feed = pack.createReader(
    {
      ...sink,
      batchClosed(batch) {
        if (batch.fate === 'quarantine') held.add(batch.ordinal)
        sink.batchClosed(batch)
      },
      fileClosed(file) {
        closed.push({ ...file })
        sink.fileClosed(file)
      },
    },
    SETTINGS,
  )
  feed.write(bytes)
  feed.end()
  return { ...report(), closed: closed[0] as FileClosed, held }
}

const says = (faults: readonly Fault[], rest: Fault['rest'], batch?: number) =>
  faults.some(fault => fault.rest === rest && fault.batch === batch)

function checkSaid(pack: Pack, bytes: Uint8Array, which: string): FileReport['fate'] {
  const { faults, fate, batches, closed, held } = read(pack, bytes)
  expect(fate, which).toBe(closed.fate)
  expect(says(faults, 'file left out'), `${which}: ${JSON.stringify(faults)}`).toBe(fate === 'quarantine')
  for (const ordinal of held) expect(says(faults, 'batch left out', ordinal), `${which}, batch ${ordinal}`).toBe(true)
  for (const batch of batches) {
    const isHeld = fate === 'quarantine' || says(faults, 'batch left out', batch.ordinal)
    expect(batch.fate === 'quarantine', `${which}, batch ${batch.ordinal}`).toBe(isHeld)
  }
  const places = faults.map(fault => (fault.line ?? fault.record ?? 0) * 1e6 + (fault.column ?? 0))
  expect(places).toEqual([...places].sort((a, b) => a - b))
  return fate
}

const ACH = [
  sampleFile([sampleBatch('PPD'), numbered(sampleBatch('CCD'), 2), numbered(sampleBatch('WEB'), 3)]),
  sampleFile([sampleBatch('PPD'), numbered(sampleBatch('CTX'), 2)], {
    lineEnd: '',
    lastLineEnd: '',
    fillRecords: 3,
    blankLines: 0,
  }),
]

function numbered<Batch extends ReturnType<typeof sampleBatch>>(batch: Batch, batchNumber: number): Batch {
  return { ...batch, header: { ...batch.header, batchNumber } }
}

const ACH_FILES = fewOrAll(500, 1_500)
const LETTERS = fewOrAll(300, 1_000)

// Seen red with: findings that become no fault; a fault of a cash letter taken for one of the file; faults in the order found.
test('law: whatever processing would hold has a fault that says so, and nothing else has one', () => {
  const dice = seededDice(20_261_121)
  const fates = { process: 0, quarantine: 0 }
  for (let n = 0; n < ACH_FILES; n++)
    fates[checkSaid(PACKS.ach, mutate(ACH[n % ACH.length] ?? new Uint8Array(0), dice), `ACH ${n}`)]++
  const letters = wholeFiles()
  for (let n = 0; n < LETTERS; n++)
    fates[checkSaid(PACKS.checks, mutateLetter(letters[n % letters.length] ?? new Uint8Array(0), n + 1), `X9 ${n}`)]++
  expect(Math.min(fates.process, fates.quarantine)).toBeGreaterThan((ACH_FILES + LETTERS) / 9)
})

test('a batch that stands in the file twice is left out the second time, as processing does', () => {
  const batch = sampleBatch('PPD')
  const { batches, faults } = read(PACKS.ach, sampleFile([batch, numbered(batch, 2)]))
  expect(batches.map(one => one.fate)).toEqual(['process', 'quarantine'])
  expect(faults).toMatchObject([{ code: 'duplicate-batch', batch: 1, line: 5, rest: 'batch left out' }])
})

// Seen red with every `expected` masked that stands beside something masked.
test('only data is masked: what is expected is words of ours, or what another record holds', () => {
  const account = '12345'
  const blank = sampleFile([sampleBatch('PPD', [sampleEntry({ account: '' })])])
  const [accountBlank] = read(PACKS.ach, blank).faults
  expect(maskFault(accountBlank as Fault)).toMatchObject({ code: 'account-blank', expected: 'not blank' })
  const batch = sampleBatch('PPD', [sampleEntry({ account, trace: sampleTrace(1) })])
  const other = sampleFile([{ ...batch, control: { companyId: '9876543210' } }])
  const company = read(PACKS.ach, other).faults.find(fault => fault.code === 'control-company-id')
  expect(company).toMatchObject({ found: '9876543210', expected: '1234567890' })
  expect(maskFault(company as Fault)).toMatchObject({ found: '••••••••', expected: '••••••••' })
})

// Seen red with the mark of what is expected put on both sides.
test('a control’s own number is shown where only the sum beside it was read from columns that slipped', () => {
  const bytes = sampleFile([
    sampleBatch('PPD', [sampleEntry({ account: '12345678901234567', trace: sampleTrace(1), amountMinor: 123_456 })]),
  ])
  const lines = latin1Text(bytes).split('\n')
  const entry = lines[2] ?? ''
  // One character too many before the account: the amount is read one column early, and the trace ends one short.
  lines[2] = `${entry.slice(0, 12)}0${entry.slice(12, 93)}`
  const slipped = read(PACKS.ach, latin1Bytes(lines.join('\n'))).faults.map(maskFault)
  const total = slipped.find(fault => fault.code === 'total-debit' || fault.code === 'total-credit')
  expect(total).toMatchObject({ expected: '••••••••', found: expect.stringMatching(/^0+123456$/) })
})
