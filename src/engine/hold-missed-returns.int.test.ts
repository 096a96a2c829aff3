import { afterEach, beforeEach, expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { ask, openAccounts, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import { proveDay } from './prove-day.ts'
import { releaseOutboundFiles } from './release-outbound-files.ts'

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
