import type pg from 'pg'
import type { AdjustmentAfter } from '../core/adjustment.ts'
import type { Tally } from '../core/tally.ts'
import { changedBy, type Runner, rowOf, statement } from './statement.ts'

const INSERT = statement(
  'adjustment.insert',
  `
insert into adjustment (shard, decision_id, type, state, right_minor, difference_minor, entry_until, attachments)
values ($1, $2, $3, $4, $5, $6, $7, $8)`,
)
const OF_DECISION = statement(
  'adjustment.of-decision',
  `
select type, state, right_minor, difference_minor, entry_until::text, attachments
from adjustment where shard = $1 and decision_id = $2`,
)
const STANDING = statement(
  'adjustment.standing',
  `
-- the newest step that was not taken back
select type, adjustment.state, right_minor, difference_minor, entry_until::text, attachments
from adjustment
join decision on decision.shard = adjustment.shard and decision.id = adjustment.decision_id
where decision.shard = $1 and decision.exception_id = $2 and decision.state = 'done'
order by decision.id desc
limit 1`,
)

const OF_BATCH = statement(
  'adjustment.of-batch',
  `
-- of each other item of the batch the newest step that was not taken back; one whose amount could not be read came with nothing
select coalesce(sum(debit_minor - right_minor) filter (where direction = 'debit'), 0)::bigint as debit_minor,
  coalesce(sum(credit_minor - right_minor) filter (where direction = 'credit'), 0)::bigint as credit_minor
from generate_series($1::bigint, $1::bigint + 1023) as walked (shard)
cross join lateral (
  select distinct on (exception.id) item.direction, debit_minor, credit_minor, right_minor
  from exception
  join item on item.shard = exception.shard and item.day = exception.day and item.id = exception.id
  join decision on decision.shard = exception.shard and decision.exception_id = exception.id and decision.state = 'done'
  join adjustment on adjustment.shard = decision.shard and adjustment.decision_id = decision.id
  where exception.shard = walked.shard and exception.receipt_id = $2 and exception.scope = 'item' and exception.batch = $3
    and exception.id <> $4 and adjustment.type = $5
  order by exception.id, decision.id desc
) as standing`,
)

const KEYED_OF_BATCH = statement(
  'adjustment.keyed-of-batch',
  `
-- the returns of other items of the batch whose amount could not be read and was keyed; they came with a worth of nothing
select coalesce(sum(keyed_minor), 0)::bigint as keyed_minor
from generate_series($1::bigint, $1::bigint + 1023) as walked (shard)
cross join lateral (
  select keyed_minor
  from outbound_item
  where outbound_item.shard = walked.shard and item_id between $2::bigint * 67108864 and $2::bigint * 67108864 + 67108863 and item_id <> $4
    and batch = $3 and kind = 'return' and state in ('queued', 'sent') and keyed_minor is not null
) as keyed`,
)

/** Adds the step of an adjustment that a decision took. */
export async function insertAdjustment(
  tx: pg.ClientBase,
  of: { readonly shard: number; readonly decisionId: number },
  after: AdjustmentAfter | undefined,
): Promise<void> {
  if (after === undefined) return
  const { type, state, rightMinor, differenceMinor, entryUntil, attachments } = after
  const values = [type, state, rightMinor, differenceMinor, entryUntil === '' ? null : entryUntil, attachments]
  await changedBy(tx, INSERT, [of.shard, of.decisionId, ...values])
}

/** The step that a decision took; undefined for every other decision. */
export async function adjustmentOf(
  run: Runner,
  at: { readonly shard: number; readonly decisionId: number },
): Promise<AdjustmentAfter | undefined> {
  return afterOf(await rowOf<AdjustmentRow>(run, OF_DECISION, [at.shard, at.decisionId]))
}

/** The adjustment of an exception as it stands; undefined where none was asked for, or that was taken back. */
export async function standingAdjustment(
  run: Runner,
  at: { readonly shard: number; readonly exceptionId: number },
): Promise<AdjustmentAfter | undefined> {
  return afterOf(await rowOf<AdjustmentRow>(run, STANDING, [at.shard, at.exceptionId]))
}

/**
 * By how much more, or where negative less, the items of a batch came than their adjustments of the type say that they are rightly
 * worth, or the returns of those that a person keyed the amount of ask back; one exception is left out. Minor units.
 */
export async function adjustedOfBatch(
  run: Runner,
  of: {
    readonly orgShard: number
    readonly receiptId: number
    readonly batch: number
    readonly except: number
    readonly type: string
  },
): Promise<Pick<Tally, 'debitMinor' | 'creditMinor'>> {
  const values = [of.orgShard, of.receiptId, of.batch, of.except, of.type]
  const row = await rowOf<{ debit_minor: bigint; credit_minor: bigint }>(run, OF_BATCH, values)
  const keyed = await rowOf<{ keyed_minor: bigint }>(run, KEYED_OF_BATCH, [
    of.orgShard,
    of.receiptId,
    of.batch,
    of.except,
  ])
  // Only what takes money from an account goes back with an amount that was keyed.
  const debitMinor = Number(row?.debit_minor ?? 0) - Number(keyed?.keyed_minor ?? 0)
  return { debitMinor, creditMinor: Number(row?.credit_minor ?? 0) }
}

interface AdjustmentRow {
  readonly type: string
  readonly state: AdjustmentAfter['state']
  readonly right_minor: number
  readonly difference_minor: number
  readonly entry_until: string | null
  readonly attachments: readonly string[]
}

function afterOf(row: AdjustmentRow | undefined): AdjustmentAfter | undefined {
  if (row === undefined) return undefined
  return {
    ...{ type: row.type, state: row.state, rightMinor: row.right_minor, differenceMinor: row.difference_minor },
    ...{ entryUntil: row.entry_until ?? '', attachments: row.attachments },
  }
}
