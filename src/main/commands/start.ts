import { join, resolve } from 'node:path'
import pino, { type Logger } from 'pino'
import { openApiDocument } from '../../contract/openapi.ts'
import type { Engine } from '../../engine/engine.ts'
import { releaseOutboundFiles } from '../../engine/release-outbound-files.ts'
import { resumeReceipts } from '../../engine/resume-receipts.ts'
import type { HeadLedger } from '../../engine/sign-heads.ts'
import { toWebp } from '../../media/to-webp.ts'
import { createMetrics } from '../../server/metrics.ts'
import { type LastProof, openProver } from '../../server/prover.ts'
import { CannotListen, type Listening, probePort, serve } from '../../server/serve.ts'
import type { ServerParts } from '../../server/server-parts.ts'
import { makeFolder } from '../../store/make-folder.ts'
import { type Call, CannotDo, type Command, EXIT, type ExitCode } from '../command.ts'
import { type Config, institutionOf, readConfig } from '../config.ts'
import { openHeadLedger } from '../head-ledger.ts'
import { openEngine } from '../open-engine.ts'
import { publishOutboundFiles } from '../publish-outbound-files.ts'
import { isFirstStart, makeSampleDay, runSampleDay, type SampleDay } from '../sample-day.ts'
import { signInTime } from '../sign-in-time.ts'
import { VERSION } from '../version.ts'
import { watchFolder } from '../watch-folder.ts'
import { openWorkQueue, type WorkQueue } from '../work-queue.ts'

export const start: Command = {
  arguments: '',
  summary:
    'Starts Clearday: the database, the engine, the watched folder and the web pages. A first start makes and processes a sample day.',
  examples: ['clearday start', 'clearday start --port 9000 --data /srv/clearday', 'clearday start --empty'],
  options: {
    port: {
      type: 'string',
      value: 'N',
      help: 'where the web pages are (default: server.port of clearday.json, or 8080); 0 takes any free one',
    },
    items: { type: 'string', value: 'N', default: '10000', help: 'items of the sample day' },
    empty: { type: 'boolean', help: 'make no sample day at a first start' },
  },
  run: runStart,
}

const MIB = 2 ** 20
const UPLOAD_BYTES_MAX = 2048 * MIB

async function runStart(call: Call): Promise<ExitCode> {
  const startedMs = performance.now()
  const given = readConfig(call.dataDir, call.environment)
  const port = call.integer('port', { min: 0, max: 65535 }) ?? given.server.port
  // Before anything that takes time: a taken port would waste it.
  await orCannot(probePort(given.server.host, port))
  const sample = await sampleOf(call, given)
  const config = sample === undefined ? given : readConfig(call.dataDir, call.environment)
  const open = await openEngine({
    dataDir: call.dataDir,
    institution: institutionOf(config),
    environment: call.environment,
  })
  const log = openLog(call)
  try {
    await resumeReceipts(open.engine)
    if (sample !== undefined) await processSample(call, open.engine, sample)
    const ledger = await openHeadLedger(call.dataDir, open.engine.institution.orgId)
    const running = await startServing({ call, config, engine: open.engine, ledger, log, port })
    const stopped = untilStopped() // before anybody is told that we serve, and may stop us
    tell(call, running, startedMs)
    await stopped
    if (!call.json) call.terminal.print('Stopping: what is being processed comes to its end.')
    await running.close()
  } finally {
    await open.close()
  }
  return EXIT.done
}

/** The sample day of a first start; undefined at every other, and where none is wanted. */
async function sampleOf(call: Call, config: Config): Promise<SampleDay | undefined> {
  if (call.flag('empty') || !isFirstStart(call.dataDir, call.environment)) return undefined
  await makeFolder(resolve(call.dataDir))
  const startedMs = performance.now()
  const items = call.integer('items', { min: 100, max: 1_000_000 }) ?? 10_000
  const sample = await makeSampleDay(call.dataDir, config, { items, now: Temporal.Now.instant() })
  if (!call.json)
    call.terminal.print(
      `A sample day of ${items} items, ${sample.day}, was made in ${seconds(startedMs)} under ${sample.directory}.`,
    )
  return sample
}

async function processSample(call: Call, engine: Engine, sample: SampleDay): Promise<void> {
  const startedMs = performance.now()
  const progress = call.terminal.progress('processing the sample day')
  await runSampleDay(engine, call.dataDir, sample, (done, total, path) => progress.update(done, total, path))
  progress.end(`done in ${seconds(startedMs)}`)
}

interface Running {
  readonly listening: Listening
  readonly proved: LastProof
  close(): Promise<void>
}

interface ServingWith {
  readonly call: Call
  readonly config: Config
  readonly engine: Engine
  readonly ledger: HeadLedger
  readonly log: Logger
  readonly port: number
}

async function startServing(serving: ServingWith): Promise<Running> {
  const { call, config, engine, ledger, log, port } = serving
  const work = openWorkQueue(engine, (error, receipt) =>
    log.error({ receipt, kind: (error as Error).name }, 'processing failed; it is tried again'),
  )
  const parts = partsOf(serving, work)
  const proved = await parts.prover.prove()
  const listening = await orCannot(
    serve({
      parts,
      host: config.server.host,
      port,
      webFolder: fromRoot('dist/web'),
      hosts: (call.environment.CLEARDAY_HOSTS ?? '').split(',').filter(name => name !== ''),
    }),
  )
  const folder = await watchFolder({
    engine,
    folder: join(call.dataDir, 'in'),
    received: (_, reception) => {
      if (reception.outcome === 'accepted') work.accepted(reception.receiptId)
      log.info(
        { outcome: reception.outcome, receipt: 'receiptId' in reception ? reception.receiptId : undefined },
        'a file of the watched folder',
      )
    },
    failed: error => log.error({ kind: (error as Error).name }, 'the watched folder'),
  })
  const returns = sendReturnsInTime(engine, call.dataDir, log)
  const signing = signInTime(engine, ledger, log)
  return {
    listening,
    proved,
    async close() {
      await folder.close()
      await returns.close()
      await listening.close()
      await work.close()
      await signing.close()
      log.flush()
    },
  }
}

function partsOf({ config, engine, ledger, log }: ServingWith, work: WorkQueue): ServerParts {
  return {
    engine,
    version: VERSION,
    openapi: `${JSON.stringify(openApiDocument(VERSION), null, 2)}\n`,
    log,
    metrics: createMetrics(() => ({
      rssBytes: process.memoryUsage.rss(),
      uptimeSeconds: Math.round(process.uptime()),
    })),
    prover: openProver(engine, ledger),
    sources: config.sources.map(({ name, expectedBy }) => ({
      name,
      expectedBy: expectedBy === undefined ? undefined : Temporal.PlainTime.from(expectedBy),
    })),
    toPicture: toWebp,
    work,
    uploadBytesMax: UPLOAD_BYTES_MAX,
  }
}

function fromRoot(path: string): string {
  return new URL(`../../../${path}`, import.meta.url).pathname
}

const RETURNS_EVERY_MS = 60_000
/** Returns leave so long before their window closes: time enough to try again, and late enough to go in few files. */
const RETURNS_AHEAD = Temporal.Duration.from({ minutes: 30 })

/** Releases what falls due soon, again and again; a failure is tried again a minute later. */
function sendReturnsInTime(engine: Engine, dataDir: string, log: Logger): { close(): Promise<void> } {
  let running = Promise.resolve()
  const send = async () => {
    const released = await releaseOutboundFiles(engine, engine.now().add(RETURNS_AHEAD))
    await publishOutboundFiles(engine, dataDir)
    for (const file of released) log.info({ file: file.name, items: file.items }, 'returns went out')
  }
  const timer = setInterval(() => {
    running = running
      .then(send)
      .catch((error: unknown) =>
        log.error({ kind: (error as Error).name }, 'sending returns failed; it is tried again'),
      )
  }, RETURNS_EVERY_MS)
  return {
    close: () => {
      clearInterval(timer)
      return running
    },
  }
}

/** Lines of the log are JSON: in a file of the data directory, or on standard error with CLEARDAY_LOG=stderr. */
function openLog(call: Call): Logger {
  const toStderr = call.environment.CLEARDAY_LOG === 'stderr'
  const destination = toStderr
    ? pino.destination({ dest: 2, sync: true })
    : pino.destination({ dest: join(call.dataDir, 'log', 'clearday.jsonl'), mkdir: true, sync: false })
  return pino(
    {
      level: call.environment.CLEARDAY_LOG_LEVEL ?? 'info',
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    destination,
  )
}

function tell(call: Call, { listening, proved }: Running, startedMs: number): void {
  const { terminal } = call
  const { all, holds, problems } = proved.proof
  if (call.json) {
    terminal.printJson({
      address: listening.address,
      port: listening.port,
      ready_ms: Math.round(performance.now() - startedMs),
      holds,
      received: all.received.count,
      pid: process.pid,
    })
    return
  }
  const count = (number: number) => number.toLocaleString('en-US')
  terminal.print(
    `${count(all.received.count)} items received, ${count(all.terms.posted.count)} posted, ${count(all.terms.returned.count)} returned, ${count(all.terms.suspended.count)} suspended, ${count(all.terms.rejected.count)} rejected.`,
  )
  for (const problem of problems) terminal.complain(problem)
  terminal.print(holds ? 'The proof holds.' : 'The proof does not hold.')
  terminal.print(`Files put into ${join(call.dataDir, 'in')} are received.`)
  if (!/^(127\.|localhost$|::1$)/.test(listening.address.replace(/^http:\/\/\[?/, '')))
    terminal.print(
      'There is no sign-in yet: everybody who reaches this address sees the day, with personal data masked.',
    )
  terminal.print(
    `Clearday ${VERSION} is at ${listening.address} (ready after ${seconds(startedMs)}). Stop it with Ctrl+C.`,
  )
}

function seconds(startedMs: number): string {
  return `${((performance.now() - startedMs) / 1000).toFixed(1)} s`
}

async function untilStopped(): Promise<void> {
  await new Promise<void>(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })
}

async function orCannot<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw error instanceof CannotListen ? new CannotDo(error.message) : error
  }
}
