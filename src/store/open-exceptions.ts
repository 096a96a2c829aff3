import type { PackName } from '../core/pack.ts'
import type { TallySum } from '../core/tally.ts'
import { type Runner, rowOf, rowsOf, statement } from './statement.ts'

/** What is not closed, in groups: by kind, and by the moment at which it has to leave. */
const KINDS = statement(
  'exception.open-kinds',
  `
select pack, kind, decided_by, min(policy) as policy, min(queue) as queue, min(ours_at) as first_due, count(*) as exceptions,
  sum(items)::bigint as items, sum(debit_minor) as debit_minor, sum(credit_minor) as credit_minor
from exception
where shard between $1 and $1 + 1023 and state <> 'closed'
group by pack, kind, decided_by
order by min(ours_at) nulls last, pack, kind, decided_by
limit 500`,
)

const DUE = statement(
  'exception.open-due',
  `
-- everything that is late is one group; nulls last are those without a clock
select ours_at <= $2 as overdue, case when ours_at <= $2 then null else ours_at end as due, count(*) as exceptions,
  count(*) filter (where decided_by = 'person') as people, sum(items)::bigint as items, sum(debit_minor) as debit_minor, sum(credit_minor) as credit_minor,
  min(ours_at) as first_due
from exception
where shard between $1 and $1 + 1023 and state <> 'closed'
group by 1, 2
order by min(ours_at) nulls last
limit $3`,
)

const HELD = statement(
  'exception.held-units',
  `
select receipt.name, exception.receipt_id, exception.batch, exception.kind, exception.sentence, count(*) over () as held
from exception
join receipt on receipt.shard = $1 and receipt.id = exception.receipt_id
where exception.shard = $1 and exception.scope <> 'item' and exception.state <> 'closed' and not exception.finding -> 'facts' ? 'claimRow'
order by exception.receipt_id, exception.batch nulls first
limit $2`,
)

const RETURNS = statement(
  'outbound-item.counts',
  `
select
  (select count(*) from outbound_item where shard between $1 and $1 + 1023 and state = 'queued') as queued,
  (select coalesce(sum(items), 0)::bigint from outbound_file where shard = $1 and business_day = $2) as sent`,
)

const QUEUED_BY = statement(
  'outbound-item.queued-by',
  `
select pack, due_at, count(*) as items
from outbound_item
where shard between $1 and $1 + 1023 and state = 'queued'
group by pack, due_at
order by due_at, pack
limit 500`,
)

export interface OpenKind {
  readonly pack: PackName
  readonly kind: string
  readonly decidedBy: 'person' | 'policy'
  readonly policy: string | undefined
  readonly queue: string
  readonly firstDue: Temporal.Instant | undefined
  readonly exceptions: number
  readonly value: TallySum
}

/** Kinds with unclosed exceptions, the first to be due first. */
export async function openKinds(run: Runner, orgShard: number): Promise<readonly OpenKind[]> {
  const rows = await rowsOf<
    ValueRow & {
      pack: PackName
      kind: string
      decided_by: 'person' | 'policy'
      policy: string | null
      queue: string
      first_due: Date | null
      exceptions: number
    }
  >(run, KINDS, [orgShard])
  return rows.map(row => ({
    pack: row.pack,
    kind: row.kind,
    decidedBy: row.decided_by,
    policy: row.policy ?? undefined,
    queue: row.queue,
    firstDue: instantOf(row.first_due),
    exceptions: row.exceptions,
    value: tallyOf(row),
  }))
}

/** A file or batch of which nothing is processed before a person decides. */
export interface HeldUnit {
  readonly name: string
  readonly receiptId: number
  /** 0-based; undefined for a whole file. */
  readonly batch: number | undefined
  readonly kind: string
  readonly sentence: string
}

/** Files and batches that are held, the oldest receipts first, at most `limit`, and how many there are in all. */
export async function heldUnits(
  run: Runner,
  orgShard: number,
  limit: number,
): Promise<{ readonly units: readonly HeldUnit[]; readonly count: number }> {
  const rows = await rowsOf<{
    name: string
    receipt_id: number
    batch: number | null
    kind: string
    sentence: string
    held: number
  }>(run, HELD, [orgShard, limit])
  const units = rows.map(({ name, receipt_id: receiptId, batch, kind, sentence }) => ({
    name,
    receiptId,
    batch: batch ?? undefined,
    kind,
    sentence,
  }))
  return { units, count: rows[0]?.held ?? 0 }
}

export interface DueTogether {
  readonly overdue: boolean
  /** The moment at which it has to leave; the earliest of those that are overdue; undefined without a clock. */
  readonly dueAt: Temporal.Instant | undefined
  readonly exceptions: number
  readonly people: number
  readonly value: TallySum
}

/** Unclosed exceptions by the moment at which they are due, earliest first, at most `limit` moments. */
export async function openByDue(
  run: Runner,
  orgShard: number,
  now: Temporal.Instant,
  limit: number,
): Promise<readonly DueTogether[]> {
  const rows = await rowsOf<
    ValueRow & { overdue: boolean | null; first_due: Date | null; exceptions: number; people: number }
  >(run, DUE, [orgShard, now.toString(), limit])
  return rows.map(row => ({
    overdue: row.overdue === true,
    dueAt: instantOf(row.first_due),
    exceptions: row.exceptions,
    people: row.people,
    value: tallyOf(row),
  }))
}

/** Returns and notices that wait, and those that went out on a business day, YYYY-MM-DD. */
export async function countReturns(
  run: Runner,
  orgShard: number,
  businessDay: string,
): Promise<{ readonly queued: number; readonly sent: number }> {
  const row = await rowOf<{ queued: number; sent: number }>(run, RETURNS, [orgShard, businessDay])
  if (row === undefined) throw new Error('counting returns gave no row')
  return row
}

/** Returns that wait, by the moment at which they are due. */
export async function queuedByDue(
  run: Runner,
  orgShard: number,
): Promise<readonly { readonly pack: PackName; readonly dueAt: Temporal.Instant; readonly items: number }[]> {
  const rows = await rowsOf<{ pack: PackName; due_at: Date; items: number }>(run, QUEUED_BY, [orgShard])
  return rows.map(row => ({
    pack: row.pack,
    dueAt: Temporal.Instant.fromEpochMilliseconds(row.due_at.getTime()),
    items: row.items,
  }))
}

interface ValueRow {
  items: number
  debit_minor: bigint
  credit_minor: bigint
}

function tallyOf(row: ValueRow): TallySum {
  return { count: row.items, debitMinor: row.debit_minor, creditMinor: row.credit_minor }
}

function instantOf(at: Date | null): Temporal.Instant | undefined {
  return at === null ? undefined : Temporal.Instant.fromEpochMilliseconds(at.getTime())
}
