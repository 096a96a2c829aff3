import type { PasskeyAsked, Passkey as PasskeyJson, PasskeyToMake } from '../contract/passkey.ts'
import type { SIGN_IN_ROUTES } from '../contract/sign-in-routes.ts'
import { endOwnSession, type OpenSession, readOwnSessions } from '../engine/own-sessions.ts'
import type { PasskeyVerifier } from '../engine/passkey-verifier.ts'
import { isGood, readPasskeys, readPasskeysOfLogin, registerPasskey } from '../engine/register-passkey.ts'
import { revokePasskey } from '../engine/revoke-passkey.ts'
import { whyNotDone } from '../engine/session-act.ts'
import { CHALLENGE_MS, type ChallengeAsked, makeChallenge } from '../engine/sign-in-challenge.ts'
import { signInPasskey, stepUpPasskey, userHandleOf } from '../engine/sign-in-passkey.ts'
import { changeOwnPassword } from '../engine/sign-in-password.ts'
import type { SignedIn } from '../engine/sign-in-session.ts'
import type { Passkey } from '../store/passkey.ts'
import { answerOnce } from './answer-once.ts'
import type { Handler } from './bind-route.ts'
import { PASSKEY_ALGORITHMS } from './passkey-verifier.ts'
import { isRefusal, type Refusal, refuse } from './refusal.ts'
import type { ServerParts } from './server-parts.ts'
import { begunAnswer, refusalOf } from './session-answer.ts'
import { isProgram } from './session-token.ts'

type Routes = typeof SIGN_IN_ROUTES
type Of<Name extends keyof Routes> = { readonly [N in Name]: Handler<Routes[N]> }

/** Signing in with a passkey, and proving with one again who one is. */
export function passkeySignInHandlers(parts: ServerParts) {
  const { engine } = parts
  return {
    signInWays: async () => {
      const { passkeys } = parts.signIn
      const ways =
        'why' in passkeys
          ? { offered: false, why: passkeys.why, at: [] }
          : { offered: true, why: null, at: [...passkeys.origins] }
      return { passkeys: ways, provider: await providerWay(parts) }
    },
    passkeySignInChallenge: () => askedFor(parts, { ceremony: 'passkey sign-in' }, []),
    passkeySignIn: async asked => {
      const verifier = verifierOf(parts)
      if (isRefusal(verifier)) return verifier
      const { answer, for: whom } = asked.body
      const begun = await signInPasskey(engine, verifier, { answer, address: asked.address })
      return 'refused' in begun ? refusalOf(begun) : begunAnswer(parts, asked, begun, whom ?? 'page')
    },
    passkeyStepUpChallenge: async ({ as }) => {
      const own = (await readPasskeys(engine, as.person.id)).filter(isGood)
      return askedFor(parts, { ceremony: 'passkey step-up', as }, own)
    },
    passkeyStepUp: async asked => {
      const verifier = verifierOf(parts)
      if (isRefusal(verifier)) return verifier
      const begun = await stepUpPasskey(engine, verifier, asked.as, {
        answer: asked.body.answer,
        address: asked.address,
      })
      if (begun === undefined) return refuse('not_signed_in', 'The session was over meanwhile. Sign in again.')
      if ('refused' in begun) return refusalOf(begun)
      return begunAnswer(parts, asked, begun, isProgram(asked.request) ? 'program' : 'page')
    },
  } satisfies Of<'signInWays' | 'passkeySignInChallenge' | 'passkeySignIn' | 'passkeyStepUpChallenge' | 'passkeyStepUp'>
}

async function providerWay({ signIn: { provider } }: ServerParts) {
  if (provider === undefined) return null
  const why = await provider.whyNot()
  return { title: provider.title, offered: why === undefined, why: why ?? null }
}

/** One's passkeys: seeing, registering and revoking them. */
export function passkeyHandlers(parts: ServerParts) {
  const { engine } = parts
  return {
    listPasskeys: async ({ as, query }) => {
      const found = await readAsked(parts, as, query.person)
      return isRefusal(found) ? found : { data: found.map(passkeyJson) }
    },
    passkeyRegistration: ({ as }) => toMake(parts, as),
    registerPasskey: async asked => {
      const verifier = verifierOf(parts)
      if (isRefusal(verifier)) return verifier
      const { as, body } = asked
      return answerOnce(parts, 'passkeys', asked, async tx => {
        const done = await registerPasskey(engine, tx, verifier, { as, ...body })
        if (done.at === 'refused') return refuse('passkey_refused', done.why)
        return { passkey: done.id }
      })
    },
    revokePasskey: async asked =>
      answerOnce(parts, 'passkeyRevocation', asked, async tx => {
        const id = Number(asked.params.passkey)
        const done = await revokePasskey(engine, tx, { as: asked.as, id })
        if (done.at === 'unknown') return NO_PASSKEY
        if (done.at === 'step up') return NOT_PROVED
        return { passkey: id, sessions_ended: done.sessionsEnded }
      }),
  } satisfies Of<'listPasskeys' | 'passkeyRegistration' | 'registerPasskey' | 'revokePasskey'>
}

/** Where one is signed in, and one's password. */
export function ownSessionHandlers(parts: ServerParts) {
  const { engine } = parts
  return {
    // Under no key: a digest of what was asked is kept with one, and it would be one of the passwords. Asked again the one of now is another, and it is refused.
    changePassword: async ({ as, body, address }) => {
      const set = await changeOwnPassword(engine, as, { ...body, address })
      if ('refused' in set) return refusalOf(set)
      return set.at === 'set' ? { sessions_ended: set.sessionsEnded } : refuse('password_refused', set.why)
    },
    listSessions: async ({ as }) => ({ data: (await readOwnSessions(engine, as)).map(openSessionJson) }),
    endSession: async asked =>
      answerOnce(parts, 'sessionEnd', asked, async tx => {
        const { session } = asked.params
        if (!(await endOwnSession(engine, tx, { as: asked.as, name: session }))) return NO_SESSION
        return { session }
      }),
  } satisfies Of<'changePassword' | 'listSessions' | 'endSession'>
}

const NO_PASSKEY = refuse(
  'passkey_not_found',
  'You have no such passkey. A supervisor or an engineer ends those of others.',
)
const NOT_PROVED = refuse(
  'step_up_needed',
  'To end how somebody else signs in, prove once more that it is you, and ask again.',
)
const NO_SESSION = refuse('session_not_found', 'You have no such session, or it is over already.')

function verifierOf({ signIn: { passkeys } }: ServerParts): PasskeyVerifier | Refusal {
  return 'why' in passkeys ? refuse('passkeys_not_offered', passkeys.why) : passkeys
}

async function challengeFor(parts: ServerParts, of: ChallengeAsked): Promise<string | Refusal> {
  const challenge = await makeChallenge(parts.engine, of)
  return challenge ?? refuse('sign_in_busy', 'Too many sign-ins begin at once. Try again in a few seconds.')
}

async function askedFor(
  parts: ServerParts,
  of: ChallengeAsked,
  known: readonly Passkey[],
): Promise<PasskeyAsked | Refusal> {
  const verifier = verifierOf(parts)
  if (isRefusal(verifier)) return verifier
  const challenge = await challengeFor(parts, of)
  if (typeof challenge !== 'string') return challenge
  const { rpId } = verifier
  const allowCredentials = known.map(knownJson)
  return { challenge, timeout: CHALLENGE_MS, rpId, userVerification: 'required', allowCredentials }
}

async function toMake(parts: ServerParts, as: SignedIn): Promise<PasskeyToMake | Refusal> {
  const verifier = verifierOf(parts)
  if (isRefusal(verifier)) return verifier
  const { institution } = parts.engine
  const own = (await readPasskeys(parts.engine, as.person.id)).filter(isGood)
  const challenge = await challengeFor(parts, { ceremony: 'passkey registration', as })
  if (typeof challenge !== 'string') return challenge
  const handle = userHandleOf({ orgId: institution.orgId, personId: as.person.id })
  return {
    challenge,
    timeout: CHALLENGE_MS,
    rp: { id: verifier.rpId, name: `Clearday, ${institution.name}` },
    user: {
      id: Buffer.from(handle).toString('base64url'),
      name: as.person.login,
      displayName: as.person.name,
    },
    pubKeyCredParams: PASSKEY_ALGORITHMS.map(alg => ({ type: 'public-key', alg })),
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
    attestation: 'none',
    excludeCredentials: own.map(knownJson),
  }
}

async function readAsked(
  { engine }: ServerParts,
  as: SignedIn,
  login: string | undefined,
): Promise<readonly Passkey[] | Refusal> {
  if (login === undefined || login === as.person.login) return readPasskeys(engine, as.person.id)
  const shut = await whyNotDone(engine, as, 'read_passkeys')
  if (shut !== undefined) return refuse('not_allowed', `${shut} Leave \`person\` out for yours.`)
  return (await readPasskeysOfLogin(engine, login)) ?? refuse('person_not_found', `There is nobody of that login.`)
}

function knownJson({ credentialId, transports }: Passkey) {
  return {
    id: Buffer.from(credentialId).toString('base64url'),
    type: 'public-key' as const,
    transports: [...transports],
  }
}

function passkeyJson({ id, name, createdAt, usedAt, revokedAt }: Passkey): PasskeyJson {
  return {
    id,
    name,
    created_at: createdAt.toString(),
    used_at: usedAt?.toString() ?? null,
    revoked_at: revokedAt?.toString() ?? null,
  }
}

function openSessionJson({ name, is, session, until }: OpenSession) {
  return {
    ...{ session: name, is, how: session.how, address: session.address },
    signed_in_at: session.signedInAt.toString(),
    last_seen_at: session.lastSeenAt.toString(),
    until: until.toString(),
  }
}
