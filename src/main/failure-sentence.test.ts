import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import pg from 'pg'
import { expect, test } from 'vitest'
import { Defect } from '../core/invariant.ts'
import { isPassing } from '../engine/passing-failure.ts'
import { CannotDo } from './command.ts'
import { failureSentence } from './failure-sentence.ts'

function caught(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  throw new Error('it did not fail')
}

test('what the operating system refuses is told with the path', () => {
  expect(failureSentence(caught(() => readFileSync('/no/such/file')))).toBe('/no/such/file is not there')
  expect(failureSentence(caught(() => readFileSync('/')))).toMatch(/is a directory, not a file$/)
})

test.each([
  ['ENOSPC', 'The disk is full.'],
  ['ECONNREFUSED', 'The database cannot be reached (ECONNREFUSED).'],
  ['57P01', 'The database ended the connection.'],
  ['28P01', 'refuses the user or the password'],
  ['3D000', 'does not exist'],
  ['42501', 'may not do what Clearday needs'],
  ['53100', 'The disk is full.'],
  ['25006', 'names a standby'],
])('%s is an expected failure', (code, sentence) => {
  expect(failureSentence(Object.assign(new Error('secret'), { code, syscall: 'write' }))).toContain(sentence)
  expect(failureSentence(Object.assign(new Error('secret'), { code, syscall: 'write' }))).not.toContain('secret')
})

// Seen red without the code: a full disk called itself a defect of the program.
test('a lock that finds no room is a full disk; one that fails otherwise is a defect', () => {
  const sqlite = (errcode: number) => Object.assign(new Error('secret'), { code: 'ERR_SQLITE_ERROR', errcode })
  expect(failureSentence(sqlite(13))).toMatch(/^The disk is full/)
  expect(failureSentence(sqlite(11))).toBeUndefined()
})

// Seen red without the sentence, and with every check violation taken for one.
test('a row whose month is not there is told with its table; a row that a CHECK refuses is a defect', () => {
  const without = Object.assign(new Error('secret'), { code: '23514', table: 'item' })
  expect(failureSentence(without)).toMatch(/^A row of item is of a month that has no partition/)
  expect(failureSentence(Object.assign(without, { constraint: 'item_check' }))).toBeUndefined()
})

test('several addresses that all refuse are told once', () => {
  const refused = Object.assign(new Error('x'), { code: 'ECONNREFUSED' })
  expect(failureSentence(new AggregateError([refused, refused]))).toContain('cannot be reached')
})

// Seen red with every Error taken for an expected one.
test('a sentence for people stays, a defect has none', () => {
  expect(failureSentence(new CannotDo('there is no file x'))).toBe('there is no file x')
  expect(failureSentence(new Defect('the books do not balance'))).toBeUndefined()
  expect(failureSentence(new TypeError('x is undefined'))).toBeUndefined()
  expect(failureSentence(Object.assign(new Error('duplicate key'), { code: '23505' }))).toBeUndefined()
})

// Seen red with the driver's words for it unknown: a defect of Clearday was reported, and a receipt was counted as failing.
test('a server that takes the connection and never answers is one that cannot be reached, and that passes', async () => {
  const silent = createServer().listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const { port } = silent.address() as AddressInfo // a server that listens on a port
  const client = new pg.Client({ host: '127.0.0.1', port, connectionTimeoutMillis: 20 })
  client.on('error', () => {})
  const error: unknown = await client.connect().catch((reason: unknown) => reason)
  silent.close()
  expect(failureSentence(error)).toMatch(/^The database cannot be reached \(no answer\)\. Check that it runs/)
  expect(isPassing(error)).toBe(true)
})
