import { describe, expect, it } from 'vitest'
import type { Addenda } from './addenda-layouts.ts'
import { readNachaFile } from './nacha-file.ts'
import type { IatEntry } from './parse-entry.ts'
import { sampleBatch, sampleFile, sampleIatAddenda, sampleIatEntry, sampleTrace } from './sample-file.ts'

const linked = { entrySequence: 1, reserved: '' }
const remittance = (sequence: number): Addenda => ({
  kind: '17',
  paymentInformation: 'INVOICE',
  sequence,
  entrySequence: 1,
})
const correspondent = (sequence: number): Addenda => ({
  kind: '18',
  bankName: 'BETWEEN BANK',
  bankIdQualifier: '01',
  bankId: '1',
  bankCountry: 'FR',
  sequence,
  ...linked,
})
const answered = { originalTrace: '121042880000007', originalRdfi: '09100001', trace: sampleTrace(1) }
const returned: Addenda = { kind: '99', returnCode: 'R83', dateOfDeath: '', information: '', ...answered }
const notice: Addenda = {
  kind: '98',
  changeCode: 'C01',
  reserved1: '',
  correctedData: '1918171614',
  correctedDataIat: '',
  reserved2: '',
  ...answered,
}

function faultsOf(addenda: readonly Addenda[], change: Partial<IatEntry> = {}): readonly string[] {
  const entry = sampleIatEntry({ addenda, ...change })
  return readNachaFile(sampleFile([sampleBatch('IAT', [entry])])).faults.map(fault => `${fault.code} ${fault.rest}`)
}

// Seen red with: 17 limited to five and 18 to two; the return allowed to carry 17; a first addenda above 10 taken for one out of
// order.
describe('the addenda of international entries', () => {
  it('are 10 to 16, at most two 17 and five 18', () => {
    const seven = sampleIatAddenda()
    expect(faultsOf([...seven, remittance(1), remittance(2), ...[1, 2, 3, 4, 5].map(correspondent)])).toEqual([])
    expect(faultsOf([...seven, remittance(1), remittance(2), remittance(3)])).toEqual([
      'addenda-too-many item left out',
    ])
    expect(faultsOf([...seven, ...[1, 2, 3, 4, 5, 6].map(correspondent)])).toEqual(['addenda-too-many item left out'])
    expect(faultsOf([...seven, remittance(2)])).toEqual(['addenda-sequence item left out'])
  })

  it('may be counted without the optional ones, but not otherwise wrongly', () => {
    expect(faultsOf([...sampleIatAddenda(), remittance(1)], { addendaCount: 7 })).toEqual(['addenda-count read on'])
    expect(faultsOf([...sampleIatAddenda(), remittance(1)], { addendaCount: 9 })).toEqual([
      'addenda-count item left out',
    ])
  })

  it('end with 99 in a return, which carries neither 17 nor 18', () => {
    const change = { transactionCode: 21, category: 'return' } as const
    expect(faultsOf([...sampleIatAddenda(), returned], change)).toEqual([])
    expect(faultsOf([...sampleIatAddenda(), remittance(1), returned], change)).toEqual(['addenda-type item left out'])
    expect(faultsOf([returned], change)).toEqual(['iat-addenda-missing item left out'])
  })

  it('are the 98 alone in a notification of change', () => {
    const change = { transactionCode: 21, category: 'noc', amountMinor: 0 } as const
    expect(faultsOf([notice], change)).toEqual([])
    expect(faultsOf([...sampleIatAddenda(), notice], change)).toEqual(Array(7).fill('addenda-type item left out'))
  })

  it('name their banks and amounts in the rules’ codes', () => {
    const spoil = (kind: string, change: object) =>
      sampleIatAddenda().map(one => (one.kind === kind ? { ...one, ...change } : one)) as readonly Addenda[]
    expect(faultsOf(spoil('13', { odfiIdQualifier: '09' }))).toEqual(['addenda-field read on'])
    expect(faultsOf(spoil('14', { rdfiCountry: '1' }))).toEqual(['addenda-field read on'])
    expect(faultsOf(spoil('10', { transactionType: 'XXX' }))).toEqual(['addenda-field read on'])
    expect(faultsOf(spoil('10', { foreignAmount: '' }))).toEqual([])
    expect(faultsOf(spoil('11', { originatorName: '' }))).toEqual(['addenda-field read on'])
  })
})
