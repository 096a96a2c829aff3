import { describe, expect, test } from 'vitest'
import { bucketOfText } from '../../core/bucket.ts'
import { explain } from '../../core/exception.ts'
import type { Fault } from '../../core/fault.ts'
import { latin1Bytes, latin1Text } from '../../core/latin1.ts'
import type { BatchClosed, BatchOpened, FileClosed, IntakeSink } from '../../core/pack.ts'
import { decide } from './decide.ts'
import { type AchItem, parseAchItem } from './item.ts'
import { ACH_KINDS } from './kinds.ts'
import { createAchReader, recognisesAch } from './read.ts'
import { aContext, factsOf } from './sample-facts.ts'
import { type BatchSample as Batch, sampleFile as file } from './sample-file.ts'

interface Read {
  readonly items: readonly (AchItem & { readonly bucket: number })[]
  readonly opened: readonly BatchOpened[]
  readonly closed: readonly BatchClosed[]
  readonly file: FileClosed
  readonly faults: readonly Fault[]
}

const TWO: Batch = { entries: [{}, { transactionCode: 22, amountMinor: 1_000, trace: '121042880000018' }] }

// Seen red with the label made of whatever stands in the company's columns: there may be an account number.
test.each([
  ['PPD', 'ACME UTILITIES PPD UTIL BILL 0000001'],
  ['PPX', 'PPX 0000001'],
])('the label of a batch of class %s is %s', (secCode, label) => {
  expect(read([{ ...TWO, header: { secCode } }]).opened.map(one => one.label)).toEqual([label])
})

describe('fates of batches', () => {
  test('a batch that agrees is processed', () => {
    const { closed, file } = read([TWO])
    expect(closed[0]).toMatchObject({
      fate: 'process',
      declared: { count: 2, debitMinor: 45_000, creditMinor: 1_000 },
      computed: { count: 2, debitMinor: 45_000, creditMinor: 1_000 },
      lost: { count: 0, debitMinor: 0, creditMinor: 0 },
    })
    expect(file).toMatchObject({ fate: 'process', computed: { count: 2 }, declared: { count: 2 } })
  })

  // Seen red with: hash before count in the table of totals; the fate of the reader taken as it is (unknown class).
  test.each([
    ['batch-count-mismatch', { entryAddendaCount: 3 }],
    ['batch-debit-mismatch', { totalDebit: 45_001 }],
    ['batch-credit-mismatch', { totalCredit: 999 }],
    ['batch-hash-mismatch', { entryHash: 1 }],
    ['batch-count-mismatch', { entryAddendaCount: 1, totalDebit: 1, totalCredit: 1, entryHash: 1 }],
    ['batch-debit-mismatch', { totalDebit: 1, totalCredit: 1, entryHash: 1 }],
    ['malformed-batch', { batchNumber: 9 }],
    ['malformed-batch', { odfi: '09999999', totalDebit: 1 }],
  ])('%s for a control of %j', (kind, control) => {
    const { closed, file, items } = read([{ ...TWO, control }])
    expect(closed[0]).toMatchObject({ fate: 'quarantine', finding: { kind } })
    expect(file.fate).toBe('process')
    expect(items).toHaveLength(2)
  })

  // Seen red with the figures as the control writes them: 000000045001, 000003.
  test.each([
    [{ totalDebit: 45_001 }, { field: 'total debit amount', expected: '450.01 USD', found: '450.00 USD' }],
    [{ entryAddendaCount: 3 }, { field: 'entry and addenda count', expected: '3', found: '2' }],
    [{ entryHash: 1 }, { field: 'entry hash', expected: '0000000001' }],
  ])('the sentence of a control of %j has its figures as people say them', (control, facts) => {
    const { closed } = read([{ ...TWO, control }])
    expect(closed[0]?.finding?.facts).toMatchObject(facts)
  })

  test('a batch of an unknown class is read, and each entry is its own exception', () => {
    const { closed, items } = read([{ ...TWO, header: { secCode: 'XYZ' } }])
    expect(closed[0]?.fate).toBe('process')
    expect(items.map(item => decide(item, factsOf(item), aContext())?.finding.kind)).toEqual([
      'sec-code-unknown',
      'sec-code-unknown',
    ])
  })

  // Seen red with nothing said of it: that the whole batch waits, for `?`.
  test('an unreadable amount leaves its batch in balance, and the value it hides is told', () => {
    const bytes = replace(file([TWO]), '0000045000', '00000450O0')
    const { closed, items } = readBytes(bytes)
    expect(closed[0]).toMatchObject({ fate: 'process', lost: { count: 0, debitMinor: 45_000, creditMinor: 0 } })
    expect(explain(ACH_KINDS['malformed-batch'], closed[0]?.finding?.facts)).toBe(
      'The batch cannot be taken as it came. The batch control declares 450.00 USD of debits that no entry holds, because an amount cannot be read. Its entries are processed one by one. This value was settled with them and waits until its sender says what becomes of it.',
    )
    expect(items[0]).toMatchObject({ amountMinor: 0, direction: 'debit' })
  })

  test('a lost record is told with its value', () => {
    const lines = latin1Text(file([TWO])).split('\n')
    lines.splice(2, 1)
    const { closed } = readBytes(latin1Bytes(lines.join('\n')))
    expect(closed[0]).toMatchObject({
      fate: 'quarantine',
      finding: { kind: 'batch-count-mismatch' },
      declared: { count: 2, debitMinor: 45_000, creditMinor: 1_000 },
      computed: { count: 1, debitMinor: 0, creditMinor: 1_000 },
      lost: { count: 1, debitMinor: 45_000, creditMinor: 0 },
    })
  })
})

// Seen red with every figure of a control believed: 8,999,999,550.00 USD went into suspense for two entries.
test.each([
  ['more value than two entries can hold', { entryAddendaCount: 4, totalDebit: 900_000_000_000 }, '899999955000'],
  ['more records than the file has room for', { entryAddendaCount: 9000, totalDebit: 46_000 }, '8998'],
])('a control that declares %s is not believed, and its figure is shown', (_, control, found) => {
  const { closed, faults } = read([{ ...TWO, control: { ...control, entryHash: 1 } }])
  expect(closed[0]).toMatchObject({ fate: 'quarantine', lost: { count: 0, debitMinor: 0, creditMinor: 0 } })
  expect(faults).toContainEqual(expect.objectContaining({ code: 'loss-not-credible', scope: 'batch', batch: 0, found }))
})

describe('fates of files', () => {
  // Seen red with: the block count left to the reader, which reads on.
  test.each([
    { batchCount: 2 },
    { blockCount: 7 },
    { entryAddendaCount: 3 },
    { totalDebit: 1 },
    { totalCredit: 1 },
    { entryHash: 1 },
  ])('a file control of %j stops the whole file', control => {
    const { file, closed } = read([TWO], control)
    expect(closed[0]?.fate).toBe('process')
    expect(file).toMatchObject({ fate: 'quarantine', finding: { kind: 'file-control-mismatch' } })
  })

  // Seen red with a file whose gap quarantines it, and with nothing lost where no batch declares it.
  test('what stood between the batches where nothing can be read is the file’s, with what its control still declares', () => {
    const records = [1, 2, 3].flatMap(batchNumber => [
      { header: { batchNumber }, entries: [{ trace: `12104288000001${batchNumber}` }] },
    ])
    const text = latin1Text(file(records)).replaceAll('\n', '')
    const second = 94 * 4
    const { file: closed, closed: batches } = readBytes(
      latin1Bytes(text.slice(0, second) + 'x'.repeat(282) + text.slice(second + 282)),
    )
    expect(batches.map(batch => batch.fate)).toEqual(['process', 'process'])
    expect(closed).toMatchObject({
      fate: 'process',
      finding: { kind: 'damaged-file', found: '282 bytes, 377 to 658 of the file' },
    })
    expect(closed.lost).toEqual({ count: 1, debitMinor: batches[0]?.computed.debitMinor, creditMinor: 0 })
  })

  test('a batch out of balance does not stop the others', () => {
    const second: Batch = { header: { batchNumber: 2 }, entries: [{ trace: '121042880000020' }] }
    const { file, closed } = read([{ ...TWO, control: { totalDebit: 1 } }, second], { totalDebit: 45_001 })
    expect(closed.map(batch => batch.fate)).toEqual(['quarantine', 'process'])
    expect(file.fate).toBe('process')
  })

  test.each([
    ['nothing', ''],
    ['half a header', '101 091000019 12104'],
    ['a letter', 'Dear Sirs,\nplease find enclosed'],
    ['two files joined', latin1Text(file([TWO])) + latin1Text(file([TWO]))],
  ])('%s is a malformed file', (_, text) => {
    expect(readBytes(latin1Bytes(text)).file).toMatchObject({ fate: 'quarantine', finding: { kind: 'malformed-file' } })
  })
})

describe('what makes a batch the same batch', () => {
  const fingerprint = (batch: Batch) => read([batch]).closed[0]?.fingerprint

  test.each<[string, Batch]>([
    ['another batch number', { ...TWO, header: { batchNumber: 7 } }],
    ['a settlement date', { ...TWO, header: { settlementDate: '327' } }],
  ])('%s keeps it the same', (_, batch) => {
    expect(fingerprint(batch)).toBe(fingerprint(TWO))
  })

  test.each<[string, Batch]>([
    ['another effective date', { ...TWO, header: { effectiveDate: '261124' } }],
    ['another company', { ...TWO, header: { companyId: '9' } }],
    ['another order of entries', { entries: [...TWO.entries].reverse() }],
    ['another trace', { entries: [{}, { transactionCode: 22, amountMinor: 1_000, trace: '121042880000019' }] }],
  ])('%s makes it another', (_, batch) => {
    expect(fingerprint(batch)).not.toBe(fingerprint(TWO))
  })
})

describe('items', () => {
  test('lie in the bucket of their account, however it is padded', () => {
    const accounts = ['4400123456', '    4400123456', '44-0012-3456']
    const { items } = read([{ entries: accounts.map((account, n) => ({ account, trace: `12104288000001${n}` })) }])
    expect(items.map(item => item.bucket)).toEqual(Array(3).fill(bucketOfText('4400123456')))
    expect(items.map(item => item.accountNumber)).toEqual(Array(3).fill('4400123456'))
  })

  test.each([
    ['more than 94 characters', (line: string) => `${line}X`],
    ['a control character', (line: string) => line.replace('ROBIN', 'RO\tIN')],
    ['UTF-8', (line: string) => line.replace('ROBIN MILLER', 'ROBÃ\u00adN MILLER')],
  ])('with %s carry a mark to the second pass', (_, damage) => {
    const lines = latin1Text(file([TWO])).split('\n')
    lines[2] = damage(lines[2] ?? '')
    const { items } = readBytes(latin1Bytes(lines.join('\n')))
    expect(items.map(item => decide(item, factsOf(item), aContext())?.finding.kind)).toEqual([
      'record-fault',
      undefined,
    ])
  })

  test('come out alike whatever the chunks', () => {
    const bytes = file([
      TWO,
      { header: { batchNumber: 2 }, entries: [{ addenda: [{ kind: '05' }], trace: '121042880000021' }] },
    ])
    const whole = readBytes(bytes)
    for (const size of [1, 7, 94, 95, 96]) expect(readBytes(bytes, size)).toEqual(whole)
  })
})

test('only ACH files are recognised', () => {
  expect(recognisesAch(file([TWO]))).toBe(true)
  expect(
    recognisesAch(
      latin1Bytes(
        latin1Text(file([TWO]))
          .split('\n')
          .slice(1)
          .join('\n'),
      ),
    ),
  ).toBe(true)
  for (const other of ['', '101', 'ISA*00*', '<?xml', '{"a":1}']) expect(recognisesAch(latin1Bytes(other))).toBe(false)
})

// Seen red with the note of an amount over the limit left as `read on`, though its entry is held.
test.each([
  ['ARC', {}, { identification: '1042', amountMinor: 2_500_001 }, 'amount-limit', 'item left out'],
  ['ARC', {}, { identification: '' }, 'identification-blank', 'item left out'],
  [
    'ARC',
    { entryDescription: 'REVERSAL' },
    { transactionCode: 22, identification: '' },
    'identification-blank',
    'read on',
  ],
  ['MTE', {}, { identification: '', addenda: [{ kind: '02' as const }] }, 'identification-blank', 'read on'],
  ['TEL', {}, { name: '' }, 'name-blank', 'read on'],
])('a note on a %s entry says what becomes of it (%j %j)', (secCode, header, entry, code, rest) => {
  const { faults } = read([{ header: { secCode, ...header }, entries: [entry] }])
  expect(faults.filter(fault => fault.code === code)).toEqual([expect.objectContaining({ rest })])
})

function read(batches: readonly Batch[], control?: Record<string, unknown>): Read {
  return readBytes(file(batches, control))
}

function readBytes(bytes: Uint8Array, chunk = bytes.length): Read {
  const items: (AchItem & { bucket: number })[] = []
  const opened: BatchOpened[] = []
  const closed: BatchClosed[] = []
  const faults: Fault[] = []
  let end: FileClosed | undefined
  const sink: IntakeSink = {
    fileHeader: () => undefined,
    batchOpened: batch => opened.push(batch),
    item: ({ bytes: held, start, size, batch, bucket }) => {
      const item = parseAchItem(held.slice(start, start + size), opened[batch]?.detail ?? {})
      items.push(Object.assign(item, { bucket }))
    },
    batchClosed: batch => closed.push({ ...batch, computed: { ...batch.computed } }),
    fault: fault => faults.push(fault),
    fileClosed: found => {
      end = found
    },
  }
  const feed = createAchReader(sink, aContext().settings)
  for (let at = 0; at < bytes.length; at += chunk) feed.write(bytes.slice(at, at + chunk))
  feed.end()
  if (end === undefined) throw new Error('the file did not end')
  return { items, opened, closed, file: end, faults }
}

function replace(bytes: Uint8Array, from: string, to: string): Uint8Array {
  return latin1Bytes(latin1Text(bytes).replace(from, to))
}
