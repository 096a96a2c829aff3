import pg from 'pg'
import { statement } from './statement.ts'

/** Whether accounts were loaded into a database: `new` for one that nothing was ever kept in. */
export type LoadedAccounts = 'new' | 'missing' | 'loaded'

const THERE = statement('account.table', `select to_regclass('public.account') is not null as there`)
const LOADED = statement(
  'account.loaded-anywhere',
  `
select exists (select from receipt) as used, exists (select from account where not internal) as loaded`,
)

/** Looks into the database at the address and changes nothing, whatever its schema is. */
export async function loadedAccounts(url: string): Promise<LoadedAccounts> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {}) // told by the query that waits; without a listener it would end the process
  await client.connect()
  try {
    if ((await client.query<{ there: boolean }>(THERE.text)).rows[0]?.there !== true) return 'new'
    const found = (await client.query<{ used: boolean; loaded: boolean }>(LOADED.text)).rows[0]
    if (found?.loaded === true) return 'loaded'
    return found?.used === true ? 'missing' : 'new'
  } finally {
    await client.end()
  }
}
