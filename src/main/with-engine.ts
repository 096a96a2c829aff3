import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Engine } from '../engine/engine.ts'
import { type Call, CannotDo } from './command.ts'
import { type Config, institutionOf, readConfig } from './config.ts'
import { catchInterrupt } from './interrupt.ts'
import { openEngine } from './open-engine.ts'

/**
 * Opens the engine of a command's data directory beside whatever else uses it, runs `work`, and closes it whatever happens.
 * Ctrl-C stops it where nothing is half done. `adapt` may change the configuration for this command.
 */
export async function withEngine<T>(
  call: Call,
  work: (engine: Engine, config: Config) => Promise<T>,
  adapt: (config: Config) => Config = config => config,
): Promise<T> {
  const config = adapt(readConfig(call.dataDir, call.environment))
  const interrupt = catchInterrupt()
  let abandon = async () => {}
  const opened = async () => {
    const open = await openEngine({
      dataDir: call.dataDir,
      institution: institutionOf(config),
      environment: call.environment,
      role: 'guest',
    })
    abandon = open.abandon
    try {
      interrupt.check()
      return await work({ ...open.engine, step: stepAndStop(open.engine, interrupt.check) }, config)
    } finally {
      await open.close()
    }
  }
  try {
    return await interrupt.during(opened(), () => abandon())
  } finally {
    interrupt.end()
  }
}

/** Every named step is a place at which a process may be killed, so it is one at which it may stop. */
function stepAndStop(engine: Engine, check: () => void): Engine['step'] {
  return name => {
    engine.step(name)
    check()
  }
}

/** True when the data directory holds a database, or one is named. */
export function hasDatabase(call: Call): boolean {
  return (call.environment.DATABASE_URL ?? '') !== '' || existsSync(join(call.dataDir, 'postgres'))
}

/** For commands that only tell what is there: throws `CannotDo` where nothing was ever received, instead of making a database. */
export function needDatabase(call: Call): void {
  if (hasDatabase(call)) return
  throw new CannotDo(
    `${call.dataDir} holds nothing yet. clearday start, run or receive begins it; --data DIR or CLEARDAY_DATA names another directory.`,
  )
}
