import { type ParseArgsConfig, parseArgs } from 'node:util'
import type { Terminal } from './terminal.ts'

/** Exit codes of every command. */
export const EXIT = {
  /** Done, and nothing is wrong. */
  done: 0,
  /** Done, and faults were found: in a file, in the books, in a score. */
  faults: 1,
  /** It could not be done: wrong arguments, no database, an unreadable file. */
  failed: 2,
} as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

export interface Option {
  readonly type: 'string' | 'boolean'
  readonly multiple?: boolean
  readonly default?: string
  /** `N`, `DIR`: what stands for the value in the help. */
  readonly value?: string
  readonly help: string
}

/** One command of the command line. */
export interface Command {
  /** After the name: `PATH…`. */
  readonly arguments: string
  /** How many arguments it takes besides its options: at least and at most; none when left out. */
  readonly takes?: readonly [number, number]
  readonly summary: string
  /** What its first argument may be, where that says what it does: with what it takes and what it does. */
  readonly verbs?: readonly (readonly [verb: string, does: string])[]
  readonly examples: readonly string[]
  readonly options: Readonly<Record<string, Option>>
  run(call: Call): Promise<ExitCode>
}

/** A call of a command, its options parsed. */
export interface Call {
  readonly positionals: readonly string[]
  readonly terminal: Terminal
  readonly environment: NodeJS.ProcessEnv
  /** Everything the command keeps lies below it: `--data`, else CLEARDAY_DATA, else `data`. */
  readonly dataDir: string
  readonly json: boolean
  text(option: string): string | undefined
  texts(option: string): readonly string[]
  flag(option: string): boolean
  /** A whole number; throws `Misuse` for anything else or outside the bounds. */
  integer(option: string, bounds: { readonly min: number; readonly max: number }): number | undefined
}

/** The command was called wrongly: the sentence says how it is right. */
export class Misuse extends Error {
  override readonly name = 'Misuse'
}

const COMMON_OPTIONS: Readonly<Record<string, Option>> = {
  data: { type: 'string', value: 'DIR', help: 'where everything is kept (default: CLEARDAY_DATA, or ./data)' },
  json: { type: 'boolean', help: 'print JSON instead of text' },
  help: { type: 'boolean', help: 'show this help' },
}

/** The words of a call with its command in front: `--json` and `--data DIR`, which every command takes, may stand before it. */
export function commandFirst(args: readonly string[]): readonly string[] {
  let at = 0
  while (args[at] === '--json' || args[at] === '--data' || args[at]?.startsWith('--data='))
    at += args[at] === '--data' ? 2 : 1
  const command = args[at]
  return command === undefined ? args : [command, ...args.slice(0, at), ...args.slice(at + 1)]
}

/** Parses the arguments of a command. Throws `Misuse` for an unknown option or a missing value. */
export function parseCall(
  command: Command,
  args: readonly string[],
  terminal: Terminal,
  environment: NodeJS.ProcessEnv,
): Call {
  const options: NonNullable<ParseArgsConfig['options']> = {}
  for (const [name, option] of Object.entries({ ...COMMON_OPTIONS, ...command.options })) {
    options[name] = { type: option.type, ...(option.multiple === true ? { multiple: true } : {}) }
  }
  const { values, positionals } = parseOrMisuse(args, options)
  const [least, most] = command.takes ?? [0, 0]
  if (positionals.length < least || positionals.length > most)
    throw new Misuse(`it takes ${command.arguments || 'no arguments'}, and ${countOf(positionals.length)} given`)
  const text = (name: string) => {
    const value = values[name] ?? command.options[name]?.default
    if (value === '') throw new Misuse(`--${name} takes a value, not nothing`)
    return typeof value === 'string' ? value : undefined
  }
  return {
    positionals,
    terminal,
    environment,
    dataDir: text('data') ?? (environment.CLEARDAY_DATA || 'data'),
    json: values.json === true,
    text,
    texts: name => (Array.isArray(values[name]) ? values[name].filter(one => typeof one === 'string') : []),
    flag: name => values[name] === true,
    integer(name, { min, max }) {
      const value = text(name)
      if (value === undefined) return undefined
      const number = /^\d[\d_]*$/.test(value) ? Number(value.replaceAll('_', '')) : Number.NaN
      if (!Number.isSafeInteger(number) || number < min || number > max)
        throw new Misuse(`--${name} takes a whole number from ${min} to ${max}, not ${value}`)
      return number
    },
  }
}

function parseOrMisuse(args: readonly string[], options: NonNullable<ParseArgsConfig['options']>) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (error) {
    const name = /^Option '--([\w-]+)(?: <value>)?' argument (?:missing|is ambiguous)/.exec(
      (error as Error).message,
    )?.[1]
    if (name !== undefined)
      throw new Misuse(`--${name} takes a value; one that begins with a dash is written --${name}=-4`)
    const [sentence = ''] = (error as Error).message.split('. ')
    throw new Misuse(sentence.charAt(0).toLowerCase() + sentence.slice(1))
  }
}

function countOf(given: number): string {
  if (given === 0) return 'none was'
  return given === 1 ? 'one was' : `${given} were`
}

/** The help of one command. */
export function helpOf(name: string, command: Command): string {
  const options = Object.entries({ ...command.options, ...COMMON_OPTIONS })
  const left = options.map(([option, { value }]) => `  --${option}${value === undefined ? '' : ` ${value}`}`)
  const width = Math.max(...left.map(one => one.length)) + 2
  return [
    `clearday ${name} ${command.arguments}`.trim(),
    '',
    command.summary,
    '',
    ...verbLines(command),
    'Options',
    ...options.map(([, option], n) => `${(left[n] ?? '').padEnd(width)}${option.help}${defaultOf(option)}`),
    '',
    'Examples',
    ...command.examples.map(example => `  ${example}`),
    '',
    'Exit: 0 done, 1 faults were found, 2 it could not be done.',
  ].join('\n')
}

function verbLines({ verbs = [] }: Command): readonly string[] {
  if (verbs.length === 0) return []
  const width = Math.max(...verbs.map(([verb]) => verb.length)) + 2
  return ['Verbs', ...verbs.map(([verb, does]) => `  ${verb.padEnd(width)}${does}`), '']
}

function defaultOf(option: Option): string {
  return option.default === undefined ? '' : ` (default: ${option.default})`
}

/** What a command cannot do, with the sentence that says why and what would help. */
export class CannotDo extends Error {
  override readonly name = 'CannotDo'
}
