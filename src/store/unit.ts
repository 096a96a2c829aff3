import type pg from 'pg'
import { ITEMS_PER_RECEIPT_MAX, type ItemState, itemId } from '../core/item.ts'
import type { UnitAfter } from '../core/resolve/unit-effect.ts'
import { addTally, NOTHING, type Tally } from '../core/tally.ts'
import { isOverShort } from './over-short.ts'
import { changedBy, type Runner, rowOf, rowsOf, statement } from './statement.ts'

/** What a decision about a held batch or file reads and changes. Each change is a compare-and-set. */

/** One look a bucket, into the run of the receipt's items: never through what else the day has. */
const ITEMS_OF_UNIT = `
  select item.shard, item.state, item.direction, item.amount_minor
  from generate_series($1::bigint, $1::bigint + 1023) as walked (shard)
  cross join lateral (
    select * from item
    where item.shard = walked.shard and item.day = $2 and item.id between $3 and $4 and item.exception_id = $5
    offset 0
  ) as item`

const HELD = statement(
  'unit.held-items',
  `
select shard, state, count(*) as items, coalesce(sum(amount_minor) filter (where direction = 'debit'), 0)::bigint as debit_minor,
  coalesce(sum(amount_minor) filter (where direction = 'credit'), 0)::bigint as credit_minor
from (${ITEMS_OF_UNIT}
) as held
group by shard, state
order by shard, state`,
)
const END_ITEMS = statement(
  'unit.end-items',
  `
-- one look a bucket: with plain conditions the planner takes them for a few rows, and walks all buckets for each item
update item
set state = $6
from generate_series($1::bigint, $1::bigint + 1023) as walked (shard)
where item.shard = walked.shard and item.day = $2 and item.id between $3 and $4 and case when item.exception_id = $5 and item.state = $7 then true else false end`,
)
const CHANGE_ITEMS = statement(
  'unit.change-items',
  `
-- one look an item, by its key: with plain conditions the planner takes them for one row, and compares all with all
update item
set state = changed.state, exception_id = changed.exception_id
from unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[]) as changed (shard, id, state, exception_id)
where item.shard = changed.shard and item.day = $5 and item.id = changed.id and case when item.state = 'suspended' and item.exception_id = $6 then true else false end`,
)
const END_POSITION = statement(
  'unit.end-position',
  'update suspense_position set closed_on = $3 where shard = $1 and exception_id = $2 and closed_on is null',
)
const OPEN_POSITION = statement(
  'unit.open-position',
  'update suspense_position set closed_on = null where shard = $1 and exception_id = $2 and closed_on is not null',
)
const CLOSE = statement(
  'unit.close',
  `
-- greatest: a clock that was set back closes nothing before it was raised
update exception
set state = 'closed', closed_as = $3, closed_at = greatest($4::timestamptz, raised_at)
where shard = $1 and id = $2 and state = 'open' and scope <> 'item'`,
)
const RELEASES = statement(
  'unit.releases',
  `select count(*) as releases from exception where shard = $1 and receipt_id = $2 and scope <> 'item' and closed_as = 'released'`,
)
const RELEASE_BATCHES = statement(
  'unit.release-batches',
  `
-- it owns its content: what of it came elsewhere first stays as it was judged
update batch
set fate = 'process'
where shard = $1 and receipt_id = $2 and ordinal = any ($3::integer[]) and fate = 'quarantine'`,
)
const RELEASE_RECEIPT = statement(
  'unit.release-receipt',
  `
-- why it was held stays to be read
update receipt
set state = 'done', fate = 'process'
where shard = $1 and id = $2 and state = 'quarantined' and fate = 'quarantine'`,
)
const READ_BACK = statement(
  'unit.read-back',
  `
select exception.state, coalesce(exception.closed_as, '') as closed_as, position.closed_on::text
from exception
left join suspense_position as position on position.shard = exception.shard and position.exception_id = exception.id
where exception.shard = $1 and exception.id = $2`,
)
const WRITTEN_FATES = statement(
  'unit.written-fates',
  `
select item.state, coalesce(own.kind, '') as kind, count(*) as items,
  coalesce(sum(item.amount_minor) filter (where item.direction = 'debit'), 0)::bigint as debit_minor,
  coalesce(sum(item.amount_minor) filter (where item.direction = 'credit'), 0)::bigint as credit_minor
from generate_series($1::bigint, $1::bigint + 1023) as walked (shard)
cross join lateral (
  select * from item
  where item.shard = walked.shard and item.day = $2 and item.id between $3 and $4 and ($5::integer is null or item.batch = $5)
  offset 0
) as item
left join exception as own on own.shard = case when item.exception_id < 0 then $1 else item.shard end and own.id = item.exception_id and own.id <> $6
group by 1, 2`,
)

const OF_FILE = statement(
  'unit.of-file',
  `
-- a file whose processing failed may have several: the one that is open, else the newest
select id from exception
where shard = $1 and receipt_id = $2 and scope = 'file' and not (${isOverShort('exception')})
order by state = 'closed', raised_at desc, id
limit 1`,
)

/** The exception of the file as a whole; undefined where it has none. */
export async function fileExceptionOf(
  run: Runner,
  at: { readonly shard: number; readonly receiptId: number },
): Promise<number | undefined> {
  return (await rowOf<{ id: number }>(run, OF_FILE, [at.shard, at.receiptId]))?.id
}

/** Where the items of a unit are: the receipt's run of numbers on its posting day. */
export interface UnitPlace {
  /** The institution's bucket 0, where the exception lies. */
  readonly shard: number
  readonly exceptionId: number
  readonly receiptId: number
  /** The receipt's posting day, YYYY-MM-DD. */
  readonly day: string
}

function runOf({ shard, receiptId, day }: UnitPlace): readonly [number, string, number, number] {
  const first = itemId(receiptId, 0)
  return [shard, day, first, first + ITEMS_PER_RECEIPT_MAX - 1]
}

/** Items that the unit's exception holds, added up by bucket. */
export interface HeldItems {
  readonly shard: number
  readonly state: ItemState
  readonly tally: Tally
}

export async function heldItems(run: Runner, at: UnitPlace): Promise<readonly HeldItems[]> {
  const rows = await rowsOf<TallyRow & { shard: number; state: ItemState }>(run, HELD, [...runOf(at), at.exceptionId])
  return rows.map(row => ({ shard: row.shard, state: row.state, tally: tallyOf(row) }))
}

export function sumOfHeld(held: readonly HeldItems[], state: ItemState): Tally {
  return held.filter(one => one.state === state).reduce((sum, one) => addTally(sum, one.tally), NOTHING)
}

/** Brings every item of the unit from one state to another: how many there were. */
export async function endItems(
  tx: pg.ClientBase,
  at: UnitPlace,
  { from, to }: { readonly from: ItemState; readonly to: ItemState },
): Promise<number> {
  return changedBy(tx, END_ITEMS, [...runOf(at), at.exceptionId, to, from])
}

/** Gives items that the unit held what they are now. Throws when one of them was not held any more. */
export async function changeItems(
  tx: pg.ClientBase,
  at: UnitPlace,
  changes: readonly {
    readonly shard: number
    readonly id: number
    readonly state: ItemState
    readonly exceptionId: number | undefined
  }[],
): Promise<void> {
  const changed = await changedBy(tx, CHANGE_ITEMS, [
    changes.map(one => one.shard),
    changes.map(one => one.id),
    changes.map(one => one.state),
    changes.map(one => one.exceptionId ?? null),
    at.day,
    at.exceptionId,
  ])
  if (changed !== changes.length)
    throw new Error(`${changes.length} items of exception ${at.exceptionId} were to be decided, ${changed} were`)
}

/** Closes the exception with its position. Throws when it is closed already: then its money would leave suspense twice. */
export async function closeUnit(
  tx: pg.ClientBase,
  after: UnitAfter,
  when: { readonly at: Temporal.Instant; readonly on: string },
): Promise<void> {
  const exceptions = await changedBy(tx, CLOSE, [after.shard, after.id, after.closedAs, when.at.toString()])
  const positions = await changedBy(tx, END_POSITION, [after.shard, after.id, when.on])
  if (exceptions !== 1 || positions !== 1) throw new Error(`exception ${after.id} was to close, and is not open`)
}

/** Opens the position of a unit again. Throws when it is open. */
export async function openPositionAgain(tx: pg.ClientBase, at: { shard: number; id: number }): Promise<void> {
  const positions = await changedBy(tx, OPEN_POSITION, [at.shard, at.id])
  if (positions !== 1) throw new Error(`the position of exception ${at.id} was to be open again, and is`)
}

/** How many units of a receipt were released so far. */
export async function releasesOf(run: Runner, at: { shard: number; receiptId: number }): Promise<number> {
  return (await rowOf<{ releases: number }>(run, RELEASES, [at.shard, at.receiptId]))?.releases ?? 0
}

/** Batches that were held are processed: they own their content. Throws when one of them was not held. */
export async function releaseBatches(
  tx: pg.ClientBase,
  at: { readonly shard: number; readonly receiptId: number },
  ordinals: readonly number[],
): Promise<void> {
  const changed = await changedBy(tx, RELEASE_BATCHES, [at.shard, at.receiptId, ordinals])
  if (changed !== ordinals.length) throw new Error(`${ordinals.length} batches were to be released, ${changed} were`)
}

/** A file that was held whole is done. Throws when it was not held. */
export async function releaseReceipt(tx: pg.ClientBase, at: { shard: number; id: number }): Promise<void> {
  if ((await changedBy(tx, RELEASE_RECEIPT, [at.shard, at.id])) !== 1)
    throw new Error(`receipt ${at.id} was to be released, and is not held`)
}

/** The exception and its position as they stand. */
export async function unitWritten(
  run: Runner,
  at: { readonly shard: number; readonly id: number },
): Promise<
  | { readonly state: UnitAfter['state']; readonly closed_as: UnitAfter['closedAs']; readonly closed_on: string | null }
  | undefined
> {
  return rowOf(run, READ_BACK, [at.shard, at.id])
}

/** What the items of the unit are now, by state and kind of their own exception. Of a batch its items, of a file all. */
export async function fatesWritten(
  run: Runner,
  at: UnitPlace,
  batch: number | undefined,
): Promise<readonly ({ readonly state: ItemState; readonly kind: string } & Tally)[]> {
  const rows = await rowsOf<TallyRow & { state: ItemState; kind: string }>(run, WRITTEN_FATES, [
    ...runOf(at),
    batch ?? null,
    at.exceptionId,
  ])
  // In the order of the effect, whatever the database's language is.
  return rows
    .map(row => ({ state: row.state, kind: row.kind, ...tallyOf(row) }))
    .sort((a, b) => (`${a.state} ${a.kind}` < `${b.state} ${b.kind}` ? -1 : 1))
}

interface TallyRow {
  readonly items: number
  readonly debit_minor: number
  readonly credit_minor: number
}

function tallyOf(row: TallyRow): Tally {
  return { count: row.items, debitMinor: row.debit_minor, creditMinor: row.credit_minor }
}
