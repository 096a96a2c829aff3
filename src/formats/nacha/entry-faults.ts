import type { FaultKind } from './fault-kind.ts'

/** Faults of an entry and its addenda. */
export const ENTRY_FAULTS = {
  // An entry
  'transaction-code': {
    scope: 'item',
    rest: 'item left out',
    message: 'The transaction code is in no list of the rules.',
  },
  'transaction-code-sec': {
    scope: 'item',
    rest: 'item left out',
    message: 'The transaction code is not permitted for the batch’s entry class.',
  },
  'transaction-code-service-class': {
    scope: 'item',
    rest: 'item left out',
    message: 'The entry is a debit in a batch of credits, or a credit in a batch of debits.',
  },
  'transaction-code-answer': {
    scope: 'item',
    rest: 'read on',
    message: 'A return or notification carries the transaction code of a forward entry.',
  },
  rdfi: { scope: 'item', rest: 'item left out', message: 'The receiving bank’s identification is not eight digits.' },
  'check-digit': { scope: 'item', rest: 'item left out', message: 'The routing number’s check digit is wrong.' },
  'account-blank': { scope: 'item', rest: 'item left out', message: 'The account number is blank.' },
  amount: { scope: 'item', rest: 'item left out', message: 'The amount is not a number.' },
  'amount-zero': {
    scope: 'item',
    rest: 'item left out',
    message: 'The amount is zero, but the transaction code moves money.',
  },
  'amount-not-zero': {
    scope: 'item',
    rest: 'item left out',
    message: 'The amount must be zero for a prenote, a notification or an entry that moves no money.',
  },
  'amount-limit': {
    scope: 'item',
    rest: 'item left out',
    message: 'The amount is above what the rules permit for the entry class.',
  },
  'identification-blank': {
    scope: 'item',
    rest: 'item left out',
    message: 'The check serial or identification number that the entry class requires is blank or zero.',
  },
  'name-blank': {
    scope: 'item',
    rest: 'item left out',
    message: 'The receiver’s name that the entry class requires is blank or zero.',
  },
  'process-control-blank': {
    scope: 'item',
    rest: 'item left out',
    message: 'The process control field or item research number that the entry class requires is blank.',
  },
  'card-type': { scope: 'item', rest: 'read on', message: 'The card transaction type is in no list of the rules.' },
  'card-expiry': { scope: 'item', rest: 'read on', message: 'The card expiry is no month and year (MMYY).' },
  trace: {
    scope: 'item',
    rest: 'item left out',
    message: 'The trace number is not fifteen digits, so a return could not name the entry.',
  },
  'trace-duplicate': {
    scope: 'item',
    rest: 'item left out',
    message: 'The trace number repeats that of the entry before.',
  },
  'trace-order': {
    scope: 'item',
    rest: 'read on',
    message: 'The trace number is lower than that of an entry before it in the batch.',
  },
  'trace-odfi': {
    scope: 'item',
    rest: 'read on',
    message: 'The trace number does not begin with the originating bank of the batch.',
  },
  'adv-field': {
    scope: 'item',
    rest: 'read on',
    message: 'A field of the accounting advice is not built as the rules say.',
  },
  'iat-reserved': {
    scope: 'item',
    rest: 'read on',
    message: 'Columns that the international layout reserves are not blank.',
  },
  // Addenda
  'addenda-indicator': {
    scope: 'item',
    rest: 'item left out',
    message: 'The addenda indicator does not say what follows: 1 with addenda, 0 without.',
  },
  'addenda-missing': {
    scope: 'item',
    rest: 'item left out',
    message: 'Addenda that the entry class requires are missing.',
  },
  'addenda-type': {
    scope: 'item',
    rest: 'item left out',
    message: 'An addenda record of this type does not belong to an entry of this class.',
  },
  'addenda-too-many': {
    scope: 'item',
    rest: 'item left out',
    message: 'The entry has more addenda than its class permits.',
  },
  'addenda-count': {
    scope: 'item',
    rest: 'item left out',
    message: 'The entry’s own count of addenda does not agree with those that follow.',
  },
  'addenda-sequence': {
    scope: 'item',
    rest: 'item left out',
    message: 'The addenda are not numbered one after the other from 1.',
  },
  'addenda-trace': {
    scope: 'item',
    rest: 'item left out',
    message: 'The addenda record does not carry the trace number of its entry.',
  },
  'addenda-outside': {
    scope: 'item',
    rest: 'item left out',
    message: 'An addenda record follows no entry, so it belongs to none.',
  },
  'addenda-field': {
    scope: 'item',
    rest: 'read on',
    message: 'A field of the addenda record is not built as the rules say.',
  },
  'iat-addenda-missing': {
    scope: 'item',
    rest: 'item left out',
    message: 'An international entry must carry the addenda 10 to 16, one of each.',
  },
  'iat-addenda-order': {
    scope: 'item',
    rest: 'item left out',
    message: 'The addenda of an international entry are not in ascending order of type.',
  },
  'return-code': { scope: 'item', rest: 'item left out', message: 'The return reason is in no list of the rules.' },
  'change-code': {
    scope: 'item',
    rest: 'item left out',
    message: 'The change or refusal code is in no list of the rules.',
  },
  'return-code-sec': {
    scope: 'item',
    rest: 'read on',
    message: 'The return reason is not one for the batch’s entry class.',
  },
  'original-trace': {
    scope: 'item',
    rest: 'item left out',
    message: 'The trace number of the original entry is not fifteen digits, so the original cannot be found.',
  },
  'original-rdfi': {
    scope: 'item',
    rest: 'read on',
    message: 'The receiving bank of the original entry is not eight digits.',
  },
  'corrected-data-blank': {
    scope: 'item',
    rest: 'item left out',
    message: 'The notification of change holds no corrected data.',
  },
  'corrected-data': {
    scope: 'item',
    rest: 'item left out',
    message: 'The corrected data do not hold, in their columns, what the change code corrects.',
  },
  'date-of-death': { scope: 'item', rest: 'read on', message: 'The date of death is no day of the calendar (YYMMDD).' },
  'enr-information': {
    scope: 'item',
    rest: 'item left out',
    message: 'The enrolment’s payment information does not hold its eight parts.',
  },
  'dne-information': {
    scope: 'item',
    rest: 'item left out',
    message: 'The death notice’s payment information does not hold its six parts.',
  },
} as const satisfies Readonly<Record<string, FaultKind>>
