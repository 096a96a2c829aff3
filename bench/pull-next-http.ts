import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import pino from 'pino'
import type { Engine } from '../src/engine/engine.ts'
import { beginSession } from '../src/engine/sign-in-session.ts'
import { readProcedure } from '../src/main/read-procedure.ts'
import { toCoveredWebp, toWebp } from '../src/media/to-webp.ts'
import { createMetrics } from '../src/server/metrics.ts'
import { openProver } from '../src/server/prover.ts'
import { openReveals } from '../src/server/reveals.ts'
import { type Listening, serve } from '../src/server/serve.ts'
import { inWriteRequest } from '../src/store/write-request.ts'
import { TEST_LEDGER } from '../test/samples/closers.ts'
import { type BenchRow, printed } from './bench-row.ts'
import { waitRow } from './floor-bar.ts'
import type { PullsSeen, PullsWanted } from './pull-generator.ts'
import { serverCpu } from './server-cpu.ts'
import type { StpBank } from './stp-bank.ts'

const OPERATORS = 200
const PER_SECOND = 400
const SECONDS = 10
const SECONDS_WARM = 3

/** Where it is measured, after what else was. */
interface OverHttp {
  readonly bank: StpBank
  /** Commits a second of the floor. */
  readonly floor: number
  /** The first of the operators who has no work yet. */
  readonly firstPerson: number
  readonly p99MsMax: number
}

/**
 * The same over HTTP: 200 people who are signed in pull from one queue, 400 times a second in all, each pull through the server with
 * its session, what it may do, its lease, its fence and its event; then the case is left to wait, which is as many requests again. What
 * asks is another process. Counts are asserted: as many claims as pulls, none twice, an event for each, and nothing worked on at the end.
 */
export async function* pullsOverHttp({ bank, floor, firstPerson, p99MsMax }: OverHttp): AsyncGenerator<BenchRow> {
  const engine = { ...bank.engine, now: tickingFrom(bank.engine.now()) }
  // What was handed out before is done: it would come back when its leases end.
  const { pool } = engine.database
  await pool.query(`update queue_place set state = 'done', holder = null, lease_until = null where state = 'leased'`)
  await pool.query('vacuum analyze queue_place')
  const tokens = await signIn(engine, firstPerson)
  const listening = await listen(engine, bank.folder)
  try {
    const wanted = {
      address: listening.address,
      tokens,
      perSecond: PER_SECOND,
      until: engine.now().add({ hours: 24 }).toString(),
    }
    const before = await counted(engine)
    const warm = await askedFor({ ...wanted, seconds: SECONDS_WARM })
    const clock = await serverCpu(pool)
    const [node, server] = [process.cpuUsage(), clock?.() ?? Number.NaN]
    const seen = await askedFor({ ...wanted, seconds: SECONDS })
    const used = process.cpuUsage(node)
    const serverMs = (clock?.() ?? Number.NaN) - server
    await assertHandedOut(engine, before, [warm, seen])
    yield* rowsOf(seen, { floor, p99MsMax })
    yield printed('pull-next', 'processor time of Node for a pull and a pend over HTTP', {
      value: Math.round((used.user + used.system) / seen.pulls.length),
      unit: 'us',
      against: 'microseconds of PostgreSQL',
      against_value: Math.round((serverMs * 1000) / seen.pulls.length),
    })
  } finally {
    await listening.close()
  }
}

function* rowsOf({ pulls, pends }: PullsSeen, bar: Pick<OverHttp, 'floor' | 'p99MsMax'>): Generator<BenchRow> {
  const told = { bench: 'pull-next', commits: bar.floor }
  const measure = '400 pulls a second over HTTP with session, authority, lease and event, 99th of a hundred'
  yield waitRow({ ...told, measure, value: at(pulls, 0.99), bar: bar.p99MsMax })
  yield printed('pull-next', 'the same, the median', {
    value: at(pulls, 0.5),
    unit: 'ms',
    against: 'milliseconds of the slowest',
    against_value: at(pulls, 1),
  })
  yield printed('pull-next', 'letting a case wait over HTTP, 99th of a hundred', {
    value: at(pends, 0.99),
    unit: 'ms',
    against: 'milliseconds of the median',
    against_value: at(pends, 0.5),
  })
}

function at(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(1))
}

/** The bank's own moment, and from there on as time goes by: sessions are seen anew, and leases end. */
function tickingFrom(start: Temporal.Instant): () => Temporal.Instant {
  const began = performance.now()
  return () => start.add({ milliseconds: Math.floor(performance.now() - began) })
}

async function signIn(engine: Engine, firstPerson: number): Promise<readonly string[]> {
  const tokens: string[] = []
  for (let person = firstPerson; person < firstPerson + OPERATORS; person++) {
    const how = { how: 'password', address: '127.0.0.1' } as const
    const begun = await inWriteRequest(engine.database, engine.institution.orgId, tx =>
      beginSession(engine, tx, person, how),
    )
    tokens.push(begun.token)
  }
  return tokens
}

/** The server as it is run, its log in a file. */
function listen(engine: Engine, folder: string): Promise<Listening> {
  const parts = {
    engine,
    version: '0.0.0',
    openapi: '{}',
    log: pino(pino.destination({ dest: join(folder, 'log'), sync: false })),
    metrics: createMetrics(() => ({ rssBytes: process.memoryUsage.rss(), uptimeSeconds: process.uptime() })),
    prover: openProver(engine),
    ledger: TEST_LEDGER,
    sources: [],
    procedure: readProcedure,
    toPicture: toWebp,
    toCoveredPicture: toCoveredWebp,
    reveals: openReveals(engine.now),
    work: { accepted: () => {}, backlog: 0 },
    uploadBytesMax: 1 << 20,
    signIn: {
      demo: 'not offered',
      publicOrigin: undefined,
      proxies: [],
      passkeys: { why: 'not measured' },
      provider: undefined,
    },
  } as const
  return serve({ parts, host: '127.0.0.1', port: 0, webFolder: folder, hosts: [] })
}

/** Has a process of its own ask, and gives what it saw. */
async function askedFor(wanted: PullsWanted): Promise<PullsSeen> {
  const generator = fork(new URL('pull-generator.ts', import.meta.url))
  const gone = once(generator, 'exit').then(([code]) => {
    throw new Error(`what asks for work ended with ${code} before it told what it saw`)
  })
  generator.send(wanted)
  const [seen] = await Promise.race([once(generator, 'message'), gone])
  gone.catch(() => {}) // it ends when it has told
  return seen
}

interface Counted {
  readonly claimed: number
  readonly pended: number
  readonly leased: number
}

async function counted({ database }: Engine): Promise<Counted> {
  const { rows } = await database.pool.query<Counted>(
    `select (select count(*) from event where kind = 'case_claimed')::bigint as claimed,
       (select count(*) from event where kind = 'case_pended')::bigint as pended,
       (select count(*) from queue_place where state = 'leased')::bigint as leased`,
  )
  const [row] = rows
  assert.ok(row !== undefined)
  return row
}

/** As many claims and pends as pulls, no claim told twice, and nothing in anybody's hands. */
async function assertHandedOut(engine: Engine, before: Counted, all: readonly PullsSeen[]): Promise<void> {
  const claims = all.flatMap(one => one.claims)
  assert.equal(claims.length, PER_SECOND * (SECONDS_WARM + SECONDS))
  assert.equal(new Set(claims).size, claims.length)
  const after = await counted(engine)
  assert.equal(after.claimed - before.claimed, claims.length)
  assert.equal(after.pended - before.pended, claims.length)
  assert.equal(after.leased, 0)
}
