import type { AccountId, AccountOpening, AccountWanted, LedgerAccount } from '../core/core-system.ts'
import { type AccountRow, accountOf, COLUMNS } from './account.ts'
import { binaryInt8s, binaryTexts } from './binary-array.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

/** What pages and claims ask of accounts: in bulk too, and never on the way of an entry. */

const BY_IDS = statement(
  'account.by-ids',
  `
select ${COLUMNS}
from unnest($1::bigint[], $2::bigint[]) as wanted (shard, id)
join account using (shard, id)
where not internal`,
)
const OPENINGS = statement(
  'account.openings',
  `
select shard, number, opened_on::text as on
from unnest($1::bigint[], $2::text[]) as wanted (shard, number)
join account using (shard, number)
where not internal and opened_on is not null`,
)

export async function accountsById(run: Runner, wanted: readonly AccountId[]): Promise<readonly LedgerAccount[]> {
  if (wanted.length === 0) return []
  const shards = binaryInt8s(wanted.map(one => one.shard))
  const rows = await rowsOf<AccountRow>(run, BY_IDS, [shards, binaryInt8s(wanted.map(one => one.id))])
  return rows.map(accountOf)
}

export async function openings(run: Runner, wanted: readonly AccountWanted[]): Promise<readonly AccountOpening[]> {
  const shards = binaryInt8s(wanted.map(one => one.shard))
  return rowsOf<AccountOpening>(run, OPENINGS, [shards, binaryTexts(wanted.map(one => one.number))])
}
