import type pg from 'pg'
import type { QueuePlace } from '../core/work/place.ts'
import { DESK_AT_ONCE_MAX, PLACE_COLUMNS, type PlaceRow, placeOf } from './queue-place.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

/** Waits for something that its holder does not do, and has not come yet: that wakes it, wherever they are. `$n` is the moment. */
const waitsForOthers = (now: string) => `(state = 'pended' and wake_on <> 'date' and ready_at > ${now})`

const IN_HANDS_OF = statement(
  'queue-place.in-hands-of',
  `
-- for update: the caller has the lock of the bucket, and a heartbeat is not held up by that
select ${PLACE_COLUMNS}
from queue_place
where shard = any ($1::bigint[]) and holder = $2 and not ${waitsForOthers('$4')}
order by shard, case_shard, case_id
limit $3
for update`,
)
const PEOPLE = statement(
  'queue-place.people',
  `
select distinct person from (
  select holder as person from queue_place where shard = any ($1::bigint[]) and holder is not null and not ${waitsForOthers('$2')}
  union all
  select offered_to from queue_place where shard = any ($1::bigint[]) and offered_to is not null
) as held
order by person
limit 10000`,
)

/** What somebody has that waits for nothing but themselves, locked: what is leased, parked or put off until a day, and what may wake. */
export async function lockInHandsOf(
  tx: pg.ClientBase,
  shards: readonly number[],
  of: { readonly person: number; readonly now: Temporal.Instant },
): Promise<readonly QueuePlace[]> {
  const values = [shards, of.person, DESK_AT_ONCE_MAX, of.now.toString()]
  return (await rowsOf<PlaceRow>(tx, IN_HANDS_OF, values)).map(placeOf)
}

/** Everybody who has work that waits for nothing but themselves, see `lockInHandsOf`, or was given some. */
export async function peopleWithWork(
  run: Runner,
  shards: readonly number[],
  now: Temporal.Instant,
): Promise<readonly number[]> {
  return (await rowsOf<{ person: number }>(run, PEOPLE, [shards, now.toString()])).map(row => row.person)
}
