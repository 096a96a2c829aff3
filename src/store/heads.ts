import type { ShardHead } from '../core/signed-heads.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

const HEADS = statement(
  'event.heads',
  `
-- one look at the end of each bucket's chain, however long the chains are
select link.shard, link.n, encode(link.hash, 'hex') as hash
from generate_series($1::bigint, $1::bigint + 1023) as bucket (shard)
cross join lateral (
  select shard, n, hash from event_link where event_link.shard = bucket.shard order by n desc limit 1
) as link
order by link.shard`,
)

/** The last link of every chain of an institution that has one. */
export async function chainHeads(run: Runner, orgShard: number): Promise<readonly ShardHead[]> {
  return rowsOf<ShardHead & Record<string, unknown>>(run, HEADS, [orgShard])
}
