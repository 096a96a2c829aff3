import type { Resolution } from '../exception.ts'
import type { Effect } from './effect.ts'
import { type ResolutionAsked, type ResolutionDecision, type ResolutionFacts, refused } from './resolution.ts'
import { adjust, whyAdjusting } from './resolve-adjust.ts'
import { deny, recredit, returnClaimed } from './resolve-claim.ts'
import { contest } from './resolve-contest.ts'
import { correct } from './resolve-corrected.ts'
import { post, reject, sendBack } from './resolve-item.ts'
import { move } from './resolve-moved.ts'

/**
 * What the resolution does, as rows, or why it cannot be. The one function behind the preview, the commit and every list of what
 * may be done. Pure: who may do it is asked elsewhere.
 */
export function decideResolution(asked: ResolutionAsked, facts: ResolutionFacts): ResolutionDecision {
  const { exception } = facts
  if (exception.state === 'closed')
    return refused('exception_closed', 'It can be reopened while its effect can be undone.')
  if (exception.state === 'decided')
    return refused('exception_decided', 'Undo that decision first, as long as its file has not left.')
  const ways: Ways = exception.claim === undefined ? OF_ITEMS : OF_CLAIMS
  const way = facts.resolutions.includes(asked.resolution) ? ways[asked.resolution] : undefined
  const isBesideIt = asked.resolution === 'adjust' || asked.resolution === 'refer'
  const adjusting = isBesideIt ? undefined : whyAdjusting(facts)
  if (way !== undefined && adjusting !== undefined) return refused('resolution_not_possible', adjusting)
  if (way !== undefined) return way(asked, facts)
  const offered = facts.resolutions.filter(one => ways[one] !== undefined)
  return refused(
    'resolution_not_offered',
    offered.length === 0 ? 'There is none here.' : `There are: ${offered.join(', ')}.`,
  )
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
}
const OF_CLAIMS: Ways = { return: returnClaimed, recredit, deny, refer }

/** Asks the customer or the other institution. Nothing moves, and the exception stays open. */
function refer({ to, words = '' }: ResolutionAsked, { exception }: ResolutionFacts): ResolutionDecision {
  if (to === undefined || words.trim() === '')
    return refused('words_missing', 'Say whom you ask, the customer or the sender, and what.')
  const { shard, id } = exception
  const effect: Effect = {
    exception: { shard, id, state: 'open', resolution: 'refer', code: '', closedAs: '' },
    item: undefined,
    legs: [],
    outbound: undefined,
    letters: [{ to, words: words.trim() }],
  }
  return { is: 'decided', effect }
}
