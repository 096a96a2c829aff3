import pg from 'pg'
import { afterEach, expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { ask } from '../../test/samples/arrivals.ts'
import { engineOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { accepted } from '../../test/samples/failing-files.ts'
import { endReceipt, type FailedReceipt } from '../engine/attempt-receipt.ts'
import { proveDay } from '../engine/prove-day.ts'
import { retryReceipt } from '../engine/retry-receipt.ts'
import { openWorkQueue, type WorkQueue } from './work-queue.ts'

const accounts = accountNumbers(5)
const [account = ''] = accounts
const opened = engineOfEachTest(accounts)
const fileOf = (amountMinor: number) => achFile([{ entries: [{ account, amountMinor }] }])

let work: WorkQueue | undefined
afterEach(() => work?.close())

// Seen red with a retry that came while another receipt was processed, and was not asked for again.
test('a receipt that failed is taken up again also when another is still being processed as its time comes', async () => {
  const { engine, steps, url } = opened()
  const first = await accepted(engine, fileOf(100))
  const second = await accepted(engine, fileOf(200))
  // Somebody holds the second receipt, so that it is being processed for as long as the test wants.
  const holder = new pg.Client({ connectionString: url })
  await holder.connect()
  await holder.query('begin')
  await holder.query('select from receipt where id = $1 for update', [second])
  let failing = true
  steps.at = name => {
    if (name === 'file read' && failing) throw new Error('the first attempt fails')
  }
  let finished = 0
  const bothEnded = Promise.withResolvers<void>()
  const failedOnce = Promise.withResolvers<void>()
  work = openWorkQueue(engine, () => failedOnce.resolve(), { retryMs: 1, lookMs: 3_600_000 })
  work.accepted(first)
  work.accepted(second)
  await failedOnce.promise
  failing = false
  steps.at = name => {
    if (name === 'receipt finished' && ++finished === 2) bothEnded.resolve()
  }
  // Timers come in the order of their times: the queue's own has gone by.
  await new Promise(resolve => setTimeout(resolve, 20))
  await holder.query('rollback')
  await holder.end()
  await bothEnded.promise
  await work.close()
  expect(await ask(engine, 'select id, state from receipt order by id')).toEqual([
    { id: first, state: 'done' },
    { id: second, state: 'done' },
  ])
})

// What a command leaves when it is killed beside a running server. Seen red without a look: the receipts stood as they were until the next start.
test('a retry and a reception that were killed are finished by the server that runs', async () => {
  const at = opened()
  const states = () => ask(at.engine, 'select state from receipt order by id')
  const failed: FailedReceipt[] = []
  const id = await accepted(at.engine, achFile([{ entries: entries(10, { accounts }) }]))
  await ask(at.engine, 'alter table item add constraint planted check (false) not valid')
  await endReceipt(at.engine, id)
  await ask(at.engine, 'alter table item drop constraint planted')
  const killed = Object.assign(new Error('the process stops here'), { code: '57P01' })
  at.steps.at = name => {
    if (name === 'retry committed') throw killed
  }
  await expect(retryReceipt(at.engine, id, 'os:kim')).rejects.toBe(killed)
  await accepted(at.engine, achFile([{ entries: entries(3, { accounts, from: 100 }) }]))
  work = openWorkQueue(await at.another(), one => failed.push(one), { retryMs: 50, lookMs: 50 })
  await expect.poll(states, { timeout: 10_000 }).toEqual([{ state: 'done' }, { state: 'done' }])
  expect((await proveDay(at.engine)).problems).toEqual([])
  expect(failed).toEqual([])
})
