import type { FaultKind } from './fault-kind.ts'

/** Faults of the bytes and of the frame of the file. */
export const FRAME_FAULTS = {
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
  'bytes-unreadable': {
    scope: 'batch',
    rest: 'batch left out',
    message:
      'No record stands in these bytes: some were lost or added. Reading went on at the next whole record; ask the sender for what stood here.',
  },
  'rest-unreadable': {
    scope: 'file',
    rest: 'read on',
    message:
      'From here to its end the file holds no record that can be read. What came before stands by its own controls; ask the sender for the rest.',
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
} as const satisfies Readonly<Record<string, FaultKind>>
