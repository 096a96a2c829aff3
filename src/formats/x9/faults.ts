import type { Fault, FaultRest, FaultScope, Sensitive } from '../../core/fault.ts'

interface FaultKind {
  readonly scope: FaultScope
  readonly rest: FaultRest
  /** The whole message, or what follows a more exact one. */
  readonly message: string
}

/**
 * Everything that can be wrong with an image cash letter, and what it costs. What is left out is decided here, on purpose:
 * see README.md for the reasons.
 */
export const X9_FAULTS = {
  // Frames: where records begin and end.
  'file-empty': kind('file', 'file left out', 'The file holds no bytes: ask the sender for it again.'),
  'framing-unknown': kind(
    'file',
    'file left out',
    'The first bytes are no image cash letter in any of its three framings.',
  ),
  'frame-length': kind(
    'file',
    'read on',
    'The length before the record is wrong; the next record proves the right one.',
  ),
  'frame-lost': kind('batch', 'batch left out', 'Bytes that are no records were skipped up to the next proven one.'),
  'frame-refused': kind(
    'file',
    'batch left out',
    'From here to the end nothing is a record: the rest of the file cannot be read.',
  ),
  truncated: kind('file', 'batch left out', 'The file ends inside a record: ask the sender for the whole file.'),
  'trailing-bytes': kind('file', 'read on', 'Bytes that are no records follow the file control; they are ignored.'),
  'record-length': kind(
    'item',
    'read on',
    'The record is not as long as its type; missing columns are taken as blank.',
  ),
  'record-unknown': kind('batch', 'read on', 'No record of the format has this type; it is skipped.'),
  // Structure: which record follows which.
  'file-header-missing': kind(
    'file',
    'file left out',
    'The file does not begin with a file header (01), so its sender is not known.',
  ),
  'file-header-repeated': kind('file', 'file left out', 'A second file header (01) stands inside the file.'),
  'cash-letter-header-missing': kind(
    'batch',
    'batch left out',
    'Records stand outside a cash letter: its header (10) is missing.',
  ),
  'cash-letter-control-missing': kind(
    'batch',
    'batch left out',
    'The cash letter has no control (90), so it is not known to be whole.',
  ),
  'cash-letter-control-stray': kind(
    'batch',
    'read on',
    'A cash letter control (90) without a cash letter; it is ignored.',
  ),
  'bundle-header-missing': kind('batch', 'batch left out', 'Items stand outside a bundle: its header (20) is missing.'),
  'bundle-control-missing': kind(
    'batch',
    'batch left out',
    'The bundle has no control (70), so it is not known to be whole.',
  ),
  'bundle-control-stray': kind('batch', 'read on', 'A bundle control (70) without a bundle; it is ignored.'),
  'file-control-missing': kind(
    'file',
    'read on',
    'The file has no control (99); cash letters with their own control stand.',
  ),
  'after-file-control': kind(
    'file',
    'file left out',
    'Records follow the file control (99): the file may be two in one.',
  ),
  'record-stray': kind('item', 'read on', 'The record belongs to an item and none is open; it is skipped.'),
  'record-misplaced': kind(
    'item',
    'read on',
    'The record does not belong to an item of this kind; it is kept with it.',
  ),
  'item-too-long': kind(
    'item',
    'item left out',
    'The item has more bytes or records than an item can have; the rest of it is skipped.',
  ),
  // Fields.
  amount: kind('item', 'item left out', 'The amount is not a number, so the item cannot be posted.'),
  'control-field': kind('batch', 'read on', 'The field of a control record is not a number.'),
  date: kind('item', 'read on', 'The field is no date of the form YYYYMMDD.'),
  'micr-character': kind(
    'item',
    'read on',
    'The field of the codeline holds a character other than digits, blanks, * - and /.',
  ),
  'return-reason': kind('item', 'read on', 'The return reason is none that is known.'),
  'addendum-count': kind('item', 'read on', 'The item announces another number of addenda than it has.'),
  'item-sequence': kind('item', 'read on', 'The item has no sequence number, so the sender cannot find it by one.'),
  // Images.
  'image-missing': kind('item', 'read on', 'An image view is announced (50) and no image (52) follows.'),
  'image-empty': kind('item', 'read on', 'The image holds no bytes.'),
  'image-length': kind(
    'item',
    'read on',
    'The lengths in the image record do not fit its size; the image ends where the record does.',
  ),
  'image-size': kind('item', 'read on', 'The image has another size than its view detail (50) says.'),
  'image-unannounced': kind('item', 'read on', 'An image (52) follows no view detail (50), so its side is not known.'),
  // Totals.
  'bundle-items': kind('batch', 'batch left out', 'The bundle control counts other items than the bundle has.'),
  'bundle-amount': kind(
    'batch',
    'batch left out',
    'The bundle control sums to another amount than the items of the bundle.',
  ),
  'bundle-micr-amount': kind(
    'batch',
    'read on',
    'The total of items with a valid codeline differs from the bundle control.',
  ),
  'bundle-images': kind('batch', 'read on', 'The bundle control counts other images than the bundle has.'),
  'cash-letter-bundles': kind('batch', 'batch left out', 'The cash letter control counts other bundles than came.'),
  'cash-letter-items': kind('batch', 'batch left out', 'The cash letter control counts other items than came.'),
  'cash-letter-amount': kind(
    'batch',
    'batch left out',
    'The cash letter control sums to another amount than its items.',
  ),
  'cash-letter-images': kind('batch', 'read on', 'The cash letter control counts other images than came.'),
  'file-cash-letters': kind('file', 'file left out', 'The file control counts other cash letters than came.'),
  'file-records': kind('file', 'read on', 'The file control counts other records than the file has.'),
  'file-items': kind('file', 'file left out', 'The file control counts other items than came.'),
  'file-amount': kind('file', 'file left out', 'The file control sums to another amount than the items of the file.'),
} as const satisfies Readonly<Record<string, FaultKind>>

export type X9FaultCode = keyof typeof X9_FAULTS

/** Where a fault stands, what was found there and what should have been: all of it, so that a person can look it up and ask. */
export interface FaultDetail {
  readonly record: number
  readonly column: number
  /** Of the layout; `file` or `bytes` where frames are lost, `recordType` where another record should stand. */
  readonly field: string
  readonly found: string
  readonly expected: string
  readonly sensitive?: Sensitive
  readonly sensitiveIn?: 'found' | 'expected'
  /** 0-based ordinal of the bundle in the file. */
  readonly batch?: number
  readonly item?: number
  /** Said before the kind's own sentence: which cash letter, which bytes. Holds no personal data. */
  readonly where?: string
  /** In place of the kind's own, where the case allows for less or demands more. */
  readonly rest?: FaultRest
  readonly scope?: FaultScope
}

/** Builds a fault of the closed list. `found` and `expected` are cut to 64 characters. */
export function x9Fault(code: X9FaultCode, detail: FaultDetail): Fault {
  const kind: FaultKind = X9_FAULTS[code]
  const { where, found, expected, ...rest } = detail
  return {
    scope: kind.scope,
    rest: kind.rest,
    ...rest,
    code,
    found: found.slice(0, 64),
    expected: expected.slice(0, 64),
    message: where === undefined ? kind.message : `${where}: ${kind.message}`,
  }
}

function kind(scope: FaultScope, rest: FaultRest, message: string): FaultKind {
  return { scope, rest, message }
}
