import { appendFileSync, cpSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/postgres.ts'
import { clearday, type Ended, makeFolder } from '../../test/samples/command-line.ts'

/** Two simulated days of one bank in one data directory. */
const root = makeFolder()
const data = join(root, 'data')
const [monday, other] = [join(root, 'monday'), join(root, 'other')]
let database: TestDatabase

async function call(...args: readonly string[]): Promise<Ended> {
  return clearday([...args, '--data', data], { environment: { DATABASE_URL: database.url } })
}

beforeAll(async () => {
  database = await createTestDatabase()
  for (const [seed, out] of [
    ['7', monday],
    ['8', other],
  ] as const)
    await clearday(['simulate', '--seed', seed, '--items', '200', '--per-kind', '1', '--out', out])
  await call('run', monday)
})
afterAll(async () => {
  await database.drop()
  rmSync(root, { recursive: true, force: true })
})

function pathsOf(day: string): readonly string[] {
  const lines = readFileSync(join(day, 'manifest.csv'), 'utf8').trimEnd().split('\n').slice(1)
  return lines.flatMap(line => line.split(',', 1)).filter(path => path !== '')
}

function expectNotRun(ended: Ended, sentence: RegExp): void {
  expect(ended).toMatchObject({ code: 2, out: '' })
  const said = ended.err.split('\n').filter(line => line.startsWith('clearday: '))
  expect(said).toEqual([expect.stringMatching(sentence)])
}

// Seen red with `dayNotRun` not asked: every kind was printed as missed.
test('a day that was not run is not scored; one sentence says so and what to do', async () => {
  const shared = pathsOf(other).filter(path => pathsOf(monday).includes(path))
  expect(shared.length).toBeGreaterThan(50)
  expectNotRun(
    await call('score', other),
    /^clearday: \d+ of the \d+ files of \S+other have no receipt in \S+data, the first is files\/\S+: the day was not run there.*; clearday run \S+other receives them$/,
  )
})

test('a file that was altered since it was run is named', async () => {
  const altered = join(root, 'altered')
  cpSync(monday, altered, { recursive: true })
  const path = pathsOf(altered).at(-1) ?? ''
  appendFileSync(join(altered, path), '\n')
  expectNotRun(await call('score', altered), new RegExp(`: 1 of the .* it is ${path}: .* altered since`))
})

// Seen red with the files found by their names.
test('a day whose files have other names now is scored by their bytes', async () => {
  const renamed = join(root, 'renamed')
  cpSync(monday, renamed, { recursive: true })
  renameSync(join(renamed, 'files'), join(renamed, 'elsewhere'))
  for (const table of ['manifest.csv', 'truth.csv']) {
    const text = readFileSync(join(renamed, table), 'utf8')
    writeFileSync(join(renamed, table), text.replace(/^files\//gm, 'elsewhere/'))
  }
  const ended = await call('score', renamed, '--json')
  expect(JSON.parse(ended.out)).toMatchObject({ holds: true, lost: 0, cents_wrong: 0 })
})

// Seen red with the files found by their names: each day had the other's items in it.
test('two days with the same file names in one data directory are both scored right', async () => {
  await call('run', other)
  for (const day of [monday, other]) {
    const ended = await call('score', day, '--json')
    expect([ended.code, JSON.parse(ended.out)]).toMatchObject([0, { holds: true, lost: 0, cents_wrong: 0 }])
  }
})
