import { type Runner, rowsOf, statement } from './statement.ts'

const NAMED_CASES_MAX = 20

const NAMED = statement(
  'exception.case-named',
  `
-- by the item's own number, or what stands on it: only what is not closed is looked at, whatever the history holds
select distinct exception.case_shard, exception.case_id
from exception
join receipt on receipt.shard = $1 and receipt.id = exception.receipt_id
left join item on item.shard = exception.shard and item.day = receipt.posting_on and item.id = exception.id
where exception.shard between $1 and $1 + 1023 and exception.state <> 'closed' and exception.case_id is not null
  and (exception.id = any($2::bigint[]) or item.reference = $3)
order by exception.case_shard, exception.case_id
limit $4`,
)

/** The open cases of the exceptions with one of these numbers, and of the items on which the reference stands. */
export async function casesNamed(
  run: Runner,
  of: { readonly orgShard: number; readonly exceptions: readonly number[]; readonly reference: string },
): Promise<readonly { readonly caseShard: number; readonly caseId: number }[]> {
  const rows = await rowsOf<{ case_shard: number; case_id: number }>(run, NAMED, [
    of.orgShard,
    of.exceptions,
    of.reference,
    NAMED_CASES_MAX,
  ])
  return rows.map(row => ({ caseShard: row.case_shard, caseId: row.case_id }))
}
