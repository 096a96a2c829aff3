import { invariant } from '../core/invariant.ts'
import { ITEMS_PER_RECEIPT_MAX, itemId } from '../core/item.ts'
import type { EndedOverShort, KeyedItems, KeyedSince } from '../core/over-short.ts'
import type { OverShortRaised } from '../core/resolve/unit-effect.ts'
import { FAILED_TIMES_MAX } from '../core/unit-entry.ts'
import { type Runner, rowOf, rowsOf, statement } from './statement.ts'

/** Exceptions of a receipt that are none of its batches: the half of its numbers behind theirs, but for those of its failures. */
const FIRST = ITEMS_PER_RECEIPT_MAX / 2
const LAST = ITEMS_PER_RECEIPT_MAX - FAILED_TIMES_MAX - 1

/** The exception of what is over or short of a released batch, or without its place of the file. Each is released once. */
export function overShortExceptionId(receiptId: number, batch: number | undefined): number {
  const place = FIRST + (batch === undefined ? 0 : batch + 1)
  invariant(place <= LAST, `batch ${batch} has no number for what is over or short of it`)
  return -itemId(receiptId, place)
}

/** True of such an exception, in SQL. Its value was received as no item: it is none of the equation. */
export function isOverShort(exception: string): string {
  const file = `${exception}.receipt_id * ${ITEMS_PER_RECEIPT_MAX}`
  return `${exception}.id between -(${file} + ${LAST}) and -(${file} + ${FIRST})`
}

const READ_BACK = statement(
  'exception.over-short-read-back',
  `
select exception.kind, exception.sentence, exception.clock, exception.due_at, exception.ours_at, position.opened_on::text, position.exit_on::text,
  position.debit_minor, position.credit_minor
from exception
join suspense_position as position on position.shard = exception.shard and position.exception_id = exception.id and position.closed_on is null
where exception.shard = $1 and exception.id = $2 and exception.state = 'open'
  and (exception.items, exception.debit_minor, exception.credit_minor) = (0, position.debit_minor, position.credit_minor)`,
)

const STANDS = statement(
  'exception.over-short-stands',
  'select id, closed_as, debit_minor, credit_minor from exception where shard = $1 and id = any ($2::bigint[])',
)

const KEYED_SINCE = statement(
  'exception.keyed-since',
  `
-- of each item without an amount the newest step that was not taken back, else its answer; of those that have not ended, and have, the first
select count(*) filter (where is_open) as open, min(id) filter (where is_open) as open_id,
  (array_agg(keyed_minor order by id) filter (where is_open))[1] as open_minor,
  count(*) filter (where is_worth) as ended, min(id) filter (where is_worth) as ended_id,
  (array_agg(keyed_minor order by id) filter (where is_worth))[1] as ended_minor,
  coalesce(sum(keyed_minor) filter (where is_worth and direction = 'debit'), 0)::bigint as debit_minor,
  coalesce(sum(keyed_minor) filter (where is_worth and direction = 'credit'), 0)::bigint as credit_minor
from generate_series($1::bigint, $1::bigint + 1023) as walked (shard)
cross join lateral (
  select exception.id, item.direction, exception.state <> 'closed' as is_open, said.keyed_minor,
    exception.state = 'closed' and said.keyed_minor > 0 as is_worth
  from exception
  join item on item.shard = exception.shard and item.day = exception.day and item.id = exception.id
  left join outbound_item as answer on answer.shard = exception.shard and answer.item_id = exception.id and answer.kind = 'return'
    and answer.state in ('queued', 'sent')
  left join lateral (
    select right_minor
    from decision
    join adjustment on adjustment.shard = decision.shard and adjustment.decision_id = decision.id
    where decision.shard = exception.shard and decision.exception_id = exception.id and decision.state = 'done' and type = $4
    order by decision.id desc
    limit 1
  ) as step on true
  cross join lateral (select coalesce(right_minor, answer.keyed_minor)) as said (keyed_minor)
  where exception.shard = walked.shard and exception.receipt_id = $2 and exception.scope = 'item' and exception.batch = any ($3::integer[])
    and item.amount_minor = 0
) as keyed`,
)

/** Those of the exceptions that there are: how each ended, undefined while it has not. */
export async function overShortStands(
  run: Runner,
  shard: number,
  ids: readonly number[],
): Promise<ReadonlyMap<number, EndedOverShort | undefined>> {
  const rows = await rowsOf<{
    id: number
    closed_as: EndedOverShort['closedAs'] | null
    debit_minor: number
    credit_minor: number
  }>(run, STANDS, [shard, ids])
  return new Map(
    rows.map(({ id, closed_as: closedAs, debit_minor: debits, credit_minor: credits }) => [
      id,
      closedAs === null ? undefined : { id, closedAs, amountMinor: debits + credits },
    ]),
  )
}

/** What is keyed of the items of these batches that came without an amount; `type` is the case that says what such an item is worth. */
export async function keyedSince(
  run: Runner,
  of: {
    readonly orgShard: number
    readonly receiptId: number
    readonly batches: readonly number[]
    readonly type: string
  },
): Promise<KeyedSince> {
  const row = await rowOf<{
    open: number
    open_id: number | null
    open_minor: number | null
    ended: number
    ended_id: number | null
    ended_minor: number | null
    debit_minor: number
    credit_minor: number
  }>(run, KEYED_SINCE, [of.orgShard, of.receiptId, of.batches, of.type])
  invariant(row !== undefined, 'a sum has a row')
  return {
    open: itemsOf(row.open, row.open_id, row.open_minor),
    ended: itemsOf(row.ended, row.ended_id, row.ended_minor),
    settled: { debitMinor: row.debit_minor, creditMinor: row.credit_minor },
  }
}

function itemsOf(count: number, itemId: number | null, keyedMinor: number | null): KeyedItems | undefined {
  return itemId === null ? undefined : { itemId, keyedMinor: keyedMinor ?? undefined, others: count - 1 }
}

/** What is over or short as its rows say it: the exception and its open position. Throws where a row of them is missing. */
export async function overShortWritten(run: Runner, shard: number, id: number): Promise<Omit<OverShortRaised, 'id'>> {
  const row = await rowOf<{
    kind: string
    sentence: string
    clock: string
    due_at: Date
    ours_at: Date
    opened_on: string
    exit_on: string
    debit_minor: number
    credit_minor: number
  }>(run, READ_BACK, [shard, id])
  if (row === undefined) throw new Error(`exception ${id} was raised for what is over or short, and is not there`)
  const { kind, sentence, clock, debit_minor: debitMinor, credit_minor: creditMinor } = row
  return {
    ...{ kind, sentence, clock, debitMinor, creditMinor, openedOn: row.opened_on, exitOn: row.exit_on },
    ...{ dueAt: instantOf(row.due_at), oursAt: instantOf(row.ours_at) },
  }
}

function instantOf(at: Date): string {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toString()
}
