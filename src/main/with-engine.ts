import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Engine } from '../engine/engine.ts'
import type { Call } from './command.ts'
import { type Config, institutionOf, readConfig } from './config.ts'
import { openEngine } from './open-engine.ts'

/** Opens the engine of a command's data directory, runs `work`, and closes it whatever happens. */
export async function withEngine<T>(call: Call, work: (engine: Engine, config: Config) => Promise<T>): Promise<T> {
  const config = readConfig(call.dataDir, call.environment)
  const open = await openEngine({
    dataDir: call.dataDir,
    institution: institutionOf(config),
    environment: call.environment,
  })
  try {
    return await work(open.engine, config)
  } finally {
    await open.close()
  }
}

/** True when the data directory holds a database, or one is named. */
export function hasDatabase(call: Call): boolean {
  const given = call.environment.DATABASE_URL
  return (given !== undefined && given !== '') || existsSync(join(call.dataDir, 'postgres'))
}
