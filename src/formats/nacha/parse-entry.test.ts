import { describe, expect, it } from 'vitest'
import { latin1Bytes } from '../../core/latin1.ts'
import { formatCorrectedData, parseCorrectedData } from './corrected-data.ts'
import { formatDneInformation, parseDneInformation } from './dne-information.ts'
import { formatEnrInformation, parseEnrInformation } from './enr-information.ts'
import { detailColumns, entryDetail } from './entry-detail.ts'
import { parseEntry } from './parse-entry.ts'

function records(...lines: string[]): Uint8Array {
  const text = lines.map(line => line.padEnd(94)).join('')
  return latin1Bytes(text)
}

describe('an entry in full', () => {
  it('gives the fields of a PPD credit', () => {
    const entry = parseEntry(
      records('6221210428824000123456       0000001234EMP-0042       ADA EXAMPLE           S 0091000010000001'),
      'PPD',
    )
    expect(entry).toMatchObject({
      layout: 'standard',
      category: 'forward',
      transactionCode: 22,
      rdfi: '12104288',
      checkDigit: '2',
      account: '4000123456',
      amountMinor: 1234,
      name: 'ADA EXAMPLE',
      discretionaryData: 'S',
      trace: '091000010000001',
      addenda: [],
    })
  })

  it('reads addenda 99 by its code in three layouts', () => {
    const entry = '6261210428824000123456       0000001234EMP-0042       ADA EXAMPLE             1091000010000001'
    const kindOf = (line: string) => parseEntry(records(entry, line), 'PPD').addenda[0]
    expect(
      kindOf('799R14121042880000007260828091000010000000                                     091000010000001'),
    ).toMatchObject({
      kind: '99',
      returnCode: 'R14',
      dateOfDeath: '260828',
      originalRdfi: '09100001',
    })
    expect(
      kindOf('799R68121042880000007      09100001   09100001000000324501UNTIMELY RETURN      091000010000001'),
    ).toMatchObject({
      kind: '99-dishonored',
      returnTrace: '091000010000003',
      returnSettlementDate: '245',
      returnReason: '01',
      information: 'UNTIMELY RETURN',
    })
    expect(
      kindOf('799R7312104288000000726090109100001244091000010000003245011210428800000092486 8091000010000001'),
    ).toMatchObject({
      kind: '99-contested',
      originalReturnedDate: '260901',
      originalSettlementDate: '244',
      dishonorTrace: '121042880000009',
      dishonorSettlementDate: '248',
    })
  })

  it('reads addenda 98 and refused 98 by their code', () => {
    const entry = '6211210428824000123456       0000000000EMP-0042       ADA EXAMPLE             1091000010000001'
    const notice = parseEntry(
      records(entry, '798C03121042880000007      09100001121042882   1918171614                      091000010000001'),
      'COR',
    )
    expect(notice).toMatchObject({
      category: 'noc',
      addenda: [{ kind: '98', changeCode: 'C03', correctedData: '121042882   1918171614' }],
    })
    const refused = parseEntry(
      records(entry, '798C62121042880000007      091000011918171614                   C010000003     091000010000001'),
      'COR',
    )
    expect(refused).toMatchObject({
      category: 'refused-noc',
      addenda: [{ kind: '98-refused', refusalCode: 'C62', changeCode: 'C01', traceSequence: '0000003' }],
    })
  })

  it('keeps an addenda of unknown type as it stands', () => {
    expect(parseEntry(records('6', '777 WHAT IS THIS'), 'PPD').addenda).toEqual([
      { kind: 'unknown', content: '77 WHAT IS THIS' },
    ])
  })

  it('gives -1 for a number that is none', () => {
    expect(parseEntry(records('6X2'), 'PPD')).toMatchObject({ transactionCode: -1, amountMinor: -1 })
  })
})

describe('columns 40 to 76 by class', () => {
  it('are number and name in PPD, check serial in ARC, name and number in CIE', () => {
    const columns = { identification: 'EMP-0042', name: 'ADA EXAMPLE' }
    expect(entryDetail(columns, 'PPD')).toEqual({
      kind: 'person',
      individualId: 'EMP-0042',
      individualName: 'ADA EXAMPLE',
    })
    expect(entryDetail(columns, 'ARC')).toEqual({
      kind: 'check',
      checkSerial: 'EMP-0042',
      individualName: 'ADA EXAMPLE',
    })
    expect(entryDetail(columns, 'CIE')).toEqual({
      kind: 'bill',
      individualName: 'EMP-0042',
      individualId: 'ADA EXAMPLE',
    })
  })

  it('are addenda count and company in CTX, expiry and card in SHR, city and state in POP', () => {
    expect(entryDetail({ identification: 'PO 12', name: '0002ACME COMPANY' }, 'CTX')).toEqual({
      kind: 'company',
      individualId: 'PO 12',
      addendaCount: 2,
      receivingCompany: 'ACME COMPANY',
      reserved: '',
    })
    expect(entryDetail({ identification: '122700000000042', name: '4000123456' }, 'SHR')).toEqual({
      kind: 'card',
      cardExpiry: '1227',
      documentReference: '00000000042',
      cardAccount: '4000123456',
    })
    expect(entryDetail({ identification: '1042     SPRIIL', name: 'ADA' }, 'POP')).toEqual({
      kind: 'purchase',
      checkSerial: '1042',
      terminalCity: 'SPRI',
      terminalState: 'IL',
      individualName: 'ADA',
    })
    expect(entryDetail({ identification: '1042', name: 'CHECK1RESEARCH-1' }, 'XCK')).toEqual({
      kind: 'truncated',
      checkSerial: '1042',
      processControl: 'CHECK1',
      itemResearch: 'RESEARCH-1',
    })
  })

  it('come back from their meaning', () => {
    for (const secCode of ['PPD', 'ARC', 'CIE', 'CTX', 'SHR', 'POP', 'XCK']) {
      const columns = { identification: '122700000000042', name: '0002ACME COMPANY' }
      expect(detailColumns(entryDetail(columns, secCode))).toEqual(columns)
    }
  })
})

describe('what addenda 05 and 98 carry', () => {
  it('an enrolment in eight parts', () => {
    const text = '22*12104288*2*4000123456*000000000*EXAMPLE*ADA*A\\'
    expect(parseEnrInformation(text)).toEqual({
      transactionCode: '22',
      rdfi: '12104288',
      checkDigit: '2',
      account: '4000123456',
      individualId: '000000000',
      name: 'EXAMPLE',
      nameContinued: 'ADA',
      enrolleeClass: 'A',
    })
    expect(formatEnrInformation(parseEnrInformation(text)!)).toBe(text)
    expect(parseEnrInformation('22*12104288*2')).toBeUndefined()
    expect(parseEnrInformation('22*1210428X*2*4000123456*0*EXAMPLE*ADA*A\\')).toBeUndefined()
  })

  it('a death notice in six parts', () => {
    const text = 'DATE OF DEATH*022924*CUSTOMERSSN*000000000*AMOUNT*1204.55\\'
    const notice = parseDneInformation(text)
    expect(notice?.diedOn?.toString()).toBe('2024-02-29')
    expect(notice).toMatchObject({ socialSecurityNumber: '000000000', amount: '1204.55' })
    expect(formatDneInformation(notice!)).toBe(text)
    expect(parseDneInformation('DATE OF DEATH*023024*CUSTOMERSSN*000000000*AMOUNT*1\\')?.diedOn).toBeUndefined()
    expect(parseDneInformation('DATE OF DEATH*010124')).toBeUndefined()
  })

  it('corrected data by columns, or by words where a producer parts them by one blank', () => {
    expect(parseCorrectedData('C01', '1918171614')).toEqual({ account: '1918171614' })
    expect(parseCorrectedData('C03', '121042882   1918171614')).toEqual({ routing: '121042882', account: '1918171614' })
    expect(parseCorrectedData('C03', '121042882 1918171614')).toEqual({ routing: '121042882', account: '1918171614' })
    expect(parseCorrectedData('C06', '1918171614          32')).toEqual({
      account: '1918171614',
      transactionCode: '32',
    })
    expect(parseCorrectedData('C07', '121042882191817161400000032')).toBeUndefined()
    expect(parseCorrectedData('C07', '1210428821918171614       32')).toEqual({
      routing: '121042882',
      account: '1918171614',
      transactionCode: '32',
    })
    expect(parseCorrectedData('C13', 'ADDENDA UNCLEAR')).toBeUndefined()
    for (const [code, text] of [
      ['C03', '121042882   1918171614'],
      ['C06', '1918171614          32'],
      ['C05', '32'],
    ] as const) {
      expect(formatCorrectedData(code, parseCorrectedData(code, text)!)).toBe(text)
    }
  })
})
