import type { QueuePlace } from '../core/work/place.ts'
import { PLACE_COLUMNS, type PlaceKey, type PlaceRow, placeOf } from './queue-place.ts'
import { type Runner, rowOf, rowsOf, statement } from './statement.ts'

/** The pages of a queue, each read by the index of its state from where the one before ended. */

const AT = statement(
  'queue-page.at',
  `
-- as text: a moment of the database has more digits than one of the program
select ours_at::text, harm_minor, opened_at::text, ready_at::text
from queue_place
where shard = $1 and case_shard = $2 and case_id = $3`,
)
const READY_ORDER = 'order by ours_at, harm_minor desc, opened_at, case_shard, case_id'
const OF_QUEUE = `select ${PLACE_COLUMNS} from queue_place where shard = $1 and queue = $2`

const READY_FIRST = statement('queue-page.ready-first', `${OF_QUEUE} and state = 'ready' ${READY_ORDER} limit $3`)
const READY_AFTER = statement(
  'queue-page.ready-after',
  `
-- of one deadline and harm, then of less harm, then of a later deadline: one of harm's order alone is backwards, so the row is not compared as one
select ${PLACE_COLUMNS} from (
  (select * from queue_place
   where shard = $1 and queue = $2 and state = 'ready' and ours_at = $4::timestamptz and harm_minor = $5::bigint
     and (opened_at, case_shard, case_id) > ($6::timestamptz, $7::bigint, $8::bigint)
   ${READY_ORDER} limit $3)
  union all
  (select * from queue_place
   where shard = $1 and queue = $2 and state = 'ready' and ours_at = $4::timestamptz and harm_minor < $5::bigint
   ${READY_ORDER} limit $3)
  union all
  (select * from queue_place
   where shard = $1 and queue = $2 and state = 'ready' and ours_at > $4::timestamptz
   ${READY_ORDER} limit $3)
) as page
${READY_ORDER}
limit $3`,
)

const HELD_ORDER = 'order by ready_at, case_shard, case_id'
const HELD_AFTER = '(ready_at, case_shard, case_id) > ($4::timestamptz, $5::bigint, $6::bigint)'

/** The other states: by when they wake or came, then by their key. A literal state, so that its own index is used. */
const heldPages = (state: 'leased' | 'parked' | 'pended') => ({
  first: statement(`queue-page.${state}-first`, `${OF_QUEUE} and state = '${state}' ${HELD_ORDER} limit $3`),
  after: statement(
    `queue-page.${state}-after`,
    `${OF_QUEUE} and state = '${state}' and ${HELD_AFTER} ${HELD_ORDER} limit $3`,
  ),
})
const HELD = { leased: heldPages('leased'), parked: heldPages('parked'), pended: heldPages('pended') } as const

/** A case has one place, so that its key orders it in all buckets together. */
const pendedOfAll = (name: string, after: string) =>
  statement(
    name,
    `
-- of each bucket no more than a page, the first to wake first
select pended.*
from unnest($1::bigint[]) as wanted (shard)
cross join lateral (
  select ${PLACE_COLUMNS}
  from queue_place
  where queue_place.shard = wanted.shard and state = 'pended' ${after}
  order by ready_at, case_shard, case_id
  limit $2
) as pended
order by ready_at, case_shard, case_id
limit $2`,
  )
const PENDED = {
  first: pendedOfAll('queue-page.pended-of-all-first', ''),
  after: pendedOfAll(
    'queue-page.pended-of-all-after',
    'and (ready_at, case_shard, case_id) > ($3::timestamptz, $4::bigint, $5::bigint)',
  ),
} as const

export type PagedState = 'ready' | 'leased' | 'parked' | 'pended'

/** A page of the places of one queue in one state, in its order, after the place with this key; undefined where there is no such place. */
export async function pageOfQueue(
  run: Runner,
  of: {
    readonly shard: number
    readonly queue: string
    readonly state: PagedState
    readonly after: Omit<PlaceKey, 'shard'> | undefined
    readonly limit: number
  },
): Promise<readonly QueuePlace[] | undefined> {
  const { shard, queue, state, after, limit } = of
  const at = after === undefined ? undefined : await positionOf(run, { ...after, shard })
  if (after !== undefined && at === undefined) return undefined
  if (state !== 'ready') {
    const { first, after: next } = HELD[state]
    const from = at === undefined ? [] : [at.ready_at, after?.caseShard, after?.caseId]
    const what = at === undefined ? first : next
    return (await rowsOf<PlaceRow>(run, what, [shard, queue, limit, ...from])).map(placeOf)
  }
  const rows =
    at === undefined
      ? await rowsOf<PlaceRow>(run, READY_FIRST, [shard, queue, limit])
      : await rowsOf<PlaceRow>(run, READY_AFTER, [
          ...[shard, queue, limit],
          ...[at.ours_at, at.harm_minor, at.opened_at, after?.caseShard, after?.caseId],
        ])
  return rows.map(placeOf)
}

/** What waits in these buckets, whoever let it, the first to wake first; undefined where there is no place to go on after. */
export async function pagePended(
  run: Runner,
  shards: readonly number[],
  of: { readonly after: PlaceKey | undefined; readonly limit: number },
): Promise<readonly QueuePlace[] | undefined> {
  const { after, limit } = of
  const at = after === undefined ? undefined : await positionOf(run, after)
  if (after !== undefined && at === undefined) return undefined
  const from = at === undefined ? [] : [at.ready_at, after?.caseShard, after?.caseId]
  const what = at === undefined ? PENDED.first : PENDED.after
  return (await rowsOf<PlaceRow>(run, what, [shards, limit, ...from])).map(placeOf)
}

interface Position {
  ours_at: string
  harm_minor: number
  opened_at: string
  ready_at: string
}

/** Where a place stands now, also one that was handed out meanwhile; undefined for one that is not there. */
function positionOf(run: Runner, key: PlaceKey): Promise<Position | undefined> {
  return rowOf<Position>(run, AT, [key.shard, key.caseShard, key.caseId])
}
