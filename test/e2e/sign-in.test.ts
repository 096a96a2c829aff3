import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { setPassword } from '../../src/engine/sign-in-password.ts'
import { institutionOf, readConfig } from '../../src/main/config.ts'
import { openEngine } from '../../src/main/open-engine.ts'
import { addPerson } from '../samples/people.ts'
import { findBarriers } from './barriers.ts'
import { launchBrowser } from './browser.ts'
import { crowdedTexts, shiftsOf } from './geometry.ts'
import { openWindow } from './page-window.ts'
import { type Started, startClearday, startSample } from './started.ts'

/** Somebody who comes to Clearday for the first time, and people with a password. */

const PASSWORD = 'a sentence of her own'

let started: Started
let browser: Browser
let page: Page

beforeAll(async () => {
  started = await startSample()
  const { dataDir } = started
  browser = await launchBrowser()
  const institution = institutionOf(readConfig(dataDir, {}))
  const { engine, close } = await openEngine({ dataDir, institution, environment: {}, role: 'guest' })
  await addPerson(engine, { login: 'ann', roles: ['ps'] })
  await setPassword(engine, { login: 'ann', password: PASSWORD, actor: 'engine' })
  await addPerson(engine, { login: 'new', roles: [] })
  await setPassword(engine, { login: 'new', password: PASSWORD, actor: 'engine' })
  await close()
})
afterAll(async () => {
  await browser?.close()
  await started?.remove()
})
beforeEach(async () => {
  page = (await openWindow(browser, { colorScheme: 'light', width: 1440 })).page
})
afterEach(() => page.context().close())

const goTo = (path: string) => page.goto(started.address + path)
const heading = (text: string) => page.locator(`h1:has-text("${text}")`).waitFor()
const who = async () => (await page.locator('.who').innerText()).replaceAll('\n', ' ')

async function signInWith(login: string, password: string): Promise<void> {
  await page.getByLabel('Login').fill(login)
  await page.getByLabel('Password').fill(password)
  await page.keyboard.press('Enter')
}

describe('a newcomer', () => {
  test('opens the page, chooses a demo person, and sees Today under that name', async () => {
    await goTo('/')
    await page.getByRole('button', { name: /^Ada Moreno/ }).click()
    await heading('Today')
    await page.locator('.term-received').waitFor()
    expect(await who()).toMatch(/Ada Moreno, Associate Operations Processor/)
    await page.locator('.strip-connection:has-text("live")').waitFor()
  })

  test('finds somebody for each role, and two where a second person has to look', async () => {
    await goTo('/sign-in')
    await page.getByRole('button', { name: /^Ada Moreno/ }).waitFor()
    const people = await page.locator('.demo-people span').allInnerTexts()
    expect(people.filter(title => title === 'Associate Operations Processor')).toHaveLength(2)
    expect(people.filter(title => title === 'Processing Specialist')).toHaveLength(2)
    expect(new Set(people).size).toBe(7)
  })
})

describe('somebody with a password', () => {
  // Seen red with the way back left out.
  test('signs in by the keyboard, comes back to where they wanted to be, and leaves nothing when they go', async () => {
    await goTo('/exceptions?pack=ach')
    await heading('Clearday')
    expect(await page.evaluate("document.activeElement.getAttribute('name')")).toBe('login')
    await page.keyboard.type('ann')
    await page.keyboard.press('Tab')
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press('Enter')
    await heading('Exceptions')
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/exceptions?pack=ach')
    const [cookie] = await page.context().cookies()
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' })
    expect(await page.evaluate('document.cookie')).toBe('')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await heading('Clearday')
    expect(await page.locator('.who').count()).toBe(0)
    const asked = await page.context().request.get(`${started.address}/v1/today`, {
      headers: { cookie: `${cookie?.name}=${cookie?.value}` },
    })
    expect(asked.status()).toBe(401)
    await page.goBack()
    await heading('Clearday')
  })

  // Seen red with the sentence left out.
  test('is told of a wrong password, and may type it again at once', async () => {
    await goTo('/sign-in')
    await signInWith('ann', 'not a password of hers')
    await page.locator('.sign-in-why:has-text("wrong")').waitFor()
    expect(await findBarriers(page)).toEqual([])
    expect(await shiftsOf(page)).toEqual([])
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press('Enter')
    await heading('Today')
  })

  // Seen red with any address taken for the way back.
  test.each(['//evil.test/', 'https://evil.test/', '/\\evil.test', 'javascript:alert(1)'])(
    'is not led away by a link that says %s',
    async back => {
      await goTo(`/sign-in?back=${encodeURIComponent(back)}`)
      await signInWith('ann', PASSWORD)
      await heading('Today')
      expect(new URL(page.url()).origin).toBe(started.address)
    },
  )

  test('who holds no role yet is told so, and who gives one', async () => {
    await goTo('/')
    await signInWith('new', PASSWORD)
    await page.locator('main .notice[role=alert]').waitFor()
    expect(await page.locator('main').innerText()).toMatch(/you hold no role\. A supervisor gives roles/)
    expect(await who()).toContain('no role')
  })
})

// Seen red with the way back left out, and with a stream that the session's end does not end.
test('a session that is ended leads to the sign-in page by itself, and back again', async () => {
  await goTo('/receipts')
  await page.getByRole('button', { name: /^Ben Okafor/ }).click()
  await heading('Receipts')
  await page.locator('.strip-connection:has-text("live")').waitFor()
  const [cookie] = await page.context().cookies()
  const ended = await page.context().request.post(`${started.address}/v1/session/sign-out`, {
    headers: { 'clearday-request': '1', cookie: `${cookie?.name}=${cookie?.value}` },
  })
  expect(ended.status()).toBe(200)
  await heading('Clearday')
  await page.getByRole('button', { name: /^Ben Okafor/ }).click()
  await heading('Receipts')
})

describe.each([
  { colorScheme: 'light', width: 1440 },
  { colorScheme: 'dark', width: 1440 },
  { colorScheme: 'light', width: 768 },
  { colorScheme: 'dark', width: 390 },
  { colorScheme: 'light', width: 320 },
] as const)('the sign-in page with $colorScheme colours, $width pixels', look => {
  test('has no barrier, and no text that is cut off or under another', async () => {
    const own = (await openWindow(browser, look)).page
    await own.goto(`${started.address}/sign-in`)
    await own.getByRole('button', { name: /^Ada Moreno/ }).waitFor()
    expect(await findBarriers(own)).toEqual([])
    expect(await crowdedTexts(own)).toEqual([])
    await own.context().close()
  })
})

// Seen red with demo people offered on every address, and with those of a bank whose name somebody changed.
test.each<[string, { readonly server?: object; readonly institution?: object }]>([
  ['that listens to other machines too', { server: { host: '0.0.0.0' } }],
  ['whose bank is somebody’s own', { institution: { name: 'A bank of our own' } }],
])('a server %s offers no demo people', async (_, changed) => {
  await started.stop()
  const path = join(started.dataDir, 'clearday.json')
  const before = readFileSync(path, 'utf8')
  const { institution, ...config } = JSON.parse(before)
  writeFileSync(
    path,
    JSON.stringify({ ...config, ...changed, institution: { ...institution, ...changed.institution } }),
  )
  started = await startClearday(started.dataDir, [])
  const address = started.address.replace('0.0.0.0', '127.0.0.1')
  expect(await (await fetch(`${address}/v1/demo-people`)).json()).toEqual({ data: [] })
  const refused = await fetch(`${address}/v1/demo-session`, {
    method: 'POST',
    headers: { 'clearday-request': '1', 'content-type': 'application/json' },
    body: JSON.stringify({ login: 'demo-frank' }),
  })
  expect(refused.status).toBe(403)
  writeFileSync(path, before)
})
