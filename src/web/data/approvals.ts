import { queryOptions } from '@tanstack/react-query'
import type { Approval } from '../../contract/approval.ts'
import { pathTo } from '../../contract/paths.ts'
import { ask } from './ask.ts'
import type { Wanted } from './desk.ts'

/** What waits for a second person, what this one may answer first. */
export const approvalsQuery = queryOptions({
  queryKey: ['approvals'],
  queryFn: ({ signal }) => ask<{ readonly data: readonly Approval[] }>(pathTo('approvals'), signal),
})

/** One answer to one proposal. */
export type Answer =
  | { readonly to: 'decisionApprove'; readonly body: { readonly sha256: string } }
  | { readonly to: 'decisionReturn'; readonly body: { readonly why: string } }
  | { readonly to: 'decisionKey'; readonly body: KeyBody }
  | { readonly to: 'decisionWithdraw' }

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
