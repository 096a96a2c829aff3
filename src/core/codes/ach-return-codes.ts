import type { AchReturnCode } from '../deadline/return-code-window.ts'

/**
 * What each ACH return code is for and when it may be used, in our own words. `from` is the first day on which the row
 * holds. The rule book stands above this table.
 */
export interface ReturnCodeRow {
  /** One sentence for people. */
  readonly sentence: string
  /** Who may set it. */
  readonly by: ReturnRole
  /** What it answers: an entry, a return (dishonor), or a dishonored return (contest). */
  readonly answers: 'entry' | 'return' | 'dishonored return'
  readonly direction: 'debit' | 'credit' | 'either'
  /** Whose account the entry was for. */
  readonly receiver?: ReceiverType
  /** Standard entry classes it is limited to. */
  readonly onlyFor?: readonly string[]
  /** Standard entry classes it is never used for. */
  readonly notFor?: readonly string[]
  /** Codes of the return (or dishonor) that it answers. */
  readonly answersCodes?: readonly AchReturnCode[]
  /** `never`: it speaks of money or of an authorization, so a prenotification cannot be returned with it. */
  readonly prenote: 'too' | 'never'
  /** What must be in hand or in the addenda before it is sent. */
  readonly needs?: 'written statement' | 'date of death' | 'explanation'
  readonly from: string
}

export type ReturnRole = 'rdfi' | 'odfi' | 'operator' | 'agency' | 'gateway'
export type ReceiverType = 'consumer' | 'corporate'

const SINCE = '2016-01-01'
const RDFI = { by: 'rdfi', answers: 'entry', from: SINCE } as const
const ANY = { ...RDFI, direction: 'either', prenote: 'too' } as const
const DEBIT = { ...RDFI, direction: 'debit', prenote: 'never' } as const
const OPERATOR = { ...ANY, by: 'operator' } as const
const AGENCY = { ...ANY, by: 'agency', onlyFor: ['ENR'] } as const
const DISHONOR = { by: 'odfi', answers: 'return', direction: 'either', prenote: 'too', from: SINCE } as const
const CONTEST = { by: 'rdfi', answers: 'dishonored return', direction: 'either', prenote: 'too', from: SINCE } as const
const GATEWAY = { ...ANY, by: 'gateway', onlyFor: ['IAT'] } as const

const CONSUMER_CLAIM = { ...DEBIT, receiver: 'consumer', needs: 'written statement' } as const
const CONVERTED = { ...DEBIT, onlyFor: ['ARC', 'BOC', 'POP'] } as const
const RCK = { ...DEBIT, onlyFor: ['RCK'] } as const
/** One entry each, authorized by a notice or a signature at that moment: there is nothing to revoke. */
const NOTHING_TO_REVOKE = ['ARC', 'BOC', 'POP', 'RCK']

export const ACH_RETURN_CODES = {
  R01: { ...DEBIT, sentence: 'The account has too little money for the debit.' },
  R02: { ...ANY, sentence: 'The account was open once and is closed.' },
  R03: {
    ...ANY,
    sentence: 'The number is well formed, but no account has it, or it is not the account of the named person.',
  },
  R04: { ...ANY, sentence: 'The number cannot be an account number here: wrong length, wrong check digit or letters.' },
  R05: {
    ...CONSUMER_CLAIM,
    onlyFor: ['CCD', 'CTX'],
    sentence: 'A consumer says that a debit with a corporate entry class was not authorized.',
  },
  R06: { ...ANY, sentence: 'The ODFI asked for the entry back, and the RDFI agrees.' },
  R07: {
    ...CONSUMER_CLAIM,
    notFor: NOTHING_TO_REVOKE,
    sentence: 'A consumer authorized the originator once and has revoked it.',
  },
  R08: { ...DEBIT, sentence: 'The customer stopped payment of this debit.' },
  R09: { ...DEBIT, sentence: 'The balance would do, but too much of it is not collected yet.' },
  R10: {
    ...CONSUMER_CLAIM,
    notFor: ['RCK'],
    sentence: 'A consumer does not know the originator or never authorized it.',
  },
  R11: {
    ...CONSUMER_CLAIM,
    notFor: ['RCK'],
    from: '2020-04-01',
    sentence: 'A consumer authorized the originator, but not this amount, day or entry.',
  },
  R12: { ...ANY, sentence: 'The account was sold to another bank.' },
  R13: { ...OPERATOR, sentence: 'The bank named as receiver does not take part in the network.' },
  R14: { ...ANY, sentence: 'The person who receives on behalf of another has died or cannot act any more.' },
  R15: {
    ...ANY,
    needs: 'date of death',
    sentence: 'The holder or beneficiary of the account has died; the date of death goes with the return.',
  },
  R16: { ...ANY, sentence: 'The account is frozen by law or by the bank.' },
  R17: {
    ...ANY,
    needs: 'explanation',
    sentence:
      'The entry cannot be processed, or looks fraudulent, or reverses what may not be reversed; the addenda say why.',
  },
  R18: { ...OPERATOR, sentence: 'The effective date is not one the operator accepts.' },
  R19: {
    ...OPERATOR,
    sentence: 'The amount cannot be read, or is zero where it may not be, or not zero where it must be.',
  },
  R20: { ...ANY, sentence: 'The account does not allow such entries.' },
  R21: { ...ANY, sentence: 'The company number does not fit the account or the agreement.' },
  R22: { ...ANY, sentence: 'The receiver says that the individual number does not fit.' },
  R23: { ...ANY, direction: 'credit', prenote: 'never', sentence: 'The receiver does not want the credit.' },
  R24: { ...ANY, sentence: 'The same entry came before.' },
  R25: { ...OPERATOR, sentence: 'The addenda are missing, too many, or malformed.' },
  R26: { ...OPERATOR, sentence: 'A field that must be filled is empty or wrong.' },
  R27: { ...OPERATOR, sentence: 'The trace number is missing, out of order, or does not match its addenda.' },
  R28: { ...OPERATOR, sentence: 'The check digit of the routing number is wrong.' },
  R29: {
    ...DEBIT,
    receiver: 'corporate',
    notFor: ['RCK'],
    sentence: 'A corporate customer says that the debit was not authorized.',
  },
  R30: {
    ...OPERATOR,
    direction: 'debit',
    onlyFor: ['TRC', 'TRX'],
    sentence: 'The bank does not take part in check truncation.',
  },
  R31: {
    ...DEBIT,
    onlyFor: ['CCD', 'CTX'],
    receiver: 'corporate',
    sentence: 'The ODFI agreed to take this corporate debit back after the window.',
  },
  R32: { ...OPERATOR, sentence: 'The receiving bank cannot settle the entry.' },
  R33: {
    ...DEBIT,
    onlyFor: ['XCK'],
    sentence: 'The destroyed check is returned, at the discretion of the receiving bank.',
  },
  R34: { ...OPERATOR, sentence: 'A supervisor limits the participation of the bank.' },
  R35: {
    ...OPERATOR,
    direction: 'debit',
    sentence: 'Debits are not allowed for this entry class or this kind of account.',
  },
  R36: {
    ...OPERATOR,
    direction: 'credit',
    sentence: 'Credits are not allowed for this entry class, other than reversals.',
  },
  R37: { ...CONVERTED, needs: 'written statement', sentence: 'The check behind the entry was paid as well.' },
  R38: {
    ...CONVERTED,
    onlyFor: ['ARC', 'BOC'],
    sentence: 'The customer had stopped payment of the check behind the entry.',
  },
  R39: { ...CONVERTED, sentence: 'The check behind the entry may not be converted, or was paid as a check.' },
  R40: { ...AGENCY, sentence: 'The federal agency returns the enrollment at its own discretion.' },
  R41: { ...AGENCY, sentence: 'The transaction code of the enrollment is wrong.' },
  R42: { ...AGENCY, sentence: 'The routing number of the enrollment is wrong.' },
  R43: { ...AGENCY, sentence: 'The account number of the enrollment is wrong.' },
  R44: { ...AGENCY, sentence: 'The identification number of the enrollment does not match.' },
  R45: { ...AGENCY, sentence: 'The name of the enrollment does not match.' },
  R46: { ...AGENCY, sentence: 'The representative payee indicator of the enrollment does not match.' },
  R47: { ...AGENCY, sentence: 'The same enrollment came before.' },
  R50: { ...RCK, sentence: 'The law of the state does not allow this check to be collected as an entry.' },
  R51: {
    ...RCK,
    needs: 'written statement',
    sentence: 'The check behind the entry may not be collected as one, or its signature or amount is wrong.',
  },
  R52: { ...RCK, sentence: 'The customer had stopped payment of the check behind the entry.' },
  R53: { ...RCK, needs: 'written statement', sentence: 'The check behind the entry was presented as well.' },
  R61: { ...DISHONOR, sentence: 'The return came to a bank that did not send the entry.' },
  R62: {
    ...DISHONOR,
    direction: 'debit',
    sentence: 'The return of a debit, reversed or to be reversed, would enrich the receiver.',
  },
  R67: { ...DISHONOR, sentence: 'The entry was returned twice.' },
  R68: { ...DISHONOR, sentence: 'The return came after its window.' },
  R69: { ...DISHONOR, sentence: 'A field of the return does not match the entry.' },
  R70: {
    ...DISHONOR,
    answersCodes: ['R06', 'R31'],
    sentence: 'The return claims an agreement or a request that the ODFI did not give.',
  },
  R71: { ...CONTEST, sentence: 'The dishonored return came to the wrong bank.' },
  R72: { ...CONTEST, sentence: 'The dishonored return came after its window.' },
  R73: { ...CONTEST, answersCodes: ['R68'], sentence: 'The return was in time.' },
  R74: { ...CONTEST, answersCodes: ['R69'], sentence: 'The return is sent again with the fields corrected.' },
  R75: { ...CONTEST, answersCodes: ['R67'], sentence: 'The entry was returned once only.' },
  R76: { ...CONTEST, answersCodes: ['R69'], sentence: 'The return had no wrong field.' },
  R77: {
    ...CONTEST,
    answersCodes: ['R62'],
    sentence: 'The receiver was not enriched, or the money cannot be had back.',
  },
  R80: { ...GATEWAY, sentence: 'The entry is coded wrongly for the foreign network.' },
  R81: { ...GATEWAY, sentence: 'The sender has no agreement with the gateway for international entries.' },
  R82: { ...GATEWAY, sentence: 'The foreign receiving bank is named wrongly.' },
  R83: { ...GATEWAY, sentence: 'The foreign receiving bank cannot settle.' },
  R84: { ...GATEWAY, sentence: 'The gateway does not process the entry.' },
  R85: {
    ...GATEWAY,
    sentence: 'The entry is international but was sent as a domestic one.',
    onlyFor: ['PPD', 'CCD', 'CTX', 'WEB', 'TEL'],
  },
} as const satisfies Readonly<Record<AchReturnCode, ReturnCodeRow>>
