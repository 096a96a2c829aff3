import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ItemActs } from '../../src/contract/acts.ts'
import type { QueuedCase } from '../../src/contract/queues.ts'
import type { DeskCase } from '../../src/contract/work.ts'
import { findBarriers } from './barriers.ts'
import { launchBrowser } from './browser.ts'
import { demoPerson } from './demo-person.ts'
import { crowdedTexts } from './geometry.ts'
import { openWindow } from './page-window.ts'
import { checkingAccountNumbers } from './sample-accounts.ts'
import { type Started, startSample } from './started.ts'
import { until } from './until.ts'

/** People at their desks, by the keyboard alone: an associate, a specialist, a supervisor. */

let started: Started
let browser: Browser
let page: Page

beforeAll(async () => {
  started = await startSample()
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await started?.remove()
})
beforeEach(async () => {
  page = (await openWindow(browser, { colorScheme: 'light', width: 1440 })).page
})
afterEach(() => page.context().close())

/** Opens a page as one of the demo people. */
async function openAs(login: string, path: string, on = page): Promise<void> {
  const signedIn = await on.context().request.post(`${started.address}/v1/demo-session`, {
    data: { login },
    headers: { 'clearday-request': '1' },
  })
  expect(signedIn.ok()).toBe(true)
  await on.goto(started.address + path)
  await on.locator('h1').waitFor()
  await on.locator('.who').waitFor()
}

async function read<Body>(path: string): Promise<Body> {
  return (await (await started.fetch(path)).json()) as Body // the contract's type of the path
}

async function tell(path: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const response = await started.fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
  expect(response.status, await response.clone().text()).toBe(200)
}

/** What one of the demo people may do about an item. */
async function actsOf(login: string, item: number): Promise<ItemActs> {
  return (await demoPerson(started.address, login)).ask(`/v1/items/${item}/acts`)
}

/** Gives somebody a ready case of one item that they may end by this resolution, and gives that item. */
async function giveCase(login: string, resolution: string, queues: readonly string[]): Promise<number> {
  for (const queue of queues) {
    const { data } = await read<{ data: QueuedCase[] }>(`/v1/queues/${queue}/cases`)
    for (const { case: of, offered_to: offered } of data) {
      const [item] = of.exceptions
      if (item === undefined || item < 0 || offered !== null || of.exceptions.length > 1) continue
      const { acts } = await actsOf(login, item)
      if (acts.find(one => one.resolution === resolution)?.standing !== 'open') continue
      await tell('/v1/work/reassign', { case: of.case, to: login, reason: 'training' })
      return item
    }
  }
  throw new Error(`the sample day has nothing for ${login} to ${resolution}`)
}

/** Where something may be returned at any hour: the last window for a check is at noon, that for an entry after midnight. */
const RETURNED_TODAY = ['ach-accounts', 'ach-funds', 'checks-returns', 'checks-positive-pay'] as const
const mainText = async () => (await page.locator('main').innerText()).replaceAll('\n', ' ')
const focused = () => page.evaluate<string>(`document.activeElement?.textContent?.trim() ?? ''`)
const atHand = async () => {
  await page.locator('.case-head').waitFor()
  await page.locator('.acts').waitFor()
  return page.locator('.case-head').innerText()
}
/** The number by which an act is chosen. */
const keyOf = async (title: string) =>
  (await page.getByRole('button', { name: title }).getAttribute('aria-keyshortcuts')) ?? ''
const press = (key: string) => page.keyboard.press(key)

/** Leaves a case that was let go in another window. */
async function leaveLost(on: Page): Promise<void> {
  await on.locator('[role=alert]:has-text("This case is not yours any more")').waitFor()
  await on.getByRole('button', { name: 'Leave it' }).press('Enter')
}

/** Takes up again what was put aside; it comes with these words. */
async function takeUpWith(words: string, on: Page): Promise<void> {
  await on.getByRole('button', { name: /^Take up again/ }).press('Enter')
  await on.locator('.case-head').waitFor()
  await on.getByLabel('What you ask').waitFor()
  expect(await on.getByLabel('What you ask').inputValue()).toBe(words)
  expect(await isFocused('What you ask', on)).toBe(true)
}

const isFocused = async (label: string, on: Page) =>
  (await on.locator(':focus').and(on.getByLabel(label)).count()) === 1

describe('an associate', () => {
  test('gets the next case, returns it, gets the one after it, and takes the first decision back', async () => {
    const item = await giveCase('demo-ada', 'return', RETURNED_TODAY)
    await giveCase('demo-ada', 'return', RETURNED_TODAY)
    await openAs('demo-ada', '/work')
    await page.locator('.notice:has-text("Get next hands you")').waitFor()
    await press('n')
    const first = await atHand()
    expect(first).toMatch(/Has to leave here by .*Why this one: /s)
    await press(await keyOf('Return it with a valid reason code'))
    expect(await page.evaluate('document.activeElement.matches("select, input")')).toBe(true)
    // In a list of choices Enter sends nothing.
    if (await page.evaluate('document.activeElement.matches("select")'))
      await page.getByRole('button', { name: 'Preview' }).press('Enter')
    else await press('Enter')
    expect(await page.locator('.effect').first().innerText()).toMatch(
      /stays in suspense until its answer has left.*with code/s,
    )
    expect(await focused()).toBe('Decide, and on to the next case')
    expect(await findBarriers(page)).toEqual([])
    await press('Enter')
    await page.locator(`.undo-bar:has-text("${item}")`).waitFor()
    await until(async () => (await atHand()) !== first)
    expect(await focused()).toBe('Work')
    await press('u')
    await page.locator('.undo-bar').waitFor({ state: 'detached' })
    const { decisions } = await actsOf('demo-ada', item)
    expect(decisions).toMatchObject([
      { resolution: 'return', state: 'undone', maker: 'Ada Moreno', last: { by: 'Ada Moreno' } },
    ])
    expect(await crowdedTexts(page)).toEqual([])
  })

  // Seen red with what was typed elsewhere not shown beside what was typed here, and with the first field in the place of the last one.
  test('puts a case aside with the words typed so far, and takes it up again with them', async () => {
    await openAs('demo-ben', '/work')
    await press('n')
    const [why = 'nothing says why'] = /Why this one: .*/.exec(await atHand()) ?? []
    await press(await keyOf('Ask the customer or the other institution'))
    await press('Space')
    await press('Tab')
    await page.keyboard.type('Did you write this check?')
    await page.reload()
    expect(await atHand()).toContain(why)
    expect(await page.getByLabel('What you ask').inputValue()).toBe('Did you write this check?')
    expect(await isFocused('What you ask', page)).toBe(true)
    await page.locator('h1').press('p')
    await page.getByRole('button', { name: /^Take up again/ }).waitFor()
    // Another machine: nothing is kept in its browser, and it came back with the case.
    const { page: other } = await openWindow(browser, { colorScheme: 'light', width: 1440 })
    await openAs('demo-ben', '/work', other)
    await takeUpWith('Did you write this check?', other)
    // Both show it now, and it is written on at both: neither text is lost, and what is chosen is the newest for both.
    await page.getByLabel('What you ask').fill('Written here')
    await other.getByLabel('What you ask').fill('Written there')
    await other.locator('h1').press('p')
    await leaveLost(page)
    await page.getByRole('button', { name: /^Take up again/ }).press('Enter')
    await page.locator('.typed-twice').waitFor()
    expect(await page.getByLabel('What you ask').inputValue()).toBe('Written here')
    expect(await page.locator('.typed-twice').innerText()).toMatch(/here\s+Written here.*elsewhere\s+Written there/s)
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: /^Keep this: written elsewhere/ }).press('Enter')
    expect(await page.getByLabel('What you ask').inputValue()).toBe('Written there')
    expect(await page.locator('.typed-twice').count()).toBe(0)
    await page.getByLabel('What you ask').fill('The newest')
    await page.locator('h1').press('p')
    await page.getByRole('button', { name: /^Take up again/ }).waitFor()
    await other.reload()
    await takeUpWith('The newest', other)
    await other.locator('h1').press('r')
    await other.getByRole('button', { name: 'Give it back' }).press('Enter')
    await other.locator('.notice:has-text("Get next hands you")').waitFor()
    await other.context().close()
  })

  test('is told at once that a case is lost, who has it, and keeps what was typed', async () => {
    await openAs('demo-ben', '/work')
    await press('n')
    await atHand()
    await press(await keyOf('Ask the customer or the other institution'))
    await page.getByLabel('What you ask').fill('half a sentence')
    const { data } = await (await demoPerson(started.address, 'demo-ben')).ask<{ data: DeskCase[] }>('/v1/work/mine')
    const mine = data.find(one => one.state === 'leased')?.case.case
    await tell('/v1/work/reassign', { case: mine, to: 'demo-chen', reason: 'urgent' })
    await page.locator('[role=alert]:has-text("This case is not yours any more")').waitFor()
    expect(await page.locator('.case-bar button').first().isDisabled()).toBe(true)
    expect(await findBarriers(page)).toEqual([])
    expect(await page.evaluate(`Object.values(localStorage).join()`)).toContain('half a sentence')
  })

  test('is told why nothing comes while on a break, and what would change it', async () => {
    await openAs('demo-elif', '/work')
    const said = page.waitForResponse(one => one.url().endsWith('/presence'))
    await page.getByLabel('I am').selectOption('break')
    expect((await said).ok()).toBe(true)
    await until(async () => (await page.getByLabel('I am').inputValue()) === 'break')
    await page.locator('h1').press('n')
    await page.locator('.reasons').waitFor()
    expect(await mainText()).toMatch(/not available\. Say that you are available\./)
    await page.getByLabel('I am').selectOption('available')
  })
})

describe('a specialist', () => {
  // Seen red with a first answer of the desk that is of before the claim, and with keys that a form takes which came with its draft.
  test('asks somebody, lets the case wait, finds it among the pends, and takes it back', async () => {
    await openAs('demo-dora', '/work')
    await press('n')
    await atHand()
    await press('Escape')
    await press('h')
    await page.keyboard.type('the customer’s letter')
    await press('Enter')
    await page.locator('.notice:has-text("Get next hands you")').waitFor()
    await page.getByRole('link', { name: 'Pends' }).press('Enter')
    await page.locator('.pends tbody:has-text("the customer’s letter")').waitFor()
    expect(await findBarriers(page)).toEqual([])
    expect(await crowdedTexts(page)).toEqual([])
    await page.getByRole('button', { name: /^Take back/ }).press('Enter')
    await page.locator('h1:has-text("Work")').waitFor()
    await atHand()
  })

  test('who writes nothing that is waited for, or a moment that has passed, is told and loses nothing', async () => {
    await openAs('demo-dora', '/work')
    await atHand()
    await press('Escape')
    await press('h')
    await press('Enter')
    expect(await page.evaluate('document.activeElement.validity.valueMissing')).toBe(true)
    await page.keyboard.type('a letter')
    await page.locator('.case-bar:has-text("it wakes by") input[type="datetime-local"]').fill('2020-01-01T09:00')
    await page.locator('input[type="datetime-local"]').press('Enter')
    await page.locator('.case-bar [role=alert]:has-text("has passed")').waitFor()
    expect(await page.locator('.case-bar input').first().inputValue()).toBe('a letter')
  })
})

describe('a senior specialist', () => {
  // Seen red with the notice left until somebody puts it away, and with it over the page of a narrow window.
  test('splits an item that was given to them as they are told, one part added, by the keyboard alone', async () => {
    await page.setViewportSize({ width: 375, height: 700 })
    await openAs('demo-elif', '/work')
    await page.locator('.strip-connection:has-text("live")').waitFor()
    const item = await giveCase('demo-elif', 'split', ['ach-accounts', 'checks-returns'])
    const given = page.locator('.notices p:has-text("A case was given to you")')
    await given.waitFor()
    const [notice, work] = await Promise.all([given.boundingBox(), page.locator('main').boundingBox()])
    expect((notice?.y ?? 0) + (notice?.height ?? 0)).toBeLessThanOrEqual(work?.y ?? 0)
    const minor = (await read<{ item: { amount_minor: number } }>(`/v1/items/${item}`)).item.amount_minor
    const [one = '', two = '', three = ''] = checkingAccountNumbers(started.dataDir)
    await page.locator('.notice:has-text("Get next hands you")').waitFor()
    await press('n')
    await atHand()
    await given.waitFor({ state: 'detached' })
    await press(await keyOf('Post parts of it to several accounts of ours'))
    for (const [account, amount] of [
      [one, minor - 2],
      [two, 1],
    ] as const) {
      await page.keyboard.type(account)
      await press('Tab')
      await page.keyboard.type(`${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`)
      await press('Tab')
    }
    expect(await focused()).toBe('Another part')
    await press('Enter')
    await page.keyboard.type(three)
    await press('Tab')
    await page.keyboard.type('0.01')
    expect(await findBarriers(page)).toEqual([])
    expect(await crowdedTexts(page)).toEqual([])
    await press('Enter')
    expect(await page.locator('.effect').first().innerText()).toMatch(new RegExp(`the account •+${three.slice(-4)}`))
    await press('Enter')
    await page.locator(`.undo-bar:has-text("${item}")`).waitFor()
    expect((await actsOf('demo-elif', item)).decisions[0]).toMatchObject({ resolution: 'split', state: 'done' })
  })
})

describe('a senior specialist who is asked for a fee', () => {
  // What the page says of a fee is what the preview holds.
  test('charges it by hand, sees its leg, and gives it back with a reason and words, by the keyboard alone', async () => {
    const queues = ['checks-positive-pay', 'ach-review', 'ach-entries', 'ach-authority']
    const item = await giveCase('demo-elif', 'fee', queues)
    await openAs('demo-elif', '/work')
    // What came after the split is in their hands.
    await atHand()
    await press('Escape')
    await press('r')
    await page.getByRole('button', { name: 'Give it back' }).press('Enter')
    await page.locator('.notice:has-text("Get next hands you")').waitFor()
    await press('n')
    await atHand()
    await press(await keyOf('Charge a fee'))
    await page.getByLabel('Research').press('Space')
    await press('Enter')
    await page.getByRole('region', { name: 'What it does' }).waitFor()
    expect(await page.getByRole('region', { name: 'What it does' }).innerText()).toMatch(
      /25\.00 .*from the account of the item to fees.*research of 25\.00 is charged/s,
    )
    expect(await findBarriers(page)).toEqual([])
    expect(await crowdedTexts(page)).toEqual([])
    await press('Enter')
    await page.locator(`.undo-bar:has-text("${item}")`).waitFor()
    await page.getByRole('button', { name: 'Give back a fee that was charged' }).press('Enter')
    await page.getByLabel('Research').press('Space')
    await page.getByLabel('Why it is given back').selectOption('goodwill')
    await page.getByLabel('Why, in your words').fill('A customer of thirty years.')
    await page.getByRole('button', { name: 'Preview' }).press('Enter')
    await page.getByRole('region', { name: 'What it does' }).waitFor()
    expect(await page.getByRole('region', { name: 'What it does' }).innerText()).toMatch(
      /is given back: goodwill\. A customer of thirty years\./,
    )
    await press('Enter')
    await until(async () => (await actsOf('demo-elif', item)).decisions.length === 2)
    expect((await actsOf('demo-elif', item)).decisions).toMatchObject([{ resolution: 'waive' }, { resolution: 'fee' }])
  })
})

describe('a supervisor', () => {
  // Seen red with every press of a button sent, and with the focus left to go with what had it.
  test('sees the queues, gives a case to somebody by name, and a login that nobody has is refused', async () => {
    await openAs('demo-frank', '/queues')
    await page.locator('.grid tbody tr').first().waitFor()
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('link', { name: 'Checks that accounts cannot pay' }).press('Enter')
    await page.locator('tr[data-row="0"]').waitFor()
    const given = page.locator('tr[data-row="0"] button')
    const title = (await given.getAttribute('aria-label')) ?? ''
    await given.press('Enter')
    await page.keyboard.type('nobody-here')
    await press('Tab')
    await page.getByLabel('Why?').selectOption('urgent')
    await page.getByRole('button', { name: 'Give it' }).press('Enter')
    await page.locator('[role=alert]:has-text("Nobody here has that login")').waitFor()
    expect(await focused()).toBe('Give it')
    await page.getByLabel('To whom? (login)').fill('demo-chen')
    // Sent twice before the answer came, it is asked for once, and until then nothing can be pressed.
    const [asked, goOn] = [[] as string[], Promise.withResolvers<void>()]
    await page.route('**/v1/work/reassign', async route => {
      asked.push(route.request().postData() ?? '')
      await goOn.promise
      await route.continue()
    })
    await page.evaluate(`for (const n of [1, 2]) document.querySelector('form[aria-label="Give it"]').requestSubmit()`)
    await page.locator('form[aria-label="Give it"] button:disabled').nth(1).waitFor()
    goOn.resolve()
    await page.locator('form[aria-label="Give it"]').waitFor({ state: 'detached' })
    expect(asked).toHaveLength(1)
    expect(await page.evaluate('document.activeElement.id')).toBe('page')
    await page.locator(`tr:has(button[aria-label="${title}"]):has-text("given to Chen Wei")`).waitFor()
    expect(await findBarriers(page)).toEqual([])
    expect(await crowdedTexts(page)).toEqual([])
  })

  // Seen red with the answer to what was asked before left standing beside what cannot be asked.
  test('asks whether somebody can, gives them a skill after proving to be themselves, and ends it', async () => {
    await openAs('demo-frank', '/people/demo-ada')
    await page.locator('.can select').first().selectOption('return')
    const amount = page.locator('.can').getByLabel('Amount', { exact: true })
    await amount.fill('1,204.55')
    await amount.press('Enter')
    await page.locator('.can-answer:has-text("over Ada Moreno’s 1,000.00 USD for returns")').waitFor()
    expect(await page.locator('.can-answer').innerText()).toMatch(/second person/)
    await amount.fill('12,04')
    await amount.press('Enter')
    await page.locator('.can [role=alert]:has-text("An amount such as")').waitFor()
    expect(await page.locator('.can-answer').count()).toBe(0)
    await page.locator('form[aria-label="Give"] select').nth(1).selectOption('ach-returns')
    await page.getByRole('button', { name: 'Give', exact: true }).press('Enter')
    await page.getByRole('button', { name: 'It is me' }).press('Enter')
    const end = page.getByRole('button', { name: 'End: skill ach-returns' })
    await end.waitFor()
    expect(await findBarriers(page)).toEqual([])
    await end.press('Enter')
    await end.waitFor({ state: 'detached' })
    expect(await mainText()).toMatch(/skill: ach-returns.*does not hold/)
    const give = page.locator('form[aria-label="Give"]')
    for (const [n, value] of ['supervision', 'checks', 'share'].entries())
      await give.locator('select').nth(n).selectOption(value)
    const share = give.getByLabel('How many of a hundred are looked at')
    await share.fill('100')
    await share.press('Enter')
    expect(await page.evaluate('document.activeElement.validity.rangeOverflow')).toBe(true)
    await share.fill('20')
    await share.press('Enter')
    await page.locator('tr:has-text("supervision: checks share 20 %"):has-text("holds")').waitFor()
    expect(await crowdedTexts(page)).toEqual([])
  })
})
