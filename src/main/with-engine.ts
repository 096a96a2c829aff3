import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Engine } from '../engine/engine.ts'
import { type Call, CannotDo } from './command.ts'
import { type Config, institutionOf, readConfig } from './config.ts'
import { catchInterrupt, type Interrupt } from './interrupt.ts'
import { type OpenWith, openEngine } from './open-engine.ts'

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
  const { dataDir, environment } = call
  return untilInterrupted({ dataDir, environment, institution: institutionOf(config), role: 'guest' }, engine =>
    work(engine, config),
  )
}

/**
 * Opens an engine, runs `work` and closes it whatever happens. Throws `Interrupted` when somebody stops it before `work` came
 * to its end: at the next named step, or a little later with the database's sessions ended.
 */
export async function untilInterrupted<T>(
  open: OpenWith,
  work: (engine: Engine, interrupt: Interrupt) => Promise<T>,
): Promise<T> {
  const interrupt = catchInterrupt()
  const opening = openEngine(open)
  const run = async () => {
    const { engine, close } = await opening
    try {
      interrupt.check()
      return await work({ ...engine, step: stepAndStop(engine, interrupt.check) }, interrupt)
    } finally {
      await close()
    }
  }
  try {
    // A database that is still starting is waited for, so that it is not left behind.
    return await interrupt.during(run(), async () => (await opening).abandon())
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
