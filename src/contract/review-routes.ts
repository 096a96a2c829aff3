import { z } from 'zod'
import type { Role } from '../core/authority/role.ts'
import { DecisionId, ReceivedJson } from './decision.ts'
import { AnyEffect } from './held.ts'
import { ONCE_HEADERS, ONCE_REFUSALS } from './once.ts'
import { Cursor, LimitText, Moment, PackName, pageOf } from './plain-fields.ts'
import type { Route } from './route.ts'

const json = <Schema extends z.ZodType>(schema: Schema) => ({ as: 'json', status: 200, schema }) as const
const REVIEWERS = { roles: ['sps', 'supervisor', 'qc'] satisfies Role[], act: 'read' as const }

/** What counts already, and somebody has to look at. */
export const Review = z
  .strictObject({
    decision: DecisionId,
    of: z
      .enum(['decision', 'approval', 'undoing'])
      .describe('What was done: the decision itself, the second person’s yes to it, or that it was taken back'),
    item: z.int().describe('Below zero the number of a batch or file that was decided as a whole'),
    pack: PackName,
    kind: z.string(),
    title: z.string(),
    amount_minor: z.int(),
    done_at: Moment,
    by: z.strictObject({ id: z.int(), name: z.string() }).describe('Who did it'),
    effect: AnyEffect.describe('Of the decision'),
    received: ReceivedJson,
    why_not: z.array(z.string()).describe('Why the one who asks may not look at it for others; empty where they may'),
  })
  .meta({ id: 'Review' })
export type Review = z.infer<typeof Review>

export const ReviewPage = pageOf('ReviewPage', Review)
const Reviewed = z.strictObject({ decision: DecisionId }).meta({ id: 'Reviewed' })

/** What people did alone whose work is looked at afterwards. */
export const REVIEW_ROUTES = {
  listReviews: {
    method: 'get',
    path: 'reviews',
    access: REVIEWERS,
    summary:
      'Decisions, approvals and undoings that count and that somebody has still to look at: what you may look at first, the oldest first',
    query: z.strictObject({ cursor: Cursor, limit: LimitText }),
    answer: json(ReviewPage),
    refusals: ['cursor_invalid'],
  },
  reviewDecision: {
    method: 'post',
    path: 'decisionReview',
    access: REVIEWERS,
    summary:
      'Says that somebody looked at a decision, its approval or its undoing; what is wrong is undone, or decided again, as any other',
    params: z.strictObject({ decision: DecisionId }),
    headers: ONCE_HEADERS,
    answer: json(Reviewed),
    refusals: ['decision_not_found', 'item_not_found', 'nothing_to_decide', 'not_authorised', ...ONCE_REFUSALS],
  },
} as const satisfies Readonly<Record<string, Route>>
