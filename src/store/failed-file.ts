import type pg from 'pg'
import { ITEMS_PER_RECEIPT_MAX } from '../core/item.ts'
import { FAILED_TIMES_MAX } from '../core/unit-entry.ts'
import { batchExceptionId, type ExceptionRow, exceptionOf, type StoredException } from './exception.ts'
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
