import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Exception } from '../../src/contract/exception.ts'
import type { ItemStory } from '../../src/contract/item.ts'
import { launchBrowser } from './browser.ts'
import { type Started, startSample } from './started.ts'

let started: Started
let browser: Browser
let page: Page

beforeAll(async () => {
  started = await startSample()
  browser = await launchBrowser()
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
  await started.enter(context)
  page = await context.newPage()
})
afterAll(async () => {
  await browser?.close()
  await started?.remove()
})

async function read<Answer>(path: string): Promise<Answer> {
  return (await (await started.fetch(path)).json()) as Answer // the contract's type of the path
}

async function openItem(matches: (one: Exception) => boolean, state = 'unclosed'): Promise<Exception> {
  const { data } = await read<{ data: Exception[] }>(`/v1/exceptions?limit=500&state=${state}`)
  const found = data.find(one => one.scope === 'item' && matches(one))
  if (found === undefined) throw new Error('the sample day has no such exception')
  await page.goto(`${started.address}/items/${found.id}`)
  await page.locator('h2:has-text("Events")').waitFor()
  await page.locator('h2:has-text("Fields")').waitFor()
  return found
}

/** That the field that is marked begins within the frame of the record, with 60 points of it at least. */
async function markInSight(): Promise<boolean> {
  const [frame, mark] = [await page.locator('.raw').boundingBox(), await page.locator('.raw mark').boundingBox()]
  if (frame === null || mark === null) throw new Error('the record has no marked field')
  return mark.x + Math.min(mark.width, 60) < frame.x + frame.width && mark.x >= frame.x - 1
}

const headings = () => page.locator('main h2').allTextContents()

describe('on a telephone an item', () => {
  // Seen red with the evidence before the explanation, as it stands on paper.
  test('says first why, by when and what may be done, and then shows the evidence', async () => {
    const exception = await openItem(one => one.pack === 'ach' && one.ours_at !== null)
    await page.locator('h2:has-text("Deadline")').waitFor()
    const titles = await headings()
    expect(titles.slice(0, 5)).toEqual([exception.title, 'What may be done', 'Deadline', 'Procedure', 'Record'])
    expect(await page.locator('.exception').textContent()).toMatch(/Has to leave here by/)
    expect(await page.locator('.fields').first().textContent()).toContain('DFI account number')
  })

  // Seen red with the record not scrolled, and the second one with it scrolled only when it is made.
  test.each(['before', 'after'])(
    'has the marked field of its record in sight, read %s what may be done',
    async acts => {
      // The record waits for what may be done, which comes later or sooner than it.
      const first = acts === 'before' ? 'record' : 'acts'
      const isRead = page.waitForResponse(response => response.url().endsWith(`/${first}`))
      await page.route(`**/v1/items/*/${acts === 'before' ? 'acts' : 'record'}`, async route => {
        await (await isRead).finished()
        await route.continue()
      })
      await openItem(one => one.kind === 'trace-fault' || one.kind === 'amount-fault' || one.kind === 'name-mismatch')
      await page.unrouteAll()
      await expect.poll(markInSight).toBe(true)
    },
  )

  // Seen red with the time left shown whatever the state.
  test('that was answered says when, in which file and whether in time, and that no time runs', async () => {
    const { id } = await openItem(one => one.decided_by === 'policy', 'closed')
    const { outbound } = await read<ItemStory>(`/v1/items/${id}`)
    expect(outbound[0]).toMatchObject({ kind: 'return', state: 'sent', in_time: true })
    const text = (await page.locator('main').textContent()) ?? ''
    expect(text).toContain(`in ${outbound[0]?.file}`)
    expect(text).toMatch(/in time.*went out/)
    expect(await page.locator('.mark:has-text("left")').count()).toBe(0)
  })
})

// Seen red with the columns that a narrow window leaves out still counted: every cell was a few letters wide.
test.each(['/receipts', '/items?day=2026-11-20', '/batches', '/exceptions'])(
  'the rows of %s show what they end in',
  async path => {
    await page.goto(started.address + path)
    await page.locator('.rows tr[data-row]').nth(5).waitFor()
    const cut = await page
      .locator('.rows td.narrow-end, .rows td.narrow-underEnd')
      .evaluateAll(cells => cells.filter(cell => cell.scrollWidth > cell.clientWidth + 1).length)
    expect(cut).toBe(0)
  },
)

// Seen red with a stream that is not opened again after an answer that is none.
test('a server that does not answer is said, and the page goes on by itself', async () => {
  await page.route('**/v1/live', route => route.fulfill({ status: 502, body: 'no' }))
  await page.goto(started.address)
  await page.locator('.lost').waitFor()
  expect(await page.locator('.lost').textContent()).toMatch(/does not answer.*What you see is of \d\d:\d\d:\d\d/)
  await page.unroute('**/v1/live')
  await page.locator('.strip-connection:has-text("live")').waitFor()
  expect(await page.locator('.lost').count()).toBe(0)
})
