import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findBarriers } from './barriers.ts'
import { launchBrowser } from './browser.ts'
import { claimableDebit } from './claimable-debit.ts'
import { crowdedTexts } from './geometry.ts'
import { openWindow } from './page-window.ts'
import { type Started, startSample } from './started.ts'

/** A paper comes: received where it is missed, and where nobody knows what it is about. */

let started: Started
let browser: Browser
let page: Page

beforeAll(async () => {
  started = await startSample()
  browser = await launchBrowser()
  page = (await openWindow(browser, { colorScheme: 'light', width: 1440 })).page
  const signedIn = await page.context().request.post(`${started.address}/v1/demo-session`, {
    data: { login: 'demo-elif' },
    headers: { 'clearday-request': '1' },
  })
  expect(signedIn.ok()).toBe(true)
})
afterAll(async () => {
  await browser?.close()
  await started?.remove()
})

async function read<Body>(path: string): Promise<Body> {
  return (await (await started.fetch(path)).json()) as Body // the contract's type of the path
}

function scan(name: string): string {
  const path = join(started.dataDir, name)
  writeFileSync(path, `What stands in ${name}`)
  return path
}

// Seen red with what becomes of a paper always sent as the item that it is about.
test('a claim that is taken down asks for its paper; received at its item, the checklist says that it is here; taken off, it waits in the list and ends with words', async () => {
  const item = await claimableDebit(read)
  await page.goto(`${started.address}/items/${item}`)
  await page.getByRole('button', { name: 'Take the claim down' }).press('Enter')
  const list = page.getByRole('list', { name: 'Checklist of documents' })
  await list.getByText('asked for').waitFor()
  await page.getByLabel('The document').setInputFiles(scan('statement.pdf'))
  await page.getByLabel('Who sent it').fill('R. Diaz')
  await page.getByRole('button', { name: 'Receive the document' }).press('Enter')
  await list.getByText('here').waitFor()
  const letters = page.getByRole('list', { name: 'Letters, the first first' })
  await letters.getByText(/need not go out: document \d+-\d+, for which it asks, is here/).waitFor()
  await page.evaluate('scrollTo(0, 0)')
  expect(await crowdedTexts(page)).toEqual([])
  expect(await findBarriers(page)).toEqual([])
  await page.getByRole('button', { name: /^Take document .* off$/ }).press('Enter')
  await list.getByText('asked for').waitFor()
  await letters.getByText('has to go by: no clock').waitFor()
  await page.goto(`${started.address}/documents`)
  await page.locator('select[name=document]').waitFor()
  await page.getByLabel(/^It/).selectOption('end')
  await page.getByLabel('What became of it').fill('Sent back to R. Diaz')
  expect(await findBarriers(page)).toEqual([])
  await page.getByRole('button', { name: 'Say so' }).press('Enter')
  await page.getByText('None waits. What comes for a case').waitFor()
  await page.getByRole('link', { name: 'of no case' }).press('Enter')
  await page.getByText('Sent back to R. Diaz').waitFor()
})
