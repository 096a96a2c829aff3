import type pg from 'pg'
import type { Clock, ExceptionAfter, ItemAfter, NoticeAfter, OutboundAfter } from '../core/resolve/effect.ts'
import type { NewPosting } from './books.ts'
import type { NewOutbound } from './outbound.ts'
import { changedBy, type Runner, rowOf, rowsOf, statement } from './statement.ts'

/** What a decision changes, row by row, and the same rows read back. Each change is a compare-and-set: who comes second changes nothing and is told. */

const DECIDE = statement(
  'exception.decide',
  `
-- greatest: a clock that was set back closes nothing before it was raised
update exception
set state = $3, code = nullif($4, ''), closed_as = nullif($5, ''), closed_at = case when $3 = 'closed' then greatest($6::timestamptz, raised_at) end,
  clock = coalesce($7, clock), due_at = coalesce($8, due_at), ours_at = coalesce($9, ours_at)
where shard = $1 and id = $2 and state = 'open'`,
)
const END_ITEM = statement(
  'item.end',
  `
update item
set state = $4
where shard = $1 and day = $2 and id = $3 and (state = 'suspended' or (state = 'posted' and exception_id = id))`,
)
const END_POSITION = statement(
  'suspense-position.end',
  'update suspense_position set closed_on = $3 where shard = $1 and exception_id = $2 and closed_on is null',
)
const INSERT_ENTRY = statement(
  'entry.insert-resolution',
  `insert into entry (shard, day, id, kind, reverses) values ($1, $2, $3, case when $4::bigint is null then 'resolution' else 'reversal' end, $4)`,
)
const INSERT_POSTINGS = statement(
  'posting.insert',
  `
insert into posting (shard, day, account_id, entry_id, line, contra_id, amount_minor, item_id)
select $1, $2, account_id, $3, line - 1, contra_id, amount_minor, $7
from unnest($4::bigint[], $5::bigint[], $6::bigint[]) with ordinality as leg (account_id, contra_id, amount_minor, line)`,
)
const INSERT_OUTBOUND = statement(
  'outbound-item.insert',
  `
insert into outbound_item (shard, item_id, kind, pack, code, day, due_at, batch, raw, correction, keyed_minor, state)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'queued')
on conflict (shard, item_id, kind) do update
set code = excluded.code, correction = excluded.correction, keyed_minor = excluded.keyed_minor, due_at = excluded.due_at, state = 'queued'
where outbound_item.state in ('withdrawn', 'missed')`,
)
const READ_BACK = statement(
  'decision.read-back',
  `
select exception.state, exception.clock, exception.due_at, exception.ours_at, coalesce(exception.code, '') as code, coalesce(exception.closed_as, '') as closed_as, item.state as item_state, position.exit_on::text, position.closed_on::text,
  outbound_item.code as outbound_code, outbound_item.correction as outbound_carries, outbound_item.due_at as outbound_due_at, outbound_item.keyed_minor as outbound_keyed_minor,
  notice.code as notice_code, notice.correction as notice_correction, notice.due_at as notice_due_at,
  exception.decided_by, exception.policy, withdrawn.code as withdrawn_code, withdrawn.due_at as withdrawn_due_at
from exception
join item on item.shard = exception.shard and item.day = $3 and item.id = $4
left join suspense_position as position on position.shard = exception.shard and position.exception_id = exception.id
left join outbound_item on outbound_item.shard = exception.shard and outbound_item.item_id = item.id and outbound_item.kind = 'return' and outbound_item.state = 'queued'
left join outbound_item as withdrawn on withdrawn.shard = exception.shard and withdrawn.item_id = item.id and withdrawn.kind = 'return' and withdrawn.state = 'withdrawn'
left join outbound_item as notice on notice.shard = exception.shard and notice.item_id = item.id and notice.kind = 'notice' and notice.state = 'queued'
where exception.shard = $1 and exception.id = $2`,
)
const LEGS = statement(
  'posting.of-entry',
  `
select posting.day::text, posting.account_id, posting.contra_id, posting.amount_minor
from posting
where shard = $1 and day = $2 and entry_id = $3
order by line`,
)

/** Sets what the exception is now; false when somebody decided it before. */
export async function decideException(
  tx: pg.ClientBase,
  after: ExceptionAfter,
  at: Temporal.Instant,
): Promise<boolean> {
  const values = [
    after.shard,
    after.id,
    after.state,
    after.code,
    after.closedAs,
    at.toString(),
    ...clockValues(after.clock?.runs),
  ]
  return (await changedBy(tx, DECIDE, values)) === 1
}

function clockValues(clock: Clock | undefined): readonly (string | null)[] {
  return [clock?.rule, clock?.dueAt, clock?.oursAt].map(one => one || null)
}

/** Ends an item and its suspense position. Throws when either has ended: then its money would leave suspense twice. */
export async function endItem(tx: pg.ClientBase, after: ItemAfter, exceptionId: number): Promise<void> {
  const items = await changedBy(tx, END_ITEM, [after.shard, after.day, after.id, after.state])
  const positions = await changedBy(tx, END_POSITION, [after.shard, exceptionId, after.positionClosedOn])
  if (items !== 1 || positions !== 1)
    throw new Error(`item ${after.id} was to end; ${items} items did, with ${positions} positions`)
}

/** Adds the entry with its postings, which share their shard, day and item. */
export async function insertResolutionEntry(
  tx: pg.ClientBase,
  entry: {
    readonly shard: number
    readonly day: string
    readonly id: number
    /** Undefined in another bucket than the item's, where a row of its decision says whose it is. */
    readonly itemId: number | undefined
    /** The entry that it takes back. */
    readonly reverses?: number
  },
  legs: readonly Pick<NewPosting, 'accountId' | 'contraId' | 'amountMinor'>[],
): Promise<void> {
  await changedBy(tx, INSERT_ENTRY, [entry.shard, entry.day, entry.id, entry.reverses ?? null])
  const columns = [legs.map(one => one.accountId), legs.map(one => one.contraId), legs.map(one => one.amountMinor)]
  await changedBy(tx, INSERT_POSTINGS, [entry.shard, entry.day, entry.id, ...columns, entry.itemId ?? null])
}

/** Queues an answer for its file. */
export async function insertOutbound(
  tx: pg.ClientBase,
  answer: OutboundAfter | NoticeAfter,
  of: Pick<NewOutbound, 'pack' | 'batch' | 'raw'> & { readonly day: string },
): Promise<void> {
  const { shard, itemId, kind, code, dueAt } = answer
  const queued = await changedBy(tx, INSERT_OUTBOUND, [
    shard,
    itemId,
    kind,
    of.pack,
    code,
    of.day,
    dueAt,
    of.batch,
    of.raw,
    'correction' in answer ? answer.correction : (answer.carries ?? ''),
    'keyedMinor' in answer ? (answer.keyedMinor ?? null) : null,
  ])
  if (queued !== 1) throw new Error(`item ${itemId} was to be answered, and an answer to it is on its way`)
}

/** The rows of a decision as they stand. */
export interface ReadBack {
  readonly state: ExceptionAfter['state']
  readonly code: string
  readonly closed_as: ExceptionAfter['closedAs']
  readonly item_state: ItemAfter['state']
  readonly exit_on: string | null
  readonly closed_on: string | null
  readonly outbound_code: string | null
  readonly outbound_carries: string | null
  readonly outbound_due_at: Date | null
  readonly outbound_keyed_minor: number | null
  readonly notice_code: string | null
  readonly notice_correction: string | null
  readonly notice_due_at: Date | null
  readonly clock: string
  readonly due_at: Date | null
  readonly ours_at: Date | null
  readonly decided_by: 'person' | 'policy'
  readonly policy: string | null
  readonly withdrawn_code: string | null
  readonly withdrawn_due_at: Date | null
}

export async function readBack(
  tx: Runner,
  of: { readonly shard: number; readonly exceptionId: number; readonly day: string; readonly itemId: number },
): Promise<ReadBack | undefined> {
  return rowOf<ReadBack>(tx, READ_BACK, [of.shard, of.exceptionId, of.day, of.itemId])
}

/** The postings of an entry, in the order in which they were posted. */
export async function postingsOfEntry(
  tx: Runner,
  of: { readonly shard: number; readonly day: string; readonly id: number },
): Promise<readonly { day: string; account_id: number; contra_id: number; amount_minor: number }[]> {
  return rowsOf(tx, LEGS, [of.shard, of.day, of.id])
}

const REOPEN = statement(
  'exception.reopen',
  `
update exception
set state = 'open', code = null, closed_as = null, closed_at = null, clock = coalesce($3, clock), due_at = coalesce($4, due_at), ours_at = coalesce($5, ours_at)
where shard = $1 and id = $2 and decided_by = 'person'`,
)
const TAKE_OVER = statement(
  'exception.take-over',
  `
-- what was given back to its policy before is decided, what no person ever had is open
update exception
set state = 'open', decided_by = 'person', policy = null, code = null
where shard = $1 and id = $2 and decided_by = 'policy' and policy = $3 and code = $4 and state <> 'closed'`,
)
const GIVE_TO_POLICY = statement(
  'exception.give-to-policy',
  `
-- decided, as what a person decided is until its file has left: its case has nothing of it to do
update exception
set state = 'decided', decided_by = 'policy', policy = $3, code = $4
where shard = $1 and id = $2 and decided_by = 'person' and state = 'open'`,
)
const OPEN_ENDED = statement(
  'exception.open-ended',
  `
-- whoever decided it: what is asked back is a person's
update exception
set state = 'open', decided_by = 'person', policy = null, code = null, closed_as = null, closed_at = null
where shard = $1 and id = $2 and state = 'closed' and closed_as in ('returned', 'posted')`,
)
const CLOSE_AGAIN = statement(
  'exception.close-again',
  `
-- greatest: a clock that was set back closes nothing before it was raised
update exception
set state = 'closed', code = nullif($3, ''), closed_as = $4, closed_at = greatest($5::timestamptz, raised_at),
  clock = coalesce($6, clock), due_at = coalesce($7, due_at), ours_at = coalesce($8, ours_at),
  decided_by = case when $9::text is null then 'person' else 'policy' end, policy = $9
where shard = $1 and id = $2 and state = 'open'`,
)
const OPEN_ITEM = statement(
  'item.open-again',
  `
-- the item of a claim is posted while the claim is open, any other is suspended
update item
set state = $4
where shard = $1 and day = $2 and id = $3 and state = any (case $4 when 'suspended' then array['posted', 'rejected', 'adjusted', 'forwarded', 'returned'] else array['posted', 'adjusted', 'returned'] end)`,
)
const REOPEN_POSITION = statement(
  'suspense-position.reopen',
  'update suspense_position set closed_on = null where shard = $1 and exception_id = $2 and closed_on is not null',
)
const WITHDRAW = statement(
  'outbound-item.withdraw',
  `update outbound_item set state = 'withdrawn' where shard = $1 and item_id = $2 and kind = $3 and state = 'queued'`,
)

/** Opens an exception that a person decided, and lets the clock run again that the decision stopped. */
export async function reopenException(
  tx: pg.ClientBase,
  at: { readonly shard: number; readonly id: number; readonly clock: Clock | undefined },
): Promise<void> {
  if ((await changedBy(tx, REOPEN, [at.shard, at.id, ...clockValues(at.clock)])) !== 1)
    throw new Error(`exception ${at.id} is none of a person's`)
}

/** Opens for a person what a policy decided, with its answer withdrawn. Throws when that does not wait any more. */
export async function takeFromPolicy(
  tx: pg.ClientBase,
  { shard, id, policy, code }: DecidedByPolicy,
  itemId: number,
): Promise<void> {
  if ((await changedBy(tx, TAKE_OVER, [shard, id, policy, code])) !== 1)
    throw new Error(`exception ${id} is none that ${policy} decided as ${code}`)
  await withdrawOutbound(tx, { shard, itemId, kind: 'return' })
}

/** Leaves to its policy again what was taken over from it. Throws when it is not open. */
export async function giveToPolicy(tx: pg.ClientBase, { shard, id, policy, code }: DecidedByPolicy): Promise<void> {
  if ((await changedBy(tx, GIVE_TO_POLICY, [shard, id, policy, code])) !== 1)
    throw new Error(`exception ${id} is not open, and was to be its policy's again`)
}

interface DecidedByPolicy {
  readonly shard: number
  readonly id: number
  readonly policy: string
  readonly code: string
}

/** Opens an exception that ended with an answer which left, or with a posting. Throws when it did not end so. */
export async function openEnded(tx: pg.ClientBase, at: { readonly shard: number; readonly id: number }): Promise<void> {
  if ((await changedBy(tx, OPEN_ENDED, [at.shard, at.id])) !== 1) throw new Error(`exception ${at.id} ended otherwise`)
}

/** Closes it as it had ended before, by whoever had ended it, and lets the clock be that it had. */
export async function closeAgain(
  tx: pg.ClientBase,
  of: {
    readonly shard: number
    readonly id: number
    readonly state: 'returned' | 'posted'
    readonly code: string
    /** Left out where it was a person. */
    readonly policy?: string | undefined
    readonly clock: Clock | undefined
    readonly at: Temporal.Instant
  },
): Promise<void> {
  const { shard, id, code, state, at, clock, policy = null } = of
  const values = [shard, id, code, state, at.toString(), ...clockValues(clock), policy]
  if ((await changedBy(tx, CLOSE_AGAIN, values)) !== 1) throw new Error(`exception ${of.id} is not open`)
}

/** Puts an item back to where its open exception has it, with its position. Throws when it did not end by a decision. */
export async function openItemAgain(
  tx: pg.ClientBase,
  at: { readonly shard: number; readonly day: string; readonly id: number; readonly exceptionId: number },
  state: 'suspended' | 'posted',
): Promise<void> {
  const items = await changedBy(tx, OPEN_ITEM, [at.shard, at.day, at.id, state])
  const positions = await changedBy(tx, REOPEN_POSITION, [at.shard, at.exceptionId])
  if (items !== 1 || positions !== 1)
    throw new Error(`item ${at.id} was to be open again; ${items} items were, with ${positions} positions`)
}

/** Takes a queued answer back. Throws when it does not wait. */
export async function withdrawOutbound(
  tx: pg.ClientBase,
  at: { readonly shard: number; readonly itemId: number; readonly kind: 'return' | 'notice' },
): Promise<void> {
  if ((await changedBy(tx, WITHDRAW, [at.shard, at.itemId, at.kind])) !== 1)
    throw new Error(`the ${at.kind} of item ${at.itemId} does not wait`)
}
