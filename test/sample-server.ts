import { cpSync, mkdtempSync, rmSync } from 'node:fs'
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
import { type OpenEngine, openEngine } from '../src/main/open-engine.ts'
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
import { createTestDatabase, type SharedTemplate, shareTemplate } from './postgres.ts'
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

/**
 * `perKind`: how often each kind of exception is planted. `now`: the engine's clock, the machine's where left out. A day with neither
 * is simulated and processed once in a run of tests, for the first file that asks; it and all others get copies.
 */
export async function openSampleServer(
  items: number,
  { perKind, now }: { readonly perKind?: number; readonly now?: () => Temporal.Instant } = {},
): Promise<SampleServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'clearday-server-'))
  const isShared = perKind === undefined && now === undefined
  const shared = isShared ? await sharedDay(items) : undefined
  if (shared !== undefined) cpSync(shared.folder, dataDir, { recursive: true })
  const database = await createTestDatabase(shared)
  const open = isShared
    ? await openOn(database.url, dataDir)
    : await processDay({ url: database.url, dataDir, items, perKind, now })
  const app = await openApp(open.engine)
  return {
    ...app,
    engine: open.engine,
    directory: dayIn(dataDir),
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

function sharedDay(items: number): Promise<SharedTemplate> {
  return shareTemplate({
    name: `day_of_${items}`,
    from: 'migrated',
    fill: async ({ url, folder }) => (await processDay({ url, dataDir: folder, items })).close(),
  })
}

/** Simulates a day in the data directory and processes it in the database. */
async function processDay(of: {
  readonly url: string
  readonly dataDir: string
  readonly items: number
  readonly perKind?: number | undefined
  readonly now?: (() => Temporal.Instant) | undefined
}): Promise<OpenEngine> {
  const { url, dataDir, items, perKind, now } = of
  const day = Temporal.PlainDate.from('2026-11-20')
  const directory = dayIn(dataDir)
  const kinds = perKind === undefined ? {} : { perKind }
  simulateDay(
    { seed: 11, items, day, ...kinds },
    openDayFolder(directory, () => {}),
  )
  const open = await openOn(url, dataDir, now)
  await runDay(open.engine, directory, { loaded: () => {}, received: () => {} })
  return open
}

function openOn(url: string, dataDir: string, now?: () => Temporal.Instant): Promise<OpenEngine> {
  const institution = institutionOf(configOfDay(Config.parse({}), dayIn(dataDir)))
  return openEngine({ dataDir, institution, environment: { DATABASE_URL: url }, ...(now && { now }) })
}

function dayIn(dataDir: string): string {
  return join(dataDir, 'day')
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
