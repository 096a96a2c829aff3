import type { AccountId } from '../core/core-system.ts'
import type { Sensitive } from '../core/fault.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

const ACCOUNTS = statement(
  'work-case.accounts',
  `
select distinct item.shard, item.account_id as id
from exception
join item on item.shard = exception.shard and item.day = exception.day and item.id = exception.id
where exception.shard between $1 and $1 + 1023 and exception.case_shard = $2 and exception.case_id = $3 and item.account_id is not null
limit 500`,
)
const FINDINGS = statement(
  'work-case.sensitive-findings',
  `
-- what stood where an account number, a name or a tax id should, and what was expected there
select distinct value, finding ->> 'sensitive' as kind
from exception
cross join lateral (values (finding ->> 'found'), (finding ->> 'expected')) as told (value)
where shard between $1 and $1 + 1023 and case_shard = $2 and case_id = $3 and finding ->> 'sensitive' is not null and value is not null
limit 1000`,
)

/** A case of an institution. */
interface CaseOf {
  readonly orgShard: number
  readonly caseShard: number
  readonly caseId: number
}

/** The accounts that a case's items name. */
export async function accountsOfCase(run: Runner, of: CaseOf): Promise<readonly AccountId[]> {
  return rowsOf<{ shard: number; id: number }>(run, ACCOUNTS, [of.orgShard, of.caseShard, of.caseId])
}

/** What findings of a case hold that people see masked. */
export async function sensitiveFindingsOfCase(
  run: Runner,
  of: CaseOf,
): Promise<readonly { readonly value: string; readonly kind: Sensitive }[]> {
  return rowsOf<{ value: string; kind: Sensitive }>(run, FINDINGS, [of.orgShard, of.caseShard, of.caseId])
}
