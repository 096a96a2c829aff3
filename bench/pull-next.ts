import assert from 'node:assert/strict'
import type { Engine } from '../src/engine/engine.ts'
import { openPulls, type Pulls } from '../src/engine/pulls.ts'
import type { BenchRow } from './bench-row.ts'
import { commits } from './floor.ts'
import { rateRow, waitRow } from './floor-bar.ts'
import { plantWork } from './plant-work.ts'
import { pullsOverHttp } from './pull-next-http.ts'
import { openStpBank } from './stp-bank.ts'

const CASES = 65_000
const CLIENTS = 200
const CLAIMS_WARM_UP = 5_000
const CLAIMS_SATURATED = 50_000
const OPEN_LOAD_PER_SECOND = 400
const OPEN_LOAD_SECONDS = 10
const DAY = Temporal.PlainDate.from('2026-06-01')

const BARS = { claimsPerSecond: 10_000, saturatedP99Ms: 50, openP99Ms: 25 } as const

/**
 * Handing out work: 200 operators pull from one queue, each claim with what holds of its operator read in the same transaction,
 * its lease, its fence and its event in the audit chain. Saturated, then at 400 pulls a second that come whether the one before
 * was served or not. In process; each pull is another operator's, because one at a time is what an operator may have. Counts are
 * asserted: as many claims as pulls, each case once, an event for each, and nothing else changed.
 */
export async function* pullNext(): AsyncGenerator<BenchRow> {
  const bank = await openStpBank(10, DAY)
  try {
    const { engine } = bank
    bank.openOn(DAY)
    const floor = await commits(bank.url)
    await plantWork(engine, CASES)
    const pulls = openPulls(engine)
    const people = { next: 1 }
    await saturate(pulls, people, CLAIMS_WARM_UP)
    await engine.database.pool.query('checkpoint')
    const saturated = await saturate(pulls, people, CLAIMS_SATURATED)
    await assertClaimed(engine, CLAIMS_WARM_UP + CLAIMS_SATURATED)
    const perSecond = CLAIMS_SATURATED / saturated.seconds
    const told = { bench: 'pull-next', commits: floor }
    const measure = 'claims of 200 clients of one queue, saturated'
    yield rateRow({ ...told, measure, value: perSecond, bar: BARS.claimsPerSecond })
    const slow = percentile(saturated.latencies, 0.99)
    yield waitRow({ ...told, measure: 'the same, 99th of a hundred', value: slow, bar: BARS.saturatedP99Ms })
    const open = await openLoad(pulls, people)
    await assertClaimed(engine, CLAIMS_WARM_UP + CLAIMS_SATURATED + open.length)
    const late = percentile(open, 0.99)
    yield waitRow({
      ...told,
      measure: '400 pulls a second in process, 99th of a hundred',
      value: late,
      bar: BARS.openP99Ms,
    })
    yield* pullsOverHttp({ bank, floor, firstPerson: people.next, p99MsMax: BARS.openP99Ms })
  } finally {
    await bank.close()
  }
}

/** Every client asks again as soon as it is served, each time for another operator. */
async function saturate(
  pulls: Pulls,
  people: { next: number },
  claims: number,
): Promise<{ readonly seconds: number; readonly latencies: readonly number[] }> {
  const latencies: number[] = []
  const last = people.next + claims
  const client = async () => {
    for (let person = people.next++; person < last; person = people.next++)
      latencies.push(await timedPull(pulls, person))
  }
  const began = performance.now()
  await Promise.all(Array.from({ length: CLIENTS }, client))
  people.next = last
  assert.equal(latencies.length, claims)
  return { seconds: (performance.now() - began) / 1000, latencies }
}

/** Pulls that come on time, however long those before them take: what waits for a slow one is counted to its end. */
async function openLoad(pulls: Pulls, people: { next: number }): Promise<readonly number[]> {
  const began = performance.now()
  const all: Promise<number>[] = []
  const wanted = OPEN_LOAD_PER_SECOND * OPEN_LOAD_SECONDS
  while (all.length < wanted) {
    const due = Math.min(wanted, Math.floor(((performance.now() - began) / 1000) * OPEN_LOAD_PER_SECOND))
    while (all.length < due) all.push(timedPull(pulls, people.next++))
    await new Promise(resolve => setTimeout(resolve, 1))
  }
  return Promise.all(all)
}

async function timedPull(pulls: Pulls, person: number): Promise<number> {
  const began = performance.now()
  const pulled = await pulls.next(person)
  assert.equal(pulled.outcome, 'claimed')
  return performance.now() - began
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return Number((sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(1))
}

/** As many leases as claims, each by another operator and with the first fence, an event each, and the most urgent first. */
async function assertClaimed({ database }: Engine, claims: number): Promise<void> {
  const [counted] = (
    await database.pool.query(
      `select (select count(*)::bigint from queue_place where state = 'leased' and fence = 1) as leased,
         (select count(distinct holder)::bigint from queue_place) as holders,
         (select count(*)::bigint from queue_place where state = 'ready') as ready,
         (select count(*)::bigint from event where kind = 'case_claimed') as events,
         (select count(*)::bigint from queue_place as taken where state = 'leased' and ours_at > (select min(ours_at) from queue_place where state = 'ready')) as too_early`,
    )
  ).rows
  assert.deepEqual(counted, { leased: claims, holders: claims, ready: CASES - claims, events: claims, too_early: 0 })
}

if (import.meta.main) for await (const measured of pullNext()) console.log(JSON.stringify(measured))
