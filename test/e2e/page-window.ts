import type { Browser, Page } from 'playwright-core'
import { aheadMs } from '../clock/monday.ts'
import { setDate } from '../clock/set-date.ts'
import { WATCH_SHIFTS } from './geometry.ts'
import type { Started } from './started.ts'
import { until } from './until.ts'

export interface PageWindow {
  readonly page: Page
  /** What the browser complained about; emptied by whoever expects a complaint. */
  readonly complaints: string[]
}

interface Look {
  readonly colorScheme: 'light' | 'dark'
  readonly width: number
  readonly forcedColors?: 'active'
}

/** A window of its own, signed in to these servers, in which whatever moves by itself is kept. */
export async function openWindow(
  browser: Browser,
  { width, ...look }: Look,
  ...servers: readonly Pick<Started, 'enter'>[]
): Promise<PageWindow> {
  const context = await browser.newContext({ ...look, viewport: { width, height: 900 }, reducedMotion: 'reduce' })
  await context.addInitScript(WATCH_SHIFTS)
  await context.addInitScript(setDate, aheadMs())
  for (const server of servers) await server.enter(context)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(error.message))
  return { page, complaints }
}

/** Opens a page and waits until everything of it was read. */
export async function openAt(page: Page, address: string, path: string): Promise<void> {
  await page.goto(address + path)
  await page.locator('h1').waitFor()
  await until(async () => (await page.locator('[aria-busy]').count()) === 0)
  await page.locator('.strip-day:has-text("20")').waitFor()
  await page.locator('.who').waitFor()
}
