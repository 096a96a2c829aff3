import { z } from 'zod'
import { ONCE_HEADERS, ONCE_REFUSALS } from './once.ts'
import {
  OpenSessions,
  PasskeyAsked,
  PasskeyRegistered,
  PasskeyRevoked,
  PasskeySignIn,
  PasskeyStepUp,
  Passkeys,
  PasskeyToMake,
  PasskeyToRegister,
  SessionEnded,
  SignInWays,
} from './passkey.ts'
import { IdText } from './plain-fields.ts'
import type { RefusalName } from './problem.ts'
import type { Route } from './route.ts'
import { NewPassword, PasswordChanged, SessionBegun } from './session.ts'

const json = <Schema extends z.ZodType>(schema: Schema) => ({ as: 'json', status: 200, schema }) as const
const OWN = { signedIn: 'Everybody may see and end the ways by which they sign in themselves' }
const STEP_UP = { signedIn: 'Everybody may prove again who they are' }
/** With a passkey one signs in for years: a screen that was left open must not be enough to get one. */
const OWN_NEW = { signedIn: 'Everybody may have passkeys of their own', stepUp: 'needed' } as const
const FAILED = ['passkeys_not_offered', 'sign_in_locked', 'sign_in_failed'] as const satisfies readonly RefusalName[]
const ASKED = ['passkeys_not_offered', 'sign_in_busy'] as const satisfies readonly RefusalName[]

/** The operations of passkeys, and of one's own sessions. */
export const SIGN_IN_ROUTES = {
  signInWays: {
    method: 'get',
    path: 'signInWays',
    access: { public: 'The sign-in page asks before anybody is signed in; it tells what stands on that page anyway' },
    summary: 'By which ways people sign in here besides the password, and why one is not offered just now',
    answer: json(SignInWays),
    refusals: [],
  },
  passkeySignInChallenge: {
    method: 'post',
    path: 'passkeySignInChallenge',
    access: { public: 'Nobody is signed in before; a challenge is good once and opens nothing without a passkey' },
    summary: 'What a browser asks an authenticator for, to sign in with a passkey',
    answer: json(PasskeyAsked),
    refusals: ASKED,
  },
  passkeySignIn: {
    method: 'post',
    path: 'passkeySession',
    access: { public: 'Nobody is signed in before; attempts are counted and limited as those with a password are' },
    summary: 'Signs in with a passkey: a cookie for a page, a token for a program',
    body: { json: PasskeySignIn },
    answer: json(SessionBegun),
    refusals: FAILED,
  },
  passkeyStepUpChallenge: {
    method: 'post',
    path: 'passkeyStepUpChallenge',
    access: STEP_UP,
    summary: 'What a browser asks an authenticator for, to prove again who one is',
    answer: json(PasskeyAsked),
    refusals: ASKED,
  },
  passkeyStepUp: {
    method: 'post',
    path: 'passkeyStepUp',
    access: STEP_UP,
    summary: 'A passkey in the place of the password, before a risky act: a new token, as of the other step-up',
    body: { json: PasskeyStepUp },
    answer: json(SessionBegun),
    refusals: FAILED,
  },
  changePassword: {
    method: 'post',
    path: 'password',
    access: { signedIn: 'Everybody may change the password that they have, by giving it' },
    summary: 'Changes one’s own password, by giving the one of now; one’s other sessions end with it',
    body: { json: NewPassword },
    answer: json(PasswordChanged),
    refusals: ['password_refused', 'sign_in_locked', 'sign_in_failed'],
  },
  listPasskeys: {
    method: 'get',
    path: 'passkeys',
    access: OWN,
    summary:
      'One’s own passkeys, the newest first, revoked ones last; with `person` those of somebody else, for whom that may see',
    query: z.strictObject({ person: z.string().min(1).max(100).optional().describe('A login') }),
    answer: json(Passkeys),
    refusals: ['not_allowed', 'person_not_found'],
  },
  passkeyRegistration: {
    method: 'post',
    path: 'passkeyRegistration',
    access: OWN_NEW,
    summary: 'What a browser asks an authenticator for, to make a passkey for whoever is signed in',
    answer: json(PasskeyToMake),
    refusals: ASKED,
  },
  registerPasskey: {
    method: 'post',
    path: 'passkeys',
    access: OWN_NEW,
    summary: 'Registers the passkey that an authenticator made',
    headers: ONCE_HEADERS,
    body: { json: PasskeyToRegister },
    answer: json(PasskeyRegistered),
    refusals: ['passkeys_not_offered', 'passkey_refused', ...ONCE_REFUSALS],
  },
  revokePasskey: {
    method: 'post',
    path: 'passkeyRevocation',
    access: OWN,
    summary:
      'Ends a passkey for good: one’s own or, for a supervisor or an engineer after a step-up, anybody’s; its owner’s other sessions end with it',
    params: z.strictObject({ passkey: IdText }),
    headers: ONCE_HEADERS,
    answer: json(PasskeyRevoked),
    refusals: ['passkey_not_found', 'step_up_needed', ...ONCE_REFUSALS],
  },
  listSessions: {
    method: 'get',
    path: 'sessions',
    access: OWN,
    summary: 'Where one is signed in just now, the last one used first',
    answer: json(OpenSessions),
    refusals: [],
  },
  endSession: {
    method: 'post',
    path: 'sessionEnd',
    access: OWN,
    summary: 'Ends a session of one’s own',
    params: z.strictObject({
      session: z.string().regex(/^[0-9a-f]{16}$/, 'the name of a session, as the list gives it'),
    }),
    headers: ONCE_HEADERS,
    answer: json(SessionEnded),
    refusals: ['session_not_found', ...ONCE_REFUSALS],
  },
} as const satisfies Readonly<Record<string, Route>>
