import type { Session, SessionBegun } from '../contract/session.ts'
import { ROLES } from '../core/authority/role.ts'
import { signInWaysOf } from '../engine/sign-in-password.ts'
import { checkSession, type NewToken, type SignedIn } from '../engine/sign-in-session.ts'
import type { SignInRefusal } from '../engine/sign-in-throttle.ts'
import { WithHeaders } from './bind-route.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { ServerParts } from './server-parts.ts'
import { sessionCookie } from './session-token.ts'

/** A refusal of the engine as the contract names it. */
export function refusalOf({ refused, why }: SignInRefusal): Refusal {
  return refuse(refused, why)
}

/** A session that was begun: its cookie for a page, its token for a program. */
export async function begunAnswer(
  parts: ServerParts,
  { request }: { readonly request: Request },
  { token }: NewToken,
  whom: 'page' | 'program',
): Promise<WithHeaders<SessionBegun> | Refusal> {
  const check = await checkSession(parts.engine, token, 'attended')
  // Suspended in the moment between.
  if (check.at === 'over') return refuse('not_signed_in', 'The session was ended at once. Ask a supervisor.')
  const session = await sessionJson(parts, check.as)
  if (whom === 'program') return new WithHeaders({ session, token }, {})
  return new WithHeaders({ session, token: null }, { 'set-cookie': sessionCookie(token, cookieAt(parts, request)) })
}

/** Where a cookie is good, and under what. */
export function cookieAt({ signIn: { publicOrigin } }: ServerParts, { headers }: Request) {
  return { host: headers.get('host') ?? '', isSecure: publicOrigin?.startsWith('https:') === true }
}

/** Who is signed in, as the contract says it. */
export async function sessionJson(
  { engine }: Pick<ServerParts, 'engine'>,
  { person, until, steppedUpUntil }: SignedIn,
): Promise<Session> {
  const { id, login, name, kind, roles } = person
  const { password } = await signInWaysOf(engine, id)
  return {
    person: { id, login, name, kind },
    roles: roles.map(role => ({ role, title: ROLES[role] })),
    has_password: password,
    until: until.toString(),
    stepped_up_until: steppedUpUntil?.toString() ?? null,
  }
}
