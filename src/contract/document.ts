import { z } from 'zod'
import { DOCUMENT_STATES } from '../core/document.ts'
import { HOLD_REASON_NAMES } from '../core/hold.ts'
import { Moment } from './plain-fields.ts'

export const DocumentId = z.string().regex(/^\d{1,15}-\d{1,15}$/, 'a number of a document, as the list gives it')
export const DocumentKind = z.enum(HOLD_REASON_NAMES)
export const DocumentState = z.enum(DOCUMENT_STATES)
const Who = z.strictObject({ id: z.int(), name: z.string() })

/** A paper that came, with what became of it. */
export const DocumentJson = z
  .strictObject({
    document: DocumentId,
    kind: DocumentKind.describe('What it is, by the name under which somebody is asked for it'),
    name: z.string().describe('What the file is called'),
    size_bytes: z.int(),
    sender: z.string().describe('Who sent it, as it was read'),
    reference: z.string().describe('What it quotes, as it was read; empty where nothing'),
    account: z.string().nullable().describe('Whose it is, masked; null where that is not known'),
    came_on: z.string(),
    received_at: Moment,
    received_by: Who,
    state: DocumentState,
    owner: Who.describe('With whom it lies while it waits'),
    item: z.int().nullable().describe('To which it is attached'),
    attached_by: z.enum(['itself', 'hand']).nullable(),
    letter: z.string().nullable().describe('The letter of ours that it answers'),
    ended_why: z.string().nullable().describe('Of what belongs to no case: what became of it'),
  })
  .meta({ id: 'Document' })
export type DocumentJson = z.infer<typeof DocumentJson>
