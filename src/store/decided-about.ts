import type pg from 'pg'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import { type Runner, rowOf, rowsOf, statement } from './statement.ts'

/** What there is of decisions, so that what there is not need not be read. */
const ABOUT = statement(
  'decision.about-exceptions',
  `
select exception_id, bool_or(decision.state = 'proposed') as waits
from unnest($1::bigint[], $2::bigint[]) as wanted (shard, id)
join decision on decision.shard = wanted.shard and decision.exception_id = wanted.id
group by exception_id`,
)

/** Of these exceptions those about which anything was ever decided or proposed; true where a proposal waits now. */
export async function decidedAbout(
  run: Runner,
  of: readonly { readonly shard: number; readonly id: number }[],
): Promise<ReadonlyMap<number, boolean>> {
  const columns = [of.map(one => one.shard), of.map(one => one.id)]
  const rows = await rowsOf<{ exception_id: number; waits: boolean }>(run, ABOUT, columns)
  return new Map(rows.map(row => [row.exception_id, row.waits]))
}

const ASKED = statement(
  'decision.asked-by-keys',
  `
-- of what takes another back: what was asked for in that one, by which it is known where it books
select decision.exception_id, coalesce(taken.asked, decision.asked) as asked, decision.undoes is not null as is_undo
from unnest($1::bigint[], $2::bigint[]) as wanted (shard, id)
join decision on decision.shard = wanted.shard and decision.id = wanted.id
left join decision as taken on taken.shard = decision.shard and taken.id = decision.undoes`,
)

/** What was asked for in a decision. */
export interface AskedIn {
  readonly asked: ResolutionAsked
  /** The decision takes back another, and that is what was asked for in the other. */
  readonly isUndo: boolean
}

/** What was asked for in each of these decisions, by the exception that it is about. */
export async function askedIn(
  run: Runner,
  decisions: readonly { readonly shard: number; readonly id: number }[],
): Promise<ReadonlyMap<number, AskedIn>> {
  const columns = [decisions.map(one => one.shard), decisions.map(one => one.id)]
  const rows = await rowsOf<{ exception_id: number; asked: string; is_undo: boolean }>(run, ASKED, columns)
  // As each decision was given it.
  return new Map(rows.map(row => [row.exception_id, { asked: JSON.parse(row.asked), isUndo: row.is_undo }]))
}

const HANGING = statement(
  'decision.hanging',
  `
select exists (select from correction where shard = $1 and decision_id = $2) as corrections,
  exists (select from adjustment where shard = $1 and decision_id = $2) as adjustment,
  exists (select from forwarding where shard = $1 and decision_id = $2) as forwarding,
  exists (select from fee where shard = $1 and decision_id = $2) as fee,
  exists (select from hold where shard = $1 and decision_id = $2) as hold,
  exists (select from letter_request where shard = $1 and decision_id = $2) as letters`,
)

/** Of what a decision has rows beside its own: most have none, and need not be read. */
export interface Hanging {
  readonly corrections: boolean
  readonly adjustment: boolean
  readonly forwarding: boolean
  readonly fee: boolean
  readonly hold: boolean
  readonly letters: boolean
}

export async function hangingOn(
  run: Runner,
  at: { readonly shard: number; readonly decisionId: number },
): Promise<Hanging> {
  const row = await rowOf<Hanging & pg.QueryResultRow>(run, HANGING, [at.shard, at.decisionId])
  if (row === undefined) throw new Error(`what hangs on decision ${at.decisionId} was asked and not told`)
  return row
}
