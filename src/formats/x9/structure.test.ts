import { describe, expect, it } from 'vitest'
import { readAll } from '../../../test/samples/x9-contents.ts'
import { testLetter, testReturn } from '../../../test/samples/x9-letters.ts'
import { latin1Bytes, latin1Text } from '../../core/latin1.ts'
import { layoutOf, parseX9Record, type X9Record } from './record-types.ts'
import { BUNDLE, FILE, LETTER, testCheck, writeFile } from './sample-letters.ts'
import type { ItemDraft } from './write.ts'

/** The records of a small right letter, without those of the types named. Lines, so that a record is told apart easily. */
function without(...types: readonly string[]): Uint8Array {
  const lines = latin1Text(testLetter({ framing: 'newline-ascii', items: [plain(), plain()] })).split('\n')
  const kept = lines.filter(line => !types.includes(line.slice(0, 2)))
  return latin1Bytes(kept.join('\n'))
}

/** A check without images, so that no line feed stands in a record. */
function plain(): ItemDraft {
  return { ...testCheck(), views: [] }
}

describe('records that are missing', () => {
  // Seen red with an implied bundle that is processed like any other.
  it.each([
    ['01', 'file-header-missing', 1, 'file left out', ['process', 'process', 'quarantine']],
    ['10', 'cash-letter-header-missing', 2, 'batch left out', ['process', 'quarantine', 'process']],
    ['20', 'bundle-header-missing', 3, 'batch left out', ['quarantine', 'process', 'process']],
    ['70', 'bundle-control-missing', 8, 'batch left out', ['quarantine', 'process', 'process']],
    ['90', 'cash-letter-control-missing', 9, 'batch left out', ['process', 'quarantine', 'process']],
    ['99', 'file-control-missing', 9, 'read on', ['process', 'process', 'process']],
  ])('%s: told as %s at record %i, %s', (type, code, record, rest, fates) => {
    const { faults, items, bundles, cashLetters, end } = readAll(without(type))
    expect(faults[0]).toMatchObject({ code, record, column: 1, field: 'recordType', rest })
    expect(items).toHaveLength(2)
    expect([bundles[0]?.fate, cashLetters[0]?.fate, end.fate]).toEqual(fates)
  })

  it('all controls: each part is ended once, in order', () => {
    const { faults, bundles, cashLetters } = readAll(without('70', '90', '99'))
    expect(faults.map(fault => fault.code)).toEqual([
      'bundle-control-missing',
      'cash-letter-control-missing',
      'file-control-missing',
    ])
    expect([bundles.length, cashLetters.length]).toEqual([1, 1])
  })

  it('headers that are missing are given to the sink with blank fields', () => {
    const { headers } = readAll(without('01', '10', '20'))
    expect(headers.map(header => header.type)).toEqual(['01', '10', '20'])
    expect(headers[2]).toMatchObject({ bundleId: '', businessDate: '' })
  })
})

describe('records that do not belong', () => {
  it('an addendum without an item is skipped, and a run of them is told once', () => {
    const { faults, items } = readAll(without('25'))
    expect(items).toEqual([])
    expect(faults[0]).toMatchObject({ code: 'record-stray', record: 4, found: '26', rest: 'read on' })
    expect(faults.filter(fault => fault.code === 'record-stray')).toHaveLength(1)
  })

  it('a stray control is ignored', () => {
    const { faults, end } = readAll(without('10', '20', '25', '26', '90'))
    expect(faults[0]).toMatchObject({ code: 'bundle-control-stray', record: 2, rest: 'read on' })
    expect([end.cashLetters, end.bundles, end.items]).toEqual([0, 0, 0])
  })

  it('an addendum of a return under a check is kept with it and told', () => {
    const bytes = testLetter({ items: [{ ...testCheck(), addenda: testReturn().addenda ?? [] }] })
    const { faults, items } = readAll(bytes)
    expect(faults.filter(fault => fault.code === 'record-misplaced')).toHaveLength(4)
    expect(items[0]?.addenda.map(addendum => addendum.type)).toEqual(['32', '33', '34', '35'])
  })

  it('a second file header inside the file leaves the file out', () => {
    const bytes = writeFile({ framing: 'length-ascii' }, writer => {
      writer.fileHeader(FILE)
      writer.fileHeader(FILE)
      writer.cashLetterHeader(LETTER)
      writer.endCashLetter()
      writer.endFile()
    })
    const { faults, end } = readAll(bytes)
    expect(faults).toMatchObject([{ code: 'file-header-repeated', record: 2 }])
    expect(end.fate).toBe('quarantine')
  })
})

describe('records beside the items', () => {
  const user: X9Record = {
    ...blankOf('68'),
    owner: '111000025',
    formatType: '900',
    dataLength: 11,
    data: 'ANY\u0000\u00ff BYTES',
  } as X9Record

  it('user records, totals and summaries are kept verbatim', () => {
    const others = [user, blankOf('40'), blankOf('41'), blankOf('75'), blankOf('85')]
    const bytes = testLetter({
      body: writer => {
        for (const record of others) writer.record(record)
        writer.bundleHeader(BUNDLE)
        writer.item(plain())
        writer.endBundle()
      },
    })
    const read = readAll(bytes)
    expect(read.faults).toEqual([])
    expect(read.others.map(record => record.type)).toEqual(['68', '40', '41', '75', '85'])
    expect(read.others[0]).toMatchObject({ data: 'ANY\u0000\u00ff BYTES' })
  })

  it('a user record after an item belongs to it', () => {
    const bytes = testLetter({ items: [{ ...plain(), addenda: [{ type: '68', formatType: '001', data: 'PAYEE' }] }] })
    const { items, faults } = readAll(bytes)
    expect(faults).toEqual([])
    expect(items[0]?.addenda).toMatchObject([{ type: '68', data: 'PAYEE', dataLength: 5 }])
  })

  function blankOf(type: X9Record['type']): X9Record {
    return parseX9Record(type.padEnd(layoutOf(type).size)) as X9Record
  }
})
