import { NEWS_OF, type ToldEvent } from '../core/work/news.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

const ENDS = statement(
  'event.link-ends',
  `
-- one look at the end of each chain, as event.heads has it
select bucket.shard, link.n
from generate_series($1::bigint, $1::bigint + 1023) as bucket (shard)
cross join lateral (
  select n from event_link where event_link.shard = bucket.shard order by n desc limit 1
) as link`,
)
const SINCE = statement(
  'event.since-links',
  `
-- the events of each link after those that were seen, by their keys
select event.kind, event.actor, event.subject, event.body
from unnest($1::bigint[], $2::bigint[]) as seen (shard, n)
join event_link as link on link.shard = seen.shard and link.n > seen.n
join event on event.shard = link.shard and event.day = link.day and event.n between link.first_event and link.last_event
where event.kind = any ($3::text[])
order by event.shard, event.n
limit 1000`,
)

/** The number of the last link of each chain that has one, by shard. */
export type LinkEnds = ReadonlyMap<number, number>

export async function linkEnds(run: Runner, orgShard: number): Promise<LinkEnds> {
  const rows = await rowsOf<{ shard: number; n: number }>(run, ENDS, [orgShard])
  return new Map(rows.map(row => [row.shard, row.n]))
}

/** What was told since, of the kinds that concern somebody: so many at most, because pages read what they show again anyhow. */
export async function eventsSince(run: Runner, since: LinkEnds, now: LinkEnds): Promise<readonly ToldEvent[]> {
  const grown = [...now].filter(([shard, n]) => n > (since.get(shard) ?? 0)).map(([shard]) => shard)
  if (grown.length === 0) return []
  return rowsOf<ToldEvent & Record<string, unknown>>(run, SINCE, [
    grown,
    grown.map(shard => since.get(shard) ?? 0),
    Object.keys(NEWS_OF),
  ])
}
