import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { postmasterPid } from './serve.ts'
import { type Embedded, type EmbeddedOptions, removeEmbedded, startEmbedded } from './start-embedded.ts'

let folder: string
let data: string
let running: Embedded[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clearday-embedded-'))
  chmodSync(folder, 0o711)
  data = join(folder, 'data')
  running = []
})

afterEach(async () => {
  for (const one of running) await one.stop()
  if (existsSync(data)) await removeEmbedded(data)
  rmSync(folder, { recursive: true, force: true })
})

async function start(options?: EmbeddedOptions): Promise<Embedded> {
  const started = await startEmbedded(data, options)
  running.push(started)
  return started
}

async function ask(url: string, statement: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return Object.values((await client.query(statement)).rows[0] ?? {})[0]
  } finally {
    await client.end()
  }
}

/** Another process that starts the same data directory and then kills itself, hard. */
async function startAndDie(): Promise<void> {
  const file = join(import.meta.dirname, 'start-embedded.ts')
  const text = `import { startEmbedded } from ${JSON.stringify(file)}; await startEmbedded(${JSON.stringify(data)}); process.kill(process.pid, 'SIGKILL')`
  const child = spawn(process.execPath, ['--input-type=module', '-e', text], { stdio: 'inherit' })
  await once(child, 'exit')
}

// Planted bugs seen red: fsync=off among the settings; a log with statements.
test('a new data directory gets a durable PostgreSQL whose log says nothing of what it holds', async () => {
  const { url, adopted } = await start()
  expect(adopted).toBe(false)
  const settings = ['fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums']
  for (const name of settings) expect(`${name} ${await ask(url, `show ${name}`)}`).toBe(`${name} on`)
  expect(await ask(url, 'show server_encoding')).toBe('UTF8')
  expect(await ask(url, 'show listen_addresses')).toBe('127.0.0.1')
  await expect(ask(url, "select 'account 4111111111111111'::int")).rejects.toThrow('invalid input syntax')
  await expect(ask(url.replace(/:[0-9a-f]{48}@/, ':wrong@'), 'select 1')).rejects.toThrow(
    'password authentication failed',
  )
  expect(logOf(data)).not.toContain('4111111111111111')
  expect(statSync(join(data, 'postgres/password')).mode & 0o777).toBe(0o600)
})

function logOf(dataDir: string): string {
  const { directory } = JSON.parse(readFileSync(join(dataDir, 'postgres/place.json'), 'utf8'))
  const log = join(directory === '.' ? join(dataDir, 'postgres') : directory, 'cluster/log')
  return ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
    .map(day => join(log, `postgresql-${day}.log`))
    .filter(file => existsSync(file))
    .map(file => readFileSync(file, 'utf8'))
    .join('')
}

// Planted bug seen red: the port is chosen anew each time.
test('what was committed is there at the next start, at the same address', async () => {
  const first = await start()
  await ask(first.url, 'create table kept as select 42 as answer')
  await first.stop()
  const second = await start()
  expect(second.url).toBe(first.url)
  expect(await ask(second.url, 'select answer from kept')).toBe(42)
})

// Planted bug seen red: a server was started without looking for one that runs.
test('the PostgreSQL that a killed run left is adopted', async () => {
  await startAndDie()
  const left = postmasterPid(data)
  expect(left).toBeGreaterThan(0)
  const { url, adopted } = await start()
  expect(adopted).toBe(true)
  expect(postmasterPid(data)).toBe(left)
  expect(await ask(url, 'select 1')).toBe(1)
})

// Planted bug seen red: the lock was not taken.
test('a second application on the same data directory is refused with a sentence, a command beside it is not', async () => {
  const first = await start()
  await expect(startEmbedded(data)).rejects.toThrow(`Clearday already runs on ${data} (process ${process.pid}).`)
  const guest = await start({ role: 'guest' })
  expect(guest.url).toBe(first.url)
  await guest.stop()
  expect(await ask(first.url, 'select 1')).toBe(1)
  await first.stop()
  expect(postmasterPid(data)).toBeUndefined()
})

// Planted bug seen red: the first to leave stopped the server.
test('the last of several commands stops PostgreSQL', async () => {
  const [one, two] = await Promise.all([start({ role: 'guest' }), start({ role: 'guest' })])
  await one?.stop()
  expect(await ask(two?.url ?? '', 'select 1')).toBe(1)
  await two?.stop()
  expect(postmasterPid(data)).toBeUndefined()
})

// Planted bug seen red: keepServing was not started.
test('PostgreSQL killed hard is serving again at the same address, and nothing that was committed is lost', async () => {
  const { url } = await start()
  await ask(url, 'create table kept as select 42 as answer')
  const killed = postmasterPid(data) ?? 0
  process.kill(killed, 'SIGKILL')
  await expect.poll(() => ask(url, 'select answer from kept').catch(() => 'not yet'), { timeout: 10_000 }).toBe(42)
  expect(postmasterPid(data)).not.toBe(killed)
})

// Planted bug seen red: the process of the pid file was only asked whether it lives.
test('a pid file whose number another process has by now is not in the way', async () => {
  const first = await start()
  const cluster = clusterOf(data)
  const file = readFileSync(join(cluster, 'postmaster.pid'), 'utf8')
  await first.stop()
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  await once(other, 'spawn')
  writeFileSync(join(cluster, 'postmaster.pid'), file.replace(/^\d+/, String(other.pid)))
  expect((await start()).adopted).toBe(false)
  expect(other.kill()).toBe(true)
})

function clusterOf(dataDir: string): string {
  const { directory } = JSON.parse(readFileSync(join(dataDir, 'postgres/place.json'), 'utf8'))
  return join(directory === '.' ? join(dataDir, 'postgres') : directory, 'cluster')
}

// Planted bug seen red: initdb wrote into the final name.
test('an initdb that was killed half way leaves nothing behind that is taken for a database', async () => {
  const first = await start()
  await first.stop()
  const cluster = clusterOf(data)
  cpSync(cluster, `${cluster}.unfinished`, { recursive: true })
  rmSync(join(`${cluster}.unfinished`, 'PG_VERSION'))
  rmSync(cluster, { recursive: true })
  expect((await start()).adopted).toBe(false)
})

const isRoot = process.getuid?.() === 0

// Seen red with the words from before PostgreSQL's own log began, which say nothing.
test('a database that does not start is told with what PostgreSQL says is wrong', async () => {
  await (await start()).stop()
  const { directory } = JSON.parse(readFileSync(join(data, 'postgres/place.json'), 'utf8'))
  const cluster = join(data, 'postgres', directory, 'cluster')
  rmSync(join(cluster, 'pg_wal'), { recursive: true })
  mkdirSync(join(cluster, 'pg_wal'))
  chownSync(join(cluster, 'pg_wal'), statSync(cluster).uid, statSync(cluster).gid)
  await expect(startEmbedded(data)).rejects.toMatchObject({
    code: 'start-failed',
    message: expect.stringMatching(/It said: .*(FATAL|PANIC): .*checkpoint record/),
  })
})

test.skipIf(!isRoot)(
  'where root has a directory its PostgreSQL cannot enter, the database lies elsewhere and stays (needs root)',
  async () => {
    chmodSync(folder, 0o700)
    const first = await start()
    await ask(first.url, 'create table kept as select 42 as answer')
    await first.stop()
    const { directory } = JSON.parse(readFileSync(join(data, 'postgres/place.json'), 'utf8'))
    expect(directory).toMatch(/^\/var\/(lib|tmp)\/clearday\//)
    expect(await ask((await start()).url, 'select answer from kept')).toBe(42)
  },
)

// Planted bug seen red: a new cluster was made without a word.
test.skipIf(!isRoot)(
  "a database elsewhere that is gone, or is another directory's, is refused (needs root)",
  async () => {
    chmodSync(folder, 0o700)
    await (await start()).stop()
    const copy = join(folder, 'copy')
    cpSync(data, copy, { recursive: true })
    await expect(startEmbedded(copy)).rejects.toMatchObject({ code: 'data-directory-copied' })
    const { directory } = JSON.parse(readFileSync(join(data, 'postgres/place.json'), 'utf8'))
    rmSync(directory, { recursive: true })
    await expect(startEmbedded(data)).rejects.toMatchObject({ code: 'cluster-missing' })
    rmSync(data, { recursive: true })
  },
)
