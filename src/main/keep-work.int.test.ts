import { pino } from 'pino'
import { expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { ask, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { openDesk } from '../../test/samples/desk.ts'
import { engineOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { addOperators, plantCases } from '../../test/samples/operators.ts'
import { releaseAndStop } from '../../test/samples/stopped-release.ts'
import { claimNext } from '../engine/claim-next.ts'
import { receiveClaim } from '../engine/receive-claim.ts'
import { batchExceptionId } from '../store/exception.ts'
import { keepWork } from './keep-work.ts'

const accounts = accountNumbers(3)
const at = engineOfEachTest(accounts)
const count = async (sql: string) =>
  (await ask<{ count: number }>(at().engine, `select count(*) from ${sql}`))[0]?.count

// Seen red with the leases left out of a look, and with the cases left out.
test('while the server runs, leases that ran out come back and what processing left becomes cases; a failure ends nothing', async () => {
  const { engine, clock } = at()
  await addOperators(engine, [{ id: 1 }])
  await plantCases(engine, { queue: 'ach-funds', count: 1 })
  await claimNext(engine, [1])
  clock.now = clock.now.add({ seconds: 90 })
  await ask(engine, 'alter table work_case rename to taken_away')
  const lines: string[] = []
  const keeping = keepWork(engine, pino({}, { write: line => lines.push(line) }), 20)
  await receiveAndProcess(engine, {
    bytes: achFile([{ entries: entries(3, { accounts, from: 300 }), control: { totalDebit: 7 } }]),
  })
  await expect.poll(() => lines.length, { timeout: 20_000 }).toBeGreaterThan(0)
  await ask(engine, 'alter table taken_away rename to work_case')
  await expect.poll(() => count("event where kind = 'lease_ended'"), { timeout: 20_000 }).toBe(1)
  await expect.poll(() => count("work_case where kind = 'batch-debit-mismatch'"), { timeout: 20_000 }).toBe(1)
  await keeping.close()
})

// Seen red without the look for what releases posted.
test('while the server runs, a claim finds the debit of a release that was stopped before it looked', async () => {
  const { engine } = at()
  const { ann } = await openDesk(engine)
  const held = entries(1, { accounts, from: 300 })
  const [{ account = '', trace = '', amountMinor = 0 } = {}] = held
  const receivedAt = Temporal.Instant.from('2026-11-23T15:00:00Z')
  const said = { row: 1, receivedAt, code: 'R10', statement: 'on file' } as const
  const claim = { accountNumber: account, trace, amountMinor, ...said }
  expect(await receiveClaim(engine, claim)).toMatchObject({ outcome: 'unmatched' })
  const reception = await receiveAndProcess(engine, { bytes: achFile([{ entries: held, control: { totalDebit: 7 } }]) })
  await releaseAndStop(at(), batchExceptionId(reception.outcome === 'accepted' ? reception.receiptId : 0, 0), ann)
  expect(await count("exception where kind = 'claim-unmatched' and state = 'open'")).toBe(1)
  const keeping = keepWork(engine, pino({ level: 'silent' }), 20)
  await expect.poll(() => count("exception where kind = 'claim-unauthorized'"), { timeout: 20_000 }).toBe(1)
  await keeping.close()
})
