import type { FaultKind } from './fault-kind.ts'

/** Faults of a batch: its header, its control, and what the two say of each other. */
export const BATCH_FAULTS = {
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
} as const satisfies Readonly<Record<string, FaultKind>>
