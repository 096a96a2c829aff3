import { queryOptions } from '@tanstack/react-query'
import type { Approval } from '../../contract/approval.ts'
import { pathTo } from '../../contract/paths.ts'
import type { Review } from '../../contract/review-routes.ts'
import { ask } from './ask.ts'
import type { Wanted } from './desk.ts'

/** What waits for a second person, what this one may answer first. */
export const approvalsQuery = queryOptions({
  queryKey: ['approvals'],
  queryFn: ({ signal }) => ask<{ readonly data: readonly Approval[] }>(pathTo('approvals'), signal),
})

/** What counts already and a second person has still to look at, the oldest first. */
export const reviewsQuery = queryOptions({
  queryKey: ['reviews'],
  queryFn: ({ signal }) => ask<{ readonly data: readonly Review[] }>(pathTo('reviews'), signal),
})

/** One answer to one proposal, or to what counts already. */
export type Answer =
  | { readonly to: 'decisionApprove'; readonly body: { readonly sha256: string } }
  | { readonly to: 'decisionReturn'; readonly body: { readonly why: string } }
  | { readonly to: 'decisionKey'; readonly body: KeyBody }
  | { readonly to: 'decisionWithdraw' | 'decisionReview' }

/** What somebody says is to happen who does not see what was proposed. */
export type KeyBody = Wanted

/** Sends it once: `key` is its own, so that a second press of the same button does nothing more. */
export function answerProposal(of: {
  readonly decision: string
  readonly key: string
  readonly answer: Answer
}): Promise<{ readonly keyed?: 'alike' | 'different' }> {
  const { decision, key, answer } = of
  const body = 'body' in answer ? { body: answer.body } : {}
  return ask(pathTo(answer.to, { decision }), undefined, { method: 'POST', key, ...body })
}
