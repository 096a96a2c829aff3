import { FORWARDING_ANSWERS, type ForwardingAfter, RECIPIENT_LENGTH_MAX } from '../forwarding.ts'
import type { Effect } from './effect.ts'
import { type LetterRequest, letterOf } from './letter.ts'
import {
  type ForwardingFacts,
  type ResolutionAsked,
  type ResolutionDecision,
  type ResolutionFacts,
  refused,
} from './resolution.ts'
import { ended, outOfSuspense, unmoved } from './resolve-item.ts'

/**
 * Forwards an item to the department or institution it belongs to, and tells what they answered. Its value leaves suspense only
 * when they acknowledge it: until then it is owned here, its own clock runs on, and beside it the one by which they have to answer.
 */
export function forward(asked: ResolutionAsked, facts: ResolutionFacts): ResolutionDecision {
  const { forwarding } = facts
  if (forwarding === undefined)
    return refused('resolution_not_offered', 'What a customer claims is decided here: ask somebody instead.')
  const { standing } = forwarding
  return standing === undefined ? handOver(asked, facts, forwarding) : answered(asked, facts, standing)
}

/** Why another way out is closed: somebody else has it. Undefined where nobody does. */
export function whyForwarded({ forwarding }: ResolutionFacts): string | undefined {
  return forwarding?.standing === undefined
    ? undefined
    : `It is with ${forwarding.standing.recipient}, which has not acknowledged it: say what they answered, or undo the forwarding first.`
}

function handOver(
  { recipient = '', answer, words = '' }: ResolutionAsked,
  facts: ResolutionFacts,
  { acknowledgeBy }: ForwardingFacts,
): ResolutionDecision {
  if (answer !== undefined)
    return refused('resolution_not_possible', 'Nobody has it: say first to whom it is forwarded, and why.')
  const to = recipient.trim()
  if (to === '' || to.length > RECIPIENT_LENGTH_MAX)
    return refused(
      'recipient_missing',
      `Say which department or institution takes it, in ${RECIPIENT_LENGTH_MAX} characters at most.`,
    )
  if (words.trim() === '') return refused('words_missing', `Say what ${to} is to know, and to do with it.`)
  return waiting(facts, { recipient: to, state: 'sent', chases: 0, acknowledgeBy }, asking(facts, words))
}

function answered(
  { recipient, answer, words = '' }: ResolutionAsked,
  facts: ResolutionFacts,
  standing: ForwardingAfter,
): ResolutionDecision {
  if (recipient !== undefined && recipient.trim() !== standing.recipient)
    return refused(
      'resolution_not_possible',
      `It is with ${standing.recipient}: say that they declined it, or undo the forwarding, before somebody else gets it.`,
    )
  if (answer === undefined)
    return refused(
      'answer_missing',
      `It is with ${standing.recipient}: say acknowledged or declined, or none, which asks them again.`,
    )
  if (words.trim() === '')
    return refused('words_missing', 'Say who answered, when and how; or, where nobody did, what you ask again.')
  const after = { ...standing, state: FORWARDING_ANSWERS[answer] }
  if (answer === 'declined') return waiting(facts, after, [])
  if (answer === 'none') return chased(facts, after, words)
  const decided = ended(facts, 'forward', 'forwarded', outOfSuspense(facts, { role: 'forwarded' }))
  return decided.is === 'refused' ? decided : { is: 'decided', effect: { ...decided.effect, forwarding: after } }
}

function chased(facts: ResolutionFacts, standing: ForwardingAfter, words: string): ResolutionDecision {
  const acknowledgeBy = facts.forwarding?.acknowledgeBy ?? standing.acknowledgeBy
  return waiting(facts, { ...standing, chases: standing.chases + 1, acknowledgeBy }, asking(facts, words))
}

function waiting(
  facts: ResolutionFacts,
  forwarding: ForwardingAfter,
  letters: readonly LetterRequest[],
): ResolutionDecision {
  const effect: Effect = { ...unmoved(facts, 'forward'), forwarding, letters }
  return { is: 'decided', effect }
}

function asking(facts: ResolutionFacts, words: string): readonly LetterRequest[] {
  return [letterOf(facts, { to: 'recipient', words })]
}
