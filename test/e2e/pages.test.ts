import { expect, test } from 'vitest'
import type { Exception } from '../../src/contract/exception.ts'
import type { PersonNow } from '../../src/contract/people.ts'
import type { DeskCase } from '../../src/contract/work.ts'
import { demoPerson } from './demo-person.ts'
import { shiftsOf } from './geometry.ts'
import { openAt } from './page-window.ts'
import { newDataDir, startClearday } from './started.ts'
import { until } from './until.ts'
import { windowOfEachTest } from './window-of-each-test.ts'

const at = windowOfEachTest(() => startClearday(newDataDir(), ['--items', '3000']))

const open = (path: string) => openAt(at.page, at.started.address, path)

async function read<Answer>(path: string): Promise<Answer> {
  return (await (await at.started.fetch(path)).json()) as Answer // the contract's type of the path
}

async function upload(body: string): Promise<void> {
  const response = await at.started.fetch('/v1/files', {
    method: 'POST',
    headers: { 'x-clearday-source': 'browser test', 'x-clearday-name': 'odd.bin' },
    body,
  })
  expect(response.status).toBe(202)
}

async function exceptionWhere(matches: (one: Exception) => boolean): Promise<Exception> {
  const { data } = await read<{ data: Exception[] }>('/v1/exceptions?limit=500')
  const found = data.find(matches)
  if (found === undefined) throw new Error('the sample day has no such exception')
  return found
}

test('the start command processed its sample day and its proof holds', () => {
  expect(at.started.holds).toBe(true)
})

async function focusedText(): Promise<string> {
  return at.page.evaluate<string>(`document.activeElement?.textContent?.trim() ?? ''`)
}

async function tabTo(matches: (text: string) => boolean): Promise<string> {
  for (let presses = 0; presses < 80; presses++) {
    await at.page.keyboard.press('Tab')
    const text = await focusedText()
    if (matches(text)) return text
  }
  throw new Error('the Tab key does not come there')
}

// Seen red with a heartbeat of the page Work alone.
test('the case in hand is kept while its owner looks something up on another page', async () => {
  const ben = await demoPerson(at.started.address, 'demo-ben')
  expect(await ben.ask('/v1/work/next', {})).toMatchObject({ outcome: 'claimed' })
  const inHand = async () => (await ben.ask<{ data: DeskCase[] }>('/v1/work/mine')).data[0]
  const first = await inHand()
  await ben.enter(at.page.context())
  await open('/receipts')
  await until(async () => {
    const { fence, lease_until: held } = (await inHand()) ?? {}
    return fence === first?.fence && (held ?? '') > (first?.lease_until ?? '')
  })
})

// Seen red with `tabIndex={-1}` on every link of the list.
test('from Today to an exception and its item by the keyboard alone', async () => {
  await open('/')
  await at.page.keyboard.press('Tab')
  expect(await focusedText()).toBe('Skip to the page')
  await tabTo(text => text === 'Exceptions')
  await at.page.keyboard.press('Enter')
  await at.page.locator('h1:has-text("Exceptions")').waitFor()
  await at.page.locator('.rows tbody tr').first().waitFor()
  const links = await at.page.locator('.rows tbody tr[data-row] a').allTextContents()
  // A row of a bundle or file leads to its receipt: the walk ends at a row of an item.
  const paths = await at.page
    .locator('.rows tbody tr[data-row] a')
    .evaluateAll(all => all.map(one => one.getAttribute('href') ?? ''))
  const row = paths.findIndex((path, n) => n >= 3 && path.startsWith('/items/'))
  await tabTo(text => text === links[0])
  for (let n = 1; n <= row; n++) {
    await at.page.keyboard.press('ArrowDown')
    await at.page.locator(`tr[data-row="${n}"] a:focus`).waitFor()
  }
  expect(await focusedText()).toBe(links[row])
  await at.page.keyboard.press('Enter')
  await at.page.locator('h2:has-text("Deadline")').waitFor()
  expect(await at.page.locator('.exception h2').textContent()).toBe(links[row])
  expect(await at.page.evaluate<string>('document.activeElement?.id')).toBe('page')
})

// Seen red with the focus set two frames after the key, before a busy browser had drawn the row.
test('a long list is walked to its end by the keyboard, and only what is in sight is drawn', async () => {
  await open('/items?day=' + (await read<{ day: string }>('/v1/today')).day + '&state=posted')
  await at.page.locator('.rows tbody a').first().focus()
  for (const last of [199, 399, 599, 799]) {
    await at.page.keyboard.press('End')
    await at.page.locator(`tr[data-row="${last}"] a:focus`).waitFor()
    expect(await at.page.locator('.rows tbody tr').count()).toBeLessThan(120)
    // The next page is read as soon as the end is near.
    await at.page.locator(`tr[data-row="${last + 1}"]`).waitFor({ state: 'attached' })
  }
})

// Seen red with every term leading to the posted items, and with what is in work listed among the suspended.
test('each number of the equation leads to as many items', async () => {
  const dora = await demoPerson(at.started.address, 'demo-dora')
  expect(await dora.ask('/v1/work/next', {})).toMatchObject({ outcome: 'claimed' })
  await open('/')
  for (const state of ['returned', 'in_work', 'suspended']) {
    const term = at.page.locator(`.term-${state}`)
    const count = Number((await term.locator('.term-count').textContent())?.replaceAll(',', ''))
    await term.click()
    await at.page.locator('.rows tbody tr[data-row]').first().waitFor()
    const { data } = await read<{ data: unknown[] }>(`/v1/items${new URL(at.page.url()).search}&limit=500`)
    expect(Number(await at.page.locator('.rows').getAttribute('aria-rowcount')) - 1).toBe(data.length)
    // Value that stands in no item is counted with the suspended, and shows at its receipt.
    expect(data.length).toBeLessThanOrEqual(count)
    expect(data.length).toBeGreaterThan(0)
    await at.page.goBack()
    await at.page.locator('.term-count').first().waitFor()
  }
})

// Seen red with the event of a change not listened to.
test('a file that arrives shows on Today without a key being pressed', async () => {
  await open('/')
  const arrived = at.page.locator('.counts b').first()
  await at.page.locator('.strip-connection:has-text("live")').waitFor()
  await upload(`no format that anybody knows ${at.started.dataDir}`)
  // It arrives today, which is a new day: the page that shows the latest day turns to it.
  await at.page.locator('th:has-text("browser test")').last().waitFor()
  expect(await arrived.textContent()).toBe('1')
})

// Seen red with every page of every list read again at each change.
test('a list somebody is far into is not read again, page by at.page, whenever something changes', async () => {
  await open('/items?day=2026-11-20&state=posted')
  await at.page.locator('.strip-connection:has-text("live")').waitFor()
  await at.page.locator('.rows tbody a').first().focus()
  for (const last of [199, 399, 599, 799, 999]) {
    await at.page.keyboard.press('End')
    await at.page.locator(`tr[data-row="${last + 1}"]`).waitFor({ state: 'attached' })
  }
  const asked: string[] = []
  at.page.on('request', request => asked.push(new URL(request.url()).pathname))
  const today = at.page.waitForResponse(response => response.url().includes('/v1/today'))
  await upload(`far into a list ${at.started.dataDir}`)
  await today
  expect(asked.filter(path => path === '/v1/items')).toEqual([])
})

// Seen red with the picture's route answering the TIFF as it was sent.
test('both sides of a check are shown, fitted and enlarged', async () => {
  const check = await exceptionWhere(one => one.pack === 'checks' && one.kind === 'encoding-error')
  await open(`/items/${check.id}`)
  const picture = at.page.locator('.picture img')
  const isDrawn = (side: string) =>
    until(async () => {
      const width = await at.page.evaluate<number>(`document.querySelector('.picture img').naturalWidth`)
      return width > 500 && (await picture.getAttribute('src'))?.endsWith(`/${side}`) === true
    })
  await isDrawn('front')
  const fitted = await picture.evaluate(image => image.clientWidth)
  await at.page.getByRole('button', { name: 'Larger' }).click()
  expect(await picture.evaluate(image => image.clientWidth)).toBeGreaterThan(fitted)
  await at.page.getByRole('button', { name: 'back' }).click()
  await isDrawn('back')
})

// Seen red with nothing where the picture would be.
test('a check without a picture says that none came with it', async () => {
  const check = await exceptionWhere(one => one.pack === 'checks' && one.kind === 'image-missing')
  await open(`/items/${check.id}`)
  const panel = at.page.getByRole('region', { name: 'Picture' })
  expect(await panel.innerText()).toContain('No picture came with it.')
  expect(await at.page.locator('.picture').count()).toBe(0)
  const entry = await exceptionWhere(one => one.pack === 'ach' && one.scope === 'item')
  await open(`/items/${entry.id}`)
  expect(await panel.count()).toBe(0)
})

// Seen red with numbers for people.
test('the audit log says who was given what and until when, as people read it', async () => {
  await open('/audit?kind=skill_granted')
  const row = at.page.locator('tr[data-row="0"]')
  await row.waitFor()
  expect(await row.innerText()).not.toMatch(/\d\dT\d\d:|person id/)
  expect(await row.innerText()).toMatch(/person .+ \(demo-\S+\), skill \S+, from \w{3} \d\d \w{3} \d{4} \d\d:\d\d/)
  const login = await row.getByRole('link').innerText()
  expect(login).toMatch(/^demo-/)
  await row.getByRole('link').click()
  await at.page.locator('.page-head .quiet', { hasText: login }).waitFor()
})

// Seen red with the heading drawn with the day alone.
test('a day that the server refuses leaves Today its heading, with the reason', async () => {
  const detail = 'So much was asked that nothing more is read before a minute has passed.'
  const refused = { status: 429, contentType: 'application/problem+json', body: JSON.stringify({ detail }) }
  await at.page.route('**/v1/today?day=2026-11-19', route => route.fulfill(refused))
  await at.page.goto(`${at.started.address}/?day=2026-11-19`)
  await at.page.locator('main [role=alert]').waitFor()
  expect(await at.page.locator('h1').allInnerTexts()).toEqual(['Today'])
  expect(await at.page.locator('main [role=alert]').innerText()).toBe(detail)
  at.complaints.length = 0 // the browser writes down each answer that is a refusal
})

// Seen red with the hyphen of a login taken for a blank.
test('the audit log is asked what is about somebody by their login, and says of a login of nobody where logins stand', async () => {
  await open('/audit')
  const about = at.page.getByLabel('About (a login, or a number)')
  await about.fill('demo-ada')
  await about.press('Enter')
  await at.page.locator('.filters:has-text("demo-ada")').waitFor()
  await at.page.locator('tr[data-row="0"]').waitFor()
  const logins = await at.page.locator('.rows tbody td:nth-child(4)').allInnerTexts()
  expect(new Set(logins)).toEqual(new Set(['demo-ada']))
  await about.fill('nobody-here')
  await about.press('Enter')
  await at.page
    .locator('[role=alert]:has-text("nobody here has that login. The list of people shows who is here")')
    .waitFor()
  at.complaints.length = 0 // the browser writes down each answer that is a refusal
})

// Seen red with a title that the cells do not have.
test('in the list of people what is cut off is told whole, and nothing moves', async () => {
  await open('/people')
  const { data } = await read<{ data: PersonNow[] }>('/v1/people')
  const most = data.toSorted((a, b) => b.skills.join().length - a.skills.join().length)[0]
  const cell = at.page.locator('.rows tbody tr', { hasText: most?.name ?? '' }).locator('td.cut.narrow-under')
  expect(await cell.evaluate(one => one.scrollWidth > one.clientWidth)).toBe(true)
  await cell.hover()
  expect(await cell.getAttribute('title')).toBe(most?.skills.join(', '))
  expect(await shiftsOf(at.page)).toEqual([])
})

// Seen red with theme.js not knowing dark.
test('the colours can be chosen and stay chosen', async () => {
  await open('/')
  const ground = () => at.page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor')
  const light = await ground()
  await at.page.getByRole('button', { name: /^Colours: system/ }).click()
  await at.page.getByRole('button', { name: /^Colours: light/ }).click()
  const dark = await ground()
  expect(dark).not.toBe(light)
  await open('/receipts')
  expect(await ground()).toBe(dark)
})

// Seen red with what is not known left in the address: a number broke the page.
test('what is not known behind the question mark of an address is left out', async () => {
  await open('/exceptions?limit=5')
  await at.page.locator('h1:has-text("Exceptions")').waitFor()
  expect(await at.page.locator('.filters').count()).toBe(0)
})
