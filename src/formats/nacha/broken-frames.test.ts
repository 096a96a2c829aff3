import { describe, expect, it } from 'vitest'
import { latin1Bytes, latin1Text } from '../../core/latin1.ts'
import { type NachaBatch, readNachaFile } from './nacha-file.ts'
import { sampleBatch, sampleEntry, sampleFile, sampleTrace } from './sample-file.ts'

/**
 * Three batches of two credits each, 1.00 and 2.00: line 1 the file header, lines 2-5, 6-9 and 10-13 the batches, 14 the file
 * control, 15 to 20 the fill. Whatever is lost of the frame, every entry must be in a batch, with its value.
 */
function lines(): string[] {
  const batches: NachaBatch[] = [1, 2, 3].map(batchNumber => {
    const entries = [1, 2].map(index =>
      sampleEntry({ amountMinor: index * 100, trace: sampleTrace(batchNumber * 10 + index) }),
    )
    const batch = sampleBatch('PPD', entries)
    return { ...batch, header: { ...batch.header, batchNumber } }
  })
  const text = latin1Text(sampleFile(batches))
  return text.trimEnd().split('\n')
}

/** What becomes of the file when its lines are changed. */
function becomes(change: (lines: string[]) => void) {
  const changed = lines()
  change(changed)
  const read = readNachaFile(latin1Bytes(`${changed.join('\n')}\n`))
  return {
    file: read.end.fate,
    batches: read.batchEnds.map(end => `${end.entries} entries ${end.computed.creditMinor} ${end.fate}`),
    faults: read.faults.map(fault => `${fault.code} ${fault.line}: ${fault.rest}`),
  }
}

const GOOD = '2 entries 300 process'
const HELD = '2 entries 300 quarantine'

// Seen red with: a batch header that drops the open batch; entries outside a batch skipped; the sum of the batch controls
// not compared with the file control; an addenda taken for the entry before an unreadable line.
describe('a file whose frame is broken', () => {
  it('is read whole when it is not', () => {
    expect(becomes(() => {})).toEqual({ file: 'process', batches: [GOOD, GOOD, GOOD], faults: [] })
  })

  it('goes on batch by batch without its header and control', () => {
    expect(becomes(all => all.splice(13)).batches).toEqual([GOOD, GOOD, GOOD])
    expect(becomes(all => all.splice(13))).toMatchObject({
      file: 'process',
      faults: ['file-control-missing 14: read on'],
    })
    expect(becomes(all => all.shift())).toEqual({
      file: 'process',
      batches: [GOOD, GOOD, GOOD],
      faults: ['file-header-missing 1: read on'],
    })
  })

  it('holds the batch that has lost its control, and processes the others', () => {
    expect(becomes(all => all.splice(4, 1))).toEqual({
      file: 'process',
      batches: [HELD, GOOD, GOOD],
      faults: ['batch-control-missing 5: batch left out'],
    })
  })

  it('holds the entries whose batch header is lost, in a batch of their own', () => {
    expect(becomes(all => all.splice(5, 1))).toEqual({
      file: 'process',
      batches: [GOOD, HELD, GOOD],
      faults: ['batch-header-missing 6: batch left out'],
    })
  })

  it('merges nothing when control and header between two batches are both lost', () => {
    const { file, batches, faults } = becomes(all => all.splice(4, 2))
    // The four entries stand under the first header, but the second batch's control does not prove them.
    expect(batches).toEqual(['4 entries 600 quarantine', GOOD])
    expect(file).toBe('process')
    expect(faults).toContain('control-batch-number 7: batch left out')
    expect(faults).toContain('total-credit 7: batch left out')
  })

  it('holds only the batch in which an amount was altered: the file control agrees with the batch controls', () => {
    const altered = becomes(all => alter(all, 3, 39, '9'))
    expect(altered.batches).toEqual(['2 entries 309 quarantine', GOOD, GOOD])
    expect(altered.file).toBe('process')
    expect(altered.faults).toEqual(['total-credit 5: batch left out', 'file-total-credit 14: read on'])
  })

  it('holds the whole file when a balanced batch is missing from it or was added to it', () => {
    const missing = becomes(all => all.splice(5, 4))
    expect(missing).toMatchObject({ file: 'quarantine', batches: [GOOD, GOOD] })
    expect(missing.faults).toContain('file-total-credit 10: file left out')
    const added = becomes(all => all.splice(9, 0, ...all.slice(5, 9)))
    expect(added).toMatchObject({ file: 'quarantine', batches: [GOOD, GOOD, GOOD, GOOD] })
  })

  it('holds the batch of a record that cannot be read, and takes nothing behind it for another entry’s', () => {
    const { batches, faults } = becomes(all => {
      alter(all, 4, 1, 'X')
      all.splice(4, 0, '705REMITTANCE'.padEnd(83) + '00010000012')
    })
    expect(faults.slice(0, 2)).toEqual(['unknown-record-type 4: item left out', 'addenda-outside 5: item left out'])
    expect(batches).toEqual(['1 entries 100 quarantine', GOOD, GOOD])
  })

  it('processes the rest of a batch whose one amount cannot be read: its control tells what is missing', () => {
    const { batches, faults } = becomes(all => alter(all, 3, 30, '00000A0100'))
    expect(batches).toEqual(['2 entries 200 process', GOOD, GOOD])
    expect(faults).toEqual(['amount 3: item left out', 'totals-explained 5: read on', 'file-total-credit 14: read on'])
  })

  it('does not let an unreadable amount explain what is too little', () => {
    const { batches } = becomes(all => {
      alter(all, 3, 30, '00000A0100')
      alter(all, 5, 33, '000000000199')
    })
    expect(batches[0]).toBe('2 entries 200 quarantine')
  })

  it('is held when records stand behind the file control, or a second file does', () => {
    expect(becomes(all => all.splice(14, 0, ...all.slice(1, 5)))).toMatchObject({
      file: 'quarantine',
      batches: [GOOD, GOOD, GOOD, GOOD],
    })
    const joined = becomes(all => all.push(...lines()))
    expect(joined.file).toBe('quarantine')
    expect(joined.batches.length).toBe(6)
    expect(joined.faults[0]).toBe('file-header-repeated 21: file left out')
  })

  it('says of a thousand stray lines each, and of the others how many', () => {
    const { faults } = becomes(all => all.splice(13, 0, ...Array.from({ length: 1500 }, () => 'garbage')))
    expect(faults.filter(fault => fault.startsWith('unknown-record-type')).length).toBe(1001)
    expect(faults).toContain('not-nacha 1: file left out')
  })

  it('is refused when nothing in it is ACH', () => {
    const text = readNachaFile(latin1Bytes('PK\u0003\u0004 not at all\nACH\n'))
    expect(text.end).toMatchObject({ fate: 'quarantine', entries: 0, batches: 0 })
    expect(readNachaFile(new Uint8Array(0)).faults.map(fault => fault.code)).toEqual(['empty-file'])
  })
})

/** Puts text over what stands at a line and column, both 1-based. */
function alter(all: string[], line: number, column: number, value: string): void {
  const old = all[line - 1] ?? ''
  all[line - 1] = old.slice(0, column - 1) + value + old.slice(column - 1 + value.length)
}
