import type { Asked, Proposable } from '../core/authority/asked.ts'
import { joinHands } from '../core/authority/hands.ts'
import type { People } from '../core/authority/people.ts'
import { isOfNobody } from '../core/authority/who-can.ts'
import type { NotAuthorised } from './authorise-decision.ts'

/** What is about to be put before a second person. */
interface BeforeSecond {
  /** What whoever asks for it was asked, and the people as they are. */
  readonly asked: Asked
  readonly people: People
  readonly right: Pick<Proposable, 'hands'>
  /** Whoever had a hand in what is taken back. */
  readonly hands?: Proposable['hands']
}

/**
 * Why it would wait for nobody, and what is done about that; undefined where somebody who works here may approve it, if only when they
 * are back or on a day on which their limit is not used up. What keeps a day from being closed is said before it is proposed.
 */
export function nobodyApproves({ asked, people, right, hands = [] }: BeforeSecond): string | undefined {
  const all = joinHands(hands, right.hands, [{ person: asked.by, as: 'maker' }])
  return isOfNobody({ ...asked, act: 'approve', hands: all, used: () => 0n }, people) ? NOBODY : undefined
}

/** What is refused to whoever asks alone, with that nobody may approve it, where it is so. */
export function alsoOfNobody(refused: NotAuthorised | undefined, of: BeforeSecond): NotAuthorised | undefined {
  if (refused?.needs !== 'approval') return refused
  const sentence = nobodyApproves(of)
  return sentence === undefined ? refused : { ...refused, reasons: [...refused.reasons, { sentence }] }
}

const NOBODY =
  'Nobody who works here may approve it: all who could had a hand in it, said something about what is to be keyed unseen, or lack the role, the skill or the limit. It would wait, and keep its day open, until somebody who manages people gives one more person what it takes.'
