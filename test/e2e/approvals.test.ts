import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { ItemActs } from '../../src/contract/acts.ts'
import type { Approval } from '../../src/contract/approval.ts'
import type { Exception } from '../../src/contract/exception.ts'
import type { ClaimCandidates } from '../../src/contract/held.ts'
import type { ItemStory } from '../../src/contract/item.ts'
import { findBarriers } from './barriers.ts'
import { launchBrowser } from './browser.ts'
import { clearDesk, correctTo, decideOne, decideSome, putRight } from './decide-some.ts'
import { demoPerson, provedPerson } from './demo-person.ts'
import { heldAtDesk } from './held-at-desk.ts'
import { lookAfterwards } from './look-afterwards.ts'
import { openWindow } from './page-window.ts'
import { approveAsLarge } from './proved.ts'
import { checkingAccountNumbers } from './sample-accounts.ts'
import { type Started, startSample } from './started.ts'

/** What an associate may not decide alone, and a senior specialist on the page Approvals. */

let started: Started
let browser: Browser
/** Elif’s. */
let page: Page

beforeAll(async () => {
  started = await startSample([], twoPeople)
  browser = await launchBrowser()
})
beforeEach(async () => {
  page = (await openWindow(browser, LOOK, await demoPerson(started.address, 'demo-elif'))).page
})
// Whatever became of a test, nothing of it waits for the next one.
afterEach(async () => {
  for (const window of browser.contexts()) await window.close()
  for (const login of ['demo-ada', 'demo-elif']) await clearDesk((await demoPerson(started.address, login)).ask)
})
afterAll(async () => {
  await browser?.close()
  await started?.remove()
})

/** By policies of the sample’s bank, splits and adjustments are keyed a second time by somebody who does not see the first, and two people reject, and put right what names an account of somebody who died. */
function twoPeople(dataDir: string): void {
  const file = join(dataDir, 'clearday.json')
  const policy = { owner: 'Frank Meyer', from: '2020-01-01' }
  const blind = { ...policy, name: 'second keys', resolutions: ['split', 'adjust'], keying: 'blind' }
  const seen = { ...policy, name: 'two to reject', resolutions: ['reject'], keying: 'seen' }
  const right = { ...seen, name: 'two to put right', resolutions: ['correct'], kinds: ['account-deceased'] }
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), secondKeys: [blind, seen, right] }))
}

const LOOK = { colorScheme: 'light', width: 1440 } as const

/** What waits for a second person then. */
const POST = { asked: { resolution: 'post' }, expected: 'proposed' } as const

// Seen red with nothing said of what was approved, and with the proposal shown without its exception’s sentence.
test('what Ada may not post alone Elif sees, approves by the keyboard, and gives back with a reason', async () => {
  const ada = (await demoPerson(started.address, 'demo-ada')).ask
  const items = await decideSome(ada, { ...POST, count: 2 })
  expect(items).toHaveLength(2)
  await page.context().clearCookies()
  await page.goto(`${started.address}/approvals`)
  await page.getByRole('button', { name: /^Elif Demir/ }).click()
  await page.locator('h1:has-text("Approvals")').waitFor()
  await page.getByRole('heading', { name: /proposed by Ada Moreno/ }).waitFor()
  expect(await page.locator('.approvals').innerText()).toMatch(
    /2 for you[\s\S]*needs two because[\s\S]*is over Ada Moreno’s/,
  )
  expect(await findBarriers(page)).toEqual([])
  const first = await page.locator('.approvals a[href^="/items/"]').innerText()
  const { exception } = await ada<ItemStory>(`/v1/items/${first}`)
  expect(await page.locator('.approvals .explanation').innerText()).toContain(exception?.sentence.slice(1))
  await approveAsLarge(page)
  await page.getByText('1 for you').waitFor()
  const told = page.locator('.undo-bar[role=status]')
  expect(await told.innerText()).toMatch(/approved[\s\S]*proposed by Ada Moreno: item \d+ ends as posted/)
  expect(await told.getByRole('link').innerText()).toBe(first)
  expect(await findBarriers(page)).toEqual([])
  await page.getByLabel('Why it goes back').fill('The signature is another.')
  await page.keyboard.press('Enter')
  await page.getByText('Nothing waits for a second person.').waitFor()
  expect(await told.innerText()).toMatch(/returned[\s\S]*item \d+ stays as it was: nothing of it happened/)
  const { data } = await ada<{ data: Approval[] }>('/v1/approvals')
  expect(data).toEqual([])
  const stories = await Promise.all(
    items.map(item =>
      ada<{ decisions: { state: string; last: { by: string; why: string | null } }[] }>(`/v1/items/${item}`),
    ),
  )
  expect(
    stories.map(one => one.decisions[0]).sort((a, b) => ((a?.state ?? '') < (b?.state ?? '') ? -1 : 1)),
  ).toMatchObject([
    { state: 'done', last: { by: 'Elif Demir' } },
    { state: 'returned', last: { by: 'Elif Demir', why: 'The signature is another.' } },
  ])
})

// Seen red with what came left out of what is shown.
test('what Ada puts right stands on Approvals with what came in its place', async () => {
  const ada = (await demoPerson(started.address, 'demo-ada')).ask
  const { asked, account } = correctTo(started.dataDir)
  const [item] = await decideSome(ada, { asked, expected: 'proposed', count: 1, pack: 'ach' })
  await openApprovals()
  const wanted = page.getByRole('region', { name: 'What Ada Moreno wants' })
  await wanted.waitFor()
  expect(await wanted.innerText()).toMatch(await putRight(ada, item, account))
})

// Seen red with the panel left out of the page.
test('what Frank does not want taken back comes back to Ada on Work: who returned it, why, and until she asks anew', async () => {
  const ada = await demoPerson(started.address, 'demo-ada')
  const elif = await provedPerson(started.address, 'demo-elif')
  const [item] = await decideSome(ada.ask, { ...POST, count: 1 })
  const waiting = async () =>
    (await elif.ask<{ data: Approval[] }>('/v1/approvals')).data.find(one => one.item === item)
  const proposed = await waiting()
  await elif.ask(`/v1/decisions/${proposed?.decision}/approve`, { sha256: proposed?.sha256 })
  const askBack = async () => {
    const { undo } = await ada.ask<ItemActs>(`/v1/items/${item}/acts`)
    const seen = { decision: undo?.decision, preview_sha256: undo?.sha256, expected: 'proposed' }
    expect(await ada.ask(`/v1/items/${item}/undo`, seen)).toMatchObject({ state: 'proposed' })
  }
  await askBack()
  const frank = await demoPerson(started.address, 'demo-frank')
  await frank.ask(`/v1/decisions/${(await waiting())?.decision}/return`, { why: 'The estate has agreed.' })
  const { page: desk } = await openWindow(browser, LOOK, ada)
  await desk.goto(`${started.address}/work`)
  const back = desk.getByRole('region', { name: 'Came back to you' })
  await back.waitFor()
  expect(await back.innerText()).toMatch(
    /Frank Meyer does not want it taken back \(post\), .+: The estate has agreed\. item \d+\s+What was decided stands\./,
  )
  expect(await back.getByRole('link').innerText()).toBe(`item ${item}`)
  expect(await findBarriers(desk)).toEqual([])
  await askBack()
  await desk.reload()
  await desk.locator('.notice:has-text("Get next hands you")').waitFor()
  expect(await back.count()).toBe(0)
})

// Seen red with the parts left out of what is keyed, and with what is keyed and why it goes back kept nowhere.
test('what Elif splits Frank keys without seeing it, part by part, and it is done', async () => {
  const elif = (await demoPerson(started.address, 'demo-elif')).ask
  const { data } = await elif<{ data: Exception[] }>('/v1/exceptions?decided_by=person&scope=item&state=open&limit=500')
  const [one = '', two = ''] = checkingAccountNumbers(started.dataDir)
  const splitOf = ({ value: { debit_minor, credit_minor } }: Exception) => {
    const minor = debit_minor + credit_minor - 1
    const amount = `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')}`
    return {
      resolution: 'split',
      parts: [
        { account: one, amount },
        { account: two, amount: '0.01' },
      ],
    }
  }
  const of = data.find(({ kind }) => kind.endsWith('account-deceased'))
  if (of === undefined) throw new Error('the sample day has nothing to split')
  const asked = splitOf(of)
  const { sha256 } = await elif<{ sha256: string }>(`/v1/items/${of.id}/previews`, asked)
  const decided = await elif(`/v1/items/${of.id}/decisions`, { ...asked, preview_sha256: sha256, expected: 'proposed' })
  expect(decided).toMatchObject({ state: 'proposed' })
  const { page: other } = await openWindow(browser, LOOK, await demoPerson(started.address, 'demo-frank'))
  await other.goto(`${started.address}/approvals`)
  await other.getByLabel('What happens').selectOption('split')
  for (const [n, { account, amount }] of asked.parts.entries()) {
    const part = other.getByRole('group', { name: `Part ${n + 1}` })
    await part.getByLabel('Account').fill(account)
    await part.getByLabel('Amount').fill(amount)
  }
  await other.getByLabel('Why it goes back').fill('The estate pays')
  await other.reload()
  const second = other.getByRole('group', { name: 'Part 2' })
  await second.waitFor()
  expect(await second.getByLabel('Amount').inputValue()).toBe('0.01')
  expect(await other.getByLabel('Why it goes back').inputValue()).toBe('The estate pays')
  expect(await findBarriers(other)).toEqual([])
  await other.getByRole('button', { name: 'Key it' }).press('Enter')
  await other.getByRole('button', { name: 'It is me' }).press('Enter')
  await other.getByText('Nothing waits for a second person.').waitFor()
  const story = await elif<{ item: { state: string } }>(`/v1/items/${of.id}`)
  expect(story.item.state).toBe('posted')
  await openApprovals()
  await page.getByText('Nothing waits for a second person.').waitFor()
})

// Seen red with the step left out of what is keyed.
test('what Elif adjusts Frank keys without seeing it: what it is rightly worth, and later what became of it', async () => {
  const elif = (await demoPerson(started.address, 'demo-elif')).ask
  const { data } = await elif<{ data: Exception[] }>('/v1/exceptions?decided_by=person&scope=item&state=open&limit=500')
  const of = data.find(({ kind }) => kind === 'encoding-error')
  if (of === undefined) throw new Error('the sample day has nothing to adjust')
  const { page: other } = await openWindow(browser, LOOK, await demoPerson(started.address, 'demo-frank'))
  const proposed = async (asked: Readonly<Record<string, unknown>>) => {
    const { sha256 } = await elif<{ sha256: string }>(`/v1/items/${of.id}/previews`, asked)
    const order = { ...asked, preview_sha256: sha256, expected: 'proposed' }
    const decided = await elif(`/v1/items/${of.id}/decisions`, order)
    expect(decided).toMatchObject({ state: 'proposed' })
    await other.goto(`${started.address}/approvals`)
    await other.getByLabel('What happens').selectOption('adjust')
  }
  const key = async (proof: 'asked' | 'counts still') => {
    expect(await findBarriers(other)).toEqual([])
    await other.getByRole('button', { name: 'Key it' }).press('Enter')
    if (proof === 'asked') await other.getByRole('button', { name: 'It is me' }).press('Enter')
    await other.getByText('Nothing waits for a second person.').waitFor()
    const story = await elif<{ adjustment: { state: string } }>(`/v1/items/${of.id}`)
    return story.adjustment.state
  }
  await proposed({ resolution: 'adjust', fields: { amount: '1.00' } })
  await other.getByLabel('What it is rightly worth').fill('1.00')
  expect(await key('asked')).toBe('asked')
  await proposed({ resolution: 'adjust', step: 'acknowledge' })
  await other.getByLabel('What became of it').selectOption('acknowledge')
  expect(await key('counts still')).toBe('acknowledged')
  await openApprovals()
  await page.getByText('Nothing waits for a second person.').waitFor()
})

// Seen red with the first of the list shown, whichever that is: the more urgent proposal came under the hand that approved another.
test('what is read stays where it is when a more urgent proposal comes, and is gone by name when a colleague answers it', async () => {
  const ada = (await demoPerson(started.address, 'demo-ada')).ask
  expect(await decideSome(ada, { ...POST, count: 3 })).toHaveLength(3)
  const { data } = await ada<{ data: Approval[] }>('/v1/approvals')
  const [first, second, third] = data.map(one => one.decision)
  const withdraw = (decision: string | undefined) => ada(`/v1/decisions/${decision}/withdraw`, {})
  await withdraw(first)
  // Read anew: what came while they were proposed one by one is not what somebody reads.
  await openApprovals()
  const shown = () => page.locator('.approvals a[href^="/items/"]').innerText()
  await page.getByText('2 for you').waitFor()
  const item = String(data.find(one => one.decision === second)?.item)
  expect(await shown()).toBe(item)
  await page.getByLabel('Why it goes back').fill('Not yet read to its end')
  expect(await decideOne(ada, data[0]?.item ?? 0, POST)).toBe(true)
  await page.getByText('3 for you').waitFor()
  expect([await shown(), await page.getByLabel('Why it goes back').inputValue()]).toEqual([
    item,
    'Not yet read to its end',
  ])
  await withdraw(second)
  await page.getByText('What you looked at does not wait any more').waitFor()
  expect(await page.getByRole('button', { name: /^Approve/ }).count()).toBe(0)
  await withdraw(third)
})

async function openApprovals(): Promise<void> {
  await page.goto(`${started.address}/approvals`)
  await page.locator('h1:has-text("Approvals")').waitFor()
}

test('what Ada decides alone counts, and Elif says by the keyboard that she looked at it', async () => {
  await openApprovals()
  await lookAfterwards(started.dataDir, 'ach')
  const ada = (await demoPerson(started.address, 'demo-ada')).ask
  const asked = { resolution: 'refer', to: 'sender', words: 'What was meant?' }
  expect(await decideSome(ada, { asked, expected: 'done', count: 1, pack: 'ach' })).toHaveLength(1)
  const looked = page.getByRole('button', { name: /^I looked at/ })
  await looked.waitFor()
  expect(await page.locator('.reviews').innerText()).toContain('Ada Moreno')
  expect(await findBarriers(page)).toEqual([])
  await looked.focus()
  await page.keyboard.press('Enter')
  await page.getByText('Nothing that counts already waits for a second look.').waitFor()
})

test('a held batch is rejected as a whole at its receipt, by what was previewed and Frank approves; taking it back waits for a third person', async () => {
  const elif = (await demoPerson(started.address, 'demo-elif')).ask
  const { data } = await elif<{ data: Exception[] }>('/v1/exceptions?scope=batch&state=open&limit=100')
  let receipt: number | undefined
  for (const one of data) {
    if (!one.resolutions.includes('reject')) continue
    const preview = await elif<{ needs?: string }>(`/v1/held/${one.id}/previews`, { resolution: 'reject' })
    if (preview.needs !== 'approval') continue
    receipt = one.receipt
    break
  }
  await page.goto(`${started.address}/receipts/${receipt}`)
  const reject = page.getByRole('button', { name: /^Reject it/ })
  await openWays()
  await page.keyboard.press((await reject.getAttribute('aria-keyshortcuts')) ?? '')
  const seen = page.getByRole('region', { name: 'What it does' })
  await seen.waitFor()
  expect(await seen.innerText()).toMatch(/is held no more[\s\S]*Rejected/)
  expect(await findBarriers(page)).toEqual([])
  await page.getByRole('button', { name: 'Ask a second person' }).press('Enter')
  await page.getByRole('region', { name: 'Decisions' }).getByText('waits for a second person').waitFor()
  const { page: other } = await openWindow(browser, LOOK, started)
  const waiting = (await elif<{ data: Approval[] }>('/v1/approvals')).data.find(one => one.item < 0)
  await other.goto(`${started.address}/approvals?decision=${waiting?.decision}`)
  const wanted = other.getByRole('region', { name: 'What Elif Demir wants' })
  await wanted.waitFor()
  expect(await wanted.innerText()).toMatch(/is held no more[\s\S]*Rejected/)
  await other.getByRole('link', { name: new RegExp(`^batch \\d+ of receipt ${receipt}$`) }).waitFor()
  expect(await findBarriers(other)).toEqual([])
  await other.getByRole('button', { name: 'Approve' }).press('Enter')
  await wanted.waitFor({ state: 'detached' })
  const undo = page.getByRole('button', { name: 'Ask a second person: Undo the last' })
  // Seen red with what would be booked left out of the page.
  expect(await page.getByLabel('What taking it back would do').innerText()).toMatch(
    /Moves\s+[\d,.]+ from .* to .* on \d{4}-/,
  )
  await undo.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('region', { name: 'Decisions' }).getByText('Take back').waitFor()
  const back = (await elif<{ data: Approval[] }>('/v1/approvals')).data.find(one => one.item < 0)
  await page.goto(`${started.address}/approvals?decision=${back?.decision}`)
  const own = page.getByRole('region', { name: 'What Elif Demir wants' })
  await own.waitFor()
  expect(await own.innerText()).toMatch(/Takes back\s+what was decided[\s\S]*Moves/)
  expect(await findBarriers(page)).toEqual([])
  await page.getByRole('button', { name: 'Withdraw' }).press('Enter')
  await own.waitFor({ state: 'detached' })
})

/** Of what is held as a whole on this page the first: its ways out are there. */
async function openWays(): Promise<void> {
  const ways = page.getByRole('button', { name: 'What may be done' }).first()
  await ways.waitFor()
  if ((await ways.getAttribute('aria-expanded')) === 'true') return
  await ways.focus()
  await page.keyboard.press('Enter')
  await page.locator('.act-list').waitFor()
}

// Seen red with what is typed about units kept nowhere, with what a case waits for kept nowhere, and with the named case taken without
// putting the other aside. Whether acts come with their case nobody sees here: where they do not, the page asks for them.
test('a held batch is worked on at the desk as an item is, and put aside with its words for a call', async () => {
  const at = await heldAtDesk(started)
  await page.goto(`${started.address}/work`)
  await page.locator('.notice:has-text("Get next hands you")').waitFor()
  await page.keyboard.press('n')
  await page.locator('.acts').waitFor()
  expect((await page.locator('main').innerText()).replaceAll('\n', ' ')).toMatch(/Deadline .* Procedure .* Notes/)
  const ask = page.getByRole('button', { name: 'Ask the customer or the other institution' })
  await page.keyboard.press((await ask.getAttribute('aria-keyshortcuts')) ?? '')
  await page.getByLabel('What you ask').fill('Did you send this twice?')
  await page.getByLabel('A note').fill('They called at nine')
  await page.getByRole('button', { name: 'Add the note' }).press('Enter')
  await page.locator('.notes:has-text("They called at nine")').waitFor()
  await page.locator('h1').press('h')
  await page.getByLabel('What does it wait for?').fill('their letter')
  await page.goto(`${started.address}/exceptions`)
  await page.locator('.filters, .row-form, h1:has-text("Exceptions")').first().waitFor()
  await page.keyboard.press('c')
  await page.getByLabel('Number of the case, item, trace or check').and(page.locator(':focus')).waitFor()
  await page.keyboard.type(at.other)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: /^Take it/ }).press('Enter')
  await page.getByText('somebody asked about it').waitFor()
  expect(await findBarriers(page)).toEqual([])
  await page.locator('h1').press('r')
  await page.getByRole('button', { name: 'Give it back' }).press('Enter')
  await page.getByRole('button', { name: /^Take up again/ }).press('Enter')
  await page.getByLabel('What you ask').waitFor()
  expect(await page.getByLabel('What you ask').inputValue()).toBe('Did you send this twice?')
  await page.locator('h1').press('h')
  expect(await page.getByLabel('What does it wait for?').inputValue()).toBe('their letter')
  await page.locator('h1').press('r')
  await page.getByRole('button', { name: 'Give it back' }).press('Enter')
  await page.locator('.notice:has-text("Get next hands you")').waitFor()
})

test('a claim without a debit is matched at its receipt with a debit that is near, by the keyboard', async () => {
  const elif = (await demoPerson(started.address, 'demo-elif')).ask
  const { data } = await elif<{ data: Exception[] }>('/v1/exceptions?kind=claim-unmatched&state=open&limit=10')
  const near = await Promise.all(data.map(one => elif<ClaimCandidates>(`/v1/held/${one.id}/candidates`)))
  const claim = data[near.findIndex(one => one.candidates.length > 0)]
  await page.goto(`${started.address}/receipts/${claim?.receipt}`)
  await openWays()
  const match = page.getByRole('button', { name: 'Match the claim with the posted debit that it means' })
  await match.focus()
  await page.keyboard.press('Enter')
  const debits = page.getByRole('group', { name: 'Debits that it may mean' })
  await debits.waitFor()
  expect(await debits.innerText()).toMatch(/agrees?;/)
  expect(await findBarriers(page)).toEqual([])
  await debits.getByRole('radio').first().focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('Enter')
  const seen = page.getByRole('region', { name: 'What it does' })
  await seen.waitFor()
  expect(await seen.innerText()).toMatch(/Claim[\s\S]*goes on on item \d+[\s\S]*Differs/)
  await page.keyboard.press('Enter')
  await seen.waitFor({ state: 'detached' })
  const stays = await elif<{ data: Exception[] }>('/v1/exceptions?kind=claim-unmatched&state=open&limit=10')
  expect(stays.data).toHaveLength(data.length - 1)
})
