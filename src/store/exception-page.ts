import type { ExceptionScope } from '../core/exception.ts'
import type { PackName } from '../core/pack.ts'
import { type ExceptionRow, exceptionOf, type StoredException } from './exception.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

/** `$1` to `$15`: what a list of exceptions, and an act on all of them, is chosen by. */
const MATCHING = `
from exception
join receipt on receipt.shard = $1 and receipt.id = exception.receipt_id
where exception.shard between $1 and $1 + 1023
  and ($2::text is null or exception.pack = $2)
  and ($3::text is null or exception.kind = $3)
  and (($4::text is null and exception.state <> 'closed') or exception.state = $4)
  and ($5::text is null or exception.decided_by = $5)
  and ($6::text is null or exception.scope = $6)
  and ($7::text is null or exception.queue = $7)
  and ($8::text is null or receipt.source = $8)
  and ($9::bigint is null or exception.receipt_id = $9)
  and ($10::timestamptz is null or exception.ours_at <= $10)
  and ($11::timestamptz is null or exception.ours_at >= $11)
  and ($12::date is null or exception.day = $12)
  and ($13::bigint is null or exception.debit_minor + exception.credit_minor >= $13)
  and ($14::bigint is null or exception.debit_minor + exception.credit_minor <= $14)
  and ($15::date is null or exists (
    select from suspense_position as position
    where position.shard = exception.shard and position.exception_id = exception.id and position.closed_on is null and position.exit_on <= $15))`

const PAGE = statement(
  'exception.page',
  `
-- the first to be due first; those without a clock last. (ours_at, shard, id) is the cursor
select exception.*, receipt.source${MATCHING}
  and ($16::timestamptz is null or (coalesce(exception.ours_at, 'infinity'), exception.shard, exception.id) > ($16, $17::bigint, $18::bigint))
order by coalesce(exception.ours_at, 'infinity'), exception.shard, exception.id
limit $19`,
)
const KEYS = statement(
  'exception.matching',
  `
select exception.shard, exception.id${MATCHING}
limit $16`,
)

/** What exceptions are chosen by. */
export interface ExceptionsFilter {
  readonly pack?: PackName | undefined
  readonly kind?: string | undefined
  /** Everything that is not closed when left out. */
  readonly state?: StoredException['state'] | undefined
  readonly decidedBy?: 'person' | 'policy' | undefined
  readonly scope?: ExceptionScope | undefined
  readonly queue?: string | undefined
  readonly source?: string | undefined
  readonly receiptId?: number | undefined
  /** Has to leave at this moment or before. */
  readonly dueBy?: Temporal.Instant | undefined
  /** Has to leave at this moment or later. */
  readonly dueFrom?: Temporal.Instant | undefined
  /** Posting day, YYYY-MM-DD. */
  readonly day?: string | undefined
  /** Worth so much or more, and so much or less, in minor units; debits and credits together, of a batch or file too. */
  readonly amountFrom?: number | undefined
  readonly amountTo?: number | undefined
  /** Its value stands in suspense and has to leave it on this day or before, YYYY-MM-DD. */
  readonly exitBy?: string | undefined
}

export interface ExceptionsWanted extends ExceptionsFilter {
  readonly after?: ExceptionCursor | undefined
  readonly limit: number
}

/** Where a page ended. `oursAt` is undefined for an exception without a clock. */
export interface ExceptionCursor {
  readonly oursAt: Temporal.Instant | undefined
  readonly shard: number
  readonly id: number
}

export interface PagedException extends StoredException {
  readonly source: string
}

/** Exceptions of an institution, the first to be due first. */
export async function pageExceptions(
  run: Runner,
  orgShard: number,
  wanted: ExceptionsWanted,
): Promise<readonly PagedException[]> {
  const { after } = wanted
  const rows = await rowsOf<ExceptionRow & { source: string }>(run, PAGE, [
    ...filterValues(orgShard, wanted),
    after === undefined ? null : (after.oursAt?.toString() ?? 'infinity'),
    after?.shard ?? null,
    after?.id ?? null,
    wanted.limit,
  ])
  return rows.map(row => ({ ...exceptionOf(row), source: row.source }))
}

/** The keys of exceptions of an institution, in no order. */
export async function matchingExceptions(
  run: Runner,
  orgShard: number,
  wanted: ExceptionsFilter & { readonly limit: number },
): Promise<readonly { readonly shard: number; readonly id: number }[]> {
  return rowsOf(run, KEYS, [...filterValues(orgShard, wanted), wanted.limit])
}

function filterValues(orgShard: number, wanted: ExceptionsFilter): readonly unknown[] {
  return [
    orgShard,
    wanted.pack ?? null,
    wanted.kind ?? null,
    wanted.state ?? null,
    wanted.decidedBy ?? null,
    wanted.scope ?? null,
    wanted.queue ?? null,
    wanted.source ?? null,
    wanted.receiptId ?? null,
    wanted.dueBy?.toString() ?? null,
    wanted.dueFrom?.toString() ?? null,
    wanted.day ?? null,
    wanted.amountFrom ?? null,
    wanted.amountTo ?? null,
    wanted.exitBy ?? null,
  ]
}
