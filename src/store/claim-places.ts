import type pg from 'pg'
import { awaitedSentence } from '../core/work/awaited.ts'
import type { QueuePlace } from '../core/work/place.ts'
import { PLACE_COLUMNS, type PlaceRow, placeOf } from './queue-place.ts'
import { frequentStatement, type Runner, rowsOf } from './statement.ts'

/** A case that somebody holds. `fence` grows with each claim: whoever comes with an older one has lost it. */
export interface HeldPlace {
  readonly shard: number
  readonly caseShard: number
  readonly caseId: number
  readonly queue: string
  readonly holder: number
  readonly fence: number
  readonly leaseUntil: Temporal.Instant
}

/** One that somebody just got, as it stands now. */
export interface ClaimedPlace extends HeldPlace {
  readonly place: QueuePlace
}

const CLAIM = frequentStatement(
  'queue-place.claim',
  `
-- the buckets are locked; a heartbeat is not held up by that, so what was read is compared once more
update queue_place
set state = 'leased', holder = claimer, lease_until = $7, by_name = false, fence = fence + 1, offered_to = null, wake_on = null, wake_key = null, waiting_for = null,
  -- what waited is handed out although nothing came: its own moment did
  woken_by = case when state = 'pended' then $8 || '; it waited for ' || waiting_for else woken_by end
from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::integer[], $5::bigint[]) as claimed (in_shard, of_shard, of_id, seen_fence, claimer)
where shard = in_shard and case_shard = of_shard and case_id = of_id and fence = seen_fence
  and (state = 'ready' or (state = 'leased' and lease_until <= $6) or (state = 'pended' and ready_at <= $6))
returning ${PLACE_COLUMNS}`,
)

/** A place that is about to be claimed, as it was read. */
export interface ToClaim {
  readonly shard: number
  readonly caseShard: number
  readonly caseId: number
  readonly queue: string
  readonly fence: number
  readonly holder: number
}

/** Claims places until the lease ends. Gives those that it got: one that was renewed since it was read stays whose it is. */
export async function claimPlaces(
  tx: Runner,
  claims: readonly ToClaim[],
  at: { readonly now: Temporal.Instant; readonly until: Temporal.Instant },
): Promise<readonly ClaimedPlace[]> {
  const rows = await rowsOf<PlaceRow & pg.QueryResultRow>(tx, CLAIM, [
    claims.map(one => one.shard),
    claims.map(one => one.caseShard),
    claims.map(one => one.caseId),
    claims.map(one => one.fence),
    claims.map(one => one.holder),
    at.now.toString(),
    at.until.toString(),
    awaitedSentence({ on: 'date' }),
  ])
  const places = new Map(rows.map(row => [`${row.case_shard}/${row.case_id}`, placeOf(row)]))
  return claims.flatMap(({ shard, caseShard, caseId, queue, holder }) => {
    const place = places.get(`${caseShard}/${caseId}`)
    if (place === undefined) return []
    return [{ shard, caseShard, caseId, queue, holder, fence: place.fence, leaseUntil: at.until, place }]
  })
}

const RENEW = frequentStatement(
  'queue-place.renew',
  `
-- a lease that ran out is not renewed: it may be another's at the next pull
update queue_place
set lease_until = $4
where shard = any ($1::bigint[]) and holder = $2 and state = 'leased' and lease_until > $3
returning shard, case_shard, case_id, queue, holder, fence, lease_until`,
)

const CURRENT = frequentStatement(
  'queue-place.current',
  `
-- offset 0: by who holds it, of which each has few; the planner would rather read every lease there is
select shard, case_shard, case_id, queue, holder, fence, lease_until
from (select * from queue_place where shard = any ($1::bigint[]) and holder = any ($2::bigint[]) offset 0) as held
where state = 'parked' or (state = 'leased' and lease_until > $3)`,
)

interface HeldRow {
  shard: number
  case_shard: number
  case_id: number
  queue: string
  holder: number
  fence: number
  lease_until: Date
}

/** Renews everything that somebody has leased, and gives it. */
export async function renewPlaces(
  tx: pg.ClientBase,
  shards: readonly number[],
  of: { readonly holder: number; readonly now: Temporal.Instant; readonly until: Temporal.Instant },
): Promise<readonly HeldPlace[]> {
  const rows = await rowsOf<HeldRow>(tx, RENEW, [shards, of.holder, of.now.toString(), of.until.toString()])
  return rows.map(heldOf)
}

/** What these people work on now, and how many cases each of them put aside. */
export async function currentPlaces(
  run: Runner,
  shards: readonly number[],
  of: { readonly holders: readonly number[]; readonly now: Temporal.Instant },
): Promise<{ readonly leased: readonly HeldPlace[]; readonly parked: ReadonlyMap<number, number> }> {
  const rows = await rowsOf<ParkedRow | HeldRow>(run, CURRENT, [shards, of.holders, of.now.toString()])
  const parked = new Map<number, number>()
  const leased = rows.flatMap(row => {
    if (row.lease_until !== null) return [heldOf(row)]
    parked.set(row.holder, (parked.get(row.holder) ?? 0) + 1)
    return []
  })
  return { leased, parked }
}

/** Put aside: nothing runs out. */
type ParkedRow = Omit<HeldRow, 'lease_until'> & { readonly lease_until: null }

function heldOf(row: HeldRow): HeldPlace {
  return {
    shard: row.shard,
    caseShard: row.case_shard,
    caseId: row.case_id,
    queue: row.queue,
    holder: row.holder,
    fence: row.fence,
    leaseUntil: Temporal.Instant.fromEpochMilliseconds(row.lease_until.getTime()),
  }
}
