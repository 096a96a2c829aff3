import { isPaper, PAPERS, paperOf } from '../document.ts'
import { HOLD_REASONS, type HoldAfter, type HoldReason, type LatestEnd, momentAsked, momentName } from '../hold.ts'
import { letterOf } from './letter.ts'
import {
  type HoldFacts,
  type ResolutionAsked,
  type ResolutionDecision,
  type ResolutionFacts,
  refused,
} from './resolution.ts'
import { unmoved } from './resolve-item.ts'

/**
 * Holds an item for the customer or the other institution until a moment, or until they answer the letter that asks them; asked
 * again, it is held longer. Nothing moves: its value stays in suspense with its owner, and every way out stays open. Where a paper is
 * missing that a reason code needs, this is how it is asked for, with the day on which it is followed up; of a claim that is all.
 */
export function hold(asked: ResolutionAsked, facts: ResolutionFacts): ResolutionDecision {
  const { hold: holding } = facts
  if (holding === undefined)
    return refused('resolution_not_offered', 'The customer has the money for good, so they owe us no paper.')
  const { latest, now } = holding
  if (Temporal.Instant.compare(latest.at, now) <= 0)
    return refused('resolution_not_possible', `There is no time to hold it. ${latest.why}`)
  const { to, awaits, until = '', words = '' } = asked
  if (to === undefined || words.trim() === '')
    return refused('words_missing', 'Say for whom it is held, the customer or the sender, and what they are told.')
  if (awaits === undefined)
    return refused('awaits_missing', `Say what they are to give: ${Object.keys(HOLD_REASONS).join(', ')}.`)
  const shut = whyNotAwaited(awaits, facts, holding)
  if (shut !== undefined) return refused('resolution_not_possible', shut)
  // A paper is asked for in one act: left out, it is followed up at the latest moment that there is.
  const end = until.trim() === '' && isPaper(awaits) ? latest : endOf(until, holding, latest)
  if ('refused' in end) return end
  const { standing, endsBy } = holding
  const after: HoldAfter = {
    ...{ party: to, awaits, until: end.at.toString(), endsBy },
    extensions: standing === undefined ? 0 : standing.extensions + 1,
  }
  const letter = letterOf(facts, { to, words })
  return { is: 'decided', effect: { ...unmoved(facts, 'hold'), hold: after, letters: [letter] } }
}

function whyNotAwaited(
  awaits: HoldReason,
  { codes, exception }: Pick<ResolutionFacts, 'codes' | 'exception'>,
  { only, onFile }: Pick<HoldFacts, 'only' | 'onFile'>,
): string | undefined {
  if (!isPaper(awaits))
    return only === 'papers'
      ? 'The debit has posted: for a claim only a paper is waited for that a code needs.'
      : undefined
  const isClaimed = awaits === 'statement' && exception.claim?.lacksStatement === true
  if (!isClaimed && !onFile.has(awaits) && !codes.some(code => paperOf(code) === awaits))
    return `No reason code of it needs ${PAPERS[awaits]}.`
  return onFile.has(awaits) ? `We have ${PAPERS[awaits]}.` : undefined
}

function endOf(
  until: string,
  { now, zone }: HoldFacts,
  latest: LatestEnd,
): { readonly at: Temporal.Instant } | ReturnType<typeof refused> {
  const at = momentAsked(until, zone)
  if (at === undefined)
    return refused(
      'until_refused',
      'Say until when it is held: a day, at whose beginning the hold ends, as 2026-11-25, or a moment as 2026-11-25T15:00.',
    )
  if (Temporal.Instant.compare(at, now) <= 0)
    return refused('until_refused', `${momentName(at, zone)} has passed: name a later moment.`)
  if (Temporal.Instant.compare(at, latest.at) > 0)
    return refused('until_refused', `${latest.why} ${momentName(at, zone)} is after that: name an earlier moment.`)
  return { at }
}
