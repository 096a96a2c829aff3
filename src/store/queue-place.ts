import type pg from 'pg'
import { invariant } from '../core/invariant.ts'
import type { PlaceNote, PlaceState, QueuePlace, Wake } from '../core/work/place.ts'
import type { WorkRole } from '../core/work/queue.ts'
import { binaryInt8s } from './binary-array.ts'
import { changedTogether, type Write } from './one-trip.ts'
import { NO_DEADLINE_YEAR } from './queue-heads.ts'
import { frequentStatement, type Runner, rowOf, rowsOf, statement } from './statement.ts'
import { storableJson } from './storable-text.ts'

/** Which case's place. */
export interface PlaceKey {
  readonly shard: number
  readonly caseShard: number
  readonly caseId: number
}

export const PLACE_COLUMNS = `shard, case_shard, case_id, queue, ready_at, ours_at, fence, skips, for_role, worked_by, worked_on::text, offered_to, barred, note, woken_by, state, holder, lease_until, by_name,
  park_no, wake_on, wake_key, waiting_for`

const LOCK = frequentStatement(
  'queue-place.lock',
  `
-- for update: a heartbeat is not held up by the lock of the bucket, which the caller has
select ${PLACE_COLUMNS}
from queue_place
join unnest($1::bigint[], $2::bigint[], $3::bigint[]) as wanted (in_shard, of_shard, of_id)
  on shard = in_shard and case_shard = of_shard and case_id = of_id
order by shard, case_shard, case_id
for update of queue_place`,
)
const HELD_BY = statement(
  'queue-place.held-by',
  `
-- for update: the caller has the lock of the bucket, and a heartbeat is not held up by that
select ${PLACE_COLUMNS}
from queue_place
where shard = any ($1::bigint[]) and holder = $2
order by shard, case_shard, case_id
limit $3
for update`,
)
const DESK = frequentStatement(
  'queue-place.desk',
  `
-- what is worked on first, then the stack of what was put aside, then what waits, the first to wake first
select ${PLACE_COLUMNS}
from queue_place
where shard = any ($1::bigint[]) and holder = $2 and (state <> 'leased' or lease_until > $3)
order by state = 'pended', park_no desc nulls first, ready_at, shard, case_shard, case_id
limit 1000`,
)
const AWAITED = statement(
  'queue-place.awaited',
  `
select wanted.shard
from unnest($1::bigint[]) as wanted (shard)
where exists (
  select from queue_place where queue_place.shard = wanted.shard and state = 'pended' and wake_on = $2 and wake_key = $3)
order by wanted.shard`,
)
const OFFERED_TO = statement(
  'queue-place.offered-to',
  `
-- for update: the caller has the lock of the bucket, and a heartbeat is not held up by that
select ${PLACE_COLUMNS}
from queue_place
where shard = any ($1::bigint[]) and offered_to = $2
order by shard, case_shard, case_id
limit $3
for update`,
)
const OFFERED = frequentStatement(
  'queue-place.offered',
  `
-- with every pull: what was given by name to somebody who cannot have it goes to others
select ${PLACE_COLUMNS}
from queue_place
where shard = any ($1::bigint[]) and offered_to is not null
order by shard, case_shard, case_id
limit 1000`,
)
const PARKED = statement(
  'queue-place.parked',
  `
select ${PLACE_COLUMNS}
from queue_place
where shard = any ($1::bigint[]) and state = 'parked'
order by shard, case_shard, case_id
limit 10000`,
)
const EXPIRED = statement(
  'queue-place.expired',
  `
-- for update: the caller has the lock of the bucket, and a heartbeat is not held up by that
select ${PLACE_COLUMNS}
from queue_place
where shard = any ($1::bigint[]) and state = 'leased' and lease_until <= $2
order by shard, case_shard, case_id
limit $3
for update`,
)
const EXPIRED_SHARDS = statement(
  'queue-place.expired-shards',
  `
select wanted.shard
from unnest($1::bigint[]) as wanted (shard)
where exists (select from queue_place where queue_place.shard = wanted.shard and state = 'leased' and lease_until <= $2)
order by wanted.shard`,
)
/** Places that are woken at once: the rest of what waits for the same at the next look. */
export const WAKING_MAX = 1000
const WAKING = statement(
  'queue-place.waking',
  `
-- for update: the caller has the lock of the bucket, and a heartbeat is not held up by that
select ${PLACE_COLUMNS}
from queue_place
where shard = any ($1::bigint[]) and state = 'pended' and wake_on = $2 and wake_key = $3
order by shard, case_shard, case_id
limit ${WAKING_MAX}
for update`,
)

const SAVE = frequentStatement(
  'queue-place.save',
  `
-- compare and set: the fence is the one that was read under the lock
update queue_place
set ready_at = $5, fence = $6, skips = $7, for_role = $8, worked_by = $9::bigint[], worked_on = $10, offered_to = $11, barred = $12::bigint[], note = $13, state = $14,
  holder = $15, lease_until = $16, park_no = $17, wake_on = $18, wake_key = $19, waiting_for = $20, woken_by = $21, by_name = $22
where shard = $1 and case_shard = $2 and case_id = $3 and fence = $4`,
)

/** The place, locked until the transaction ends. The caller holds the lock of its bucket. */
export async function lockPlace(tx: pg.ClientBase, key: PlaceKey): Promise<QueuePlace | undefined> {
  const [place] = await lockPlaces(tx, [key])
  return place
}

/** The places that there are of these, in no order, locked until the transaction ends. The caller holds the locks of their buckets. */
export async function lockPlaces(tx: Runner, keys: readonly PlaceKey[]): Promise<readonly QueuePlace[]> {
  const columns = [keys.map(key => key.shard), keys.map(key => key.caseShard), keys.map(key => key.caseId)]
  return (await rowsOf<PlaceRow>(tx, LOCK, columns)).map(placeOf)
}

const NOW = statement(
  'queue-place.now',
  `
select ${PLACE_COLUMNS}
from queue_place
where shard = $1 and case_shard = $2 and case_id = $3`,
)

/** The place as it is, not locked: to be shown. */
export async function placeNow(run: Runner, key: PlaceKey): Promise<QueuePlace | undefined> {
  const row = await rowOf<PlaceRow>(run, NOW, [key.shard, key.caseShard, key.caseId])
  return row === undefined ? undefined : placeOf(row)
}

/** So many cases of a desk are locked in one transaction. */
export const DESK_AT_ONCE_MAX = 1000

/** What somebody has leased, parked or let wait, locked: the first of it. */
export async function lockHeldBy(
  tx: pg.ClientBase,
  shards: readonly number[],
  person: number,
  limit = DESK_AT_ONCE_MAX,
): Promise<readonly QueuePlace[]> {
  return (await rowsOf<PlaceRow>(tx, HELD_BY, [shards, person, limit])).map(placeOf)
}

/** What somebody has leased, parked or let wait at that moment, not locked: to be shown. */
export async function deskOf(
  run: Runner,
  shards: readonly number[],
  of: { readonly person: number; readonly now: Temporal.Instant },
): Promise<readonly QueuePlace[]> {
  return (await rowsOf<PlaceRow>(run, DESK, [shards, of.person, of.now.toString()])).map(placeOf)
}

/** What was given to somebody who did not take it up yet, locked: the first of it. */
export async function lockOfferedTo(
  tx: pg.ClientBase,
  shards: readonly number[],
  person: number,
  limit = DESK_AT_ONCE_MAX,
): Promise<readonly QueuePlace[]> {
  return (await rowsOf<PlaceRow>(tx, OFFERED_TO, [shards, person, limit])).map(placeOf)
}

const DESK_COUNT = statement(
  'queue-place.desk-count',
  `
select (select count(*) from queue_place where shard = any ($1::bigint[]) and holder = $2)
  + (select count(*) from queue_place where shard = any ($1::bigint[]) and offered_to = $2) as count`,
)

/** How many cases `lockHeldBy` and `lockOfferedTo` would find without a limit. */
export async function countOnDesk(run: Runner, shards: readonly number[], person: number): Promise<number> {
  return (await rowOf<{ count: number }>(run, DESK_COUNT, [shards, person]))?.count ?? 0
}

/** What was given to people by name who did not take it up yet, not locked. */
export async function offeredPlaces(run: Runner, shards: readonly number[]): Promise<readonly QueuePlace[]> {
  return (await rowsOf<PlaceRow>(run, OFFERED, [shards])).map(placeOf)
}

/** What people put aside, not locked. */
export async function parkedPlaces(run: Runner, shards: readonly number[]): Promise<readonly QueuePlace[]> {
  return (await rowsOf<PlaceRow>(run, PARKED, [shards])).map(placeOf)
}

/** Places whose lease ran out, locked. */
export async function lockExpired(
  tx: pg.ClientBase,
  shards: readonly number[],
  of: { readonly now: Temporal.Instant; readonly limit: number },
): Promise<readonly QueuePlace[]> {
  return (await rowsOf<PlaceRow>(tx, EXPIRED, [shards, of.now.toString(), of.limit])).map(placeOf)
}

/** Of these buckets, those in which a lease ran out, in their order. */
export async function expiredShards(
  run: Runner,
  shards: readonly number[],
  now: Temporal.Instant,
): Promise<readonly number[]> {
  return (await rowsOf<{ shard: number }>(run, EXPIRED_SHARDS, [shards, now.toString()])).map(row => row.shard)
}

/** Of these buckets, those in which a place waits for just this. */
export async function awaitingShards(
  run: Runner,
  shards: readonly number[],
  wake: { readonly on: 'mail' | 'file' | 'ledger' | 'party'; readonly key: string },
): Promise<readonly number[]> {
  return (await rowsOf<{ shard: number }>(run, AWAITED, [shards, wake.on, wake.key])).map(row => row.shard)
}

/** Places that wait for just this, locked: the first `WAKING_MAX`. */
export async function lockWaking(
  tx: pg.ClientBase,
  shards: readonly number[],
  wake: { readonly on: 'mail' | 'file' | 'ledger' | 'party'; readonly key: string },
): Promise<readonly QueuePlace[]> {
  return (await rowsOf<PlaceRow>(tx, WAKING, [shards, wake.on, wake.key])).map(placeOf)
}

/** A place to save that was read under its lock. `fenceBefore` is the fence that was read, where it grew. */
export interface PlaceToSave {
  readonly place: QueuePlace
  readonly fenceBefore?: number
}

/** Saves places, and writes what is told of them in the same message. */
export async function savePlaces(
  tx: pg.ClientBase,
  places: readonly PlaceToSave[],
  told: readonly Write[] = [],
): Promise<void> {
  const changed = await changedTogether(tx, [...places.map(saving), ...told])
  places.forEach(({ place }, index) => {
    invariant(changed[index] === 1, `the place of case ${place.caseId} was read under its lock and is another now`)
  })
}

function saving({ place, fenceBefore = place.fence }: PlaceToSave): Write {
  const { at } = place
  const key = [place.shard, place.caseShard, place.caseId, fenceBefore].map(String)
  const work = [
    place.readyAt.toString(),
    String(place.fence),
    String(place.skips),
    place.forRole,
    binaryInt8s(place.workedBy),
    place.workedOn ?? null,
    place.offeredTo === undefined ? null : String(place.offeredTo),
    binaryInt8s(place.barred),
    place.note === undefined ? null : storableJson(place.note),
  ]
  const state = [
    at.state,
    'holder' in at ? String(at.holder) : null,
    at.state === 'leased' ? at.until.toString() : null,
    at.state === 'parked' ? String(at.parkNo) : null,
    at.state === 'pended' ? at.wake.on : null,
    at.state === 'pended' && 'key' in at.wake ? at.wake.key : null,
    at.state === 'pended' ? at.waitingFor : null,
    place.wokenBy ?? null,
    String(place.byName),
  ]
  return { what: SAVE, values: [...key, ...work, ...state] }
}

export interface PlaceRow {
  shard: number
  case_shard: number
  case_id: number
  queue: string
  ready_at: Date
  ours_at: Date
  fence: number
  skips: number
  for_role: WorkRole
  /** The elements of an array of bigint stay text. */
  worked_by: string[]
  worked_on: string | null
  offered_to: number | null
  barred: string[]
  note: PlaceNote | null
  woken_by: string | null
  state: PlaceState['state']
  holder: number | null
  lease_until: Date | null
  by_name: boolean
  park_no: number | null
  wake_on: Wake['on'] | null
  wake_key: string | null
  waiting_for: string | null
}

export function placeOf(row: PlaceRow): QueuePlace {
  return {
    shard: row.shard,
    caseShard: row.case_shard,
    caseId: row.case_id,
    queue: row.queue,
    readyAt: instantOf(row.ready_at),
    oursAt: row.ours_at.getUTCFullYear() === NO_DEADLINE_YEAR ? undefined : instantOf(row.ours_at),
    fence: row.fence,
    skips: row.skips,
    forRole: row.for_role,
    workedBy: row.worked_by.map(Number),
    workedOn: row.worked_on ?? undefined,
    offeredTo: row.offered_to ?? undefined,
    barred: row.barred.map(Number),
    note: row.note ?? undefined,
    wokenBy: row.woken_by ?? undefined,
    byName: row.by_name,
    at: stateOf(row),
  }
}

/** The CHECKs of the table tie a state to its columns; a row without them is a defect. */
function stateOf(row: PlaceRow): PlaceState {
  const { state, holder, lease_until: until, park_no: parkNo, wake_on: on, waiting_for: waitingFor } = row
  if (state === 'ready' || state === 'done') return { state }
  invariant(holder !== null, `the place of case ${row.case_id} is ${state} and nobody's`)
  if (state === 'leased' && until !== null) return { state, holder, until: instantOf(until) }
  if (state === 'parked' && parkNo !== null) return { state, holder, parkNo }
  invariant(
    state === 'pended' && on !== null && waitingFor !== null,
    `the place of case ${row.case_id} is half ${state}`,
  )
  return {
    state,
    holder,
    waitingFor,
    wake: on === 'date' || on === 'approval' || on === 'acknowledgement' ? { on } : { on, key: row.wake_key ?? '' },
  }
}

function instantOf(at: Date): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime())
}
