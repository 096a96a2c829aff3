import { describe, expect, it } from 'vitest'
import { checkDigitOf } from './check-digit.ts'
import { formatYymmdd, parseYymmdd } from './dates.ts'
import { REASONS, reasonFor } from './reasons.ts'
import { isSecCode, SEC_RULES, secRule } from './sec-codes.ts'
import { directionOf, transactionCode } from './transaction-codes.ts'

describe('transaction codes', () => {
  it('say account, direction and purpose', () => {
    expect(transactionCode(22)).toEqual({ account: 'demand', direction: 'credit', purpose: 'live' })
    expect(transactionCode(38)).toEqual({ account: 'savings', direction: 'debit', purpose: 'prenote' })
    expect(transactionCode(44)).toEqual({ account: 'ledger', direction: 'credit', purpose: 'zero' })
    expect(transactionCode(55)).toEqual({ account: 'loan', direction: 'debit', purpose: 'live' })
    expect(transactionCode(56)).toEqual({ account: 'loan', direction: 'debit', purpose: 'answer' })
    expect(transactionCode(82)).toEqual({ account: 'advice', direction: 'debit', purpose: 'advice' })
  })

  it('know nothing of the codes that the rules reserve', () => {
    const reserved = [0, 20, 25, 30, 35, 40, 45, 50, 57, 58, 59, 60, 80, 89, 99]
    for (const code of reserved) expect(transactionCode(code), String(code)).toBeUndefined()
    const known = Array.from({ length: 100 }, (_, code) => code).filter(code => transactionCode(code) !== undefined)
    expect(known.length).toBe(8 * 3 + 4 + 2 + 8)
  })

  it('give every amount a direction', () => {
    expect([22, 27, 81, 82, 99].map(directionOf)).toEqual(['credit', 'debit', 'credit', 'debit', 'debit'])
  })
})

describe('entry classes', () => {
  it('are the 23 of the rules', () => {
    expect(Object.keys(SEC_RULES).length).toBe(23)
    expect(isSecCode('PPD')).toBe(true)
    expect(isSecCode('toString')).toBe(false)
    expect(secRule('CBR')).toBeUndefined()
  })
})

describe('reasons', () => {
  it('stand for returns, dishonors, contests, changes and refusals by number', () => {
    expect(reasonFor('R01')).toMatchObject({ stage: 'return', on: 'debit' })
    expect(reasonFor('R61')?.stage).toBe('dishonor')
    expect(reasonFor('R77')?.stage).toBe('contest')
    expect(reasonFor('C01')?.stage).toBe('change')
    expect(reasonFor('C69')?.stage).toBe('refusal')
    for (const code of ['R00', 'R48', 'R63', 'R78', 'C15', 'C60', '', 'constructor'])
      expect(reasonFor(code), code).toBeUndefined()
  })

  it('confine enrolment returns to ENR', () => {
    const enrolment = Object.entries(REASONS).filter(([code]) => code >= 'R40' && code <= 'R47')
    expect(enrolment.length).toBe(8)
    for (const [code] of enrolment) expect(reasonFor(code)).toMatchObject({ only: ['ENR'] })
  })

  it('are each a sentence', () => {
    for (const [code, { meaning }] of Object.entries(REASONS)) expect(meaning, code).toMatch(/^[A-Z].{15,}\.$/)
  })
})

describe('dates and check digits', () => {
  it('read YYMMDD as a day of this century, or nothing', () => {
    expect(parseYymmdd('240229')?.toString()).toBe('2024-02-29')
    for (const text of ['260230', '261301', '260100', '000000', '      ', '2601011', '26O101'])
      expect(parseYymmdd(text), text).toBeUndefined()
    expect(formatYymmdd(parseYymmdd('260901')!)).toBe('260901')
  })

  it('compute check digits: 021000021, 111000025, 076401251, 121042882', () => {
    expect([2100002, 11100002, 7640125, 12104288].map(checkDigitOf)).toEqual([1, 5, 1, 2])
  })
})
