import { ADJUSTMENT_STEPS, type AdjustmentAfter } from '../adjustment.ts'
import type { Resolution } from '../exception.ts'
import { FOUND, paidToCustomer, report, whyNoCustomer } from './claim-answer.ts'
import { type ResolutionAsked, type ResolutionDecision, type ResolutionFacts, refused } from './resolution.ts'
import { acknowledge, adjust, SUSPENSE } from './resolve-adjust.ts'
import { recredit } from './resolve-claim.ts'
import { ended, legOf, network, unmoved } from './resolve-item.ts'

/**
 * What a customer claims and no return reaches any more, claimed from the other institution as a breach of its warranty. Two questions
 * stand beside each other: what the customer has of it, by the clock of the law, which runs on; and what the other institution pays,
 * which has the clock of its letter until the customer has an answer, and is the only one from then on.
 */
export function claimWarranty(asked: ResolutionAsked, facts: ResolutionFacts): ResolutionDecision {
  const standing = facts.adjustment?.standing
  const step = asked.step ?? 'open'
  if (standing?.state === 'refused')
    return refused(
      'resolution_not_possible',
      'The other institution refused it: credit the customer for good, or deny it.',
    )
  if (standing === undefined || step === 'open') return clockStays(adjust(asked, facts), facts)
  if (step === 'acknowledge') return acknowledge(facts, standing)
  if (step === 'settle') return paid(facts, standing)
  return step === 'refuse' ? notPaid(facts, standing) : adjust(asked, facts)
}

/** Credits the customer while the other institution is asked: for good, what it pays is all that stays open, and its clock all that runs, or has passed. */
export function recreditBeside(asked: ResolutionAsked, facts: ResolutionFacts): ResolutionDecision {
  if (facts.exception.claim?.isForGood === true)
    return refused('resolution_not_possible', 'It is theirs for good: what is open is what the other institution pays.')
  const clock = facts.adjustment?.standingClock
  if (caseOf(facts) === undefined || clock === undefined || asked.term !== 'final') return recredit(asked, facts)
  const stays = unmoved(facts, 'recredit')
  const effect = {
    ...stays,
    exception: { ...stays.exception, clock },
    legs: paidToCustomer(facts),
    letters: report(facts, FOUND),
  }
  return whyNoCustomer(facts) ?? { is: 'decided', effect }
}

/** What of the other ways is shut meanwhile: that the customer has an answer in time waits for no other institution. */
export function whyClaiming(resolution: Resolution, facts: ResolutionFacts): string | undefined {
  if (caseOf(facts) === undefined || resolution === 'recredit' || resolution === 'hold') return undefined
  return 'It is claimed from the other institution: say that it settled or refused it, or take that back first.'
}

/** The case that runs with the other institution beside the claim; undefined where none does. */
function caseOf({ adjustment, answered }: ResolutionFacts): AdjustmentAfter | undefined {
  const standing = answered === undefined ? adjustment?.standing : undefined
  return standing?.state === 'asked' || standing?.state === 'acknowledged' ? standing : undefined
}

/** The letter to the other institution has its own clock: the one towards the customer is not stopped by it. */
function clockStays(decided: ResolutionDecision, facts: ResolutionFacts): ResolutionDecision {
  if (decided.is === 'refused') return decided
  return { is: 'decided', effect: { ...decided.effect, exception: unmoved(facts, 'adjust').exception } }
}

/** They pay it, so it is the customer's for good. */
function paid(facts: ResolutionFacts, standing: AdjustmentAfter): ResolutionDecision {
  const { claim } = facts.exception
  const why = claim?.isRecredited === true ? undefined : whyNoCustomer(facts)
  if (why !== undefined) return why
  const legs = [...paidToCustomer(facts), ...legOf(facts, network(facts), SUSPENSE)]
  const decided = ended(facts, 'adjust', 'adjusted', legs)
  return between('settle', decided, standing, claim?.isForGood === true ? [] : report(facts, FOUND))
}

/** They do not: what the customer has for good is borne here; else it is still to be decided what they have. */
function notPaid(facts: ResolutionFacts, standing: AdjustmentAfter): ResolutionDecision {
  const decided: ResolutionDecision =
    facts.exception.claim?.isForGood === true
      ? ended(facts, 'adjust', 'adjusted', legOf(facts, { role: 'losses' }, SUSPENSE))
      : { is: 'decided', effect: unmoved(facts, 'adjust') }
  return between('refuse', decided, standing, [])
}

function between(
  step: 'settle' | 'refuse',
  decided: ResolutionDecision,
  standing: AdjustmentAfter,
  letters: ReturnType<typeof report>,
): ResolutionDecision {
  if (decided.is === 'refused') return decided
  const adjustment = { ...standing, state: ADJUSTMENT_STEPS[step] }
  return { is: 'decided', effect: { ...decided.effect, adjustment, letters } }
}
