import { expect, test } from 'vitest'
import { accountNumbers, achFile } from '../../test/samples/ach-files.ts'
import { ask } from '../../test/samples/arrivals.ts'
import { engineOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { accepted } from '../../test/samples/failing-files.ts'
import { addOperators, plantCases } from '../../test/samples/operators.ts'
import { openWorkQueue } from '../main/work-queue.ts'
import { lockShards } from '../store/bucket.ts'
import { attemptReceipt } from './attempt-receipt.ts'
import { claimNext } from './claim-next.ts'
import type { Engine } from './engine.ts'
import { pendCase } from './pend-case.ts'
import { processReceipt } from './process-receipt.ts'
import { wakeByWhatCame } from './wake-cases.ts'

const accounts = accountNumbers(1)
const [account = ''] = accounts
const at = engineOfEachTest(accounts)

/** A case that waits for the next file of a source, as its holder's. */
async function waitFor(engine: Engine, personId: number, key: string): Promise<void> {
  const pulled = (await claimNext(engine, [personId])).get(personId)
  if (pulled === undefined || pulled.outcome === 'nothing') throw new Error('there was a case for each')
  const until = { wake: { on: 'file', key }, at: engine.now().add({ hours: 2 }), waitingFor: 'a file' } as const
  await pendCase(engine, { ...pulled.place, personId }, until)
}

/** Two people with a case each, and a file that came for them and is not processed. */
async function fileAndWork(engine: Engine): Promise<{ readonly receipt: number; readonly source: string }> {
  await addOperators(engine, [{ id: 1 }, { id: 2 }])
  await plantCases(engine, { queue: 'ach-funds', count: 2 })
  const receipt = await accepted(engine, achFile([{ entries: [{ account, amountMinor: 100 }] }]))
  const [row] = await ask<{ source: string }>(engine, `select source from receipt where id = ${receipt}`)
  const source = row?.source ?? ''
  return { receipt, source }
}

const WAITING = "select holder, wake_key from queue_place where state = 'pended' order by holder"

// Seen red with the wake left out of the attempt, and with every case that waits for a file woken.
test('a file that the server’s queue processed wakes what waits for one of its source, for whoever let it wait', async () => {
  const { engine } = at()
  const { receipt, source } = await fileAndWork(engine)
  await waitFor(engine, 1, source)
  await waitFor(engine, 2, `not ${source}`)
  const work = openWorkQueue(engine, () => {})
  work.accepted(receipt)
  await expect.poll(() => ask(engine, WAITING), { timeout: 10_000 }).toEqual([{ holder: 2, wake_key: `not ${source}` }])
  await work.close()
  expect(await ask(engine, "select actor, body from event where kind = 'case_woken'")).toEqual([
    { actor: 'engine', body: `{"caseShard":1101,"fence":1,"wake":{"on":"file","key":"${source}"},"for":"person 1"}` },
  ])
  expect((await claimNext(engine, [1])).get(1)).toMatchObject({ outcome: 'claimed', why: { first: { by: 'waited' } } })
})

// Seen red with the file told by the process and not by the transaction (nothing woke).
test('law: a process that ends right after a file came to its end wakes all the same who waits for it, and the file only once', async () => {
  const { engine } = at()
  const { receipt, source } = await fileAndWork(engine)
  await waitFor(engine, 1, source)
  // As far as the receipt itself, and no further.
  await processReceipt(engine, receipt)
  expect(await ask(engine, WAITING)).toHaveLength(1)
  const other = await at().another()
  expect(await wakeByWhatCame(other)).toBe(1)
  expect(await ask(engine, WAITING)).toEqual([])
  await waitFor(engine, 2, source)
  expect(await attemptReceipt(other, receipt)).toEqual([])
  expect(await ask(engine, WAITING)).toEqual([{ holder: 2, wake_key: source }])
})

// Seen red with the institution’s bucket left unlocked by whoever pends.
test('law: what a file that comes to its end has looked for already is not slept through: the pend waits for it', async () => {
  const { engine } = at()
  await addOperators(engine, [{ id: 1 }])
  await plantCases(engine, { queue: 'ach-funds', count: 1 })
  const ending = await engine.database.pool.connect()
  await ending.query('begin')
  await lockShards(ending, [1024])
  const pend = waitFor(engine, 1, 'fed')
  const waiting =
    "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
  await expect.poll(() => ask(engine, waiting), { timeout: 5_000 }).toEqual([{ count: 1 }])
  await ending.query('commit')
  ending.release()
  await pend
  expect(await ask(engine, WAITING)).toEqual([{ holder: 1, wake_key: 'fed' }])
})
