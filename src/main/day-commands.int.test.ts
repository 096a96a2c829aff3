import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/postgres.ts'
import { zipOf } from '../../test/samples/archives.ts'
import { clearday, type Ended, makeFolder } from '../../test/samples/command-line.ts'
import { openDesk } from '../../test/samples/desk.ts'
import { addPerson } from '../../test/samples/people.ts'
import { setPassword } from '../engine/sign-in-password.ts'
import { Config, institutionOf } from './config.ts'
import { openEngine } from './open-engine.ts'

/** One simulated day on one database, run once: every test below asks about it as a processor would, from a terminal. */
const root = makeFolder()
const day = join(root, 'day')
const data = join(root, 'data')
let database: TestDatabase
let first: Ended
const shown: string[] = []

async function call(...args: readonly string[]): Promise<Ended> {
  const ended = await clearday([...args, '--data', data], { environment: { DATABASE_URL: database.url } })
  shown.push(ended.out, ended.err)
  return ended
}

beforeAll(async () => {
  database = await createTestDatabase()
  await clearday(['simulate', '--seed', '7', '--items', '600', '--per-kind', '2', '--out', day])
  first = await call('run', day, '--json')
})
afterAll(async () => {
  await database.drop()
  rmSync(root, { recursive: true, force: true })
})

function parsed(ended: Ended) {
  expect(ended.out.split('\n').filter(line => line !== '')).toHaveLength(1)
  return JSON.parse(ended.out)
}

describe('run', () => {
  it('receives the day, sends its returns and proves it', () => {
    const { files, returns, proof } = parsed(first)
    expect(files.duplicate).toBe(1)
    expect(returns.length).toBeGreaterThan(0)
    expect(proof.holds).toBe(true)
  })

  // Seen red with: the exit code that of the proof alone.
  it('leaves with 1 and names each file and batch that is held, and each claim without a debit', () => {
    expect(first.code).toBe(1)
    const { held, claims } = parsed(first)
    expect(held).toBeGreaterThan(5)
    expect(first.err).toMatch(/^clearday: \S+ is held \(receipt \d+, malformed-file\): .+/m)
    expect(first.err).toMatch(/, batch \d+, is held \(receipt \d+, /)
    expect(claims).toMatchObject({ unmatched: 2 })
    expect(first.err.match(/claims\.csv, line \d+, receipt \d+: The customer claims a debit of /g)).toHaveLength(2)
  })

  it('keeps a claim without a debit as an exception with a clock', async () => {
    const { exceptions } = parsed(await call('exceptions', '--kind', 'claim-unmatched', '--json'))
    expect(exceptions).toHaveLength(2)
    for (const one of exceptions)
      expect(one).toMatchObject({ scope: 'file', clock: 'reg-e-decide', due_at: expect.any(String) })
  })

  // Seen red with only the files of the last day told: checks that come again today went back before it.
  it('tells every file that went out, between its days too', async () => {
    const { files } = parsed(await call('returns', '--json'))
    const names = (list: readonly { readonly name: string }[]) => list.map(file => file.name).sort()
    expect(names(parsed(first).returns)).toEqual(names(files))
  })

  it('writes plain lines to a pipe, no control characters', () => {
    expect(first.err).toMatch(/^loading accounts and facts accounts\.csv \d+/m)
    expect(first.out + first.err).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/)
  })
})

describe('prove', () => {
  it('prints the terms of the equation, in all and per source', async () => {
    const ended = await call('prove', '--json')
    expect(ended.code).toBe(0)
    const { holds, all, sources } = parsed(ended)
    expect(holds).toBe(true)
    const terms = ['posted', 'returned', 'adjusted', 'forwarded', 'rejected', 'in_work', 'suspended']
    for (const equation of [all, ...Object.values(sources)] as Record<string, Record<string, number>>[]) {
      for (const measure of ['count', 'amount_minor'])
        expect(terms.reduce((sum, term) => sum + (equation[term]?.[measure] ?? Number.NaN), 0)).toBe(
          equation.received?.[measure],
        )
    }
    const counts = Object.values(sources as Record<string, { received: { count: number } }>).map(
      one => one.received.count,
    )
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(all.received.count)
  })

  it('says the same in words', async () => {
    expect((await call('prove')).out).toMatch(/The proof holds\.\n$/)
  })
})

describe('score', () => {
  it('finds every kind', async () => {
    const ended = await call('score', day, '--json')
    expect(ended.code).toBe(0)
    const score = parsed(ended)
    expect(score).toMatchObject({ holds: true, cents_wrong: 0 })
    expect(score.items).toBeGreaterThanOrEqual(600)
    expect(Object.keys(score.kinds[0])).toEqual(
      expect.arrayContaining(['kind', 'planted', 'found', 'missed', 'false', 'recall', 'precision']),
    )
  })

  // Seen red with `score` leaving with 0 whatever it found.
  it('leaves with 1 when the truth is another', async () => {
    const other = join(root, 'other')
    cpSync(day, other, { recursive: true })
    const truth = join(other, 'truth.csv')
    writeFileSync(truth, readFileSync(truth, 'utf8').replace(/,post,,$/m, ',except,stop-payment,'))
    expect((await call('score', other)).code).toBe(1)
  })
})

test('exceptions, items and returns are told in words and as JSON', async () => {
  const { exceptions, more } = parsed(await call('exceptions', '--limit', '2', '--json'))
  expect(exceptions).toHaveLength(2)
  expect(more).toBe(true)
  expect((await call('exceptions', '--kind', 'stop-payment', '--all')).out).toMatch(/stop-payment/)
  const all = parsed(await call('exceptions', '--limit', '1000', '--json')).exceptions as {
    item: number
    kind: string
  }[]
  const one = all.find(exception => exception.item !== null)
  const story = parsed(await call('item', `${one?.item}`, '--json'))
  expect(story).toMatchObject({ id: one?.item, exception: { kind: one?.kind } })
  expect((await call('item', `${one?.item}`)).out).toContain(`item ${one?.item}`)
  const { files } = parsed(await call('returns', '--json'))
  expect(files.map((file: { name: string }) => file.name)).toEqual(
    expect.arrayContaining([expect.stringMatching(/\.ach$/)]),
  )
  // Seen red with the newest thousand and nothing said of the others.
  const newest = parsed(await call('returns', '--limit', '1', '--json'))
  expect(newest).toMatchObject({ files: [files[0]], more: true })
  expect((await call('returns', '--limit', '1')).out).toContain('… the newest 1; --limit shows more')
  expect((await call('returns')).out).not.toContain('…')
  expect((await call('returns')).out).toContain('Nothing waits to be returned.')
})

// Seen red with files that leave at the moment at which the day is run: they were all of one later day.
test('returns of a simulated day and of those before it leave on their own days, in time', async () => {
  const { files } = parsed(await call('returns', '--json')) as {
    files: readonly { name: string; business_day: string; due_at: string; released_at: string }[]
  }
  expect(files.filter(file => file.released_at > file.due_at).map(file => file.name)).toEqual([])
  const days = new Set(files.map(file => file.business_day))
  expect(days.size).toBeGreaterThan(1)
  for (const file of files) expect(file.name.startsWith(file.business_day), file.name).toBe(true)
  expect([...days].sort().at(-1)).toBe('2026-11-20')
})

// Seen red with `not exists` left out of fact.add: there were more facts after the second run.
test('a day that is run again changes nothing', async () => {
  const facts = async () => {
    const client = new pg.Client(database.url)
    await client.connect()
    const { rows } = await client.query(
      "select kind, count(*)::int as facts from fact group by kind union all select 'account', count(*)::int from account order by 1",
    )
    await client.end()
    return rows
  }
  const before = await facts()
  const again = parsed(await call('run', day, '--json'))
  expect(again.files).toMatchObject({ accepted: 0 })
  expect(again.claims).toMatchObject({ raised: 0 })
  expect(again).toMatchObject({ returns: [], proof: { holds: true } })
  expect(await facts()).toEqual(before)
  expect((await call('score', day)).code).toBe(0)
})

// Seen red with the end of the order in its identity: the old order still stood beside the new one.
test('a corrected line of a facts file stands over the one before', async () => {
  const corrected = join(root, 'corrected')
  cpSync(day, corrected, { recursive: true })
  const stops = join(corrected, 'stops.csv')
  const lines = readFileSync(stops, 'utf8').trimEnd().split('\n')
  const account = lines[1]?.split(',')[1]
  writeFileSync(stops, `${[lines[0], lines[1]?.replace(/[^,]*$/, '2026-10-22')].join('\n')}\n`)
  await call('run', corrected)
  const client = new pg.Client(database.url)
  await client.connect()
  const { rows } = await client.query(
    "select distinct on (identity) holds_to::text from fact where kind = 'stop' and key = $1 order by identity, id desc",
    [account],
  )
  await client.end()
  expect(rows).toEqual([{ holds_to: '2026-10-22' }])
})

test('receive tells the receipt of each file and leaves with 1 for what is refused or held', async () => {
  const again = parsed(await call('receive', join(day, 'files/ach/direct-music-city-2026-11-20-003.ach'), '--json'))
  expect(again.files).toMatchObject([{ outcome: 'duplicate', state: 'refused' }])
  expect(again.files[0].items).toBeGreaterThan(0) // received, and rejected as much
  writeFileSync(join(root, 'noise.bin'), new Uint8Array(5_000).fill(7))
  const noise = await call('receive', join(root, 'noise.bin'))
  expect(noise.code).toBe(1)
  expect(noise.out).toContain('quarantined: The first bytes are of no format')
  // An archive is what is in it, also when it is sent again. Seen red with the archive's own receipt alone asked: 0 items, exit 0.
  const music = readFileSync(join(day, 'files/ach/direct-music-city-2026-11-20-003.ach'))
  const zip = zipOf([
    { name: 'a.ach', content: music },
    { name: 'noise', content: Buffer.alloc(5_000, 8) },
  ])
  writeFileSync(join(root, 'day.zip'), zip)
  for (const outcome of ['accepted', 'duplicate']) {
    const sent = await call('receive', join(root, 'day.zip'), '--json')
    expect([sent.code, parsed(sent).files[0]]).toMatchObject([1, { outcome, items: again.files[0].items }])
  }
})

// Seen red with a file of that name looked for.
test('receive - receives what is piped in, once', async () => {
  const piped = (...args: readonly string[]) =>
    clearday(['receive', ...args, '--data', data], {
      environment: { DATABASE_URL: database.url },
      input: Buffer.alloc(700, 'piped'),
    })
  expect((await piped('-')).out).toMatch(/^standard input: receipt \d+, quarantined: /)
  expect(parsed(await piped('-', '--json')).files).toMatchObject([{ path: '-', outcome: 'duplicate' }])
  expect(await piped('-', '-')).toMatchObject({ code: 2, err: expect.stringContaining('can be read only once') })
})

describe('with a password', () => {
  const PASSWORD = 'a sentence of their own'
  const as = async (login: string, ...args: readonly string[]): Promise<Ended> => {
    const ended = await clearday([...args, '--as', login, '--data', data], {
      environment: { DATABASE_URL: database.url },
      input: Buffer.from(`${PASSWORD}\n`),
    })
    shown.push(ended.out, ended.err)
    return ended
  }

  beforeAll(async () => {
    const institution = institutionOf(Config.parse({}))
    const environment = { DATABASE_URL: database.url }
    const open = await openEngine({ dataDir: data, institution, environment, role: 'guest' })
    await openDesk(open.engine)
    await addPerson(open.engine, { login: 'lou', roles: ['aop'] })
    for (const login of ['kim', 'ann', 'sue', 'lou'])
      await setPassword(open.engine, { login, password: PASSWORD, actor: 'os:test' })
    await open.close()
  })

  // Seen red with the acts of somebody else told.
  it('hands out a case with its acts; it is asked about, answered and comes back to whoever asked', async () => {
    const got = parsed(await as('kim', 'next', '--json'))
    expect(got).toMatchObject({ outcome: 'claimed', why: expect.stringContaining('behind it') })
    const id = got.work.case.case
    expect(got.acts).toMatchObject({ item: got.work.case.exceptions[0], nothing: null, held_by: null })
    expect(got.acts.acts.map((one: { resolution: string }) => one.resolution)).not.toEqual([])
    const again = await as('kim', 'next')
    expect(again.out).toContain(`case ${id}: `)
    expect(again.out).toContain('you have it already, and people work on one case at a time')
    expect(again.out).toContain(`about item ${got.acts.item}:`)
    const draft = await as('kim', 'escalate')
    expect(draft.out).toMatch(/for ps at least; here: .*ann.*\nnothing is asked yet/s)
    const words = ['--question', 'Is the account open?', '--because', 'I have not seen one before']
    const { question } = parsed(await as('kim', 'escalate', ...words, '--json'))
    expect(parsed(await as('ann', 'answer', '--json')).data).toMatchObject([{ question, case: id, state: 'open' }])
    const say = ['--do-next', '--say', 'Call the branch first']
    expect(await as('ann', 'answer', question, ...say)).toMatchObject({
      code: 0,
      out: expect.stringContaining('wakes'),
    })
    expect((await as('kim', 'escalate', '--mine')).out).toContain('answered by ann: first: Call the branch first')
    expect(parsed(await as('kim', 'next', '--json')).work.case.case).toBe(id)
  })

  // Seen red with exit 0 where nothing comes.
  it('lets it wait, passes it over; where nothing comes it says why', async () => {
    const pend = (at: string) => as('kim', ...`next pend --until ${at} --for them --wake file=Midwest`.split(' '))
    const late = /wakes by \w+ (\S+) (\S+) at the latest: name/.exec((await pend('2099-01-01')).err)
    expect((await pend(`${late?.[1]}T${late?.[2]}`)).out).toMatch(`waits for them, until`)
    expect((await as('kim', 'next', 'release')).err).toContain('you work on no case now')
    await as('kim', 'next')
    const skipped = parsed(await as('kim', 'next', 'skip', 'need_training', '--json'))
    expect(skipped).toMatchObject({ state: 'ready', skips: 1 })
    const nothing = await as('lou', 'next')
    expect(nothing.code).toBe(1)
    expect(nothing.out).toContain('the skill of the queue is missing')
    expect(await as('sue', 'next')).toMatchObject({ code: 2, err: expect.stringContaining('one must be AOP') })
    expect(parsed(await call('prove', '--json')).holds).toBe(true)
  })

  it('shows which debits a claim may mean, and matches it with the one that is named', async () => {
    const { exceptions } = parsed(await call('exceptions', '--kind', 'claim-unmatched', '--json'))
    const claims: string[] = exceptions.map((one: { receipt: number }) => `${one.receipt}/file`)
    const near = await Promise.all(claims.map(claim => as('ann', 'resolve', claim, 'correct')))
    const found = near.findIndex(({ out }) => out.startsWith('item='))
    const field = /^item=\d+/.exec(near[found]?.out ?? '')?.[0] ?? ''
    const asked = ['resolve', claims[found] ?? '', 'correct', '--field', field]
    const [, sha256 = ''] = /--confirm ([0-9a-f]{64}) takes it/.exec((await as('ann', ...asked)).out) ?? []
    expect((await as('ann', ...asked, '--confirm', sha256)).out).toMatch(/^decided \(\d+-\d+\)/)
  })

  // Seen red with the number of a decision without its place, which `approve` does not take.
  it('resolves an item as it was shown, says that its letter went out, and takes nothing that is wrong', async () => {
    expect((await call('letters')).out).toBe('No letter is to be written.\n')
    const { exceptions } = parsed(await call('exceptions', '--kind', 'review-threshold', '--json'))
    const item = `${exceptions.at(-1).item}`
    const asked = ['resolve', item, 'refer', '--to', 'customer', '--words', 'Did you order this?']
    const preview = await as('ann', ...asked)
    const [, sha256 = ''] = /--confirm ([0-9a-f]{64}) takes it/.exec(preview.out) ?? []
    expect(preview).toMatchObject({ code: 0, out: expect.stringContaining('Did you order this?') })
    const environment = { DATABASE_URL: database.url }
    const [stale, unknown, unsigned] = await Promise.all([
      as('ann', ...asked, '--confirm', '0'.repeat(64)),
      as('ann', 'resolve', '999999999', 'refer', '--to', 'customer', '--words', 'What?'),
      clearday([...asked, '--as', 'ann', '--data', data], { environment, input: Buffer.from('not her password\n') }),
    ])
    expect(stale).toMatchObject({ code: 2, out: '', err: expect.stringContaining('not what was previewed') })
    expect(unknown).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/no item|not an item|no such/i) })
    expect(unsigned).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/login|password/) })
    expect((await as('ann', ...asked, '--confirm', sha256)).out).toMatch(/^decided \(\d+-\d+\)/)
    const { letters, more } = parsed(await call('letters', '--json'))
    expect([letters.length, more]).toEqual([1, false])
    const { letter, requested_at: at } = letters[0]
    const day = Temporal.Instant.from(at).toZonedDateTimeISO('America/New_York').toPlainDate().toString()
    const [early, notHers, nowhere, nobody] = await Promise.all([
      as('ann', 'letters', letter, '--sent', '2020-01-01'),
      as('sue', 'letters', letter, '--sent', day),
      as('ann', 'letters', '1024-999-1', '--sent', day),
      as('ann', 'approve'),
    ])
    expect(early).toMatchObject({ code: 2, err: expect.stringContaining('did not go out before') })
    expect(notHers).toMatchObject({ code: 2, err: expect.stringContaining('calls one must be AOP, PS or SPS') })
    expect(nowhere).toMatchObject({ code: 2, err: expect.stringContaining('The list of letters shows') })
    expect(nobody.out).toBe('nothing waits for a second person\n')
    expect((await as('ann', 'letters', letter, '--sent', day)).out).toBe(`letter ${letter} went out on ${day}\n`)
    expect((await call('letters', '--state', 'sent')).out).toContain(`sent ${day} by ann`)
  })
})

/** Every account number, every person's name and every tax id that the day's tables know; short ones could stand there by chance. */
function canaries(): readonly string[] {
  const rows = (name: string) =>
    readFileSync(join(day, name), 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map(line => line.split(','))
  const people = rows('accounts.csv').filter(row => row[3] === 'consumer')
  return [
    ...rows('accounts.csv').map(row => row[0] ?? ''),
    ...people.map(row => row[4] ?? ''),
    ...rows('stops.csv').map(row => (row[2] ?? '').slice(1)),
  ].filter(text => text.length >= 9)
}

// Seen red with `mask` left out of the fields of an item, and with the account number in a check's sentence.
test('no output holds an account number, a person’s name or a tax id unless --reveal is given', async () => {
  const { exceptions } = parsed(await call('exceptions', '--all', '--limit', '1000', '--json'))
  const kinds = new Map((exceptions as { kind: string; item: number | null }[]).map(one => [one.kind, one.item]))
  const items = [...kinds.values()].filter(item => item !== null)
  for (const item of items.slice(0, 4)) await call('item', `${item}`, '--json')
  for (const item of items.slice(4, 6)) await call('item', `${item}`)
  await call('exceptions', '--all', '--limit', '1000')
  await call('deadline', 'R01', '--from', '2026-07-02', '--json')
  await call('doctor', '--json')
  const text = shown.join('\n').toUpperCase()
  const known = canaries()
  expect(known.length).toBeGreaterThan(100)
  expect(known.filter(canary => text.includes(canary.toUpperCase()))).toEqual([])
})

// Seen red with the event left out of `recordReveal`, and with 0 as its subject.
test('--reveal shows the data and is written to the audit log before', async () => {
  const { exceptions } = parsed(await cleardayJson('exceptions', '--kind', 'account-closed', '--all'))
  const ended = await clearday(['item', `${exceptions[0].item}`, '--reveal', '--data', data], {
    environment: { DATABASE_URL: database.url },
  })
  expect(canaries().some(canary => ended.out.includes(canary))).toBe(true)
  const client = new pg.Client(database.url)
  await client.connect()
  const { rows } = await client.query("select actor, subject, body from event where kind = 'data_revealed'")
  await client.end()
  expect(rows).toHaveLength(1)
  expect(rows[0].actor).toMatch(/^os:./)
  expect(Number(rows[0].subject)).toBe(exceptions[0].item)
  expect(JSON.stringify(rows[0].body)).toContain(`item ${exceptions[0].item}`)
})

async function cleardayJson(...args: readonly string[]): Promise<Ended> {
  return clearday([...args, '--json', '--data', data], { environment: { DATABASE_URL: database.url } })
}
