import { pino } from 'pino'
import { expect, test } from 'vitest'
import { ask } from '../../test/samples/arrivals.ts'
import { engineOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { addOperators, plantCases } from '../../test/samples/operators.ts'
import { LEASE_SECONDS } from '../core/work/lease.ts'
import { keepWork } from '../main/keep-work.ts'
import { claimNext } from './claim-next.ts'
import { openPulls } from './pulls.ts'

const at = engineOfEachTest([])

// Seen red with the lock of the buckets left out of a claim, and the fence not compared.
test('200 clients of three engines pull 50,000 cases: none twice, none lost, an event each', async () => {
  const { engine, another } = at()
  const cases = 50_000
  for (let from = 1; from <= cases + 200; from += 5_000)
    await addOperators(
      engine,
      Array.from({ length: 5_000 }, (_, n) => ({ id: from + n })),
    )
  await plantCases(engine, { queue: 'ach-funds', count: cases })
  const pulls = [openPulls(engine), openPulls(await another()), openPulls(await another())]
  let next = 1
  const got: number[] = []
  let nothing = 0
  const client = async (n: number) => {
    for (let id = next++; id <= cases + 200; id = next++) {
      const pulled = await pulls[n % 3]?.next(id)
      if (pulled?.outcome === 'claimed') got.push(pulled.place.caseId)
      else nothing++
    }
  }
  await Promise.all(Array.from({ length: 200 }, (_, n) => client(n)))
  expect([got.length, new Set(got).size, nothing]).toEqual([cases, cases, 200])
  const counted = `select (select count(*) from queue_place where state = 'leased' and fence = 1) as leased,
    (select count(distinct subject) from event where kind = 'case_claimed') as events`
  expect(await ask(engine, counted)).toEqual([{ leased: cases, events: cases }])
})

// Seen red with a sweep that returns one round of leases only, and with a server that looks for leases every minute.
test('1,000 leases that run out by the machine’s clock are all back within five seconds of their end, by what a server runs', async () => {
  const { engine: timed } = at()
  const engine = { ...timed, now: () => Temporal.Now.instant() }
  const people = Array.from({ length: 1_000 }, (_, n) => n + 1)
  await addOperators(
    engine,
    people.map(id => ({ id })),
  )
  await plantCases(engine, { queue: 'ach-funds', count: 1_000 })
  // With an open exception each: an empty case is closed, and not returned.
  await ask(
    engine,
    `insert into exception (shard, id, scope, pack, kind, receipt_id, day, items, debit_minor, credit_minor, state, decided_by, sentence, finding, queue, clock, raised_at, case_shard, case_id)
     select shard, id, 'item', pack, kind, 1, '2026-11-23', 1, 100, 0, 'open', 'person', 'planted', '{}', queue, '', opened_at, shard, id from work_case`,
  )
  const began = Temporal.Now.instant()
  await claimNext(engine, people.slice(0, 500))
  await claimNext(engine, people.slice(500))
  const claimed = Temporal.Now.instant()
  const keeping = keepWork(engine, pino({ level: 'silent' }))
  let back = 0
  let first: Temporal.Instant | undefined
  while (back < 1_000) {
    const [told] = await ask<{ count: number }>(engine, "select count(*) from event where kind = 'lease_ended'")
    back = told?.count ?? 0
    if (back > 0) first ??= Temporal.Now.instant()
    const waited = Temporal.Now.instant().since(claimed).total('seconds')
    expect(waited, `${back} of 1,000 were back`).toBeLessThan(LEASE_SECONDS + 5)
    await new Promise(resolve => setTimeout(resolve, 200))
  }
  await keeping.close()
  expect(first?.since(began).total('seconds')).toBeGreaterThanOrEqual(LEASE_SECONDS)
  expect(await ask(engine, "select count(*) from queue_place where state = 'ready'")).toEqual([{ count: 1_000 }])
})
