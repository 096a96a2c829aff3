import { expect, test } from 'vitest'
import { accountNumbers } from '../../test/samples/ach-files.ts'
import { ask } from '../../test/samples/arrivals.ts'
import { engineOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { aTransfer } from '../../test/samples/transfers.ts'
import { createRandom } from '../simulate/random.ts'
import type { Engine } from './engine.ts'
import { postTransfers } from './post-transfers.ts'
import { proveDay } from './prove-day.ts'
import { outboxDone, takeOutbox } from './take-outbox.ts'

const HOT = accountNumbers(10)
const [A = '', B = ''] = HOT
const at = engineOfEachTest(HOT)

/** Posts one after the other, or all at once, and gives their keys. */
async function post(engine: Engine, count: number, name: string): Promise<readonly string[]> {
  const poster = await postTransfers(engine)
  const keys = Array.from({ length: count }, (_, n) => `${name} ${n}`)
  await Promise.all(keys.map(key => poster.post(aTransfer({ key, from: A, to: B, amountMinor: 1 }))))
  await poster.close()
  return keys
}

// Seen red with: rows taken in the order of their keys; a cursor that stays where it is.
test('what posted is told once, in the order in which its bucket was posted to', async () => {
  const { engine } = at()
  const keys = [...(await post(engine, 150, 'first')), ...(await post(engine, 150, 'second'))]
  const told: string[] = []
  for (
    let taken = await takeOutbox(engine, 'core-system');
    taken.length > 0;
    taken = await takeOutbox(engine, 'core-system')
  )
    for (const { transfers, ...one } of taken) {
      told.push(...transfers.map(({ transfer }) => transfer.key))
      expect(await outboxDone(engine, one)).toBe(true)
    }
  expect(told).toEqual(keys)
  const [others] = await takeOutbox(engine, 'notifications')
  expect(others?.transfers.map(({ transfer }) => transfer.key)).toEqual(keys.slice(0, 200))
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with: what is being told given to a second reader; a taking ended by whoever had it before.
test('what a reader took and never told is taken again after a minute, and only the later one ends it', async () => {
  const { engine, clock } = at()
  await post(engine, 3, 'k')
  const [lost] = await takeOutbox(engine, 'core-system')
  expect(await takeOutbox(engine, 'core-system')).toEqual([])
  clock.now = clock.now.add({ seconds: 60 })
  const [again] = await takeOutbox(engine, 'core-system')
  expect(again?.transfers).toEqual(lost?.transfers)
  expect(lost && (await outboxDone(engine, lost))).toBe(false)
  expect(again && (await outboxDone(engine, again))).toBe(true)
  expect(again && (await outboxDone(engine, again))).toBe(false)
  expect(await takeOutbox(engine, 'core-system')).toEqual([])
})

// Seen red with a taking that does not compare.
test('eight readers beside the writers tell everything once, and each account in its order', async () => {
  const { engine } = at()
  const poster = await postTransfers(engine)
  const random = createRandom(8)
  let isPosting = true
  const told: { readonly key: string; readonly from: string }[] = []
  const reader = async () => {
    for (let isLast = false; !isLast; ) {
      isLast = !isPosting
      const taken = await takeOutbox(engine, 'core-system')
      if (taken.length > 0) isLast = false
      for (const { transfers, ...one } of taken) {
        told.push(...transfers.map(({ transfer }) => ({ key: transfer.key, from: transfer.from.number })))
        expect(await outboxDone(engine, one)).toBe(true)
      }
    }
  }
  const readers = Array.from({ length: 8 }, reader)
  const posted = new Map<string, string[]>(HOT.map(number => [number, []]))
  for (let round = 0; round < 40; round++) {
    // one transfer of each account a round, so that the order of an account's own is known
    const asked = HOT.map(from =>
      aTransfer({ key: `${from} ${round}`, from, to: random.pick(HOT.filter(to => to !== from)), amountMinor: 1 }),
    )
    await Promise.all(asked.map(one => poster.post(one)))
    for (const { from, key } of asked) posted.get(from)?.push(key)
  }
  await poster.close()
  isPosting = false
  await Promise.all(readers)
  expect(told).toHaveLength(400)
  for (const number of HOT)
    expect(told.filter(one => one.from === number).map(one => one.key)).toEqual(posted.get(number))
  expect(await ask(engine, `select count(*)::bigint as left from outbox_cursor where taken_id is not null`)).toEqual([
    { left: 0 },
  ])
})
