import { type AchKindSpec, PERSON } from '../ach-kind.ts'

/**
 * A whole file or batch is in doubt: nothing of it is processed until a person releases it, and its value stands in suspense.
 * The clock is that of the entries inside: they settled, whatever the frame around them says. What is over or short of it after
 * a release is no entry, and has a clock of the house.
 */

const FILE = {
  scope: 'file',
  clock: 'ach-return',
  resolutions: ['refer', 'release', 'reject'],
  codes: [],
  decidedBy: PERSON,
  queue: 'ach-intake',
} as const satisfies Partial<AchKindSpec>

const BATCH = { ...FILE, scope: 'batch' } as const
const OVER_SHORT = {
  ...FILE,
  procedure: 'over-short',
  clock: 'over-short-ended',
  resolutions: ['refer', 'adjust', 'move'],
} as const
const TOTAL = { ...BATCH, procedure: 'batch-out-of-balance', outOfBalance: true } as const

export const INTAKE_KINDS = {
  'malformed-file': {
    ...FILE,
    title: 'File cannot be read',
    sentence:
      'The file could not be read as ACH: {why} Nothing of it was processed; a new transmission from the sender clears it.',
    procedure: 'malformed-file',
    resolutions: ['refer', 'forward', 'reject'],
  },
  'damaged-file': {
    ...FILE,
    title: 'File damaged in one place',
    sentence:
      'A part of the file is not readable: {why} Every batch that its own control proves was processed; what the file control counts and no batch holds stands in suspense here. A new transmission of that part clears it.',
    procedure: 'damaged-file',
    resolutions: ['refer', 'reject'],
  },
  'file-not-processed': {
    ...FILE,
    title: 'File cannot be processed',
    sentence:
      'Processing the file failed {times} times in the same way, with {error}, which is a defect of the program. {rest} Whoever runs Clearday reports it with the receipt number and, once the program is mended, processes what is left with `clearday retry {receipt}`. A batch of which nothing was processed may instead come again in another file, and is then processed there.',
    procedure: 'file-not-processed',
    resolutions: ['refer', 'reject'],
  },
  'file-control-mismatch': {
    ...FILE,
    title: 'File control does not agree',
    sentence:
      'The file control’s {field} says {expected}, the batches add up to {found}; each batch agrees with its own control, so a batch is missing, added or repeated. Nothing of the file is processed until it is released.',
    procedure: 'file-control-mismatch',
  },
  'malformed-batch': {
    ...BATCH,
    title: 'Batch cannot be read whole',
    sentence: 'The batch cannot be taken as it came. {why} {waits}.',
    procedure: 'malformed-batch',
  },
  'batch-count-mismatch': {
    ...TOTAL,
    title: 'Batch count does not agree',
    sentence:
      'The batch control counts {expected} entries and addenda, {found} were read: a record was lost or added on the way. No entry of the batch posts until the difference is explained.',
  },
  'batch-debit-mismatch': {
    ...TOTAL,
    title: 'Batch debits do not agree',
    sentence:
      'The batch control totals debits of {expected}, the entries add up to {found}: an amount or a transaction code was changed. No entry of the batch posts until the difference is explained.',
  },
  'batch-credit-mismatch': {
    ...TOTAL,
    title: 'Batch credits do not agree',
    sentence:
      'The batch control totals credits of {expected}, the entries add up to {found}: an amount or a transaction code was changed. No entry of the batch posts until the difference is explained.',
  },
  'batch-hash-mismatch': {
    ...TOTAL,
    title: 'Batch entry hash does not agree',
    sentence:
      'The batch control’s entry hash is {expected}, the receiving banks’ numbers add up to {found}: a routing number was changed. No entry of the batch posts until the difference is explained.',
  },
  'duplicate-batch': {
    ...BATCH,
    title: 'Batch received before',
    sentence:
      'The same batch, header and every entry, already came in {earlier}. It waits so that nobody is paid or charged twice; the sender can say whether a second batch was meant.',
    procedure: 'duplicate-batch',
    resolutions: ['reject', 'refer', 'release'],
  },
  'batch-over-short': {
    ...OVER_SHORT,
    scope: 'batch',
    title: 'Over or short after a release',
    sentence:
      'The batch was released although its control says {difference} than its entries make. The difference stands in suspense until somebody says what settled it, or it is charged to over and short.',
  },
  'file-over-short': {
    ...OVER_SHORT,
    title: 'File over or short after a release',
    sentence:
      'The file was released although its control says {difference} than its batches make. The difference stands in suspense until somebody says what settled it, or it is charged to over and short.',
  },
} as const satisfies Readonly<Record<string, AchKindSpec>>
