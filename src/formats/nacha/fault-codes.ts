import type { Fault, FaultRest, FaultScope, Sensitive } from '../../core/fault.ts'

interface FaultKind {
  readonly scope: FaultScope
  readonly rest: FaultRest
  /** One sentence for a person: what is wrong and what to do. No personal data. */
  readonly message: string
}

/**
 * Every fault that the reader can report: a closed list. What each leaves out is decided here once, by one question: can
 * what is left be posted without guessing? README.md gives the reasons by group.
 */
export const FAULTS = {
  // The bytes of the file
  'empty-file': {
    scope: 'file',
    rest: 'file left out',
    message: 'The file holds no record at all; ask the sender for it again.',
  },
  'not-nacha': {
    scope: 'file',
    rest: 'file left out',
    message: 'The file is not in the ACH format: too little of it can be read as records; check what was sent.',
  },
  'byte-order-mark': {
    scope: 'file',
    rest: 'read on',
    message: 'The file begins with a UTF-8 byte-order mark, which was skipped; ask the sender for plain ASCII.',
  },
  'line-ends-mixed': {
    scope: 'file',
    rest: 'read on',
    message: 'The records do not all end alike; the file was probably joined or edited by hand.',
  },
  'blank-line': { scope: 'file', rest: 'read on', message: 'A blank line stands between records and was skipped.' },
  'record-short': {
    scope: 'item',
    rest: 'read on',
    message: 'The record is shorter than 94 characters and was read as if blanks followed.',
  },
  'record-long': {
    scope: 'item',
    rest: 'read on',
    message: 'The record is longer than 94 characters; only blanks follow, they were dropped.',
  },
  'record-overlong': {
    scope: 'item',
    rest: 'item left out',
    message: 'The record is longer than 94 characters and the rest is not blank, so its columns may be shifted.',
  },
  'record-utf8': {
    scope: 'item',
    rest: 'item left out',
    message: 'Characters of more than one byte shift the columns behind them; ask the sender for ASCII.',
  },
  'non-ascii': {
    scope: 'item',
    rest: 'read on',
    message: 'A byte outside ASCII stands in the record; it was kept and read as one column.',
  },
  'control-character': {
    scope: 'item',
    rest: 'item left out',
    message: 'A control character stands in the record, which must hold printable ones only.',
  },
  'unknown-record-type': {
    scope: 'item',
    rest: 'item left out',
    message: 'The record begins with none of the types 1, 5, 6, 7, 8 and 9, so it was left out as unreadable.',
  },
  // The frame of the file
  'file-header-missing': {
    scope: 'file',
    rest: 'read on',
    message: 'The file has no header record; its batches were read one by one.',
  },
  'file-header-repeated': {
    scope: 'file',
    rest: 'file left out',
    message: 'A second file header stands inside the file: two files were joined; split them and receive each.',
  },
  'file-control-missing': {
    scope: 'file',
    rest: 'read on',
    message: 'The file has no control record, so it may be cut off; each batch stands by its own control.',
  },
  'after-file-control': {
    scope: 'file',
    rest: 'file left out',
    message: 'Records follow the file control, so it does not prove them; ask the sender which end is right.',
  },
  'file-constant': {
    scope: 'file',
    rest: 'read on',
    message: 'A constant of the file header is not the one the format fixes.',
  },
  'file-destination': {
    scope: 'file',
    rest: 'read on',
    message: 'The immediate destination is not a routing number of nine digits behind a blank.',
  },
  'file-origin-blank': {
    scope: 'file',
    rest: 'read on',
    message: 'The immediate origin is blank; find out who sent the file.',
  },
  'file-creation-date': {
    scope: 'file',
    rest: 'read on',
    message: 'The file creation date is no day of the calendar (YYMMDD).',
  },
  'file-creation-time': {
    scope: 'file',
    rest: 'read on',
    message: 'The file creation time is no time of day (HHMM) and not blank.',
  },
  'file-id-modifier': {
    scope: 'file',
    rest: 'read on',
    message: 'The file ID modifier is not an upper-case letter or a digit.',
  },
  'file-batch-count': {
    scope: 'file',
    rest: 'read on',
    message: 'The file control counts a different number of batches; its totals decide whether one is missing.',
  },
  'file-block-count': {
    scope: 'file',
    rest: 'read on',
    message: 'The file control counts a different number of blocks of ten records.',
  },
  'file-entry-count': {
    scope: 'file',
    rest: 'file left out',
    message: 'The file control counts a different number of entries and addenda; a record is missing or added.',
  },
  'file-entry-hash': {
    scope: 'file',
    rest: 'file left out',
    message: 'The file control’s entry hash does not agree with the routing numbers read.',
  },
  'file-total-debit': {
    scope: 'file',
    rest: 'file left out',
    message: 'The file control’s debit total does not agree with the debits read.',
  },
  'file-total-credit': {
    scope: 'file',
    rest: 'file left out',
    message: 'The file control’s credit total does not agree with the credits read.',
  },
  // The frame of a batch
  'batch-header-missing': {
    scope: 'batch',
    rest: 'batch left out',
    message: 'Entries stand outside a batch, so nothing says who sent them or what kind they are.',
  },
  'batch-control-missing': {
    scope: 'batch',
    rest: 'batch left out',
    message: 'The batch has no control record, so its entries cannot be proved complete.',
  },
  'batch-control-outside': {
    scope: 'batch',
    rest: 'read on',
    message: 'A batch control stands outside a batch; it proves nothing and was left out.',
  },
  'batch-empty': { scope: 'batch', rest: 'read on', message: 'The batch has no entries.' },
  'service-class': {
    scope: 'batch',
    rest: 'batch left out',
    message: 'The service class is none of 200, 220, 225 and 280, or does not fit the entry class.',
  },
  'sec-code': {
    scope: 'batch',
    rest: 'batch left out',
    message: 'The Standard Entry Class is none of the rules’, so its entries cannot be read by any layout.',
  },
  'company-name-blank': {
    scope: 'batch',
    rest: 'read on',
    message: 'The company name, which the receiver’s statement must show, is blank.',
  },
  'company-id-blank': { scope: 'batch', rest: 'read on', message: 'The company identification is blank.' },
  'entry-description-blank': { scope: 'batch', rest: 'read on', message: 'The company entry description is blank.' },
  'enr-description': {
    scope: 'batch',
    rest: 'read on',
    message: 'An enrolment batch must be described as AUTOENROLL.',
  },
  'effective-date': {
    scope: 'batch',
    rest: 'read on',
    message: 'The effective entry date is no day of the calendar (YYMMDD).',
  },
  'settlement-date': {
    scope: 'batch',
    rest: 'read on',
    message: 'The settlement date is neither blank nor a day of the year from 001 to 366.',
  },
  'originator-status': { scope: 'batch', rest: 'read on', message: 'The originator status is none of 0, 1 and 2.' },
  odfi: {
    scope: 'batch',
    rest: 'batch left out',
    message: 'The originating bank is not eight digits, so a return would not know where to go.',
  },
  'batch-number': { scope: 'batch', rest: 'batch left out', message: 'The batch number is not a number.' },
  'batch-number-order': {
    scope: 'batch',
    rest: 'read on',
    message: 'The batch number is not higher than that of the batch before.',
  },
  'iat-header': {
    scope: 'batch',
    rest: 'read on',
    message: 'A country, currency or exchange field of the international batch header holds no valid code.',
  },
  'control-service-class': {
    scope: 'batch',
    rest: 'batch left out',
    message: 'Header and control of the batch name different service classes; they may belong to different batches.',
  },
  'control-company-id': {
    scope: 'batch',
    rest: 'batch left out',
    message: 'Header and control of the batch name different companies; they may belong to different batches.',
  },
  'control-company-id-blank': {
    scope: 'batch',
    rest: 'read on',
    message: 'The batch control leaves the company identification of the header blank.',
  },
  'control-odfi': {
    scope: 'batch',
    rest: 'batch left out',
    message: 'Header and control of the batch name different originating banks; they may belong to different batches.',
  },
  'control-batch-number': {
    scope: 'batch',
    rest: 'batch left out',
    message: 'Header and control of the batch carry different batch numbers; they may belong to different batches.',
  },
  'entry-addenda-count': {
    scope: 'batch',
    rest: 'batch left out',
    message: 'The batch control counts a different number of entries and addenda; a record is missing or added.',
  },
  'entry-hash': {
    scope: 'batch',
    rest: 'batch left out',
    message: 'The batch control’s entry hash does not agree with the routing numbers read.',
  },
  'total-debit': {
    scope: 'batch',
    rest: 'batch left out',
    message: 'The batch control’s debit total does not agree with the debits read.',
  },
  'total-credit': {
    scope: 'batch',
    rest: 'batch left out',
    message: 'The batch control’s credit total does not agree with the credits read.',
  },
  'totals-explained': {
    scope: 'batch',
    rest: 'read on',
    message: 'A control total differs by what the unreadable fields of the items left out may hold; all else agrees.',
  },
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

export type NachaFaultCode = keyof typeof FAULTS

/** A fault of this format: its code is from the closed list. */
export type NachaFault = Fault & { readonly code: NachaFaultCode }

/** Where a fault stands and what was found there. */
export interface FaultPlace {
  readonly line: number
  readonly column: number
  readonly field?: string
  readonly found?: string
  readonly expected?: string
  readonly sensitive?: Sensitive
  readonly batch?: number
  readonly item?: number
  /** When the place decides otherwise than the list. */
  readonly rest?: FaultRest
  readonly scope?: FaultScope
}

/** The fault of a code at a place. Text is cut to 64 characters. */
export function faultAt(code: NachaFaultCode, place: FaultPlace): NachaFault {
  const kind: FaultKind = FAULTS[code]
  const { found, expected, ...rest } = place
  return {
    code,
    scope: kind.scope,
    rest: kind.rest,
    message: kind.message,
    ...rest,
    record: place.line,
    ...(found === undefined ? {} : { found: found.slice(0, 64) }),
    ...(expected === undefined ? {} : { expected: expected.slice(0, 64) }),
  }
}
