import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Exception } from '../../src/contract/exception.ts'
import type { ItemRecord, ItemStory } from '../../src/contract/item.ts'
import type { Receipt } from '../../src/contract/receipt.ts'
import type { OutboundItem } from '../../src/contract/returns.ts'
import type { Today } from '../../src/contract/today.ts'
import { achFile } from '../samples/ach-files.ts'
import { findBarriers } from './barriers.ts'
import { launchBrowser } from './browser.ts'
import { demoPerson } from './demo-person.ts'
import { crowdedTexts, shiftsOf } from './geometry.ts'
import { openAt, openWindow } from './page-window.ts'
import { newDataDir, type Started, startClearday, startSample } from './started.ts'
import { until } from './until.ts'

let started: Started
let empty: Started
let browser: Browser
let page: Page

beforeAll(async () => {
  started = await startSample()
  empty = await startClearday(newDataDir(), ['--empty'])
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await started?.remove()
  await empty?.remove()
})
beforeEach(async () => {
  page = (await openWindow(browser, { colorScheme: 'light', width: 1440 }, started, empty)).page
})
afterEach(() => page.context().close())

async function read<Body>(path: string): Promise<Body> {
  return (await (await started.fetch(path)).json()) as Body // the contract's type of the path
}

const open = (path: string) => openAt(page, started.address, path)
const rowCount = async () => Number(await page.locator('.rows').getAttribute('aria-rowcount')) - 1
const upload = async (body: Uint8Array<ArrayBuffer>) => {
  const headers = { 'x-clearday-source': 'browser', 'x-clearday-name': 'entries.ach' }
  const response = await started.fetch('/v1/files', { method: 'POST', headers, body })
  expect(response.status).toBe(202)
}
const mainText = async () => (await page.locator('main').innerText()).replaceAll('\n', ' ')

/** An ACH file of debits to accounts that are not here: the policy answers each with R03, which waits for its window. */
function entriesToNobody(count: number): Uint8Array<ArrayBuffer> {
  const entries = Array.from({ length: count }, (_, n) => ({
    transactionCode: 27,
    account: String(7_700_000_000 + n),
    amountMinor: 1_234_500 + n,
    trace: `12104288${String(n + 1).padStart(7, '0')}`,
  }))
  const today = Temporal.Now.plainDateISO('America/New_York').toString()
  const header = { effectiveDate: today.replaceAll('-', '').slice(2) }
  return new Uint8Array(achFile([{ header, entries }]))
}

describe('Today', () => {
  // Seen red with each moment leading to everything that is due until then.
  test('counts by deadline what the list then shows, and held batches too', async () => {
    const { exceptions, batches } = await read<Today>('/v1/today')
    const groups = exceptions.due.filter(group => group.due_at !== null)
    expect(groups.length).toBeGreaterThan(2)
    for (const [row, group] of groups.entries()) {
      await open('/')
      const cells = page.locator('.due tbody tr').nth(row).locator('td a')
      expect(await cells.allTextContents()).toEqual(
        [group.exceptions, group.people].filter(count => count > 0).map(String),
      )
      await cells.first().click()
      await page.locator('.rows tbody tr[data-row]').first().waitFor()
      expect(await rowCount()).toBe(group.exceptions)
    }
    await open('/')
    await page.getByRole('row', { name: 'held for a person' }).getByRole('link').click()
    await page.locator('.rows tbody tr[data-row]').first().waitFor()
    expect(await rowCount()).toBe(batches.held)
  })

  // Seen red with nothing drawn where there is no day.
  test.each([
    '/',
    '/receipts',
    '/exceptions',
    '/batches',
    '/items?day=2026-11-20',
    '/letters',
    '/documents',
    '/returns',
    '/returns?state=waiting',
    '/proof',
  ])('of an institution that received nothing says so at %s, and what comes next', async path => {
    await openAt(page, empty.address, path)
    const said: Readonly<Record<string, RegExp>> = {
      '/': /No accounts were loaded.*Nothing was received yet\. Put a file into the folder in/,
      '/receipts': /No receipt is like this/,
      '/exceptions': /nothing waits for anybody here/,
      '/batches': /No batch is like this/,
      '/items?day=2026-11-20': /No item stands there/,
      '/letters': /There is none\. A decision that has somebody told or asked/,
      '/documents': /None waits\. What comes for a case is attached to it by itself/,
      '/returns': /No return file went out yet/,
      '/returns?state=waiting': /Nothing waits to be returned\. What a policy decides waits here/,
      '/proof': /holds/,
    }
    expect(await mainText()).toMatch(said[path] ?? /^$/)
    expect(await crowdedTexts(page)).toEqual([])
    expect(await shiftsOf(page)).toEqual([])
    expect(await findBarriers(page)).toEqual([])
  })
})

describe('amounts', () => {
  // Seen red with two decimals for every currency.
  test.each([
    ['JPY', 0, /^[\d,]+$/],
    ['USD', 2, /^[\d,]+\.\d\d$/],
    ['KWD', 3, /^[\d,]+\.\d{3}$/],
  ])('of an institution in %s have %d decimals', async (currency, digits, shown) => {
    await page.route('**/v1/today*', async route => {
      const today = (await (await route.fetch()).json()) as Today
      await route.fulfill({ json: { ...today, institution: { ...today.institution, currency, minor_digits: digits } } })
    })
    await open('/')
    const terms = await page.locator('.term-received .term-amount').allInnerTexts()
    expect(terms.map(text => text.replace(/^[DC]r\s+/, ''))).toEqual([
      expect.stringMatching(shown),
      expect.stringMatching(shown),
    ])
    await open('/receipts')
    const cells = (await page.locator('.rows tbody td:nth-child(7)').allInnerTexts()).filter(text => text !== '')
    expect(cells.length).toBeGreaterThan(10)
    for (const text of cells) expect(text).toMatch(shown)
  })
})

describe('Returns', () => {
  // Seen red with the items of every list of returns asked for without its file.
  test('of a file that went out are as many as it says, each in time, and lead to their items', async () => {
    await open('/returns')
    const first = page.locator('tr[data-row="0"]')
    const count = Number(await first.locator('.narrow-end').innerText())
    await first.getByRole('link').click()
    await page.locator('.rows tbody td:has-text("went out in time")').first().waitFor()
    expect(await rowCount()).toBe(count)
    await page.locator('tr[data-row="0"] a').focus()
    await page.keyboard.press('Enter')
    await page.locator('h2:has-text("Deadline")').waitFor()
  })

  // Seen red with Today's count leading to the files.
  test('that wait are reached from Today by the keyboard, with their deadline and the time that is left', async () => {
    await upload(entriesToNobody(3))
    await until(async () => (await read<Today>('/v1/today')).returns.queued === 3)
    await open('/')
    await page.getByRole('link', { name: '3 returns wait' }).focus()
    await page.keyboard.press('Enter')
    await page.locator('.rows tbody tr[data-row]').first().waitFor()
    expect(await rowCount()).toBe(3)
    const text = (await page.locator('.rows tbody').innerText()).replaceAll('\n', ' ')
    expect(text).toMatch(/No such account\s+\d+\s+return R03.*12,345\.00.*\d\d:\d\d.* left/)
    expect(await findBarriers(page)).toEqual([])
    for (const width of [1440, 390, 320]) {
      await page.setViewportSize({ width, height: 900 })
      expect(await crowdedTexts(page), `${width}`).toEqual([])
    }
  })

  // What a server with a hundred thousand of them answers, page by page. Seen red with every row drawn.
  test('of a hundred thousand the last is reached, and only what is in sight is drawn', async () => {
    const { data } = await read<{ data: OutboundItem[] }>('/v1/outbound-items?file=1&limit=1')
    await page.route('**/v1/outbound-items*', async route => {
      const from = Number(new URL(route.request().url()).searchParams.get('cursor') ?? 0)
      const rows = Array.from({ length: 10_000 }, (_, n) => ({ ...data[0], item: from + n + 1 }))
      await route.fulfill({ json: { data: rows, next: from + 10_000 < 100_000 ? String(from + 10_000) : null } })
    })
    await open('/returns?state=waiting')
    await page.locator('.rows tbody a').first().focus()
    for (let last = 9_999; last < 100_000; last += 10_000) {
      await page.keyboard.press('End')
      await page.locator(`tr[data-row="${last}"] a:focus`).waitFor()
      if (last < 99_999) await page.locator(`tr[data-row="${last + 1}"]`).waitFor({ state: 'attached' })
    }
    expect(await page.locator('.rows tbody tr').count()).toBeLessThan(120)
    expect(await rowCount()).toBe(100_000)
  })
})

describe('a receipt', () => {
  // Seen red with the file's own sentence above the exception that says it.
  test('that is held says why once', async () => {
    const { data } = await read<{ data: Receipt[] }>('/v1/receipts?state=quarantined')
    expect(data.length).toBeGreaterThan(3)
    for (const { id, why } of data) {
      await open(`/receipts/${id}`)
      const sentence = (why ?? '').slice(0, 60)
      expect((await mainText()).split(sentence).length - 1, `receipt ${id}: ${sentence}`).toBe(1)
    }
  })
})

describe('an item', () => {
  // Seen red with the field at the finding's column marked, whichever record that column is of; and without the batch's header.
  test('marks the field that its finding names, in its own record or in the header of its batch', async () => {
    const { data } = await read<{ data: Exception[] }>('/v1/exceptions?limit=500')
    const marked = new Set<boolean>()
    for (const { id } of data.filter(one => one.scope === 'item')) {
      const { finding } = await read<ItemStory>(`/v1/items/${id}`)
      const { fields, header } = await read<ItemRecord>(`/v1/items/${id}/record`)
      const [faulty, ...others] = fields.filter(field => field.faulty)
      expect(others, `item ${id}`).toEqual([])
      const hasField = finding?.field != null && fields.some(field => field.name === finding.field)
      expect(faulty?.name ?? null, `item ${id}`).toBe(hasField ? finding.field : null)
      expect(header !== null, `item ${id}`).toBe(faulty?.record === 0)
      marked.add(header !== null)
      if (header === null || faulty === undefined) continue
      await open(`/items/${id}`)
      const line = page.locator('.raw-line', { has: page.locator('mark') })
      expect(await line.locator('.raw-number').innerText()).toBe(String(header.line))
      const from = (faulty.column ?? 0) - 1
      expect(await page.locator('.raw mark').textContent()).toBe(header.text.slice(from, from + (faulty.width ?? 0)))
      expect(await page.locator('.fields .faulty').innerText()).toContain(faulty.title)
      expect(await crowdedTexts(page), `item ${id}`).toEqual([])
    }
    expect([...marked].sort()).toEqual([false, true])
  })

  // Seen red with a grid of its own for every resolution: the sentences began where each name ended.
  test('has for whoever decides nothing its resolutions in two columns, however long their names are', async () => {
    const headers = { 'clearday-request': '1' }
    const reviewer = { data: { login: 'demo-grace' }, headers }
    expect((await page.context().request.post(`${started.address}/v1/demo-session`, reviewer)).ok()).toBe(true)
    const { data } = await read<{ data: Exception[] }>('/v1/exceptions?limit=500')
    for (const kind of ['encoding-error', 'returned-check-without-original']) {
      await open(`/items/${data.find(one => one.kind === kind)?.id}`)
      const lefts = await page
        .locator('.doors')
        .first()
        .locator('li > span')
        .evaluateAll(all => all.map(one => Math.round(one.getBoundingClientRect().left)))
      const rights = await page
        .locator('.doors')
        .first()
        .locator('li > b')
        .evaluateAll(all => all.map(one => one.getBoundingClientRect().left + one.scrollWidth))
      expect(new Set(lefts).size, kind).toBe(1)
      expect(Math.max(...rights), kind).toBeLessThan(lefts[0] ?? 0)
    }
  })
})

describe('what cannot be shown', () => {
  // Seen red with `Try again` where the server will say no again.
  test.each([
    ['/items/1', /There is no item 1\./, 'All exceptions'],
    ['/items/none', /item/, 'All exceptions'],
    ['/receipts/999999', /There is no receipt 999999\./, 'All receipts'],
  ])('%s says that it is not there, and where to go on', async (path, says, leadsTo) => {
    await page.goto(started.address + path)
    await page.locator('main [role=alert]').waitFor()
    expect(await mainText()).toMatch(says)
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0)
    await page.getByRole('link', { name: leadsTo }).click()
    await page.locator('.rows tbody tr[data-row]').first().waitFor()
  })

  // Seen red with a frame that waits for the institution for ever.
  test('a server that fails at the first page says so with the number of the request, and is asked again', async () => {
    const body = JSON.stringify({ detail: 'The program has a defect.', request: '4711' })
    await page.route('**/v1/today*', route => route.fulfill({ status: 500, contentType: 'application/json', body }))
    await page.goto(`${started.address}/returns`)
    await page.locator('main [role=alert]').waitFor()
    expect(await mainText()).toMatch(/The program has a defect\. +Request 4711/)
    expect(await findBarriers(page)).toEqual([])
    await page.unroute('**/v1/today*')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.locator('h1:has-text("Returns")').waitFor()
  })

  // Seen red with a record whose failure took the postings and events with it.
  test('a record that cannot be read leaves the rest of the item to be seen', async () => {
    const { data } = await read<{ data: Exception[] }>('/v1/exceptions?limit=500')
    await page.route('**/record', route => route.fulfill({ status: 500, contentType: 'application/json', body: '{}' }))
    await page.goto(`${started.address}/items/${data.find(one => one.scope === 'item')?.id}`)
    await page.locator('h2:has-text("Events")').waitFor()
    expect(await page.locator('main [role=alert]').count()).toBe(1)
  })
})

describe('an address with a day that is none', () => {
  // Seen red with such days left in the address: nothing of the application was left on the first three.
  test.each([
    ['/day-close?day=garbage', 'Day close'],
    ['/audit?day=zz', 'Audit'],
    ['/exceptions?day=foo', 'Exceptions'],
    ['/?day=2026-02-31', 'Today'],
  ])('%s opens %s as without it', async (path, title) => {
    await open(path)
    await page.locator('h1', { hasText: title }).waitFor()
    expect(await page.locator('main [role=alert]', { hasText: /./ }).count()).toBe(0)
    expect(await page.locator('.filters').count()).toBe(0)
  })
})

// Seen red without a page for what cannot be drawn.
test('a page that cannot be drawn stands in its frame, says so, and is tried again', async () => {
  await page.route('**/v1/day/*/close', route => route.fulfill({ json: {} }))
  await page.goto(`${started.address}/day-close`)
  await page.locator('h1:has-text("This page cannot be shown")').waitFor()
  expect(await mainText()).toMatch(
    /This page has a fault\. Reload it.* The browser says of it: .+Today shows the day\./,
  )
  expect(await page.getByRole('navigation', { name: 'Pages' }).getByRole('link').count()).toBeGreaterThan(3)
  expect(await findBarriers(page)).toEqual([])
  await page.unroute('**/v1/day/*/close')
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.locator('.day-close').waitFor()
})

/** Where the focus is: the element's words, whether its ring is seen, and whether it is in sight under the strip. */
const FOCUSED = `(() => {
  const one = document.activeElement
  if (one === null || one === document.body) return null
  const box = one.getBoundingClientRect()
  const bar = one.closest('.strip, .skip') === null && getComputedStyle(document.querySelector('.strip')).position === 'sticky'
  const top = bar ? document.querySelector('.strip').getBoundingClientRect().bottom : 0
  return {
    name: one.tagName + ' ' + (one.getAttribute('aria-label') ?? one.textContent).trim().slice(0, 40),
    ring: getComputedStyle(one).outlineStyle === 'solid',
    inSight: box.bottom > top && box.top < innerHeight,
  }
})()`
const STOPS = `[...document.querySelectorAll('a, button, input, select, summary, textarea, [tabindex]')]
  .filter(one => one.checkVisibility() && one.tabIndex >= 0 && !one.disabled)
  .map(one => one.tagName + ' ' + (one.getAttribute('aria-label') ?? one.textContent).trim().slice(0, 40))`

describe('by the keyboard alone', () => {
  // Seen red with `outline: none` on the links of the frame.
  test.each([1440, 390])(
    'in a window of %d pixels everything that can be used is reached in its order, with a ring and in sight',
    async width => {
      const own = (await openWindow(browser, { colorScheme: 'light', width }, started, empty)).page
      const { data } = await read<{ data: Exception[] }>('/v1/exceptions?limit=500')
      const check = data.find(one => one.kind === 'encoding-error')
      const batch = data.find(one => one.scope === 'batch')
      const titles = new Set<string>()
      const paths = [
        '/',
        '/exceptions',
        `/items/${check?.id}`,
        `/receipts/${batch?.receipt}`,
        '/returns',
        '/proof',
        '/items/1',
      ]
      for (const path of paths) {
        await openAt(own, started.address, path)
        const stops = await own.evaluate<readonly string[]>(STOPS)
        for (const stop of stops) {
          await own.keyboard.press('Tab')
          expect(await own.evaluate(FOCUSED), path).toEqual({ name: stop, ring: true, inSight: true })
        }
        titles.add(await own.title())
      }
      expect(titles.size, 'each page has a title of its own').toBe(paths.length)
      await own.context().close()
    },
  )

  // Seen red with a skip link whose target takes no focus.
  test('the skip link leads past the ways to the pages', async () => {
    await open('/')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe('page')
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.tagName')).toBe('SELECT')
  })
})

// Seen red with the forms below the list, which ask for the same words, shown when those were refused: a blank page, and seventy requests a second.
test('who opens the page of people by its address is told who may, and the server is asked once', async () => {
  const asked: string[] = []
  const { page: own } = await openWindow(
    browser,
    { colorScheme: 'light', width: 1440 },
    await demoPerson(started.address, 'demo-ada'),
  )
  own.on('request', request => asked.push(new URL(request.url()).pathname))
  await openAt(own, started.address, '/people')
  await own.locator('[role=alert]:has-text("you hold Associate Operations Processor")').waitFor()
  expect(asked.filter(path => path === '/v1/authority')).toHaveLength(1)
  expect(await findBarriers(own)).toEqual([])
  await own.context().close()
})
