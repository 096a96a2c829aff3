import type { Act } from '../core/authority/act.ts'
import { whyNotAllowed } from '../core/authority/decide-act.ts'
import type { Decider } from '../engine/authorise-decision.ts'
import type { Engine } from '../engine/engine.ts'
import { peopleNow } from '../engine/people-now.ts'
import { signIn } from '../engine/sign-in.ts'
import { checkSession, type SignedIn, signOut } from '../engine/sign-in-session.ts'
import { CannotDo } from './command.ts'
import { terminalAccount } from './terminal-account.ts'

/**
 * Does it as whoever the password is of, signed in for as long as it takes, where they may begin the act; `read` where what does it asks
 * for the very act. The log says of the sign-in from which account of the machine it came, so that two people at one are seen.
 */
export async function signedIn<T>(
  engine: Engine,
  { login, password, act }: { readonly login: string; readonly password: string; readonly act: Act },
  work: (by: Decider, as: SignedIn) => Promise<T>,
): Promise<T> {
  const begun = await signIn(engine, { login, password, address: terminalAccount() })
  if ('refused' in begun) throw new CannotDo(begun.why)
  const check = await checkSession(engine, begun.token, 'attended')
  if (check.at === 'over') throw new CannotDo('The session was ended at once. Ask a supervisor.')
  // The password was given a moment ago.
  const by = { personId: check.as.person.id, session: 'stepped-up' } as const
  try {
    const asked = { by: by.personId, act, at: engine.now(), session: by.session }
    const why = whyNotAllowed(asked, await peopleNow(engine))
    if (why !== undefined) throw new CannotDo(why)
    return await work(by, check.as)
  } finally {
    await signOut(engine, check.as)
  }
}
