import type { PROVIDER_ROUTES, ProviderBegun, ProviderSignedIn } from '../contract/provider-routes.ts'
import { ownPath } from '../core/own-path.ts'
import { makeChallenge } from '../engine/sign-in-challenge.ts'
import {
  endProviderIdentity,
  type ProvidedIdentity,
  type ProviderRefusal,
  refuseProviderAnswer,
  signInProvider,
  stepUpProvider,
  takeProviderAnswer,
} from '../engine/sign-in-provider.ts'
import { checkSession, type NewToken, type SignedIn } from '../engine/sign-in-session.ts'
import { answerOnce } from './answer-once.ts'
import { type Handler, WithHeaders } from './bind-route.ts'
import type { Provider, ProviderCeremony } from './provider.ts'
import { isRefusal, type Refusal, refuse } from './refusal.ts'
import type { ServerParts } from './server-parts.ts'
import { cookieAt, sessionJson } from './session-answer.ts'
import { flowCookie, flowOf, noFlowCookie, sessionCookie } from './session-token.ts'

type Routes = typeof PROVIDER_ROUTES

/** Signing in at a provider of OpenID Connect, and proving there again who one is. */
export function providerHandlers(parts: ServerParts) {
  const { engine } = parts
  return {
    providerBegin: ({ body, request }) => begin(parts, { ...body, request }),
    providerSignIn: async ({ body, address, request }) => {
      const found = await identified(parts, { query: body.query, address, request })
      if (isRefusal(found)) return found
      return signedIn(parts, request, found, await signInProvider(engine, found.who, { address }))
    },
    providerStepUpBegin: ({ body, request, as }) => begin(parts, { ...body, request, as }),
    providerStepUp: async ({ body, address, request, as }) => {
      const found = await identified(parts, { query: body.query, address, request, as })
      if (isRefusal(found)) return found
      return signedIn(parts, request, found, await stepUpProvider(engine, found.who, { as, address }))
    },
    endProviderIdentity: async asked =>
      answerOnce(parts, 'providerIdentityEnd', asked, async tx => {
        const { login } = asked.body
        const done = await endProviderIdentity(engine, tx, { as: asked.as, login })
        if (done === undefined) return refuse('person_not_found', 'There is nobody of that login.')
        return { login, ended: done.ended }
      }),
  } satisfies { readonly [Name in keyof Routes]: Handler<Routes[Name]> }
}

interface Begin {
  readonly back?: string | undefined
  readonly request: Request
  /** Who proves again who they are; nobody at a sign-in. */
  readonly as?: SignedIn
}

function providerOf({ signIn: { provider } }: ServerParts): Provider | Refusal {
  return (
    provider ??
    refuse('provider_not_there', 'No sign-in service is configured here. Sign in with a login and a password.')
  )
}

function notThere({ title }: Provider): Refusal {
  return refuse(
    'provider_not_there',
    `${title} does not answer just now. Sign in in another way, or try again in a minute.`,
  )
}

const ceremonyOf = (as: SignedIn | undefined): ProviderCeremony => (as === undefined ? 'sign-in' : 'step-up')

async function begin(parts: ServerParts, { back, request, as }: Begin): Promise<WithHeaders<ProviderBegun> | Refusal> {
  const provider = providerOf(parts)
  if (isRefusal(provider)) return provider
  const ceremony = ceremonyOf(as)
  const asked = { ceremony: `provider ${ceremony}` as const, back: ownPath(back), ...(as === undefined ? {} : { as }) }
  const flow = await makeChallenge(parts.engine, asked)
  if (flow === undefined) return refuse('sign_in_busy', 'Too many sign-ins begin at once. Try again in a few seconds.')
  const location = await provider.begin({ flow, ceremony })
  if (location === undefined) return notThere(provider)
  return new WithHeaders({ location }, { 'set-cookie': flowCookie(flow, cookieAt(parts, request)) })
}

interface Identified {
  readonly who: ProvidedIdentity
  readonly back: string
}

/** Whom the provider says it is, where all of it holds: this browser asked, just now, once, and the answer is to that. */
async function identified(
  parts: ServerParts,
  { query, address, request, as }: { query: string; address: string; request: Request; as?: SignedIn },
): Promise<Identified | Refusal> {
  const provider = providerOf(parts)
  if (isRefusal(provider)) return provider
  const flow = flowOf(request) ?? ''
  const by = as === undefined ? { address } : { address, as }
  const taken = await takeProviderAnswer(parts.engine, { challenge: flow, ...by })
  if ('refused' in taken) return refusalOf(taken)
  const answer = await provider.finish({ flow, ceremony: ceremonyOf(as) }, query)
  if (answer.at === 'not there') return notThere(provider)
  if (answer.at === 'refused') return refusalOf(await refuseProviderAnswer(parts.engine, { ...by, why: answer.why }))
  // What was proved there before it was asked for here is no proof again.
  if (as !== undefined && !isSince(answer.provedAt, taken.madeAt))
    return refusalOf(await refuseProviderAnswer(parts.engine, { ...by, why: 'proof of before' }))
  return { who: answer.who, back: taken.back }
}

/** Seconds by which the clocks of two machines may differ, and those that are cut off where moments are told in seconds. */
const CLOCKS_DIFFER_SECONDS = 10

function isSince(provedAt: Temporal.Instant | undefined, askedAt: Temporal.Instant): boolean {
  if (provedAt === undefined) return false
  return Temporal.Instant.compare(provedAt.add({ seconds: CLOCKS_DIFFER_SECONDS }), askedAt) >= 0
}

async function signedIn(
  parts: ServerParts,
  request: Request,
  { back }: Identified,
  begun: NewToken | ProviderRefusal | undefined,
): Promise<WithHeaders<ProviderSignedIn> | Refusal> {
  if (begun === undefined) return refuse('not_signed_in', 'The session was over meanwhile. Sign in again.')
  if ('refused' in begun) return refusalOf(begun)
  const check = await checkSession(parts.engine, begun.token, 'attended')
  // Suspended in the moment between.
  if (check.at === 'over') return refuse('not_signed_in', 'The session was ended at once. Ask a supervisor.')
  const at = cookieAt(parts, request)
  const cookies = [sessionCookie(begun.token, at), noFlowCookie(at)]
  const session = await sessionJson(parts, check.as)
  return new WithHeaders({ session, back }, new Headers(cookies.map(one => ['set-cookie', one])))
}

function refusalOf({ refused, why }: ProviderRefusal): Refusal {
  return refuse(refused, why)
}
