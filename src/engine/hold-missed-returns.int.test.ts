import { afterEach, beforeEach, expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { ask, openAccounts, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { openDesk } from '../../test/samples/desk.ts'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { previewResolution } from './preview-resolution.ts'
import { proveDay } from './prove-day.ts'
import { releaseOutboundFiles } from './release-outbound-files.ts'
import { prepareDecision, resolveWithin } from './resolve-exception.ts'

/** A return after its window is dishonored (R68): none is sent by a policy, and none is forgotten either. */

let at: TestEngine
const strangers = accountNumbers(5, 500)

beforeEach(async () => {
  at = await openTestEngine()
  await openAccounts(at.engine, accountNumbers(1))
})
afterEach(() => at.close())

/** Sets the clock: `2026-11-24 22:15` in New York. */
function its(time: string): void {
  at.clock.now = Temporal.PlainDateTime.from(time).toZonedDateTime('America/New_York').toInstant()
}

const bytes = (from: number) => achFile([{ entries: entries(5, { accounts: strangers, from }) }])
const exceptions = () =>
  ask(
    at.engine,
    `select decided_by, policy, state, count(*) as n, bool_and(sentence like '%window closed on 2026-11-25 08:30%') as told
     from exception group by 1, 2, 3 order by 1`,
  )

// Received on Mon 11-23: due by the opening of Wed 11-25, 08:30. Seen red with: nothing held; what is held kept as a policy's.
test('a return whose window has closed is not sent: a person gets it, with its value still in suspense', async () => {
  its('2026-11-23 09:00')
  await receiveAndProcess(at.engine, { bytes: bytes(100) })
  its('2026-11-25 08:31')
  expect(await releaseOutboundFiles(at.engine)).toEqual([])
  expect(await exceptions()).toEqual([{ decided_by: 'person', policy: null, state: 'open', n: 5, told: true }])
  expect(await ask(at.engine, 'select state, count(*) from outbound_item group by 1')).toEqual([
    { state: 'missed', count: 5 },
  ])
  expect(await ask(at.engine, "select count(*) from event where kind = 'return_missed'")).toEqual([{ count: 5 }])
  expect(await ask(at.engine, 'select state, count(*) from item group by 1')).toEqual([
    { state: 'suspended', count: 5 },
  ])
  expect((await proveDay(at.engine)).problems).toEqual([])
})

test('what is still in its window leaves at the same time', async () => {
  its('2026-11-23 09:00')
  await receiveAndProcess(at.engine, { bytes: bytes(100) })
  its('2026-11-24 09:00')
  await receiveAndProcess(at.engine, { bytes: bytes(200) })
  its('2026-11-25 09:00')
  expect((await releaseOutboundFiles(at.engine)).map(file => file.items)).toEqual([5])
  expect((await exceptions()).map(one => [one.decided_by, one.state])).toEqual([
    ['person', 'open'],
    ['policy', 'closed'],
  ])
  expect(await releaseOutboundFiles(at.engine)).toEqual([])
  expect((await proveDay(at.engine)).problems).toEqual([])
})

// Seen red with what was read before the locks marked as it was: nothing of any work type was released.
test('law: what is taken over while it is found to have missed its window is whoever’s who took it, and all else goes on', async () => {
  const { engine } = at
  const { ann } = await openDesk(engine)
  its('2026-11-23 09:00')
  await receiveAndProcess(engine, { bytes: bytes(100) })
  const [item] = await ask<{ id: number }>(engine, 'select id from exception order by id limit 1')
  const { id = 0 } = item ?? {}
  const found = await prepareDecision(engine, id)
  const asked = { itemId: id, asked: { resolution: 'take_over' }, by: ann, fence: undefined } as const
  const preview = await previewResolution(engine, asked)
  if (found.is === 'refused' || preview.is === 'refused') throw new Error('it is not taken over')
  // It was decided in time, and is kept a moment after.
  const earlier = { ...engine, now: () => Temporal.Instant.from('2026-11-23T15:00:00Z') }
  its('2026-11-25 08:31')
  const missing = await inWriteRequest(engine.database, engine.institution.orgId, async tx => {
    const { is } = await resolveWithin(earlier, tx, found.decidable, { ...asked, previewSha256: preview.sha256 })
    expect(is).toBe('done')
    const releasing = [releaseOutboundFiles(engine)]
    const waiting = "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
    while ((await ask(engine, waiting)).length === 0);
    return releasing
  })
  await Promise.all(missing)
  expect(await ask(engine, 'select state, count(*) from outbound_item group by 1 order by 1')).toEqual([
    { state: 'missed', count: 4 },
    { state: 'withdrawn', count: 1 },
  ])
  expect((await proveDay(engine)).problems).toEqual([])
})
