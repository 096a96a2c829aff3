import { expect, test } from 'vitest'
import type { QueuePlace } from './place.ts'
import { takenBack, wokenByHand } from './wake-by-hand.ts'

const NOW = Temporal.Instant.from('2026-11-20T15:00:00Z')
const [ANN, BEA] = [1, 2] as const
const WAITS: QueuePlace = {
  ...{ shard: 1101, caseShard: 1177, caseId: 5, queue: 'ach-funds', fence: 3, skips: 0, forRole: 'aop' },
  ...{
    workedBy: [],
    workedOn: undefined,
    offeredTo: undefined,
    barred: [],
    note: undefined,
    wokenBy: undefined,
    byName: false,
  },
  readyAt: NOW.add({ hours: 20 }),
  oursAt: undefined,
  at: { state: 'pended', holder: ANN, wake: { on: 'date' }, waitingFor: 'a letter' },
}

// Seen red with the holder left out of what is ready again.
test('what waits is ready at once for whoever let it wait, by their own hand or by that of somebody who leads', () => {
  const ready = { readyAt: NOW, offeredTo: ANN, fence: 3, at: { state: 'ready' } }
  expect(wokenByHand(WAITS, { personId: ANN, as: 'holder', now: NOW })).toMatchObject(ready)
  expect(wokenByHand(WAITS, { personId: BEA, as: 'lead', now: NOW })).toMatchObject(ready)
  expect(wokenByHand(WAITS, { personId: BEA, as: 'holder', now: NOW })).toMatchObject({
    refused: 'not_pended',
    holder: ANN,
  })
})

// Seen red with the fence of before.
test('taken back it is theirs by a new claim, and nobody else can take it', () => {
  expect(takenBack(WAITS, { personId: ANN, now: NOW })).toMatchObject({
    fence: 4,
    at: { state: 'leased', holder: ANN, until: NOW.add({ seconds: 90 }) },
  })
  expect(takenBack(WAITS, { personId: BEA, now: NOW })).toMatchObject({ refused: 'not_pended' })
  expect(takenBack({ ...WAITS, at: { state: 'ready' } }, { personId: ANN, now: NOW })).toMatchObject({
    refused: 'not_pended',
  })
})
