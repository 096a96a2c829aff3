import type { ChildProcess } from 'node:child_process'
import { cpSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase } from '../../test/postgres.ts'
import { clearday, type Ended, makeFolder } from '../../test/samples/command-line.ts'
import { removeEmbedded } from '../store/postgres/start-embedded.ts'

/** What goes wrong around the commands: bad tables, signals, several at once, no database, no rights. */
const root = makeFolder()
const day = join(root, 'day')
const used: string[] = []

beforeAll(async () => {
  await clearday(['simulate', '--seed', '11', '--items', '300', '--out', day])
})
afterAll(async () => {
  for (const data of used) if (existsSync(join(data, 'postgres'))) await removeEmbedded(data)
  rmSync(root, { recursive: true, force: true })
})

function dataDir(name: string): string {
  const path = join(root, name)
  used.push(path)
  return path
}

/** A failure that is expected: 2, nothing on standard output, one sentence without a stack. */
function expectSentence(ended: Ended, sentence: string | RegExp): void {
  expect(ended.code).toBe(2)
  expect(ended.out).toBe('')
  expect(ended.err).toMatch(sentence)
  expect(ended.err).not.toMatch(/\n\s+at |defect/)
}

test.each([
  [['nonsense'], 'there is no command nonsense'],
  [['--nonsense'], 'there is no option --nonsense'],
  [['help', 'nonsense'], 'there is no command nonsense'],
  [['prove', 'extra'], 'prove: it takes no arguments, and one was given'],
  [['inspect'], 'inspect: it takes FILE, and none was given'],
  [['item', 'x'], 'takes the number of an item'],
  [['simulate'], 'simulate: it needs --out DIR'],
  [
    ['simulate', '--out', join(root, 'x'), '--day', '2026-11-21'],
    '2026-11-21 is none (Saturday), the next is 2026-11-23',
  ],
  [['simulate', '--out', join(root, 'x'), '--day', '2026-11-26'], 'is none (Thanksgiving Day), the next is 2026-11-27'],
  [['simulate', '--out', join(root, 'x'), '--day', '1999-01-04'], 'a day of the years'],
  [['deadline', 'R01', '--from', '2026-13-02'], 'is not a day'],
  [['deadline', 'R01', '--from', '2200-01-02'], 'is not a day of the years 1900 to 2199'],
  [['exceptions', '--kind', 'nonsense'], 'there is no kind nonsense'],
  [['prove', '--data='], '--data takes a value'],
])('%j is refused with what is right', async (args, sentence) => {
  expectSentence(await clearday(args, { environment: { CLEARDAY_DATA: join(root, 'none') } }), sentence)
  expect(existsSync(join(root, 'none'))).toBe(false)
})

test('commands that only tell make no database where nothing is, and doctor leaves none', async () => {
  const data = join(root, 'nothing')
  for (const name of ['prove', 'exceptions', 'returns'])
    expectSentence(await clearday([name, '--data', data]), 'holds nothing yet')
  const doctor = await clearday(['doctor', '--json', '--data', data])
  expect(doctor.code).toBe(0)
  expect(JSON.parse(doctor.out).findings.map((one: { what: string }) => one.what)).toEqual([
    'node',
    'data directory',
    'disk',
    'configuration',
    'return windows',
    'passkeys',
    'sign-in provider',
    'database',
  ])
  expect(existsSync(data)).toBe(false)
})

// Seen red with one transaction a file: the accounts above the wrong line of another file stayed.
test('a wrong line in any table stops the run before anything is loaded', async () => {
  const data = dataDir('wrong')
  const broken: readonly (readonly [string, (text: string) => string, RegExp])[] = [
    [
      'deposited.csv',
      text => `${text}12,1,1,1,123456,2026-11-20\n`,
      /deposited\.csv, line \d+, column routing: expected a routing/,
    ],
    [
      'claims.csv',
      text => text.replace(/,yes\n/, ',perhaps\n'),
      /claims\.csv, line 2, column wsud: expected one of yes, no/,
    ],
    [
      'manifest.csv',
      text => text.replace('files/', '../files/'),
      /manifest\.csv, line 2, column path: expected a file inside/,
    ],
    [
      'accounts.csv',
      text => `${text}${text.split('\n')[1]}\n`,
      /column number: expected each account once; this one stands in line 2/,
    ],
    ['day.json', text => text.slice(0, 20), /day\.json: not readable as JSON/],
  ]
  for (const [name, change, sentence] of broken) {
    const wrong = join(root, 'wrong-day')
    cpSync(day, wrong, { recursive: true })
    writeFileSync(join(wrong, name), change(readFileSync(join(wrong, name), 'utf8')))
    expectSentence(await clearday(['run', wrong, '--data', data]), sentence)
    rmSync(wrong, { recursive: true })
  }
  const { all, audit } = JSON.parse((await clearday(['prove', '--json', '--data', data])).out)
  // That the institution was opened, and what its row and its own accounts were then. A load would be a fourth.
  expect([all.received.count, audit.events]).toEqual([0, 3])
  expect(existsSync(join(data, 'clearday.json'))).toBe(false)
})

// Seen red with the path compared as it is written, without where it leads.
test('a link that leads out of a day directory stops the run; a link inside it, and one to the directory, do not', async () => {
  const data = dataDir('linked')
  const outside = join(root, 'outside.ach')
  writeFileSync(outside, 'what nobody sent')
  const linked = join(root, 'linked-day')
  cpSync(day, linked, { recursive: true })
  const [header, first] = readFileSync(join(day, 'manifest.csv'), 'utf8').split('\n')
  const columns = (first ?? '').split(',')
  const listing = (path: string) =>
    writeFileSync(
      join(linked, 'manifest.csv'),
      `${header}\n${columns.map((value, n) => (header?.split(',')[n] === 'path' ? path : value)).join(',')}\n`,
    )
  symlinkSync(outside, join(linked, 'files', 'link.ach'))
  listing('files/link.ach')
  expectSentence(await clearday(['run', linked, '--data', data]), /column path: .*a link leads out of it/)
  symlinkSync(root, join(linked, 'up'))
  listing('up/outside.ach')
  expectSentence(await clearday(['run', linked, '--data', data]), /column path: .*a link leads out of it/)
  rmSync(join(linked, 'files', 'link.ach'))
  symlinkSync('../manifest.csv', join(linked, 'files', 'link.ach'))
  listing('files/link.ach')
  symlinkSync(linked, join(root, 'day-link'))
  expect((await clearday(['run', join(root, 'day-link'), '--data', data])).err).not.toContain('column path')
})

test('a reader that closes its end early is no fault', async () => {
  const ended = await clearday(['deadline', '--list'], { started: child => child.stdout?.destroy() })
  expect(ended).toMatchObject({ code: 0, err: '' })
})

test.each([
  ['postgresql://nobody:secret-word@127.0.0.1:1/none', /cannot be reached \(ECONNREFUSED\)/],
  ['nonsense', /DATABASE_URL is no address/],
])('the database %s is not there', async (url, sentence) => {
  const ended = await clearday(['prove', '--data', join(root, 'far')], { environment: { DATABASE_URL: url } })
  expectSentence(ended, sentence)
  expect(ended.err).not.toContain('secret-word')
  const doctor = await clearday(['doctor', '--data', join(root, 'far')], { environment: { DATABASE_URL: url } })
  expect(doctor.code).toBe(1)
  expect(doctor.out).toMatch(/FAIL database: /)
})

test('a database that goes away in the middle is told, and the same command goes on', async () => {
  const database = await createTestDatabase()
  const environment = { DATABASE_URL: database.url }
  const data = join(root, 'lost')
  await database.drop()
  expectSentence(await clearday(['run', day, '--data', data], { environment }), 'does not exist. Create it')
})

// Seen red with `mkdir` that makes a whole path: in /proc it never ends, and takes a processor with it.
test.runIf(existsSync('/proc'))('a data directory that cannot be made ends every command that needs one', async () => {
  const file = join(day, 'accounts.csv')
  const started = (child: ChildProcess) => {
    const limit = setTimeout(() => child.kill('SIGKILL'), 10_000)
    child.once('close', () => clearTimeout(limit))
  }
  for (const args of [
    ['receive', file],
    ['run', day],
    ['start', '--empty'],
  ])
    expectSentence(await clearday([...args, '--data', '/proc/x/y'], { started }), /^clearday: \/proc\/x .+/)
  expectSentence(await clearday(['simulate', '--out', '/proc/x/y'], { started }), /^clearday: \/proc\/x .+/)
})

test('a place where nothing can be written is told with its path', async () => {
  const place = join(day, 'manifest.csv', 'below')
  expectSentence(
    await clearday(['simulate', '--out', place]),
    `${place}.making is not there: a part of the path is no directory`,
  )
  expectSentence(await clearday(['run', day, '--data', place]), /below/)
})
