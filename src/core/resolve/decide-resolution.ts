import type { Resolution } from '../exception.ts'
import { isAboutFee } from '../fee.ts'
import { letterOf } from './letter.ts'
import {
  type ResolutionAsked,
  type ResolutionDecision,
  type ResolutionFacts,
  refused,
  whyNotOffered,
} from './resolution.ts'
import { adjust, whyAdjusting } from './resolve-adjust.ts'
import { chargeBack } from './resolve-chargeback.ts'
import { deny, returnClaimed } from './resolve-claim.ts'
import { contest } from './resolve-contest.ts'
import { correct } from './resolve-corrected.ts'
import { charge, giveBack, neverForClaim, withFee } from './resolve-fee.ts'
import { forward, whyForwarded } from './resolve-forward.ts'
import { hold } from './resolve-hold.ts'
import { post, reject, sendBack, unmoved } from './resolve-item.ts'
import { adjustLate } from './resolve-late.ts'
import { move } from './resolve-moved.ts'
import { askBack } from './resolve-remedy.ts'
import { split } from './resolve-split.ts'
import { takeOver } from './resolve-taken-over.ts'
import { claimWarranty, recreditBeside, whyClaiming } from './resolve-warranty.ts'

/**
 * What the resolution does, as rows, or why it cannot be. The one function behind the preview, the commit and every list of what
 * may be done. Pure: who may do it is asked elsewhere.
 */
export function decideResolution(asked: ResolutionAsked, facts: ResolutionFacts): ResolutionDecision {
  const { exception } = facts
  if (isAboutFee(asked.resolution)) return decideWay(asked, facts)
  if (asked.resolution === 'adjust' && facts.answered !== undefined) return askBack(asked, facts, facts.answered)
  if (asked.resolution === 'adjust' && facts.late !== undefined) return adjustLate(asked, facts, facts.late)
  if (exception.state === 'closed')
    return refused('exception_closed', 'It can be reopened while its effect can be undone.')
  if (exception.state === 'decided')
    return asked.resolution === 'take_over' ? takeOver(facts) : refused('exception_decided', whyDecided(facts))
  return withFee(asked, facts, decideWay(asked, facts))
}

function whyDecided({ exception: { policy } }: ResolutionFacts): string {
  return policy === undefined
    ? 'Undo that decision first, as long as its file has not left.'
    : `The policy ${policy.name} decided it: take it over first, as long as its file has not left.`
}

function decideWay(asked: ResolutionAsked, facts: ResolutionFacts): ResolutionDecision {
  const { exception } = facts
  const ways: Ways = exception.claim === undefined ? OF_ITEMS : OF_CLAIMS
  const way = facts.resolutions.includes(asked.resolution) ? ways[asked.resolution] : undefined
  const others = whyWithOthers(asked.resolution, facts)
  if (way !== undefined && others !== undefined) return refused('resolution_not_possible', others)
  if (way !== undefined) return way(asked, facts)
  const offered = facts.resolutions.filter(one => ways[one] !== undefined)
  return refused('resolution_not_offered', whyNotOffered(offered))
}

/** Why it is shut while others have the item: all but asking somebody, what is about a fee, and what goes on with those who have it. */
function whyWithOthers(resolution: Resolution, facts: ResolutionFacts): string | undefined {
  if (resolution === 'refer' || isAboutFee(resolution)) return undefined
  return (
    (resolution === 'adjust' ? undefined : whyAsking(resolution, facts)) ??
    (resolution === 'forward' ? undefined : whyForwarded(facts.forwarding))
  )
}

/** A claim is decided beside what the other institution is asked of it, but not beside an answer of ours that is asked back. */
function whyAsking(resolution: Resolution, facts: ResolutionFacts): string | undefined {
  const isBeside = facts.exception.claim !== undefined && facts.answered === undefined
  return isBeside ? whyClaiming(resolution, facts) : whyAdjusting(facts)
}

type Resolve = (asked: ResolutionAsked, facts: ResolutionFacts) => ResolutionDecision
type Ways = Readonly<Partial<Record<Resolution, Resolve>>>

const OF_ITEMS: Ways = {
  post,
  return: sendBack,
  dishonor: sendBack,
  refuse: sendBack,
  contest,
  reject,
  refer,
  correct,
  rekey: correct,
  adjust,
  move,
  forward,
  split,
  chargeback: chargeBack,
  fee: charge,
  waive: giveBack,
  hold,
}
const OF_CLAIMS: Ways = {
  return: returnClaimed,
  recredit: recreditBeside,
  adjust: claimWarranty,
  deny,
  refer,
  hold,
  fee: neverForClaim,
}

/** Asks the customer or the other institution. Nothing moves, and the exception stays open. */
function refer({ to, words = '' }: ResolutionAsked, facts: ResolutionFacts): ResolutionDecision {
  if (to === undefined || words.trim() === '')
    return refused('words_missing', 'Say whom you ask, the customer or the sender, and what.')
  return { is: 'decided', effect: { ...unmoved(facts, 'refer'), letters: [letterOf(facts, { to, words })] } }
}
