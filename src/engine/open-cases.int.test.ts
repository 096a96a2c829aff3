import { expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { ask, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { openDesk } from '../../test/samples/desk.ts'
import { engineOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { addOperators } from '../../test/samples/operators.ts'
import { takeAsShown } from '../../test/samples/take-as-shown.ts'
import { takeBack } from '../../test/samples/take-back.ts'
import { withQueues } from '../core/work/queue-setting.ts'
import type { ClaimedCase } from './change-place.ts'
import { claimNext } from './claim-next.ts'
import type { Engine } from './engine.ts'
import { openCases } from './open-cases.ts'
import { parkCase } from './park-case.ts'
import { pendCase } from './pend-case.ts'
import { proveDay } from './prove-day.ts'
import { readDay } from './read-day.ts'
import { readItems } from './read-pages.ts'
import { returnExpired } from './return-expired.ts'

const accounts = accountNumbers(4)
const at = engineOfEachTest(accounts)

interface CaseRow extends Record<string, unknown> {
  readonly kind: string
  readonly exceptions: number
  readonly bound: number
  readonly state: string
}
const CASES = `select work_case.kind, exceptions, queue_place.state,
  (select count(*)::bigint from exception where case_shard = work_case.shard and case_id = work_case.id) as bound
  from work_case join queue_place on queue_place.case_shard = work_case.shard and queue_place.case_id = work_case.id order by work_case.kind, exceptions`

/** Debits far over the balance: six of one account and one of another; and a batch that does not balance. */
const poor = (count: number, from: number, account: string) =>
  entries(count, { accounts: [account], from }).map(entry => ({
    ...entry,
    transactionCode: 27,
    amountMinor: 1_500_000,
  }))
const file = () =>
  achFile([
    { entries: [...poor(6, 100, accounts[0] ?? ''), ...poor(1, 200, accounts[1] ?? '')] },
    { entries: entries(3, { accounts, from: 300 }), control: { totalDebit: 7 } },
  ])

/** Then a person decides everything. */
const withoutPolicies = (engine: Engine): Engine => ({
  ...engine,
  institution: { ...engine.institution, policies: [] },
})

// Seen red with the cause of every kind 'alone', and with held batches left out.
test('exceptions of one account and day are one case, another account’s is another, a held batch is one; each is bound once', async () => {
  const { engine } = at()
  await receiveAndProcess(withoutPolicies(engine), { bytes: file() })
  expect(await openCases(engine)).toBe(3)
  expect(await ask<CaseRow>(engine, CASES)).toEqual([
    { kind: 'batch-debit-mismatch', exceptions: 1, bound: 1, state: 'ready' },
    { kind: 'insufficient-funds', exceptions: 1, bound: 1, state: 'ready' },
    { kind: 'insufficient-funds', exceptions: 6, bound: 6, state: 'ready' },
  ])
  expect(await openCases(engine)).toBe(0)
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with exceptions raised into the queue that their pack has for the kind.
test('a kind lies in the queue that the institution puts it in, for whoever has that queue’s skill', async () => {
  const { engine } = at()
  const setting = { queue: 'ach-review', title: 'Large and poor', skill: 'payments', kinds: ['insufficient-funds'] }
  const own = withoutPolicies({ ...engine, packs: withQueues(engine.packs, [setting]) })
  await addOperators(own, [
    { id: 1, roles: ['sps'] },
    { id: 2, roles: ['sps'], skills: ['payments'] },
  ])
  await receiveAndProcess(own, { bytes: file() })
  await openCases(own)
  const pulled = await claimNext(own, [1, 2])
  expect(pulled.get(1)).toMatchObject({ outcome: 'claimed', place: { queue: 'ach-intake' } })
  expect(pulled.get(2)).toMatchObject({ outcome: 'claimed', place: { queue: 'ach-review' }, why: { behind: 1 } })
  expect((await proveDay(own)).problems).toEqual([])
})

// Seen red with exceptions of one cause made one case whatever queue they lie in.
test('law: where a kind is moved to another queue between two files, what was raised before is finished there, as a case of its own', async () => {
  const { engine } = at()
  const before = withoutPolicies(engine)
  const setting = { queue: 'ach-review', kinds: ['insufficient-funds'] }
  const after = { ...before, packs: withQueues(engine.packs, [setting]) }
  await receiveAndProcess(before, { bytes: achFile([{ entries: poor(2, 100, accounts[0] ?? '') }]) })
  await receiveAndProcess(after, { bytes: achFile([{ entries: poor(3, 200, accounts[0] ?? '') }]) })
  expect(await openCases(after)).toBe(2)
  expect(await ask(engine, 'select queue, exceptions from work_case order by exceptions')).toEqual([
    { queue: 'ach-funds', exceptions: 2 },
    { queue: 'ach-review', exceptions: 3 },
  ])
  expect((await proveDay(after)).problems).toEqual([])
})

// Seen red with, in turn: everything held counted to the items of its batch's receipt twice; a lease that ran out counted as in work;
// what is parked and what waits left out; the list of what is in work with a lease that ran out, and with what a case holds as a batch
// left out.
test('in work is what somebody has claimed at that moment, by source and day, in the proof and in Today alike', async () => {
  const { engine, clock } = at()
  await addOperators(engine, [{ id: 1, roles: ['ps'] }])
  await receiveAndProcess(withoutPolicies(engine), { bytes: file() })
  await openCases(engine)
  const inWork = async () => {
    const proof = await proveDay(engine)
    expect(proof.problems).toEqual([])
    const today = await readDay(engine, undefined)
    expect(today.equation).toEqual(proof.all)
    expect([...today.bySource]).toEqual([...proof.bySource])
    const { in_work: claimed, suspended } = proof.all.terms
    // Each number leads to as many items.
    for (const [is, term] of [[true, claimed] as const, [false, suspended] as const]) {
      const asked = {
        receivedOn: today.day,
        state: 'suspended',
        claimed: { is, at: engine.now() },
        limit: 500,
      } as const
      expect((await readItems(engine, asked)).length).toBe(term.count)
    }
    return [claimed.count, claimed.debitMinor, suspended.count]
  }
  expect(await inWork()).toEqual([0, 0n, 10])
  const six = await claimed(engine)
  expect(await inWork()).toEqual([6, 9_000_000n, 4])
  clock.now = clock.now.add({ seconds: 90 })
  expect(await inWork()).toEqual([0, 0n, 10])
  await returnExpired(engine)
  expect(await inWork()).toEqual([0, 0n, 10])
  const again = await claimed(engine)
  expect(again.caseId).toBe(six.caseId)
  await parkCase(engine, again, { field: 'amount', draft: {} })
  expect(await inWork()).toEqual([6, 9_000_000n, 4])
  const wait = { wake: { on: 'date' }, at: clock.now.add({ hours: 1 }), waitingFor: 'a call' } as const
  await pendCase(engine, await claimed(engine), wait)
  expect(await inWork()).toEqual([7, 10_500_000n, 3])
  await claimed(engine) // the held batch: two debits, and one credit of its three entries
  expect((await inWork())[0]).toBe(10)
})

async function claimed(engine: Engine): Promise<ClaimedCase> {
  const pulled = (await claimNext(engine, [1])).get(1)
  if (pulled?.outcome !== 'claimed') throw new Error(`person 1 got ${pulled?.outcome}`)
  return { ...pulled.place, personId: 1 }
}

// Seen red with the comparison of `case_id is null` left out of the binding.
test('two engines that open cases at once open each once', async () => {
  const { engine, another } = at()
  const other = await another()
  await receiveAndProcess(withoutPolicies(engine), { bytes: file() })
  const opened = await Promise.all([openCases(engine), openCases(other)])
  expect(opened[0] + opened[1]).toBe(3)
  expect((await ask<CaseRow>(engine, CASES)).map(one => one.bound)).toEqual([1, 1, 6])
})

// Seen red with the earliest of all exceptions for the clock, and with a wake that stays where it is.
test('the clock of a case is that of what is open of it; what waits wakes before it when it moves, and the log says so', async () => {
  const { engine } = at()
  const { ann } = await openDesk(engine)
  const settled = (settlementDate: string, from: number) => ({
    header: { settlementDate },
    entries: poor(1, from, accounts[0] ?? ''),
  })
  await receiveAndProcess(withoutPolicies(engine), { bytes: achFile([settled('327', 100), settled('328', 200)]) })
  expect(await openCases(engine)).toBe(1)
  const clocks = async () => {
    const [row] = await ask<{ place: Date; of_case: Date; wakes: Date }>(
      engine,
      'select queue_place.ours_at as place, work_case.ours_at as of_case, ready_at as wakes from queue_place join work_case on work_case.shard = case_shard and id = case_id',
    )
    expect(row?.place).toEqual(row?.of_case)
    return { clock: row?.place.toISOString(), wakes: row?.wakes.toISOString() }
  }
  const [first, second] = await ask<{ id: number; ours_at: Date }>(
    engine,
    'select id, ours_at from exception order by ours_at',
  )
  if (first === undefined || second === undefined) throw new Error('two debits were raised')
  const [early, late] = [first.ours_at.toISOString(), second.ours_at.toISOString()]
  const hourBefore = (of: string) => Temporal.Instant.from(of).subtract({ hours: 1 })
  expect(early < late).toBe(true)
  expect((await clocks()).clock).toBe(early)
  const asked = { resolution: 'return', code: 'R01' } as const
  expect(await takeAsShown(engine, { itemId: first.id, asked, by: ann })).toMatchObject({ is: 'done' })
  expect((await clocks()).clock).toBe(late)
  expect((await proveDay(engine)).problems).toEqual([])
  const { personId } = ann
  const pulled = (await claimNext(engine, [personId])).get(personId)
  if (pulled?.outcome !== 'claimed') throw new Error('ann gets the case')
  const until = { wake: { on: 'date' }, at: hourBefore(late), waitingFor: 'a call' } as const
  await pendCase(engine, { ...pulled.place, personId }, until)
  expect(await takeBack(engine, { itemId: first.id, by: ann })).toMatchObject({ is: 'undone' })
  const wakes = new Date(hourBefore(early).epochMilliseconds).toISOString()
  expect(await clocks()).toEqual({ clock: early, wakes })
  const told = `select actor, body::jsonb ->> 'to' as holder, body::jsonb ->> 'waitingFor' as what, (body::jsonb ->> 'until')::timestamptz as until from event where kind = 'case_pended' order by n`
  expect((await ask(engine, told)).at(-1)).toEqual({
    ...{ actor: `person ${personId}`, holder: `person ${personId}`, what: 'a call', until: new Date(wakes) },
  })
  expect((await proveDay(engine)).problems).toEqual([])
})
