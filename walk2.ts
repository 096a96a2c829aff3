import { launchBrowser } from './test/e2e/browser.ts'
const address = 'http://127.0.0.1:18345'
const browser = await launchBrowser()
const shots = '/tmp/a/web/shots/b'
let n = 0
async function window(login: string, width = 1440, colorScheme: 'light' | 'dark' = 'light') {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.setDefaultTimeout(10000)
  page.on('console', m => { if (m.type() === 'error' || m.type() === 'warning') console.log('console', login, page.url(), m.text()) })
  page.on('pageerror', e => console.log('pageerror', e.message))
  await context.request.post(`${address}/v1/demo-session`, { data: { login }, headers: { 'clearday-request': '1' } })
  return page
}
type P = Awaited<ReturnType<typeof window>>
async function shot(page: P, name: string, full = false) {
  await page.waitForTimeout(900)
  await page.screenshot({ path: `${shots}${String(++n).padStart(2, '0')}-${name}.png`, fullPage: full })
  console.log(name, await facts(page))
}
async function step(name: string, work: () => Promise<unknown>) {
  const t = performance.now()
  try { await work() } catch (e) { console.log('STEP', name, String(e).split('\n').slice(0, 4).join(' | ')) }
  console.log(name, Math.round(performance.now() - t), 'ms')
}
const go = async (page: P, path: string) => { await page.goto(address + path); await page.locator('h1').waitFor(); await page.waitForTimeout(500) }
const facts = async (page: P) => page.evaluate<string>(`JSON.stringify({title: document.title, active: document.activeElement?.outerHTML.replace(/<(main|body)[^]*/,'<$1').slice(0, 100), alerts: [...document.querySelectorAll('[role=alert]')].map(a => a.textContent)})`)

await step('specialist', async () => {
  const page = await window('demo-chen')
  await go(page, '/work')
  await page.keyboard.press('n')
  await page.locator('.acts').waitFor()
  await shot(page, 'chen-case')
  await page.keyboard.press('e'); await page.locator('.question-form textarea').first().waitFor()
  await shot(page, 'chen-ask')
  await page.getByRole('button', { name: 'Leave it' }).click()
  const acts = page.locator('.act-list button')
  console.log(await acts.allTextContents())
  const n2 = await acts.count()
  for (let k = 1; k <= n2; k++) {
    const title = await acts.nth(k - 1).textContent()
    if (/Return|Post/.test(title ?? '')) { await acts.nth(k - 1).click(); break }
  }
  await shot(page, 'chen-form')
  if (await page.getByRole('button', { name: 'Preview' }).count() > 0) await page.getByRole('button', { name: 'Preview' }).click()
  await page.locator('.effect').waitFor()
  await shot(page, 'chen-preview', true)
  await page.locator('section[aria-label="What it does"] .primary').click()
  await page.locator('.undo-bar').waitFor()
  await shot(page, 'chen-decided')
  await page.keyboard.press('u')
  await shot(page, 'chen-undone')
})
await step('approve', async () => {
  const ada = await window('demo-ada')
  const items = await (await ada.context().request.get(`${address}/v1/exceptions?decided_by=person&scope=item&state=open&limit=100`)).json() as { data: { id: number }[] }
  for (const { id } of items.data) {
    const headers = { 'clearday-request': '1', 'idempotency-key': crypto.randomUUID() }
    const p = await (await ada.context().request.post(`${address}/v1/items/${id}/previews`, { data: { resolution: 'post' }, headers })).json() as { needs?: string; sha256: string }
    if (p.needs !== 'approval') continue
    const d = await (await ada.context().request.post(`${address}/v1/items/${id}/decisions`, { data: { resolution: 'post', preview_sha256: p.sha256 }, headers })).json() as { state?: string }
    if (d.state === 'proposed') break
  }
  await go(ada, '/approvals'); await shot(ada, 'ada-approvals', true)
  const page = await window('demo-elif')
  await go(page, '/approvals'); await shot(page, 'elif-approvals', true)
  await page.getByRole('button', { name: 'Return', exact: true }).click().catch(() => console.log('return disabled'))
  await page.getByRole('button', { name: /^Approve/ }).first().click()
  await shot(page, 'elif-approved', true)
})
await step('supervisor', async () => {
  const page = await window('demo-frank')
  await go(page, '/queues')
  await page.getByRole('button', { name: 'Hand over' }).click()
  await page.getByLabel('Whose desk? (login)').fill('demo-ada')
  await page.getByLabel('To whom? (login)').fill('nobody')
  await page.getByLabel('Why?').selectOption('absent')
  await page.getByRole('button', { name: 'Hand it over' }).click()
  await shot(page, 'handover-wrong')
  await page.getByLabel('To whom? (login)').fill('demo-ben')
  await page.getByRole('button', { name: 'Hand it over' }).click()
  await shot(page, 'handover-done')
  await go(page, '/people/demo-ada')
  await page.locator('.can select').first().selectOption('return')
  await page.locator('.can input').fill('12x')
  await page.locator('.can input').press('Enter')
  await shot(page, 'can-wrong')
  await page.locator('.can input').fill('5000')
  await page.locator('.can input').press('Enter')
  await page.locator('.can-answer').waitFor()
  await shot(page, 'can')
  await page.locator('form[aria-label="Give"] select').first().selectOption('limit')
  await shot(page, 'give-limit')
  await page.getByRole('button', { name: 'Suspend' }).click()
  await shot(page, 'suspend', true)
  await go(page, '/day-close')
  await page.getByRole('button', { name: /^Close / }).click()
  await shot(page, 'close', false)
  await go(page, '/receipts'); await shot(page, 'receipts')
  await go(page, '/approvals'); await shot(page, 'frank-approvals')
  await go(page, '/audit'); await page.getByLabel('Who (a login, or engine)').fill('nobody-x'); await page.getByRole('button', { name: 'Look' }).click(); await shot(page, 'audit-none')
})
await step('letters', async () => {
  const page = await window('demo-ben')
  await go(page, '/work')
  await page.keyboard.press('n'); await page.locator('.acts').waitFor()
  const b = page.getByRole('button', { name: /^Ask the customer/ })
  if (await b.count()) {
    await b.click(); await page.keyboard.press('Space'); await page.getByLabel('What you ask').fill('Did you write it?'); await page.getByRole('button', { name: 'Preview' }).click()
    await page.locator('.effect').waitFor(); await page.locator('section[aria-label="What it does"] .primary').click()
    await shot(page, 'asked', true)
    await go(page, '/letters'); await shot(page, 'letters')
    await page.locator('.rows tbody a').first().click(); await page.locator('.letter-sent').waitFor(); await page.locator('.letter-sent').scrollIntoViewIfNeeded()
    await shot(page, 'letter-item')
    await page.locator('.letter-sent input').fill('2020-01-01'); await page.getByRole('button', { name: 'It was sent' }).click(); await shot(page, 'letter-wrong')
    const narrow = await window('demo-ben', 320); await go(narrow, '/letters'); await shot(narrow, 'letters-narrow')
  }
})
await browser.close()
