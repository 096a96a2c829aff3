import { beforeEach, expect, test } from 'vitest'
import { accountNumbers } from '../../test/samples/ach-files.ts'
import { ask } from '../../test/samples/arrivals.ts'
import { debitsToDecide } from '../../test/samples/debits-to-decide.ts'
import type { Desk } from '../../test/samples/desk.ts'
import { deskOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { takeAsShown } from '../../test/samples/take-as-shown.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { type Approved, approveDecision } from './approve-decision.ts'
import type { Decider } from './authorise-decision.ts'
import { changePeopleWithin } from './change-people.ts'
import type { Engine } from './engine.ts'
import { proveDay } from './prove-day.ts'

/** Two accounts that turn out to be one person’s: Kim is an associate; Ann and Bob approve. */

const [DECEASED = '', OTHER = ''] = accountNumbers(2)
const at = deskOfEachTest([])
let engine: Engine
let desk: Desk
beforeEach(() => {
  engine = at().engine
  desk = at().desk
})

/** Over the 1,000.00 that an associate may post alone. */
const OVER = 490_000

function propose(itemId: number) {
  return takeAsShown(engine, { itemId, asked: { resolution: 'post' }, by: desk.kim })
}

async function approve(itemId: number, by: Decider): Promise<Approved> {
  const [row] = await ask<{ shard: number; id: number; sha256: string }>(
    engine,
    "select shard, id, encode(effect_sha256, 'hex') as sha256 from decision where exception_id = $1",
    [itemId],
  )
  const { shard = 0, id = 0, sha256 = '' } = row ?? {}
  return approveDecision(engine, { decision: { shard, id }, by, sha256 })
}

async function sue() {
  const [row] = await ask<{ id: number }>(engine, "select id from person where login = 'sue'")
  return { person: row?.id ?? 0, session: 'stepped-up' } as const
}

// Seen red with the people read before the wait for whoever says it, and, in the proof, with its moment left out of the chain.
test('law: whoever is said to be the same person approves it from that moment on no more; what they approved before stays', async () => {
  const [before = 0] = await debitsToDecide(engine, [OVER], { account: DECEASED })
  await propose(before)
  expect(await approve(before, desk.ann)).toMatchObject({ is: 'approved' })
  at().clock.now = at().clock.now.add({ minutes: 1 })
  const [itemId = 0] = await debitsToDecide(engine, [OVER], { account: OTHER })
  expect(await propose(itemId)).toMatchObject({ is: 'proposed' })
  const refusal = { refused: 'not_authorised', why: expect.stringContaining('is one person with you') }
  const said = await inWriteRequest(engine.database, engine.institution.orgId, async tx => {
    await changePeopleWithin(engine, tx, await sue(), [{ change: 'set_owner', login: 'kim', owner: 'ann' }])
    const approving = approve(itemId, desk.ann)
    const waiting = "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
    while ((await ask(engine, waiting)).length === 0);
    return { approving }
  })
  expect(await said.approving, 'begun before it was said').toMatchObject(refusal)
  expect(await approve(itemId, desk.ann)).toMatchObject(refusal)
  expect((await proveDay(engine)).problems).toEqual([])
  expect(await approve(itemId, desk.bob)).toMatchObject({ is: 'approved' })
  expect((await proveDay(engine)).problems).toEqual([])
  await ask(engine, 'update decision set approver_id = $1 where exception_id = $2', [desk.ann.personId, itemId])
  expect((await proveDay(engine)).problems.join()).toContain('approved by one who had a hand in it')
})
