import type { PlaceKey } from './queue-place.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

const LAST_HEARD = statement(
  'queue-place.last-heard',
  `
-- whose it is: their last request and their last word on being there; of the place itself what people last did, and no engine
select greatest(
  (select max(event.at) from event where event.shard = kept.shard and event.subject = kept.case_id and event.kind like 'case\\_%' and event.actor like 'person %'
    and position('"caseShard":' || kept.case_shard || ',' in event.body) > 0),
  (select max(last_seen_at) from session where session.shard = $5 and session.person_id = kept.person_id),
  (select since from presence where presence.shard = $5 and presence.person_id = kept.person_id)) as at
from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) with ordinality as kept (shard, case_shard, case_id, person_id, no)
order by no`,
)

/** A place that is kept for somebody. */
export interface KeptPlace {
  readonly place: PlaceKey
  readonly personId: number
}

/**
 * Of each, in their order, when whoever it is kept for was last heard of, or somebody last did something about it; undefined where
 * neither ever was.
 */
export async function lastHeard(
  run: Runner,
  orgShard: number,
  kept: readonly KeptPlace[],
): Promise<readonly (Temporal.Instant | undefined)[]> {
  const of = (value: (one: KeptPlace) => number) => kept.map(value)
  const keys = [of(one => one.place.shard), of(one => one.place.caseShard), of(one => one.place.caseId)]
  const rows = await rowsOf<{ at: Date | null }>(run, LAST_HEARD, [...keys, of(one => one.personId), orgShard])
  return rows.map(({ at }) => (at === null ? undefined : Temporal.Instant.fromEpochMilliseconds(at.getTime())))
}
