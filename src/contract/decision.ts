import { z } from 'zod'
import { RESOLUTIONS, type Resolution } from '../core/exception.ts'

const RESOLUTION_NAMES = Object.keys(RESOLUTIONS) as [Resolution, ...Resolution[]] // its own keys
const text = (most: number) => z.string().min(1).max(most)

/** What somebody wants to do about an item's exception. */
const asked = {
  resolution: z.enum(RESOLUTION_NAMES).describe('One of the ways out that the item offers'),
  code: text(3).optional().describe('The reason code, of what goes back'),
  term: z.enum(['provisional', 'final']).optional().describe('Of a recredit'),
  to: z.enum(['customer', 'sender']).optional().describe('Whom it asks, of a referral'),
  words: text(4000).optional().describe('What is asked, or what the customer is told'),
}
export const ResolutionBody = z.strictObject(asked).meta({ id: 'Resolution' })
export const DecisionBody = z
  .strictObject({
    ...asked,
    preview_sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .describe('Of the preview that was seen'),
  })
  .meta({ id: 'DecisionOrder' })

const account = z.string().describe('A role such as suspense, or the number of an account, masked')
const Leg = z.strictObject({
  day: z.string(),
  from: account,
  to: account,
  amount_minor: z.int(),
})

/** Everything that the resolution changes. */
const EffectJson = z
  .strictObject({
    resolution: z.enum(RESOLUTION_NAMES),
    exception: z.enum(['open', 'decided', 'closed']),
    item: z.string().nullable().describe('The state in which the item ends; null where it stays as it is'),
    code: z.string(),
    legs: z.array(Leg),
    outbound: z.strictObject({ code: z.string(), due_at: z.string() }).nullable(),
    letters: z.array(z.strictObject({ to: z.enum(['customer', 'sender']), words: z.string() })),
    clock: z
      .strictObject({ stops: z.string(), runs: z.string(), due_at: z.string() })
      .nullable()
      .describe('Where another clock starts'),
  })
  .meta({ id: 'Effect' })

export const PreviewJson = z
  .strictObject({
    sha256: z.string().describe('What the decision is given: what changed meanwhile is not decided'),
    effect: EffectJson,
    allowed: z.boolean(),
    needs: z.enum(['approval', 'step_up', 'nothing']).nullable().describe('What would make it possible as it is'),
    why_not: z.array(z.string()).describe('Why this person may not, with the arithmetic and who can'),
  })
  .meta({ id: 'Preview' })

export const Decided = z.strictObject({ decision: z.int(), effect: EffectJson }).meta({ id: 'Decided' })
export const UndoneJson = z.strictObject({ decision: z.int(), by: z.enum(['undo', 'reversal']) }).meta({ id: 'Undone' })
