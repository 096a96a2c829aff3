/**
 * Return, dishonor, contest and change codes in our own words, with who may use them and on what. The time each leaves is
 * no property of the format: clocks are the pack's, as effective-dated data. Sources: the Nacha rules' code lists.
 */

/** What a code answers: an entry (return), a return (dishonor), a dishonor (contest), an entry (change), a change (refusal). */
export type ReasonStage = 'return' | 'dishonor' | 'contest' | 'change' | 'refusal'

/** Who decides to use the code. */
export type ReasonParty = 'rdfi' | 'odfi' | 'operator' | 'gateway' | 'federal-agency'

export interface Reason {
  readonly stage: ReasonStage
  readonly by: readonly ReasonParty[]
  /** The entries that may carry it. */
  readonly on: 'debit' | 'credit' | 'both'
  /** SEC codes it is confined to; absent for all. */
  readonly only?: readonly string[]
  /** SEC codes it must not be used on. */
  readonly never?: readonly string[]
  /** True when the receiver's written statement of unauthorized debit must be on file. */
  readonly statement?: true
  /** What a person reads. */
  readonly meaning: string
}

const RDFI = ['rdfi'] as const
const ODFI = ['odfi'] as const
const OPERATOR = ['operator'] as const
const RDFI_OR_OPERATOR = ['rdfi', 'operator'] as const
const GATEWAY = ['gateway'] as const
const AGENCY = ['federal-agency'] as const
const CONVERTED = ['ARC', 'BOC', 'POP'] as const

export const REASONS = {
  R01: { stage: 'return', by: RDFI, on: 'debit', meaning: 'The available balance does not cover the debit.' },
  R02: { stage: 'return', by: RDFI, on: 'both', meaning: 'The account was open once and has been closed.' },
  R03: {
    stage: 'return',
    by: RDFI,
    on: 'both',
    meaning: 'The number looks right, but there is no such account or it is not the named receiver’s.',
  },
  R04: {
    stage: 'return',
    by: RDFI,
    on: 'both',
    meaning: 'The account number cannot be one of ours: wrong length, characters or check digit.',
  },
  R05: {
    stage: 'return',
    by: RDFI,
    on: 'debit',
    only: ['CCD', 'CTX'],
    statement: true,
    meaning: 'A corporate debit hit a consumer’s account without that consumer’s authorization.',
  },
  R06: { stage: 'return', by: RDFI, on: 'both', meaning: 'The originating bank asked for the entry back.' },
  R07: {
    stage: 'return',
    by: RDFI,
    on: 'debit',
    never: ['ARC', 'BOC', 'POP', 'RCK'],
    statement: true,
    meaning: 'The receiver had authorized the debits and has withdrawn that authorization.',
  },
  R08: { stage: 'return', by: RDFI, on: 'debit', meaning: 'The receiver stopped payment of this debit.' },
  R09: {
    stage: 'return',
    by: RDFI,
    on: 'debit',
    meaning: 'The balance would cover the debit, but it holds deposits not yet collected.',
  },
  R10: {
    stage: 'return',
    by: RDFI,
    on: 'debit',
    statement: true,
    meaning: 'The receiver does not know the originator or never authorized it to debit the account.',
  },
  R11: {
    stage: 'return',
    by: RDFI,
    on: 'debit',
    statement: true,
    meaning: 'The receiver did authorize debits, but not this one as it came: wrong amount, date or terms.',
  },
  R12: { stage: 'return', by: RDFI, on: 'both', meaning: 'The account’s branch was sold to another institution.' },
  R13: {
    stage: 'return',
    by: OPERATOR,
    on: 'both',
    meaning: 'The routing number does not belong to a participating institution.',
  },
  R14: {
    stage: 'return',
    by: RDFI,
    on: 'both',
    meaning: 'The person who received payments on another’s behalf has died or can no longer act.',
  },
  R15: { stage: 'return', by: RDFI, on: 'both', meaning: 'The beneficiary or the account holder has died.' },
  R16: {
    stage: 'return',
    by: RDFI,
    on: 'both',
    meaning: 'The account is frozen by the bank or by legal order, or sanctions forbid the entry.',
  },
  R17: {
    stage: 'return',
    by: RDFI,
    on: 'both',
    meaning:
      'Fields cannot be processed, or the entry with its invalid account looks fraudulent or was got by false pretenses.',
  },
  R18: {
    stage: 'return',
    by: OPERATOR,
    on: 'both',
    meaning: 'The effective date is not one that this file could carry.',
  },
  R19: {
    stage: 'return',
    by: OPERATOR,
    on: 'both',
    meaning: 'The amount is not a number, is zero where it must not be, or is not zero where it must be.',
  },
  R20: { stage: 'return', by: RDFI, on: 'both', meaning: 'The account does not allow this kind of transaction.' },
  R21: { stage: 'return', by: RDFI, on: 'both', only: ['CIE'], meaning: 'The company identification is not valid.' },
  R22: {
    stage: 'return',
    by: RDFI,
    on: 'both',
    only: ['CIE', 'MTE'],
    meaning: 'The receiver’s identification number is not valid.',
  },
  R23: { stage: 'return', by: RDFI, on: 'credit', meaning: 'The receiver refuses the credit.' },
  R24: { stage: 'return', by: RDFI, on: 'both', meaning: 'The entry repeats one that was already received.' },
  R25: {
    stage: 'return',
    by: OPERATOR,
    on: 'both',
    meaning: 'The addenda are missing, too many, out of order or wrongly built.',
  },
  R26: { stage: 'return', by: OPERATOR, on: 'both', meaning: 'A field that must be filled is empty or wrong.' },
  R27: {
    stage: 'return',
    by: OPERATOR,
    on: 'both',
    meaning: 'The trace number is missing or wrong, or the addenda do not carry their entry’s.',
  },
  R28: { stage: 'return', by: OPERATOR, on: 'both', meaning: 'The routing number’s check digit is wrong.' },
  R29: { stage: 'return', by: RDFI, on: 'debit', meaning: 'A company says that it did not authorize the debit.' },
  R30: {
    stage: 'return',
    by: RDFI,
    on: 'debit',
    only: ['TRC', 'TRX'],
    meaning: 'The bank takes no part in check truncation.',
  },
  R31: {
    stage: 'return',
    by: RDFI,
    on: 'debit',
    only: ['CCD', 'CTX'],
    meaning: 'The originating bank agreed to take the corporate entry back late.',
  },
  R32: { stage: 'return', by: OPERATOR, on: 'both', meaning: 'The receiving bank cannot settle.' },
  R33: {
    stage: 'return',
    by: RDFI,
    on: 'debit',
    only: ['XCK'],
    meaning: 'The receiving bank returns a destroyed-check entry, which it may at its discretion.',
  },
  R34: {
    stage: 'return',
    by: OPERATOR,
    on: 'both',
    meaning: 'A supervisor has limited the receiving bank’s participation.',
  },
  R35: {
    stage: 'return',
    by: OPERATOR,
    on: 'debit',
    only: ['CIE', 'IAT'],
    meaning: 'Debits are not permitted for this entry class or account, reversals apart.',
  },
  R36: {
    stage: 'return',
    by: OPERATOR,
    on: 'credit',
    only: ['ARC', 'BOC', 'POP', 'RCK', 'TEL', 'XCK'],
    meaning: 'Credits are not permitted for this entry class, reversals apart.',
  },
  R37: {
    stage: 'return',
    by: RDFI,
    on: 'debit',
    only: CONVERTED,
    statement: true,
    meaning: 'The check behind the entry was presented for payment as well.',
  },
  R38: {
    stage: 'return',
    by: RDFI,
    on: 'debit',
    only: ['ARC', 'BOC'],
    meaning: 'Payment of the check behind the entry was stopped.',
  },
  R39: {
    stage: 'return',
    by: RDFI,
    on: 'debit',
    only: CONVERTED,
    meaning: 'The paper behind the entry may not be converted to one.',
  },
  R40: {
    stage: 'return',
    by: AGENCY,
    on: 'both',
    only: ['ENR'],
    meaning: 'The agency returns the enrolment at its discretion.',
  },
  R41: {
    stage: 'return',
    by: AGENCY,
    on: 'both',
    only: ['ENR'],
    meaning: 'The transaction code in the enrolment is not valid.',
  },
  R42: {
    stage: 'return',
    by: AGENCY,
    on: 'both',
    only: ['ENR'],
    meaning: 'The routing number or its check digit in the enrolment is wrong.',
  },
  R43: {
    stage: 'return',
    by: AGENCY,
    on: 'both',
    only: ['ENR'],
    meaning: 'The account number in the enrolment is not valid.',
  },
  R44: {
    stage: 'return',
    by: AGENCY,
    on: 'both',
    only: ['ENR'],
    meaning: 'The individual’s number in the enrolment is not in the agency’s records.',
  },
  R45: {
    stage: 'return',
    by: AGENCY,
    on: 'both',
    only: ['ENR'],
    meaning: 'The name in the enrolment is missing or is not the one in the agency’s records.',
  },
  R46: {
    stage: 'return',
    by: AGENCY,
    on: 'both',
    only: ['ENR'],
    meaning: 'The representative-payee mark in the enrolment is missing or contradicts the agency’s records.',
  },
  R47: { stage: 'return', by: AGENCY, on: 'both', only: ['ENR'], meaning: 'The enrolment repeats an earlier one.' },
  R50: {
    stage: 'return',
    by: RDFI,
    on: 'debit',
    only: ['RCK'],
    meaning: 'State law does not allow the check to be re-presented electronically.',
  },
  R51: {
    stage: 'return',
    by: RDFI,
    on: 'debit',
    only: ['RCK'],
    statement: true,
    meaning: 'The re-presented check was not eligible, or notice, signature or amount were not right.',
  },
  R52: {
    stage: 'return',
    by: RDFI,
    on: 'debit',
    only: ['RCK'],
    meaning: 'Payment of the re-presented check was stopped.',
  },
  R53: {
    stage: 'return',
    by: RDFI,
    on: 'debit',
    only: ['RCK'],
    statement: true,
    meaning: 'Both the check and its electronic re-presentment were presented.',
  },
  R61: { stage: 'dishonor', by: ODFI, on: 'both', meaning: 'The return was sent to the wrong bank.' },
  R62: {
    stage: 'dishonor',
    by: ODFI,
    on: 'debit',
    meaning: 'Returning the erroneous or the reversing debit leaves the receiver with a credit that is not theirs.',
  },
  R67: { stage: 'dishonor', by: ODFI, on: 'both', meaning: 'The entry was already returned once.' },
  R68: { stage: 'dishonor', by: ODFI, on: 'both', meaning: 'The return came after its deadline.' },
  R69: {
    stage: 'dishonor',
    by: ODFI,
    on: 'both',
    meaning: 'Fields of the return do not repeat those of the entry; the addenda say which.',
  },
  R70: {
    stage: 'dishonor',
    by: ODFI,
    on: 'both',
    meaning: 'The originating bank neither agreed to the return nor asked for it.',
  },
  R71: { stage: 'contest', by: RDFI, on: 'both', meaning: 'The dishonored return was sent to the wrong bank.' },
  R72: { stage: 'contest', by: RDFI, on: 'both', meaning: 'The dishonor came after its deadline.' },
  R73: { stage: 'contest', by: RDFI, on: 'both', meaning: 'The original return was in time.' },
  R74: {
    stage: 'contest',
    by: RDFI,
    on: 'both',
    meaning: 'The return is corrected, in answer to a dishonor for field errors (R69 only).',
  },
  R75: { stage: 'contest', by: RDFI, on: 'both', meaning: 'The return did not repeat an earlier one.' },
  R76: { stage: 'contest', by: RDFI, on: 'both', meaning: 'The return had no such field errors.' },
  R77: {
    stage: 'contest',
    by: RDFI,
    on: 'debit',
    meaning: 'Both the erroneous and the reversing debit were returned, or the money cannot be recovered (R62 only).',
  },
  R80: {
    stage: 'return',
    by: GATEWAY,
    on: 'both',
    only: ['IAT'],
    meaning: 'A country, currency, exchange or bank-identifier code of the international entry is wrong.',
  },
  R81: {
    stage: 'return',
    by: GATEWAY,
    on: 'both',
    only: ['IAT'],
    meaning: 'The gateway has no agreement to forward international entries of this sender.',
  },
  R82: {
    stage: 'return',
    by: GATEWAY,
    on: 'both',
    only: ['IAT'],
    meaning: 'The foreign receiving bank cannot be identified.',
  },
  R83: {
    stage: 'return',
    by: GATEWAY,
    on: 'both',
    only: ['IAT'],
    meaning: 'The foreign receiving bank cannot settle.',
  },
  R84: {
    stage: 'return',
    by: GATEWAY,
    on: 'both',
    only: ['IAT'],
    meaning: 'The gateway did not process the entry: too much risk, or the foreign system cannot.',
  },
  R85: {
    stage: 'return',
    by: RDFI_OR_OPERATOR,
    on: 'both',
    never: ['IAT'],
    meaning: 'The entry pays abroad but is not coded as an international one.',
  },
  C01: { stage: 'change', by: RDFI, on: 'both', meaning: 'The account number must be changed.' },
  C02: { stage: 'change', by: RDFI, on: 'both', meaning: 'The routing number must be changed.' },
  C03: { stage: 'change', by: RDFI, on: 'both', meaning: 'The routing number and the account number must be changed.' },
  C04: { stage: 'change', by: RDFI, on: 'both', meaning: 'The receiver’s name must be changed.' },
  C05: {
    stage: 'change',
    by: RDFI,
    on: 'both',
    meaning: 'The transaction code must be changed: another type of account.',
  },
  C06: {
    stage: 'change',
    by: RDFI,
    on: 'both',
    meaning: 'The account number and the transaction code must be changed.',
  },
  C07: {
    stage: 'change',
    by: RDFI,
    on: 'both',
    meaning: 'The routing number, the account number and the transaction code must be changed.',
  },
  C08: {
    stage: 'change',
    by: GATEWAY,
    on: 'both',
    only: ['IAT'],
    meaning: 'The foreign receiving bank’s identification must be changed.',
  },
  C09: { stage: 'change', by: RDFI, on: 'both', meaning: 'The receiver’s identification number must be changed.' },
  C10: { stage: 'change', by: RDFI, on: 'both', meaning: 'The company name must be changed.' },
  C11: { stage: 'change', by: RDFI, on: 'both', meaning: 'The company identification must be changed.' },
  C12: {
    stage: 'change',
    by: RDFI,
    on: 'both',
    meaning: 'The company name and the company identification must be changed.',
  },
  C13: { stage: 'change', by: RDFI, on: 'both', meaning: 'The entry was posted, but its addenda are wrongly built.' },
  C14: {
    stage: 'change',
    by: GATEWAY,
    on: 'both',
    meaning: 'Entries of this kind pay abroad and must be sent as international ones.',
  },
  C61: { stage: 'refusal', by: ODFI, on: 'both', meaning: 'The notification was sent to the wrong bank.' },
  C62: { stage: 'refusal', by: ODFI, on: 'both', meaning: 'The trace number is not that of an entry sent.' },
  C63: { stage: 'refusal', by: ODFI, on: 'both', meaning: 'The company identification is not that of the entry.' },
  C64: {
    stage: 'refusal',
    by: ODFI,
    on: 'both',
    meaning: 'The individual’s identification number is not that of the entry.',
  },
  C65: { stage: 'refusal', by: ODFI, on: 'both', meaning: 'The corrected data are wrongly built.' },
  C66: { stage: 'refusal', by: ODFI, on: 'both', meaning: 'The discretionary data are not those of the entry.' },
  C67: { stage: 'refusal', by: ODFI, on: 'both', meaning: 'The routing number is not that of the entry.' },
  C68: { stage: 'refusal', by: ODFI, on: 'both', meaning: 'The account number is not that of the entry.' },
  C69: { stage: 'refusal', by: ODFI, on: 'both', meaning: 'The transaction code is not that of the entry.' },
} as const satisfies Readonly<Record<string, Reason>>

export type ReasonCode = keyof typeof REASONS

/** What a code means and who may use it; undefined for a code that is in no list. */
export function reasonFor(code: string): Reason | undefined {
  return Object.hasOwn(REASONS, code) ? REASONS[code as ReasonCode] : undefined // hasOwn has just proved the key
}
