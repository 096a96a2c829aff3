import { z } from 'zod'
import { LETTER_ADDRESSEES } from '../core/resolve/letter.ts'
import { DecisionId, ResolutionBody } from './decision.ts'
import { EXCEPTIONS_FILTER } from './exception.ts'
import { pageOf, Sha256 } from './plain-fields.ts'
import { Tally } from './tally.ts'

const BulkId = z.int().min(1).max(Number.MAX_SAFE_INTEGER)
const DECISIONS_MAX = 500

/** What is to be looked at before it is done to all that match. */
export const BulkBody = z
  .strictObject({
    matching: z.strictObject(EXCEPTIONS_FILTER).describe('As the list of exceptions is filtered'),
    asked: ResolutionBody,
  })
  .meta({ id: 'BulkOrder' })
/** Which proposals are to be approved together; one of the two is given. */
export const BulkApprovalBody = z
  .strictObject({
    of: BulkId.optional().describe('Everything of that act on many that waits for a second person, as a whole'),
    decisions: z.array(DecisionId).min(1).max(DECISIONS_MAX).optional().describe('Proposals, one by one'),
  })
  .meta({ id: 'BulkApproval' })
export const BulkCommitBody = z
  .strictObject({ sha256: Sha256.describe('Of the dry run that was seen') })
  .meta({ id: 'BulkCommit' })
export const BulkReturnBody = z
  .strictObject({ why: z.string().trim().min(1).max(1000).describe('What its maker reads first of all') })
  .meta({ id: 'BulkReturn' })

const reason = {
  reason: z.string(),
  value: Tally,
  why: z.string().describe('Of the first of them'),
  items: z.array(z.int()).describe('The first few'),
}

/** An act on many: what was shown of it, and how far it is. */
export const BulkAct = z
  .strictObject({
    bulk: z.int(),
    act: z.enum(['resolve', 'approve', 'return', 'undo']),
    of: z.int().nullable().describe('The act whose decisions it answers or takes back'),
    state: z
      .enum(['shown', 'running', 'ended'])
      .describe('`shown`: a dry run, of which nothing happened; `running`: they are done one after the other'),
    by: z.string(),
    is_own: z.boolean(),
    shown_at: z.string(),
    ended_at: z.string().nullable(),
    matching: z.record(z.string(), z.string()).nullable().describe('What its exceptions were chosen by'),
    asked: z.strictObject({ resolution: z.string(), code: z.string().nullable() }).nullable(),
    sha256: z.string().describe('What the commit is given: another set or effect is not done'),
    shown: z.strictObject({
      matching: Tally,
      done: Tally.describe('Would be done'),
      proposed: Tally.describe('Would be put before a second person'),
      refused: Tally,
      legs: z.array(z.strictObject({ from: z.string(), to: z.string(), count: z.int(), amount_minor: z.int() })),
      answers: z.array(z.strictObject({ code: z.string(), count: z.int(), first_due_at: z.string() })),
      notices: z.int(),
      letters: z.array(z.strictObject({ to: z.enum(LETTER_ADDRESSEES), count: z.int() })),
      stops: z
        .strictObject({ answers: z.int(), notices: z.int(), letters: z.int() })
        .describe('Of an undo: what does not go out any more of what is done; what waits may go out first'),
      reasons: z.array(z.strictObject({ as: z.enum(['proposed', 'refused']), ...reason })),
    }),
    now: z.strictObject({ waiting: Tally, done: Tally, proposed: Tally, refused: Tally }),
    stands: z
      .strictObject({ done: Tally, proposed: Tally })
      .describe('Of its decisions: what counts now, and what waits for a second person'),
    not_done: z.array(z.strictObject(reason)).describe('What was said to be done and was not'),
  })
  .meta({ id: 'BulkAct' })
export type BulkAct = z.infer<typeof BulkAct>

/** One of the many. */
const BulkMember = z
  .strictObject({
    item: z.int(),
    value: Tally,
    state: z
      .enum(['waiting', 'done', 'proposed', 'refused'])
      .describe('Of a dry run: what it would become; nothing of one waits'),
    reason: z.string().nullable().describe('Why it is not done, or of a dry run not alone, in a word'),
    why: z.string(),
    decision: DecisionId.nullable(),
  })
  .meta({ id: 'BulkMember' })
export type BulkMember = z.infer<typeof BulkMember>

export const BulkMemberPage = pageOf('BulkMemberPage', BulkMember)
/** What an act on many is in a list. */
export const BulkSummary = BulkAct.pick({
  bulk: true,
  act: true,
  of: true,
  state: true,
  by: true,
  is_own: true,
  asked: true,
  shown_at: true,
  ended_at: true,
})
  .extend({
    matching: Tally,
    proposed: z
      .strictObject({ count: z.int(), amount_minor: z.int() })
      .describe('Of its decisions: what waits for a second person now'),
  })
  .meta({ id: 'BulkSummary' })
export type BulkSummary = z.infer<typeof BulkSummary>
export const BulkPage = pageOf('BulkPage', BulkSummary)
