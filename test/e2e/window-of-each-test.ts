import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { launchBrowser } from './browser.ts'
import { openWindow, type PageWindow } from './page-window.ts'
import type { Started } from './started.ts'

/** What a test of such a file works with. */
export interface At {
  readonly started: Started
  readonly page: Page
  /** What the browser complained about during the test. */
  readonly complaints: string[]
}

/**
 * One server and one browser for the tests of a file, and for each of them a window of its own in which the supervisor is signed in.
 * After each the browser must not have complained, but for what is `meant`: it writes down each answer that is a refusal.
 */
export function windowOfEachTest(
  start: () => Promise<Started>,
  meant: (complaint: string) => boolean = () => false,
): At {
  let started: Started
  let browser: Browser
  let opened: PageWindow
  beforeAll(async () => {
    started = await start()
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await started?.remove()
  })
  beforeEach(async () => {
    opened = await openWindow(browser, { colorScheme: 'light', width: 1440 }, started)
  })
  afterEach(async () => {
    await opened.page.context().close()
    expect(opened.complaints.filter(one => !meant(one))).toEqual([])
  })
  return {
    get started() {
      return started
    },
    get page() {
      return opened.page
    },
    get complaints() {
      return opened.complaints
    },
  }
}
