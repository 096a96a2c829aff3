import { expect, test } from 'vitest'
import { explain } from './exception.ts'

const kind = (sentence: string) => ({ sentence }) as Parameters<typeof explain>[0] // only its sentence is read

// Seen red with the holes filled by their facts alone.
test.each([
  [
    'The account number {account} {why}, so it goes back.',
    { account: '••1234', why: 'is short' },
    'The account number ••1234 is short, so it goes back.',
  ],
  [
    'The account number {account} {why}, so it goes back.',
    { account: '', why: 'is blank' },
    'The account number is blank, so it goes back.',
  ],
  [
    'It shows no check: {why}. Ask.',
    { why: 'These bytes are no picture.' },
    'It shows no check: These bytes are no picture. Ask.',
  ],
  ['It shows no check: {why}. Ask.', { why: 'it is black' }, 'It shows no check: it is black. Ask.'],
  ['It shows no check: {why}.', {}, 'It shows no check: ?.'],
])('%s', (sentence, facts, said) => {
  expect(explain(kind(sentence), facts)).toBe(said)
})
