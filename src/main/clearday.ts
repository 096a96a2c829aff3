import { CannotServe } from '../store/postgres/cannot-serve.ts'
import { CannotDo, type Command, EXIT, type ExitCode, helpOf, Misuse, parseCall } from './command.ts'
import { COMMANDS } from './commands.ts'
import { ConfigFault } from './config.ts'
import { CsvFault } from './read-csv.ts'
import { openTerminal, type Terminal } from './terminal.ts'
import { VERSION } from './version.ts'

/** The command line's root: finds the command, runs it, turns what went wrong into a sentence and an exit code. */
const terminal = openTerminal(process.stdout, process.stderr, () => performance.now())
// A reader that closes its end early (`| head`) is no fault of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.failed),
)
process.exitCode = await main(process.argv.slice(2), terminal)

async function main(args: readonly string[], to: Terminal): Promise<ExitCode> {
  const [name = '--help', ...rest] = args
  if (name === '--version' || name === '-v') {
    to.print(VERSION)
    return EXIT.done
  }
  if (name === '--help' || name === '-h' || name === 'help') return overview(rest[0], to)
  const command = await commandNamed(name)
  if (command === undefined) {
    to.complain(`there is no command ${name}. Commands: ${Object.keys(COMMANDS).join(', ')}. Try clearday --help.`)
    return EXIT.failed
  }
  if (rest.includes('--help') || rest.includes('-h')) return overview(name, to)
  return runCommand(name, command, rest, to)
}

async function commandNamed(name: string): Promise<Command | undefined> {
  return Object.hasOwn(COMMANDS, name) ? COMMANDS[name as keyof typeof COMMANDS]() : undefined
}

async function runCommand(name: string, command: Command, rest: readonly string[], to: Terminal): Promise<ExitCode> {
  try {
    return await command.run(parseCall(command, rest, to, process.env))
  } catch (error) {
    if (error instanceof Misuse) to.complain(`${error.message}. See clearday ${name} --help.`)
    else if (isExpected(error)) to.complain(error.message)
    else to.complain(`a defect: ${(error as Error).stack ?? String(error)}`)
    return EXIT.failed
  }
}

/** Failures whose message was written for a person. */
function isExpected(error: unknown): error is Error {
  return (
    error instanceof ConfigFault ||
    error instanceof CsvFault ||
    error instanceof CannotServe ||
    error instanceof CannotDo
  )
}

async function overview(name: string | undefined, to: Terminal): Promise<ExitCode> {
  const command = name === undefined ? undefined : await commandNamed(name)
  if (name !== undefined && command !== undefined) {
    to.print(helpOf(name, command))
    return EXIT.done
  }
  const width = Math.max(...Object.keys(COMMANDS).map(one => one.length)) + 2
  to.print('clearday COMMAND [ARGUMENTS] [--json] [--data DIR]')
  to.print('')
  to.print('Clear the day: every item received is posted, returned or owned by someone, and the books prove it.')
  to.print('')
  for (const [one, load] of Object.entries(COMMANDS)) to.print(`  ${one.padEnd(width)}${(await load()).summary}`)
  to.print('')
  to.print('clearday COMMAND --help shows options and examples. clearday --version shows the version.')
  return EXIT.done
}
