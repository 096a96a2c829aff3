/**
 * A forwarding: an item given to another department or institution, because it is theirs to decide. Until they acknowledge it, its
 * value stays in suspense here, and whoever forwarded it has to ask again.
 */

/** What came back of a forwarding, by the word that somebody tells it with, and how it stands then. */
export const FORWARDING_ANSWERS = {
  acknowledged: 'acknowledged',
  declined: 'declined',
  /** Nothing came: they are asked again, and the clock starts anew. */
  none: 'sent',
} as const
export type ForwardingAnswer = keyof typeof FORWARDING_ANSWERS
export const FORWARDING_ANSWER_NAMES = Object.keys(FORWARDING_ANSWERS) as [ForwardingAnswer, ...ForwardingAnswer[]] // its own keys
export type ForwardingState = (typeof FORWARDING_ANSWERS)[ForwardingAnswer]
export const FORWARDING_STATES = Object.values(FORWARDING_ANSWERS)

/** Characters of a recipient's name at most. */
export const RECIPIENT_LENGTH_MAX = 80

/** A forwarding as a decision leaves it. */
export interface ForwardingAfter {
  /** The department or institution, as people call it. */
  readonly recipient: string
  readonly state: ForwardingState
  /** How often they were asked again. */
  readonly chases: number
  /** By when they have to acknowledge it, as an instant. */
  readonly acknowledgeBy: string
}
