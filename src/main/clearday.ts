import { Defect } from '../core/invariant.ts'
import { CannotDo, type Command, commandFirst, EXIT, type ExitCode, helpOf, Misuse, parseCall } from './command.ts'
import { COMMANDS } from './commands.ts'
import { failureSentence } from './failure-sentence.ts'
import { Interrupted } from './interrupt.ts'
import { openTerminal, type Terminal } from './terminal.ts'
import { untilClosed } from './until-closed.ts'
import { VERSION } from './version.ts'

/** The command line's root: finds the command, runs it, turns what went wrong into a sentence and an exit code. */
const terminal = openTerminal(untilClosed(process.stdout), untilClosed(process.stderr), () => performance.now())
const exit = await main(process.argv.slice(2), terminal)
process.exitCode ??= exit // already set when the output could not be written

async function main(args: readonly string[], to: Terminal): Promise<ExitCode> {
  try {
    return await callCommand(args, to)
  } catch (error) {
    to.complain(failureSentence(error) ?? defectSentence(error))
    // What was stopped may still wait for something that no longer comes.
    if (error instanceof Interrupted) process.exit(EXIT.failed)
    return EXIT.failed
  }
}

async function callCommand(args: readonly string[], to: Terminal): Promise<ExitCode> {
  const [name = '--help', ...rest] = commandFirst(args)
  if (name === '--version' || name === '-v') return printVersion(rest, to)
  if (name === '--help' || name === '-h') return printed(to, await overview())
  if (name === 'help') return printed(to, rest[0] === undefined ? await overview() : await helpFor(rest[0]))
  const command = await commandNamed(name)
  if (rest.includes('--help') || rest.includes('-h')) return printed(to, helpOf(name, command))
  try {
    return await command.run(parseCall(command, rest, to, process.env))
  } catch (error) {
    throw error instanceof Misuse ? new CannotDo(`${name}: ${error.message}. See clearday ${name} --help.`) : error
  }
}

function printVersion(rest: readonly string[], to: Terminal): ExitCode {
  if (!rest.includes('--json')) return printed(to, VERSION)
  to.printJson({ version: VERSION })
  return EXIT.done
}

function printed(to: Terminal, text: string): ExitCode {
  to.print(text)
  return EXIT.done
}

async function helpFor(name: string): Promise<string> {
  return helpOf(name, await commandNamed(name))
}

async function commandNamed(name: string): Promise<Command> {
  if (Object.hasOwn(COMMANDS, name)) return COMMANDS[name as keyof typeof COMMANDS]()
  const what = name.startsWith('-') ? 'option' : 'command'
  throw new CannotDo(`there is no ${what} ${name}. Commands: ${Object.keys(COMMANDS).join(', ')}. See clearday --help.`)
}

async function overview(): Promise<string> {
  const width = Math.max(...Object.keys(COMMANDS).map(one => one.length)) + 2
  const commands = await Promise.all(
    Object.entries(COMMANDS).map(async ([name, load]) => `  ${name.padEnd(width)}${(await load()).summary}`),
  )
  return [
    'clearday COMMAND [ARGUMENTS] [--json] [--data DIR]',
    '',
    'Clear the day: every item received is posted, returned or owned by someone, and the books prove it.',
    '',
    ...commands,
    '',
    'clearday COMMAND --help shows options and examples. clearday --version shows the version.',
  ].join('\n')
}

/**
 * Where it happened, in names and places of our own program. What an invariant says holds no data; the message of any other
 * error may, so it is left out.
 */
function defectSentence(error: unknown): string {
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error))
  const code = error instanceof Error && 'code' in error ? ` ${String(error.code)}` : ''
  const places = stack.split('\n').filter(line => /^\s+at /.test(line))
  return [
    `this is a defect of Clearday ${VERSION}, not of what you gave it (${name}${code}${error instanceof Defect ? `: ${message}` : ''}). Nothing is half done.`,
    'Please report it as an issue of the project, with the command and these lines; they hold nothing of your data.',
    ...places,
  ].join('\n')
}
