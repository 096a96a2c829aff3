import pg from 'pg'
import { expect, test } from 'vitest'
import { accountNumbers, achFile } from '../../test/samples/ach-files.ts'
import { ask } from '../../test/samples/arrivals.ts'
import { engineOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { accepted } from '../../test/samples/failing-files.ts'
import { openWorkQueue } from './work-queue.ts'

const [account = ''] = accountNumbers(1)
const opened = engineOfEachTest([account])
const fileOf = (amountMinor: number) => achFile([{ entries: [{ account, amountMinor }] }])

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
  const queue = openWorkQueue(engine, () => failedOnce.resolve(), 1)
  queue.accepted(first)
  queue.accepted(second)
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
  await queue.close()
  expect(await ask(engine, 'select id, state from receipt order by id')).toEqual([
    { id: first, state: 'done' },
    { id: second, state: 'done' },
  ])
})
