import type { Counted } from '../core/completeness.ts'
import { isOverShort } from './over-short.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

/** Cases of an institution that somebody has claimed at a moment: read from the places of the queues, which alone say so. Both are parameters. */
export function casesInWork(orgShard: string, now: string): string {
  return `
  select case_shard, case_id from queue_place
  where shard between ${orgShard} and ${orgShard} + 1023 and holder is not null and (state <> 'leased' or lease_until > ${now})`
}

const IN_WORK = statement(
  'queue-place.in-work',
  `
with claimed as (${casesInWork('$1', '$2')}
)
select receipt.source, receipt.received_on::text, sum(exception.items)::bigint as items, sum(exception.debit_minor) as debit_minor, sum(exception.credit_minor) as credit_minor
from claimed
join exception on exception.case_id = claimed.case_id and exception.case_shard = claimed.case_shard and exception.state = 'open'
join receipt on receipt.shard = $1 and receipt.id = exception.receipt_id
where exception.shard between $1 and $1 + 1023 and ($3::date is null or receipt.received_on = $3)
  and not (${isOverShort('exception')})
  and case exception.scope
    -- a claim against a posted item holds no item back (decisions/0011)
    when 'item' then exists (
      select from item where item.shard = exception.shard and item.day = exception.day and item.id = exception.id and item.state = 'suspended')
    -- while its file is being processed again, a held batch is worth more than what is suspended of it by then
    else receipt.state in ('done', 'quarantined')
  end
group by receipt.source, receipt.received_on
order by receipt.source, receipt.received_on`,
)

/** By source and received day: count and value of what is claimed by somebody, by lease, parked or waiting. Of one received day, YYYY-MM-DD, where it is given. */
export async function countInWork(
  run: Runner,
  orgShard: number,
  at: { readonly now: Temporal.Instant; readonly receivedOn?: string },
): Promise<readonly Counted[]> {
  const rows = await rowsOf<{
    source: string
    received_on: string
    items: number
    debit_minor: bigint
    credit_minor: bigint
  }>(run, IN_WORK, [orgShard, at.now.toString(), at.receivedOn ?? null])
  return rows.map(row => ({
    source: row.source,
    receivedOn: row.received_on,
    tally: { count: row.items, debitMinor: row.debit_minor, creditMinor: row.credit_minor },
  }))
}
