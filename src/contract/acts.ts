import { z } from 'zod'
import { PastDecision, RESOLUTION_NAMES, UndoOfferedJson } from './decision.ts'

/** What may be done about an item, or what is held as a whole, now, and why not what may not: it comes with each case. */

const Who = z.strictObject({ id: z.int(), name: z.string() })

const ActChoice = z.strictObject({
  value: z.string(),
  title: z.string(),
  needs: z.string().nullable().describe('What must be in hand before it goes out'),
  usual: z.boolean().describe('The one that is usually taken'),
})

/** Something that is chosen or written for an act: a form is made from it, whatever the act. */
const ActArgument = z
  .strictObject({
    name: z.string().describe('Its name in the body of the preview and of the decision'),
    of: z
      .enum(['fields', 'parts'])
      .nullable()
      .describe(
        '`fields`: it is a value in that object of the body, of which one at least is given. `parts`: it is a value of each member of that list, of which two at least are given',
      ),
    title: z.string(),
    choices: z.array(ActChoice).nullable().describe('Those that can be chosen now; null for words of one’s own'),
    refused: z
      .array(z.strictObject({ value: z.string(), title: z.string(), why: z.string() }))
      .describe('Those that cannot be chosen now, and why'),
    most: z.int().nullable().describe('Of words the most characters'),
    optional: z.boolean().describe('It may be left out'),
    expects: z.string().nullable().describe('In a few words what it has to be'),
  })
  .meta({ id: 'ActArgument' })
export type ActArgument = z.infer<typeof ActArgument>

/** A way out of the item's exception. */
const ActOffered = z
  .strictObject({
    resolution: z.enum(RESOLUTION_NAMES),
    title: z.string(),
    standing: z
      .enum(['open', 'approval', 'step_up', 'shut'])
      .describe(
        '`open`: this person may take it. `approval`: a second person has to agree. `step_up`: after the password once more. `shut`: not now, or not by this person',
      ),
    why_not: z.array(z.string()).describe('Each reason in a sentence, with the arithmetic and who can'),
    possible: z.boolean().describe('As things stand somebody may take it, whoever it is'),
    asks: z.array(ActArgument).describe('What it needs, in the order in which it is asked'),
  })
  .meta({ id: 'ActOffered' })
export type ActOffered = z.infer<typeof ActOffered>

export const ItemActs = z
  .strictObject({
    item: z.int().describe('Below zero the exception of what is held as a whole'),
    nothing: z.string().nullable().describe('Why there is nothing to decide about it; null when there is'),
    held_by: Who.nullable().describe(
      'Who else has its case now, in work, put aside or waiting: nobody but them decides it meanwhile',
    ),
    acts: z.array(ActOffered),
    undo: UndoOfferedJson.nullable().describe('Of the newest decision that stands; null where there is none'),
    decisions: z.array(PastDecision).describe('The newest first'),
  })
  .meta({ id: 'ItemActs' })
export type ItemActs = z.infer<typeof ItemActs>
