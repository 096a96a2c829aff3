import assert from 'node:assert/strict'
import pg from 'pg'
import { bucketOfText, shardOf } from '../src/core/bucket.ts'
import type { Engine } from '../src/engine/engine.ts'
import { openPulls, type Pulls } from '../src/engine/pulls.ts'
import type { BenchRow } from './bench-row.ts'
import { floorSql } from './floor-sql.ts'
import { openStpBank } from './stp-bank.ts'

const CASES = 60_000
const CLIENTS = 200
const CLAIMS_WARM_UP = 5_000
const CLAIMS_SATURATED = 50_000
const OPEN_LOAD_PER_SECOND = 400
const OPEN_LOAD_SECONDS = 10
const QUEUE = 'ach-funds'
const DAY = Temporal.PlainDate.from('2026-06-01')
const COMMITS = 20_000

/** Of the quiet two-core machine on which the bars were set; see floor.ts. */
const REFERENCE_COMMITS = 29_249
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
    const commits = await commitsPerSecond(bank.url)
    await plantWork(engine)
    const pulls = openPulls(engine)
    const people = { next: 1 }
    await saturate(pulls, people, CLAIMS_WARM_UP)
    await engine.database.pool.query('checkpoint')
    const saturated = await saturate(pulls, people, CLAIMS_SATURATED)
    await assertClaimed(engine, CLAIMS_WARM_UP + CLAIMS_SATURATED)
    yield rate('claims of 200 clients of one queue, saturated', CLAIMS_SATURATED / saturated.seconds, commits)
    yield wait('the same, 99th of a hundred', percentile(saturated.latencies, 0.99), BARS.saturatedP99Ms, commits)
    const open = await openLoad(pulls, people)
    await assertClaimed(engine, CLAIMS_WARM_UP + CLAIMS_SATURATED + open.length)
    yield wait('400 pulls a second in process, 99th of a hundred', percentile(open, 0.99), BARS.openP99Ms, commits)
  } finally {
    await bank.close()
  }
}

const AGAINST = 'commits of one row a second, 20 clients'

/** A rate counts as it is where the floor holds its figure, and as its share of the floor on a slower or a busy machine. */
function rate(measure: string, value: number, commits: number): BenchRow {
  const least = BARS.claimsPerSecond / slower(commits)
  const figure = { value: Math.round(value), unit: '/s', against: AGAINST, against_value: commits }
  const ratio = Number((value / commits).toFixed(2))
  return { bench: 'pull-next', measure, ...figure, ratio, bar: `>= ${words(least)}/s`, holds: value >= least }
}

/** The same of a time that somebody waits, in units of one commit. */
function wait(measure: string, value: number, bar: number, commits: number): BenchRow {
  const most = bar * slower(commits)
  const figure = { value, unit: 'ms', against: AGAINST, against_value: commits }
  const ratio = Number(((value / 1000) * commits).toFixed(1))
  return { bench: 'pull-next', measure, ...figure, ratio, bar: `<= ${words(most)} ms`, holds: value <= most }
}

/** How much slower the floor of this run is than where the bars were set; never less than 1. */
function slower(commits: number): number {
  return Math.max(1, REFERENCE_COMMITS / commits)
}

function words(value: number): string {
  return Math.round(value).toLocaleString('en')
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

/** Cases of one queue with deadlines, harms and ages of their own, and the operators, each with a role, skills and a credential. */
async function plantWork({ database, institution, now }: Engine): Promise<void> {
  const org = shardOf(institution.orgId, 0)
  const at = now().toString()
  const { pool } = database
  await pool.query(
    `insert into work_case (shard, id, pack, kind, queue, cause, exceptions, items, debit_minor, credit_minor, due_at, ours_at, opened_at, state)
     select $1 + n % 1024, n, 'ach', 'insufficient-funds', $2, 'bench ' || n, 1, 1, (n * 31) % 5000, 0, moment, moment, $3, 'open'
     from generate_series(1, $4::bigint) as n cross join lateral (select $3::timestamptz + (n * 7919) % 100000 * interval '1 second' as moment) as due`,
    [org, QUEUE, at, CASES],
  )
  await pool.query(
    `insert into queue_place (shard, case_shard, case_id, queue, ours_at, harm_minor, opened_at, ready_at, state, for_role)
     select $1, shard, id, queue, ours_at, debit_minor, opened_at, opened_at, 'ready', 'aop' from work_case`,
    [shardOf(institution.orgId, bucketOfText(QUEUE))],
  )
  await pool.query(
    `insert into person (shard, id, login, name, kind, state, created_at)
     select $1, n, 'operator' || n, 'Operator ' || n, 'human', 'active', $2 from generate_series(1, $3::bigint) as n`,
    [org, at, CASES],
  )
  for (const sql of [
    "insert into role_holding (shard, person_id, role, holds_from) select $1, id, 'aop', $2 from person where shard = $1",
    "insert into person_skill (shard, person_id, skill, holds_from) select $1, id, 'ach', $2 from person where shard = $1",
    "insert into person_credential (shard, person_id, credential, holds_from, holds_until) select $1, id, 'reg-e', $2, '2027-01-01T00:00:00Z' from person where shard = $1",
  ])
    await pool.query(sql, [org, at])
  await pool.query('vacuum analyze')
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

/** The floor of the same run: commits a second of twenty clients that each insert one row. */
async function commitsPerSecond(url: string): Promise<number> {
  const pool = new pg.Pool({ connectionString: url, max: 20 })
  try {
    await pool.query(floorSql('create commits'))
    const insert = { name: 'insert', text: floorSql('insert commit') }
    let next = 0
    const client = async () => {
      const connection = await pool.connect()
      for (let id = next++; id < COMMITS; id = next++) await connection.query({ ...insert, values: [id, id] })
      connection.release()
    }
    const began = performance.now()
    await Promise.all(Array.from({ length: 20 }, client))
    return Math.round((COMMITS * 1000) / (performance.now() - began))
  } finally {
    await pool.query(floorSql('drop commits')).catch(() => {})
    await pool.end()
  }
}

if (import.meta.main) for await (const measured of pullNext()) console.log(JSON.stringify(measured))
