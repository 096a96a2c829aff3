import { createServer } from 'node:net'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { setPassword } from '../../src/engine/sign-in-password.ts'
import { institutionOf, readConfig } from '../../src/main/config.ts'
import { openEngine } from '../../src/main/open-engine.ts'
import { addPerson } from '../samples/people.ts'
import { findBarriers } from './barriers.ts'
import { launchBrowser } from './browser.ts'
import { crowdedTexts, shiftsOf } from './geometry.ts'
import { openWindow } from './page-window.ts'
import { type Started, startSample } from './started.ts'

/** Passkeys in a real browser, whose authenticator is Chromium's own virtual one. */

const PASSWORD = 'a sentence of her own'

let started: Started
let browser: Browser
let page: Page
let cdp: CDPSession
let authenticatorId: string
let origin: string

beforeAll(async () => {
  const port = await freePort()
  origin = `http://localhost:${port}`
  started = await startSample(['--port', String(port)])
  const { dataDir } = started
  browser = await launchBrowser()
  const institution = institutionOf(readConfig(dataDir, {}))
  const { engine, close } = await openEngine({ dataDir, institution, environment: {}, role: 'guest' })
  for (const login of ['ann', 'bob', 'sue']) {
    await addPerson(engine, { login, roles: [login === 'sue' ? 'supervisor' : 'ps'] })
    await setPassword(engine, { login, password: PASSWORD, actor: 'engine' })
  }
  await close()
})
afterAll(async () => {
  await browser?.close()
  await started?.remove()
})
beforeEach(async () => {
  page = (await openWindow(browser, { colorScheme: 'light', width: 1440 })).page
  cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const options = {
    ...({ protocol: 'ctap2', transport: 'internal', automaticPresenceSimulation: true } as const),
    ...{ hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
  }
  authenticatorId = (await cdp.send('WebAuthn.addVirtualAuthenticator', { options })).authenticatorId
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

const goTo = (path: string, at = origin) => page.goto(at + path)
const heading = (text: string) => page.locator(`h1:has-text("${text}")`).waitFor()
const button = (name: string | RegExp) => page.getByRole('button', { name })
const account = () => page.getByRole('link', { name: /^My account/ })

async function signInWith(login: string): Promise<void> {
  await page.getByLabel('Login').fill(login)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.keyboard.press('Enter')
}

async function addPasskey(name: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Password', exact: true }).fill(PASSWORD)
  await button('It is me').click()
  await page.getByLabel('Name of a new passkey').fill(name)
  await page.keyboard.press('Enter')
  await page.getByRole('rowheader', { name }).waitFor()
}

test('somebody adds a passkey, signs in with it and no password, twice, and is refused after revoking it', async () => {
  await goTo('/account')
  await signInWith('ann')
  await heading('My account')
  await addPasskey('my phone')
  await page.getByLabel('Password of now').fill('not the one of now')
  await page.getByLabel('New password').fill(PASSWORD)
  await page.getByLabel('The same once more').fill('another one')
  await page.getByText('The two are not the same.').waitFor()
  await page.getByLabel('The same once more').fill(PASSWORD)
  await button('Change the password').click()
  await page.getByText(/^The login, the password or the passkey is wrong/).waitFor()
  await page.getByLabel('Password of now').fill(PASSWORD)
  await button('Change the password').click()
  await page.getByText('Changed. Your other sessions are over.').waitFor()
  expect(await findBarriers(page)).toEqual([])
  expect(await crowdedTexts(page)).toEqual([])
  for (let n = 0; n < 2; n++) {
    await button('Sign out').click()
    await button('Sign in with a passkey').click()
    await heading('Today')
    expect(await page.locator('.who').innerText()).toContain('Somebody called ann')
    expect(await page.evaluate('document.cookie')).toBe('')
  }
  await account().click()
  await heading('My account')
  const sessions = page.getByRole('table', { name: 'Open sessions' })
  await sessions.getByText('this one').waitFor()
  expect(await sessions.innerText()).toContain('passkey')
  await button('Revoke my phone').click()
  await page.getByText('revoked').waitFor()
  await button('Sign out').click()
  await button('Sign in with a passkey').click()
  await page.locator('.sign-in-why:has-text("wrong")').waitFor()
  expect(await findBarriers(page)).toEqual([])
})

test('a passkey proves again who one is, and whoever is not verified by the device is not let in', async () => {
  await goTo('/account')
  await signInWith('bob')
  await heading('My account')
  await addPasskey('my laptop')
  await button('Sign out').click()
  await signInWith('bob')
  await heading('Today')
  await account().click()
  await button('Use a passkey').click()
  await page.getByLabel('Name of a new passkey').waitFor()
  await button('Sign out').click()
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })
  await button('Sign in with a passkey').click()
  await page.locator('.sign-in-why:has-text("No passkey was used")').waitFor()
})

// Seen red with the password alone asked for before a day is closed.
test('a supervisor who signs in with a passkey closes a day with it, and is asked for no password', async () => {
  await goTo('/account')
  await signInWith('sue')
  await heading('My account')
  await addPasskey('my badge')
  await button('Sign out').click()
  await button('Sign in with a passkey').click()
  await heading('Today')
  await goTo('/day-close?day=2026-06-01')
  await button(/^Close .*2026/).click()
  await button('Use a passkey').click()
  await page.locator('.page-aside:has-text("closed")').waitFor({ timeout: 60_000 })
})

test('another session of one’s own is seen and ended, and its page leads to the sign-in', async () => {
  await goTo('/')
  await signInWith('ann')
  await heading('Today')
  const other = (await openWindow(browser, { colorScheme: 'light', width: 1440 })).page
  await other.goto(`${origin}/account`)
  const own = page
  page = other
  await signInWith('ann')
  await heading('My account')
  const end = button(/^End the session of/)
  await end.first().click()
  await end.first().waitFor({ state: 'detached' })
  page = own
  await heading('Clearday')
  await other.context().close()
})

test('at an address that passkeys do not belong to, the page says where they work', async () => {
  await goTo('/sign-in', started.address)
  await page.getByText(`Passkeys work where this server is called by its name: ${origin}.`).waitFor()
  expect(await button('Sign in with a passkey').count()).toBe(0)
  expect(await findBarriers(page)).toEqual([])
  expect(await shiftsOf(page)).toEqual([])
})

test.each([
  { colorScheme: 'dark', width: 1440 },
  { colorScheme: 'light', width: 768 },
  { colorScheme: 'dark', width: 390 },
  { colorScheme: 'light', width: 320 },
] as const)(
  'one’s account has no barrier with $colorScheme colours, $width pixels, and no text that is cut off',
  async look => {
    const own = (await openWindow(browser, look, started)).page
    await own.goto(`${started.address}/account`)
    await own.getByRole('table', { name: 'Open sessions' }).waitFor()
    // Seen red with the form shown to everybody: a demo person has no password.
    expect(await own.getByRole('form', { name: 'Change the password' }).count()).toBe(0)
    expect(await findBarriers(own)).toEqual([])
    expect(await crowdedTexts(own)).toEqual([])
    expect(await shiftsOf(own)).toEqual([])
    await own.context().close()
  },
)

// Seen red with the form shown to those only who manage people: everybody may say it of themselves, and nobody found where.
test('everybody says when they will be away, and ends it, on the way from their account', async () => {
  const own = (await openWindow(browser, { colorScheme: 'light', width: 320 })).page
  page = own
  await goTo('/account')
  await signInWith('bob')
  await own.getByRole('link', { name: /^What I hold and can/ }).click()
  const form = own.getByRole('form', { name: 'Give' })
  await form.getByLabel('Why').fill('leave')
  await form.getByLabel('Until the beginning of').fill('2099-01-01')
  await form.getByLabel('From').fill('2020-12-01T09:00')
  await button('Give').click()
  await own.getByRole('alert').getByText('Nothing is given for a time that is past').waitFor()
  await form.getByLabel('From').fill('2098-12-01T09:00')
  await button('Give').click()
  const away = own.getByRole('row', { name: /absence: leave/ })
  await away.getByText('will hold').waitFor()
  expect(await findBarriers(own)).toEqual([])
  expect(await crowdedTexts(own)).toEqual([])
  expect(await own.getByRole('button', { name: /^End: role/ }).count()).toBe(0)
  await button('End: absence leave').click()
  await away.getByText('does not hold').waitFor()
  await own.context().close()
})

// The last one: proving again ends the session that the others are signed in with.
test('a supervisor ends somebody’s passkey on their page, after proving again who asks', async () => {
  const own = (await openWindow(browser, { colorScheme: 'light', width: 1440 }, started)).page
  await own.goto(`${started.address}/people/bob`)
  await own.getByRole('button', { name: 'Revoke my laptop' }).focus()
  await own.keyboard.press('Enter')
  await own.getByRole('button', { name: 'It is me' }).focus()
  await own.keyboard.press('Enter')
  await own.getByRole('table', { name: 'Passkeys' }).getByText('revoked').waitFor()
  await own.getByLabel('It is a second account of').fill('ann')
  await own.keyboard.press('Enter')
  await own.getByText('A second account of ann: neither approves').waitFor()
  expect(await findBarriers(own)).toEqual([])
  // Seen red with all events of the person in the place of these.
  await own.getByRole('link', { name: 'What a sum kept them from today' }).click()
  await own.locator('h1:has-text("Audit")').waitFor()
  expect(own.url()).toMatch(/actor=bob&kind=limit_refused$/)
  await own.context().close()
})
