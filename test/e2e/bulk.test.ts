import { expect, test } from 'vitest'
import type { BulkAct } from '../../src/contract/bulk.ts'
import type { Exception } from '../../src/contract/exception.ts'
import { achFile } from '../samples/ach-files.ts'
import { findBarriers } from './barriers.ts'
import { provedPerson } from './demo-person.ts'
import { checkingAccountNumbers } from './sample-accounts.ts'
import { startSample } from './started.ts'
import { until } from './until.ts'
import { windowOfEachTest } from './window-of-each-test.ts'

/** One act on all exceptions that match, in a browser: chosen, looked at, done, answered by a second person, and taken back. */

// What the server refuses the browser writes down.
const at = windowOfEachTest(startSample, complaint => /40[139]/.test(complaint))

const KIND = 'account-deceased'
const SMALL = 30
const LARGE = 4
/** More than an associate posts alone, in cents. */
const LARGE_MINOR = 900_000
let files = 0

/** Debits of somebody who died, most of them small. */
async function receiveDebits(): Promise<void> {
  const [account = ''] = checkingAccountNumbers(at.started.dataDir, 'deceased')
  const trace = (n: number) => `12104288${String(7_000_000 + files * 100 + n)}`
  const entries = Array.from({ length: SMALL + LARGE }, (_, n) => {
    const amountMinor = n < SMALL ? 100 + n : LARGE_MINOR + n
    return { transactionCode: 27, account, amountMinor, trace: trace(n) }
  })
  const effectiveDate = Temporal.Now.plainDateISO('America/New_York').toString().replaceAll('-', '').slice(2)
  const body = new Uint8Array(achFile([{ header: { effectiveDate }, entries }]))
  const headers = { 'x-clearday-source': 'browser', 'x-clearday-name': `estate-${files++}.ach` }
  expect((await at.started.fetch('/v1/files', { method: 'POST', headers, body })).status).toBe(202)
  await until(async () => {
    const response = await at.started.fetch(`/v1/exceptions?kind=${KIND}&state=open&limit=500`)
    return ((await response.json()) as { data: Exception[] }).data.length >= SMALL + LARGE // the contract's type of the path
  })
}

async function asPerson(login: string) {
  const person = await provedPerson(at.started.address, login)
  await at.page.context().clearCookies()
  await person.enter(at.page.context())
  return person
}

const open = (path: string) => at.page.goto(at.started.address + path)
const text = async () => (await at.page.locator('main').innerText()).replaceAll('\n', ' ')
const idShown = () => Number(/\/bulk\/(\d+)/.exec(at.page.url())?.[1])

/** Up to the page of the dry run, by the keyboard from the list on. */
async function lookAtAll(act: RegExp): Promise<number> {
  const { page } = at
  await open(`/exceptions?kind=${KIND}`)
  await page.getByRole('link', { name: 'act on all that match' }).press('Enter')
  await page.getByRole('button', { name: act }).press('Enter')
  await page.getByRole('heading', { name: /^What it would do/ }).waitFor()
  return idShown()
}

async function ended(id: number, read: (path: string) => Promise<BulkAct>): Promise<BulkAct> {
  await at.page.getByRole('heading', { name: 'What became of it' }).waitFor()
  return read(`/v1/bulk-acts/${id}`)
}

// Seen red with the button of a dry run that gives the hash of another.
test('what Ada does to all that match is shown, done, approved by Elif as a whole, and taken back', async () => {
  const { page } = at
  await receiveDebits()
  const { ask } = await asPerson('demo-ada')
  const id = await lookAtAll(/^Post it as it stands/)
  const shown = await ask<BulkAct>(`/v1/bulk-acts/${id}`)
  const { matching, done, proposed } = shown.shown
  expect(
    [done.count, proposed.count].every(count => count > 0),
    JSON.stringify(shown.shown),
  ).toBe(true)
  expect(await findBarriers(page)).toEqual([])
  expect(await text()).toMatch(/would be done.*would wait for a second person.*What needs a second person, and why/)
  await page.getByRole('link', { name: 'would wait for a second person' }).press('Enter')
  await until(async () => (await page.locator('.bulk-members tbody tr[data-row]').count()) === proposed.count)
  await page.getByRole('link', { name: 'show all' }).waitFor()
  await looksWhileItRuns(shown)
  await page.reload()
  await page.getByRole('button', { name: /^Do it to/ }).press('Enter')
  const first = await ended(id, ask)
  expect(first).toMatchObject({ now: { done: { count: done.count }, proposed: { count: proposed.count } } })
  expect(first.now.done.count + first.now.proposed.count + first.now.refused.count).toBe(matching.count)
  expect(await findBarriers(page)).toEqual([])
  expect(await text()).toMatch(/somebody who had no hand in it answers/)

  const elif = await asPerson('demo-elif')
  await open('/approvals')
  await page.getByRole('link', { name: 'Post it as it stands' }).first().waitFor()
  await page
    .locator('section', { has: page.getByRole('heading', { name: 'As a whole' }) })
    .getByRole('link')
    .press('Enter')
  await page.getByRole('button', { name: 'Show what approving all of it does' }).press('Enter')
  await page.getByRole('heading', { name: /^What it would do/ }).waitFor()
  const approval = idShown()
  expect(approval).not.toBe(id)
  expect(await text()).toMatch(/proposed in Post it as it stands, by Ada Moreno/)
  await page.getByRole('button', { name: /^Approve all/ }).press('Enter')
  expect(await ended(approval, elif.ask)).toMatchObject({ now: { done: { count: proposed.count } } })

  await asPerson('demo-elif')
  await open(`/bulk/${id}`)
  await page.getByRole('button', { name: /^Undo: show/ }).press('Enter')
  await page.getByRole('heading', { name: /^What it would do/ }).waitFor()
  const undo = await elif.ask<BulkAct>(`/v1/bulk-acts/${idShown()}`)
  expect(undo.act).toBe('undo')
  await page.getByRole('button', { name: /^Take back/ }).press('Enter')
  await ended(undo.bulk, elif.ask)
  const { stands } = await elif.ask<BulkAct>(`/v1/bulk-acts/${id}`)
  expect(stands.done.count).toBe(matching.count - undo.shown.done.count)
})

/** An act of this size is over before it is seen: what the page shows of one that runs is told to it, at a few of many. */
async function looksWhileItRuns(shown: BulkAct): Promise<void> {
  const { page } = at
  const { matching, done } = shown.shown
  const now = { ...shown.now, done: { ...done, count: 1 }, waiting: { ...matching, count: matching.count - 1 } }
  const path = `**/v1/bulk-acts/${shown.bulk}`
  await page.route(path, route => route.fulfill({ json: { ...shown, state: 'running', now } }))
  await page.reload()
  await page.getByText(`1 of ${matching.count} items looked at.`).waitFor()
  expect(await page.getByRole('progressbar').getAttribute('value')).toBe('1')
  expect(await findBarriers(page)).toEqual([])
  await page.unroute(path)
}

// Seen red with the words of what waits kept to acts, and left out of an undo.
test('what one undo leaves to a second person is told before and after, and withdrawn as a whole by whoever asked for it', async () => {
  const { page } = at
  await receiveDebits()
  const elif = await asPerson('demo-elif')
  await open(`/bulk/new?kind=${KIND}`)
  await page.getByRole('button', { name: /^Return it/ }).press('Enter')
  await page.getByLabel(/R15/).check()
  await page.getByRole('button', { name: 'Preview' }).press('Enter')
  await page.getByRole('heading', { name: /^What it would do/ }).waitFor()
  const id = idShown()
  await page.getByRole('button', { name: /^Do it to/ }).press('Enter')
  await ended(id, elif.ask)
  const { ask } = await asPerson('demo-ada')
  await open(`/bulk/${id}`)
  await page.getByRole('button', { name: /^Undo: show/ }).press('Enter')
  await page.getByRole('heading', { name: 'What needs a second person, and why' }).waitFor()
  const undo = idShown()
  await page.getByRole('button', { name: /^Take back/ }).press('Enter')
  const { now } = await ended(undo, ask)
  expect(now.done.count).toBeGreaterThanOrEqual(SMALL)
  expect(now.proposed.count).toBe(LARGE)
  expect(await text()).toMatch(
    new RegExp(`0 items are taken back since, ${now.proposed.count} items? waits?: what was decided about`),
  )
  expect(await text()).toMatch(/somebody who had no hand in it answers/)
  expect(await findBarriers(page)).toEqual([])
  await page.getByRole('button', { name: /^Withdraw what waits/ }).press('Enter')
  await page.getByRole('heading', { name: `Take act ${undo} back` }).waitFor()
  const withdrawal = idShown()
  await page.getByRole('button', { name: /^Take back all/ }).press('Enter')
  expect(await ended(withdrawal, ask)).toMatchObject({ now: { done: { count: now.proposed.count } } })
  expect(await ask(`/v1/bulk-acts/${undo}`)).toMatchObject({ stands: { proposed: { count: 0 } } })
  // Elif takes back what is left of it: the next act finds all of them again.
  const { ask: read } = await asPerson('demo-elif')
  await open(`/bulk/${id}`)
  await page.getByRole('button', { name: /^Undo: show/ }).press('Enter')
  await page.getByRole('button', { name: /^Take back/ }).press('Enter')
  await ended(idShown(), read)
})

test('what waits of an act is given back as a whole, with words', async () => {
  const { page } = at
  const { ask } = await asPerson('demo-ada')
  const id = await lookAtAll(/^Post it as it stands/)
  await page.getByRole('button', { name: /^Do it to/ }).press('Enter')
  const { stands } = await ended(id, ask)
  const { ask: read } = await asPerson('demo-elif')
  await open(`/bulk/${id}`)
  await page.getByLabel('Why all of it goes back').fill('The estate has a lawyer.')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: `Return what waits of act ${id}` }).waitFor()
  expect(await ended(idShown(), read)).toMatchObject({ now: { done: { count: stands.proposed.count } } })
  expect(await read(`/v1/bulk-acts/${id}`)).toMatchObject({ stands: { proposed: { count: 0 } } })
})

// Seen red with a commit under another hash: another refusal was told; and with a look that forgot what was chosen.
test('another set than was seen is refused, and what was chosen is still there; so it is after a session that ended', async () => {
  const { page } = at
  await receiveDebits()
  const { ask } = await asPerson('demo-elif')
  await open(`/bulk/new?kind=${KIND}`)
  await page.getByRole('button', { name: /^Return it/ }).waitFor()
  expect(await text()).toMatch(
    /Not now, and why.*Post parts of it to several accounts of ours.* It needs an amount that is right for one item alone/,
  )
  await page.getByRole('button', { name: /^Return it/ }).press('Enter')
  await page.getByLabel(/R15/).check()
  expect(await findBarriers(page)).toEqual([])
  await page.context().clearCookies()
  await page.getByRole('button', { name: 'Preview' }).press('Enter')
  await page.getByRole('button', { name: /^Elif Demir/ }).click()
  await page.getByLabel(/R15/).and(page.locator(':checked')).waitFor()
  await page.getByRole('button', { name: 'Preview' }).press('Enter')
  await page.getByRole('heading', { name: /^What it would do/ }).waitFor()
  expect(await text()).toMatch(/code R15 \d+ returns?, the first has to leave by/)
  const { data } = await ask<{ data: Exception[] }>(`/v1/exceptions?kind=${KIND}&scope=item`)
  // A small one: large ones take a second person.
  const item = data.find(({ value }) => value.debit_minor < LARGE_MINOR)?.id ?? 0
  const asked = { resolution: 'post' }
  const { sha256 } = await ask<{ sha256: string }>(`/v1/items/${item}/previews`, asked)
  await ask(`/v1/items/${item}/decisions`, { ...asked, preview_sha256: sha256, expected: 'done' })
  await page.getByRole('button', { name: /^Do it to/ }).press('Enter')
  // Whoever signed in anew proves it once more.
  await page.getByRole('button', { name: 'It is me' }).press('Enter')
  await page
    .getByRole('alert')
    .getByText(/1 of those that you saw/)
    .waitFor()
  await page.getByRole('link', { name: 'Look again' }).press('Enter')
  await page.getByLabel(/R15/).and(page.locator(':checked')).waitFor()
})

test('where nothing matches, or there is no such act, it is said with a way on', async () => {
  await open('/bulk/new?kind=no-such-kind')
  await at.page.getByText('Nothing that a person decides one by one matches.').waitFor()
  await open('/bulk')
  await at.page.getByRole('heading', { name: 'Acts on many' }).waitFor()
  expect(await findBarriers(at.page)).toEqual([])
})
