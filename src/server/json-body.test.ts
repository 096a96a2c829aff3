import { expect, test } from 'vitest'
import { z } from 'zod'
import { readJsonBody } from './json-body.ts'

const SCHEMA = z.strictObject({ login: z.string(), password: z.string() })
const GOOD = '{"login":"ann","password":"p"}'

function read(body: RequestInit['body'], type = 'application/json') {
  const init = { method: 'POST', body: body ?? null, headers: { 'content-type': type }, duplex: 'half' } as RequestInit
  return readJsonBody(new Request('http://desk.test', init), SCHEMA)
}

test('a body as its schema says is read', async () => {
  expect(await read(GOOD)).toEqual({ value: { login: 'ann', password: 'p' } })
  expect(await read(GOOD, 'application/json; charset=utf-8')).toEqual({ value: { login: 'ann', password: 'p' } })
})

// Seen red with the value that was found in the sentence; with bytes that are no UTF-8 made into letters; and with a body of any type
// taken: a form of another site's page has none of JSON.
test.each([
  [GOOD, 'text/plain', /content-type/],
  ['{"login":', 'application/json', /no JSON/],
  ['', 'application/json', /no JSON/],
  [Buffer.from([0x22, 0xff, 0x22]), 'application/json', /no JSON in UTF-8/],
  ['{"login":"ann"}', 'application/json', /^password: /],
  ['{"login":"ann","password":"p","admin":true}', 'application/json', /admin/],
  ['{"login":"ann","password":{"$ne":"SECRET"}}', 'application/json', /^password: /],
  [`${'['.repeat(30_000)}${']'.repeat(30_000)}`, 'application/json', /object/],
])('%s as %s is refused', async (body, type, why) => {
  const found = await read(body, type)
  expect(found).toMatchObject({ refused: 'request_invalid', detail: expect.stringMatching(why) })
  expect(JSON.stringify(found)).not.toContain('SECRET')
})

// Seen red with the length taken from the header alone.
test('a body of more than 64 kilobytes is refused before it is read to its end, with or without its length told', async () => {
  const long = `{"login":"${'x'.repeat(70_000)}","password":"p"}`
  expect(await read(long)).toMatchObject({ refused: 'body_too_large' })
  let taken = 0
  const endless = new ReadableStream({
    pull(controller) {
      taken += 1
      controller.enqueue(Buffer.from('x'.repeat(1024)))
    },
  })
  expect(await read(endless)).toMatchObject({ refused: 'body_too_large' })
  expect(taken).toBeLessThan(80)
})
