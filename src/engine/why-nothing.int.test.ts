import { expect, test } from 'vitest'
import { ask } from '../../test/samples/arrivals.ts'
import { engineOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { addOperators, plantCases } from '../../test/samples/operators.ts'
import { claimNext } from './claim-next.ts'
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
