import { expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { receiveAndProcess } from '../../test/samples/arrivals.ts'
import { engineOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { holdMissedReturns } from './hold-missed-returns.ts'
import { readHead } from './read-day.ts'
import { receiveClaim } from './receive-claim.ts'

/** Pages read again, and the day is proved again, when the head of the day is another one. Both changes are of one account's bucket. */

const [payer = ''] = accountNumbers(1)
const opened = engineOfEachTest([payer])

// Seen red with a head that is the last link of bucket 0.
test('a claim on a posted debit is a change of the day', async () => {
  const { engine } = opened()
  const debit = { transactionCode: 27, account: payer, amountMinor: 45_000, trace: '121042880000001' }
  await receiveAndProcess(engine, { bytes: achFile([{ entries: [debit] }]) })
  const before = await readHead(engine)
  const claim = { accountNumber: payer, trace: debit.trace, amountMinor: 45_000, row: 0, receivedAt: engine.now() }
  const raised = await receiveClaim(engine, { ...claim, code: 'R10', statement: 'on file' })
  expect(raised.outcome).toBe('raised')
  expect(await readHead(engine)).not.toBe(before)
})

// Seen red with the same.
test('a return that missed its window is a change of the day', async () => {
  const { engine, clock } = opened()
  const accounts = accountNumbers(1, 500)
  await receiveAndProcess(engine, { bytes: achFile([{ entries: entries(1, { accounts }) }]) })
  const before = await readHead(engine)
  clock.now = clock.now.add({ hours: 24 * 30 })
  expect(await holdMissedReturns(engine, 'ach', clock.now)).toBe(1)
  expect(await readHead(engine)).not.toBe(before)
})

test('nothing that happens leaves the head as it is', async () => {
  const { engine } = opened()
  expect(await readHead(engine)).toBe(await readHead(engine))
})
