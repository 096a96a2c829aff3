import { binaryInt8s } from './binary-array.ts'
import { changedBy, type Runner, rowsOf, statement } from './statement.ts'

const WAITING = statement(
  'outbox.waiting',
  `
-- the buckets whose first untold transfer is the oldest, but for those that somebody tells just now
select bucket.shard, bucket.done_id, bucket.taking, told.id, told.transfer_key
from (
  select buckets.shard, coalesce(place.done_id, 0) as done_id, coalesce(place.taking, 0) as taking
  from generate_series($1::bigint, $1::bigint + 1023) as buckets (shard)
  left join outbox_cursor as place on place.shard = buckets.shard and place.reader = $2
  cross join lateral (
    select id from outbox where outbox.shard = buckets.shard and id > coalesce(place.done_id, 0) order by id limit 1
  ) as first
  where place.taken_until is null or place.taken_until <= $3::timestamptz
  order by first.id
  limit $4
) as bucket
cross join lateral (
  select id, transfer_key from outbox where outbox.shard = bucket.shard and id > bucket.done_id order by id limit $5
) as told
order by bucket.shard, told.id`,
)

const TAKE = statement(
  'outbox-cursor.take',
  `
-- compare and set: of two readers that saw the same place one takes it
insert into outbox_cursor as place (shard, reader, done_id, taken_id, taking, taken_until)
select shard, $1, done_id, taken_id, taking, $2::timestamptz
from unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[]) as seen (shard, done_id, taken_id, taking)
order by shard
on conflict (shard, reader) do update
set taken_id = excluded.taken_id, taking = excluded.taking, taken_until = excluded.taken_until
where place.done_id = excluded.done_id and place.taking = excluded.taking - 1
returning shard`,
)

const DONE = statement(
  'outbox-cursor.done',
  `
update outbox_cursor
set done_id = taken_id, taken_id = null, taken_until = null
where shard = $1 and reader = $2 and taking = $3 and taken_id = $4`,
)

/** Transfers of one bucket that a reader took to tell of, in the order in which the bucket was posted to. */
export interface TakenFromOutbox {
  readonly shard: number
  /** Which taking of this bucket it is: whoever took it later has another. */
  readonly taking: number
  /** The last id it holds. */
  readonly upTo: number
  readonly keys: readonly string[]
}

export interface Taking {
  readonly reader: string
  readonly now: Temporal.Instant
  /** Until when nobody else takes the same: it is taken again after that. */
  readonly until: Temporal.Instant
  readonly buckets: number
  readonly perBucket: number
}

/** Takes what waits longest, of some buckets. Each bucket is taken by one reader of the name at a time. */
export async function takeWaiting(tx: Runner, orgShard: number, taking: Taking): Promise<readonly TakenFromOutbox[]> {
  const { reader, now, until, buckets, perBucket } = taking
  const rows = await rowsOf<WaitingRow>(tx, WAITING, [orgShard, reader, now.toString(), buckets, perBucket])
  const seen = [...Map.groupBy(rows, row => row.shard).values()].map(seenOf)
  const taken = await rowsOf<{ shard: number }>(tx, TAKE, [
    reader,
    until.toString(),
    binaryInt8s(seen.map(one => one.shard)),
    binaryInt8s(seen.map(one => one.doneId)),
    binaryInt8s(seen.map(one => one.upTo)),
    binaryInt8s(seen.map(one => one.taking)),
  ])
  const ours = new Set(taken.map(row => row.shard))
  return seen.filter(one => ours.has(one.shard))
}

/** Says that what was taken is told. False when its time ran out and another took it: both have told it then. */
export async function endTaking(
  run: Runner,
  reader: string,
  { shard, taking, upTo }: Pick<TakenFromOutbox, 'shard' | 'taking' | 'upTo'>,
): Promise<boolean> {
  return (await changedBy(run, DONE, [shard, reader, taking, upTo])) === 1
}

interface WaitingRow {
  shard: number
  done_id: number
  taking: number
  id: number
  transfer_key: string
}

function seenOf(rows: readonly WaitingRow[]): TakenFromOutbox & { readonly doneId: number } {
  const [first] = rows
  const last = rows.at(-1)
  if (first === undefined || last === undefined) throw new Error('a bucket without rows was seen')
  const keys = rows.map(row => row.transfer_key)
  return { shard: first.shard, doneId: first.done_id, taking: first.taking + 1, upTo: last.id, keys }
}
