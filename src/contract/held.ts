import { z } from 'zod'
import { CLAIMED_FIELDS } from '../core/customer-claim.ts'
import { Deadline } from './deadline.ts'
import {
  asShown,
  DECIDED,
  EffectJson,
  ForwardingJson,
  forwardingAsked,
  LetterAsked,
  OwnClaim,
  PREVIEWED,
  RESOLUTION_NAMES,
  UndoEffectJson,
  UndoOfferedJson,
} from './decision.ts'
import { Exception } from './exception.ts'
import { Finding, Procedure } from './item.ts'
import { Day, Moment, SentWords } from './plain-fields.ts'

/** Batches and files that are held as a whole. */

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
    forwarding: ForwardingJson.nullable().describe('To another department or institution, as it stands'),
  })
  .meta({ id: 'HeldStory' })
export type HeldStory = z.infer<typeof HeldStory>

const asked = {
  resolution: z
    .enum(RESOLUTION_NAMES)
    .describe(
      'release, reject, refer or forward, where its kind offers them; of a claim without a debit correct, deny or refer; of what is over or short adjust (it is settled), move (to over and short) or refer',
    ),
  to: z.enum(['customer', 'sender']).optional().describe('Of a referral: the sender, of a claim the customer'),
  ...forwardingAsked,
  words: SentWords(4000)
    .optional()
    .describe(
      'What the sender is asked, what the customer or the recipient is asked or told, who answered a forwarding, or why what is over or short ends',
    ),
  fields: z
    .strictObject({ item: z.string().min(1).max(20) })
    .optional()
    .describe('Of a claim that is corrected: the number of the posted debit that it means'),
}
export const HeldResolutionBody = z.strictObject(asked).meta({ id: 'HeldResolution' })
export const HeldDecisionBody = z
  .strictObject({
    ...asked,
    ...asShown,
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

const HeldEffect = z
  .strictObject({
    resolution: z.enum(RESOLUTION_NAMES),
    exception: z.enum(['open', 'closed']),
    fates: z
      .array(
        z.strictObject({
          state: z.enum(['posted', 'suspended', 'rejected', 'forwarded']),
          kind: z.string().describe('Of its exception; empty where it has none of its own'),
          ...counted,
        }),
      )
      .describe('What becomes of its items, added up'),
    lost: z
      .strictObject(counted)
      .describe('What could not be read as items: it is forwarded where the rest is, and else rejected'),
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
    over_short: z
      .strictObject({
        exception: z.int().describe('Its number, below zero: it is decided by itself'),
        kind: z.string(),
        sentence: z.string(),
        debit_minor: z.int().describe('What is missing'),
        credit_minor: z.int().describe('What is too much'),
        clock: z.string(),
        due_at: Moment,
        ours_at: Moment,
        opened_on: Day,
        exit_on: Day,
      })
      .nullable()
      .describe('Of a release of what does not balance: what is over or short, with its position in suspense'),
    said: z.string().nullable().describe('What settled what was over or short, or why it is charged'),
    forwarding: ForwardingJson.nullable(),
    letters: z.array(LetterAsked),
  })
  .meta({ id: 'HeldEffect' })

/** What is decided, of an item or of what is held as a whole, or that what stands of either is taken back. */
export const AnyEffect = z.union([EffectJson, HeldEffect, UndoEffectJson])
export type AnyEffect = z.infer<typeof AnyEffect>

export const HeldPreviewJson = z.strictObject({ ...PREVIEWED, effect: HeldEffect }).meta({ id: 'HeldPreview' })

export const HeldDecided = z.strictObject({ ...DECIDED, effect: HeldEffect }).meta({ id: 'HeldDecided' })

export const HeldUndo = z
  .strictObject({ undo: UndoOfferedJson.nullable().describe('Null where nothing stands that could be taken back') })
  .meta({ id: 'HeldUndo' })
