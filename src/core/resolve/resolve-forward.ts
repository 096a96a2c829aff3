import { FORWARDING_ANSWERS, type ForwardingAfter, RECIPIENT_LENGTH_MAX } from '../forwarding.ts'
import type { Effect } from './effect.ts'
import { type LetterAbout, type LetterRequest, letterOf } from './letter.ts'
import {
  type ForwardingFacts,
  type ResolutionAsked,
  type ResolutionDecision,
  type ResolutionFacts,
  type ResolutionRefused,
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
  const step = forwardingStep(asked, forwarding, facts)
  if (step.is === 'refused') return step
  const { after, letters } = step
  if (step.is === 'ours') {
    const effect: Effect = { ...unmoved(facts, 'forward'), forwarding: after, letters }
    return { is: 'decided', effect }
  }
  const decided = ended(facts, 'forward', 'forwarded', outOfSuspense(facts, { role: 'forwarded' }))
  return decided.is === 'refused' ? decided : { is: 'decided', effect: { ...decided.effect, forwarding: after } }
}

/** Why another way out is closed: somebody else has it. Undefined where nobody does. */
export function whyForwarded(forwarding: ForwardingFacts | undefined): string | undefined {
  return forwarding?.standing === undefined
    ? undefined
    : `It is with ${forwarding.standing.recipient}, which has not acknowledged it: say what they answered, or undo the forwarding first.`
}

/** What a word about a forwarding makes of it. `ours`: nothing moves, until they acknowledge it; `theirs`: they did. */
export type ForwardingStep =
  | {
      readonly is: 'ours' | 'theirs'
      readonly after: ForwardingAfter
      readonly letters: readonly LetterRequest[]
    }
  | ResolutionRefused

/** The next step of a forwarding, of an item or of what is held as a whole: to whom it goes, or what they answered. */
export function forwardingStep(
  asked: ResolutionAsked,
  forwarding: ForwardingFacts,
  about: LetterAbout,
): ForwardingStep {
  const { standing } = forwarding
  return standing === undefined
    ? handOver(asked, forwarding, about)
    : answered(asked, { ...forwarding, standing }, about)
}

function handOver(
  { recipient = '', answer, words = '' }: ResolutionAsked,
  { acknowledgeBy }: ForwardingFacts,
  about: LetterAbout,
): ForwardingStep {
  if (answer !== undefined)
    return refused('resolution_not_possible', 'Nobody has it: say first to whom it is forwarded, and why.')
  const to = recipient.trim()
  if (to === '' || to.length > RECIPIENT_LENGTH_MAX)
    return refused(
      'recipient_missing',
      `Say which department or institution takes it, in ${RECIPIENT_LENGTH_MAX} characters at most.`,
    )
  if (words.trim() === '') return refused('words_missing', `Say what ${to} is to know, and to do with it.`)
  return asking({ recipient: to, state: 'sent', chases: 0, acknowledgeBy }, about, words)
}

function answered(
  { recipient, answer, words = '' }: ResolutionAsked,
  { standing, acknowledgeBy }: ForwardingFacts & { readonly standing: ForwardingAfter },
  about: LetterAbout,
): ForwardingStep {
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
  if (answer === 'none') return asking({ ...after, chases: standing.chases + 1, acknowledgeBy }, about, words)
  return { is: answer === 'declined' ? 'ours' : 'theirs', after, letters: [] }
}

function asking(after: ForwardingAfter, about: LetterAbout, words: string): ForwardingStep {
  return { is: 'ours', after, letters: [letterOf(about, { to: 'recipient', words })] }
}
