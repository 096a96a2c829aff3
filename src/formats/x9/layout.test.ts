import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatRecord, layout, number, parseRecord, text, variable } from './layout.ts'
import { creditLayout, formatX9Record, layoutOf, parseX9Record, type X9Record } from './record-types.ts'
import { CHECK_DETAIL, IMAGE_VIEW_DATA } from './records.ts'

const TYPES = [
  '01',
  '10',
  '20',
  '25',
  '26',
  '27',
  '28',
  '31',
  '32',
  '33',
  '34',
  '35',
  '40',
  '41',
  '50',
  '52',
  '54',
  '61',
  '61/usage',
  '62',
  '68',
  '70',
  '75',
  '85',
  '90',
  '99',
] as const satisfies readonly X9Record['type'][]

describe('the layouts', () => {
  it.each(TYPES)('%s: the columns follow each other without gap or overlap', type => {
    let next = 3
    for (const [name, field] of layoutOf(type).list) {
      expect(field.from, name).toBe(next)
      next = field.to + 1
    }
  })

  it('have 80 columns, a 62 has 100, and four end where their variable fields do', () => {
    const sizes = TYPES.map(type => [type, layoutOf(type).size] as const).filter(([, size]) => size !== 80)
    expect(sizes).toEqual([
      ['27', 46],
      ['34', 46],
      ['52', 117],
      ['62', 100],
      ['68', 45],
    ])
  })
})

describe('a record', () => {
  it('is read field by field', () => {
    const codeline = '           1042' + '4' + '02100002' + '1' + '      2345-6789/1042'
    const line = '25' + codeline + '0000010000' + '000000000000001' + 'G11Y01' + '1A'
    expect(line).toHaveLength(80)
    expect(parseRecord(CHECK_DETAIL, line)).toMatchObject({
      auxOnUs: '1042',
      epc: '4',
      payorRouting: '02100002',
      payorCheckDigit: '1',
      onUs: '2345-6789/1042',
      amountMinor: 10_000,
    })
  })

  it('keeps how a producer wrote a number, as long as the number stays', () => {
    const source = '52' + ''.padEnd(99) + '    ' + '     ' + '7408   '
    const record = parseRecord(IMAGE_VIEW_DATA, source)
    expect(record).toMatchObject({ imageLength: 7408, odd: { imageLength: '7408   ' } })
    expect(formatX9Record(record)).toBe(source)
    expect(formatX9Record({ ...record, imageLength: 12 }).slice(110)).toBe('0000012')
  })

  // Seen red with `odd` kept for text fields only: blank-filled numbers came back zero-filled.
  it('law: comes back the same, byte for byte, whatever stands in it', () => {
    const source = fc.tuple(
      fc.constantFrom(...TYPES),
      fc.string({ unit: fc.constantFrom(...' 0123456789*-/ABÿ\n'), minLength: 20, maxLength: 130 }),
    )
    fc.assert(
      fc.property(source, ([type, rest]) => {
        const line = type.slice(0, 2) + rest
        const record = parseX9Record(line)
        expect(record).toBeDefined()
        if (record !== undefined) expect(formatX9Record(record)).toBe(line)
      }),
      { numRuns: 3000 },
    )
  })

  it('with a variable field shifts the columns after it', () => {
    const shape = layout('27', { keyLength: number(3, 4), key: variable('keyLength', 5), note: text(5, 8) })
    expect(parseRecord(shape, '2703abcWXYZ')).toEqual({ type: '27', keyLength: 3, key: 'abc', note: 'WXYZ' })
    expect(formatRecord(shape, { type: '27', keyLength: 99, key: 'ab', note: 'W' })).toBe('2702abW   ')
  })
})

describe('the two layouts of record 61', () => {
  it.each([
    ['61      000001042 021000021          987654321/0000020000000000000000005G1300   ', '61'],
    ['610      000001042 021000021          987654321/0000020000000000000000005G13    ', '61/usage'],
    ['61010910999940910 999920060509200605093835212100000102088               G13     ', '61'],
  ])('%s is %s', (line, type) => {
    expect(line).toHaveLength(80)
    expect(creditLayout(line).type).toBe(type)
    expect(parseX9Record(line)).toMatchObject({ type, accountType: '1' })
  })
})
