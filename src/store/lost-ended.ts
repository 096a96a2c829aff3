import type { Counted } from '../core/completeness.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

const LOST_ENDED = statement(
  'decision.lost-ended',
  `
-- a decision about a batch or file names no item: its number is below zero, and says whose receipt it is;
-- a forwarding loses nothing before it is acknowledged
select receipt.source, receipt.received_on::text, effect.state, sum((effect.lost ->> 'count')::bigint)::bigint as items,
  sum((effect.lost ->> 'debitMinor')::bigint) as debit_minor, sum((effect.lost ->> 'creditMinor')::bigint) as credit_minor
from decision
cross join lateral (
  select decision.effect::jsonb -> 'lost' as lost, case decision.resolution when 'forward' then 'forwarded' else 'rejected' end as state
) as effect
join receipt on receipt.shard = $1 and receipt.id = -decision.exception_id / 67108864
where decision.shard = $1 and decision.exception_id < 0 and decision.state = 'done' and decision.resolution in ('release', 'reject', 'forward')
  and ($2::date is null or receipt.received_on = $2)
group by receipt.source, receipt.received_on, effect.state`,
)

/** Value that stands in no item and ended with its batch or file: as what it did, by source and received day; of one day, YYYY-MM-DD, where it is given. */
export async function countLostEnded(
  run: Runner,
  orgShard: number,
  day?: string,
): Promise<readonly (Counted & { readonly state: 'rejected' | 'forwarded' })[]> {
  const rows = await rowsOf<{
    source: string
    received_on: string
    state: 'rejected' | 'forwarded'
    items: number
    debit_minor: bigint
    credit_minor: bigint
  }>(run, LOST_ENDED, [orgShard, day ?? null])
  return rows.map(row => ({
    source: row.source,
    receivedOn: row.received_on,
    state: row.state,
    tally: { count: row.items, debitMinor: row.debit_minor, creditMinor: row.credit_minor },
  }))
}
