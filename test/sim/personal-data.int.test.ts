import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { removeEmbedded, startEmbedded } from '../../src/store/postgres/start-embedded.ts'
import { clearday, type Ended, makeFolder } from '../samples/command-line.ts'
import { ACCOUNT, CANARIES, NAME, writeCanaryDay } from './canary-day.ts'

/**
 * Personal data that nobody else has is planted wherever a file can carry it, in right entries and in broken ones. Then nothing
 * that the command line writes, and nothing that the database keeps to be shown or logged, holds a whole one of them.
 */

let folder: string
let data: string
const ended: Ended[] = []

beforeAll(async () => {
  folder = makeFolder()
  data = join(folder, 'data')
  writeCanaryDay(folder)
  await run('run', folder)
  await run('receive', join(folder, 'garbage.txt'), join(folder, 'overlong.ach'), '--json')
}, 120_000)
afterAll(async () => {
  await removeEmbedded(data)
  rmSync(folder, { recursive: true, force: true })
})

async function run(...args: readonly string[]): Promise<Ended> {
  const one = await clearday([...args, '--data', data])
  ended.push(one)
  return one
}

// Planted bugs seen red: an exception's sentence with the account as it came; faults that are not masked; an item's fields
// masked by their columns alone.
test('nothing that a command prints holds a whole account number, a name or a tax id', async () => {
  for (const args of [
    ['prove'],
    ['prove', '--json'],
    ['exceptions', '--all'],
    ['exceptions', '--all', '--json'],
    ['returns', '--release'],
    ['returns', '--json'],
    ['inspect', join(folder, 'day.ach')],
    ['inspect', join(folder, 'day.ach'), '--json'],
    ['inspect', join(folder, 'overlong.ach'), '--json'],
    ['inspect', join(folder, 'other-classes.ach')],
    ['inspect', join(folder, 'other-classes.ach'), '--json'],
    ['inspect', join(folder, 'letter.x937'), '--json'],
    ['inspect', join(folder, 'garbage.txt'), '--json'],
    ['doctor'],
  ]) {
    await run(...args)
  }
  const several = '(select id from item where exception_id = id order by id limit 3)'
  // Records that slipped, and those of a class whose columns are others.
  const slipped =
    "select item.id from item join receipt on receipt.id = item.id / 67108864 where name like '%overlong.ach'"
  const international = "select id from item where reference like '%0000069'"
  for (const { id } of await rows(`${several} union ${slipped} union ${international}`))
    await run('item', String(id), '--json')
  expect(ended.length).toBeGreaterThan(15)
  expect(ended.flatMap(one => hits(one.out + one.err))).toEqual([])
  expect(ended.map(one => one.out).join('')).toContain('•')
}, 180_000)

// Planted bug seen red: a wrong line of a CSV file told with what stands in it.
test('errors hold none either: a broken line of the accounts, a path, an item that is not there', async () => {
  const broken = join(folder, 'broken')
  writeCanaryDay(broken, `${ACCOUNT},open,checking,consumer,${NAME},not a number,0,0\n`)
  const told = [
    await run('run', broken),
    await run('item', '1'),
    await run('receive', join(folder, 'nowhere.ach')),
    await run('exceptions', '--kind', 'no-such-kind'),
  ]
  expect(told.map(one => one.code)).toContain(2)
  expect(told.flatMap(one => hits(one.out + one.err))).toEqual([])
})

// Planted bug seen red: a receipt's event with the first bytes of its file.
test('nothing that the database keeps to be shown or logged holds one', async () => {
  const kept = {
    'sentences of exceptions': 'select sentence as text from exception',
    'events of the audit log': 'select body as text from event',
    'reasons of receipts': 'select why as text from receipt where why is not null',
    'messages of faults': `select fault ->> 'message' as text from fault`,
    'labels of batches': 'select label as text from batch',
    'facts of findings': `select finding ->> 'facts' as text from exception`,
    'names of return files': 'select name as text from outbound_file',
    references: 'select reference as text from item',
  }
  for (const [what, question] of Object.entries(kept)) {
    const texts = await rows(question)
    expect(texts.length, `the sample leaves no ${what}`).toBeGreaterThan(0)
    expect(
      texts.flatMap(({ text }) => hits(String(text))),
      what,
    ).toEqual([])
  }
})

// Planted bug seen red: a finding about an account that does not say so.
test('what stood in a field, kept to be unmasked, is marked as what it is', async () => {
  const findings = await rows(
    `select kind, finding ->> 'found' as text, finding ->> 'sensitive' as sensitive from exception`,
  )
  const faults = await rows(
    `select fault ->> 'code' as kind, fault ->> 'found' as text, fault ->> 'sensitive' as sensitive from fault`,
  )
  const bare = [...findings, ...faults].filter(row => row.sensitive === null && hits(String(row.text)).length > 0)
  expect(bare.map(row => row.kind)).toEqual([])
})

test('the logs of the application and of PostgreSQL hold none', () => {
  const logs = filesBelow(data).filter(path => /[/\\]log[/\\]|start\.log$/.test(path))
  expect(logs.length).toBeGreaterThan(0)
  expect(logs.flatMap(path => hits(readFileSync(path, 'utf8')))).toEqual([])
})

function hits(text: string): readonly string[] {
  return CANARIES.flatMap(canary => {
    const at = text.indexOf(canary)
    return at < 0 ? [] : [`${canary}: …${text.slice(Math.max(0, at - 80), at + 40)}…`]
  })
}

async function rows(question: string): Promise<Record<string, unknown>[]> {
  const embedded = await startEmbedded(data, { role: 'guest' })
  const client = new pg.Client({ connectionString: embedded.url })
  try {
    await client.connect()
    return (await client.query(question)).rows
  } finally {
    await client.end()
    await embedded.stop()
  }
}

function filesBelow(path: string): readonly string[] {
  if (!existsSync(path)) return []
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
}
