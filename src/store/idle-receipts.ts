import { type Runner, rowsOf, statement } from './statement.ts'

const IDLE = statement(
  'receipt.idle',
  `
-- skip locked: a file that somebody stages now is not idle, and is not waited for
select id, concat_ws('/', state, failures,
  (select count(*) from part where part.shard between $1 and $1 + 1023 and part.receipt_id = receipt.id and part.state = 'ready'),
  (select count(*) from receipt as member where member.shard = $1 and member.container_id = receipt.id and member.state in ('arrived', 'staged'))) as stands
from receipt
where shard = $1 and state in ('arrived', 'staged')
order by id
limit 10000
for share of receipt skip locked`,
)

/** Unfinished receipts that nobody stages at this moment, oldest first, each with a text that changes when anything of it gets on. */
export async function idleReceipts(run: Runner, shard: number): Promise<ReadonlyMap<number, string>> {
  const rows = await rowsOf<{ id: number; stands: string }>(run, IDLE, [shard])
  return new Map(rows.map(row => [row.id, row.stands]))
}
