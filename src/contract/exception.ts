import { z } from 'zod'
import { Day, DecidedBy, IdText, Moment, PackName, pageOf } from './plain-fields.ts'
import { Tally } from './tally.ts'

const ExceptionState = z.enum(['open', 'decided', 'closed'])
const ExceptionScope = z.enum(['file', 'batch', 'item'])

/** A failed check on an item, a batch or a file. */
export const Exception = z
  .strictObject({
    id: z.int().describe('The item it is about; negative for a batch or a file'),
    scope: ExceptionScope,
    pack: PackName,
    kind: z.string(),
    title: z.string(),
    also: z.array(z.string()).describe('Kinds that apply too'),
    receipt: z.int(),
    batch: z.int().nullable(),
    source: z.string(),
    day: Day.describe('Posting day; its clock starts there unless the network tells a settlement day'),
    value: Tally,
    state: ExceptionState,
    decided_by: DecidedBy,
    policy: z.string().nullable(),
    code: z.string().nullable().describe('The reason code that the policy sends'),
    sentence: z.string(),
    queue: z.string(),
    clock: z.string(),
    due_at: Moment.nullable().describe('When the rules want it'),
    ours_at: Moment.nullable().describe('When it has to leave here to make that'),
    raised_at: Moment,
    closed_as: z.string().nullable(),
    resolutions: z
      .array(z.string())
      .describe('Ways out that its kind has; what is open now is asked for with a preview'),
  })
  .meta({ id: 'Exception' })
export type Exception = z.infer<typeof Exception>

export const ExceptionPage = pageOf('ExceptionPage', Exception)

const text = z.string().min(1).max(200).optional()
const moment = z.string().max(40).optional()

/** What exceptions are chosen by: in their list, and for an act on all of them. */
export const EXCEPTIONS_FILTER = {
  pack: PackName.optional(),
  kind: text,
  state: ExceptionState.or(z.literal('unclosed')).optional().describe('`unclosed` when left out'),
  decided_by: DecidedBy.optional(),
  scope: ExceptionScope.optional(),
  queue: text,
  source: text,
  receipt: IdText.optional(),
  due_from: moment.describe('Has to leave at this moment or later'),
  due_by: moment.describe('Has to leave at this moment or before'),
  exit_by: Day.optional().describe('Its value stands in suspense and has to leave it on this day or before'),
  day: Day.optional().describe('Posting day'),
  amount_from: IdText.optional().describe('Worth so much or more, in minor units'),
  amount_to: IdText.optional().describe('Worth so much or less, in minor units'),
} as const
