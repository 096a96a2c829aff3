import type pg from 'pg'
import { changedBy, type Runner, rowOf, rowsOf, statement } from './statement.ts'

/** The closings of days: who set out to close one, what came of it, and who opened it again. In bucket 0. */
export type DayCloseState = 'closing' | 'closed' | 'reopened' | 'refused'

export interface DayClose {
  readonly day: string
  readonly no: number
  readonly state: DayCloseState
  readonly closerId: number
  /** In whose place they closed it. */
  readonly closerForId: number | undefined
  readonly begunAt: Temporal.Instant
  readonly closed: ClosedWith | undefined
  readonly reopened: { readonly byId: number; readonly at: Temporal.Instant; readonly reason: string } | undefined
}

/** What a day was closed with. */
export interface ClosedWith {
  readonly at: Temporal.Instant
  /** Entries that stand in the books up to the day. */
  readonly entries: number
  readonly listSha256: Uint8Array
  readonly listBytes: number
  readonly openItems: number
  readonly openDebitMinor: bigint
  readonly openCreditMinor: bigint
  /** The list of the same day that this one follows. */
  readonly beforeSha256: Uint8Array | undefined
}

const CLOSED_THROUGH = statement(
  'day-close.closed-through',
  `
-- one look at the end of an index of a few rows a day; null while no day was ever closed
select max(business_day)::text as day from day_close where shard = $1 and state in ('closing', 'closed')`,
)
const STANDING_FROM = statement(
  'day-close.standing-from',
  `
-- one look into the same index: a closing is of its day and of all before it, so the first one from a day on is the day’s
select business_day::text as day, state from day_close
where shard = $1 and business_day >= $2 and state in ('closing', 'closed')
order by business_day
limit 1`,
)
const OF_DAY = statement(
  'day-close.of-day',
  `
select business_day::text, no, state, closer_id, closer_for_id, begun_at, entries, list_sha256, list_bytes, open_items, open_debit_minor, open_credit_minor, before_sha256, closed_at,
  reopener_id, reopened_at, reopen_reason
from day_close
where shard = $1 and business_day = $2
order by no
limit 1000`,
)
const BEGIN = statement(
  'day-close.begin',
  `
insert into day_close (shard, business_day, no, state, closer_id, closer_for_id, begun_at)
select $1, $2, coalesce(max(no), 0) + 1, 'closing', $3, $4, $5
from day_close where shard = $1 and business_day = $2
returning no`,
)
const END_LEFT = statement(
  'day-close.end-left',
  `
-- of a process that was killed while it closed: whoever holds the lock of closing finds it
update day_close set state = 'refused' where shard = $1 and state = 'closing' returning business_day::text, no`,
)
const REFUSE = statement(
  'day-close.refuse',
  `update day_close set state = 'refused' where shard = $1 and business_day = $2 and no = $3 and state = 'closing'`,
)
const CLOSE = statement(
  'day-close.close',
  `
-- greatest: a clock that was set back closes nothing before it was begun
update day_close
set state = 'closed', closed_at = greatest($4, begun_at), entries = $5, list_sha256 = $6, list_bytes = $7, open_items = $8, open_debit_minor = $9,
  open_credit_minor = $10, before_sha256 = $11
where shard = $1 and business_day = $2 and no = $3 and state = 'closing'`,
)
const REOPEN = statement(
  'day-close.reopen',
  `
update day_close
set state = 'reopened', reopener_id = $4, reopened_at = greatest($5, closed_at), reopen_reason = $6
where shard = $1 and business_day = $2 and no = $3 and state = 'closed'`,
)
const TRY_ALONE = statement(
  'day-close.try-alone',
  `
-- one process closes at a time; the lock goes with the transaction, also when the process is killed
select pg_try_advisory_xact_lock(723411930, hashint8($1)) as is_ours`,
)
const ENTRIES = statement(
  'day-close.entries',
  'select count(*) as entries from entry where shard between $1 and $1 + 1023 and day <= $2',
)

/** The last day that is closed or being closed, YYYY-MM-DD. Exact for whoever holds the lock of a bucket: closing locks them all. */
export async function closedThrough(run: Runner, orgShard: number): Promise<string | undefined> {
  return (await rowOf<{ day: string | null }>(run, CLOSED_THROUGH, [orgShard]))?.day ?? undefined
}

/** A closing that stands, or is being tried just now. */
export interface StandingClose {
  readonly day: string
  readonly state: 'closing' | 'closed'
}

/** With which day a day is closed or being closed: with itself, or with the first later one that is; undefined while its books are open. */
export function standingFrom(run: Runner, orgShard: number, day: string): Promise<StandingClose | undefined> {
  return rowOf<StandingClose>(run, STANDING_FROM, [orgShard, day])
}

/** Every try at closing a day, in order. */
export async function closesOfDay(run: Runner, orgShard: number, day: string): Promise<readonly DayClose[]> {
  return (await rowsOf<CloseRow>(run, OF_DAY, [orgShard, day])).map(closeOf)
}

/** Whether nobody else closes a day of the institution while this transaction runs. */
export async function tryCloseAlone(run: Runner, orgShard: number): Promise<boolean> {
  return (await rowOf<{ is_ours: boolean }>(run, TRY_ALONE, [orgShard]))?.is_ours === true
}

/** Entries of days up to this one. */
export async function entriesThrough(run: Runner, orgShard: number, day: string): Promise<number> {
  return (await rowOf<{ entries: number }>(run, ENTRIES, [orgShard, day]))?.entries ?? 0
}

/** Shuts the books of the day while it is looked at. Gives the number of the try. The caller holds every bucket. */
export async function beginClose(
  tx: pg.ClientBase,
  of: Pick<DayClose, 'day' | 'closerId' | 'closerForId'> & { readonly shard: number; readonly at: Temporal.Instant },
): Promise<number> {
  const values = [of.shard, of.day, of.closerId, of.closerForId ?? null, of.at.toString()]
  const row = await rowOf<{ no: number }>(tx, BEGIN, values)
  if (row === undefined) throw new Error(`the closing of ${of.day} was begun and gave no number`)
  return row.no
}

/** Ends the tries that a killed process left, and names them. */
export async function endLeftCloses(
  tx: pg.ClientBase,
  shard: number,
): Promise<readonly { readonly day: string; readonly no: number }[]> {
  const rows = await rowsOf<{ business_day: string; no: number }>(tx, END_LEFT, [shard])
  return rows.map(row => ({ day: row.business_day, no: row.no }))
}

export interface CloseKey {
  readonly shard: number
  readonly day: string
  readonly no: number
}

export async function refuseClose(tx: pg.ClientBase, key: CloseKey): Promise<void> {
  await once(tx, key, REFUSE, [])
}

export async function finishClose(tx: pg.ClientBase, key: CloseKey, closed: ClosedWith): Promise<void> {
  const { at, entries, listSha256, listBytes, openItems, openDebitMinor, openCreditMinor, beforeSha256 } = closed
  const sums = [openItems, openDebitMinor.toString(), openCreditMinor.toString()]
  await once(tx, key, CLOSE, [at.toString(), entries, listSha256, listBytes, ...sums, beforeSha256 ?? null])
}

export async function reopenClose(
  tx: pg.ClientBase,
  key: CloseKey,
  by: { readonly personId: number; readonly at: Temporal.Instant; readonly reason: string },
): Promise<void> {
  await once(tx, key, REOPEN, [by.personId, by.at.toString(), by.reason])
}

async function once(
  tx: pg.ClientBase,
  { shard, day, no }: CloseKey,
  what: typeof CLOSE,
  values: readonly unknown[],
): Promise<void> {
  const changed = await changedBy(tx, what, [shard, day, no, ...values])
  if (changed !== 1) throw new Error(`the ${no}. closing of ${day} is not what it was when it was read`)
}

interface CloseRow {
  business_day: string
  no: number
  state: DayCloseState
  closer_id: number
  closer_for_id: number | null
  begun_at: Date
  entries: number | null
  list_sha256: Buffer | null
  list_bytes: number | null
  open_items: number | null
  open_debit_minor: bigint | null
  open_credit_minor: bigint | null
  before_sha256: Buffer | null
  closed_at: Date | null
  reopener_id: number | null
  reopened_at: Date | null
  reopen_reason: string | null
}

function closeOf(row: CloseRow): DayClose {
  const reopened =
    row.reopener_id === null || row.reopened_at === null
      ? undefined
      : { byId: row.reopener_id, at: instantOf(row.reopened_at), reason: row.reopen_reason ?? '' }
  return {
    day: row.business_day,
    no: row.no,
    state: row.state,
    closerId: row.closer_id,
    closerForId: row.closer_for_id ?? undefined,
    begunAt: instantOf(row.begun_at),
    closed: closedWith(row),
    reopened,
  }
}

/** The CHECKs of the table tie all of these to one another. */
function closedWith(row: CloseRow): ClosedWith | undefined {
  if (row.closed_at === null || row.list_sha256 === null) return undefined
  return {
    at: instantOf(row.closed_at),
    entries: row.entries ?? 0,
    listSha256: row.list_sha256,
    listBytes: row.list_bytes ?? 0,
    openItems: row.open_items ?? 0,
    openDebitMinor: row.open_debit_minor ?? 0n,
    openCreditMinor: row.open_credit_minor ?? 0n,
    beforeSha256: row.before_sha256 ?? undefined,
  }
}

function instantOf(at: Date): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime())
}
