import { z } from 'zod'
import { CLAIMED_FIELDS } from '../core/customer-claim.ts'
import { RESOLUTIONS, type Resolution } from '../core/exception.ts'
import { Deadline } from './deadline.ts'
import { DecisionId, LetterAsked, OwnClaim, UndoOfferedJson } from './decision.ts'
import { Exception } from './exception.ts'
import { Finding, Procedure } from './item.ts'
import { Day, Moment, SentWords, Sha256 } from './plain-fields.ts'

/** Batches and files that are held as a whole. */

const RESOLUTION_NAMES = Object.keys(RESOLUTIONS) as [Resolution, ...Resolution[]] // its own keys

/** The number of their exception is below zero: no item has such. */
export const HeldIdText = z
  .string()
  .regex(/^-\d{1,16}$/, 'a whole number below zero')
  .refine(text => Number.isSafeInteger(Number(text)), 'a whole number that is exact')

export const HeldStory = z
  .strictObject({
    exception: Exception,
    finding: Finding,
    procedure: Procedure,
    deadline: Deadline.nullable(),
  })
  .meta({ id: 'HeldStory' })
export type HeldStory = z.infer<typeof HeldStory>

const asked = {
  resolution: z
    .enum(RESOLUTION_NAMES)
    .describe(
      'release, reject or refer, where its kind offers them; of a claim without a debit correct, deny or refer',
    ),
  to: z.enum(['customer', 'sender']).optional().describe('Of a referral: the sender, of a claim the customer'),
  words: SentWords(4000).optional().describe('What the sender is asked, or what the customer is asked or told'),
  fields: z
    .strictObject({ item: z.string().min(1).max(20) })
    .optional()
    .describe('Of a claim that is corrected: the number of the posted debit that it means'),
}
export const HeldResolutionBody = z.strictObject(asked).meta({ id: 'HeldResolution' })
export const HeldDecisionBody = z
  .strictObject({
    ...asked,
    preview_sha256: Sha256.describe('Of the preview that was seen'),
    fence: OwnClaim,
  })
  .meta({ id: 'HeldDecisionOrder' })

const ClaimDiffers = z.array(z.enum(CLAIMED_FIELDS)).describe('In what the debit is another than the claim says')

export const ClaimCandidates = z
  .strictObject({
    candidates: z.array(
      z.strictObject({
        item: z.int(),
        posted_on: Day,
        account: z.string().describe('Masked'),
        trace: z.string(),
        amount_minor: z.int(),
        differs: ClaimDiffers,
        why: z.string().describe('What agrees and what does not'),
      }),
    ),
  })
  .meta({ id: 'ClaimCandidates' })
export type ClaimCandidates = z.infer<typeof ClaimCandidates>

const counted = { items: z.int(), debit_minor: z.int(), credit_minor: z.int() }

export const HeldEffect = z
  .strictObject({
    resolution: z.enum(RESOLUTION_NAMES),
    exception: z.enum(['open', 'closed']),
    fates: z
      .array(
        z.strictObject({
          state: z.enum(['posted', 'suspended', 'rejected']),
          kind: z.string().describe('Of its exception; empty where it has none of its own'),
          ...counted,
        }),
      )
      .describe('What becomes of its items, added up'),
    lost: z.strictObject(counted).describe('What could not be read as items, and ends as rejected'),
    batches: z
      .strictObject({ processed: z.int(), held: z.int() })
      .describe('Of a file: those processed with it, and those held by themselves from then on'),
    outcomes_sha256: z
      .string()
      .describe('Of every item with what becomes of it; empty where nothing is decided of them'),
    legs: z.array(z.strictObject({ day: z.string(), from: z.string(), to: z.string(), amount_minor: z.int() })),
    moved: z
      .array(z.strictObject({ from: z.string(), to: z.string(), postings: z.int(), amount_minor: z.int() }))
      .describe('What moves with its items, added up'),
    claim: z
      .strictObject({
        item: z.int(),
        kind: z.string(),
        sentence: z.string(),
        amount_minor: z.int(),
        clock: z.string(),
        due_at: Moment,
        ours_at: Moment,
        opened_on: Day,
        exit_on: Day,
        differs: ClaimDiffers,
      })
      .nullable()
      .describe('The claim as it is raised on the debit that it means, with its position in suspense'),
    letters: z.array(LetterAsked),
  })
  .meta({ id: 'HeldEffect' })

export const HeldPreviewJson = z
  .strictObject({
    sha256: z.string().describe('What the decision is given: what changed meanwhile is not decided'),
    effect: HeldEffect,
    allowed: z.boolean(),
    needs: z.enum(['approval', 'step_up', 'nothing']).nullable(),
    why_not: z.array(z.string()).describe('Why this person may not, with the arithmetic and who can'),
  })
  .meta({ id: 'HeldPreview' })

export const HeldDecided = z
  .strictObject({
    decision: DecisionId,
    state: z
      .enum(['done', 'proposed'])
      .describe('`proposed`: nothing of it happened yet, a second person has to approve it'),
    needs: z.array(z.string()).describe('Why it needs a second person; empty where it is done'),
    effect: HeldEffect,
  })
  .meta({ id: 'HeldDecided' })

export const HeldUndo = z
  .strictObject({ undo: UndoOfferedJson.nullable().describe('Null where nothing stands that could be taken back') })
  .meta({ id: 'HeldUndo' })
