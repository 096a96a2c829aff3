import type { Command } from './command.ts'
import { deadline } from './commands/deadline.ts'
import { doctor } from './commands/doctor.ts'
import { exceptions } from './commands/exceptions.ts'
import { inspect } from './commands/inspect.ts'
import { item } from './commands/item.ts'
import { prove } from './commands/prove.ts'
import { receive } from './commands/receive.ts'
import { returns } from './commands/returns.ts'
import { run } from './commands/run.ts'
import { score } from './commands/score.ts'
import { simulate } from './commands/simulate.ts'
import { start } from './commands/start.ts'

/** Every command, in the order of the help. */
export const COMMANDS = {
  start,
  receive,
  run,
  inspect,
  prove,
  exceptions,
  item,
  returns,
  simulate,
  score,
  deadline,
  doctor,
} satisfies Record<string, Command>
