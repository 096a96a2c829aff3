import type { ExceptionScope } from '../core/exception.ts'
import type { PackName } from '../core/pack.ts'
import { type ExceptionRow, exceptionOf, type StoredException } from './exception.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

const PAGE = statement(
  'exception.page',
  `
-- the first to be due first; those without a clock last. (ours_at, shard, id) is the cursor
select exception.*, receipt.source
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
  and ($15::timestamptz is null or exception.ours_at >= $15)
  and ($11::timestamptz is null or (coalesce(exception.ours_at, 'infinity'), exception.shard, exception.id) > ($11, $12::bigint, $13::bigint))
order by coalesce(exception.ours_at, 'infinity'), exception.shard, exception.id
limit $14`,
)

export interface ExceptionsWanted {
  readonly pack?: PackName | undefined
  readonly kind?: string | undefined
  /** Everything that is not closed when left out. */
  readonly state?: 'open' | 'closed' | undefined
  readonly decidedBy?: 'person' | 'policy' | undefined
  readonly scope?: ExceptionScope | undefined
  readonly queue?: string | undefined
  readonly source?: string | undefined
  readonly receiptId?: number | undefined
  /** Has to leave at this moment or before. */
  readonly dueBy?: Temporal.Instant | undefined
  /** Has to leave at this moment or later. */
  readonly dueFrom?: Temporal.Instant | undefined
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
    after === undefined ? null : (after.oursAt?.toString() ?? 'infinity'),
    after?.shard ?? null,
    after?.id ?? null,
    wanted.limit,
    wanted.dueFrom?.toString() ?? null,
  ])
  return rows.map(row => ({ ...exceptionOf(row), source: row.source }))
}
