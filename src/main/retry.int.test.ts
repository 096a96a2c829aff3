import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/postgres.ts'
import { clearday, makeFolder } from '../../test/samples/command-line.ts'

/** `clearday retry` on a day of which no file could be processed: four of its files, because each is tried five times. */
const root = makeFolder()
const day = join(root, 'day')
let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
  await clearday(['simulate', '--seed', '11', '--items', '100', '--out', day])
  const manifest = join(day, 'manifest.csv')
  writeFileSync(manifest, readFileSync(manifest, 'utf8').split('\n', 5).join('\n'))
  await ask('alter table item add constraint planted check (false) not valid')
  expect((await run('run', day)).code).toBe(1)
})
afterAll(async () => {
  await database.drop()
  rmSync(root, { recursive: true, force: true })
})

async function ask(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  await client.query(text).finally(() => client.end())
}

const run = (...args: readonly string[]) =>
  clearday([...args, '--data', join(root, 'data')], { environment: { DATABASE_URL: database.url } })

async function failedReceipts(): Promise<readonly number[]> {
  const { out } = await run('exceptions', '--kind', 'file-not-processed', '--limit', '1000', '--json')
  const { exceptions } = JSON.parse(out)
  return exceptions.map((one: { receipt: number }) => one.receipt).sort((a: number, b: number) => a - b)
}

// Seen red with a retry that fails again ending with 0, and with one that is refused ending with 1.
test('a retry ends with 1 while it fails again, with 0 when the file is processed and with 2 when there is nothing to retry', async () => {
  const [first = 0, ...others] = await failedReceipts()
  expect(others.length).toBeGreaterThan(1)
  const again = await run('retry', String(first))
  expect([again.code, again.err]).toEqual([
    1,
    `clearday: Receipt ${first} cannot be processed and was quarantined, see clearday exceptions: error of the program; please report it\n`,
  ])
  expect(again.out).toMatch(`receipt ${first}: quarantined again: Processing failed 6 times`)
  await ask('alter table item drop constraint planted')
  const done = await run('retry', String(first), '--json')
  expect([done.code, done.err, JSON.parse(done.out)]).toMatchObject([
    0,
    '',
    { receipt: first, state: 'done', why: null, failed: [] },
  ])
  const twice = await run('retry', String(first))
  expect([twice.code, twice.out, twice.err]).toEqual([
    2,
    '',
    expect.stringContaining(`Receipt ${first} is processed; nothing of it is left to retry.`),
  ])
  const proof = await run('prove', '--json')
  expect([proof.code, JSON.parse(proof.out).problems]).toEqual([0, []])
  expect(await failedReceipts()).toEqual(others)
})

test.each([
  [['retry'], 'it takes RECEIPT, and none was given'],
  [['retry', 'day.ach'], 'retry takes the number of a receipt'],
  [['retry', '999999'], 'There is no receipt 999999.'],
])('%j is refused with what is right', async (args, sentence) => {
  const ended = await run(...args)
  expect([ended.code, ended.out]).toEqual([2, ''])
  expect(ended.err).toContain(sentence)
})
