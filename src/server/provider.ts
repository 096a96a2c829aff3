import { createHmac } from 'node:crypto'
import * as client from 'openid-client'
import type { ProvidedIdentity } from '../engine/sign-in-provider.ts'

/** A provider of OpenID Connect, as the configuration describes it. */
export interface ProviderSettings {
  /** Letter for letter as it names itself. */
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** What the button says after “Sign in with”. */
  readonly title: string
  /** The one address of ours that it leads back to. */
  readonly redirectUri: string
  /** The claim of the ID token that is the login here, and the one that says that it was verified. */
  readonly loginClaim: string
  readonly verifiedClaim: string
  /** Where it is set, the claim ends with `@` and this, and what stands before it is the login. */
  readonly loginDomain: string | undefined
  readonly scope: string
}

/** A way through the provider: to sign in, or to prove again who one is. */
export type ProviderCeremony = 'sign-in' | 'step-up'

export interface ProviderWay {
  /** What only this browser has: state, nonce and PKCE's verifier are made of it, and none of them is kept. */
  readonly flow: string
  readonly ceremony: ProviderCeremony
}

export type ProviderAnswer =
  | { readonly at: 'identified'; readonly who: ProvidedIdentity; readonly provedAt: Temporal.Instant | undefined }
  /** `why` is a word for the log, without anything that came from outside. */
  | { readonly at: 'refused'; readonly why: string }
  | { readonly at: 'not there' }

export interface Provider {
  readonly title: string
  /** Undefined where it can be used; else the sentence that says why not. Asked again after a while. */
  whyNot(): Promise<string | undefined>
  /** Where the browser goes; undefined where the provider is not there. */
  begin(way: ProviderWay): Promise<string | undefined>
  /** `query` is what the provider sent the browser back with. */
  finish(way: ProviderWay, query: string): Promise<ProviderAnswer>
}

const TIMEOUT_SECONDS = 10
/** What a provider says of itself is read anew so often. */
const KNOWN_MS_MAX = 3_600_000
/** And so long after it was not there: nobody who signs in waits for it meanwhile. */
const AGAIN_MS = 15_000
/** A proof again is of now: as long as a way through the provider may take. */
const PROOF_SECONDS_MAX = 300

/** Discovery fails or the provider is down: nothing else of the server knows. */
export function openProvider(settings: ProviderSettings, now: () => Temporal.Instant): Provider {
  const configuration = discovered(settings)
  void configuration()
  return {
    title: settings.title,
    async whyNot() {
      if ((await soon(configuration())) !== undefined) return undefined
      return `${settings.title} does not answer just now, or not as its configuration says. Sign in in another way, or try again in a minute.`
    },
    async begin(way) {
      const found = await configuration()
      return found === undefined ? undefined : (await authorizationUrl(found, settings, way)).href
    },
    async finish(way, query) {
      const found = await configuration()
      if (found === undefined) return { at: 'not there' }
      return finished(found, settings, { ...way, query, now: now() })
    },
  }
}

const SOON_MS = 1_500

/** Whoever looks at the sign-in page does not wait for a provider that does not answer. */
async function soon<T>(work: Promise<T | undefined>): Promise<T | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => resolve(undefined), SOON_MS)
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** What the provider says of itself, read when it is first asked for; a failure is remembered for a moment. */
function discovered(settings: ProviderSettings): () => Promise<client.Configuration | undefined> {
  let known: { readonly until: number; readonly found: Promise<client.Configuration | undefined> } | undefined
  return async () => {
    if (known === undefined || performance.now() >= known.until) {
      const before = known?.found
      // What it said an hour ago holds until it says something else.
      const found = discover(settings).catch(() => before)
      const own = { until: performance.now() + KNOWN_MS_MAX, found }
      known = own
      if ((await found) === undefined && known === own) known = { until: performance.now() + AGAIN_MS, found }
    }
    return known.found
  }
}

async function discover({ issuer, clientId, clientSecret }: ProviderSettings): Promise<client.Configuration> {
  const isPlain = issuer.startsWith('http:') // the configuration lets that through on this machine alone
  const found = await client.discovery(new URL(issuer), clientId, undefined, client.ClientSecretBasic(clientSecret), {
    timeout: TIMEOUT_SECONDS,
    // The ID token's signature is verified also where TLS says already who sent it.
    execute: [client.enableNonRepudiationChecks, ...(isPlain ? [client.allowInsecureRequests] : [])],
  })
  // Letter for letter: another provider of the same host is another one.
  if (found.serverMetadata().issuer !== issuer) throw new Error('the provider names itself otherwise')
  return found
}

async function authorizationUrl(
  found: client.Configuration,
  { redirectUri, scope }: ProviderSettings,
  way: ProviderWay,
): Promise<URL> {
  const { state, nonce, verifier } = secretsOf(way)
  return client.buildAuthorizationUrl(found, {
    ...{ redirect_uri: redirectUri, scope, state, nonce, response_type: 'code' },
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(way.ceremony === 'step-up' ? { prompt: 'login', max_age: String(PROOF_SECONDS_MAX) } : {}),
  })
}

async function finished(
  found: client.Configuration,
  settings: ProviderSettings,
  { query, now, ...way }: ProviderWay & { readonly query: string; readonly now: Temporal.Instant },
): Promise<ProviderAnswer> {
  const { state, nonce, verifier } = secretsOf(way)
  const url = new URL(settings.redirectUri)
  url.search = query
  try {
    const tokens = await client.authorizationCodeGrant(found, url, {
      ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
      ...(way.ceremony === 'step-up' ? { maxAge: PROOF_SECONDS_MAX } : {}),
    })
    const claims = tokens.claims()
    if (claims === undefined) return { at: 'refused', why: 'no ID token' }
    const provedAt = typeof claims.auth_time === 'number' ? instantOf(claims.auth_time) : undefined
    if (provedAt !== undefined && Temporal.Instant.compare(provedAt, now.add({ minutes: 1 })) > 0)
      return { at: 'refused', why: 'proof of a later time' }
    const who = { issuer: settings.issuer, subject: claims.sub, login: loginOf(claims, settings) }
    return { at: 'identified', who, provedAt }
  } catch (error) {
    return isAnswered(error) ? { at: 'refused', why: codeOf(error) } : { at: 'not there' }
  }
}

/** Made of what the browser alone has, so that whoever reads our tables can answer for nobody. */
function secretsOf({ flow, ceremony }: ProviderWay) {
  const derived = (what: string) => createHmac('sha256', flow).update(`clearday ${what}`).digest('base64url')
  // The page that the provider leads back to sees by the state which way it was.
  return { state: `${ceremony}.${derived('state')}`, nonce: derived('nonce'), verifier: derived('verifier') }
}

/** The login that the provider vouches for; undefined for one that it does not. */
function loginOf(
  claims: Readonly<Record<string, unknown>>,
  { loginClaim, verifiedClaim, loginDomain }: ProviderSettings,
): string | undefined {
  const claim = claims[loginClaim]
  if (typeof claim !== 'string' || claims[verifiedClaim] !== true) return undefined
  const told = claim.trim().toLowerCase()
  if (loginDomain === undefined) return told
  const end = `@${loginDomain.toLowerCase()}`
  return told.endsWith(end) ? told.slice(0, -end.length) : undefined
}

function instantOf(seconds: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(Math.trunc(seconds) * 1000)
}

/** False where the provider, or the way to it, failed: then there was no answer that could be right or wrong. */
function isAnswered(error: unknown): boolean {
  if (error instanceof client.ResponseBodyError) return error.status < 500
  if (error instanceof client.AuthorizationResponseError) return true
  return error instanceof client.ClientError && !NO_ANSWERS.includes(error.code ?? '')
}

const NO_ANSWERS = ['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON']

/** The library's own word for what did not hold; never anything of what was sent. */
function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[A-Z_]{1,60}$/.test(code)
    ? code
        .toLowerCase()
        .replace(/^oauth_/, '')
        .replaceAll('_', ' ')
    : 'not as it should be'
}
