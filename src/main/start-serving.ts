import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { openApiDocument } from '../contract/openapi.ts'
import type { Engine } from '../engine/engine.ts'
import type { ExportSigner } from '../engine/export-audit.ts'
import type { HeadLedger } from '../engine/sign-heads.ts'
import { toCoveredWebp, toWebp } from '../media/to-webp.ts'
import { errorFacts } from '../server/error-facts.ts'
import { createMetrics } from '../server/metrics.ts'
import { openPasskeyVerifier } from '../server/passkey-verifier.ts'
import { type LastProof, openProver } from '../server/prover.ts'
import { openReveals } from '../server/reveals.ts'
import { CannotListen, type Listening, serve } from '../server/serve.ts'
import type { ServerParts, SignInParts } from '../server/server-parts.ts'
import { CannotDo } from './command.ts'
import type { Config } from './config.ts'
import { failureSentence } from './failure-sentence.ts'
import { keepWork } from './keep-work.ts'
import { providerOf } from './provider-settings.ts'
import { readProcedure } from './read-procedure.ts'
import { relyingPartyOf } from './relying-party.ts'
import { sendInWindows } from './send-in-windows.ts'
import { signInTime } from './sign-in-time.ts'
import { VERSION } from './version.ts'
import { watchFolder } from './watch-folder.ts'
import { openWorkQueue, type WorkQueue } from './work-queue.ts'

const MIB = 2 ** 20
const UPLOAD_BYTES_MAX = 2048 * MIB

/** A server that answers, with everything that runs beside it. */
export interface Running {
  readonly listening: Listening
  readonly proved: LastProof
  close(): Promise<void>
}

export interface ServingWith {
  readonly dataDir: string
  readonly environment: NodeJS.ProcessEnv
  readonly config: Config
  readonly engine: Engine
  readonly ledger: HeadLedger & ExportSigner
  readonly log: Logger
  readonly port: number
  /** Of a whole upload; two gigabytes when left out. */
  readonly uploadBytesMax?: number
  /** Whether anybody may sign in as one of the demo people; nobody when left out. */
  readonly demo?: SignInParts['demo']
}

/** Proves the day, listens, watches the folder, sends what is due and signs the chains, until it is closed. */
export async function startServing(serving: ServingWith): Promise<Running> {
  const { engine, log } = serving
  const work = openWorkQueue(engine, ({ receiptId: receipt, error, now }) =>
    log.error({ receipt, now, why: failureSentence(error), ...errorFacts(error) }, 'processing failed'),
  )
  try {
    return await serveBeside(work, serving)
  } catch (error) {
    // Its looks for what others left would keep the process alive.
    await work.close()
    throw error
  }
}

async function serveBeside(work: WorkQueue, serving: ServingWith): Promise<Running> {
  const { dataDir, environment, config, engine, ledger, log, port } = serving
  const parts = partsOf(serving, work)
  const proved = await parts.prover.prove()
  const listening = await orCannot(
    serve({
      parts,
      host: config.server.host,
      port,
      webFolder: WEB_FOLDER,
      hosts: hostsOf(config, environment),
    }),
  )
  const watching = watchFolder({
    engine,
    folder: join(dataDir, 'in'),
    received: (_, reception) => {
      if (reception.outcome === 'accepted') work.accepted(reception.receiptId)
      log.info(
        { outcome: reception.outcome, receipt: 'receiptId' in reception ? reception.receiptId : undefined },
        'a file of the watched folder',
      )
    },
    failed: error => log.error(errorFacts(error), 'the watched folder; it is tried again'),
    leftLying: left =>
      log.warn({ left }, 'never received: see left-lying.txt in the folder refused of the watched folder'),
  })
  const folder = await watching.catch(async (error: unknown) => {
    await listening.close()
    throw error
  })
  const sending = sendInWindows({ engine, dataDir, minutesAhead: config.returnWindows.minutesAhead }, log)
  const signing = signInTime(engine, ledger, log)
  const keeping = keepWork(engine, log)
  return {
    listening,
    proved,
    async close() {
      await folder.close()
      await sending.close()
      await listening.close()
      await work.close()
      await keeping.close()
      await signing.close()
      log.flush()
    },
  }
}

/** Further names under which it answers: those of the environment, and the one that a proxy is called by. */
function hostsOf({ server }: Config, environment: NodeJS.ProcessEnv): readonly string[] {
  const named = (environment.CLEARDAY_HOSTS ?? '').split(',').filter(name => name !== '')
  return server.publicOrigin === '' ? named : [...named, new URL(server.publicOrigin).hostname]
}

function partsOf(serving: ServingWith, work: WorkQueue): ServerParts {
  const { config, engine, ledger, log, uploadBytesMax = UPLOAD_BYTES_MAX, demo = 'not offered' } = serving
  const { publicOrigin, proxies } = config.server
  const party = relyingPartyOf(config.server, serving.port)
  const passkeys = 'why' in party ? party : openPasskeyVerifier(party)
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
    ledger,
    sources: config.sources.map(({ name, expectedBy }) => ({
      name,
      expectedBy: expectedBy === undefined ? undefined : Temporal.PlainTime.from(expectedBy),
    })),
    procedure: readProcedure,
    toPicture: toWebp,
    toCoveredPicture: toCoveredWebp,
    reveals: openReveals(engine.now),
    work,
    uploadBytesMax,
    signIn: {
      demo,
      publicOrigin: publicOrigin === '' ? undefined : publicOrigin,
      passkeys,
      provider: providerOf(serving),
      proxies,
    },
  }
}

const WEB_FOLDER = new URL('../../dist/web', import.meta.url).pathname

/** False where only the API is served: the pages are built by `npm start`, not by `clearday start`. */
export function isWebBuilt(): boolean {
  return existsSync(join(WEB_FOLDER, 'index.html'))
}

/** What `work` gives; a port that cannot be had becomes a sentence. */
export async function orCannot<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw error instanceof CannotListen ? new CannotDo(error.message) : error
  }
}
