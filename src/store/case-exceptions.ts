import { type ExceptionRow, exceptionOf } from './exception.ts'
import type { PagedException } from './exception-page.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

const OF_CASE = statement(
  'exception.of-case',
  `
-- a case has 500 of them at most
select exception.*, receipt.source
from exception
join receipt on receipt.shard = $1 and receipt.id = exception.receipt_id
where exception.shard between $1 and $1 + 1023 and exception.case_shard = $2 and exception.case_id = $3
order by exception.id
limit 500`,
)

/** All exceptions of a case, those that are decided or closed too, by id. */
export async function exceptionsOfCase(
  run: Runner,
  orgShard: number,
  key: { readonly caseShard: number; readonly caseId: number },
): Promise<readonly PagedException[]> {
  const rows = await rowsOf<ExceptionRow & { source: string }>(run, OF_CASE, [orgShard, key.caseShard, key.caseId])
  return rows.map(row => ({ ...exceptionOf(row), source: row.source }))
}
