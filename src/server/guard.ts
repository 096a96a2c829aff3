import { REQUEST_HEADER, UNATTENDED_HEADER } from '../contract/paths.ts'
import type { Access, Route } from '../contract/route.ts'
import { ROLES, type Role } from '../core/authority/role.ts'
import type { Engine } from '../engine/engine.ts'
import { whyNotBegun } from '../engine/session-act.ts'
import { checkSession, type SessionCheck, type SignedIn } from '../engine/sign-in-session.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { ServerParts } from './server-parts.ts'
import { tokenOf } from './session-token.ts'

/** Who asks, as the guard found out; nobody on a public route. */
export type Passed = { readonly as: SignedIn | undefined }

/**
 * Stands before the handler of every route, in the order of the refusals: the header and the origin of what changes something,
 * then the session, then what its route asks for: the role, and whether who holds it may begin the act at all, which the one function
 * of authority says. It tells nothing of what the route would have answered.
 */
export async function guard(
  parts: Pick<ServerParts, 'engine' | 'signIn'>,
  route: Pick<Route, 'method' | 'access'>,
  request: Request,
): Promise<Passed | Refusal> {
  if (route.method !== 'get') {
    const foreign = foreignRefusal(request, parts.signIn.publicOrigin)
    if (foreign !== undefined) return foreign
  }
  if ('public' in route.access) return { as: undefined }
  const token = tokenOf(request)
  if (token === undefined) return refuse('not_signed_in', SIGN_IN)
  const attention = request.headers.get(UNATTENDED_HEADER) === null ? 'attended' : 'unattended'
  const check = await checkSession(parts.engine, token, attention)
  if (check.at === 'over') return refuse('not_signed_in', OVER[check.why])
  const { access } = route
  const refusal =
    roleRefusal(access, check.as) ??
    (await actRefusal(parts.engine, access, check.as)) ??
    stepUpRefusal(access, check.as)
  return refusal ?? { as: check.as }
}

const SIGN_IN = 'Sign in first: on the page /sign-in, or as a program with POST /v1/session.'

const OVER: Readonly<Record<Extract<SessionCheck, { at: 'over' }>['why'], string>> = {
  unknown: SIGN_IN,
  idle: 'The session ended because nothing was asked for a quarter of an hour. Sign in again.',
  'too old': 'The session ended because it was twelve hours old. Sign in again.',
  'signed out': 'This session was signed out. Sign in again.',
  'stepped up': 'This token was replaced by a newer one of the same session. Use that one, or sign in again.',
  'person not active':
    'This person, or who answers for this account, may not work here now. A supervisor can change that.',
  'password set': 'The password was changed, which ended the session. Sign in with the new one.',
  'ended elsewhere': 'You ended this session from another one. Sign in again.',
  'provider ended': 'Your account at the sign-in service was taken off, which ended the session. Sign in again.',
  'passkey revoked': 'A passkey of yours was revoked, which ended the session. Sign in again.',
}

/**
 * Another site's page can neither send the header without being asked first nor hide where it comes from. Behind a proxy that
 * changes the host, `server.publicOrigin` says what people's browsers call this server.
 */
function foreignRefusal({ headers }: Request, publicOrigin: string | undefined): Refusal | undefined {
  if (headers.get(REQUEST_HEADER) === null)
    return refuse(
      'request_header_missing',
      `Send the header ${REQUEST_HEADER}: 1 with everything that changes something.`,
    )
  const origin = headers.get('origin')
  if (origin === null || origin === publicOrigin || hostOf(origin) === headers.get('host')?.toLowerCase())
    return undefined
  return refuse(
    'origin_not_allowed',
    'Act from this server’s own pages. Behind a proxy name its address in server.publicOrigin.',
  )
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}

/** That somebody who is signed in holds none of the roles of a route. */
export function roleRefusal(access: Access, as: SignedIn): Refusal | undefined {
  const { roles } = as.person
  if (!('roles' in access) || access.roles.some(role => roles.includes(role))) return undefined
  return refuse('not_allowed', `${can(access.roles)} can do this; ${held(roles)}`)
}

/** Why the account may not begin the act of a route, whatever it holds. */
async function actRefusal(engine: Engine, access: Access, as: SignedIn): Promise<Refusal | undefined> {
  const why = 'act' in access ? await whyNotBegun(engine, as, access.act) : undefined
  return why === undefined ? undefined : refuse('not_allowed', why)
}

/** Last: nobody is asked for a password for what is refused anyway. */
export function stepUpRefusal(access: Access, as: SignedIn): Refusal | undefined {
  if ('public' in access || access.stepUp === undefined || as.steppedUpUntil !== undefined) return undefined
  return refuse(
    'step_up_needed',
    'Prove again first who you are, with your password (POST /v1/session/step-up) or a passkey; then ask for the same.',
  )
}

function can(roles: readonly Role[]): string {
  if (roles.length === Object.keys(ROLES).length) return 'Everybody who holds a role'
  return `Only people who hold one of these roles (${roles.map(role => ROLES[role]).join(', ')})`
}

function held(roles: readonly Role[]): string {
  if (roles.length === 0) return 'you hold no role. A supervisor gives roles.'
  return `you hold ${roles.map(role => ROLES[role]).join(', ')}. A supervisor gives roles.`
}
