import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { latin1Bytes, latin1Text } from '../../core/latin1.ts'
import { RECORD_LENGTH } from './layout.ts'
import { type NachaBatch, type ReadFile, readNachaFile } from './nacha-file.ts'
import type { Entry } from './parse-entry.ts'
import { sample05, sampleBatch, sampleEntry, sampleFile, sampleIatEntry, sampleTrace } from './sample-file.ts'

const JOINED = { lineEnd: '', lastLineEnd: '', fillRecords: 9, blankLines: 0 } as const

/** Three batches of one credit each, 1.00, 2.00 and 3.00, in records back to back. */
const THREE = [1, 2, 3].map(number => numbered(sampleBatch('PPD', [entryOf(number, 0, 'PPD')]), number))

// Seen red with: a gap that is charged to no batch; the file control held against a gap; the whole record before one left out too.
describe('a file without line ends that has lost or gained bytes', () => {
  // Records: 0 the file header, 1 to 3 the first batch, 4 to 6 the second, 7 to 9 the third, 10 the file control.
  const inEntry = 5 * RECORD_LENGTH + 40
  it.each([
    [
      'lost a byte',
      (text: string) => text.slice(0, inEntry) + text.slice(inEntry + 1),
      '93 bytes, 471 to 563 of the file',
    ],
    [
      'gained a byte',
      (text: string) => `${text.slice(0, inEntry)}#${text.slice(inEntry)}`,
      '95 bytes, 471 to 565 of the file',
    ],
    [
      'lost half of it',
      (text: string) => text.slice(0, inEntry) + text.slice(inEntry + 50),
      '44 bytes, 471 to 514 of the file',
    ],
  ])('in an entry: %s', (_, damage, range) => {
    const read = readNachaFile(latin1Bytes(damage(latin1Text(joined(THREE)))))
    expect(read.batchEnds.map(end => `${end.entries} ${end.declared?.creditMinor} ${end.fate}`)).toEqual([
      '1 100 process',
      '0 200 quarantine',
      '1 300 process',
    ])
    expect(read.faults.filter(fault => fault.code === 'bytes-unreadable')).toMatchObject([
      { line: 6, batch: 1, found: range, rest: 'batch left out' },
    ])
    expect(read.end).toMatchObject({ fate: 'process', quarantinedBatches: 1 })
  })

  it('in a batch header: its entries are a batch of their own, with their control', () => {
    const text = latin1Text(joined(THREE))
    const read = readNachaFile(latin1Bytes(text.slice(0, 4 * RECORD_LENGTH + 60) + text.slice(4 * RECORD_LENGTH + 61)))
    expect(read.batchEnds.map(end => `${end.entries} ${end.declared?.creditMinor} ${end.fate}`)).toEqual([
      '1 100 process',
      '1 200 quarantine',
      '1 300 process',
    ])
    expect(read.faults.find(fault => fault.code === 'bytes-unreadable')).toMatchObject({ line: 5, batch: 1 })
  })

  // Seen red with the end of the bytes held for no neighbour: one byte into a control of class 600 looked like an entry.
  it('in nothing, but its last two records are spoiled where they stand: they are records, and no entry is made of them', () => {
    const text = latin1Text(sampleFile([sampleBatch('PPD')], { ...JOINED, fillRecords: 0 }))
    const control = 3 * RECORD_LENGTH
    const read = readNachaFile(latin1Bytes(`${text.slice(0, control)}8600${text.slice(control + 4, -1)}X`))
    expect(read.end).toMatchObject({ entries: 1, batches: 1, fate: 'process' })
    expect(read.faults.map(({ code, line }) => `${line} ${code}`)).toEqual(['4 control-service-class'])
  })

  // Seen red with nothing but the whole shape called a record: three in a row were a gap, and the batch was left out.
  it.each([
    ['the routing number', 4, 'X'],
    ['the amount', 29, '     12.50'],
    ['the indicator', 78, ' '],
    ['the trace', 85, 'X'],
  ])('in nothing, but in many entries one behind the other %s was spoiled where it stands', (_, column, spoiled) => {
    const entries = Array.from({ length: 9 }, (_, index) => entryOf(1, index, 'PPD'))
    const records = latin1Text(joined([sampleBatch('PPD', entries)])).match(/.{94}/gs) ?? []
    const spoil = (record: string) => record.slice(0, column) + spoiled + record.slice(column + spoiled.length)
    const text = records.map((record, index) => (index > 2 && index < 10 ? spoil(record) : record)).join('')
    const read = readNachaFile(latin1Bytes(text))
    expect(read.end).toMatchObject({ entries: 9, quarantinedBatches: 0 })
    expect(read.faults.filter(fault => fault.code === 'bytes-unreadable')).toEqual([])
  })

  it('in the file control: every batch goes on by its own', () => {
    const text = latin1Text(joined(THREE))
    const read = readNachaFile(
      latin1Bytes(text.slice(0, 10 * RECORD_LENGTH + 30) + text.slice(10 * RECORD_LENGTH + 31)),
    )
    expect(read.batchEnds.map(end => end.fate)).toEqual(['process', 'process', 'process'])
    expect(read.faults.map(fault => `${fault.code} ${fault.line} ${fault.scope}`)).toEqual([
      'bytes-unreadable 11 file',
      'file-control-missing 21 file',
    ])
    expect(read.end.fate).toBe('process')
  })

  it('with more batches in the gap than anybody can read, the file control says what is missing', () => {
    const text = latin1Text(joined(THREE))
    const from = 4 * RECORD_LENGTH
    const read = readNachaFile(
      latin1Bytes(text.slice(0, from) + 'x'.repeat(3 * RECORD_LENGTH) + text.slice(7 * RECORD_LENGTH)),
    )
    expect(read.batchEnds.map(end => end.fate)).toEqual(['process', 'process'])
    expect(read.faults.filter(fault => fault.code === 'file-total-credit')).toMatchObject([
      { found: '000000000600', expected: '000000000400', rest: 'read on' },
    ])
    expect(read.end.fate).toBe('process')
  })
})

/** A file of two to six batches of classes with and without addenda, and one damage in one of its batches. */
const damaged = fc
  .array(fc.tuple(fc.constantFrom('PPD', 'CCD', 'CTX', 'IAT'), fc.integer({ min: 1, max: 6 })), {
    minLength: 2,
    maxLength: 6,
  })
  .chain(shapes =>
    fc.record({
      shapes: fc.constant(shapes),
      batch: fc.nat(shapes.length - 1),
      at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      count: fc.integer({ min: 1, max: 5 }),
      inserted: fc.option(fc.string({ unit: fc.constantFrom(...'0156789 ABxyz'), minLength: 5, maxLength: 5 })),
      chunk: fc.integer({ min: 1, max: 700 }),
    }),
  )

/*
 * Seen red with: the last three places of a record not searched; every byte from 1 to 9 taken for a record; the rest of a chunk
 * dropped where the search stops at its end; a gap that is charged to no batch.
 */
it('law: bytes lost or added in one batch cost no item of another, and the place is named', () => {
  fc.assert(
    fc.property(damaged, ({ shapes, batch, at, count, inserted, chunk }) => {
      const batches = shapes.map(([secCode, entries], index) => batchOf(secCode, entries, index + 1))
      const text = latin1Text(joined(batches))
      const { from, to } = bytesOfBatch(batches, batch)
      const place = from + Math.floor(at * (to - from))
      const damage = inserted === null ? text.slice(place + count) : inserted.slice(0, count) + text.slice(place)
      const read = readNachaFile(latin1Bytes(text.slice(0, place) + damage), chunk)
      // Where two batches meet nothing says whose a lost byte was: the last digit of one may be the first of the other.
      const isAtEnd = inserted === null && place + count > to
      const touched = [batch + 1, ...(isAtEnd ? [batch + 2] : []), ...(place === from ? [batch] : [])]
      for (const [index, whole] of batches.entries()) {
        if (touched.includes(index + 1)) continue
        const found = read.file?.batches.findIndex(one => one.header.batchNumber === index + 1) ?? -1
        expect(read.file?.batches[found]?.entries).toEqual(whole.entries)
        expect(read.batchEnds[found]?.fate).toBe('process')
      }
      expect(read.end.fate).toBe('process')
      expect(gapsOf(read).some(([first, last]) => first - RECORD_LENGTH <= place + 1 && place <= last + count)).toBe(
        true,
      )
    }),
    { numRuns: 400 },
  )
})

/*
 * An attacker's bytes cost no more than bytes do: each is looked at a bounded number of times. Seen red with a search that looks
 * again at the ten thousand bytes before each place.
 */
it.each([
  ['noise', (n: number) => 0x20 + ((n * 7919) % 95)],
  ['sixes', () => 0x36],
  ['what nearly is an entry', (n: number) => (n % 94 === 93 ? 0x20 : n % 2 === 0 ? 0x36 : 0x30)],
  ['nines in stretches of 93', (n: number) => (n % 94 === 93 ? 0x20 : 0x39)],
])('a megabyte of %s behind a record is read in a second', (_, byte) => {
  const head = joined(THREE).subarray(0, 2 * RECORD_LENGTH)
  const bytes = new Uint8Array(1 << 20).map((_, n) => head[n] ?? byte(n))
  const times = [1, 2, 3].map(() => {
    const began = performance.now()
    expect(readNachaFile(bytes).faults.length).toBeLessThan(5000)
    return performance.now() - began
  })
  expect(Math.min(...times)).toBeLessThan(1000) // the machine may be busy, the code may not
})

function batchOf(secCode: string, entries: number, number: number): NachaBatch {
  return numbered(
    sampleBatch(
      secCode,
      Array.from({ length: entries }, (_, index) => entryOf(number, index, secCode)),
    ),
    number,
  )
}

function numbered(batch: NachaBatch, batchNumber: number): NachaBatch {
  return { ...batch, header: { ...batch.header, batchNumber } }
}

function entryOf(batch: number, index: number, secCode: string): Entry {
  const sequence = batch * 100 + index
  const own = { amountMinor: batch * 100 + index, trace: sampleTrace(sequence), account: `40001234${sequence}` }
  const remittance = (count: number) =>
    Array.from({ length: count }, (_, n) => sample05(n + 1, { entrySequence: sequence }))
  if (secCode === 'CCD') return sampleEntry({ ...own, addenda: remittance(1) })
  if (secCode === 'CTX') return sampleEntry({ ...own, name: '0003ACME COMPANY', addenda: remittance(3) })
  if (secCode !== 'IAT') return sampleEntry(own)
  const international = sampleIatEntry(own)
  return {
    ...international,
    addenda: international.addenda.map(one => ('entrySequence' in one ? { ...one, entrySequence: sequence } : one)),
  }
}

function joined(batches: readonly NachaBatch[]): Uint8Array {
  return sampleFile(batches, JOINED)
}

/** Where a batch stands in the joined file, its header and control included. */
function bytesOfBatch(batches: readonly NachaBatch[], index: number): { readonly from: number; readonly to: number } {
  const recordsOf = (batch: NachaBatch) => 2 + batch.entries.reduce((sum, entry) => sum + 1 + entry.addenda.length, 0)
  const before = batches.slice(0, index).reduce((sum, batch) => sum + recordsOf(batch), 1)
  const own = batches[index]
  return { from: before * RECORD_LENGTH, to: (before + (own === undefined ? 0 : recordsOf(own))) * RECORD_LENGTH }
}

function gapsOf({ faults }: ReadFile): readonly (readonly [first: number, last: number])[] {
  return faults
    .filter(fault => fault.code === 'bytes-unreadable')
    .map(fault => {
      const [, first = '', last = ''] = /, (\d+) to (\d+) of/.exec(fault.found) ?? []
      return [Number(first), Number(last)]
    })
}
