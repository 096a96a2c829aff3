import type { CaseActKind } from '../core/day/case-walk.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

/** The acts from which drawers are summed: events of places, in the chains of the queues' buckets. */
const TOUCHED = statement(
  'drawer.touched',
  `
-- cases of one bucket of queues that somebody did something with since the day began, or has; an act stands in its day or a later one, never in an earlier
select distinct case_shard, case_id from (
  select substring(body from '"caseShard":([0-9]{1,15})')::bigint as case_shard, subject as case_id
  from event
  where shard = $1 and day >= $2 and at >= $3 and kind = any ($4::text[])
  union all
  select case_shard, case_id from queue_place where shard = $1 and holder is not null
) as touched
where case_shard is not null
order by case_shard, case_id`,
)
const ACTS = statement(
  'drawer.acts',
  `
select wanted.case_shard, wanted.case_id, said.at, said.kind, substring(said.actor from '^person ([0-9]{1,15})$')::bigint as person, said.given_to, said.by_number,
  held.items, held.debit_minor, held.credit_minor, place.queue, place.state, place.holder, place.lease_until
from unnest($2::bigint[], $3::bigint[]) as wanted (case_shard, case_id)
join work_case as held on held.shard = wanted.case_shard and held.id = wanted.case_id
join queue_place as place on place.shard = $1 and place.case_shard = wanted.case_shard and place.case_id = wanted.case_id
left join lateral (
  select n, at, kind, actor, substring(body from '"caseShard":([0-9]{1,15})')::bigint as case_shard, substring(body from '"to":"person ([0-9]{1,15})"')::bigint as given_to,
    position('"by":"name"' in body) > 0 as by_number
  from event
  where event.shard = $1 and event.subject = wanted.case_id and event.kind = any ($4::text[])
) as said on said.case_shard = wanted.case_shard
order by wanted.case_shard, wanted.case_id, said.n`,
)
const OUTCOMES = statement(
  'drawer.outcomes',
  `
select exception.case_shard, exception.case_id, exception.state, exception.closed_as, sum(items)::bigint as items, sum(debit_minor) as debit_minor, sum(credit_minor) as credit_minor
from unnest($1::bigint[], $2::bigint[]) as wanted (case_shard, case_id)
join exception on exception.case_id = wanted.case_id and exception.case_shard = wanted.case_shard
group by exception.case_shard, exception.case_id, exception.state, exception.closed_as
order by exception.case_shard, exception.case_id, exception.state, exception.closed_as`,
)

export interface CaseKey {
  readonly case_shard: number
  readonly case_id: number
}

/** Cases of one bucket of queues that anybody touched since the moment, or has now. */
export function touchedCases(
  run: Runner,
  of: {
    readonly shard: number
    readonly day: string
    readonly since: Temporal.Instant
    readonly kinds: readonly string[]
  },
): Promise<readonly CaseKey[]> {
  return rowsOf<CaseKey & Record<string, unknown>>(run, TOUCHED, [of.shard, of.day, of.since.toString(), of.kinds])
}

/** A case with one of its acts, in the order of the chain; without one where nobody ever touched it. */
export interface ActRow extends CaseKey {
  readonly at: Date | null
  readonly kind: CaseActKind | null
  readonly person: number | null
  readonly given_to: number | null
  readonly by_number: boolean | null
  readonly items: number
  readonly debit_minor: number
  readonly credit_minor: number
  readonly queue: string
  readonly state: string
  readonly holder: number | null
  readonly lease_until: Date | null
}

/** All acts of these cases from their first on, case by case. */
export function actsOfCases(
  run: Runner,
  of: { readonly shard: number; readonly cases: readonly CaseKey[]; readonly kinds: readonly string[] },
): Promise<readonly ActRow[]> {
  return rowsOf<ActRow & Record<string, unknown>>(run, ACTS, [of.shard, ...keysOf(of.cases), of.kinds])
}

export interface OutcomeRow extends CaseKey {
  readonly state: 'open' | 'decided' | 'closed'
  readonly closed_as: string | null
  readonly items: number
  readonly debit_minor: bigint
  readonly credit_minor: bigint
}

/** What came of the exceptions of these cases. */
export function outcomesOfCases(run: Runner, cases: readonly CaseKey[]): Promise<readonly OutcomeRow[]> {
  return rowsOf<OutcomeRow & Record<string, unknown>>(run, OUTCOMES, keysOf(cases))
}

function keysOf(cases: readonly CaseKey[]): readonly [readonly number[], readonly number[]] {
  return [cases.map(one => one.case_shard), cases.map(one => one.case_id)]
}
