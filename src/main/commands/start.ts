import { join, resolve } from 'node:path'
import type { Engine } from '../../engine/engine.ts'
import { resumeReceipts } from '../../engine/resume-receipts.ts'
import { openDemoPeople } from '../../engine/sign-in-demo.ts'
import { canAnybodySignIn } from '../../engine/sign-in-password.ts'
import { probePort } from '../../server/serve.ts'
import type { SignInParts } from '../../server/server-parts.ts'
import { makeFolder } from '../../store/make-folder.ts'
import { type Call, type Command, EXIT, type ExitCode } from '../command.ts'
import { complainOfFailed } from '../complain-of-failed.ts'
import { type Config, institutionOf, readConfig } from '../config.ts'
import { openHeadLedger } from '../head-ledger.ts'
import { openLog } from '../open-log.ts'
import { isLoopback } from '../relying-party.ts'
import {
  isFirstStart,
  isSampleBank,
  makeSampleDay,
  runSampleDay,
  type SampleDay,
  unfinishedSampleDay,
} from '../sample-day.ts'
import { isWebBuilt, orCannot, type Running, startServing } from '../start-serving.ts'
import { VERSION } from '../version.ts'
import { untilInterrupted } from '../with-engine.ts'

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

async function runStart(call: Call): Promise<ExitCode> {
  const startedMs = performance.now()
  const { dataDir, environment } = call
  const given = readConfig(dataDir, environment)
  const port = call.integer('port', { min: 0, max: 65535 }) ?? given.server.port
  // Before anything that takes time: a taken port would waste it.
  await orCannot(probePort(given.server.host, port))
  const sample = await sampleOf(call, given)
  const config = sample === undefined ? given : readConfig(dataDir, environment)
  const institution = institutionOf(config)
  await untilInterrupted({ dataDir, environment, institution }, async (engine, interrupt) => {
    complainOfFailed(call, (await resumeReceipts(engine)).failed)
    if (sample !== undefined) await processSample(call, engine, sample)
    const ledger = await openHeadLedger(dataDir, institution.orgId)
    const log = openLog(dataDir, environment)
    const demo = await demoOf(call, engine, config)
    const running = await startServing({ dataDir, environment, config, engine, ledger, log, port, demo })
    try {
      interrupt.check()
      const stopped = untilStopped() // before anybody is told that we serve, and may stop us
      interrupt.end() // from here on a stop is the usual end, and waits for what is being processed
      if (!isWebBuilt())
        call.terminal.complain(
          'The web pages are not built, only the API is served: stop it and use npm start, which builds them.',
        )
      tell(call, running, { startedMs, signIn: await signInSentence(engine, demo) })
      await stopped
      if (!call.json) call.terminal.print('Stopping: what is being processed comes to its end.')
    } finally {
      await running.close()
    }
  })
  return EXIT.done
}

/** The sample day of a first start, or one that an earlier start left unfinished; undefined at every other, and where none is wanted. */
async function sampleOf(call: Call, config: Config): Promise<SampleDay | undefined> {
  const { dataDir, environment } = call
  if (!isFirstStart(dataDir, environment)) {
    const left = unfinishedSampleDay(dataDir, environment)
    if (left !== undefined && !call.json)
      call.terminal.print(`The sample day ${left.day} was not processed to its end: it goes on.`)
    return left
  }
  if (call.flag('empty')) return undefined
  await makeFolder(resolve(dataDir))
  const startedMs = performance.now()
  const items = call.integer('items', { min: 100, max: 1_000_000 }) ?? 10_000
  const sample = await makeSampleDay(dataDir, config, { items, now: Temporal.Now.instant() })
  if (!call.json)
    call.terminal.print(
      `A sample day of ${items} items, ${sample.day}, was made in ${seconds(startedMs)} under ${sample.directory}.`,
    )
  return sample
}

/** The demo people, where this is the sample's bank and nobody but this machine can reach it. */
async function demoOf({ dataDir, environment }: Call, engine: Engine, config: Config): Promise<SignInParts['demo']> {
  if (!isSampleBank(dataDir, environment, config) || !isLoopback(config.server.host)) return 'not offered'
  await openDemoPeople(engine)
  return 'offered'
}

async function processSample(call: Call, engine: Engine, sample: SampleDay): Promise<void> {
  const startedMs = performance.now()
  const progress = call.terminal.progress('processing the sample day')
  await runSampleDay(engine, call.dataDir, sample, (done, total, path) => progress.update(done, total, path))
  progress.end(`done in ${seconds(startedMs)}`)
}

/** How to get in, where somebody may not know; empty where people have passwords. */
async function signInSentence(engine: Engine, demo: SignInParts['demo']): Promise<string> {
  if (demo === 'offered') return 'The page offers demo people, one for each role: no password is needed here.'
  if (await canAnybodySignIn(engine)) return ''
  return 'Nobody can sign in yet: add a person, and give them a password with clearday password LOGIN.'
}

function tell(
  call: Call,
  { listening, proved }: Running,
  { startedMs, signIn }: { readonly startedMs: number; readonly signIn: string },
): void {
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
  if (signIn !== '') terminal.print(signIn)
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
