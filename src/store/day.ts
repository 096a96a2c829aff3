import type { Counts } from '../core/completeness.ts'
import type { ItemState } from '../core/item.ts'
import type { TallySum } from '../core/tally.ts'
import { countInWork } from './in-work.ts'
import { countLostEnded } from './lost-ended.ts'
import { type Runner, rowOf, rowsOf, statement } from './statement.ts'

/**
 * What *Today* reads of one received day. It reads the counters of the parts, not the items, so that it costs the same for a
 * thousand items and for ten million; the proof counts the items.
 */
const DAYS = statement(
  'day.days',
  `
-- a loose index scan: one look-up a day, however many receipts a day has
with recursive found as (
  (select received_on from receipt where shard = $1 order by received_on desc limit 1)
  union all
  select (select earlier.received_on from receipt as earlier where earlier.shard = $1 and earlier.received_on < found.received_on order by earlier.received_on desc limit 1)
  from found
  where found.received_on is not null
)
select received_on from found where received_on is not null limit $2`,
)

const RECEIVED = statement(
  'day.received',
  `
select source, sum(items + lost_items)::bigint as items, sum(debit_minor + lost_debit_minor) as debit_minor, sum(credit_minor + lost_credit_minor) as credit_minor
from receipt
where shard = $1 and received_on = $2 and state in ('staged', 'done', 'quarantined')
group by source`,
)

const REFUSED = statement(
  'day.refused',
  `
-- an archive holds nothing itself: sent again, it is as much as its members, of which some may have been refused the first time
select receipt.source, sum(first.items + first.lost_items)::bigint as items,
  sum(first.debit_minor + first.lost_debit_minor) as debit_minor, sum(first.credit_minor + first.lost_credit_minor) as credit_minor
from receipt
join receipt as sent on sent.shard = receipt.shard and (sent.id = receipt.duplicate_of or sent.container_id = receipt.duplicate_of)
join receipt as first on first.shard = sent.shard and first.id = coalesce(sent.duplicate_of, sent.id)
where receipt.shard = $1 and receipt.received_on = $2 and receipt.state = 'refused'
group by receipt.source`,
)

const STATES = statement(
  'day.states',
  `
select receipt.source, part_tally.state, sum(part_tally.items)::bigint as items, sum(part_tally.debit_minor) as debit_minor, sum(part_tally.credit_minor) as credit_minor
from receipt
join part_tally on part_tally.receipt_id = receipt.id and part_tally.shard between $1 and $1 + 1023
where receipt.shard = $1 and receipt.received_on = $2
group by receipt.source, part_tally.state`,
)

const LOST = statement(
  'day.lost',
  `
select source, sum(lost_items)::bigint as items, sum(lost_debit_minor) as debit_minor, sum(lost_credit_minor) as credit_minor
from receipt
where shard = $1 and received_on = $2 and state in ('staged', 'done', 'quarantined')
group by source
having sum(lost_items + lost_debit_minor + lost_credit_minor) <> 0`,
)

const WAITING = statement(
  'day.waiting',
  `
select receipt.source, sum(part.items)::bigint as items
from receipt
join part on part.receipt_id = receipt.id and part.shard between $1 and $1 + 1023 and part.state = 'ready'
where receipt.shard = $1 and receipt.received_on = $2
group by receipt.source`,
)

const RECEIPTS = statement(
  'day.receipts',
  `
select count(*) as arrived,
  count(*) filter (where state = 'done') as done,
  count(*) filter (where state = 'arrived') as unread,
  count(*) filter (where state = 'staged') as processing,
  count(*) filter (where duplicate_of is not null) as duplicate,
  count(*) filter (where state = 'refused' and duplicate_of is null) as refused,
  count(*) filter (where state = 'quarantined') as quarantined
from receipt
where shard = $1 and received_on = $2`,
)

const ARRIVALS = statement(
  'day.arrivals',
  `
select source, count(*) as receipts, min(received_at) as first_at
from receipt
where shard = $1 and received_on = $2
group by source
order by source`,
)

const BATCHES = statement(
  'day.batches',
  `
select count(*) as all_batches,
  count(*) filter (where declared_items is null) as undeclared,
  count(*) filter (where (declared_items, declared_debit_minor, declared_credit_minor) = (batch.items, batch.debit_minor, batch.credit_minor)
    and (own.id is null or own.pack || '/' || own.kind <> all ($3::text[]))) as balanced,
  -- what somebody released or rejected is held no more
  count(*) filter (where batch.fate = 'quarantine' and coalesce(own.state, whole.state) is distinct from 'closed') as held
from receipt
join batch on batch.shard = receipt.shard and batch.receipt_id = receipt.id
left join exception as own on own.shard = batch.shard and own.id = -(batch.receipt_id * 67108864 + batch.ordinal + 1)
left join exception as whole on receipt.fate = 'quarantine' and whole.shard = batch.shard and whole.id = -(batch.receipt_id * 67108864)
where receipt.shard = $1 and receipt.received_on = $2`,
)

/** The latest days on which something was received, newest first, YYYY-MM-DD. */
export async function receivedDays(run: Runner, orgShard: number, limit: number): Promise<readonly string[]> {
  return (await rowsOf<{ received_on: string }>(run, DAYS, [orgShard, limit])).map(row => row.received_on)
}

/** The counts of one received day, for `equationOf`. */
export async function countDay(run: Runner, orgShard: number, day: string, now: Temporal.Instant): Promise<Counts> {
  const at = [orgShard, day]
  const received = await rowsOf<TallyRow>(run, RECEIVED, at)
  const refused = await rowsOf<TallyRow>(run, REFUSED, at)
  const states = await rowsOf<TallyRow & { state: ItemState }>(run, STATES, at)
  const lost = await rowsOf<TallyRow>(run, LOST, at)
  const waiting = await rowsOf<{ source: string; items: number }>(run, WAITING, at)
  const counted = (row: TallyRow) => ({ source: row.source, receivedOn: day, tally: tallyOf(row) })
  return {
    received: received.map(counted),
    refused: refused.map(counted),
    states: states.map(row => ({ ...counted(row), state: row.state })),
    lost: lost.map(counted),
    lostEnded: await countLostEnded(run, orgShard, day),
    inWork: await countInWork(run, orgShard, { now, receivedOn: day }),
    waiting: waiting.map(row => ({ source: row.source, receivedOn: day, items: row.items })),
  }
}

export interface DayReceipts {
  readonly arrived: number
  readonly done: number
  /** Stored and not read yet: nothing is known of what they hold. */
  readonly unread: number
  readonly processing: number
  readonly duplicate: number
  /** For another reason than being a duplicate. */
  readonly refused: number
  readonly quarantined: number
}

export async function countReceipts(run: Runner, orgShard: number, day: string): Promise<DayReceipts> {
  const row = await rowOf<DayReceipts>(run, RECEIPTS, [orgShard, day])
  if (row === undefined) throw new Error('counting receipts gave no row')
  return row
}

export interface Arrivals {
  readonly source: string
  readonly receipts: number
  readonly firstAt: Temporal.Instant
}

/** What arrived on the day, by source. */
export async function arrivalsOf(run: Runner, orgShard: number, day: string): Promise<readonly Arrivals[]> {
  const rows = await rowsOf<{ source: string; receipts: number; first_at: Date }>(run, ARRIVALS, [orgShard, day])
  return rows.map(row => ({
    source: row.source,
    receipts: row.receipts,
    firstAt: Temporal.Instant.fromEpochMilliseconds(row.first_at.getTime()),
  }))
}

export interface DayBatches {
  readonly all: number
  readonly balanced: number
  readonly undeclared: number
  readonly held: number
}

/**
 * A batch is balanced when its own control was read and agrees with its items in count and amounts, and no exception of its own
 * is of those kinds (`pack/kind`) that tell of another total which does not agree, such as its entry hash.
 */
export async function countBatches(
  run: Runner,
  orgShard: number,
  of: { readonly day: string; readonly outOfBalanceKinds: readonly string[] },
): Promise<DayBatches> {
  const row = await rowOf<{ all_batches: number; balanced: number; undeclared: number; held: number }>(run, BATCHES, [
    orgShard,
    of.day,
    of.outOfBalanceKinds,
  ])
  if (row === undefined) throw new Error('counting batches gave no row')
  return { all: row.all_batches, balanced: row.balanced, undeclared: row.undeclared, held: row.held }
}

interface TallyRow {
  source: string
  items: number
  debit_minor: bigint
  credit_minor: bigint
}

function tallyOf(row: TallyRow): TallySum {
  return { count: row.items, debitMinor: row.debit_minor, creditMinor: row.credit_minor }
}
