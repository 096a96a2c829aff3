import { expect, test } from 'vitest'
import { type Command, commandFirst, EXIT, helpOf, Misuse, parseCall } from './command.ts'
import { COMMANDS } from './commands.ts'
import { openTerminal } from './terminal.ts'

const terminal = openTerminal({ write: () => true }, { write: () => true }, () => 0)
const command: Command = {
  arguments: 'FILE',
  takes: [1, 1],
  summary: 'Does it.',
  examples: ['clearday it file'],
  options: {
    limit: { type: 'string', value: 'N', default: '50', help: 'how many' },
    name: { type: 'string', value: 'NAME', help: 'who' },
    all: { type: 'boolean', help: 'everything' },
  },
  run: async () => EXIT.done,
}
const parse = (args: readonly string[], environment = {}) => parseCall(command, args, terminal, environment)

test('options, flags and arguments are read in any order', () => {
  const call = parse(['--all', 'a.ach', '--limit', '1_000', '--json'])
  expect(call.positionals).toEqual(['a.ach'])
  expect([call.flag('all'), call.json, call.integer('limit', { min: 1, max: 2000 })]).toEqual([true, true, 1000])
})

test('the data directory is --data, else CLEARDAY_DATA, else data', () => {
  expect(parse(['f', '--data', '/x'], { CLEARDAY_DATA: '/y' }).dataDir).toBe('/x')
  expect(parse(['f'], { CLEARDAY_DATA: '/y' }).dataDir).toBe('/y')
  expect(parse(['f'], { CLEARDAY_DATA: '' }).dataDir).toBe('data')
})

// Seen red with the first word taken for the command, whatever it is; and with a directory of `--data` taken for the command.
test.each([
  [
    ['--data', '/x', 'prove'],
    ['prove', '--data', '/x'],
  ],
  [
    ['--json', '--data=/x', 'run', 'day', '--workers', '2'],
    ['run', '--json', '--data=/x', 'day', '--workers', '2'],
  ],
  [
    ['--json', '--version'],
    ['--version', '--json'],
  ],
  [
    ['prove', '--json'],
    ['prove', '--json'],
  ],
  [
    ['--limit', '3', 'exceptions'],
    ['--limit', '3', 'exceptions'],
  ],
  [['--data'], ['--data']],
  [[], []],
])('%j is %j: what every command takes may stand before it', (args, ordered) => {
  expect(commandFirst(args)).toEqual(ordered)
})

// Seen red without the check of the number of arguments, and with the parser's own words for a missing value and for one with a dash.
test.each([
  [[], 'it takes FILE, and none was given'],
  [['a', 'b'], 'it takes FILE, and 2 were given'],
  [['a', '--bogus'], "unknown option '--bogus'"],
  [['a', '--data='], '--data takes a value, not nothing'],
  [['a', '--limit'], '--limit takes a value'],
  [['a', '--limit', '-4'], '--limit takes a value; one that begins with a dash is written --limit=-4'],
])('%j is refused: %s', (args, sentence) => {
  expect(() => parse(args)).toThrow(sentence)
})

// Seen red with Number() alone, for which 0x10 is a number.
test.each(['x', '0x10', '1e3', '-1', '1.5', '0', '101', ' '])('--limit %j is refused', value => {
  const call = parse(['a', `--limit=${value}`])
  expect(() => call.integer('limit', { min: 1, max: 100 })).toThrow(Misuse)
  expect(() => call.integer('limit', { min: 1, max: 100 })).toThrow('--limit takes a whole number from 1 to 100')
})

test('help tells options with their defaults, and the exit codes', () => {
  const help = helpOf('it', command)
  expect(help).toContain('clearday it FILE')
  expect(help).toMatch(/--limit N +how many \(default: 50\)/)
  expect(help).toContain('Exit: 0 done, 1 faults were found, 2 it could not be done.')
})

test.each([
  ['next', 'skip', 'boring'],
  ['next', 'sleep'],
  ['next', 'release', 'now'],
  ['next', 'pend'],
  ['escalate', '--as', 'kim', '--question', 'What now?'],
  ['escalate', '--as', 'kim', '--question', 'What?', '--because', 'So', '--propose', 'burn'],
  ['escalate', '--as', 'kim', '--withdraw', 'it'],
  ['answer', 'it'],
  ['answer', '1-7', '--as', 'kim', '--agree', '--refuse', 'no'],
  ['answer', '--as', 'kim', '--agree'],
  ['answer', '1-7', '--as', 'kim', '--instead', 'burn', '--say', 'it'],
  ['answer', '1-7', '--as', 'kim', '--do-next'],
] as const)('%s %s %s … is no call: it says how it is right before it asks for anything', async (name, ...args) => {
  const called = await COMMANDS[name]()
  await expect(async () => called.run(parseCall(called, args, terminal, {}))).rejects.toThrow(Misuse)
})
