import { z } from 'zod'
import { FATES } from '../core/receipt.ts'
import { Day, Moment, PackName, pageOf } from './plain-fields.ts'
import { ItemState, Tally, TallySum } from './tally.ts'

export const ReceiptState = z.enum(['arrived', 'staged', 'done', 'refused', 'quarantined']).meta({ id: 'ReceiptState' })

/** One arrival of one file. */
export const Receipt = z
  .strictObject({
    id: z.int(),
    name: z.string(),
    source: z.string(),
    channel: z.enum(['command', 'folder', 'upload']),
    sha256: z.string(),
    size_bytes: z.int(),
    received_at: Moment.describe('The legal received time'),
    received_on: Day,
    posting_on: Day.describe('The day its items post on, after the cutoff'),
    pack: PackName.nullable(),
    format: z.string().nullable(),
    variant: z.string().nullable(),
    sender: z.string().nullable(),
    state: ReceiptState,
    duplicate_of: z.int().nullable(),
    why: z.string().nullable(),
    received: Tally.describe('Items that could be read'),
    lost: Tally.describe('Value that stands in no item, because it could not be read'),
    batches: z.int(),
    faults: z.int(),
    done_at: Moment.nullable(),
  })
  .meta({ id: 'Receipt' })
export type Receipt = z.infer<typeof Receipt>

export const ReceiptPage = pageOf('ReceiptPage', Receipt)

/** What became of a receipt's items, state by state; states without items are left out. */
export const ReceiptStory = z
  .strictObject({
    receipt: Receipt,
    waiting: z.int().describe('Items of parts that are not processed yet'),
    states: z.array(z.strictObject({ state: ItemState, tally: TallySum })),
    batches_unbalanced: z.int(),
    exceptions_open: z.int(),
  })
  .meta({ id: 'ReceiptStory' })
export type ReceiptStory = z.infer<typeof ReceiptStory>

export const Balance = z.enum(['balanced', 'out', 'undeclared']).meta({ id: 'Balance' })

/** A batch (bundle) with what its own control declares and what its items make. */
export const Batch = z
  .strictObject({
    receipt: z.int(),
    ordinal: z.int().describe('0-based in the file'),
    source: z.string(),
    line: z.int(),
    label: z.string(),
    fate: z.enum(FATES),
    balance: Balance.describe(
      '`out`: a total of its control does not agree, in items, amounts or its entry hash; `undeclared`: no control could be read',
    ),
    declared: Tally.nullable(),
    computed: Tally,
    lost: Tally,
    exception: z.int().nullable().describe('The exception that holds it'),
    held_for: z
      .string()
      .nullable()
      .describe(
        'Of a batch that is held, what people call the kind of that exception: what is balanced may have come before',
      ),
  })
  .meta({ id: 'Batch' })
export type Batch = z.infer<typeof Batch>

export const BatchPage = pageOf('BatchPage', Batch)

/** One thing wrong in received bytes. Personal data in `found` and `expected` is masked. */
export const Fault = z
  .strictObject({
    code: z.string(),
    scope: z.enum(['file', 'batch', 'item']),
    rest: z.string().describe('What happens to the bytes around it'),
    line: z.int().optional(),
    record: z.int().optional(),
    column: z.int().optional(),
    field: z.string().optional(),
    field_title: z.string().optional().describe('The field’s standard words'),
    found: z.string().optional(),
    expected: z.string().optional(),
    batch: z.int().optional(),
    item: z.int().optional(),
    message: z.string(),
  })
  .meta({ id: 'Fault' })
export type Fault = z.infer<typeof Fault>

export const FaultPage = pageOf('FaultPage', Fault)
