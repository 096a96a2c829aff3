import type pg from 'pg'
import type { Hand } from '../core/authority/asked.ts'
import { joinHands } from '../core/authority/hands.ts'
import type { PackName } from '../core/pack.ts'
import type { DecisionEffect } from '../core/resolve/unit-effect.ts'
import type { Second } from './decision.ts'
import { changedBy, type Runner, rowOf, rowsOf, statement } from './statement.ts'

/** What somebody did alone that counts, and that another looks at afterwards. */
export interface DueReview {
  readonly shard: number
  readonly id: number
  /** What they did about the decision: no two are due of one, because what was undone does not stand. */
  readonly of: 'decision' | 'approval' | 'undoing'
  /** Its exception, which has the number of its item; below zero of a batch or file that was decided as a whole. */
  readonly exceptionId: number
  readonly pack: PackName
  readonly kind: string
  readonly queue: string
  /** Who did it. */
  readonly personId: number
  readonly personName: string
  /** Everybody who had a hand in the decision, its approval or its undoing. */
  readonly hands: readonly Hand[]
  readonly amountMinor: number
  readonly doneAt: Temporal.Instant
  /** Of the decision. */
  readonly effect: DecisionEffect
  /** How a second person was asked before it counted; undefined where none was. */
  readonly keying: Second['keying'] | undefined
}

/** `$n`: the shard of the people. Two ways by which a decision is due, each by its own index. */
const due = (shard: string, where: string) => `
select due.shard, due.id, due.act, due.exception_id, exception.pack, exception.kind, exception.queue, due.person_id, person.name as person_name,
  due.hands, due.maker_id, due.for_id, due.approver_id, due.approver_for_id, due.undone_by, due.undone_for_id, due.amount_minor, due.done_at, due.effect, due.keying
from (
  select decision.*, case when approver_id is null then 'decision' else 'approval' end as act, coalesce(approver_id, maker_id) as person_id,
    coalesce(approved_at, decided_at) as done_at
  from decision
  where review = 'due' and state = 'done' and ${where}
  union all
  select decision.*, 'undoing', undone_by, undone_at
  from decision
  where undo_review = 'due' and ${where}
) as due
join person on person.shard = ${shard} and person.id = due.person_id
join exception on exception.shard = due.shard and exception.id = due.exception_id`

const DUE = statement(
  'decision.reviews-due',
  `
-- in milliseconds, as the key of a page is${due('$1', 'decision.shard between $1 and $1 + 1023')}
where $2::timestamptz is null or (date_trunc('milliseconds', done_at), due.shard, due.id) > ($2, $3, $4)
order by date_trunc('milliseconds', done_at), due.shard, due.id
limit $5`,
)
const ONE = statement('decision.review-due', due('$3', 'decision.shard = $1 and decision.id = $2'))
const REVIEWED = statement(
  'decision.reviewed',
  `
update decision
set review = 'done', reviewed_by = $3, reviewed_at = greatest($4::timestamptz, decided_at, approved_at)
where shard = $1 and id = $2 and review = 'due' and state = 'done'`,
)
const UNDO_REVIEWED = statement(
  'decision.undo-reviewed',
  `
update decision
set undo_review = 'done', undo_reviewed_by = $3, undo_reviewed_at = greatest($4::timestamptz, undone_at)
where shard = $1 and id = $2 and undo_review = 'due'`,
)

/** Where the list of what is to be looked at goes on. */
export type ReviewKey = Pick<DueReview, 'doneAt' | 'shard' | 'id'>

/** What a second person has to look at, the oldest first. */
export async function dueReviews(
  run: Runner,
  orgShard: number,
  { after, limit }: { readonly after: ReviewKey | undefined; readonly limit: number },
): Promise<readonly DueReview[]> {
  const key = after === undefined ? [null, null, null] : [after.doneAt.toString(), after.shard, after.id]
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
  {
    shard,
    id,
    of,
    by,
    at,
  }: Pick<DueReview, 'shard' | 'id' | 'of'> & {
    readonly by: number
    readonly at: Temporal.Instant
  },
): Promise<void> {
  const reviewed = of === 'undoing' ? UNDO_REVIEWED : REVIEWED
  if ((await changedBy(tx, reviewed, [shard, id, by, at.toString()])) !== 1)
    throw new Error(`decision ${id} was to be marked as reviewed and was not due`)
}

interface Row {
  shard: number
  id: number
  act: DueReview['of']
  exception_id: number
  pack: PackName
  kind: string
  queue: string
  person_id: number
  person_name: string
  hands: readonly Hand[]
  maker_id: number
  for_id: number | null
  approver_id: number | null
  approver_for_id: number | null
  undone_by: number | null
  undone_for_id: number | null
  amount_minor: number
  done_at: Date
  effect: string
  keying: Second['keying'] | null
}

function reviewOf(row: Row): DueReview {
  const { shard, id, act: of, pack, kind, queue } = row
  return {
    ...{ shard, id, of, pack, kind, queue },
    exceptionId: row.exception_id,
    personId: row.person_id,
    personName: row.person_name,
    hands: handsOf(row),
    amountMinor: row.amount_minor,
    doneAt: Temporal.Instant.fromEpochMilliseconds(row.done_at.getTime()),
    effect: JSON.parse(row.effect), // as `insertDecision` was given it
    keying: row.keying ?? undefined,
  }
}

/** None of them looks at it for others, whatever the row says of the rest. */
function handsOf(row: Row): readonly Hand[] {
  const hand = (person: number | null, as: Hand['as']) => (person === null ? [] : [{ person, as }])
  return joinHands(
    row.hands,
    [...hand(row.maker_id, 'maker'), ...hand(row.for_id, 'delegator')],
    [...hand(row.approver_id, 'approver'), ...hand(row.approver_for_id, 'delegator')],
    [...hand(row.undone_by, 'editor'), ...hand(row.undone_for_id, 'delegator')],
  )
}
