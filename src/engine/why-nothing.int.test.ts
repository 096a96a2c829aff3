import { expect, test } from 'vitest'
import { ask } from '../../test/samples/arrivals.ts'
import { engineOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { addOperators, plantCases } from '../../test/samples/operators.ts'
import { claimNext } from './claim-next.ts'
import { parkCase } from './park-case.ts'
import { pendCase } from './pend-case.ts'
import { explainNothing } from './why-nothing.ts'

const at = engineOfEachTest([])

// Seen red with each case counted under every reason that holds.
test('why nothing comes is told with counts by reason, and whoever may take something gets it', async () => {
  const { engine } = at()
  await addOperators(engine, [{ id: 1, skills: ['ach'] }, { id: 2 }, { id: 3, roles: ['ps'] }])
  await plantCases(engine, { queue: 'ach-funds', count: 9 })
  await plantCases(engine, { queue: 'ach-returns', count: 2, firstId: 100 })
  await claimNext(engine, [2])
  for (const [change, ids] of [
    ["for_role = 'ps', offered_to = 7", '2, 3'],
    ["ready_at = '2026-11-24T00:00:00Z'", '4'],
    ["worked_by = '{1}', worked_on = '2026-11-23'", '5, 6, 7'],
    ["barred = '{1}'", '8'],
    ['offered_to = 3', '9'],
  ])
    await ask(engine, `update queue_place set ${change} where case_id in (${ids})`)
  expect((await explainNothing(engine, 1)).map(one => [one.queue, one.bar, one.cases])).toEqual([
    ['ach-returns', 'skill_missing', 2],
    ['ach-funds', 'worked_today', 3],
    ['ach-funds', 'role_too_low', 2],
    ['ach-funds', 'claimed', 1],
    ['ach-funds', 'for_another', 1],
    ['ach-funds', 'barred', 1],
    ['ach-funds', 'not_ready', 1],
  ])
  expect((await claimNext(engine, [1])).get(1)).toEqual({ outcome: 'nothing' })
})

// Seen red with what is one's own left out: a desk full of what waits was told that every queue is empty.
test('what one lets wait and what one put aside is told as such, and not as an empty queue', async () => {
  const { engine, clock } = at()
  await addOperators(engine, [{ id: 1 }])
  await plantCases(engine, { queue: 'ach-funds', count: 3 })
  const claimed = async () => {
    const pulled = (await claimNext(engine, [1])).get(1)
    if (pulled?.outcome !== 'claimed') throw new Error(`person 1 got ${pulled?.outcome}`)
    return { ...pulled.place, personId: 1 }
  }
  await parkCase(engine, await claimed(), { field: 'amount', draft: {} })
  for (let n = 0; n < 2; n++) {
    const wait = { wake: { on: 'date' }, at: clock.now.add({ minutes: 5 }), waitingFor: 'a call' } as const
    await pendCase(engine, await claimed(), wait)
  }
  expect((await explainNothing(engine, 1)).map(one => [one.queue, one.bar, one.cases])).toEqual([
    ['ach-funds', 'waiting', 2],
    ['ach-funds', 'aside', 1],
  ])
})
