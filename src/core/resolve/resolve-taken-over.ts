import { type FeeAfter, NOT_CHARGED } from '../fee.ts'
import type { Effect, TakenOver } from './effect.ts'
import { payerBefore } from './payer.ts'
import { type PolicyFacts, type ResolutionDecision, type ResolutionFacts, refused } from './resolution.ts'
import { feeGivenBack } from './resolve-fee.ts'

/**
 * Takes over what a policy decided while its answer waits for its file: that does not go, what was charged with it is given back, and
 * the exception is open with the clock that it has, so that every way out of its kind is there. From then on a person answers for it.
 */
export function takeOver(facts: ResolutionFacts): ResolutionDecision {
  const { exception, leavesBy } = facts
  const { policy } = exception
  if (policy === undefined) return refused('resolution_not_offered', 'No policy decides it any more: look at it again.')
  if (leavesBy === undefined)
    return refused(
      'resolution_not_possible',
      `The last window in which a return of it is in time is over: what the policy ${policy.name} decided goes with its file, or a person gets it when it has missed that.`,
    )
  const why = whyStays(policy, facts)
  if (why !== undefined) return refused('fee_refused', why)
  const takenOver: TakenOver = { policy: policy.name, code: policy.code, dueAt: leavesBy.toString() }
  return { is: 'decided', effect: { ...opened(facts), takenOver, ...withdrawn(policy, facts) } }
}

/** Why what was charged cannot be given back: then the policy's decision stays with its fee. */
function whyStays({ fee }: PolicyFacts, facts: ResolutionFacts): string | undefined {
  if (fee?.account === undefined) return undefined
  const paid = payerBefore(facts, fee.account)
  if (paid === undefined) return 'The account that paid the fee for it is not found any more.'
  const { status } = paid.payer
  if (status !== 'closed' && status !== 'frozen') return undefined
  return `The account that paid the fee for it ${NOT_CHARGED[status]}, and nothing posts to it: mend that at the ledger first.`
}

function opened({ exception: { shard, id } }: ResolutionFacts): Effect {
  return {
    exception: { shard, id, state: 'open', resolution: 'take_over', code: '', closedAs: '' },
    item: undefined,
    legs: [],
    outbound: undefined,
    letters: [],
  }
}

function withdrawn({ fee }: PolicyFacts, { bookedOn }: ResolutionFacts): Partial<Pick<Effect, 'fee' | 'legs'>> {
  if (fee?.account === undefined) return {}
  const { name, feeMinor, account, presentment } = fee
  const after: FeeAfter = { name, step: 'withdrawn', feeMinor, account, presentment }
  return { fee: after, legs: [feeGivenBack(account, feeMinor, bookedOn)] }
}
