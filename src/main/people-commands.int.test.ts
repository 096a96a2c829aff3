import { rmSync } from 'node:fs'
import { userInfo } from 'node:os'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/postgres.ts'
import { clearday, makeFolder } from '../../test/samples/command-line.ts'

/** `clearday people`, from the first person on, as somebody types it. */
const data = makeFolder()
let database: TestDatabase
let pool: pg.Pool

const ANN = 'a sentence of her own'
const run = async (args: readonly string[], line: string) => {
  const { code, out, err } = await clearday([...args, '--data', data], {
    environment: { DATABASE_URL: database.url },
    input: Buffer.from(`${line}\n`),
  })
  return { code, out: out.trimEnd(), err: err.trimEnd() }
}
/** With Ann’s password piped in, which is read where she is named. */
const people = (...args: readonly string[]) => run(['people', ...args], ANN)

beforeAll(async () => {
  database = await createTestDatabase()
  pool = new pg.Pool({ connectionString: database.url })
})
afterAll(async () => {
  await pool.end()
  await database.drop()
  rmSync(data, { recursive: true, force: true })
})

// Seen red with the amount in cents taken for the amount.
test('the first person adds the second, and the arithmetic says what the second may do', {
  timeout: 120_000,
}, async () => {
  expect(await people('add', 'ann', '--name', 'Ann Lee', '--role', 'supervisor')).toMatchObject({ code: 0 })
  expect((await people('add', 'mal', '--name', 'Mal')).err).toContain('People are here already')
  expect(await run(['password', 'ann'], ANN)).toMatchObject({ code: 0 })
  const added = await people(
    'add',
    'kim',
    '--name',
    'Kim Park',
    '--role',
    'aop',
    '--skill',
    'ach',
    '--as',
    'ann',
    '--json',
  )
  expect(JSON.parse(added.out)).toMatchObject({
    outcome: 'changed',
    ids: [expect.any(Number), expect.any(Number), expect.any(Number)],
  })
  expect((await people('show', 'kim')).out).toContain('Signs in with nothing yet: clearday password gives a password.')
  expect(await people('can', 'kim', 'return', '--amount', '1204.55')).toEqual({
    code: 1,
    out: 'Not alone: a second person must approve it.\n  1,204.55 USD is over Kim Park’s 1,000.00 USD for returns; nobody else here can.',
    err: '',
  })
  expect(await people('limit', 'kim', 'return', '2000', '--as', 'ann')).toMatchObject({ code: 0 })
  const can = await people('can', 'kim', 'return', '--amount', '1204.55', '--cluster', '1/0', '--json')
  expect(JSON.parse(can.out)).toMatchObject({
    allowed: true,
    limits: [{ limitMinor: '200000' }, { measure: 'day' }, { measure: 'cluster' }],
  })
  expect((await people('can', 'kim', 'return', '--queue', 'ach-claims')).out).toBe(
    'No.\n  The work of the queue ach-claims is for PS or SPS, and Kim Park is AOP; nobody else here can.\n  The queue ach-claims asks for the skill ach-claims, which Kim Park has not.\n  The queue ach-claims asks for the credential reg-e, which Kim Park has not.',
  )
  expect((await people('can', 'kim', 'approve', '--amount', '1')).out).toBe(
    'No.\n  For approvals one must be SPS or supervisor, and Kim Park is AOP; Ann Lee can.',
  )
})

test('what is wrong with a call is said, and changes nothing', { timeout: 120_000 }, async () => {
  const wrong = [
    [['grant', 'kim', '--credential', 'aap', '--as', 'ann'], 'A credential has an end'],
    [['grant', 'kim', '--as', 'ann'], 'people grant takes what is granted'],
    [['absent', 'kim', '--until', 'tomorrow', '--as', 'ann'], '--until takes a day such as 2026-12-01'],
    [['can', 'kim', 'steal'], 'there is no act steal'],
    [['can', 'kim', 'return', '--queue', 'x'], 'there is no queue x'],
    [['can', 'kim', 'return', '--payee', 'x'], 'There is no account x'],
    [['limit', 'aop', 'return', '1.005', '--as', 'ann'], 'a limit is an amount in USD'],
    [['grant', 'ann', '--role', 'sps', '--as', 'ann'], 'Nobody gives themselves anything'],
    [['leave', 'ann', '--as', 'ann'], 'Nobody would be left'],
    [['owner', 'kim', 'kim', '--as', 'ann'], 'Nobody answers for themselves'],
    [['teach', 'kim'], 'there is no people teach'],
  ] as const
  for (const [args, sentence] of wrong) {
    const ended = await people(...args)
    expect(ended).toMatchObject({ code: 2, out: '' })
    expect(ended.err).toContain(sentence)
  }
  const listed = JSON.parse((await people('--json')).out)
  expect(listed.people).toMatchObject([
    { login: 'ann', roles: ['supervisor'], state: 'active' },
    { login: 'kim', roles: ['aop'], skills: ['ach'], credentials: [], own_limits: 1, away_until: null },
  ])
})

// Seen red with the members of a team left out of the list of teams.
test('teams, delegations and absences are given, listed with their numbers, and ended', {
  timeout: 120_000,
}, async () => {
  const by = ['--as', 'ann'] as const
  await people('team', 'Returns', ...by)
  await people('grant', 'kim', '--join', 'Returns', ...by)
  await people('grant', '--team', 'Returns', '--role', 'ps', ...by)
  const [teams, limits, absent, nobody] = await Promise.all([
    people('teams'),
    people('limits', '--json'),
    people('absent', 'kim', '--until', '2099-01-01', '--why', 'leave', ...by),
    people('show', 'nobody'),
  ])
  expect(teams.out).toMatch(/Returns +ps \(role \d+\) +kim/)
  expect(JSON.parse(limits.out).limits).toContainEqual(
    expect.objectContaining({ of: 'kim', act: 'return', limit: '2,000.00 USD' }),
  )
  expect(absent).toMatchObject({ code: 0 })
  expect(nobody).toMatchObject({ code: 2, err: expect.stringContaining('There is no person nobody') })
  const held = JSON.parse((await people('show', 'kim', '--json')).out).held as { hold: string; id: number }[]
  const away = held.find(one => one.hold === 'absence')
  expect(await people('end', 'absence', `${away?.id}`, ...by)).toMatchObject({ code: 0 })
  expect((await people('can', 'kim', 'return', '--amount', '1')).out).toMatch(/^Yes/)
})

// Seen red with a login that was believed, and with a sign-in whose account of the machine was not told.
test('nobody changes people under another’s name: the password of --as is asked for, and the log says at which account it was', {
  timeout: 120_000,
}, async () => {
  const asked = ['people', 'grant', 'kim', '--role', 'sps', '--as', 'ann']
  expect(await run(asked, 'not her password')).toMatchObject({ code: 2, err: expect.stringContaining('is wrong') })
  expect(await run(asked, '')).toMatchObject({ code: 2, err: expect.stringContaining('No password came') })
  const held = JSON.parse((await people('show', 'kim', '--json')).out).held as { what: string }[]
  expect(held.filter(one => one.what.includes('Senior'))).toEqual([])
  const { rows } = await pool.query<{ kind: string; body: object }>(
    "select kind, body::jsonb as body from event where kind in ('role_granted', 'signed_in') order by n",
  )
  const at = `os:${userInfo().username}`
  expect(rows.findLast(one => one.kind === 'signed_in')?.body).toMatchObject({ how: 'password', address: at })
  expect(rows.findLast(one => one.kind === 'role_granted')?.body).toMatchObject({ through: at })
})
