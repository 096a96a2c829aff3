import { textAt } from '../../../formats/nacha/layout.ts'
import type { AchItem } from '../item.ts'
import { RECORD_MARKS } from '../raw-entry.ts'
import { type CheckOfRecords, dollars } from './check.ts'

/** Bytes that no record may hold, so that its columns may be shifted. The first pass saw them and left its mark. */
export const recordFault: CheckOfRecords = item =>
  item.mark === undefined ? undefined : { kind: 'record-fault', facts: { what: RECORD_MARKS[item.mark] } }

export const secCodeUnknown: CheckOfRecords = item => {
  if (item.batch.rule !== undefined) return undefined
  const found = item.batch.secCode === '' ? '(blank)' : item.batch.secCode
  return { kind: 'sec-code-unknown', field: 'secCode', column: 51, found, facts: { found } }
}

export const transactionCodeUnknown: CheckOfRecords = item => {
  const why = codeProblem(item)
  if (why === undefined) return undefined
  const found = textAt(item.raw, 1, 2)
  return {
    kind: 'transaction-code-unknown',
    field: 'transactionCode',
    column: 2,
    found,
    facts: { found, sec: item.batch.secCode, why },
  }
}

export const amountFault: CheckOfRecords = item => {
  const what = amountProblem(item)
  if (what === undefined) return undefined
  const column = item.batch.layout === 'adv' ? 28 : 30
  return { kind: 'amount-fault', field: 'amountMinor', column, found: item.amountText, facts: { what } }
}

export const prenoteFault: CheckOfRecords = item => {
  if (item.category !== 'forward' || item.codeMeans?.purpose !== 'prenote' || item.amountMinor === 0) return undefined
  return {
    kind: 'prenote-fault',
    field: 'amountMinor',
    column: 30,
    found: item.amountText,
    expected: '0000000000',
    facts: { code: item.code, amount: dollars(item.amountMinor) },
  }
}

export const traceFault: CheckOfRecords = item => {
  if (item.batch.layout === 'adv' || isDigits(item.raw, 79, 15)) return undefined
  return {
    kind: 'trace-fault',
    field: 'trace',
    column: 80,
    found: item.reference,
    expected: 'fifteen digits',
    facts: {},
  }
}

/** What keeps the transaction code from being one that the entry may carry; undefined when nothing does. */
function codeProblem(item: AchItem): string | undefined {
  const { rule, secCode } = item.batch
  if (rule === undefined) return undefined // without a known class there is nothing to hold the code against
  const means = item.codeMeans
  if (means === undefined) return 'is in no list of the rules'
  if (means.purpose !== 'answer' && (means.purpose === 'advice') !== (item.batch.layout === 'adv'))
    return `belongs to no ${secCode} entry`
  // An answer's code repeats that of the original in another form, and addenda 98 or 99 say what it is.
  if (item.category !== 'forward' || means.purpose === 'answer') return undefined
  if (means.purpose === 'zero' && rule.zeroDollar !== true)
    return `is a zero-dollar code, which ${secCode} does not have`
  // A reversal goes against the entry that it takes back, so it may have the direction the class does not.
  if (item.batch.reversal || rule.direction === 'both' || rule.direction === means.direction)
    return loanOrServiceProblem(item)
  return `is a ${means.direction}, ${secCode} has only ${rule.direction}s`
}

function loanOrServiceProblem(item: AchItem): string | undefined {
  if (item.code === LOAN_DEBIT && !item.batch.reversal) return 'is a loan debit, which only a reversal may be'
  if (item.batch.serviceClass === 220 && item.direction === 'debit') return 'is a debit in a batch of credits (220)'
  if (item.batch.serviceClass === 225 && item.direction === 'credit') return 'is a credit in a batch of debits (225)'
  return undefined
}

/** What is wrong with the amount, prenotes apart; undefined when nothing is. */
function amountProblem(item: AchItem): string | undefined {
  if (item.amountRead < 0) return 'holds something other than digits'
  const purpose = item.codeMeans?.purpose
  if (item.category === 'noc' || item.category === 'refused-noc')
    return item.amountMinor === 0 ? undefined : 'is not zero, as it must be in a notification of change'
  if (item.category !== 'forward') return undefined // a return may be one of a prenote: zero is right there
  if (item.amountMinor > 0) {
    if (purpose === 'zero') return 'is not zero, as the zero-dollar transaction code says'
    if (item.batch.rule?.moneyless === true && purpose !== 'prenote')
      return `is not zero, as it must be in a ${item.batch.secCode} entry`
    return undefined
  }
  return purpose === 'live' && item.batch.rule?.moneyless !== true ? 'is zero, though the code moves money' : undefined
}

const LOAN_DEBIT = 55

function isDigits(bytes: Uint8Array, at: number, width: number): boolean {
  for (let i = at; i < at + width; i++) {
    const byte = bytes[i] ?? 0
    if (byte < 0x30 || byte > 0x39) return false
  }
  return true
}
