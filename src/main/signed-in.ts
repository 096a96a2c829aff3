import type { Decider } from '../engine/authorise-decision.ts'
import type { Engine } from '../engine/engine.ts'
import { signIn } from '../engine/sign-in.ts'
import { checkSession, type SignedIn, signOut } from '../engine/sign-in-session.ts'
import { CannotDo } from './command.ts'

/** Does it as whoever the password is of, signed in for as long as it takes. */
export async function signedIn<T>(
  engine: Engine,
  who: { readonly login: string; readonly password: string },
  work: (by: Decider, as: SignedIn) => Promise<T>,
): Promise<T> {
  const begun = await signIn(engine, { ...who, address: 'command line' })
  if ('refused' in begun) throw new CannotDo(begun.why)
  const check = await checkSession(engine, begun.token, 'attended')
  if (check.at === 'over') throw new CannotDo('The session was ended at once. Ask a supervisor.')
  try {
    // The password was given a moment ago.
    return await work({ personId: check.as.person.id, session: 'stepped-up' }, check.as)
  } finally {
    await signOut(engine, check.as)
  }
}
