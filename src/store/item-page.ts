import { BUCKETS } from '../core/bucket.ts'
import { invariant } from '../core/invariant.ts'
import { ITEMS_PER_RECEIPT_MAX, type ItemState } from '../core/item.ts'
import { casesInWork } from './in-work.ts'
import { type ItemRow, itemOf, type StoredItem } from './item.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

const RECEIPTS = statement(
  'item.receipts-of-page',
  `
-- the counters tell which receipts have such items: those that are meant, and others of the same days in between, which a run of ids may not span
with
  wanted as (
    select id, posting_on
    from receipt
    where shard = $1 and ($2::date is null or received_on = $2) and ($3::text is null or source = $3) and ($4::bigint is null or id = $4)
  )
select receipt.id, receipt.posting_on as day, receipt.id in (select id from wanted) as wanted, counted.items
from receipt
cross join lateral (
  select sum(part_tally.items)::bigint as items
  from part_tally
  where part_tally.receipt_id = receipt.id and part_tally.shard between $1 and $1 + 1023 and ($5::text is null or part_tally.state = $5)
) as counted
where receipt.shard = $1 and receipt.id between (select min(id) from wanted) and (select max(id) from wanted)
  and receipt.posting_on in (select posting_on from wanted) and counted.items > 0
order by receipt.posting_on, receipt.id`,
)

const BATCHES = statement(
  'item.batches-of-page',
  `
-- items are numbered in the order of the file, so a batch is a run of them
select receipt_id, (sum(items) filter (where ordinal < $3))::bigint as before, (sum(items) filter (where ordinal = $3))::bigint as items
from batch
where shard = $1 and receipt_id = any ($2::bigint[]) and ordinal <= $3
group by receipt_id
having sum(items) filter (where ordinal = $3) > 0`,
)

/** One look a bucket and run: a range of a key, whatever else a day has. The first and last day leave out the months of others before the looks begin. */
function page(also: string, first = ''): string {
  return `${first}
select item.*
from generate_series($1::bigint, $2::bigint) as walked (shard)
cross join unnest($3::date[], $4::bigint[], $5::bigint[]) as run (day, first, last)
cross join lateral (
  select * from item
  where item.shard = walked.shard and item.day = run.day and item.day between $9 and $10 and item.id between run.first and run.last
    and ($6::text is null or item.state = $6) and ($7::integer is null or item.batch = $7)${also}
  order by item.id
  limit $8
) as item
order by item.shard, item.day, item.id
limit $8`
}

/** Nearly all items posted: with any state, or that one, the key is the way to them. */
const PAGE = statement('item.page', page(''))
/** The others have an index of their own, `item_not_posted`. */
const PAGE_NOT_POSTED = statement('item.page-not-posted', page(` and item.state <> 'posted'`))
/** Suspended items, told apart by whether their case is in somebody's hands: theirs, or that of their batch or file. */
const PAGE_IN_WORK = statement(
  'item.page-in-work',
  page(
    ` and item.state <> 'posted' and (item.exception_id in (select id from in_work)) = $11`,
    `
with in_work as materialized (
  select exception.id
  from (${casesInWork('$12', '$13')}
  ) as claimed
  join exception on exception.case_id = claimed.case_id and exception.case_shard = claimed.case_shard and exception.state = 'open'
)`,
  ),
)

/** Items of a day, of a receipt, or of both: one of the two is given. */
export interface ItemsWanted {
  readonly receivedOn?: string | undefined
  readonly source?: string | undefined
  readonly receiptId?: number | undefined
  /** 0-based ordinal in the file. */
  readonly batch?: number | undefined
  readonly state?: ItemState | undefined
  /** Only with the state `suspended`: those alone that somebody has claimed at that moment, or those alone that nobody has. */
  readonly claimed?: { readonly is: boolean; readonly at: Temporal.Instant } | undefined
  readonly after?: ItemCursor | undefined
  readonly limit: number
}

/** The key of the last item of a page. */
interface ItemCursor {
  readonly shard: number
  readonly day: string
  readonly id: number
}

/** Items of one posting day with ids from `first` to `last`, both included, all of them meant. */
interface Run {
  readonly day: string
  readonly first: number
  readonly last: number
}

/**
 * Items of the receipts that are meant, in the order of their keys. The cost is that of the page and of the buckets that are
 * walked for it, not of the day: receipts that have no such item are known from the counters and never looked into. A list of
 * every day there ever was is asked of nobody, and would be bounded by nothing.
 */
export async function pageItems(run: Runner, orgShard: number, wanted: ItemsWanted): Promise<readonly StoredItem[]> {
  invariant(
    wanted.receivedOn !== undefined || wanted.receiptId !== undefined,
    'a list of items is of a day or of a receipt',
  )
  const { runs, items } = await runsOf(run, orgShard, wanted)
  if (items === 0) return []
  const { after, limit } = wanted
  const look = lookAt(run, orgShard)
  const rows: ItemRow[] = []
  const end = orgShard + BUCKETS
  let from = orgShard
  if (after !== undefined && after.shard >= orgShard) {
    from = after.shard + 1
    if (after.shard < end) rows.push(...(await look(wanted, restOf(runs, after), [after.shard, after.shard])))
  }
  // A few buckets more than should fill the page, then four times as many: where items lie unevenly, few steps more.
  let width = Math.ceil((1.3 * BUCKETS * limit) / items)
  while (rows.length < limit && from < end) {
    const to = Math.min(from + width, end) - 1
    rows.push(...(await look({ ...wanted, limit: limit - rows.length }, runs, [from, to])))
    from = to + 1
    width *= 4
  }
  return rows.map(itemOf)
}

type Look = (
  wanted: ItemsWanted,
  runs: readonly Run[],
  buckets: readonly [number, number],
) => Promise<readonly ItemRow[]>

function lookAt(run: Runner, orgShard: number): Look {
  return ({ state, batch, claimed, limit }, runs, [from, to]) => {
    const sorted = runs.map(one => one.day).toSorted()
    const values = [
      from,
      to,
      runs.map(one => one.day),
      runs.map(one => one.first),
      runs.map(one => one.last),
      state ?? null,
      batch ?? null,
      limit,
      sorted[0],
      sorted.at(-1),
    ]
    if (claimed !== undefined)
      return rowsOf(run, PAGE_IN_WORK, [...values, claimed.is, orgShard, claimed.at.toString()])
    return rowsOf(run, state === undefined || state === 'posted' ? PAGE : PAGE_NOT_POSTED, values)
  }
}

/** What of the runs comes after the cursor in its own bucket. */
function restOf(runs: readonly Run[], { day, id }: ItemCursor): readonly Run[] {
  return runs
    .filter(one => one.day > day || (one.day === day && one.last > id))
    .map(one => (one.day === day ? { ...one, first: Math.max(one.first, id + 1) } : one))
}

interface Counted {
  readonly id: number
  readonly day: string
  readonly wanted: boolean
  readonly items: number
}

/** The runs of ids in which all that is meant lies, and about how many items that is. */
async function runsOf(
  run: Runner,
  orgShard: number,
  { receivedOn, source, receiptId, state, batch }: ItemsWanted,
): Promise<{ readonly runs: readonly Run[]; readonly items: number }> {
  const filter = [orgShard, receivedOn ?? null, source ?? null, receiptId ?? null, state ?? null]
  const counted = await rowsOf<Counted>(run, RECEIPTS, filter)
  if (batch !== undefined) return runsOfBatch(run, orgShard, batch, counted)
  const runs: Run[] = []
  let isOpen = false
  for (const { id, day, wanted } of counted) {
    const first = id * ITEMS_PER_RECEIPT_MAX
    const last = first + ITEMS_PER_RECEIPT_MAX - 1
    const before = runs.at(-1)
    if (wanted && isOpen && before?.day === day) runs[runs.length - 1] = { ...before, last }
    else if (wanted) runs.push({ day, first, last })
    isOpen = wanted
  }
  return { runs, items: counted.reduce((sum, one) => sum + (one.wanted ? one.items : 0), 0) }
}

async function runsOfBatch(run: Runner, orgShard: number, batch: number, counted: readonly Counted[]) {
  const dayOf = new Map(counted.filter(one => one.wanted).map(one => [one.id, one.day]))
  const rows = await rowsOf<{ receipt_id: number; before: number | null; items: number }>(run, BATCHES, [
    orgShard,
    [...dayOf.keys()],
    batch,
  ])
  const runs = rows.map(({ receipt_id: id, before, items }) => {
    const first = id * ITEMS_PER_RECEIPT_MAX + (before ?? 0)
    return { day: dayOf.get(id) ?? '', first, last: first + items - 1 }
  })
  return { runs, items: rows.reduce((sum, row) => sum + row.items, 0) }
}
