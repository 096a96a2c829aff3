import { shardOf } from '../core/bucket.ts'
import { AccountsMissing } from './accounts-missing.ts'
import type { Engine } from './engine.ts'

/** Throws `AccountsMissing` while the institution has no account of a customer. */
export async function needAccounts(engine: Engine): Promise<void> {
  const { coreSystem, database, institution } = engine
  if (!(await coreSystem.hasAccounts(database.pool, shardOf(institution.orgId, 0)))) throw new AccountsMissing()
}
