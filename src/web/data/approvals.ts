import { queryOptions } from '@tanstack/react-query'
import type { Approval, ApprovalBeside } from '../../contract/approval.ts'
import type { AnyEffect } from '../../contract/held.ts'
import { pathTo } from '../../contract/paths.ts'
import type { Review } from '../../contract/review-routes.ts'
import { ask } from './ask.ts'
import type { Wanted } from './desk.ts'
import { pages } from './queries.ts'

/** What waits for a second person, what this one may answer first. */
export const approvalPages = () => pages<Approval>('approvals', {}, {})

/** What the list does not say of one: the clocks and the linked items of each effect that is shown. */
export const approvalBesideQuery = (decision: string) =>
  queryOptions({
    queryKey: ['beside', decision],
    queryFn: ({ signal }) => ask<ApprovalBeside>(pathTo('decisionBeside', { decision }), signal),
  })

/** Whether anything stands beside what is shown of it: of an item, and not of what is keyed without being seen. */
export function hasBeside(one: Approval | undefined): boolean {
  return one !== undefined && one.held === null && ((one.effect !== null && one.sha256 !== null) || one.second !== null)
}

/** What counts already and a second person has still to look at: what this one may look at first, the oldest first. */
export const reviewPages = () => pages<Review>('reviews', {}, {})

/** One answer to one proposal, or to what counts already. */
export type Answer =
  | { readonly to: 'decisionApprove'; readonly body: { readonly sha256: string } }
  | { readonly to: 'decisionReturn'; readonly body: { readonly why: string } }
  | { readonly to: 'decisionKey'; readonly body: KeyBody }
  | { readonly to: 'decisionWithdraw' | 'decisionReview' }

/** What somebody says is to happen who does not see what was proposed. */
export type KeyBody = Wanted

/** What became of an answer; of a return, a withdrawal and a look nothing more is told than that they were taken. */
export interface Taken {
  /** What happened: of an approval. */
  readonly effect?: AnyEffect
  /** Of a second key. */
  readonly keyed?: 'alike' | 'different'
}

/** Sends it once: `key` is its own, so that a second press of the same button does nothing more. */
export function answerProposal(of: {
  readonly decision: string
  readonly key: string
  readonly answer: Answer
}): Promise<Taken> {
  const { decision, key, answer } = of
  const body = 'body' in answer ? { body: answer.body } : {}
  return ask(pathTo(answer.to, { decision }), undefined, { method: 'POST', key, ...body })
}
