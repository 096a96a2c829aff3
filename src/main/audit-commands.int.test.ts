import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/postgres.ts'
import { clearday, type Ended, makeFolder } from '../../test/samples/command-line.ts'

/** An export from the real command line, and its check without a database, a data directory or a configuration. */

const root = makeFolder()
const data = join(root, 'data')
const file = join(root, 'audit.jsonl.gz')
const key = join(data, 'audit', 'key.pub.pem')
let database: TestDatabase
let exported: Ended

beforeAll(async () => {
  database = await createTestDatabase()
  exported = await clearday(['audit', 'export', '--out', file, '--data', data, '--json'], {
    environment: { DATABASE_URL: database.url },
  })
})
afterAll(async () => {
  await database.drop()
  rmSync(root, { recursive: true, force: true })
})

test('an export of what there is holds, and says what no signature covers', async () => {
  expect(exported).toMatchObject({ code: 0, err: '' })
  expect(JSON.parse(exported.out)).toMatchObject({ chains: 1, links: 1 })
  expect(readdirSync(root).sort()).toEqual(['audit.jsonl.gz', 'data'])
  const { code, out } = await clearday(['audit', 'verify', file, '--key', key], { environment: { HOME: root } })
  expect(code).toBe(0)
  expect(out).toContain('institution 1, all days: 1 chain, 1 link')
  expect(out).toContain('not covered by one: the last 1 link,')
  expect(out).toContain('The export holds.')
})

// Seen red with the verdict's problems left out of the exit code.
test('one altered letter: the place is named, and it leaves with 1', async () => {
  const altered = join(root, 'altered.jsonl')
  writeFileSync(altered, gunzipSync(readFileSync(file)).toString().replace('institution_opened', 'institution_opeNed'))
  const { code, out } = await clearday(['audit', 'verify', altered, '--json'])
  expect(code).toBe(1)
  expect(JSON.parse(out).problems[0]).toMatch(/^Audit chain of shard 1024: an event between 1 and \d+ was changed/)
})

test.each([
  ['a file that is not there', () => ['verify', join(root, 'none')], 'is not there'],
  ['a folder', () => ['verify', root], 'is a directory'],
  ['a key that is none', () => ['verify', file, '--key', file], 'is no public key'],
  ['an export into no folder', () => ['export', '--out', join(root, 'no', 'a.gz'), '--data', data], 'is not there'],
  ['a file that is there', () => ['export', '--out', file, '--data', data], 'is there already'],
  [
    'a day that is none',
    () => ['export', '--out', join(root, 'new'), '--from', '2026-02-30', '--data', data],
    '--from takes a day',
  ],
  ['no verb of it', () => ['show'], 'it takes export --out FILE, or verify FILE'],
])('%s: it says so and leaves with 2', async (_, args, sentence) => {
  const ended = await clearday(['audit', ...args()], { environment: { DATABASE_URL: database.url } })
  expect(ended.code).toBe(2)
  expect(ended.err).toContain(sentence)
})
