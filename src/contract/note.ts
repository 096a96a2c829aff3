import { z } from 'zod'
import { Moment } from './plain-fields.ts'
import { EvidenceJson } from './question.ts'

/** Words of a person about an item or its case, masked as the item's page masks: with a pass of a reveal they are shown as written. */
export const NoteJson = z
  .strictObject({
    id: z.string().describe('Where it lies and its number there'),
    about: z.enum(['item', 'case']),
    by: z.strictObject({ id: z.int(), name: z.string() }),
    at: Moment,
    words: z.string(),
    masked: z.boolean().describe('Something of it is hidden'),
    evidence: EvidenceJson.nullable(),
  })
  .meta({ id: 'Note' })
export type NoteJson = z.infer<typeof NoteJson>

export const NoteList = z.strictObject({ data: z.array(NoteJson) }).meta({ id: 'NoteList' })
export type NoteList = z.infer<typeof NoteList>

export const NoteAsked = z
  .strictObject({ words: z.string().trim().min(1).max(4000), evidence: EvidenceJson.optional() })
  .meta({ id: 'NoteAsked' })

export const NoteKept = z.strictObject({ id: z.string(), at: Moment }).meta({ id: 'NoteKept' })
