import { expect, test } from 'vitest'
import { ask } from '../../test/samples/arrivals.ts'
import { engineOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { addOperators } from '../../test/samples/operators.ts'
import { desk, idOf, mustGet, next } from '../../test/samples/pulls.ts'
import { SKIPS_A_DAY_MAX } from '../core/work/place-acts.ts'
import { skipsOfDay } from '../store/case-skip.ts'
import type { ClaimedCase } from './change-place.ts'
import type { Engine } from './engine.ts'
import { parkCase, unparkCase } from './park-case.ts'
import { pendCase } from './pend-case.ts'
import { handOverDesk, reassignCase } from './reassign-case.ts'
import { releaseCase } from './release-case.ts'
import { returnExpired } from './return-expired.ts'
import { skipCase } from './skip-case.ts'
import { takeCase } from './take-case.ts'
import { takeBackCase } from './wake-case.ts'

const at = engineOfEachTest([])

const DAY = '2026-11-23'
const note = { field: 'words', draft: {} }

/** How often each person gave something back that day. */
async function givenBack(engine: Engine): Promise<Readonly<Record<number, number>>> {
  const seen = await skipsOfDay(engine.database.pool, 1024, DAY)
  return Object.fromEntries(
    seen.filter(({ reason }) => reason === 'given_back').map(({ personId, skips }) => [personId, skips]),
  )
}

/** The case as its holder has it now, after whatever raised its fence. */
async function held(engine: Engine, of: Omit<ClaimedCase, 'fence'>): Promise<ClaimedCase> {
  const [place] = await ask<{ fence: number }>(engine, `select fence from queue_place where case_id = ${of.caseId}`)
  return { ...of, fence: place?.fence ?? 0 }
}

// Seen red with giving back not counted, and with it counted by account.
test('what was handed out and is given back counts as passed over: so often a day by whichever account, seen, and no sign that it is hard', async () => {
  const { engine, clock } = at()
  await desk(engine, 30)
  await addOperators(engine, [{ id: 4 }])
  await ask(engine, 'update person set owner_id = 1 where id = 4')
  await skipCase(engine, await mustGet(engine, 1), 'wrong_queue')
  for (let n = 1; n < SKIPS_A_DAY_MAX; n++)
    expect(await releaseCase(engine, await mustGet(engine, n % 2 === 0 ? 1 : 4))).toMatchObject({ skips: 0 })
  const last = await mustGet(engine, 1)
  const usedUp = { refused: 'skips_used_up', detail: expect.stringMatching(/passed over or given back 10 cases today/) }
  expect(await releaseCase(engine, last)).toMatchObject(usedUp)
  expect(await skipCase(engine, last, 'wrong_queue')).toMatchObject(usedUp)
  expect(await next(engine, 1)).toEqual(last)
  expect(await givenBack(engine)).toEqual({ 1: 4, 4: 5 })
  expect(
    await ask(engine, "select kind, count(*) from event where kind ~ '^case_(rel|sk)' group by 1 order by 1"),
  ).toEqual([
    { kind: 'case_released', count: 9 },
    { kind: 'case_skipped', count: 1 },
  ])
  clock.now = clock.now.add({ hours: 24 })
  expect('refused' in (await releaseCase(engine, await mustGet(engine, 1)))).toBe(false)
})

// Seen red with what was taken by its number counted, and with parking, waiting and taking up again each losing how it was taken.
test('what somebody took by its number, because they were asked about it, goes back uncounted, also after it lay aside or waited', async () => {
  const { engine, clock } = at()
  await desk(engine, 5)
  const { fence: _, ...of } = { ...(await mustGet(engine, 2)), personId: 1 }
  await releaseCase(engine, await held(engine, { ...of, personId: 2 }))
  await takeCase(engine, of, undefined)
  await releaseCase(engine, await held(engine, of))
  await takeCase(engine, of, undefined)
  await parkCase(engine, await held(engine, of), note)
  await unparkCase(engine, of)
  await pendCase(engine, await held(engine, of), {
    wake: { on: 'date' },
    at: clock.now.add({ hours: 1 }),
    waitingFor: 'a call',
  })
  await takeBackCase(engine, of)
  expect('refused' in (await releaseCase(engine, await held(engine, of)))).toBe(false)
  expect(await givenBack(engine)).toEqual({ 2: 1 })
})

// Seen red with what is handed out after it was taken by its number still so, by a pull and by a supervisor.
test('what comes to somebody after another took it by its number was handed to them, and counts', async () => {
  const { engine, clock } = at()
  await desk(engine, 1)
  const { fence: _, ...of } = await mustGet(engine, 2)
  await releaseCase(engine, await held(engine, of))
  const ones = { ...of, personId: 1 }
  await takeCase(engine, ones, undefined)
  clock.now = clock.now.add({ seconds: 90 })
  await releaseCase(engine, await mustGet(engine, 3))
  expect(await givenBack(engine)).toEqual({ 2: 1, 3: 1 })
  await takeCase(engine, ones, undefined)
  await pendCase(engine, await held(engine, ones), {
    wake: { on: 'date' },
    at: clock.now.add({ hours: 1 }),
    waitingFor: 'x',
  })
  await reassignCase(engine, of, { by: 3, to: 2, reason: 'urgent' })
  await takeBackCase(engine, of)
  await releaseCase(engine, await held(engine, of))
  await reassignCase(engine, of, { by: 3, to: 1, reason: 'urgent' })
  await takeCase(engine, ones, undefined)
  await releaseCase(engine, await held(engine, ones))
  expect(await givenBack(engine)).toEqual({ 1: 1, 2: 2, 3: 1 })
  expect(await ask(engine, 'select state, by_name from queue_place')).toEqual([{ state: 'ready', by_name: false }])
})

// Seen red with the row written wherever a case goes back to its queue.
test('a lease that ran out and a desk that was handed over count for nobody', async () => {
  const { engine, clock } = at()
  await desk(engine, 3)
  await mustGet(engine, 1)
  clock.now = clock.now.add({ seconds: 90 })
  expect(await returnExpired(engine)).toBe(1)
  expect(await idOf(engine, 1)).toBe(1)
  await handOverDesk(engine, 1, { by: 3, to: 2, reason: 'absent' })
  expect(await idOf(engine, 2)).toBe(1)
  expect(await ask(engine, 'select count(*) from case_skip')).toEqual([{ count: 0 }])
})
