import type { BrowserContext } from 'playwright-core'
import { SessionBegun } from '../../src/contract/session.ts'

/** A demo person who is signed in, as a program and as the person in front of a window. */
export interface DemoPerson {
  readonly token: string
  /** Asks the server; with a body it is a POST under a key of its own. */
  ask<Answer>(path: string, body?: object): Promise<Answer>
  /** Signs the pages of a browser's window in. */
  enter(window: BrowserContext): Promise<void>
}

export async function demoPerson(address: string, login: string): Promise<DemoPerson> {
  const headers = { 'clearday-request': '1', 'content-type': 'application/json' }
  const body = JSON.stringify({ login, for: 'program' })
  const begun = await fetch(`${address}/v1/demo-session`, { method: 'POST', headers, body })
  return personOf(address, SessionBegun.parse(await begun.json()).token ?? '')
}

/** One who proved a moment ago that it is still them, as an act on many asks. */
export async function provedPerson(address: string, login: string): Promise<DemoPerson> {
  const { ask } = await demoPerson(address, login)
  return personOf(address, SessionBegun.parse(await ask('/v1/session/step-up', {})).token ?? '')
}

function personOf(address: string, token: string): DemoPerson {
  const headers = { 'clearday-request': '1', 'content-type': 'application/json' }
  return {
    token,
    async ask(path, body) {
      const own = { ...headers, authorization: `Bearer ${token}`, 'idempotency-key': crypto.randomUUID() }
      const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
      return (await fetch(address + path, { ...sent, headers: own })).json() as Promise<never> // the contract's type of the path
    },
    enter(window) {
      const cookie = { name: `clearday-${new URL(address).port}`, value: token, url: address, httpOnly: true }
      return window.addCookies([{ ...cookie, sameSite: 'Strict' }])
    },
  }
}
