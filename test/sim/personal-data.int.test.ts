import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { latin1Bytes, latin1Text } from '../../src/core/latin1.ts'
import { testCheck } from '../../src/formats/x9/sample-letters.ts'
import { type EntrySample, OUR_ROUTING } from '../../src/packs/ach/sample-entries.ts'
import { removeEmbedded, startEmbedded } from '../../src/store/postgres/start-embedded.ts'
import { achFile } from '../samples/ach-files.ts'
import { clearday, type Ended, makeFolder } from '../samples/command-line.ts'
import { testLetter } from '../samples/x9-letters.ts'

/**
 * Personal data that nobody else has is planted wherever a file can carry it, in right entries and in broken ones. Then nothing
 * that the command line writes, and nothing that the database keeps to be shown or logged, holds a whole one of them.
 */

const ACCOUNT = '8800271828'
const CLOSED = '8800314159'
const NOWHERE = '8800577215'
const LETTERS = '88AB161803'
const NAME = 'ZYXWVUT QANARY'
const TAX_ID = '987654321'
const CANARIES = [ACCOUNT, CLOSED, NOWHERE, LETTERS, 'QANARY', 'Qanary', TAX_ID, '987-65-4321']

let folder: string
let data: string
const ended: Ended[] = []

beforeAll(async () => {
  folder = makeFolder()
  data = join(folder, 'data')
  writeDay(join(folder))
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

// Planted bugs seen red: an exception's sentence with the account as it came; faults that are not masked.
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
    ['inspect', join(folder, 'letter.x937'), '--json'],
    ['inspect', join(folder, 'garbage.txt'), '--json'],
    ['doctor'],
  ]) {
    await run(...args)
  }
  for (const { id } of await rows('select id from item where exception_id = id order by id limit 3'))
    await run('item', String(id), '--json')
  expect(ended.length).toBeGreaterThan(15)
  expect(ended.flatMap(one => hits(one.out + one.err))).toEqual([])
  expect(ended.map(one => one.out).join('')).toContain('•')
}, 180_000)

// Planted bug seen red: a wrong line of a CSV file told with what stands in it.
test('errors hold none either: a broken line of the accounts, a path, an item that is not there', async () => {
  const broken = join(folder, 'broken')
  writeDay(broken, `${ACCOUNT},open,checking,consumer,${NAME},not a number,0,0\n`)
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

const COLUMNS = 'number,status,type,holder_type,holder_name,balance_minor,held_minor,overdraft_limit_minor'

/** A day directory whose every file carries canaries. */
function writeDay(directory: string, more = ''): void {
  mkdirSync(directory, { recursive: true })
  const put = (name: string, content: string | Uint8Array) => writeFileSync(join(directory, name), content)
  put(
    'accounts.csv',
    `${COLUMNS}\n${ACCOUNT},open,checking,consumer,${NAME},100000,0,0\n${CLOSED},closed,checking,consumer,Qanary Zyx,0,0,0\n${more}`,
  )
  put(
    'stops.csv',
    `rail,account,company_id,serial_from,serial_to,amount_min_minor,amount_max_minor,from,to\nach,${ACCOUNT},,,,333,333,,\n`,
  )
  put('day.ach', achFile([{ entries: ENTRIES }, { entries: [entry(90)], control: { totalDebit: 5 } }]))
  put('overlong.ach', overlong())
  put('letter.x937', testLetter({ items: [testCheck({ onUs: `${ACCOUNT}/7` }), testCheck({ onUs: `${NOWHERE}/8` })] }))
  put('garbage.txt', `${ACCOUNT} ${NAME} ${TAX_ID}\n`.repeat(20))
  const at = '2026-11-23T15:00:00Z'
  put('manifest.csv', `path,received_at,source,expected_by\nday.ach,${at},operator,\nletter.x937,${at},exchange,\n`)
}

function entry(number: number, changes: EntrySample = {}): EntrySample {
  const trace = `12104288${String(number).padStart(7, '0')}`
  return { account: ACCOUNT, name: NAME, identification: TAX_ID, amountMinor: 500 + number, trace, ...changes }
}

/** One entry of every kind that looks at personal data: right, unknown, malformed, closed, stopped, unpayable, broken. */
const ENTRIES: readonly EntrySample[] = [
  entry(1),
  entry(1),
  entry(2, { account: NOWHERE }),
  entry(3, { account: LETTERS }),
  entry(4, { account: CLOSED }),
  entry(5, { amountMinor: 333 }),
  entry(6, { amountMinor: 99_999_999 }),
  entry(7, { transactionCode: 22, name: 'QANARY OTHER' }),
  entry(8, { amountText: '00000450O0' }),
  entry(9, { transactionCode: 99 }),
  entry(10, { routing: `${OUR_ROUTING.slice(0, 8)}0` }),
  entry(11, { transactionCode: 28, amountMinor: 7 }),
  entry(12, { addenda: [{ kind: '05', paymentInformation: `PAY ${NAME} ${ACCOUNT}`, sequence: 9 }] }),
  entry(13, { addendaIndicator: 1 }),
  entry(14, { account: `${ACCOUNT}1234567` }),
]

/** Records too long, too short, and of no kind, each with canaries in it. */
function overlong(): Uint8Array {
  const lines = latin1Text(achFile([{ entries: [entry(50), entry(51), entry(52)] }])).split('\n')
  lines[2] = `${lines[2]}${NAME}${ACCOUNT}`
  lines[3] = `${lines[3]?.slice(0, 70)}`
  // Ten columns are gone: the tax id is where the amount should be.
  lines[4] = `${lines[4]?.slice(0, 12)}${lines[4]?.slice(22)}`
  lines.splice(5, 0, `4${ACCOUNT}${NAME}${TAX_ID}`.padEnd(94))
  return latin1Bytes(lines.join('\n'))
}
