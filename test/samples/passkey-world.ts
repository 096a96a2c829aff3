import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { PasskeyAsked, PasskeyToMake } from '../../src/contract/passkey.ts'
import { Problem } from '../../src/contract/problem.ts'
import type { Role } from '../../src/core/authority/role.ts'
import { createTestDatabase } from '../postgres.ts'
import { type Authenticator, softwareAuthenticator, type Wrong } from './authenticator.ts'
import { addPerson, sessionOf, steppedUp } from './people.ts'
import { openServing, type Serving } from './serving.ts'

/** A server behind a proxy, with people who have passkeys of software. */

export const ORIGIN = 'https://clearday.bank.example'
export const RP_ID = 'clearday.bank.example'

/** Everybody comes from an address of their own, so that nobody is locked by what another test tries. */
let addresses = 0
export const newAddress = () => `198.51.${Math.floor(++addresses / 250)}.${addresses % 250}`

export interface Someone {
  readonly id: number
  readonly login: string
  readonly address: string
  readonly token: string
}

export interface PasskeyOwner {
  readonly of: Someone
  readonly key: Authenticator
  /** How authenticators name the person. */
  readonly handle: string
  readonly passkey: number
}

export type PasskeyWorld = Awaited<ReturnType<typeof openPasskeyWorld>>

export async function openPasskeyWorld(config: object = {}) {
  const database = await createTestDatabase()
  const dataDir = mkdtempSync(join(tmpdir(), 'clearday-passkeys-'))
  const server = { publicOrigin: ORIGIN, proxies: ['127.0.0.1'] }
  const serving = await openServing({ dataDir, databaseUrl: database.url, config: { server, ...config } })
  const requests = requestsTo(serving)
  return {
    serving,
    ...requests,
    ...peopleOf(serving, requests),
    sql: (text: string, values: readonly unknown[] = []) => serving.engine.database.pool.query(text, [...values]),
    async close() {
      await serving.close()
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

export async function refusalOf(response: Response): Promise<string> {
  return Problem.parse(await response.json()).type.replace(/.*:/, '')
}

function requestsTo(serving: Serving) {
  return {
    post: (path: string, body: object | undefined, from: { readonly address: string; readonly token?: string }) =>
      fetch(serving.listening.address + path, {
        method: 'POST',
        headers: {
          ...{ 'clearday-request': '1', 'content-type': 'application/json', 'x-forwarded-for': from.address },
          ...{ origin: ORIGIN, 'idempotency-key': randomUUID() },
          ...(from.token === undefined ? {} : { authorization: `Bearer ${from.token}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    get: (path: string, { token }: { readonly token: string }) =>
      fetch(serving.listening.address + path, { headers: { authorization: `Bearer ${token}` } }),
  }
}

function peopleOf(serving: Serving, { post }: ReturnType<typeof requestsTo>) {
  const someone = async (...roles: readonly Role[]): Promise<Someone> => {
    const login = `person-of-${randomUUID().slice(0, 8)}`
    const id = await addPerson(serving.engine, { login, roles })
    return {
      id,
      login,
      address: newAddress(),
      token: await steppedUp(serving.engine, await sessionOf(serving.engine, id)),
    }
  }
  const registration = async (of: Someone): Promise<PasskeyToMake> =>
    PasskeyToMake.parse(await (await post('/v1/passkeys/challenge', undefined, of)).json())
  const register = async (of: Someone, wrong: Wrong = {}, key = softwareAuthenticator()) => {
    const { challenge } = await registration(of)
    const answer = key.make({ challenge, rpId: RP_ID, origin: ORIGIN }, wrong)
    return { key, response: await post('/v1/passkeys', { name: 'a phone', answer }, of) }
  }
  return {
    someone,
    registration,
    register,
    /** Somebody with a passkey, and its number. */
    async withPasskey(...roles: readonly Role[]): Promise<PasskeyOwner> {
      const of = await someone(...roles)
      const handle = (await registration(of)).user.id
      const { key, response } = await register(of)
      expect(response.status).toBe(200)
      const { passkey } = (await response.json()) as { passkey: number }
      return { of, key, handle, passkey }
    },
    /** What a browser is asked for: to sign in, or at another path. */
    asked: async (
      path = '/v1/session/passkey-challenge',
      of: { readonly address: string; readonly token?: string } = { address: newAddress() },
    ) => PasskeyAsked.parse(await (await post(path, undefined, of)).json()),
    /** Kinds of the events of somebody, with the reasons that they tell. */
    async events(person: number): Promise<readonly { readonly kind: string; readonly why: string | null }[]> {
      const told = await serving.engine.database.pool.query(
        `select kind, body::jsonb ->> 'why' as why from event where subject = $1 and kind ~ 'passkey|sign|step|session|identity' order by n`,
        [person],
      )
      return told.rows
    },
  }
}
