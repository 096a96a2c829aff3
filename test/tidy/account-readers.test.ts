import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from './source.ts'

/**
 * Customers' accounts lie in the core system, which may be the bank's (decisions/0012): only our own ledger reads its table for
 * them. Every other statement that names the table stands here, with why it may.
 */
const MAY_READ: Readonly<Record<string, string>> = {
  'account.by-ids': 'our own ledger.',
  'account.by-numbers': 'our own ledger.',
  'account.change-balances': 'our own ledger.',
  'account.has-any': 'our own ledger.',
  'account.load': 'our own ledger.',
  'account.loaded-anywhere': 'doctor looks whether our own ledger was ever loaded, before an engine is there.',
  'account.openings': 'our own ledger.',
  'account.table': 'doctor looks whether our own ledger was ever loaded, before an engine is there.',
  'bucket.books': 'internal accounts are ours under any core system.',
  'bucket.books-missing': 'internal accounts are ours under any core system.',
  'bucket.clearing': 'internal accounts are ours under any core system.',
  'bucket.lock': 'internal accounts are ours under any core system.',
  'bucket.open-books': 'internal accounts are ours under any core system.',
  'detected.items': 'names internal accounts only.',
  'posting.by-item': 'names internal accounts only.',
}

/** The proof and the seals say of our own books whether they hold: of the ledger, where it is ours, too. */
const PROVES = /^(proof|seal|sealed|verify|chain|part)\./

function readers(): readonly string[] {
  const statements = readFileSync(join(ROOT, 'db/queries.sql'), 'utf8').split(/^-- (?=[\w.-]+$)/m)
  return statements.flatMap(text => {
    const [name = '', ...lines] = text.split('\n')
    const sql = lines.filter(line => !line.startsWith('--')).join('\n')
    return /\b(from|join|update|into) account\b|'public.account'/.test(sql) ? [name] : []
  })
}

// Seen red with the claims' look-up that joined the table for the account's id.
test('nothing but our own ledger reads the accounts of customers', () => {
  expect(readers().filter(name => !PROVES.test(name))).toEqual(Object.keys(MAY_READ))
})
