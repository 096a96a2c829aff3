import { Writable } from 'node:stream'
import pino from 'pino'
import type { Engine } from '../../src/engine/engine.ts'
import { Config, institutionOf } from '../../src/main/config.ts'
import { openHeadLedger } from '../../src/main/head-ledger.ts'
import { openEngine } from '../../src/main/open-engine.ts'
import { type Running, startServing } from '../../src/main/start-serving.ts'
import { signedInAs } from './people.ts'

/** Everything that `clearday start` runs, in this process: the server on a socket, the work queue, the watched folder. */
export interface Serving extends Running {
  readonly engine: Engine
  /** Headers of a supervisor who is signed in, for whatever changes something too. */
  readonly headers: Readonly<Record<string, string>>
  /** Every line of the log so far. */
  log(): string
  /** Resolves at the first line of the log at which it is so, also one that was written before. */
  until(isSo: (log: string) => boolean): Promise<void>
}

export async function openServing(of: {
  readonly dataDir: string
  readonly databaseUrl: string
  readonly uploadBytesMax?: number
  /** Of the configuration; all defaults when left out. */
  readonly config?: object
}): Promise<Serving> {
  const config = Config.parse(of.config ?? {})
  const environment = { DATABASE_URL: of.databaseUrl }
  const open = await openEngine({ dataDir: of.dataDir, institution: institutionOf(config), environment })
  const ledger = await openHeadLedger(of.dataDir, open.engine.institution.orgId)
  const heard = new Set<() => void>()
  let lines = ''
  const log = pino(
    new Writable({
      write(chunk, _, done) {
        lines += String(chunk)
        for (const hear of heard) hear()
        done()
      },
    }),
  )
  const { engine } = open
  const { uploadBytesMax } = of
  const limit = uploadBytesMax === undefined ? {} : { uploadBytesMax }
  const running = await startServing({
    dataDir: of.dataDir,
    environment,
    config,
    engine,
    ledger,
    log,
    port: 0,
    ...limit,
  })
  const authorization = `Bearer ${await signedInAs(engine, 'supervisor')}`
  return {
    ...running,
    engine,
    headers: { authorization, 'clearday-request': '1' },
    log: () => lines,
    until: isSo =>
      new Promise(resolve => {
        const hear = () => {
          if (!isSo(lines)) return
          heard.delete(hear)
          resolve()
        }
        heard.add(hear)
        hear()
      }),
    async close() {
      await running.close()
      await open.close()
    },
  }
}
