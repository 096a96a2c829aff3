import { AccountsMissing } from './accounts-missing.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'

/** Throws `AccountsMissing` while the institution has no account of a customer. */
export async function needAccounts(engine: Engine): Promise<void> {
  const { coreSystem, database, institution } = engine
  if (!(await coreSystem.hasAccounts(database.pool, orgShardOf({ institution })))) throw new AccountsMissing()
}
