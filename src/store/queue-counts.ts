import { type Runner, rowsOf, statement } from './statement.ts'

/** What lies in queues as one person sees it: each case counted once, by the first reason for which it is not theirs. */
const COUNTS = statement(
  'queue-place.counts',
  `
select wanted.queue, counted.*
from unnest($1::bigint[], $2::text[]) as wanted (shard, queue)
cross join lateral (
  select
    count(*) filter (where waits) as ready,
    count(*) filter (where claimed) as claimed,
    count(*) filter (where own_waiting) as own_waiting,
    count(*) filter (where own_aside) as own_aside,
    count(*) filter (where waits and bar = 'role_too_low') as role_too_low,
    count(*) filter (where waits and bar = 'not_ready') as not_ready,
    count(*) filter (where waits and bar = 'barred') as barred,
    count(*) filter (where waits and bar = 'for_another') as for_another,
    count(*) filter (where waits and bar = 'worked_today') as worked_today
  from (
    select
      state = 'ready' or (state = 'leased' and lease_until <= $3) or (state = 'pended' and ready_at <= $3) as waits,
      holder <> $5 and (state = 'parked' or (state = 'leased' and lease_until > $3) or (state = 'pended' and ready_at > $3)) as claimed,
      holder = $5 and state = 'pended' and ready_at > $3 as own_waiting,
      holder = $5 and state = 'parked' as own_aside,
      case
        when for_role <> all ($6::text[]) then 'role_too_low'
        when state = 'ready' and ready_at > $3 then 'not_ready'
        when barred && $7::bigint[] then 'barred'
        when offered_to = $5 then 'free'
        when offered_to is not null then 'for_another'
        when worked_on = $4 and worked_by && $7::bigint[] then 'worked_today'
        else 'free'
      end as bar
    from queue_place
    where queue_place.shard = wanted.shard and queue_place.queue = wanted.queue and state <> 'done'
  ) as seen
) as counted
order by wanted.queue`,
)

export interface CountedQueue {
  readonly queue: string
  readonly ready: number
  readonly claimed: number
  /** Of the person: what they let wait still, and what they put aside. */
  readonly ownWaiting: number
  readonly ownAside: number
  readonly roleTooLow: number
  readonly notReady: number
  readonly barred: number
  readonly forAnother: number
  readonly workedToday: number
}

/** Counts everything that is open in the queues. */
export async function countBarred(
  run: Runner,
  queues: readonly { readonly shard: number; readonly name: string }[],
  of: {
    readonly now: Temporal.Instant
    /** YYYY-MM-DD. */
    readonly today: string
    readonly personId: number
    /** See `Caller`. */
    readonly accounts: readonly number[]
    /** Roles for which the person may take cases. */
    readonly roles: readonly string[]
  },
): Promise<readonly CountedQueue[]> {
  const rows = await rowsOf<{
    queue: string
    ready: number
    claimed: number
    own_waiting: number
    own_aside: number
    role_too_low: number
    not_ready: number
    barred: number
    for_another: number
    worked_today: number
  }>(run, COUNTS, [
    queues.map(one => one.shard),
    queues.map(one => one.name),
    of.now.toString(),
    of.today,
    of.personId,
    of.roles,
    of.accounts,
  ])
  return rows.map(row => ({
    queue: row.queue,
    ready: row.ready,
    claimed: row.claimed,
    ownWaiting: row.own_waiting,
    ownAside: row.own_aside,
    roleTooLow: row.role_too_low,
    notReady: row.not_ready,
    barred: row.barred,
    forAnother: row.for_another,
    workedToday: row.worked_today,
  }))
}
