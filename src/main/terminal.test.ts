import { expect, test } from 'vitest'
import { openTerminal, tableLines } from './terminal.ts'

function recorded(isTTY: boolean) {
  const written = { out: '', err: '' }
  const clock = { ms: 0 }
  const into = (name: 'out' | 'err') => ({
    isTTY,
    columns: 60,
    write: (text: string | Uint8Array) => {
      written[name] += String(text)
      return true
    },
  })
  return { written, clock, terminal: openTerminal(into('out'), into('err'), () => clock.ms) }
}

// Seen red with `plain` left out: the escape then reached the terminal.
test('what a file says cannot steer the terminal', () => {
  const { terminal, written } = recorded(true)
  terminal.print('ACME\u001b[2J\u009b31m\u202eX\tY')
  terminal.complain('\u0007bell')
  expect(written.out).toBe('ACME␛[2J\ufffd31m\ufffdX\tY\n')
  expect(written.err).toBe('clearday: ␇bell\n')
})

test('JSON keeps the value and has no control character in it', () => {
  const { terminal, written } = recorded(false)
  const value = { label: '\u001b[2J\u009b\u202e\u007f', amount: 12n }
  terminal.printJson(value)
  expect(written.out).toMatch(/^[\u0020-\u007e]+\n$/)
  expect(JSON.parse(written.out)).toEqual({ label: value.label, amount: '12' })
})

test('progress draws over itself on a terminal and never wraps', () => {
  const { terminal, written, clock } = recorded(true)
  const progress = terminal.progress('receiving')
  progress.update(1, 4, 'a-very-long-name-of-a-file-that-does-not-fit-in-a-line.ach')
  clock.ms = 50
  progress.update(2, 4, 'too soon')
  clock.ms = 150
  progress.update(4, 4)
  progress.end()
  const drawn = written.err.split('\r\u001b[2K').slice(1)
  expect(drawn).toHaveLength(3)
  expect(drawn[0]).toMatch(/^receiving \[█{6}·{18}\] 1\/4/)
  for (const line of drawn) expect(line.trimEnd().length).toBeLessThan(60)
  expect(written.err.endsWith('\n')).toBe(true)
})

test('elsewhere it is plain lines, now and then, and silence when there was nothing to say', () => {
  const { terminal, written, clock } = recorded(false)
  const progress = terminal.progress('receiving')
  progress.update(1, 4)
  clock.ms = 6_000
  progress.update(2, 4, 'b.ach')
  progress.end('2 files')
  terminal.progress('proving').end()
  expect(written.err).toBe('receiving 2/4 b.ach\nreceiving 2 files\n')
  expect(written.out).toBe('')
})

test('a table puts numbers to the right and text to the left', () => {
  expect(
    tableLines(
      ['kind', 'items'],
      [
        ['stop-payment', 3],
        ['stale', 12],
      ],
    ),
  ).toEqual(['kind          items', 'stop-payment      3', 'stale            12'])
  expect(tableLines(['kind'], [])).toEqual(['kind'])
})

test('a table of a hundred thousand rows does not run out of stack', () => {
  expect(
    tableLines(
      ['n'],
      Array.from({ length: 200_000 }, (_, n) => [n]),
    ),
  ).toHaveLength(200_001)
})
