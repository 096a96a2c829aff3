import { z } from 'zod'
import type { Role } from '../core/authority/role.ts'
import { DecisionId, EffectJson } from './decision.ts'
import { HeldEffect } from './held.ts'
import { ONCE_HEADERS, ONCE_REFUSALS } from './once.ts'
import { Cursor, LimitText, Moment, PackName, pageOf } from './plain-fields.ts'
import type { Route } from './route.ts'

const json = <Schema extends z.ZodType>(schema: Schema) => ({ as: 'json', status: 200, schema }) as const
const REVIEWERS = { roles: ['sps', 'supervisor', 'qc'] satisfies Role[] }

/** A decision that counts, and that a second person has to look at. */
export const Review = z
  .strictObject({
    decision: DecisionId,
    item: z.int().describe('Below zero the number of a batch or file that was decided as a whole'),
    pack: PackName,
    kind: z.string(),
    title: z.string(),
    amount_minor: z.int(),
    decided_at: Moment,
    maker: z.strictObject({ id: z.int(), name: z.string() }),
    effect: z.union([EffectJson, HeldEffect]),
    why_not: z.array(z.string()).describe('Why the one who asks may not look at it for others; empty where they may'),
  })
  .meta({ id: 'Review' })
export type Review = z.infer<typeof Review>

export const ReviewPage = pageOf('ReviewPage', Review)
const Reviewed = z.strictObject({ decision: DecisionId }).meta({ id: 'Reviewed' })

/** What people decided alone whose work is looked at afterwards. */
export const REVIEW_ROUTES = {
  listReviews: {
    method: 'get',
    path: 'reviews',
    access: REVIEWERS,
    summary:
      'Decisions that count and that a second person has still to look at: what you may look at first, the oldest first',
    query: z.strictObject({ cursor: Cursor, limit: LimitText }),
    answer: json(ReviewPage),
    refusals: ['cursor_invalid'],
  },
  reviewDecision: {
    method: 'post',
    path: 'decisionReview',
    access: REVIEWERS,
    summary: 'Says that a second person looked at a decision; what is wrong is undone as any other',
    params: z.strictObject({ decision: DecisionId }),
    headers: ONCE_HEADERS,
    answer: json(Reviewed),
    refusals: ['decision_not_found', 'item_not_found', 'nothing_to_decide', 'not_authorised', ...ONCE_REFUSALS],
  },
} as const satisfies Readonly<Record<string, Route>>
