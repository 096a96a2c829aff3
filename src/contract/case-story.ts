import { z } from 'zod'
import { ItemActs } from './acts.ts'
import { Exception } from './exception.ts'
import { Moment } from './plain-fields.ts'
import { WorkCase } from './work.ts'

/** A case with all of its exceptions, who has it, and what may be done about the first that is open. */
export const CaseStory = z
  .strictObject({
    case: WorkCase,
    state: z.enum(['ready', 'leased', 'parked', 'pended', 'done']),
    holder: z.strictObject({ id: z.int(), name: z.string() }).nullable(),
    ready_at: Moment.describe('From when it may be handed out; of what waits when it wakes'),
    skips: z.int(),
    exceptions: z.array(Exception).describe('Those that are decided or closed too; 500 at most'),
    acts: ItemActs.nullable().describe('Of the first that is open; null where none is'),
  })
  .meta({ id: 'CaseStory' })
export type CaseStory = z.infer<typeof CaseStory>
