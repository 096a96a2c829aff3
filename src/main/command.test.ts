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

/** Of each command calls that are none. */
const WRONG = {
  start: [['now']],
  receive: [[], ['-', '-']],
  run: [[], ['one', 'two']],
  inspect: [[]],
  prove: [['2026-11-20']],
  'close-day': [[], ['yesterday', '--dry-run'], ['2026-02-30', '--as', 'sue']],
  audit: [['show'], ['export'], ['verify']],
  exceptions: [
    ['--pack', 'wires'],
    ['--kind', 'boredom'],
    ['--limit', '0'],
  ],
  item: [[], ['it'], ['-7']],
  next: [['skip', 'boring'], ['skip'], ['sleep'], ['release', 'now'], ['pend'], []],
  resolve: [
    ['7', 'return'],
    ['it', 'return', '--as', 'ann'],
    ['7', 'burn', '--as', 'ann'],
    ['7', 'recredit', '--as', 'ann', '--term', 'later'],
    ['7', 'refer', '--as', 'ann', '--to', 'myself'],
    ['7', 'correct', '--as', 'ann', '--field', 'account'],
    ['7', 'split', '--as', 'ann', '--part', '4400123456'],
    ['7', 'adjust', '--as', 'ann', '--step', 'jump'],
    ['7', 'forward', '--as', 'ann', '--answer', 'perhaps'],
    ['bulk/3', 'return', '--as', 'ann'],
    ['all', 'undo', '--as', 'ann'],
    ['all', 'post', '--as', 'ann'],
    ['all', 'post', '--as', 'ann', '--day', '2026-02-30'],
  ],
  approve: [[], ['it', '--as', 'bob']],
  escalate: [
    [],
    ['--as', 'kim', '--question', 'What now?'],
    ['--as', 'kim', '--question', 'What?', '--because', 'So', '--propose', 'burn'],
    ['--as', 'kim', '--withdraw', 'it'],
  ],
  answer: [
    ['it'],
    ['1-7'],
    ['1-7', '--as', 'kim', '--agree', '--refuse', 'no'],
    ['--as', 'kim', '--agree'],
    ['1-7', '--as', 'kim', '--instead', 'burn', '--say', 'it'],
    ['1-7', '--as', 'kim', '--do-next'],
  ],
  letters: [
    ['it', '--as', 'ann'],
    ['1-7-1', '--as', 'ann'],
    ['1-7-1', '--as', 'ann', '--sent', 'yesterday'],
    ['--state', 'lost'],
    ['--limit', '0'],
  ],
  documents: [
    ['scan.pdf', '--as', 'ann', '--kind', 'letter', '--from', 'R. Diaz'],
    ['scan.pdf', '--as', 'ann', '--kind', 'statement'],
    ['1101-7', '--as', 'ann'],
    ['1101-7', '--as', 'ann', '--attach', 'it'],
    ['1101-7', '--as', 'ann', '--detach', '--give', 'bob'],
    ['1101-7', '--detach'],
    ['--state', 'lost'],
  ],
  claim: [
    ['it', '--as', 'ann', '--code', 'R10'],
    ['7', '--as', 'ann', '--code', 'R03'],
    ['7', '--code', 'R10'],
  ],
  returns: [['now'], ['--limit', 'all']],
  retry: [[], ['it']],
  password: [[]],
  simulate: [[], ['--out', 'day', '--day', 'soon'], ['--out', 'day', '--day', '2026-11-21']],
  score: [[]],
  deadline: [['R01'], []],
  people: [['teach', 'kim'], ['show'], ['limits', 'now']],
  doctor: [['now']],
} satisfies Record<keyof typeof COMMANDS, readonly (readonly string[])[]>

const calls = Object.entries(WRONG).flatMap(([name, wrong]) =>
  wrong.map(args => [name as keyof typeof COMMANDS, args] as const),
)

// Seen red with what `all` is chosen by read after the password.
test.each(calls)('%s %j is no call: it says how it is right before it asks for anything', async (name, args) => {
  const called = await COMMANDS[name]()
  await expect(async () => called.run(parseCall(called, args, terminal, {}))).rejects.toThrow(Misuse)
})
