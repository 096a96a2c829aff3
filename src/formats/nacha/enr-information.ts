import { invariant } from '../../core/invariant.ts'

/** The enrolment that an ENR entry carries in its addenda 05, parted by asterisks and ended by a backslash. */
export interface EnrInformation {
  /** The transaction code that the agency is to use: 22, 27, 32, 37 and the like. */
  readonly transactionCode: string
  readonly rdfi: string
  readonly checkDigit: string
  readonly account: string
  /** Social security number, or the company's tax identification number. */
  readonly individualId: string
  /** For a person the surname, for a company the first fifteen characters. */
  readonly name: string
  /** For a person the given name, for a company the next seven characters. */
  readonly nameContinued: string
  /** Representative-payee or enrollee class: 0 beneficiary, 1 someone for them, A consumer, B company. */
  readonly enrolleeClass: string
}

/** Reads the payment information of an enrolment; undefined when it does not hold its eight parts. */
export function parseEnrInformation(text: string): EnrInformation | undefined {
  const parts = text.trimEnd().replace(/\\$/, '').split('*')
  if (parts.length !== 8) return undefined
  const [
    transactionCode = '',
    rdfi = '',
    checkDigit = '',
    account = '',
    individualId = '',
    name = '',
    nameContinued = '',
    enrolleeClass = '',
  ] = parts
  if (!/^\d{2}$/.test(transactionCode) || !/^\d{8}$/.test(rdfi) || !/^\d$/.test(checkDigit) || account.trim() === '')
    return undefined
  return {
    transactionCode,
    rdfi,
    checkDigit,
    account,
    individualId,
    name,
    nameContinued,
    enrolleeClass: enrolleeClass.trim(),
  }
}

/** Writes the payment information of an enrolment: at most 80 characters. */
export function formatEnrInformation(information: EnrInformation): string {
  const { transactionCode, rdfi, checkDigit, account, individualId, name, nameContinued, enrolleeClass } = information
  const parts = [transactionCode, rdfi, checkDigit, account, individualId, name, nameContinued, enrolleeClass]
  const text = `${parts.join('*')}\\`
  invariant(
    parts.every(part => !/[*\\]/.test(part)) && text.length <= 80,
    'nacha: an enrolment takes 80 characters and none of its parts holds * or \\',
  )
  return text
}
