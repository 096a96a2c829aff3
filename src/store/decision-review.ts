import type pg from 'pg'
import type { Hand } from '../core/authority/asked.ts'
import type { PackName } from '../core/pack.ts'
import type { Effect } from '../core/resolve/effect.ts'
import type { UnitEffect } from '../core/resolve/unit-effect.ts'
import { changedBy, type Runner, rowOf, rowsOf, statement } from './statement.ts'

/** A decision that counts, and that a second person looks at afterwards. */
export interface DueReview {
  readonly shard: number
  readonly id: number
  /** Its exception, which has the number of its item; below zero of a batch or file that was decided as a whole. */
  readonly exceptionId: number
  readonly pack: PackName
  readonly kind: string
  readonly queue: string
  readonly makerId: number
  readonly makerName: string
  readonly hands: readonly Hand[]
  readonly amountMinor: number
  readonly decidedAt: Temporal.Instant
  readonly effect: Effect | UnitEffect
}

const COLUMNS = `decision.shard, decision.id, decision.exception_id, exception.pack, exception.kind, exception.queue, decision.maker_id, person.name as maker_name, decision.hands,
  decision.amount_minor, decision.decided_at, decision.effect`

const DUE = statement(
  'decision.reviews-due',
  `
-- in milliseconds, as the key of a page is
select ${COLUMNS}
from decision
join person on person.shard = $1 and person.id = decision.maker_id
join exception on exception.shard = decision.shard and exception.id = decision.exception_id
where decision.shard between $1 and $1 + 1023 and decision.review = 'due' and decision.state = 'done'
  and ($2::timestamptz is null or (date_trunc('milliseconds', decision.decided_at), decision.shard, decision.id) > ($2, $3, $4))
order by date_trunc('milliseconds', decision.decided_at), decision.shard, decision.id
limit $5`,
)
const ONE = statement(
  'decision.review-due',
  `
select ${COLUMNS}
from decision
join person on person.shard = $3 and person.id = decision.maker_id
join exception on exception.shard = decision.shard and exception.id = decision.exception_id
where decision.shard = $1 and decision.id = $2 and decision.review = 'due' and decision.state = 'done'`,
)
const REVIEWED = statement(
  'decision.reviewed',
  `
update decision
set review = 'done', reviewed_by = $3, reviewed_at = greatest($4::timestamptz, decided_at)
where shard = $1 and id = $2 and review = 'due' and state = 'done'`,
)

/** Where the list of what is to be looked at goes on. */
export type ReviewKey = Pick<DueReview, 'decidedAt' | 'shard' | 'id'>

/** What a second person has to look at, the oldest first. */
export async function dueReviews(
  run: Runner,
  orgShard: number,
  { after, limit }: { readonly after: ReviewKey | undefined; readonly limit: number },
): Promise<readonly DueReview[]> {
  const key = after === undefined ? [null, null, null] : [after.decidedAt.toString(), after.shard, after.id]
  return (await rowsOf<Row>(run, DUE, [orgShard, ...key, limit])).map(reviewOf)
}

/** One of them; undefined when it is none, or not any more. */
export async function dueReview(
  run: Runner,
  at: { readonly orgShard: number; readonly shard: number; readonly id: number },
): Promise<DueReview | undefined> {
  const row = await rowOf<Row>(run, ONE, [at.shard, at.id, at.orgShard])
  return row === undefined ? undefined : reviewOf(row)
}

/** Somebody looked at it. Throws when it was not due. */
export async function markReviewed(
  tx: pg.ClientBase,
  of: { readonly shard: number; readonly id: number; readonly by: number; readonly at: Temporal.Instant },
): Promise<void> {
  if ((await changedBy(tx, REVIEWED, [of.shard, of.id, of.by, of.at.toString()])) !== 1)
    throw new Error(`decision ${of.id} was to be marked as reviewed and was not due`)
}

interface Row {
  shard: number
  id: number
  exception_id: number
  pack: PackName
  kind: string
  queue: string
  maker_id: number
  maker_name: string
  hands: readonly Hand[]
  amount_minor: number
  decided_at: Date
  effect: string
}

function reviewOf(row: Row): DueReview {
  const { shard, id, pack, kind, queue, hands } = row
  return {
    ...{ shard, id, pack, kind, queue, hands },
    exceptionId: row.exception_id,
    makerId: row.maker_id,
    makerName: row.maker_name,
    amountMinor: row.amount_minor,
    decidedAt: Temporal.Instant.fromEpochMilliseconds(row.decided_at.getTime()),
    effect: JSON.parse(row.effect), // as `insertDecision` was given it
  }
}
