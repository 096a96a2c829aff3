import type { Candidate } from '../core/work/next.ts'
import type { WorkRole } from '../core/work/queue.ts'
import { frequentStatement, type Runner, rowsOf } from './statement.ts'

/**
 * The heads of queues: what may be handed out now. Beside what is ready these are leases that ran out, and what waited for a
 * moment that has come: nobody has to sweep before they are handed out again.
 */
const COLUMNS = `queue_place.shard, queue_place.case_shard, queue_place.case_id, queue_place.queue, queue_place.ours_at, queue_place.harm_minor, queue_place.opened_at,
    queue_place.ready_at, queue_place.for_role, queue_place.offered_to, queue_place.barred, queue_place.fence, queue_place.state, queue_place.holder,
    case when queue_place.worked_on = $4 then queue_place.worked_by else '{}' end as worked_by`

const HEADS = frequentStatement(
  'queue-place.heads',
  `
-- four ways back into the hands of people, each by its own index, of each the most urgent; of what waited first what these callers let wait.
-- What one person may not take is left out where only one asks ($7)
select head.*
from unnest($1::bigint[], $2::text[]) as wanted (shard, queue)
cross join lateral (
  (select ${COLUMNS}
   from queue_place
   where queue_place.shard = wanted.shard and queue_place.queue = wanted.queue and state = 'ready' and ready_at <= $3 and offered_to is null and for_role = any ($6::text[])
     and ($7::bigint is null or (not $7 = any (barred) and not (worked_on is not distinct from $4 and $7 = any (worked_by))))
   order by ours_at, harm_minor desc, opened_at, case_shard, case_id
   limit $5)
  union all
  (select ${COLUMNS}
   from queue_place
   where queue_place.shard = wanted.shard and queue_place.queue = wanted.queue and state = 'ready' and ready_at <= $3 and offered_to = any ($8::bigint[])
   order by ours_at, harm_minor desc, opened_at, case_shard, case_id
   limit $5)
  union all
  (select ${COLUMNS}
   from queue_place
   where queue_place.shard = wanted.shard and queue_place.queue = wanted.queue and state = 'leased' and lease_until <= $3 and for_role = any ($6::text[])
     and ($7::bigint is null or not $7 = any (barred))
   order by ours_at, harm_minor desc, opened_at, case_shard, case_id
   limit $5)
  union all
  (select ${COLUMNS}
   from queue_place
   where queue_place.shard = wanted.shard and queue_place.queue = wanted.queue and state = 'pended' and ready_at <= $3 and for_role = any ($6::text[])
     and ($7::bigint is null or not $7 = any (barred))
   order by holder = any ($8::bigint[]) desc, ours_at, harm_minor desc, opened_at, case_shard, case_id
   limit $5)
) as head`,
)

export interface Head extends Candidate {
  readonly fence: number
  readonly state: 'ready' | 'leased' | 'pended'
  /** Whose lease ran out, or who let it wait. */
  readonly holder: number | undefined
}

/** Which heads are read. */
export interface HeadsWanted {
  readonly queues: readonly { readonly shard: number; readonly name: string }[]
  readonly now: Temporal.Instant
  /** The institution's day, YYYY-MM-DD. */
  readonly today: string
  /** Of each queue and of each way. */
  readonly limit: number
  /** Roles for which the callers may take cases. */
  readonly roles: readonly WorkRole[]
  readonly callers: readonly number[]
}

/** Candidates in no order, none twice. Of a single caller those that he may not take are left out, so that `limit` is never used up by them. */
export async function headsOf(run: Runner, wanted: HeadsWanted): Promise<readonly Head[]> {
  const rows = await rowsOf<HeadRow>(run, HEADS, [
    wanted.queues.map(one => one.shard),
    wanted.queues.map(one => one.name),
    wanted.now.toString(),
    wanted.today,
    wanted.limit,
    wanted.roles,
    wanted.callers.length === 1 ? (wanted.callers[0] ?? null) : null,
    wanted.callers,
  ])
  return rows.map(headOf)
}

interface HeadRow {
  shard: number
  case_shard: number
  case_id: number
  queue: string
  ours_at: Date
  harm_minor: number
  opened_at: Date
  ready_at: Date
  for_role: WorkRole
  offered_to: number | null
  barred: string[]
  fence: number
  state: 'ready' | 'leased' | 'pended'
  holder: number | null
  /** The elements of an array of bigint stay text. */
  worked_by: string[]
}

const NO_DEADLINE_YEAR = 9999

function headOf(row: HeadRow): Head {
  return {
    shard: row.shard,
    caseShard: row.case_shard,
    caseId: row.case_id,
    queue: row.queue,
    oursAt: row.ours_at.getUTCFullYear() === NO_DEADLINE_YEAR ? undefined : row.ours_at.getTime(),
    harmMinor: row.harm_minor,
    openedAt: row.opened_at.getTime(),
    readyAt: row.state === 'leased' ? 0 : row.ready_at.getTime(),
    forRole: row.for_role,
    workedBy: row.worked_by.map(Number),
    offeredTo: row.offered_to ?? undefined,
    barred: row.barred.map(Number),
    fence: row.fence,
    state: row.state,
    holder: row.holder ?? undefined,
    letWaitBy: row.state === 'pended' ? (row.holder ?? undefined) : undefined,
  }
}

/** So many are counted of a queue; more are told as more. */
export const BEHIND_COUNTED_MAX = 500

const BEHIND = frequentStatement(
  'queue-place.behind',
  `
-- in its order, so that a queue without any is no reason to read the table
select wanted.queue, (select count(*) from (
    select from queue_place where queue_place.shard = wanted.shard and queue_place.queue = wanted.queue and state = 'ready'
    order by ours_at, harm_minor desc, opened_at, case_shard, case_id limit ${BEHIND_COUNTED_MAX}) as counted) as ready
from unnest($1::bigint[], $2::text[]) as wanted (shard, queue)`,
)

/** How many are ready in each queue, counted up to `BEHIND_COUNTED_MAX`. */
export async function countReady(run: Runner, queues: HeadsWanted['queues']): Promise<ReadonlyMap<string, number>> {
  const of = [queues.map(one => one.shard), queues.map(one => one.name)]
  const rows = await rowsOf<{ queue: string; ready: number }>(run, BEHIND, of)
  return new Map(rows.map(row => [row.queue, row.ready]))
}
