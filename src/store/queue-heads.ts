import type { Caller, Candidate } from '../core/work/next.ts'
import type { WorkRole } from '../core/work/queue.ts'
import type { CasesCounted } from '../core/work/why-this.ts'
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
-- What one person may not take, by any of their accounts, is left out where only one asks ($7)
select head.*
from unnest($1::bigint[], $2::text[]) as wanted (shard, queue)
cross join lateral (
  (select ${COLUMNS}
   from queue_place
   where queue_place.shard = wanted.shard and queue_place.queue = wanted.queue and state = 'ready' and ready_at <= $3 and offered_to is null and for_role = any ($6::text[])
     and ($7::bigint[] is null or (not barred && $7 and not (worked_on is not distinct from $4 and worked_by && $7)))
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
     and ($7::bigint[] is null or not barred && $7)
   order by ours_at, harm_minor desc, opened_at, case_shard, case_id
   limit $5)
  union all
  (select ${COLUMNS}
   from queue_place
   where queue_place.shard = wanted.shard and queue_place.queue = wanted.queue and state = 'pended' and ready_at <= $3 and for_role = any ($6::text[])
     and ($7::bigint[] is null or not barred && $7)
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
  readonly callers: readonly Pick<Caller, 'personId' | 'accounts'>[]
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
    wanted.callers.length === 1 ? (wanted.callers[0]?.accounts ?? null) : null,
    wanted.callers.map(one => one.personId),
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

/** Of the clock of a place whose case has none. */
export const NO_DEADLINE_YEAR = 9999

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

/**
 * So many are counted of a queue, with each pull; where there may be more it is told. More than one person does in a day, and no dearer
 * than the pull: *Queues* counts on.
 */
export const BEHIND_COUNTED_MAX = 100

const BEHIND = frequentStatement(
  'queue-place.behind',
  `
-- what the heads are read of, but for what was given by name; in its order, so that a queue without any is no reason to read the table.
-- Who is not handed a case of it is one of few, and is told apart
with counted as materialized (
  select wanted.queue, one.for_role, one.not_to
  from unnest($1::bigint[], $2::text[]) as wanted (shard, queue)
  cross join lateral (
    (select for_role, case when worked_on = $4 then barred || worked_by else barred end as not_to
     from queue_place
     where queue_place.shard = wanted.shard and queue_place.queue = wanted.queue and state = 'ready' and ready_at <= $3 and offered_to is null and for_role = any ($5::text[])
     order by ours_at, harm_minor desc, opened_at, case_shard, case_id
     limit ${BEHIND_COUNTED_MAX})
    union all
    (select for_role, case when worked_on = $4 then barred || worked_by else barred end
     from queue_place
     where queue_place.shard = wanted.shard and queue_place.queue = wanted.queue and state = 'leased' and lease_until <= $3 and for_role = any ($5::text[])
     limit ${BEHIND_COUNTED_MAX})
    union all
    (select for_role, case when worked_on = $4 then barred || worked_by else barred end
     from queue_place
     where queue_place.shard = wanted.shard and queue_place.queue = wanted.queue and state = 'pended' and ready_at <= $3 and for_role = any ($5::text[])
     limit ${BEHIND_COUNTED_MAX})
    limit ${BEHIND_COUNTED_MAX}) as one)
select queue, for_role, null::bigint as not_to, count(*) as cases from counted group by queue, for_role
union all
select queue, for_role, person, count(*)
from counted cross join lateral (
  select distinct person from unnest($6::bigint[], $7::bigint[]) as own (person, account) where account = any (not_to)) as kept_from
where not_to <> '{}'
group by queue, for_role, person`,
)

/** What can be handed out beside what was given by name: of each queue up to `BEHIND_COUNTED_MAX`, and what of that each of the callers is not handed. */
export async function countBehind(run: Runner, wanted: Omit<HeadsWanted, 'limit'>): Promise<readonly CasesCounted[]> {
  const accounts = wanted.callers.flatMap(one => one.accounts.map(account => ({ person: one.personId, account })))
  const rows = await rowsOf<{ queue: string; for_role: WorkRole; not_to: number | null; cases: number }>(run, BEHIND, [
    wanted.queues.map(one => one.shard),
    wanted.queues.map(one => one.name),
    wanted.now.toString(),
    wanted.today,
    wanted.roles,
    accounts.map(one => one.person),
    accounts.map(one => one.account),
  ])
  return rows.map(({ queue, for_role: forRole, not_to: notTo, cases }) => ({
    ...{ queue, forRole, notTo: notTo ?? undefined, cases },
  }))
}
