import { expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { zipOf } from '../../test/samples/archives.ts'
import { ask } from '../../test/samples/arrivals.ts'
import { engineOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { accepted, failureOf, refuseBatches, refuseItems } from '../../test/samples/failing-files.ts'
import { Interruption } from '../core/interruption.ts'
import { attemptReceipt, endReceipt, FAILURES_MAX } from './attempt-receipt.ts'
import type { Engine } from './engine.ts'
import { processReceipt } from './process-receipt.ts'
import { proveDay } from './prove-day.ts'
import { readReceipt } from './read-pages.ts'
import { resumeReceipts } from './resume-receipts.ts'

const accounts = accountNumbers(6)
const at = engineOfEachTest(accounts)

// Seen red with a count of failures that ends nothing; and with the value left out of `loseRest`.
test('a file that cannot be read into parts is quarantined whole with its value, and the day can be proved', async () => {
  await refuseBatches(at().engine)
  const id = await accepted(at().engine, achFile([{ entries: entries(6, { accounts }) }]))
  for (let failures = 1; failures < FAILURES_MAX; failures++) {
    const resumed = await resumeReceipts(at().engine)
    expect(resumed.failed.map(one => [one.receiptId, one.now])).toEqual([[id, 'waits']])
    expect((await proveDay(at().engine)).problems).toEqual([expect.stringContaining(`not read yet: receipt ${id}.`)])
  }
  expect((await resumeReceipts(at().engine)).failed.map(one => one.now)).toEqual(['quarantined'])
  const story = await readReceipt(at().engine, id)
  const value = { count: 6, debitMinor: story?.receipt.lost.debitMinor, creditMinor: story?.receipt.lost.creditMinor }
  expect(story?.receipt).toMatchObject({ state: 'quarantined', lost: value, received: { count: 0 } })
  expect(await failureOf(at().engine, id)).toEqual({
    ...value,
    kind: 'file-not-processed',
    state: 'open',
    closedAs: undefined,
    sentence:
      'Processing the file failed 5 times in the same way, with error 23514, which is a defect of the program. Nothing of it was processed: 6 items wait with their value. Whoever runs Clearday reports it with the receipt number and, once the program is mended, processes what is left with `clearday retry 1`. A batch of which nothing was processed may instead come again in another file, and is then processed there.',
  })
  const proof = await proveDay(at().engine)
  expect([proof.problems, proof.all.received.count, proof.all.terms.suspended.count]).toEqual([[], 6, 6])
  expect(await resumeReceipts(at().engine)).toEqual({ finished: 0, failed: [] })
})

// Seen red with the value read after the buckets were locked.
test('while a file that cannot be read into parts is added up, nobody waits for the books', async () => {
  await refuseBatches(at().engine)
  const id = await accepted(at().engine, achFile([{ entries: entries(6, { accounts }) }]))
  const { blobs } = at().engine
  let reads = 0
  async function* read(...asked: Parameters<typeof blobs.read>) {
    await ask(at().engine, "select from account where number = '~settlement.ach' for update nowait")
    reads++
    yield* blobs.read(...asked)
  }
  const failed = await endReceipt({ ...at().engine, blobs: { ...blobs, read } }, id)
  expect([failed.map(one => one.now), reads]).toEqual([['quarantined'], FAILURES_MAX + 1])
  expect(await failureOf(at().engine, id)).toMatchObject({ count: 6 })
})

// Seen red with what is not counted told as waiting: it was tried for ever.
test('what fails on a receipt that is at its end, or is not there, is told and not tried again', async () => {
  const id = await accepted(at().engine, achFile([{ entries: entries(6, { accounts }) }]))
  const error = new TypeError('after its end')
  let times = 0
  at().steps.at = step => {
    if (step !== 'receipt finished') return
    if (++times > FAILURES_MAX) throw new Interruption()
    throw error
  }
  expect(await endReceipt(at().engine, id)).toEqual([{ receiptId: id, error, now: 'ended' }])
  expect(await ask(at().engine, 'select state, failures from receipt')).toEqual([{ state: 'done', failures: 0 }])
  expect((await endReceipt(at().engine, id + 1)).map(one => one.now)).toEqual(['ended'])
})

// Seen red with the rest left among the items of the receipt; with the money of the held batch moved a second time; and with
// the parts left ready.
test('what failed half way keeps what was processed; the rest is held once, with that of a batch that was held before', async () => {
  const many = entries(18_000, { accounts: accountNumbers(3_000) })
  const held = { entries: entries(300, { accounts: accountNumbers(300), from: 50_000 }), control: { totalDebit: 5 } }
  const id = await accepted(at().engine, achFile([{ entries: many }, held]))
  // Of the two parts, which are ranges of shards, the second fails.
  await refuseItems(at().engine, 'shard % 1024 >= 512')
  const quarantined = await endReceipt(at().engine, id)
  expect(quarantined.map(one => [one.receiptId, one.now])).toEqual([[id, 'quarantined']])
  const story = await readReceipt(at().engine, id)
  const { received, lost, state } = story?.receipt ?? {}
  expect(state).toBe('quarantined')
  expect(received?.count).toBeGreaterThan(1_000)
  expect(lost?.count).toBeGreaterThan(1_000)
  expect((received?.count ?? 0) + (lost?.count ?? 0)).toBe(18_300)
  const exception = await failureOf(at().engine, id)
  expect(exception?.sentence).toContain(`${lost?.count} of its 18300 items were not processed`)
  // The rest of the held batch is in its own exception.
  expect(exception?.count).toBeGreaterThan((lost?.count ?? 0) - 300)
  expect(exception?.count).toBeLessThan(lost?.count ?? 0)
  const proof = await proveDay(at().engine)
  expect([proof.problems, proof.all.received.count]).toEqual([[], 18_300])
})

// Seen red with the parts of receipts that are done sealed, and of no others.
test('the parts of a file that failed half way are under its seal', async () => {
  await refuseItems(at().engine, 'true')
  const id = await accepted(at().engine, achFile([{ entries: entries(6, { accounts }) }]))
  await endReceipt(at().engine, id)
  expect((await proveDay(at().engine)).problems).toEqual([])
  await ask(at().engine, 'delete from part where receipt_id = $1', [id])
  expect((await proveDay(at().engine)).problems).toEqual([expect.stringContaining(`Receipt ${id}, with its batches`)])
})

// Seen red with what the reader throws thrown on by the quarantine, which then never comes.
test('a file on which the reader itself fails is quarantined with a value that is not known', async () => {
  const id = await accepted(at().engine, achFile([{ entries: entries(6, { accounts }) }]))
  const fails = () => {
    throw new TypeError('cannot read 8800271828')
  }
  const { ach, checks } = at().engine.packs
  const engine: Engine = { ...at().engine, packs: { ach: { ...ach, createReader: fails }, checks } }
  expect((await endReceipt(engine, id)).map(one => one.now)).toEqual(['quarantined'])
  expect(await failureOf(at().engine, id)).toMatchObject({
    count: 0,
    sentence: expect.stringContaining('with TypeError, which is a defect of the program. Nothing of it was processed'),
  })
  expect((await proveDay(at().engine)).problems).toEqual([])
})

// Seen red with the first failing member ending the archive's processing.
test('of an archive, the member that fails is quarantined and the others are processed', async () => {
  const good = achFile([{ entries: entries(6, { accounts }) }])
  const bad = achFile([{ entries: entries(3, { accounts, from: 100 }) }])
  const id = await accepted(
    at().engine,
    zipOf([
      { name: 'bad.ach', content: bad },
      { name: 'good.ach', content: good },
    ]),
  )
  await refuseItems(at().engine, `id / 67108864 = ${id + 1}`)
  expect((await endReceipt(at().engine, id)).map(one => one.receiptId)).toEqual([id + 1])
  const states = await ask(at().engine, 'select id, state from receipt order by id')
  expect(states.map(row => row.state)).toEqual(['done', 'quarantined', 'done'])
  expect((await proveDay(at().engine)).problems).toEqual([])
})

// Seen red with every failure counted: after five stops, and after five lost connections, the receipt was quarantined.
test('a stop and a lost database are no failures of the receipt', async () => {
  const id = await accepted(at().engine, achFile([{ entries: entries(6, { accounts }) }]))
  const stops = () => {
    throw new Interruption()
  }
  // Its connection ends while it waits for the receipt, which the test holds.
  const loses = async () => {
    const holder = await at().engine.database.pool.connect()
    await holder.query('begin; select from receipt for update')
    const attempt = expect(attemptReceipt(at().engine, id)).rejects.toThrow()
    while ((await ask(at().engine, END_WAITING)).length === 0);
    await attempt
    await holder.query('rollback')
    holder.release()
  }
  for (let times = 0; times <= FAILURES_MAX; times++) {
    at().steps.at = stops
    await expect(attemptReceipt(at().engine, id)).rejects.toBeInstanceOf(Interruption)
    at().steps.at = () => {}
    await loses()
  }
  expect(await ask(at().engine, 'select failures from receipt')).toEqual([{ failures: 0 }])
  await processReceipt(at().engine, id)
  expect((await readReceipt(at().engine, id))?.receipt.state).toBe('done')
})

const END_WAITING = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and wait_event_type = 'Lock'`

// Seen red with the receipt not locked before it is held: whoever came second reported a defect of the program.
test('processes that find a file of no known format at once hold it once, and none of them fails', async () => {
  const { engine, another } = at()
  const engines = [engine, await another(), engine, await another(), engine]
  const id = await accepted(engine, new TextEncoder().encode('of no format that is known here'))
  const attempts = await Promise.all(engines.map(one => attemptReceipt(one, id)))
  expect(attempts).toEqual(engines.map(() => []))
  expect(await ask(engine, 'select state, failures from receipt')).toEqual([{ state: 'quarantined', failures: 0 }])
  expect((await proveDay(engine)).problems).toEqual([])
})
