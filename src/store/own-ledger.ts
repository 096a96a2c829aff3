import type { CoreSystem } from '../core/core-system.ts'
import { accountsByNumber, changeBalances, hasAccounts } from './account.ts'
import { accountsById, openings } from './account-page.ts'
import { factsByKey } from './fact.ts'
import type { Runner } from './statement.ts'

/**
 * Clearday's own ledger: accounts and facts as they were loaded, balances changed in the engine's transaction. A chunk is posted
 * once because its part, file or claim is taken by compare-and-set in the same transaction, so the key needs no place of its own.
 */
export const ownLedger: CoreSystem<Runner> = {
  name: 'Clearday',
  hasAccounts,
  accounts: accountsByNumber,
  accountsById,
  openings,
  facts: factsByKey,
  post: (tx, chunk) => changeBalances(tx, chunk.changes),
  // Our journal says which entry a reversal takes back; the balances only move.
  reverse: (tx, reversal) => changeBalances(tx, reversal.changes),
}
