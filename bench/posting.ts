import assert from 'node:assert/strict'
import { shardOf } from '../src/core/bucket.ts'
import { postTransfers, type TransferPoster } from '../src/engine/post-transfers.ts'
import { proveDay } from '../src/engine/prove-day.ts'
import { outboxDone, takeOutbox } from '../src/engine/take-outbox.ts'
import { createRandom, type Random } from '../src/simulate/random.ts'
import { benchAccount, isStopped } from './ach-day.ts'
import { type BenchRow, median, printed } from './bench-row.ts'
import { commits } from './floor.ts'
import { rateRow, waitRow } from './floor-bar.ts'
import { serverCpu } from './server-cpu.ts'
import { openStpBank, type StpBank } from './stp-bank.ts'

/**
 * One posting = one transfer acknowledged: its key claimed, funds checked, one entry or two (between buckets), their postings, the
 * balances, its part of an audit event with a chain link, its row of the outbox, committed durably.
 */
const COUNTED =
  'one posting = one transfer acknowledged: idempotency claim, funds check, 1 or 2 entries, postings, balances, event with chain link, outbox row, durable commit'

const ACCOUNTS = 100_000
const CALLERS = 200
const WARM_SECONDS = 2
const SECONDS = 5
const ROUNDS = 3
const P99_MS_MAX = 40
const DAY = Temporal.PlainDate.from('2026-06-01')

/** How the accounts of a measure are chosen, and its bar. */
interface Load {
  readonly name: string
  readonly perSecondMin: number
  readonly account: (random: Random) => number
}

/** Of a hundred accounts one is closed and one is empty; those that can pay stand before them. */
const PAYING = 97
const LOADS: readonly Load[] = [
  {
    name: 'random over 100,000 accounts in 1,024 buckets',
    perSecondMin: 10_000,
    account: random => random.below(ACCOUNTS / 100) * 100 + random.below(PAYING),
  },
  { name: '10 hot accounts', perSecondMin: 20_000, account: random => random.below(10) },
]

/**
 * Transfers through the poster, as 200 callers in this process ask for them one after the other each, against commits of one row of
 * 20 clients on the same server. Medians of three rounds; what was answered is counted again in the database, and the proof holds.
 */
export async function* posting(seconds = SECONDS): AsyncGenerator<BenchRow> {
  const bank = await openStpBank(ACCOUNTS, DAY)
  const poster = await postTransfers(bank.engine)
  try {
    const { pool } = bank.engine.database
    await pool.query('vacuum analyze account')
    const of = { bank, poster, serverCpu: await serverCpu(pool) }
    for (const load of LOADS) {
      await run(of, load, { seconds: WARM_SECONDS, name: `${load.name} warm` })
      const rounds: Round[] = []
      const floors: number[] = []
      for (let round = 0; round < ROUNDS; round++) {
        floors.push(await commits(bank.url))
        rounds.push(await run(of, load, { seconds, name: `${load.name} ${round}` }))
      }
      yield* rowsOf(load, rounds, median(floors))
    }
    await poster.close()
    yield await tellOutbox(bank)
    const proof = await proveDay(bank.engine)
    assert.deepEqual(proof.problems, [])
    yield printed('posting', 'rows proved afterwards', {
      value: proof.audit.rows,
      unit: 'rows',
      against: 'rows',
      against_value: proof.audit.rows,
    })
  } finally {
    await poster.close()
    await bank.close()
  }
}

/** Everything that was posted is told to a reader, each transfer once; the bench ends if one is missing. */
async function tellOutbox(bank: StpBank): Promise<BenchRow> {
  const began = performance.now()
  let told = 0
  for (
    let taken = await takeOutbox(bank.engine, 'bench');
    taken.length > 0;
    taken = await takeOutbox(bank.engine, 'bench')
  )
    for (const { transfers, ...one } of taken) {
      assert.equal(await outboxDone(bank.engine, one), true)
      told += transfers.length
    }
  const seconds = (performance.now() - began) / 1000
  assert.equal(told, (await counted(bank)).transfers)
  return printed('posting', 'transfers told from the outbox', {
    value: Math.round(told / seconds),
    unit: '/s',
    against: 'transfers told',
    against_value: told,
  })
}

interface Round {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Processor time of a transfer in this process, which asks for it too. */
  readonly nodeUs: number
  /** The same of the server; not a number where nobody can tell. */
  readonly serverUs: number
}

function* rowsOf(load: Load, rounds: readonly Round[], commits: number): Generator<BenchRow> {
  const middle = (of: (round: Round) => number) => median(rounds.map(of))
  const told = { bench: 'posting', commits }
  const perSecond = middle(round => round.perSecond)
  yield rateRow({ ...told, measure: `${load.name}: ${COUNTED}`, value: perSecond, bar: load.perSecondMin })
  const waited = `${load.name}: from call to answer, 99th of a hundred`
  yield waitRow({ ...told, measure: waited, value: middle(round => round.p99Ms), bar: P99_MS_MAX })
  yield printed('posting', `${load.name}: from call to answer, the median`, {
    value: Number(middle(round => round.p50Ms).toFixed(1)),
    unit: 'ms',
    against: 'milliseconds of the 99th',
    against_value: Number(middle(round => round.p99Ms).toFixed(1)),
  })
  const node = Number(middle(round => round.nodeUs).toFixed(1))
  const server = middle(round => round.serverUs)
  if (Number.isNaN(server)) return
  yield printed('posting', `${load.name}: processor time of PostgreSQL for a transfer`, {
    value: Number(server.toFixed(1)),
    unit: 'us',
    against: 'microseconds of Node',
    against_value: node,
  })
}

/** A bank with its poster, and the clock of its server's processor time. */
interface Posting {
  readonly bank: StpBank
  readonly poster: TransferPoster
  readonly serverCpu: (() => number) | undefined
}

async function run(
  of: Posting,
  load: Load,
  round: { readonly seconds: number; readonly name: string },
): Promise<Round> {
  const { bank, poster } = of
  const before = await counted(bank)
  await bank.engine.database.pool.query('checkpoint')
  const random = createRandom(1).split(round.name)
  const took: number[] = []
  const [cpu, server] = [process.cpuUsage(), of.serverCpu?.()]
  const began = performance.now()
  const until = began + round.seconds * 1000
  let asked = 0
  const caller = async () => {
    while (performance.now() < until) {
      const from = load.account(random)
      const to = otherThan(from, load, random)
      const asking = performance.now()
      const answer = await poster.post({
        key: `${round.name} ${asked++}`,
        from: numberOf(from),
        to: numberOf(to),
        amountMinor: 1 + (asked % 1000),
        currency: bank.engine.institution.currency,
        reason: 'bench',
        actor: 'engine',
        funds: 'checked',
      })
      took.push(performance.now() - asking)
      assert.equal(answer.at, 'posted')
    }
  }
  await Promise.all(Array.from({ length: CALLERS }, caller))
  const seconds = (performance.now() - began) / 1000
  const used = process.cpuUsage(cpu)
  const serverMs = (of.serverCpu?.() ?? Number.NaN) - (server ?? 0)
  const after = await counted(bank)
  // A bench on what did not happen looks superb.
  assert.equal(after.transfers - before.transfers, took.length)
  assert.equal(after.told - before.told, took.length)
  assert.ok(after.entries - before.entries >= took.length && after.entries === after.postings)
  took.sort((a, b) => a - b)
  const at = (share: number) => took[Math.floor(took.length * share)] ?? Number.NaN
  return {
    perSecond: took.length / seconds,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    nodeUs: (used.user + used.system) / took.length,
    serverUs: (serverMs * 1000) / took.length,
  }
}

function otherThan(from: number, load: Load, random: Random): number {
  for (;;) {
    const to = load.account(random)
    if (to !== from) return to
  }
}

const numbers = new Map<number, string>()
function numberOf(index: number): string {
  let number = numbers.get(index)
  if (number === undefined) {
    assert.ok(!isStopped(index))
    number = benchAccount(index).number
    numbers.set(index, number)
  }
  return number
}

interface Counted {
  readonly transfers: number
  readonly told: number
  readonly entries: number
  readonly postings: number
}

async function counted({ engine }: StpBank): Promise<Counted> {
  const first = shardOf(engine.institution.orgId, 0)
  const { rows } = await engine.database.pool.query<Counted>(
    `select (select count(*) from transfer where shard between $1 and $1 + 1023 and refusal is null)::bigint as transfers,
       (select count(*) from outbox where shard between $1 and $1 + 1023)::bigint as told,
       (select count(*) from entry where shard between $1 and $1 + 1023)::bigint as entries,
       (select count(*) from posting where shard between $1 and $1 + 1023)::bigint as postings`,
    [first],
  )
  const [row] = rows
  assert.ok(row !== undefined)
  return row
}

if (import.meta.main) for await (const measured of posting()) console.log(JSON.stringify(measured))
