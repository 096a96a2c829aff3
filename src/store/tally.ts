import type pg from 'pg'
import type { ItemState } from '../core/item.ts'
import type { Tally, TallySum } from '../core/tally.ts'
import type { Copy } from './copy-into.ts'
import type { CopyRows } from './copy-rows.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

/** Counters of a part: items and value by state. What *Today* reads; the proof counts the items themselves. */
const COPY = statement(
  'part-tally.copy',
  'copy part_tally (shard, receipt_id, part_no, state, items, debit_minor, credit_minor) from stdin (format binary)',
)

const MOVE = statement(
  'part-tally.move',
  `
-- one upsert takes from the old state and adds to the new: the counters of a receipt always add up to its items
insert into part_tally (shard, receipt_id, part_no, state, items, debit_minor, credit_minor)
select shard, receipt_id, -1, state, sum(items), sum(debit_minor), sum(credit_minor)
from unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[]) as change (shard, receipt_id, state, items, debit_minor, credit_minor)
group by shard, receipt_id, state
order by shard, receipt_id, state
on conflict (shard, receipt_id, part_no, state) do update
set items = part_tally.items + excluded.items, debit_minor = part_tally.debit_minor + excluded.debit_minor, credit_minor = part_tally.credit_minor + excluded.credit_minor`,
)

const BY_RECEIPT = statement(
  'part-tally.by-receipt',
  `
select receipt_id, state, sum(items)::bigint as items, sum(debit_minor) as debit_minor, sum(credit_minor) as credit_minor
from part_tally
where shard between $1 and $1 + 1023 and receipt_id = any ($2::bigint[])
group by receipt_id, state
order by receipt_id, state`,
)

export function tallyRow(
  rows: CopyRows,
  at: { shard: number; receiptId: number; partNo: number },
  state: ItemState,
  tally: Tally,
): void {
  rows
    .row(7)
    .int8(at.shard)
    .int8(at.receiptId)
    .int4(at.partNo)
    .text(state)
    .int8(tally.count)
    .int8(tally.debitMinor)
    .int8(tally.creditMinor)
}

export function tallyCopy(rows: CopyRows): Copy {
  return { what: COPY, rows }
}

/** Changes of state after processing, as signed tallies. */
export async function moveTallies(
  tx: pg.ClientBase,
  changes: readonly {
    readonly shard: number
    readonly receiptId: number
    readonly state: ItemState
    readonly tally: Tally
  }[],
): Promise<void> {
  if (changes.length === 0) return
  await tx.query(MOVE.text, [
    changes.map(one => one.shard),
    changes.map(one => one.receiptId),
    changes.map(one => one.state),
    changes.map(one => one.tally.count),
    changes.map(one => one.tally.debitMinor),
    changes.map(one => one.tally.creditMinor),
  ])
}

/** The counters of receipts, by receipt and state. */
export async function talliesOf(
  run: Runner,
  orgShard: number,
  receiptIds: readonly number[],
): Promise<readonly { receiptId: number; state: ItemState; tally: TallySum }[]> {
  const rows = await rowsOf<{
    receipt_id: number
    state: ItemState
    items: number
    debit_minor: bigint
    credit_minor: bigint
  }>(run, BY_RECEIPT, [orgShard, receiptIds])
  return rows.map(row => ({
    receiptId: row.receipt_id,
    state: row.state,
    tally: { count: row.items, debitMinor: row.debit_minor, creditMinor: row.credit_minor },
  }))
}
