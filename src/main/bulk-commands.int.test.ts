import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/postgres.ts'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { anAccount, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { clearday, type Ended, makeFolder } from '../../test/samples/command-line.ts'
import { openDesk } from '../../test/samples/desk.ts'
import { openCases } from '../engine/open-cases.ts'
import { recordAccounts } from '../engine/record-facts.ts'
import { setPassword } from '../engine/sign-in-password.ts'
import { Config, institutionOf } from './config.ts'
import { openEngine } from './open-engine.ts'

/** Acts on many at a terminal, as somebody types them: looked at, done, answered by a second person, taken back, and refused. */

const PASSWORD = 'a sentence of their own'
const data = makeFolder()
/** An account that an entry may have been meant for. */
const [OTHER = ''] = accountNumbers(1, 950)
const [DECEASED = ''] = accountNumbers(1, 900)
const lastFour = (account: string) => account.slice(-4)
let database: TestDatabase

async function as(login: string, ...args: readonly string[]): Promise<Ended> {
  return clearday([...args, '--as', login, '--data', data], {
    environment: { DATABASE_URL: database.url },
    input: Buffer.from(`${PASSWORD}\n`),
  })
}
const all = (login: string, ...more: readonly string[]) =>
  as(login, 'resolve', 'all', 'return', '--code', 'R15', '--kind', 'account-deceased', ...more)
const decisionIn = ({ out }: Ended) => /^proposed \((\d+-\d+)\): nothing of it happens before/.exec(out)?.[1] ?? ''
const hashIn = ({ out }: Ended) => /--confirm ([0-9a-f]{64})/.exec(out)?.[1] ?? ''

/** The last of a kind to be due, as the list of exceptions shows it; `minor`: of those that are worth so much. */
async function oneOf(kind: string, minor?: number): Promise<string> {
  const listed = await clearday(['exceptions', '--kind', kind, '--json', '--data', data], {
    environment: { DATABASE_URL: database.url },
  })
  type Listed = readonly { item: number; debit_minor: number; credit_minor: number }[]
  const { exceptions } = JSON.parse(listed.out) as { exceptions: Listed } // as the command says
  const isWorth = (one: Listed[number]) => minor === undefined || one.debit_minor + one.credit_minor === minor
  return `${exceptions.findLast(isWorth)?.item}`
}

/** Four entries to people who died, of which Kim may not return the first alone; and one to nobody, which a policy returns. */
beforeAll(async () => {
  database = await createTestDatabase()
  const institution = institutionOf(Config.parse({}))
  const environment = { DATABASE_URL: database.url }
  const { engine, close } = await openEngine({ dataDir: data, institution, environment, role: 'guest' })
  await openDesk(engine)
  for (const login of ['kim', 'ann', 'bob']) await setPassword(engine, { login, password: PASSWORD, actor: 'os:test' })
  const accounts = accountNumbers(2, 900)
  const deceased = accounts.map(number => anAccount(engine, number, { status: 'deceased' }))
  await recordAccounts(engine, [...deceased, anAccount(engine, OTHER, { balanceMinor: 10_000_000 })])
  const [large, ...small] = entries(4, { accounts, from: 600 })
  await receiveAndProcess(engine, { bytes: achFile([{ entries: [{ ...large, amountMinor: 900_000 }, ...small] }]) })
  await receiveAndProcess(engine, { bytes: achFile([{ entries: entries(1, { accounts: accountNumbers(1, 990) }) }]) })
  await openCases(engine)
  await close()
})
afterAll(async () => {
  await database.drop()
  rmSync(data, { recursive: true, force: true })
})

test('it is refused where nothing is chosen or matches, of a number that there is not, and under another hash than was shown', async () => {
  const [none, nothing, missing, other] = await Promise.all([
    as('kim', 'resolve', 'all', 'post'),
    as('kim', 'resolve', 'all', 'post', '--kind', 'no-such-kind'),
    as('kim', 'resolve', 'bulk/999', 'undo'),
    as('kim', 'resolve', 'bulk/1', 'post'),
  ])
  expect(none).toMatchObject({ code: 2, err: expect.stringContaining('all needs one of --kind, --pack') })
  expect(nothing).toMatchObject({ code: 2, err: expect.stringContaining('Nothing matches any more') })
  expect(missing).toMatchObject({ code: 2, err: expect.stringContaining('There is no act 999 on many') })
  expect(other).toMatchObject({ code: 2, err: expect.stringContaining('resolve bulk/ACT undo') })
  const wrong = await all('kim', '--confirm', '0'.repeat(64))
  expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('nothing was changed. Its hash is') })
})

// Seen red with a dry run of what was answered already that had nothing in it.
test('it is shown, done under its hash, answered as a whole by a second person only, and taken back', async () => {
  const shown = await all('kim')
  expect(shown.out).toContain('would be done: 3 items, debits ')
  expect(shown.out).toContain('would wait for a second person: 1 item, debits 9,000.00, credits 0.00')
  expect(shown.out).toMatch(/4 go back as R15.*not alone: 1 item, .*is over kim’s/s)
  const done = await all('kim', '--confirm', hashIn(shown))
  expect(done).toMatchObject({ code: 0, out: expect.stringMatching(/^act \d+: done 3 items, /) })
  const act = `bulk/${/^act (\d+)/.exec(done.out)?.[1]}`
  expect(done.out).toContain(`wait for a second person: 1 item, debits 9,000.00, credits 0.00; clearday approve ${act}`)
  const own = await as('kim', 'approve', act)
  expect(own.out).toContain('would not be done: 1 item')
  const alone = await as('kim', 'approve', act, '--confirm', hashIn(own))
  expect(alone).toMatchObject({ code: 2, err: expect.stringContaining('Nothing of it can be done') })
  expect((await as('ann', 'approve', act)).out).toContain('would be done: 1 item')
  expect((await as('ann', 'approve', act, '--return', 'The estate has a lawyer.')).out).toMatch(/done 1 item,/)
  expect(await as('ann', 'approve', act)).toMatchObject({ code: 2, err: expect.stringContaining('Nothing matches') })
  const back = await as('kim', 'resolve', act, 'undo')
  expect(back.out).toMatch(/would be done: 3 items, .*would not be done: 1 item, .*3 returns not sent any more/s)
  expect(await as('kim', 'resolve', act, 'undo', '--confirm', hashIn(back))).toMatchObject({ code: 0 })
  const proved = await clearday(['prove', '--data', data], { environment: { DATABASE_URL: database.url } })
  expect(proved.out).toMatch(/The proof holds\.\n$/)
})

// Seen red with nothing said of how what waits is withdrawn.
test('of one undo it is told what is taken back at once and what waits for a second person, who answers all of that as a whole', async () => {
  const shown = await all('ann')
  const done = await all('ann', '--confirm', hashIn(shown))
  expect(done.out).toMatch(/^act \d+: done 4 items, /)
  const act = `bulk/${/^act (\d+)/.exec(done.out)?.[1]}`
  const back = await as('kim', 'resolve', act, 'undo')
  expect(back.out).toMatch(/would be done: 3 items, .*\nwould wait for a second person: 1 item, debits 9,000.00/)
  expect(back.out).toMatch(/3 returns not sent any more.*not alone: 1 item, .*is over kim’s/s)
  const taken = await as('kim', 'resolve', act, 'undo', '--confirm', hashIn(back))
  const undo = `bulk/${/^act (\d+): done 3 items, /.exec(taken.out)?.[1]}`
  expect(taken.code).toBe(0)
  expect(taken.out).toContain(
    `wait for a second person: 1 item, debits 9,000.00, credits 0.00; clearday approve ${undo}`,
  )
  expect(taken.out).toContain(`stands until then; clearday resolve ${undo} undo withdraws them`)
  expect((await as('kim', 'resolve', undo, 'undo')).out).toContain('would be done: 1 item')
  const whole = await as('bob', 'approve', undo)
  expect(whole.out).toMatch(/would be done: 1 item, .*1 return not sent any more/s)
  expect((await as('bob', 'approve', undo, '--confirm', hashIn(whole))).out).toMatch(/done 1 item, debits 9,000.00/)
})

// Seen red with the hash that was shown not compared, and with nothing said of what would be booked.
test('a decision about one item is taken back in two steps: shown with what it books, and under the hash that was shown', async () => {
  const item = await oneOf('account-deceased')
  const refused = await as('ann', 'resolve', item, 'undo')
  expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('there is nothing to take back') })
  const shown = await as('ann', 'resolve', item, 'post')
  const [, leg = ''] = /^(\d.*) from the account to suspense$/m.exec(shown.out) ?? []
  expect(leg).not.toBe('')
  await as('ann', 'resolve', item, 'post', '--confirm', hashIn(shown))
  const back = await as('ann', 'resolve', item, 'undo')
  expect(back).toMatchObject({ code: 0, out: expect.stringMatching(/^decision \d+-\d+, of ann, is undone/) })
  expect(back.out).toMatch(new RegExp(`^  ${leg} from suspense to the account$`, 'm'))
  const other = await as('ann', 'resolve', item, 'undo', '--confirm', '0'.repeat(64))
  expect(other).toMatchObject({ code: 2, out: '', err: expect.stringContaining('is not what you saw') })
  const taken = await as('ann', 'resolve', item, 'undo', '--confirm', hashIn(back))
  expect(taken).toMatchObject({ code: 0, out: 'undone, as if it had not been\n' })
})

// Seen red with what came left out of what whoever approves is shown, and with nothing said at the case of what was returned.
test('a correction is shown with what came, to its maker and to whoever approves it; returned, its case says by whom and why', async () => {
  const item = await oneOf('account-deceased', 900_000)
  const asked = ['resolve', item, 'correct', '--field', `account=${OTHER}`]
  const shown = await as('kim', ...asked)
  const came = new RegExp(`^ *account: •+${lastFour(DECEASED)} → •+${lastFour(OTHER)}$`, 'm')
  expect(shown.out).toMatch(came)
  const proposed = await as('kim', ...asked, '--confirm', hashIn(shown), '--propose')
  const decision = decisionIn(proposed)
  const { out } = await as('ann', 'approve', decision)
  expect(out).toMatch(came)
  await as('ann', 'approve', decision, '--return', 'Ask the estate first.')
  const taken = await as('kim', 'next', 'take', item)
  expect(taken.out).toMatch(
    /^ {2}what kim proposed \(correct\) was returned by ann, Mon \S+ \S+: Ask the estate first\.$/m,
  )
  await as('kim', 'next', 'release')
})

test('what somebody may not take back alone is put before a second person by the same two steps, who sees what it does', async () => {
  const item = await oneOf('account-deceased', 900_000)
  const shown = await as('ann', 'resolve', item, 'return', '--code', 'R15')
  await as('ann', 'resolve', item, 'return', '--code', 'R15', '--confirm', hashIn(shown))
  const back = await as('kim', 'resolve', item, 'undo')
  expect(back.code).toBe(0)
  expect(back.out).toMatch(
    /^not by you alone: 9,000.00 USD is over your.*--confirm \S+ --propose puts it before a second person$/ms,
  )
  const taken = await as('kim', 'resolve', item, 'undo', '--confirm', hashIn(back), '--propose')
  const decision = decisionIn(taken)
  const seen = await as('ann', 'approve', decision)
  expect(seen).toMatchObject({ code: 1, out: expect.stringMatching(/decision \d+ is taken back\n/) })
  expect(await as('kim', 'approve', decision, '--withdraw')).toMatchObject({
    code: 0,
    out: 'withdrawn; nothing of it happened\n',
  })
})

// Seen red with nothing printed of what came back.
test('what was not taken back comes back to its maker with the next case: who returned it, why, and how to ask anew', async () => {
  const item = await oneOf('account-deceased', 900_000)
  const back = await as('kim', 'resolve', item, 'undo')
  const asked = await as('kim', 'resolve', item, 'undo', '--confirm', hashIn(back), '--propose')
  expect((await as('kim', 'next')).out).not.toContain('came back to you')
  await as('bob', 'approve', decisionIn(asked), '--return', 'The estate has a lawyer.')
  const told = await as('kim', 'next')
  const [first, second] = told.out.split('\n')
  expect(first).toMatch(
    new RegExp(
      `^came back to you: item ${item}, bob does not want it taken back \\(return\\), Mon [-0-9]+ [:0-9]+: The estate has a lawyer\\.$`,
    ),
  )
  expect(second).toContain(`what was decided stands: clearday resolve ${item} undo --as kim asks anew`)
  const { returned } = JSON.parse((await as('kim', 'next', '--json')).out)
  expect(returned).toMatchObject([{ item: Number(item), resolution: 'return', by: { name: 'bob' } }])
  expect((await as('bob', 'next')).out).not.toContain('came back to you')
})

// Seen red with what goes back by the policy left out of the lines of the undo, and with the exception left with its policy.
test('what a policy decided is taken over, and given back to it, each shown before', async () => {
  const item = await oneOf('account-not-found')
  const shown = await as('ann', 'resolve', item, 'take_over')
  expect(shown.out).toContain('the return R03 of the policy ach-administrative-returns does not go')
  const taken = await as('ann', 'resolve', item, 'take_over', '--confirm', hashIn(shown))
  expect(taken).toMatchObject({ code: 0, out: expect.stringMatching(/^decided /) })
  const back = await as('ann', 'resolve', item, 'undo')
  expect(back.out).toMatch(/goes back as R03, by \S+, as the policy ach-administrative-returns decided/)
  const given = await as('ann', 'resolve', item, 'undo', '--confirm', hashIn(back))
  expect(given).toMatchObject({ code: 0, out: 'undone, as if it had not been\n' })
})
