import { type Runner, rowsOf, statement } from './statement.ts'

/** So many are counted of each state of a queue; more are told as more. */
const COUNTED_MAX = 10_000

const FIGURES = statement(
  'queue-place.figures',
  `
-- each by the index of its state, and never more than is told
select wanted.queue, ready.*, leased.leased, parked.parked, pended.pended
from unnest($1::bigint[], $2::text[]) as wanted (shard, queue)
cross join lateral (
  select count(*) as ready, coalesce(sum(harm_minor), 0)::bigint as value_minor, min(opened_at) as oldest_at, min(ours_at) as first_at,
    count(*) filter (where ours_at <= $4) as due_soon
  from (
    select harm_minor, opened_at, ours_at from queue_place
    where queue_place.shard = wanted.shard and queue_place.queue = wanted.queue and state = 'ready'
    order by ours_at, harm_minor desc, opened_at, case_shard, case_id
    limit ${COUNTED_MAX}
  ) as counted
) as ready
cross join lateral (
  select count(*) as leased from (
    select from queue_place where queue_place.shard = wanted.shard and queue_place.queue = wanted.queue and state = 'leased' and lease_until > $3
    limit ${COUNTED_MAX}
  ) as counted
) as leased
cross join lateral (
  select count(*) as parked from (
    select from queue_place where queue_place.shard = wanted.shard and queue_place.queue = wanted.queue and state = 'parked'
    limit ${COUNTED_MAX}
  ) as counted
) as parked
cross join lateral (
  select count(*) as pended from (
    select from queue_place where queue_place.shard = wanted.shard and queue_place.queue = wanted.queue and state = 'pended'
    order by ready_at
    limit ${COUNTED_MAX}
  ) as counted
) as pended
order by wanted.queue`,
)

/** How a queue stands. */
export interface QueueFigures {
  readonly queue: string
  /** `COUNTED_MAX` stands for as many or more, in each of these counts. */
  readonly ready: number
  readonly leased: number
  readonly parked: number
  readonly pended: number
  /** Of those that are ready. */
  readonly dueSoon: number
  /** What they are worth, minor units. */
  readonly valueMinor: number
  readonly oldestAt: Temporal.Instant | undefined
  /** When the first of them has to leave; undefined where none has a clock. */
  readonly firstAt: Temporal.Instant | undefined
}

/** How queues stand now; `soon`: what has to leave until then is due soon. */
export async function figuresOf(
  run: Runner,
  queues: readonly { readonly shard: number; readonly name: string }[],
  at: { readonly now: Temporal.Instant; readonly soon: Temporal.Instant },
): Promise<readonly QueueFigures[]> {
  const rows = await rowsOf<{
    queue: string
    ready: number
    leased: number
    parked: number
    pended: number
    due_soon: number
    value_minor: number
    oldest_at: Date | null
    first_at: Date | null
  }>(run, FIGURES, [queues.map(one => one.shard), queues.map(one => one.name), at.now.toString(), at.soon.toString()])
  return rows.map(({ due_soon: dueSoon, value_minor: valueMinor, oldest_at: oldest, first_at: first, ...row }) => ({
    ...{ ...row, dueSoon, valueMinor },
    oldestAt: oldest === null ? undefined : instantOf(oldest),
    firstAt: first === null || first.getUTCFullYear() === NO_DEADLINE_YEAR ? undefined : instantOf(first),
  }))
}

/** A case without a clock stands past every deadline. */
const NO_DEADLINE_YEAR = 9999

function instantOf(at: Date): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime())
}
