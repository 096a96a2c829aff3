import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ItemActs } from '../../src/contract/acts.ts'
import { findBarriers } from './barriers.ts'
import { launchBrowser } from './browser.ts'
import { type DemoPerson, demoPerson } from './demo-person.ts'
import { crowdedTexts } from './geometry.ts'
import { openWindow } from './page-window.ts'
import { type Started, startSample } from './started.ts'

/** An associate asks about the case in their hands, a specialist answers, and the associate reads it: two windows, no mouse. */

let started: Started
let browser: Browser

beforeAll(async () => {
  started = await startSample()
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await started?.remove()
})

/** A window in which this person is signed in, at a page. */
async function windowOf(person: DemoPerson, path: string): Promise<Page> {
  const { page } = await openWindow(browser, { colorScheme: 'light', width: 1440 }, person)
  await page.goto(started.address + path)
  await page.locator('h1').waitFor()
  return page
}

/** Takes the question that is shown, by the keyboard, and waits for the form of its answer. */
async function takeIt(page: Page): Promise<void> {
  await tabTo(page, 'Take it')
  await page.keyboard.press('Enter')
  await page.locator('select[name="way"]').waitFor()
}

/** Tab until the focus stands on what is called so, as a reader of the screen would hear it. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 120; presses++) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate<string>(
      `(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()`,
    )
    if (focused.startsWith(name)) return
  }
  throw new Error(`the Tab key does not come to ${name}`)
}

test('a question is asked, taken, handed on by name and answered by the keyboard alone, and the answer comes to who asked by itself', async () => {
  const associate = await demoPerson(started.address, 'demo-ada')
  expect(await associate.ask('/v1/work/next', {})).toMatchObject({ outcome: 'claimed' })
  const ada = await windowOf(associate, '/escalations')
  await ada.locator('button:has-text("Ask about this case")').waitFor()
  await tabTo(ada, 'Ask about this case')
  await ada.keyboard.press('Enter')
  await ada.locator('textarea[name="question"]').waitFor()
  await tabTo(ada, 'What you ask')
  await ada.keyboard.press('End')
  await ada.keyboard.type(' Nothing like it was here before.')
  // Nothing is proposed until somebody chooses it, also beyond what they may decide themselves.
  await tabTo(ada, 'What you would do')
  await ada.keyboard.press('ArrowDown')
  for (const radios of await ada.locator('fieldset:has(input[type=radio])').all())
    await radios.locator('input').first().press('Space')
  await tabTo(ada, 'Why')
  await ada.keyboard.type('The usual way out')
  // Seen red with fields that hold what is typed alone.
  await ada.reload()
  await tabTo(ada, 'Ask about this case')
  await ada.keyboard.press('Enter')
  await ada.locator('textarea[name="question"]').waitFor()
  expect(await ada.locator('textarea[name="question"]').inputValue()).toContain('Nothing like it was here before.')
  expect(await ada.getByLabel('Why', { exact: true }).inputValue()).toBe('The usual way out')
  expect(await ada.locator('select[name="way out"]').inputValue()).not.toMatch(/^(none)?$/)
  await tabTo(ada, 'Ask')
  await ada.keyboard.press('Enter')
  await ada.locator('.mark:has-text("open")').waitFor()
  const senior = await windowOf(await demoPerson(started.address, 'demo-chen'), '/escalations')
  await senior.locator('.question-words:has-text("Nothing like it was here before.")').waitFor()
  // Seen red with nothing that could be sent until all that the taking changes was read again.
  await senior.route('**/v1/questions/mine', () => {})
  await takeIt(senior)
  await tabTo(senior, 'Answer')
  await senior.keyboard.type('Hand')
  await tabTo(senior, 'By name')
  await senior.keyboard.type('Dora')
  await tabTo(senior, 'Words')
  await senior.keyboard.type('Dora had one in spring.')
  await senior.keyboard.press('Tab')
  await senior.keyboard.press('Enter')
  await senior.locator('text=Nothing waits for an answer of yours.').waitFor()
  await senior.unrouteAll({ behavior: 'ignoreErrors' })
  const named = await windowOf(await demoPerson(started.address, 'demo-dora'), '/escalations')
  await named.getByText('Dora had one in spring.').waitFor()
  await takeIt(named)
  await tabTo(named, 'Words')
  await named.keyboard.type('As in spring.')
  await named.reload()
  await named.locator('textarea[name="words"]').waitFor()
  await tabTo(named, 'Send')
  await named.keyboard.press('Enter')
  await named.locator('text=Nothing waits for an answer of yours.').waitFor()
  await ada.locator('.mark:has-text("answered")').waitFor()
  await ada.locator('text=you were right, do that: As in spring.').waitFor()
  await ada.locator('text=Right in 1 of 1 proposal.').waitFor()
})

test('a note is added on the item’s page by the keyboard, and stands there', async () => {
  const list = await started.fetch('/v1/exceptions?limit=2&scope=item')
  const [{ id }, other] = ((await list.json()) as { data: [{ id: number }, { id: number }] }).data
  const page = await windowOf(await demoPerson(started.address, 'demo-ada'), `/items/${id}`)
  await page.locator('textarea[name="note"]').waitFor()
  await tabTo(page, 'A note')
  await page.keyboard.type('Called the branch: they look for the paper.')
  // What is not added yet is there again, at this item alone.
  await page.goto(`${started.address}/items/${other.id}`)
  await page.locator('textarea[name="note"]').waitFor()
  expect(await page.locator('textarea[name="note"]').inputValue()).toBe('')
  await page.goto(`${started.address}/items/${id}`)
  await page.locator('textarea[name="note"]').waitFor()
  await tabTo(page, 'A note')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.locator('.notes p:has-text("Called the branch")').waitFor()
  expect(await page.locator('textarea[name="note"]').inputValue()).toBe('')
})

test('a specialist consults a senior without giving the case away, and is told of the answer by name', async () => {
  const chen = await demoPerson(started.address, 'demo-chen')
  expect(await chen.ask('/v1/work/next', {})).toMatchObject({ outcome: 'claimed' })
  const page = await windowOf(chen, '/work')
  await page.locator('.case-bar').waitFor()
  await page.locator('.strip-connection:has-text("live")').waitFor()
  await page.keyboard.press('e')
  await page.getByLabel('Meanwhile the case').selectOption('consult')
  await page.getByLabel('What you ask').fill('Which law holds for an estate?')
  // Seen red with the usual way out proposed by itself.
  expect(await page.getByLabel('What you would do').inputValue()).toBe('')
  await page.getByLabel('What you would do').selectOption('none')
  await page.getByLabel('Why', { exact: true }).fill('I have not seen one before')
  await page.keyboard.press('Enter')
  await page.getByText('Asked about this case').waitFor()
  const elif = await demoPerson(started.address, 'demo-elif')
  const { data } = await elif.ask<{ data: { question: string; purpose: string }[] }>('/v1/questions/inbox')
  const question = data.find(one => one.purpose === 'consult')?.question
  const { fence } = await elif.ask<{ fence: number }>(`/v1/questions/${question}/take`, {})
  const answer = { verdict: 'do_next', words: 'Call the executor' }
  await elif.ask(`/v1/questions/${question}/answer`, { fence, answer })
  await page.locator('.notices:has-text("A question of yours was answered.")').waitFor()
  await page.getByText('do this next: Call the executor').waitFor()
  expect(await page.getByText('It is not yours any more').count()).toBe(0)
  await page.getByRole('button', { name: /^Put away/ }).focus()
  await page.keyboard.press('Enter')
  await page.locator('.notices p').waitFor({ state: 'detached' })
  await page.locator('.case-bar').waitFor()
})

test('an item that is held says for whom, by whom, what for and until when, and is free again at one press', async () => {
  const chen = await demoPerson(started.address, 'demo-chen')
  const { data } = await chen.ask<{ data: { id: number }[] }>('/v1/exceptions?limit=50&scope=item&state=open')
  const acts = async (item: number) => chen.ask<ItemActs>(`/v1/items/${item}/acts`)
  const may = async (item: number) =>
    (await acts(item)).acts.find(one => one.resolution === 'hold')?.standing === 'open'
  let item = 0
  // From the last on: what is due first may not wait for half an hour.
  for (const { id } of data.toReversed()) if (item === 0 && (await may(id))) item = id
  expect(item, 'of those listed one may be held').toBeGreaterThan(0)
  const until = Temporal.Now.zonedDateTimeISO('America/New_York').add({ minutes: 30 }).toPlainDateTime()
  const words = 'What is to become of it?'
  const asked = { resolution: 'hold', to: 'customer', awaits: 'documents', until: until.toString().slice(0, 16), words }
  const preview = await chen.ask<{ sha256: string }>(`/v1/items/${item}/previews`, asked)
  expect(preview, `the preview of item ${item}`).toHaveProperty('sha256')
  const { sha256 } = preview
  const held = await chen.ask(`/v1/items/${item}/decisions`, { ...asked, preview_sha256: sha256, expected: 'done' })
  expect(held).toMatchObject({ state: 'done' })
  const page = await windowOf(chen, `/items/${item}`)
  const panel = page.locator('.panel.hold')
  await panel.locator('text=the answer to letter').waitFor()
  expect(await panel.innerText()).toMatch(/the customer.*Chen Wei.*documents/s)
  expect(await findBarriers(page)).toEqual([])
  expect(await crowdedTexts(page)).toEqual([])
  // It can be pressed once it is known what that takes back.
  await panel.locator('button:enabled', { hasText: 'End the hold' }).press('Enter')
  await panel.waitFor({ state: 'detached' })
  expect((await acts(item)).decisions).toMatchObject([{ resolution: 'hold', state: 'undone' }])
})
