import type pg from 'pg'
import { ITEMS_PER_RECEIPT_MAX } from '../core/item.ts'
import type { Tally } from '../core/tally.ts'
import { FAILED_TIMES_MAX } from '../core/unit-entry.ts'
import { batchExceptionId, type ExceptionRow, exceptionOf, type StoredException } from './exception.ts'
import type { Receipt } from './receipt.ts'
import { changedBy, type Runner, rowOf, rowsOf, statement } from './statement.ts'

/** The exception of a file whose processing failed for good, and for which time it did: each retry that fails raises another. */
export interface FailedFile {
  readonly exception: StoredException
  readonly time: number
}

/** Of a file whose processing failed: beside the one that it may have since it was read. The last that no batch can have. */
export function failedFileExceptionId(receiptId: number, time = 1): number {
  return batchExceptionId(receiptId, ITEMS_PER_RECEIPT_MAX - 1 - time)
}

const LAST = statement(
  'failed-file.last',
  'select * from exception where shard = $1 and id between $2 and $3 order by id desc limit 1',
)
const OPEN = statement(
  'failed-file.open',
  `
select receipt_id
from exception
where shard = $1 and receipt_id = any ($2::bigint[]) and state <> 'closed'
  and id between -(receipt_id * 67108864 + 67108863) and -(receipt_id * 67108864 + 67108863) + 999
order by receipt_id`,
)
const TELL = statement(
  'failed-file.tell',
  `
update exception
set sentence = sentence || ' ' || $3
where shard = $1 and id = $2 and state <> 'closed'`,
)

const RAISED = statement('failed-file.raised', 'select id from exception where shard = $1 and id = any ($2::bigint[])')
const COUNT_FAILURE = statement(
  'failed-file.count',
  `
update receipt set failures = failures + 1
where shard = $1 and id = $2 and state in ('arrived', 'staged')
returning failures`,
)

const LOSE_REST = statement(
  'failed-file.lose-rest',
  `
-- what is left stands in no item: it moves from the items that were read to the value that was lost
update receipt
set items = items - $3, debit_minor = debit_minor - $4, credit_minor = credit_minor - $5,
  lost_items = lost_items + $6, lost_debit_minor = lost_debit_minor + $7, lost_credit_minor = lost_credit_minor + $8
where shard = $1 and id = $2 and state in ('arrived', 'staged')`,
)

const REOPEN = statement(
  'failed-file.reopen',
  `
-- a retry: failures stay counted, so that it is quarantined again at the first
update receipt
set state = $3, fate = $4, pack = $5, why = $6, done_at = null
where shard = $1 and id = $2 and state = 'quarantined'`,
)

/** The newest failure of a file, open or retried; undefined for a file that never failed for good. */
export async function lastFailure(run: Runner, shard: number, receiptId: number): Promise<FailedFile | undefined> {
  const first = failedFileExceptionId(receiptId)
  const row = await rowOf<ExceptionRow>(run, LAST, [shard, first, failedFileExceptionId(receiptId, FAILED_TIMES_MAX)])
  return row === undefined ? undefined : { exception: exceptionOf(row), time: row.id - first + 1 }
}

/** Which of the receipts are quarantined because their processing failed, and were not retried since. In order. */
export async function failedAmong(
  run: Runner,
  shard: number,
  receiptIds: readonly number[],
): Promise<readonly number[]> {
  return (await rowsOf<{ receipt_id: number }>(run, OPEN, [shard, receiptIds])).map(row => row.receipt_id)
}

/** Adds a sentence to an open exception. Throws when it is closed. */
export async function tellException(
  tx: pg.ClientBase,
  at: { readonly shard: number; readonly id: number },
  sentence: string,
): Promise<void> {
  if ((await changedBy(tx, TELL, [at.shard, at.id, sentence])) !== 1)
    throw new Error(`exception ${at.id} was to say more, and is not open`)
}

/** Counts that processing failed once more: how often by now, undefined for a receipt at its end. */
export async function countFailure(
  tx: pg.ClientBase,
  at: { readonly shard: number; readonly id: number },
): Promise<number | undefined> {
  return (await rowOf<{ failures: number }>(tx, COUNT_FAILURE, [at.shard, at.id]))?.failures
}

/** Takes what was `unread` out of a receipt's items and adds what is `lost` to its value without items. */
export async function loseRest(
  tx: pg.ClientBase,
  at: { readonly shard: number; readonly id: number },
  rest: { readonly unread: Tally; readonly lost: Tally },
): Promise<void> {
  const { unread, lost } = rest
  await changedBy(tx, LOSE_REST, [
    at.shard,
    at.id,
    unread.count,
    unread.debitMinor,
    unread.creditMinor,
    lost.count,
    lost.debitMinor,
    lost.creditMinor,
  ])
}

/** Takes a quarantined receipt back to where its processing failed. False when it is not quarantined. */
export async function reopenReceipt(
  tx: pg.ClientBase,
  at: { readonly shard: number; readonly id: number },
  to: Pick<Receipt, 'fate' | 'pack' | 'why'> & { readonly state: 'arrived' | 'staged' },
): Promise<boolean> {
  const changed = await changedBy(tx, REOPEN, [at.shard, at.id, to.state, to.fate, to.pack ?? null, to.why ?? null])
  return changed === 1
}

/** Which of the exceptions were ever raised. */
export async function raisedAmong(run: Runner, shard: number, ids: readonly number[]): Promise<ReadonlySet<number>> {
  return new Set((await rowsOf<{ id: number }>(run, RAISED, [shard, ids])).map(row => row.id))
}
