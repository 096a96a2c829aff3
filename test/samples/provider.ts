import { generateKeyPairSync, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider, { type Configuration } from 'oidc-provider'

/** A real provider of OpenID Connect on this machine, whose sign-in page asks for a name and believes it. */
export interface SampleProvider {
  readonly issuer: string
  /** Who has an account there, by its unchanging name: what it says of them. */
  readonly accounts: Map<string, Readonly<Record<string, unknown>>>
  /** What it says instead in its ID tokens, signed with its own key or another; as it is when left out. */
  says: { readonly claims: Readonly<Record<string, unknown>>; readonly key?: keyof typeof KEYS } | undefined
  /** Stops and starts answering, at the same address. */
  stop(): Promise<void>
  start(): Promise<void>
}

export const CLIENT = { client_id: 'clearday', client_secret: 'a secret of the two of them alone' } as const

export async function openSampleProvider(redirectUris: readonly string[], port = 0): Promise<SampleProvider> {
  let listening = await listen(() => {}, port)
  const { port: own } = listening.address() as AddressInfo
  const issuer = `http://localhost:${own}`
  const accounts: SampleProvider['accounts'] = new Map()
  const sample: SampleProvider = {
    issuer,
    accounts,
    says: undefined,
    async stop() {
      listening.closeAllConnections()
      await new Promise<void>(resolve => listening.close(() => resolve()))
    },
    async start() {
      listening = await listen(answer, own)
    },
  }
  const provider = new Provider(issuer, configurationOf(sample, redirectUris))
  const callback = provider.callback()
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === '/token' && sample.says !== undefined) sayOtherwise(response, sample.says)
    if (request.url?.startsWith('/interaction/') !== true) return void callback(request, response)
    void interact(provider, request, response)
  }
  await sample.stop()
  await sample.start()
  return sample
}

function listen(answer: (request: IncomingMessage, response: ServerResponse) => void, port: number): Promise<Server> {
  const server = createServer(answer)
  return new Promise(resolve => server.listen(port, 'localhost', () => resolve(server)))
}

/** In seconds. Its cookies say until when they hold by the clock of the run, and a browser drops them by the machine's. */
const A_CENTURY = 100 * 365 * 86_400

function configurationOf(sample: SampleProvider, redirectUris: readonly string[]): Configuration {
  return {
    clients: [
      { ...CLIENT, redirect_uris: [...redirectUris], grant_types: ['authorization_code'], response_types: ['code'] },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false, // what the scope email asks for stands in the ID token
    jwks: { keys: [{ ...KEYS.own.export({ format: 'jwk' }), alg: 'RS256', use: 'sig', kid: 'own' }] },
    cookies: { keys: ['of a test'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    pkce: { required: () => true },
    ttl: {
      IdToken: 600,
      AccessToken: 60,
      AuthorizationCode: 60,
      Grant: A_CENTURY,
      Interaction: A_CENTURY,
      Session: A_CENTURY,
    },
    findAccount: (_, accountId) => {
      const claims = sample.accounts.get(accountId)
      return claims === undefined ? undefined : { accountId, claims: () => ({ sub: accountId, ...claims }) }
    },
    async loadExistingGrant(context) {
      const { client, session, provider } = context.oidc
      const grant = new provider.Grant({ clientId: client?.clientId ?? '', accountId: session?.accountId ?? '' })
      grant.addOIDCScope('openid email')
      await grant.save()
      return grant
    },
  }
}

const KEYS = { own: newKey(), another: newKey() }

function newKey() {
  return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
}

/** Writes the ID token of an answer anew: what is sent of it is as signed as what was to be sent. */
function sayOtherwise(response: ServerResponse, { claims, key = 'own' }: NonNullable<SampleProvider['says']>): void {
  const end = response.end.bind(response)
  response.end = ((chunk: unknown) => {
    const answer: { id_token?: string } = JSON.parse(String(chunk))
    const [head = '', payload = ''] = answer.id_token?.split('.') ?? []
    const said = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), ...claims }
    const signed = `${head}.${Buffer.from(JSON.stringify(said)).toString('base64url')}`
    const id_token = `${signed}.${sign('sha256', Buffer.from(signed), KEYS[key]).toString('base64url')}`
    const body = JSON.stringify({ ...answer, id_token })
    response.setHeader('content-length', Buffer.byteLength(body))
    return end(body)
  }) as ServerResponse['end'] // as Koa calls it: with the whole body
}

/** The page on which one says who one is; or, sent, goes on as that. */
async function interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') {
    response.setHeader('content-type', 'text/html')
    response.end(
      '<title>Sign in there</title><form method="post"><label>Name there <input name="account"></label><button>Go on</button></form>',
    )
    return
  }
  let body = ''
  for await (const chunk of request) body += chunk
  const account = new URLSearchParams(body).get('account') ?? ''
  const result = account === '' ? { error: 'access_denied' } : { login: { accountId: account } }
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
}

/** A browser at the provider, as far as it matters: it follows redirects, keeps cookies, and says who somebody is. */
export interface ProviderBrowser {
  /** Goes where it is sent, signs in as this account where it is asked, and gives the address that it is led back to. */
  through(location: string, account: string): Promise<URL>
}

export function providerBrowser(issuer: string): ProviderBrowser {
  const cookies = new Map<string, string>()
  const go = async (address: string, init: RequestInit = {}): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(address, {
      ...init,
      redirect: 'manual',
      headers: { ...Object.fromEntries(new Headers(init.headers)), cookie },
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    return response
  }
  return {
    async through(location, account) {
      let address = location
      for (let steps = 0; steps < 8; steps++) {
        if (!address.startsWith(`${issuer}/`)) return new URL(address)
        const isPage = new URL(address).pathname.startsWith('/interaction/')
        const body = new URLSearchParams({ account })
        const response = await go(address, isPage ? { method: 'POST', body } : {})
        const next = response.headers.get('location')
        if (next === null)
          throw new Error(`${response.status} of ${new URL(address).pathname}: ${await response.text()}`)
        address = new URL(next, address).href
      }
      throw new Error('it goes round in circles')
    },
  }
}
