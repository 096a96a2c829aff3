import type pg from 'pg'
import type { ExceptionScope } from '../core/exception.ts'
import { ITEMS_PER_RECEIPT_MAX } from '../core/item.ts'
import type { PackName } from '../core/pack.ts'
import type { Tally } from '../core/tally.ts'
import { type Copy, copyInto } from './copy-into.ts'
import type { CopyRows } from './copy-rows.ts'
import { changedBy, type Runner, rowOf, rowsOf, statement } from './statement.ts'

/** The id of an exception is its item's; batches and files count down from zero so that they never meet an item's. */
export function batchExceptionId(receiptId: number, ordinal: number): number {
  return -(receiptId * ITEMS_PER_RECEIPT_MAX + ordinal + 1)
}

export function fileExceptionId(receiptId: number): number {
  return -(receiptId * ITEMS_PER_RECEIPT_MAX)
}

/** What of an exception is as it was raised, whatever became of it. */
interface RaisedException {
  readonly shard: number
  readonly id: number
  readonly scope: ExceptionScope
  readonly pack: PackName
  readonly kind: string
  readonly also: readonly string[]
  readonly receiptId: number
  readonly batch: number | undefined
  readonly value: Tally
  readonly sentence: string
  readonly finding: Readonly<Record<string, unknown>>
  readonly queue: string
  readonly clock: string
  readonly dueAt: Temporal.Instant | undefined
  readonly oursAt: Temporal.Instant | undefined
  readonly raisedAt: Temporal.Instant
}

export interface NewException extends RaisedException {
  readonly day: number
  readonly decidedBy:
    | { readonly by: 'person' }
    | { readonly by: 'policy'; readonly policy: string; readonly code: string }
}

const COPY = statement(
  'exception.copy',
  `copy exception (shard, id, scope, pack, kind, also, receipt_id, batch, day, items, debit_minor, credit_minor, state, decided_by, policy, code,
  sentence, finding, queue, clock, due_at, ours_at, raised_at) from stdin (format binary)`,
)
const COPY_POSITIONS = statement(
  'suspense-position.copy',
  'copy suspense_position (shard, exception_id, account_id, debit_minor, credit_minor, owner, opened_on, exit_on) from stdin (format binary)',
)
const BY_ID = statement('exception.by-id', 'select * from exception where shard = $1 and id = $2')
const LIST = statement(
  'exception.list',
  `
-- the first to be due first; (ours_at, shard, id) is the cursor
select * from exception
where shard between $1 and $1 + 1023
  and ($2::text is null or kind = $2)
  and ($3::text is null or pack = $3)
  and ($4::boolean or state <> 'closed')
  and ($5::timestamptz is null or (coalesce(ours_at, 'infinity'), shard, id) > ($5, $6::bigint, $7::bigint))
order by coalesce(ours_at, 'infinity'), shard, id
limit $8`,
)
export function exceptionRow(rows: CopyRows, exception: NewException): void {
  rows
    .row(23)
    .int8(exception.shard)
    .int8(exception.id)
    .text(exception.scope)
    .text(exception.pack)
    .text(exception.kind)
    .textArray(exception.also)
  rows.int8(exception.receiptId)
  if (exception.batch === undefined) rows.null()
  else rows.int4(exception.batch)
  rows
    .date(exception.day)
    .int8(exception.value.count)
    .int8(exception.value.debitMinor)
    .int8(exception.value.creditMinor)
    .text('open')
  const policy = exception.decidedBy.by === 'policy' ? exception.decidedBy : undefined
  rows
    .text(exception.decidedBy.by)
    .textOrNull(policy?.policy)
    .textOrNull(policy?.code)
    .text(exception.sentence)
    .jsonb(exception.finding)
  rows.text(exception.queue).text(exception.clock)
  if (exception.dueAt === undefined) rows.null()
  else rows.instant(exception.dueAt)
  if (exception.oursAt === undefined) rows.null()
  else rows.instant(exception.oursAt)
  rows.instant(exception.raisedAt)
}

export function positionRow(
  rows: CopyRows,
  position: {
    readonly shard: number
    readonly exceptionId: number
    readonly accountId: number
    readonly value: Tally
    readonly owner: string
    readonly openedDay: number
    readonly exitDay: number
  },
): void {
  rows
    .row(8)
    .int8(position.shard)
    .int8(position.exceptionId)
    .int8(position.accountId)
    .int8(position.value.debitMinor)
    .int8(position.value.creditMinor)
  rows.text(position.owner).date(position.openedDay).date(position.exitDay)
}

export function exceptionCopies(exceptions: CopyRows, positions: CopyRows): readonly Copy[] {
  return [
    { what: COPY, rows: exceptions },
    { what: COPY_POSITIONS, rows: positions },
  ]
}

export async function insertExceptions(tx: pg.ClientBase, exceptions: CopyRows, positions: CopyRows): Promise<void> {
  await copyInto(tx, ...exceptionCopies(exceptions, positions))
}

const CLOSE = statement(
  'exception.close',
  `
-- greatest: a clock that was set back closes nothing before it was raised
update exception
set state = 'closed', closed_at = greatest($3, raised_at), closed_as = $4
from unnest($1::bigint[], $2::bigint[]) as closed (shard, id)
where exception.shard = closed.shard and exception.id = closed.id and exception.state <> 'closed'`,
)
const CLOSE_POSITIONS = statement(
  'suspense-position.close',
  `
update suspense_position
set closed_on = $3
from unnest($1::bigint[], $2::bigint[]) as closed (shard, exception_id)
where suspense_position.shard = closed.shard and suspense_position.exception_id = closed.exception_id and suspense_position.closed_on is null`,
)

/** Closes exceptions and their positions. Throws when one of them is closed already: then its money would leave suspense twice. */
export async function closeExceptions(
  tx: pg.ClientBase,
  closed: readonly { readonly shard: number; readonly id: number }[],
  as: { readonly closedAs: string; readonly at: Temporal.Instant; readonly on: string },
): Promise<void> {
  const shards = closed.map(one => one.shard)
  const ids = closed.map(one => one.id)
  const exceptions = await changedBy(tx, CLOSE, [shards, ids, as.at.toString(), as.closedAs])
  const positions = await changedBy(tx, CLOSE_POSITIONS, [shards, ids, as.on])
  if (exceptions !== closed.length || positions !== closed.length) {
    throw new Error(`${closed.length} exceptions were to close; ${exceptions} did, with ${positions} positions`)
  }
}

const HAND_TO_PERSON = statement(
  'exception.hand-to-person',
  `
update exception
set decided_by = 'person', policy = null, state = case when state = 'decided' then 'open' else state end, sentence = exception.sentence || ' ' || handed.why
from unnest($1::bigint[], $2::bigint[], $3::text[]) as handed (shard, id, why)
where exception.shard = handed.shard and exception.id = handed.id and exception.state <> 'closed' and (exception.decided_by = 'policy' or exception.state = 'decided')`,
)

/** Gives exceptions to a person, with why, whose return a policy or a person decided. Throws when one of them is none such. */
export async function handToPerson(
  tx: pg.ClientBase,
  handed: readonly { readonly shard: number; readonly id: number; readonly why: string }[],
): Promise<void> {
  const changed = await changedBy(tx, HAND_TO_PERSON, [
    handed.map(one => one.shard),
    handed.map(one => one.id),
    handed.map(one => one.why),
  ])
  if (changed !== handed.length) throw new Error(`${handed.length} exceptions were to be handed over, ${changed} were`)
}

export interface StoredException extends RaisedException {
  readonly day: string
  readonly state: 'open' | 'decided' | 'closed'
  readonly decidedBy: 'person' | 'policy'
  readonly policy: string | undefined
  readonly code: string | undefined
  readonly closedAs: string | undefined
}

export async function exceptionById(run: Runner, shard: number, id: number): Promise<StoredException | undefined> {
  const row = await rowOf<ExceptionRow>(run, BY_ID, [shard, id])
  return row === undefined ? undefined : exceptionOf(row)
}

export interface ExceptionPage {
  readonly kind?: string | undefined
  readonly pack?: PackName | undefined
  readonly withClosed: boolean
  readonly after?: { readonly oursAt: string; readonly shard: number; readonly id: number } | undefined
  readonly limit: number
}

/** Exceptions of an institution, the first to be due first. */
export async function listExceptions(
  run: Runner,
  orgShard: number,
  page: ExceptionPage,
): Promise<readonly StoredException[]> {
  const rows = await rowsOf<ExceptionRow>(run, LIST, [
    orgShard,
    page.kind ?? null,
    page.pack ?? null,
    page.withClosed,
    page.after?.oursAt ?? null,
    page.after?.shard ?? null,
    page.after?.id ?? null,
    page.limit,
  ])
  return rows.map(exceptionOf)
}

export interface ExceptionRow {
  shard: number
  id: number
  scope: ExceptionScope
  pack: PackName
  kind: string
  also: string[]
  receipt_id: number
  batch: number | null
  day: string
  items: number
  debit_minor: number
  credit_minor: number
  state: 'open' | 'decided' | 'closed'
  decided_by: 'person' | 'policy'
  policy: string | null
  code: string | null
  sentence: string
  finding: Record<string, unknown>
  queue: string
  clock: string
  due_at: Date | null
  ours_at: Date | null
  raised_at: Date
  closed_as: string | null
}

export function exceptionOf(row: ExceptionRow): StoredException {
  return {
    shard: row.shard,
    id: row.id,
    scope: row.scope,
    pack: row.pack,
    kind: row.kind,
    also: row.also,
    receiptId: row.receipt_id,
    batch: row.batch ?? undefined,
    day: row.day,
    value: { count: row.items, debitMinor: row.debit_minor, creditMinor: row.credit_minor },
    state: row.state,
    decidedBy: row.decided_by,
    policy: row.policy ?? undefined,
    code: row.code ?? undefined,
    sentence: row.sentence,
    finding: row.finding,
    queue: row.queue,
    clock: row.clock,
    dueAt: instantOf(row.due_at),
    oursAt: instantOf(row.ours_at),
    raisedAt: Temporal.Instant.fromEpochMilliseconds(row.raised_at.getTime()),
    closedAs: row.closed_as ?? undefined,
  }
}

function instantOf(at: Date | null): Temporal.Instant | undefined {
  return at === null ? undefined : Temporal.Instant.fromEpochMilliseconds(at.getTime())
}
