import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { ProviderBegun } from '../../src/contract/provider-routes.ts'
import { institutionOf, readConfig } from '../../src/main/config.ts'
import { openEngine } from '../../src/main/open-engine.ts'
import { addPerson } from '../samples/people.ts'
import { CLIENT, openSampleProvider, providerBrowser, type SampleProvider } from '../samples/provider.ts'
import { findBarriers } from './barriers.ts'
import { launchBrowser } from './browser.ts'
import { openWindow } from './page-window.ts'
import { newDataDir, type Started, startClearday } from './started.ts'

/** Signing in at a provider in a real browser, over real redirects from one site to another and back. */

let started: Started
let browser: Browser
let page: Page
let provider: SampleProvider

beforeAll(async () => {
  const dataDir = newDataDir()
  const port = await freePort()
  // The provider is `localhost` and we are 127.0.0.1: two sites, so that cookies are sent as they would be.
  provider = await openSampleProvider([`http://127.0.0.1:${port}/sign-in/callback`])
  writeFileSync(join(dataDir, 'secret'), CLIENT.client_secret)
  const own = {
    issuer: provider.issuer,
    clientId: CLIENT.client_id,
    clientSecretFile: join(dataDir, 'secret'),
    title: 'Example ID',
  }
  writeFileSync(join(dataDir, 'clearday.json'), JSON.stringify({ signIn: { provider: own } }))
  started = await startClearday(dataDir, ['--empty', '--port', String(port)])
  browser = await launchBrowser()
  const institution = institutionOf(readConfig(dataDir, {}))
  const { engine, close } = await openEngine({ dataDir, institution, environment: {}, role: 'guest' })
  await addPerson(engine, { login: 'ann@bank.example', roles: ['ps'] })
  await addPerson(engine, { login: 'sue@bank.example', roles: ['supervisor'] })
  await close()
  provider.accounts.set('ann-there', { email: 'ann@bank.example', email_verified: true })
  provider.accounts.set('sue-there', { email: 'sue@bank.example', email_verified: true })
  provider.accounts.set('eve-there', { email: 'eve@bank.example', email_verified: true })
})
afterAll(async () => {
  await browser?.close()
  await started?.remove()
  await provider?.stop()
})
beforeEach(async () => {
  page = (await openWindow(browser, { colorScheme: 'light', width: 1440 })).page
})
afterEach(() => page.context().close())

function freePort(): Promise<number> {
  const server = createServer()
  return new Promise(resolve =>
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    }),
  )
}

const heading = (text: string) => page.locator(`h1:has-text("${text}")`).waitFor()

async function sayThere(account: string): Promise<void> {
  await page.getByLabel('Name there').fill(account)
  await page.getByRole('button', { name: 'Go on' }).click()
}

test('somebody signs in there, comes back to where they wanted to be, and the code is in no address', async () => {
  await page.goto(`${started.address}/exceptions?pack=ach`)
  await page.getByRole('button', { name: 'Sign in with Example ID' }).click()
  await sayThere('ann-there')
  await heading('Exceptions')
  expect(page.url()).toBe(`${started.address}/exceptions?pack=ach`)
  expect(await page.locator('.who').innerText()).toContain('Somebody called ann@bank.example')
  expect(await page.evaluate('document.cookie')).toBe('')
  await page.getByRole('link', { name: /^My account/ }).click()
  await page.getByRole('table', { name: 'Open sessions' }).getByText('provider').waitFor()
  await page.goto(`${started.address}/account`)
  await heading('My account')
})

// Seen red with the password alone asked for before a day is closed.
test('a supervisor without a password proves it there again, comes back, and closes the day', async () => {
  await page.goto(`${started.address}/day-close?day=2026-06-01`)
  await page.getByRole('button', { name: 'Sign in with Example ID' }).click()
  await sayThere('sue-there')
  const close = page.getByRole('button', { name: /^Close .*2026/ })
  await close.click()
  await page.getByRole('button', { name: 'Prove it with Example ID' }).click()
  // It is asked again who it is, though the provider knows this browser.
  await sayThere('sue-there')
  const told = page.locator('.notices p:has-text("Nothing was done yet: press again")')
  await told.waitFor()
  await close.click()
  await page.locator('.page-aside:has-text("closed")').waitFor({ timeout: 60_000 })
  await told.getByRole('button', { name: 'Put away' }).click()
  await told.waitFor({ state: 'detached' })
})

test('who is known there and not here is told so in a sentence, and how else to sign in', async () => {
  await page.goto(`${started.address}/sign-in`)
  await page.getByRole('button', { name: 'Sign in with Example ID' }).click()
  await sayThere('eve-there')
  await page.getByRole('alert').getByText('nobody of your login may sign in here').waitFor()
  expect(new URL(page.url()).search).toBe('')
  expect(await findBarriers(page)).toEqual([])
  await page.getByRole('link', { name: 'Sign in in another way' }).click()
  await page.getByLabel('Password').waitFor()
  expect(await findBarriers(page)).toEqual([])
})

test('a link with somebody else’s answer signs nobody in', async () => {
  const path = `${started.address}/v1/session/provider/begin`
  const begun = await fetch(path, {
    method: 'POST',
    headers: { 'clearday-request': '1', 'content-type': 'application/json' },
    body: '{}',
  })
  const { location } = ProviderBegun.parse(await begun.json())
  await page.goto((await providerBrowser(provider.issuer).through(location, 'ann-there')).href)
  await page.getByRole('alert').getByText('no answer to what this browser asked').waitFor()
  expect(await page.context().cookies(started.address)).toEqual([])
})
