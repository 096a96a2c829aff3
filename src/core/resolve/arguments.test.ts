import { expect, test } from 'vitest'
import { argumentsKeyed } from './arguments.ts'

const none = { isAdjusting: false, isForwarding: false }

// Seen red with every argument taken by every way out, and with what became of a forwarding asked of one that does not run.
test.each([
  ['post', none, ['waiver', 'words']],
  ['return', none, ['code', 'waiver', 'words']],
  ['reject', none, []],
  ['contest', none, ['code', 'returned_on', 'settled_on']],
  ['forward', none, ['recipient', 'words']],
  ['forward', { ...none, isForwarding: true }, ['answer', 'words']],
  ['adjust', { ...none, isAdjusting: true }, ['step']],
  ['waive', none, ['fee', 'waiver', 'words']],
] as const)('who keys %s a second time says what it takes, and nothing else: %j', (way, of, takes) => {
  expect([...argumentsKeyed(way, of)].sort()).toEqual([...takes].sort())
})
