import type pg from 'pg'
import type { Fault } from '../core/fault.ts'
import type { BatchDetail } from '../core/pack.ts'
import type { Fate } from '../core/receipt.ts'
import type { Tally } from '../core/tally.ts'
import { copyInto } from './copy-into.ts'
import { CopyRows } from './copy-rows.ts'
import { changedBy, type Runner, rowsOf, statement } from './statement.ts'

/** A batch (bundle) of a receipt, as it was read and as its own control declares it. */
export interface Batch {
  readonly ordinal: number
  readonly line: number
  readonly label: string
  readonly detail: BatchDetail
  readonly fingerprint: string
  readonly fate: Fate
  readonly declared: Tally | undefined
  readonly computed: Tally
  readonly lost: Tally
}

const COPY = statement(
  'batch.copy',
  `copy batch (shard, receipt_id, ordinal, line, label, detail, fingerprint, fate, declared_items, declared_debit_minor, declared_credit_minor,
  items, debit_minor, credit_minor, lost_items, lost_debit_minor, lost_credit_minor) from stdin (format binary)`,
)
const BY_RECEIPT = statement(
  'batch.by-receipt',
  'select * from batch where shard = $1 and receipt_id = $2 order by ordinal',
)
const COPY_FAULTS = statement('fault.copy', 'copy fault (shard, receipt_id, n, fault) from stdin (format binary)')
const HOLD = statement(
  'batch.hold',
  `
-- what another file processes in the batch's place is not processed from here
update batch
set fate = 'quarantine'
where shard = $1 and receipt_id = $2 and ordinal = any ($3::integer[]) and fate = 'process'`,
)

export async function insertBatches(
  tx: pg.ClientBase,
  at: { shard: number; receiptId: number },
  batches: readonly Batch[],
): Promise<void> {
  const rows = new CopyRows()
  for (const batch of batches) {
    rows
      .row(17)
      .int8(at.shard)
      .int8(at.receiptId)
      .int4(batch.ordinal)
      .int4(batch.line)
      .text(batch.label)
      .jsonb(batch.detail)
    rows.text(batch.fingerprint).text(batch.fate)
    if (batch.declared === undefined) rows.null().null().null()
    else writeTally(rows, batch.declared)
    writeTally(rows, batch.computed)
    writeTally(rows, batch.lost)
  }
  await copyInto(tx, { what: COPY, rows })
}

function writeTally(rows: CopyRows, tally: Tally): void {
  rows.int8(tally.count).int8(tally.debitMinor).int8(tally.creditMinor)
}

export async function batchesOf(run: Runner, at: { shard: number; receiptId: number }): Promise<readonly Batch[]> {
  return (await rowsOf<BatchRow>(run, BY_RECEIPT, [at.shard, at.receiptId])).map(batchOf)
}

export function batchOf(row: BatchRow): Batch {
  return {
    ordinal: row.ordinal,
    line: row.line,
    label: row.label,
    detail: row.detail,
    fingerprint: row.fingerprint,
    fate: row.fate,
    declared:
      row.declared_items === null
        ? undefined
        : {
            count: row.declared_items,
            debitMinor: row.declared_debit_minor ?? 0,
            creditMinor: row.declared_credit_minor ?? 0,
          },
    computed: { count: row.items, debitMinor: row.debit_minor, creditMinor: row.credit_minor },
    lost: { count: row.lost_items, debitMinor: row.lost_debit_minor, creditMinor: row.lost_credit_minor },
  }
}

export interface BatchRow {
  ordinal: number
  line: number
  label: string
  detail: BatchDetail
  fingerprint: string
  fate: Fate
  declared_items: number | null
  declared_debit_minor: number | null
  declared_credit_minor: number | null
  items: number
  debit_minor: number
  credit_minor: number
  lost_items: number
  lost_debit_minor: number
  lost_credit_minor: number
}

/** Holds batches that were to be processed. Throws when one of them was not. */
export async function holdBatches(
  tx: pg.ClientBase,
  at: { readonly shard: number; readonly receiptId: number },
  ordinals: readonly number[],
): Promise<void> {
  const changed = await changedBy(tx, HOLD, [at.shard, at.receiptId, ordinals])
  if (changed !== ordinals.length) throw new Error(`${ordinals.length} batches were to be held, ${changed} were`)
}

export async function insertFaults(
  tx: pg.ClientBase,
  at: { shard: number; receiptId: number },
  faults: readonly Fault[],
): Promise<void> {
  const rows = new CopyRows()
  faults.forEach((fault, n) => {
    rows.row(4).int8(at.shard).int8(at.receiptId).int4(n).jsonb(fault)
  })
  await copyInto(tx, { what: COPY_FAULTS, rows })
}
