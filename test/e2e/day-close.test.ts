import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { launchBrowser } from './browser.ts'
import { openAt, openWindow } from './page-window.ts'
import { type Started, startSample } from './started.ts'

/** A supervisor closes a day in the browser: sees what stands against it, closes another, and is kept from opening it again. */

let started: Started
let browser: Browser
let page: Page
let complaints: readonly string[]

beforeAll(async () => {
  started = await startSample()
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await started?.remove()
})
beforeEach(async () => {
  const opened = await openWindow(browser, { colorScheme: 'light', width: 1440 }, started)
  page = opened.page
  complaints = opened.complaints
})
afterEach(async () => {
  await page.context().close()
  // The browser writes down each answer that is a refusal.
  expect(complaints.filter(one => !one.includes('409') && !one.includes('403'))).toEqual([])
})

async function pressToClose(): Promise<void> {
  const button = page.locator('.act-on-day button')
  await button.focus()
  await page.keyboard.press('Enter')
}

test('what stands against closing is listed with ways to it, and another day is closed with its signed list', async () => {
  const { business_day: day } = (await (await started.fetch('/v1/today')).json()) as { business_day: string }
  await openAt(page, started.address, `/day-close?day=${day}`)
  await page.locator('.against li').first().waitFor()
  expect(await page.locator('.against li a').count()).toBeGreaterThan(0)
  await pressToClose()
  // On a Sunday the business day is still to come.
  await page.locator('.act-on-day [role=alert]:text-matches("against closing|has not begun")').waitFor()
  await openAt(page, started.address, '/day-close?day=2026-06-01')
  await page.locator('.panel:has-text("Nothing stands against it")').waitFor()
  await pressToClose()
  await page.locator('.page-aside:has-text("closed")').waitFor({ timeout: 60_000 })
  const list = page.locator('a:has-text("the signed list")')
  await list.waitFor()
  // With the session of the window: giving the password again began a new one.
  const read = await page.request.get(new URL((await list.getAttribute('href')) ?? '', page.url()).href)
  expect((await read.text()).split('\n')[0]).toContain('"day_close":1')
  await page.locator('input[name=reason]').fill('a file came late')
  await pressToClose()
  await page.locator('.act-on-day [role=alert]:has-text("hand")').waitFor()
})
