import type { Act } from '../core/authority/act.ts'
import { whyNotAllowed } from '../core/authority/decide-act.ts'
import { speaksAgainst } from '../core/authority/standing.ts'
import type { Engine } from './engine.ts'
import { peopleNow } from './people-now.ts'
import type { SignedIn } from './sign-in-session.ts'

/**
 * Why whoever is signed in may not begin an act now, in sentences to them; undefined where nothing speaks against the account. What
 * their session was read with tells it, so the database is asked only for the words of a refusal. The role is asked before, skills and
 * limits by what does the act.
 */
export async function whyNotBegun(
  engine: Engine,
  as: Pick<SignedIn, 'person' | 'steppedUpUntil'>,
  act: Act,
): Promise<string | undefined> {
  const { kind, state, isAway } = as.person
  // A session is over as soon as nobody answers for its account.
  const standing = { kind, isActive: state === 'active', answers: 'human', isAway, isLookedThrough: false } as const
  if (speaksAgainst(act, standing).length === 0) return undefined
  return whyNotDone(engine, as, act)
}

/** Why they may not do an act that is about no work and no amount, the role with it. */
export async function whyNotDone(
  engine: Engine,
  { person, steppedUpUntil }: Pick<SignedIn, 'person' | 'steppedUpUntil'>,
  act: Act,
): Promise<string | undefined> {
  const session = steppedUpUntil === undefined ? 'signed-in' : 'stepped-up'
  return whyNotAllowed({ by: person.id, act, at: engine.now(), session }, await peopleNow(engine))
}
