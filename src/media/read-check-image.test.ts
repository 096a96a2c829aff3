import { describe, expect, it } from 'vitest'
import { LATIN1_TO_EBCDIC } from '../formats/ebcdic.ts'
import { type CheckCondition, type CheckValues, CLEAN_CONDITION } from '../simulate/drawn-check/check-values.ts'
import { drawCheck } from '../simulate/drawn-check/draw-check.ts'
import { SAMPLE_CHECK } from '../simulate/drawn-check/sample-check.ts'
import { createRandom } from '../simulate/random.ts'
import { readCheckImage } from './read-check-image.ts'

function draw(values: CheckValues, condition: Partial<CheckCondition>): Uint8Array {
  const random = createRandom(1)
  return drawCheck(values, { ...CLEAN_CONDITION, ...condition }, () => random.next() / 2 ** 32).front
}

describe('readCheckImage', () => {
  it('reads the fields that the checks compare, the account without its dashes', () => {
    const reading = readCheckImage(draw(SAMPLE_CHECK, {}))
    expect(reading).toMatchObject({
      status: 'read',
      micr: ':122000661: 345-678902/1211 $0001234567$',
      fields: { routing: '122000661', account: '345678902', serial: '1211', amountMinor: 1_234_567 },
    })
    expect(reading.confidence).toBeGreaterThan(0.8)
  })

  // Seen red with: the bytes read as they came.
  it.each([
    ['ASCII', (byte: number) => byte],
    ['EBCDIC', (byte: number) => LATIN1_TO_EBCDIC[byte] ?? 0],
  ])('reads a picture that came as hexadecimal digits in %s', (_, page) => {
    const digits = Buffer.from(draw(SAMPLE_CHECK, {})).toString('hex').toUpperCase()
    const bytes = Uint8Array.from(digits, digit => page(digit.charCodeAt(0)))
    expect(readCheckImage(bytes)).toEqual(readCheckImage(draw(SAMPLE_CHECK, {})))
  })

  it('gives the digits of an amount of which one cannot be told, and no number', () => {
    const { fields } = readCheckImage(draw(SAMPLE_CHECK, { unreadable: [33] }))
    expect(fields.amountDigits).toMatch(/^[0-9]*[*][0-9]*$/)
    expect(fields.amountDigits?.length).toBe(10)
    expect('0001234567').toMatch(new RegExp(`^${fields.amountDigits?.replace('*', '[0-9]')}$`))
    expect(fields.amountMinor).toBeUndefined()
  })

  it('leaves out the amount of a check that was not encoded', () => {
    expect(readCheckImage(draw({ ...SAMPLE_CHECK, encodedMinor: undefined }, {})).fields).toEqual({
      routing: '122000661',
      account: '345678902',
      serial: '1211',
    })
  })

  // Seen red with: fields given with their asterisks (a written-over account differed from every record).
  it('marks the symbol of a field that cannot be told', () => {
    const reading = readCheckImage(draw(SAMPLE_CHECK, { unreadable: [3] }))
    expect(reading.micr).toContain('12*000661')
    expect(reading.fields).toEqual({
      routing: '12*000661',
      account: '345678902',
      serial: '1211',
      amountMinor: 1_234_567,
    })
    expect(reading.confidence).toBeGreaterThan(0.6)
  })

  for (const [picture, why] of [
    ['blank', 'The picture is blank.'],
    ['black', 'The picture is black.'],
    ['cut off', 'The picture breaks off before its last row.'],
  ] as const) {
    it(`calls a picture that is ${picture} unusable and says why`, () => {
      expect(readCheckImage(draw(SAMPLE_CHECK, { picture }))).toMatchObject({ status: 'unusable', why, fields: {} })
    })
  }

  it('calls no bytes a missing picture, and text an unusable one', () => {
    expect(readCheckImage(new Uint8Array()).status).toBe('missing')
    expect(readCheckImage(new TextEncoder().encode('IMAGE NOT AVAILABLE')).status).toBe('unusable')
  })
})
