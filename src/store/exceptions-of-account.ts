import type { AccountId } from '../core/core-system.ts'
import { type ExceptionRow, exceptionOf, type StoredException } from './exception.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

const OPEN_OF_ACCOUNT = statement(
  'exception.open-of-account',
  `
-- items lie in the bucket of their account, and few of its exceptions are open
select exception.*
from exception
join item on item.shard = exception.shard and item.day = exception.day and item.id = exception.id
where exception.shard = $1 and exception.state = 'open' and exception.decided_by = 'person' and item.account_id = $2
order by exception.id
limit 200`,
)

/** What a person has to decide of the items of an account, the oldest first; 200 at most. */
export async function openOfAccount(run: Runner, of: AccountId): Promise<readonly StoredException[]> {
  return (await rowsOf<ExceptionRow>(run, OPEN_OF_ACCOUNT, [of.shard, of.id])).map(exceptionOf)
}
