import { describe, expect, it } from 'vitest'
import { latin1Bytes, latin1Text } from '../../core/latin1.ts'
import type { NachaFault, NachaFaultCode } from './fault-codes.ts'
import { FAULTS } from './fault-codes.ts'
import type { NachaBatch } from './nacha-file.ts'
import { readNachaFile } from './nacha-file.ts'
import type { Entry } from './parse-entry.ts'
import {
  sample02,
  sample05,
  sampleAdvEntry,
  sampleBatch,
  sampleBatchHeader,
  sampleEntry,
  sampleFile,
  sampleIatAddenda,
  sampleIatEntry,
  sampleNoc,
  sampleReturn,
  sampleTrace,
} from './sample-file.ts'

/**
 * A spoiled file for every fault code: where the fault must stand and what must become of the rest. The compiler refuses a
 * code without a sample, so no check can be written that never fires.
 *
 * Seen red with: a blank `expected` of the entry class; `group.trace < batch.lastTrace` for `===` in the duplicate check; the account's columns begun one too far
 * to the right; a batch's fault that does not quarantine the batch; a closed batch not added to the file's totals.
 */
interface Spoiled {
  readonly bytes: Uint8Array
  /** Line and column of the fault. */
  readonly at: string
}

const PPD = () => sampleFile([sampleBatch('PPD')])
const two = (second: Partial<Parameters<typeof sampleEntry>[0]> = {}) =>
  sampleFile([sampleBatch('PPD', [sampleEntry(), sampleEntry({ trace: sampleTrace(2), ...second })])])
const of = (secCode: string, ...entries: Entry[]) => sampleFile([sampleBatch(secCode, entries)])
const headed = (change: Partial<ReturnType<typeof sampleBatchHeader>>, secCode = 'PPD') => {
  const batch = sampleBatch(secCode)
  return sampleFile([{ ...batch, header: sampleBatchHeader(secCode, change) }])
}

const SPOILED = {
  'empty-file': () => ({ bytes: latin1Bytes(''), at: '1:1' }),
  'not-nacha': () => ({ bytes: latin1Bytes('Dear Sir,\nplease find attached\n'), at: '1:1' }),
  'byte-order-mark': () => ({ bytes: latin1Bytes(`\u00ef\u00bb\u00bf${latin1Text(PPD())}`), at: '1:1' }),
  'line-ends-mixed': () => ({ bytes: latin1Bytes(latin1Text(PPD()).replace('\n', '\r\n')), at: '2:95' }),
  'blank-line': () => ({ bytes: spoiled(PPD(), lines => lines.splice(2, 0, '')), at: '3:1' }),
  'record-short': () => ({ bytes: spoiled(PPD(), lines => trim(lines, 5)), at: '5:56' }),
  'record-long': () => ({ bytes: spoiled(PPD(), lines => append(lines, 3, '   ')), at: '3:95' }),
  'record-overlong': () => ({ bytes: spoiled(PPD(), lines => append(lines, 3, 'X')), at: '3:95' }),
  'record-utf8': () => ({ bytes: put(PPD(), 3, 55, 'ADA\u00c3\u0089', 4), at: '3:95' }),
  'non-ascii': () => ({ bytes: put(PPD(), 3, 58, '\u00c9'), at: '3:58' }),
  'control-character': () => ({ bytes: put(PPD(), 3, 58, '\u0000'), at: '3:58' }),
  'unknown-record-type': () => ({ bytes: put(PPD(), 3, 1, 'X'), at: '3:1' }),
  'bytes-unreadable': () => ({
    bytes: latin1Bytes(joined(PPD(), text => text.slice(0, 200) + text.slice(201))),
    at: '3:1',
  }),
  'rest-unreadable': () => ({
    bytes: latin1Bytes(joined(PPD(), text => text.slice(0, 282) + 'X'.repeat(500))),
    at: '4:1',
  }),
  'file-header-missing': () => ({ bytes: spoiled(PPD(), lines => lines.shift()), at: '1:1' }),
  'file-header-repeated': () => ({ bytes: latin1Bytes(latin1Text(PPD()) + latin1Text(PPD())), at: '11:1' }),
  'file-control-missing': () => ({ bytes: spoiled(PPD(), lines => lines.splice(4)), at: '5:1' }),
  'after-file-control': () => ({ bytes: spoiled(PPD(), lines => lines.splice(5, 0, lines[1] ?? '')), at: '6:1' }),
  'file-constant': () => ({ bytes: put(PPD(), 1, 40, '2'), at: '1:40' }),
  'file-destination': () => ({ bytes: put(PPD(), 1, 5, 'X'), at: '1:4' }),
  'file-origin-blank': () => ({ bytes: put(PPD(), 1, 14, '          '), at: '1:14' }),
  'file-creation-date': () => ({ bytes: put(PPD(), 1, 24, '260230'), at: '1:24' }),
  'file-creation-time': () => ({ bytes: put(PPD(), 1, 30, '2460'), at: '1:30' }),
  'file-id-modifier': () => ({ bytes: put(PPD(), 1, 34, 'a'), at: '1:34' }),
  'file-batch-count': () => ({ bytes: put(PPD(), 5, 2, '000002'), at: '5:2' }),
  'file-block-count': () => ({ bytes: put(PPD(), 5, 8, '000009'), at: '5:8' }),
  'file-entry-count': () => ({ bytes: put(PPD(), 5, 14, '00000002'), at: '5:14' }),
  'file-entry-hash': () => ({ bytes: put(PPD(), 5, 22, '0012104289'), at: '5:22' }),
  'file-total-debit': () => ({ bytes: put(PPD(), 5, 32, '000000000001'), at: '5:32' }),
  'file-total-credit': () => ({ bytes: put(PPD(), 5, 44, '000000001235'), at: '5:44' }),
  'batch-header-missing': () => ({ bytes: spoiled(PPD(), lines => lines.splice(1, 1)), at: '2:1' }),
  'batch-control-missing': () => ({ bytes: spoiled(PPD(), lines => lines.splice(3, 1)), at: '4:1' }),
  'batch-control-outside': () => ({ bytes: spoiled(PPD(), lines => lines.splice(4, 0, lines[3] ?? '')), at: '5:1' }),
  'batch-empty': () => ({ bytes: sampleFile([sampleBatch('PPD', [])]), at: '2:1' }),
  'service-class': () => ({ bytes: headed({ serviceClass: 280 }), at: '2:2' }),
  'sec-code': () => ({ bytes: put(PPD(), 2, 51, 'PDP'), at: '2:51' }),
  'company-name-blank': () => ({ bytes: headed({ companyName: '' }), at: '2:5' }),
  'company-id-blank': () => ({ bytes: headed({ companyId: '' }), at: '2:41' }),
  'entry-description-blank': () => ({ bytes: headed({ entryDescription: '' }), at: '2:54' }),
  'enr-description': () => ({ bytes: headed({ entryDescription: 'ENROLL' }, 'ENR'), at: '2:54' }),
  'effective-date': () => ({ bytes: headed({ effectiveDate: '260230' }), at: '2:70' }),
  'settlement-date': () => ({ bytes: headed({ settlementDate: '367' }), at: '2:76' }),
  'originator-status': () => ({ bytes: headed({ originatorStatus: '7' }), at: '2:79' }),
  odfi: () => ({ bytes: headed({ odfi: '0910000X' }), at: '2:80' }),
  'batch-number': () => ({ bytes: put(PPD(), 2, 94, 'X'), at: '2:88' }),
  'batch-number-order': () => ({ bytes: sampleFile([sampleBatch('PPD'), sampleBatch('CCD')]), at: '5:88' }),
  'iat-header': () => ({ bytes: put(sampleFile([sampleBatch('IAT')]), 2, 21, 'XX'), at: '2:21' }),
  'control-service-class': () => ({ bytes: put(PPD(), 4, 2, '225'), at: '4:2' }),
  'control-company-id': () => ({ bytes: put(PPD(), 4, 45, '9'), at: '4:45' }),
  'control-company-id-blank': () => ({ bytes: put(PPD(), 4, 45, '          '), at: '4:45' }),
  'control-odfi': () => ({ bytes: put(PPD(), 4, 80, '1'), at: '4:80' }),
  'control-batch-number': () => ({ bytes: put(PPD(), 4, 94, '2'), at: '4:88' }),
  'entry-addenda-count': () => ({ bytes: put(PPD(), 4, 5, '000002'), at: '4:5' }),
  'entry-hash': () => ({ bytes: put(PPD(), 4, 20, '9'), at: '4:11' }),
  'total-debit': () => ({ bytes: put(PPD(), 4, 21, '000000000001'), at: '4:21' }),
  'total-credit': () => ({ bytes: put(PPD(), 4, 33, '000000001235'), at: '4:33' }),
  'totals-explained': () => ({ bytes: put(two(), 4, 30, '00X'), at: '5:33' }),
  'transaction-code': () => ({ bytes: of('PPD', sampleEntry({ transactionCode: 20 })), at: '3:2' }),
  'transaction-code-sec': () => ({ bytes: of('ARC', sampleEntry({ identification: '1042' })), at: '3:2' }),
  'transaction-code-service-class': () => ({ bytes: headed({ serviceClass: 225 }), at: '3:2' }),
  'transaction-code-answer': () => ({
    bytes: of('PPD', sampleReturn('R01', 'return', { transactionCode: 27 })),
    at: '3:2',
  }),
  rdfi: () => ({ bytes: put(PPD(), 3, 4, 'X'), at: '3:4' }),
  'check-digit': () => ({ bytes: of('PPD', sampleEntry({ checkDigit: '3' })), at: '3:12' }),
  'account-blank': () => ({ bytes: of('PPD', sampleEntry({ account: '' })), at: '3:13' }),
  amount: () => ({ bytes: put(PPD(), 3, 30, '    123.40'), at: '3:30' }),
  'amount-zero': () => ({ bytes: of('PPD', sampleEntry({ amountMinor: 0 })), at: '3:30' }),
  'amount-not-zero': () => ({ bytes: of('PPD', sampleEntry({ transactionCode: 23 })), at: '3:30' }),
  'amount-limit': () => ({
    bytes: of('RCK', sampleEntry({ transactionCode: 27, identification: '1042', amountMinor: 250_001 })),
    at: '3:30',
  }),
  'identification-blank': () => ({
    bytes: of('ARC', sampleEntry({ transactionCode: 27, identification: '' })),
    at: '3:40',
  }),
  'name-blank': () => ({ bytes: of('TEL', sampleEntry({ transactionCode: 27, name: '' })), at: '3:55' }),
  'process-control-blank': () => ({
    bytes: of('XCK', sampleEntry({ transactionCode: 27, identification: '1042', name: '' })),
    at: '3:55',
  }),
  'card-type': () => ({
    bytes: of('POS', sampleEntry({ transactionCode: 27, discretionaryData: '77', addenda: [sample02()] })),
    at: '3:77',
  }),
  'card-expiry': () => ({ bytes: put(sampleFile([sampleBatch('SHR')]), 3, 40, '1327'), at: '3:40' }),
  trace: () => ({ bytes: put(PPD(), 3, 94, 'X'), at: '3:80' }),
  'trace-duplicate': () => ({ bytes: two({ trace: sampleTrace(1) }), at: '4:80' }),
  'trace-order': () => ({ bytes: two({ trace: sampleTrace(0) }), at: '4:80' }),
  'trace-odfi': () => ({ bytes: two({ trace: '121042880000001' }), at: '4:80' }),
  'adv-field': () => ({ bytes: of('ADV', sampleAdvEntry({ julianDay: '367' })), at: '3:88' }),
  'iat-reserved': () => ({ bytes: of('IAT', sampleIatEntry({ reserved1: 'X' })), at: '3:17' }),
  'addenda-indicator': () => ({ bytes: of('CCD', sampleEntry({ addendaIndicator: 1 })), at: '3:79' }),
  'addenda-missing': () => ({
    bytes: of('POS', sampleEntry({ transactionCode: 27, discretionaryData: '01' })),
    at: '3:1',
  }),
  'addenda-type': () => ({ bytes: of('PPD', sampleEntry({ addenda: [sample02()] })), at: '4:2' }),
  'addenda-too-many': () => ({ bytes: of('PPD', sampleEntry({ addenda: [sample05(1), sample05(2)] })), at: '3:1' }),
  'addenda-count': () => ({ bytes: of('CTX', sampleEntry({ name: '0003ACME', addenda: [sample05(1)] })), at: '3:55' }),
  'addenda-sequence': () => ({ bytes: of('CCD', sampleEntry({ addenda: [sample05(2)] })), at: '4:84' }),
  'addenda-trace': () => ({
    bytes: of('CCD', sampleEntry({ addenda: [sample05(1, { entrySequence: 9 })] })),
    at: '4:88',
  }),
  'addenda-outside': () => ({
    bytes: spoiled(sampleFile([sampleBatch('CCD')]), lines => lines.splice(2, 1)),
    at: '3:1',
  }),
  'addenda-field': () => ({
    bytes: of(
      'POS',
      sampleEntry({
        transactionCode: 27,
        discretionaryData: '01',
        addenda: [sample02({ terminalCity: '' })],
      }),
    ),
    at: '4:63',
  }),
  'iat-addenda-missing': () => ({
    bytes: of('IAT', sampleIatEntry({ addenda: sampleIatAddenda().slice(0, 6) })),
    at: '3:1',
  }),
  'iat-addenda-order': () => ({
    bytes: of('IAT', sampleIatEntry({ addenda: sampleIatAddenda().toReversed() })),
    at: '5:2',
  }),
  'return-code': () => ({ bytes: of('PPD', sampleReturn('R54')), at: '4:4' }),
  'change-code': () => ({ bytes: of('COR', sampleNoc('C15', '1918171614')), at: '4:4' }),
  'return-code-sec': () => ({ bytes: of('PPD', sampleReturn('R51')), at: '4:4' }),
  'original-trace': () => ({ bytes: put(of('PPD', sampleReturn('R01')), 4, 7, ' '), at: '4:7' }),
  'original-rdfi': () => ({ bytes: put(of('PPD', sampleReturn('R01')), 4, 28, ' '), at: '4:28' }),
  'corrected-data-blank': () => ({ bytes: of('COR', sampleNoc('C01', '')), at: '4:36' }),
  'corrected-data': () => ({ bytes: of('COR', sampleNoc('C02', '12104288')), at: '4:36' }),
  'date-of-death': () => ({ bytes: of('PPD', sampleReturn('R14')), at: '4:22' }),
  'enr-information': () => ({
    bytes: of('ENR', sampleEntry({ transactionCode: 23, amountMinor: 0, addenda: [sample05(1)] })),
    at: '4:4',
  }),
  'dne-information': () => ({
    bytes: of('DNE', sampleEntry({ transactionCode: 23, amountMinor: 0, addenda: [sample05(1)] })),
    at: '4:4',
  }),
} as const satisfies Record<NachaFaultCode, () => Spoiled>

describe('a spoiled file', () => {
  for (const [code, make] of Object.entries(SPOILED)) {
    it(`shows ${code} where it was spoiled`, () => {
      const { bytes, at } = make()
      const read = readNachaFile(bytes)
      const faults = read.faults.filter(fault => fault.code === code)
      expect(faults.map(fault => `${fault.line}:${fault.column}`)).toContain(at)
      const { rest } = FAULTS[code as NachaFaultCode]
      expect(faults[0]?.rest).toBe(rest)
      for (const fault of read.faults) expect(missing(fault), fault.code).toEqual([])
      if (rest === 'file left out') expect(read.end.fate).toBe('quarantine')
      if (rest === 'batch left out') expect(read.batchEnds[faults[0]?.batch ?? 0]?.fate).toBe('quarantine')
      if (rest === 'item left out' && faults[0]?.item !== undefined) expect(read.batchEnds[0]?.faultyEntries).toBe(1)
    })
  }
})

describe('a batch of every class as it should be', () => {
  const classes = 'ACK ADV ARC ATX BOC CCD CIE COR CTX DNE ENR IAT MTE POP POS PPD RCK SHR TEL TRC TRX WEB XCK'.split(
    ' ',
  )
  for (const secCode of classes) {
    it(`has no fault in ${secCode}`, () => {
      const batch: NachaBatch = sampleBatch(secCode, secCode === 'CIE' ? [sampleEntry({ name: '123456' })] : undefined)
      const read = readNachaFile(sampleFile([batch]))
      expect(read.faults).toEqual([])
      expect([read.end.entries, read.end.fate, read.batchEnds[0]?.fate]).toEqual([1, 'process', 'process'])
    })
  }
})

/** What a person needs of a fault and does not get. Blanks that were found are told as such. */
function missing({ line, record, column, field, found, expected, message, rest }: NachaFault): readonly string[] {
  const told = { field, expected, message, rest }
  const places = { line, record, column }
  return [
    ...Object.entries(told).flatMap(([name, value]) => (value.trim() === '' ? [name] : [])),
    ...Object.entries(places).flatMap(([name, value]) => ((value ?? 0) >= 1 ? [] : [name])),
    ...(typeof found === 'string' ? [] : ['found']),
  ]
}

/** The bytes with text put over (or, with a length, in place of) what stands at a line and column, both 1-based. */
function put(bytes: Uint8Array, line: number, column: number, value: string, instead = value.length): Uint8Array {
  return spoiled(bytes, lines => {
    const old = lines[line - 1] ?? ''
    lines[line - 1] = old.slice(0, column - 1) + value + old.slice(column - 1 + instead)
  })
}

function spoiled(bytes: Uint8Array, change: (lines: string[]) => void): Uint8Array {
  const lines = latin1Text(bytes).trimEnd().split('\n')
  change(lines)
  return latin1Bytes(lines.map(line => `${line}\n`).join(''))
}

/** The file without line ends, changed. */
function joined(bytes: Uint8Array, change: (text: string) => string): string {
  return change(latin1Text(bytes).replaceAll('\n', ''))
}

function trim(lines: string[], line: number): void {
  lines[line - 1] = (lines[line - 1] ?? '').trimEnd()
}

function append(lines: string[], line: number, more: string): void {
  lines[line - 1] = (lines[line - 1] ?? '') + more
}
