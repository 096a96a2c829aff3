import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import pino from 'pino'
import type { Engine } from '../src/engine/engine.ts'
import { processReceipt } from '../src/engine/process-receipt.ts'
import { readHead } from '../src/engine/read-day.ts'
import { readNews } from '../src/engine/read-news.ts'
import { sessionsOver } from '../src/engine/sign-in-session.ts'
import { Config, institutionOf } from '../src/main/config.ts'
import { configOfDay } from '../src/main/day-config.ts'
import { openDayFolder } from '../src/main/day-folder.ts'
import { openEngine } from '../src/main/open-engine.ts'
import { readProcedure } from '../src/main/read-procedure.ts'
import { runDay } from '../src/main/run-day.ts'
import { toCoveredWebp, toWebp } from '../src/media/to-webp.ts'
import { createApp } from '../src/server/app.ts'
import { openLive } from '../src/server/live.ts'
import { createMetrics } from '../src/server/metrics.ts'
import { openPasskeyVerifier } from '../src/server/passkey-verifier.ts'
import { openProver } from '../src/server/prover.ts'
import { openReveals } from '../src/server/reveals.ts'
import { simulateDay } from '../src/simulate/simulate-day.ts'
import { createTestDatabase } from './postgres.ts'
import { TEST_LEDGER } from './samples/closers.ts'
import { signedInAs } from './samples/people.ts'

/** A processed simulated day behind the whole HTTP interface, without a socket. */
export interface SampleServer {
  readonly engine: Engine
  /** The day directory that was run. */
  readonly directory: string
  readonly dataDir: string
  readonly url: string
  /** As a supervisor who is signed in, unless the headers name another token, or an empty one. */
  ask(path: string, init?: RequestInit): Promise<Response>
  /** Every line of the log so far. */
  log(): string
  /** Waits until what was uploaded is processed. */
  settled(): Promise<void>
  close(): Promise<void>
}

export const UPLOAD_BYTES_MAX = 200_000

/** `perKind`: how often each kind of exception is planted. `now`: the engine's clock, the machine's where left out. */
export async function openSampleServer(
  items: number,
  { perKind, now }: { readonly perKind?: number; readonly now?: () => Temporal.Instant } = {},
): Promise<SampleServer> {
  const database = await createTestDatabase()
  const dataDir = mkdtempSync(join(tmpdir(), 'clearday-server-'))
  const directory = join(dataDir, 'day')
  simulateDay(
    { seed: 11, items, day: Temporal.PlainDate.from('2026-11-20'), ...(perKind === undefined ? {} : { perKind }) },
    openDayFolder(directory, () => {}),
  )
  const institution = institutionOf(configOfDay(Config.parse({}), directory))
  const open = await openEngine({
    dataDir,
    institution,
    environment: { DATABASE_URL: database.url },
    ...(now && { now }),
  })
  await runDay(open.engine, directory, { loaded: () => {}, received: () => {} })
  const app = await openApp(open.engine)
  return {
    ...app,
    engine: open.engine,
    directory,
    dataDir,
    url: database.url,
    async close() {
      app.close()
      await open.close()
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** The whole HTTP interface of an engine, without a socket. */
export async function openApp(
  engine: Engine,
): Promise<Pick<SampleServer, 'ask' | 'log' | 'settled'> & { close(): void }> {
  const live = openLive({
    head: () => readHead(engine),
    sessionsOver: sessions => sessionsOver(engine, sessions),
    news: from => readNews(engine, from),
    clientsChanged: () => {},
    failed: () => {},
    intervalMs: 50,
  })
  const authorization = `Bearer ${await signedInAs(engine, 'supervisor')}`
  const lines: string[] = []
  const pending: Promise<void>[] = []
  const app = createApp({
    parts: {
      engine,
      version: '0.0.0',
      openapi: '{}',
      log: pino(collectInto(lines)),
      metrics: createMetrics(() => ({ rssBytes: 1, uptimeSeconds: 1 })),
      prover: openProver(engine),
      ledger: TEST_LEDGER,
      sources: [{ name: 'nobody', expectedBy: Temporal.PlainTime.from('09:00') }],
      procedure: readProcedure,
      toPicture: toWebp,
      toCoveredPicture: toCoveredWebp,
      reveals: openReveals(engine.now),
      work: { accepted: id => void pending.push(processReceipt(engine, id)), backlog: 0 },
      uploadBytesMax: UPLOAD_BYTES_MAX,
      signIn: {
        demo: 'not offered',
        publicOrigin: undefined,
        passkeys: openPasskeyVerifier({ id: 'desk.test', origins: ['http://desk.test'] }),
        provider: undefined,
        proxies: [],
      },
    },
    live,
    web: () => undefined,
    hosts: ['desk.test'],
  })
  return {
    ask: async (path, init) =>
      app.request(`http://desk.test${path}`, {
        ...init,
        headers: { host: 'desk.test', authorization, ...Object.fromEntries(new Headers(init?.headers)) },
      }),
    log: () => lines.join(''),
    settled: async () => void (await Promise.all(pending)),
    close: () => live.close(),
  }
}

function collectInto(lines: string[]): Writable {
  return new Writable({
    write(chunk, _, done) {
      lines.push(String(chunk))
      done()
    },
  })
}
