import { beforeEach, expect, test } from 'vitest'
import { accountNumbers } from '../../test/samples/ach-files.ts'
import { ask } from '../../test/samples/arrivals.ts'
import { debitsToDecide } from '../../test/samples/debits-to-decide.ts'
import type { Desk } from '../../test/samples/desk.ts'
import { deskOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { takeAsShown } from '../../test/samples/take-as-shown.ts'
import { lockShards } from '../store/bucket.ts'
import { lockPersons } from '../store/decision.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { type Approved, approveDecision } from './approve-decision.ts'
import type { Decider } from './authorise-decision.ts'
import { changePeople, changePeopleWithin } from './change-people.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import type { PeopleChange } from './people-change.ts'
import { peopleNow } from './people-now.ts'
import { proveDay } from './prove-day.ts'
import { countOneHand, readOneHand } from './read-one-hand.ts'

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

/** Returns once another transaction waits for a lock. */
async function somebodyWaits(): Promise<void> {
  const waiting = "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
  while ((await ask(engine, waiting)).length === 0);
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
    await somebodyWaits()
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

/** Of Ann or Kim, who are one person from some moment on. */
async function oneHand(login: string) {
  const found = (await peopleNow(engine)).byName.find(one => one.person.login === login)
  return readOneHand(engine, found ?? { accounts: [] })
}

// Seen red with the oldest first, and with the accounts of others counted as hands.
test('law: what two accounts decided as two people is listed once they are one person’s, the newest first, and no more when they are two again', async () => {
  const all = await debitsToDecide(engine, [OVER, OVER + 1, OVER + 2], { account: DECEASED })
  for (const itemId of all) await propose(itemId)
  const [first = 0, second = 0, third = 0] = all
  for (const [itemId, by] of [
    [first, desk.ann],
    [second, desk.bob],
    [third, desk.ann],
  ] as const) {
    at().clock.now = at().clock.now.add({ minutes: 1 })
    expect(await approve(itemId, by)).toMatchObject({ is: 'approved' })
  }
  const other = await debitsToDecide(engine, [OVER], { account: OTHER })
  for (const itemId of other) await propose(itemId)
  expect([await oneHand('kim'), await oneHand('ann')]).toEqual([NONE, NONE])
  const change = { change: 'set_owner', login: 'kim', owner: 'ann' } as const
  at().clock.now = at().clock.now.add({ minutes: 1 })
  expect(await say(change)).toBe(2)
  const gave = { gave: 'approved', firstId: desk.kim.personId, secondId: desk.ann.personId }
  const listed = {
    count: 2,
    newest: [third, first].map(exceptionId => expect.objectContaining({ ...gave, exceptionId })),
  }
  expect([await oneHand('kim'), await oneHand('ann'), await oneHand('bob')]).toEqual([listed, listed, NONE])
  expect((await proveDay(engine)).problems).toEqual([])
  expect(await say({ ...change, owner: null })).toBe(0)
  expect(await oneHand('kim')).toEqual(NONE)
})

const NONE = { count: 0, newest: [] }

async function say(change: PeopleChange): Promise<number> {
  const changed = await changePeople(engine, await sue(), [change])
  expect(changed).toMatchObject({ outcome: 'changed' })
  return countOneHand(engine, [change])
}

// Seen red with whoever looked at it afterwards left out, and with the hands of others told as theirs.
test('law: what one account looked at that the other approved is listed too, and a hundred at most are', async () => {
  const [itemId = 0] = await debitsToDecide(engine, [OVER], { account: DECEASED })
  await propose(itemId)
  expect(await approve(itemId, desk.bob)).toMatchObject({ is: 'approved' })
  const done = "update decision set review = 'done', reviewed_at = approved_at, reviewed_by = $1"
  await ask(engine, done, [desk.cleo.personId])
  expect(await say({ change: 'set_owner', login: 'cleo', owner: 'kim' })).toBe(1)
  const [columns] = await ask<{ names: string }>(
    engine,
    `select string_agg(quote_ident(column_name), ', ') as names from information_schema.columns
     where table_name = 'decision' and column_name not in ('id', 'entry_id')`,
  )
  const { names = '' } = columns ?? {}
  await ask(engine, `insert into decision (${names}) select ${names} from decision cross join generate_series(1, 150)`)
  const { count, newest } = await oneHand('kim')
  expect({ count, listed: newest.length }).toEqual({ count: 151, listed: 100 })
  expect(newest[0]).toMatchObject({ gave: 'reviewed', firstId: desk.kim.personId, secondId: desk.cleo.personId })
})

// Seen red with the people locked before the bucket: the database ended one of the two as a deadlock, which was answered as a defect.
test('law: who says whose account it is waits for a release with nothing that the release needs, and is heard after it', async () => {
  const shard = orgShardOf(engine)
  const said = await inWriteRequest(engine.database, engine.institution.orgId, async tx => {
    // As a release, or an adjustment whose queue lies there: the bucket, then whoever decides.
    await lockShards(tx, [shard])
    const saying = changePeople(engine, await sue(), [{ change: 'set_owner', login: 'kim', owner: 'ann' }])
    await somebodyWaits()
    await lockPersons(tx, shard, [desk.kim.personId, desk.ann.personId])
    return { saying }
  })
  expect(await said.saying).toMatchObject({ outcome: 'changed' })
})
