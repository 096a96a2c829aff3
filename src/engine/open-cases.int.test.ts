import { expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { ask, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { engineOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { addOperators } from '../../test/samples/operators.ts'
import type { ClaimedCase } from './change-place.ts'
import { claimNext } from './claim-next.ts'
import type { Engine } from './engine.ts'
import { openCases } from './open-cases.ts'
import { parkCase } from './park-case.ts'
import { pendCase } from './pend-case.ts'
import { proveDay } from './prove-day.ts'
import { readDay } from './read-day.ts'
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

// Seen red with, in turn: everything held counted to the items of its batch's receipt twice; a lease that ran out counted as in work;
// what is parked and what waits left out.
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
test('two processes that open cases at once open each once', async () => {
  const { engine, another } = at()
  const other = await another()
  await receiveAndProcess(withoutPolicies(engine), { bytes: file() })
  const opened = await Promise.all([openCases(engine), openCases(other)])
  expect(opened[0] + opened[1]).toBe(3)
  expect((await ask<CaseRow>(engine, CASES)).map(one => one.bound)).toEqual([1, 1, 6])
})
