import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import { proveDay } from '../engine/prove-day.ts'
import { lockBuckets } from './bucket.ts'
import { insertEvents } from './event.ts'
import { inWriteRequest } from './write-request.ts'

let at: TestEngine

beforeAll(async () => {
  at = await openTestEngine({ orgId: 3 })
})
afterAll(() => at.close())

const SHARD = 3 * 1024 + 17
const WHEN = { day: 20_780, at: Temporal.Instant.from('2026-11-23T15:00:00.123456789Z') }
const revealed = (subject: number) =>
  ({ kind: 'data_revealed', actor: 'person 1', subject, body: { reason: 'a "quoted" reason' } }) as const

// Planted bug seen red: the link of inserted events begins one event late.
test('events that a request adds stand in the same chain as those of the engine, and the chain verifies', async () => {
  for (const subjects of [[1, 2, 3], [4]])
    await inWriteRequest(at.engine.database, 3, async tx => {
      await lockBuckets(tx, [SHARD])
      await insertEvents(tx, new Map([[SHARD, subjects.map(revealed)]]), WHEN)
    })
  const proof = await proveDay(at.engine)
  expect(proof.problems).toEqual([])
  expect(proof.holds).toBe(true)
})

// Planted bug seen red: the institution of the transaction taken from the row's own shard.
test('a request of one institution cannot add to the chain of another', async () => {
  const crossing = inWriteRequest(at.engine.database, 2, tx =>
    insertEvents(tx, new Map([[SHARD, [revealed(9)]]]), WHEN),
  )
  await expect(crossing).rejects.toThrow('violates row-level security policy')
})
