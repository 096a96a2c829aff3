import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { ProviderBegun } from '../../src/contract/provider-routes.ts'
import { newAddress, ORIGIN, openPasskeyWorld, type PasskeyWorld } from './passkey-world.ts'
import { addPerson } from './people.ts'
import { CLIENT, openSampleProvider, providerBrowser } from './provider.ts'

/** A server whose people sign in at a real provider. */

export const CALLBACK = `${ORIGIN}/sign-in/callback`

export interface Flow {
  readonly location: string
  readonly cookie: string
}

/** Somebody here with an account there, which is named as nobody would guess. */
export interface Employee {
  readonly id: number
  readonly login: string
  readonly account: string
}

type Changed = (parameters: URLSearchParams) => void

export type ProviderWorld = Awaited<ReturnType<typeof openProviderWorld>>

export async function openProviderWorld() {
  const provider = await openSampleProvider([CALLBACK])
  const secrets = mkdtempSync(join(tmpdir(), 'clearday-secret-'))
  const clientSecretFile = join(secrets, 'client-secret')
  writeFileSync(clientSecretFile, `${CLIENT.client_secret}\n`)
  const { issuer } = provider
  const own = { issuer, clientId: CLIENT.client_id, clientSecretFile, title: 'Example ID', loginDomain: 'bank.example' }
  const world = await openPasskeyWorld({ signIn: { provider: own } })
  const accountOf = (login: string, claims: object = {}): string => {
    const account = randomUUID()
    provider.accounts.set(account, { email: `${login}@bank.example`, email_verified: true, ...claims })
    return account
  }
  const { begin, finish } = waysOf(world)
  return {
    ...world,
    provider,
    accountOf,
    begin,
    finish,
    async employee(claims: object = {}): Promise<Employee> {
      const login = `person-of-${randomUUID().slice(0, 8)}`
      const id = await addPerson(world.serving.engine, { login, roles: ['aop'] })
      return { id, login, account: accountOf(login, claims) }
    },
    /** The whole way, with what an attacker would change of the address there and of the answer. */
    async through(
      account: string,
      { asked = () => {}, answered = () => {} }: { readonly asked?: Changed; readonly answered?: Changed } = {},
    ): Promise<Response> {
      const flow = await begin()
      const to = new URL(flow.location)
      asked(to.searchParams)
      const back = await providerBrowser(issuer).through(to.href, account)
      expect(back.origin + back.pathname).toBe(CALLBACK)
      answered(back.searchParams)
      return finish(back.search.slice(1), flow)
    },
    /** Why the log says that somebody was refused; of nobody who is known, of 0. */
    async whyOf(person: number): Promise<readonly (string | null)[]> {
      return (await world.events(person)).map(one => one.why).filter(why => why !== null)
    },
    async close() {
      await world.close()
      await provider.stop()
      rmSync(secrets, { recursive: true, force: true })
    },
  }
}

function waysOf(world: PasskeyWorld) {
  const begin = async ({ token, ...body }: { readonly back?: string; readonly token?: string } = {}): Promise<Flow> => {
    const path = token === undefined ? '/v1/session/provider/begin' : '/v1/session/step-up/provider/begin'
    const response = await world.post(path, body, { address: newAddress(), ...(token === undefined ? {} : { token }) })
    expect(response.status).toBe(200)
    const [cookie = ''] = (response.headers.get('set-cookie') ?? '').split(';')
    return { ...ProviderBegun.parse(await response.json()), cookie }
  }
  const finish = (
    query: string,
    of: { readonly cookie: string; readonly token?: string; readonly address?: string },
  ): Promise<Response> =>
    fetch(
      world.serving.listening.address +
        (of.token === undefined ? '/v1/session/provider' : '/v1/session/step-up/provider'),
      {
        method: 'POST',
        headers: {
          ...{ 'clearday-request': '1', 'content-type': 'application/json', origin: ORIGIN, cookie: of.cookie },
          'x-forwarded-for': of.address ?? newAddress(),
          ...(of.token === undefined ? {} : { authorization: `Bearer ${of.token}` }),
        },
        body: JSON.stringify({ query }),
      },
    )
  return { begin, finish }
}
