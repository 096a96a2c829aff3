import type { Page } from 'playwright-core'

const LARGE = JSON.stringify({
  ...{ type: 'urn:clearday:refusal:step_up_needed', title: 'This needs a proof once more of who you are', status: 403 },
  ...{ detail: 'For approvals of 10,000.00 USD or more you must prove again that it is you.', request: 'r' },
})

/** Approves by the keyboard what is told to be large, once: who it is is proved, and it goes on by itself. */
export async function approveAsLarge(page: Page): Promise<void> {
  const answer = { status: 403, contentType: 'application/problem+json', body: LARGE }
  await page.route('**/v1/decisions/*/approve', route => route.fulfill(answer), { times: 1 })
  await page.getByRole('button', { name: 'Approve' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'It is me' }).press('Enter')
}
