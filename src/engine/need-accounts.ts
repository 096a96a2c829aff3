import { shardOf } from '../core/bucket.ts'
import { hasAccounts } from '../store/account.ts'
import { AccountsMissing } from './accounts-missing.ts'
import type { Engine } from './engine.ts'

/** Throws `AccountsMissing` while the institution has no account of a customer. */
export async function needAccounts(engine: Engine): Promise<void> {
  if (!(await hasAccounts(engine.database.pool, shardOf(engine.institution.orgId, 0)))) throw new AccountsMissing()
}
