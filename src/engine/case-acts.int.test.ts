import { expect, test } from 'vitest'
import { ask } from '../../test/samples/arrivals.ts'
import { engineOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { addOperators, plantCases } from '../../test/samples/operators.ts'
import { sealPeople } from '../../test/samples/people.ts'
import { desk, idOf, mustGet, next } from '../../test/samples/pulls.ts'
import { SKIPS_A_DAY_MAX } from '../core/work/place-acts.ts'
import { skipsOfDay } from '../store/case-skip.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { type ClaimedCase, checkFence } from './change-place.ts'
import { changePresence } from './change-presence.ts'
import { claimNext } from './claim-next.ts'
import type { Engine } from './engine.ts'
import { parkCase, unparkCase } from './park-case.ts'
import { pendCase } from './pend-case.ts'
import { proveDay } from './prove-day.ts'
import { readDesk } from './read-desk.ts'
import { handOverDesk, reassignCase } from './reassign-case.ts'
import { releaseCase } from './release-case.ts'
import { renewLeases } from './renew-leases.ts'
import { returnAbsentWork } from './return-absent-work.ts'
import { returnExpired } from './return-expired.ts'
import { skipCase } from './skip-case.ts'
import { takeCase } from './take-case.ts'
import { takeBackCase } from './wake-case.ts'
import { wakeCases } from './wake-cases.ts'
import { explainNothing } from './why-nothing.ts'

const at = engineOfEachTest([])

// Seen red with the fence not raised by a claim, and with the holder alone compared.
test('a stale owner’s change is refused, with who has it now; the act and its event are not kept', async () => {
  const { engine, clock } = at()
  await desk(engine, 1)
  const first = await mustGet(engine, 1)
  clock.now = clock.now.add({ seconds: 90 })
  expect(await releaseCase(engine, first)).toMatchObject({ refused: 'lease_lost' })
  const second = await mustGet(engine, 2)
  expect(await releaseCase(engine, first)).toMatchObject({ refused: 'lease_lost', holder: 2 })
  expect(await skipCase(engine, first, 'wrong_queue')).toMatchObject({ refused: 'lease_lost', holder: 2 })
  await releaseCase(engine, second)
  clock.now = clock.now.add({ hours: 24 })
  const again = await mustGet(engine, 1)
  expect(await releaseCase(engine, { ...again, fence: first.fence })).toMatchObject({
    refused: 'lease_lost',
    holder: 1,
  })
  expect(await ask(engine, "select kind, count(*) from event where kind like 'case_%' group by 1 order by 1")).toEqual([
    { kind: 'case_claimed', count: 3 },
    { kind: 'case_released', count: 1 },
  ])
})

// Seen red with what was asked for in the same moment decided on the places as they were read, and with what failed shared.
test('acts of the same moment are done together: each case once, each refusal its own, and what fails fails alone', async () => {
  const { engine } = at()
  await desk(engine, 3)
  const claims = await Promise.all([1, 2, 3].map(person => mustGet(engine, person)))
  const [first, second, third] = claims as [ClaimedCase, ClaimedCase, ClaimedCase]
  const until = { wake: { on: 'date' }, at: engine.now().add({ hours: 4 }), waitingFor: 'the letter' } as const
  const broken = { ...until, waitingFor: 'x'.repeat(201) }
  const answers = await Promise.allSettled([
    pendCase(engine, first, until),
    releaseCase(engine, first),
    releaseCase(engine, { ...second, fence: second.fence + 1 }),
    releaseCase(engine, { ...second, caseId: 999_999 }),
    skipCase(engine, second, 'wrong_queue'),
  ])
  expect(answers.map(one => (one.status === 'fulfilled' ? one.value : one.reason))).toMatchObject([
    { at: { state: 'pended', waitingFor: 'the letter' } },
    { refused: 'lease_lost' },
    { refused: 'lease_lost' },
    { refused: 'case_not_found' },
    { at: { state: 'ready' }, skips: 1 },
  ])
  const [pended, released] = await Promise.allSettled([pendCase(engine, third, broken), releaseCase(engine, third)])
  expect([pended.status, released.status]).toEqual(['rejected', 'fulfilled'])
  const told =
    "select kind, count(*) from event where kind like 'case_%' and kind <> 'case_claimed' group by 1 order by 1"
  expect(await ask(engine, told)).toEqual([
    { kind: 'case_pended', count: 1 },
    { kind: 'case_released', count: 1 },
    { kind: 'case_skipped', count: 1 },
  ])
  expect((await proveDay(engine)).audit.problems).toEqual([])
})

// The bucket’s lock, the place’s and the comparison of fences each keep it: no planted bug in one of them was seen here.
test('of a commit and a takeover at once one comes through: the place is locked with the fence', async () => {
  const { engine, another } = at()
  await desk(engine, 1)
  const first = await mustGet(engine, 1)
  const other = await another()
  const results = await Promise.all([
    reassignCase(other, first, { by: 3, to: 2, reason: 'urgent' }),
    releaseCase(engine, first),
  ])
  const kinds = await ask<{ kind: string }>(
    engine,
    "select kind from event where kind in ('case_released', 'case_reassigned') order by n",
  )
  const isLost = 'refused' in results[1]
  expect(kinds.map(one => one.kind)).toEqual(isLost ? ['case_reassigned'] : ['case_released', 'case_reassigned'])
  expect(await idOf(engine, 2)).toBe(1)
})

// Seen red with a heartbeat that renews by holder alone, also what ran out.
test('a heartbeat renews what one works on and says what that is; what ran out is not renewed', async () => {
  const { engine, clock } = at()
  await desk(engine, 2)
  const mine = await mustGet(engine, 1)
  clock.now = clock.now.add({ seconds: 89 })
  expect(await renewLeases(engine, 1)).toMatchObject([{ caseId: mine.caseId, fence: 1 }])
  clock.now = clock.now.add({ seconds: 89 })
  expect(await returnExpired(engine)).toBe(0)
  expect('refused' in (await releaseCase(engine, mine))).toBe(false)
  await mustGet(engine, 1)
  clock.now = clock.now.add({ seconds: 90 })
  expect(await renewLeases(engine, 1)).toEqual([])
})

// Seen red with a sweep that looks at the first bucket only, and one that keeps the fence.
test('the sweep returns every lease that ran out, with an event, and nothing else', async () => {
  const { engine, clock } = at()
  await desk(engine, 3)
  await plantCases(engine, { queue: 'ach-returns', count: 1, firstId: 100, from: '2026-11-23T10:00:00Z' })
  const specialist = await mustGet(engine, 3)
  const associate = await mustGet(engine, 1)
  clock.now = clock.now.add({ seconds: 60 })
  await mustGet(engine, 2)
  clock.now = clock.now.add({ seconds: 30 })
  expect(await returnExpired(engine)).toBe(2)
  expect(await returnExpired(engine)).toBe(0)
  expect(await ask(engine, "select subject, body from event where kind = 'lease_ended' order by subject")).toEqual([
    { subject: associate.caseId, body: '{"caseShard":1101,"fence":2,"from":"person 1"}' },
    { subject: specialist.caseId, body: '{"caseShard":1101,"fence":2,"from":"person 3"}' },
  ])
  expect(await idOf(engine, 1)).toBe(associate.caseId)
})

// Seen red with the role left as it is, and with the cap left out.
test('three skips send a case to specialists, each is counted and seen, and so many a day and no more', async () => {
  const { engine } = at()
  await desk(engine, 30)
  await addOperators(engine, [{ id: 4 }, { id: 5 }])
  for (const person of [1, 2, 4]) {
    const got = await mustGet(engine, person)
    expect(got.caseId).toBe(1)
    await skipCase(engine, got, 'needs_specialist')
  }
  expect(await idOf(engine, 5)).toBe(2)
  expect(await idOf(engine, 3)).toBe(1)
  for (let n = 1; n < SKIPS_A_DAY_MAX; n++) await skipCase(engine, await mustGet(engine, 1), 'need_training')
  expect(await skipCase(engine, await mustGet(engine, 1), 'need_training')).toMatchObject({ refused: 'skips_used_up' })
  expect((await skipsOfDay(engine.database.pool, 1024, '2026-11-23'))[0]).toEqual({
    personId: 1,
    queue: 'ach-funds',
    reason: 'need_training',
    skips: SKIPS_A_DAY_MAX - 1,
    cases: SKIPS_A_DAY_MAX - 1,
  })
})

// Seen red with the bar not written by the skip.
test('whoever knows the people a case is about is kept from it for good: not by pull, not by name, not given, by no account', async () => {
  const { engine, clock } = at()
  await desk(engine, 1)
  await addOperators(engine, [{ id: 4 }])
  await ask(engine, 'update person set owner_id = 1 where id = 4')
  const { fence: _, ...of } = await mustGet(engine, 1)
  await skipCase(engine, { ...of, fence: 1 }, 'conflict_of_interest')
  clock.now = clock.now.add({ hours: 24 })
  const why = 'kept for good from whoever made it or knows the people it is about. Somebody else takes them.'
  for (const personId of [1, 4]) {
    expect(await next(engine, personId)).toBeUndefined()
    expect(await explainNothing(engine, personId)).toMatchObject([{ bar: 'barred', cases: 1 }])
    const refused = { refused: 'may_not_take', detail: `You may not have this case: ${why}` }
    expect(await takeCase(engine, { ...of, personId }, undefined)).toEqual(refused)
    const given = await reassignCase(engine, of, { by: 3, to: personId, reason: 'urgent' })
    expect(given).toMatchObject({ detail: `That person may not have this case: ${why}` })
  }
  expect(await idOf(engine, 2)).toBe(1)
})

// Seen red with the other accounts left out of what holds of a caller.
test('a second account is no second person: not handed what the first let go that day, and with the same measure of skips', async () => {
  const { engine, clock } = at()
  await desk(engine, 12)
  await addOperators(engine, [{ id: 4 }, { id: 5 }])
  await ask(engine, 'update person set owner_id = 1 where id in (4, 5)')
  await releaseCase(engine, await mustGet(engine, 4))
  const told = (await claimNext(engine, [5])).get(5)
  expect(told).toMatchObject({ place: { caseId: 2 }, why: { behind: 10 } })
  await skipCase(engine, await mustGet(engine, 5), 'need_training')
  expect((await explainNothing(engine, 1))[0]).toMatchObject({ bar: 'worked_today', cases: 2 })
  for (let n = 1; n < SKIPS_A_DAY_MAX; n++)
    await skipCase(engine, await mustGet(engine, n % 2 === 0 ? 1 : 4), 'need_training')
  const last = await mustGet(engine, 1)
  expect(last.caseId).toBe(12)
  expect(await skipCase(engine, last, 'need_training')).toMatchObject({ refused: 'skips_used_up' })
  expect(await idOf(engine, 2)).toBe(1)
  clock.now = clock.now.add({ hours: 24 })
  expect(await idOf(engine, 5)).toBe(1)
})

// Seen red with `worked_on` compared to no day.
test('what one let go is not handed out to the same person that day, and is the next', async () => {
  const { engine, clock } = at()
  await desk(engine, 1)
  await releaseCase(engine, await mustGet(engine, 1))
  expect(await next(engine, 1)).toBeUndefined()
  clock.now = clock.now.add({ hours: 24 })
  expect(await idOf(engine, 1)).toBe(1)
})

// Seen red with what waits left out of the heads, and with a wake that gives it to anybody.
test('what waits is handed to nobody, wakes on its day by itself, and earlier by what it waits for, for its owner', async () => {
  const { engine, clock } = at()
  await desk(engine, 2)
  const until = { at: clock.now.add({ hours: 1 }), waitingFor: 'the letter of the originator' }
  await pendCase(engine, await mustGet(engine, 1), { ...until, wake: { on: 'date' } })
  await pendCase(engine, await mustGet(engine, 1), { ...until, wake: { on: 'file', key: 'source 7' } })
  expect(await next(engine, 2)).toBeUndefined()
  expect(await wakeCases(engine, { on: 'file', key: 'source 8' })).toBe(0)
  expect(await wakeCases(engine, { on: 'file', key: 'source 7' })).toBe(1)
  expect(await next(engine, 2)).toBeUndefined()
  expect(await idOf(engine, 1)).toBe(2)
  clock.now = clock.now.add({ hours: 1 })
  expect(await idOf(engine, 2)).toBe(1)
  const past = await pendCase(engine, await mustGet(engine, 2), { ...until, wake: { on: 'date' } })
  expect(past).toMatchObject({ refused: 'wake_in_the_past' })
})

// Seen red with four on the stack, with the note dropped, with a parked case in the way of the next pull, and with numbers of the stack given twice.
test('an urgent item parks the current one with its field and draft, three at most; it comes back to them', async () => {
  const { engine } = at()
  await desk(engine, 6)
  const note = (n: number) => ({ field: `amount ${n}`, draft: { typed: `12.${n}` } })
  const aside: ClaimedCase[] = []
  for (let n = 0; n < 3; n++) {
    const got = await mustGet(engine, 1)
    aside.push(got)
    expect(await parkCase(engine, got, note(n))).toMatchObject({ at: { state: 'parked', parkNo: n + 1 } })
  }
  const fourth = await mustGet(engine, 1)
  expect(await parkCase(engine, fourth, note(3))).toMatchObject({ refused: 'desk_full' })
  const [first, second] = aside
  if (first === undefined || second === undefined) throw new Error('three were parked')
  expect(await unparkCase(engine, first)).toMatchObject({ refused: 'desk_full' })
  await releaseCase(engine, fourth)
  expect(await unparkCase(engine, { ...first, personId: 2 })).toMatchObject({ refused: 'not_parked' })
  expect(await releaseCase(engine, first)).toMatchObject({ refused: 'lease_lost' })
  expect(await unparkCase(engine, first)).toMatchObject({ fence: 2, note: note(0), at: { state: 'leased', holder: 1 } })
  // What was taken up from below and is put aside again lies on top, where the desk shows it first.
  await parkCase(engine, { ...first, fence: 2 }, note(4))
  await unparkCase(engine, second)
  await parkCase(engine, { ...second, fence: 2 }, note(5))
  const stack = (await readDesk(engine, 1)).map(({ place }) => place.note)
  expect(stack).toMatchObject([note(5), note(4), note(2)])
  expect(await unparkCase(engine, first)).toMatchObject({ fence: 3, note: note(4) })
  expect(await next(engine, 1)).toMatchObject({ caseId: first.caseId, fence: 3 })
})

// Seen red with waiting work left behind, with a hand-over to somebody who is absent let through, and with what is over the limit of
// one transaction not told.
test('a whole desk is handed over: current, parked, waiting and given; whoever had it has lost it', async () => {
  const { engine, clock } = at()
  await desk(engine, 4)
  await parkCase(engine, await mustGet(engine, 1), { field: 'code', draft: {} })
  await pendCase(engine, await mustGet(engine, 1), {
    wake: { on: 'date' },
    at: clock.now.add({ hours: 2 }),
    waitingFor: 'a call',
  })
  const current = await mustGet(engine, 1)
  expect(await handOverDesk(engine, 1, { by: 3, to: 9, reason: 'leave' })).toMatchObject({ refused: 'nobody_there' })
  const toTwo = { by: 3, to: 2, reason: 'leave' }
  expect(await handOverDesk(engine, 1, toTwo, 2)).toEqual({ cases: 2, returned: 0, left: 1 })
  expect(await handOverDesk(engine, 1, toTwo, 2)).toEqual({ cases: 1, returned: 0, left: 0 })
  expect(await releaseCase(engine, current)).toMatchObject({ refused: 'lease_lost' })
  const given = [await mustGet(engine, 2)]
  await releaseCase(engine, given[0] ?? current)
  given.push(await mustGet(engine, 2))
  expect(given.map(one => one.caseId)).toEqual([1, 3])
  expect(await ask(engine, "select case_id, holder from queue_place where state = 'pended'")).toEqual([
    { case_id: 2, holder: 2 },
  ])
})

// Seen red with the state of presence not read.
test('on a break nothing is handed out; what one has stays', async () => {
  const { engine } = at()
  await desk(engine, 2)
  await changePresence(engine, 1, 'break')
  await changePresence(engine, 1, 'break')
  expect(await next(engine, 1)).toBeUndefined()
  await changePresence(engine, 1, 'available')
  expect(await idOf(engine, 1)).toBe(1)
  expect(await ask(engine, "select count(*) from event where kind = 'presence_changed'")).toEqual([{ count: 2 }])
})

/** Ends what somebody learned, as a supervisor does. */
async function forget(engine: Engine, personId: number): Promise<void> {
  const values = [personId, engine.now().toString()]
  await ask(engine, `update person_skill set holds_until = $2 where person_id = $1`, values)
  await sealPeople(engine)
}

// Seen red with `returnStuck` left out of the pull: nobody was ever handed it.
test('what was given by name to somebody who may not have it any more is the next of whoever asks, and the log says why', async () => {
  const { engine } = at()
  await desk(engine, 3)
  const act = { by: 3, to: 2, reason: 'urgent' }
  const one = { queue: 'ach-funds', caseShard: 1101, caseId: 1 }
  expect(await reassignCase(engine, one, act)).toMatchObject({ offeredTo: 2 })
  expect(await idOf(engine, 1)).toBe(2)
  await forget(engine, 2)
  expect(await idOf(engine, 3)).toBe(1)
  const told = await ask(
    engine,
    "select actor, body::jsonb - 'caseShard' as body from event where kind = 'case_returned'",
  )
  expect(told).toEqual([{ actor: 'engine', body: { fence: 2, from: 'person 2', why: 'skill_missing' } }])
  expect(await reassignCase(engine, { ...one, caseId: 3 }, act)).toEqual({
    refused: 'may_not_take',
    detail: 'That person may not have this case: the skill of the queue is missing (ach). A supervisor gives it.',
  })
  expect((await proveDay(engine)).audit.problems).toEqual([])
})

// Seen red with nothing but the holder asked, and with the sweep looking at whoever is absent alone.
test('what one put aside or let wait is taken up again by nobody who would not be handed it; put aside it goes back', async () => {
  const { engine, clock } = at()
  await desk(engine, 3)
  const aside = await mustGet(engine, 1)
  await parkCase(engine, aside, { field: 'code', draft: {} })
  const waits = await mustGet(engine, 1)
  const until = { wake: { on: 'date' }, at: clock.now.add({ hours: 2 }), waitingFor: 'a call' } as const
  await pendCase(engine, waits, until)
  await ask(engine, `update queue_place set barred = '{1}' where case_id = 2`)
  expect(await takeBackCase(engine, waits)).toMatchObject({
    refused: 'may_not_take',
    detail:
      'You may not have this case: kept for good from whoever made it or knows the people it is about. Somebody else takes them.',
  })
  await forget(engine, 1)
  expect(await unparkCase(engine, aside)).toMatchObject({
    refused: 'may_not_take',
    detail: 'You may not have this case: the skill of the queue is missing (ach). A supervisor gives it.',
  })
  expect(await returnAbsentWork(engine)).toBe(1)
  expect(await returnAbsentWork(engine)).toBe(0)
  expect(await idOf(engine, 2)).toBe(1)
  expect((await proveDay(engine)).audit.problems).toEqual([])
})

// Seen red with the room not looked at, in turn, in the pull, in giving by name, in handing over and in taking back.
test('law: nobody gets more cases than their status allows: not by pulling, by name, by a desk handed over, or by taking back', async () => {
  const { engine, clock } = at()
  await desk(engine, 12)
  const give = (caseId: number, to: number) =>
    reassignCase(engine, { queue: 'ach-funds', caseShard: 1101, caseId }, { by: 3, to, reason: 'urgent' })
  const waits = await mustGet(engine, 1)
  const until = { wake: { on: 'date' }, at: clock.now.add({ hours: 2 }), waitingFor: 'a call' } as const
  await pendCase(engine, waits, until)
  for (let n = 0; n < 3; n++) await parkCase(engine, await mustGet(engine, 1), { field: 'code', draft: {} })
  expect(await give(12, 1)).toMatchObject({ offeredTo: 1 })
  const full =
    'You have 4 of the 4 cases that somebody who is available may have: one has to be finished or let go first.'
  expect(await give(11, 1)).toEqual({ refused: 'desk_full', detail: full.replace('You have', 'That person has') })
  expect(await give(12, 1), 'theirs already').toMatchObject({ offeredTo: 1 })
  expect(await takeBackCase(engine, waits)).toEqual({ refused: 'desk_full', detail: full })
  expect(await idOf(engine, 1), 'what they were given').toBe(12)
  expect(await parkCase(engine, await mustGet(engine, 1), { field: 'code', draft: {} })).toMatchObject({
    refused: 'desk_full',
  })
  await pendCase(engine, await mustGet(engine, 1), until)
  await give(11, 1)
  await ask(engine, `update queue_place set ready_at = ready_at + interval '1 hour' where case_id = 11`)
  expect(await idOf(engine, 1)).toBeUndefined()
  expect((await explainNothing(engine, 1))[0]).toMatchObject({ bar: 'desk_full', sentence: full })

  await changePresence(engine, 2, 'busy')
  expect(await idOf(engine, 2)).toBe(5)
  expect(await handOverDesk(engine, 1, { by: 3, to: 2, reason: 'leave' })).toEqual({ cases: 2, returned: 4, left: 0 })
  await changePresence(engine, 2, 'wrap_up')
  expect(await give(10, 2)).toMatchObject({ detail: expect.stringContaining('is wrapping up: nothing new comes') })
  await releaseCase(engine, await mustGet(engine, 2))
  expect(await idOf(engine, 2)).toBeUndefined()
  expect((await proveDay(engine)).audit.problems).toEqual([])
})

test('a fence is checked in any transaction that locked the bucket first', async () => {
  const { engine } = at()
  await desk(engine, 1)
  const got = await mustGet(engine, 1)
  const checked = (fence: number) => inWriteRequest(engine.database, 1, tx => checkFence(engine, tx, { ...got, fence }))
  expect(await checked(got.fence)).toMatchObject({ caseId: 1, at: { state: 'leased', holder: 1 } })
  expect(await checked(got.fence - 1)).toMatchObject({ refused: 'lease_lost', holder: 1 })
})
