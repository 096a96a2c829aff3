import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/postgres.ts'
import { clearday, makeFolder } from '../../test/samples/command-line.ts'

/** `clearday people`, from the first person on, as somebody types it. */
const data = makeFolder()
let database: TestDatabase

const people = async (...args: readonly string[]) => {
  const { code, out, err } = await clearday(['people', ...args, '--data', data], {
    environment: { DATABASE_URL: database.url },
  })
  return { code, out: out.trimEnd(), err: err.trimEnd() }
}

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(async () => {
  await database.drop()
  rmSync(data, { recursive: true, force: true })
})

// Seen red with the amount in cents taken for the amount.
test('the first person adds the second, and the arithmetic says what the second may do', {
  timeout: 120_000,
}, async () => {
  expect(await people('add', 'ann', '--name', 'Ann Lee', '--role', 'supervisor')).toMatchObject({ code: 0 })
  expect((await people('add', 'mal', '--name', 'Mal')).err).toContain('People are here already')
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
