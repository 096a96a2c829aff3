import type pg from 'pg'
import type { NewCase } from '../core/work/group-cases.ts'
import { type Copy, copyInto } from './copy-into.ts'
import { CopyRows } from './copy-rows.ts'
import { EARLIEST } from './earliest-clock.ts'
import { hasCome } from './has-come.ts'
import { changedBy, type Runner, rowOf, rowsOf, statement } from './statement.ts'

/** Cases: open exceptions of one cause that a person decides together. */
const WITHOUT_CASE = statement(
  'exception.without-case',
  `
-- a held batch or file waits until its receipt is at its end: until then items are still being written under it
select exception.shard, exception.id, exception.scope, exception.pack, exception.kind, exception.receipt_id, exception.batch, exception.queue, exception.items,
  exception.debit_minor, exception.credit_minor, exception.due_at, exception.ours_at, item.account_id,
  case when exception.finding ->> 'sensitive' = 'account' then encode(sha256(convert_to(exception.finding ->> 'found', 'UTF8')), 'hex') end as unread_account
from exception
left join item on item.shard = exception.shard and item.day = exception.day and item.id = exception.id and exception.scope = 'item'
where exception.shard between $1 and $1 + 1023 and exception.case_id is null and exception.state = 'open' and exception.decided_by = 'person'
  -- what waits for a second person is nobody's work before it comes back
  and not exists (select from decision where decision.shard = exception.shard and decision.exception_id = exception.id and decision.state = 'proposed' and decision.stale_at is null)
  and (exception.scope = 'item' or exists (
    select from receipt where receipt.shard = exception.shard and receipt.id = exception.receipt_id and receipt.state in ('done', 'quarantined')))
order by exception.shard, exception.id
limit $2`,
)

const RECEIVED_ON = statement(
  'receipt.received-on',
  'select id, received_on::text from receipt where shard = $1 and id = any ($2::bigint[])',
)

export interface ExceptionWithoutCase {
  readonly shard: number
  readonly id: number
  readonly pack: string
  readonly kind: string
  readonly queue: string
  readonly receiptId: number
  readonly batch: number | undefined
  readonly value: { readonly count: number; readonly debitMinor: number; readonly creditMinor: number }
  readonly dueAt: number | undefined
  readonly oursAt: number | undefined
  /** See `CauseFacts.account`. */
  readonly account: string | undefined
}

/** Open exceptions that a person decides and that are in no case yet, in the order of their keys. */
export async function exceptionsWithoutCase(
  run: Runner,
  orgShard: number,
  limit: number,
): Promise<readonly ExceptionWithoutCase[]> {
  const rows = await rowsOf<{
    shard: number
    id: number
    pack: string
    kind: string
    queue: string
    receipt_id: number
    batch: number | null
    items: number
    debit_minor: number
    credit_minor: number
    due_at: Date | null
    ours_at: Date | null
    account_id: number | null
    unread_account: string | null
  }>(run, WITHOUT_CASE, [orgShard, limit])
  return rows.map(row => ({
    shard: row.shard,
    id: row.id,
    pack: row.pack,
    kind: row.kind,
    queue: row.queue,
    receiptId: row.receipt_id,
    batch: row.batch ?? undefined,
    value: { count: row.items, debitMinor: row.debit_minor, creditMinor: row.credit_minor },
    dueAt: row.due_at?.getTime(),
    oursAt: row.ours_at?.getTime(),
    account: row.account_id === null ? (row.unread_account ?? undefined) : String(row.account_id),
  }))
}

/** The days on which receipts were received, by their ids. */
export async function receivedDaysOf(
  run: Runner,
  orgShard: number,
  receiptIds: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const rows = await rowsOf<{ id: number; received_on: string }>(run, RECEIVED_ON, [orgShard, receiptIds])
  return new Map(rows.map(row => [row.id, row.received_on]))
}

const BIND = statement(
  'exception.bind',
  `
-- compare and set: another process may have put it into a case, or somebody closed it meanwhile
update exception
set case_shard = bound.case_shard, case_id = bound.case_id
from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) as bound (shard, id, case_shard, case_id)
where exception.shard = bound.shard and exception.id = bound.id and exception.case_id is null and exception.state = 'open' and exception.decided_by = 'person'`,
)
const COPY = statement(
  'work-case.copy',
  `copy work_case (shard, id, pack, kind, queue, cause, exceptions, items, debit_minor, credit_minor, due_at, ours_at, opened_at, state)
  from stdin (format binary)`,
)
const COPY_PLACES = statement(
  'queue-place.copy',
  `copy queue_place (shard, case_shard, case_id, queue, ours_at, harm_minor, opened_at, ready_at, state, for_role) from stdin (format binary)`,
)

/** A case with the place that it takes. */
export interface PlacedCase {
  readonly of: NewCase
  /** The bucket of its queue's name. */
  readonly placeShard: number
  readonly forRole: string
}

/** Writes cases and their places, and binds their exceptions. False when one of these is bound or closed already: then the caller rolls back. */
export async function insertCases(
  tx: pg.ClientBase,
  cases: readonly PlacedCase[],
  at: Temporal.Instant,
): Promise<boolean> {
  const columns = memberColumns(cases.map(({ of }) => of))
  const bound = await changedBy(tx, BIND, columns)
  if (bound !== columns[0]?.length) return false
  await copyInto(tx, ...caseCopies(cases, at))
  return true
}

const DECIDED_BEFORE = statement(
  'work-case.decided-before',
  `
select distinct member.case_shard as shard, member.case_id as id
from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) as member (shard, id, case_shard, case_id)
where exists (
  select from decision where decision.shard = member.shard and decision.exception_id = member.id and decision.state in ('proposed', 'done'))
order by shard, id`,
)

/** Of new cases those about whose exceptions something was decided before: what is held for somebody waits for them. */
export async function casesDecidedBefore(
  tx: pg.ClientBase,
  cases: readonly NewCase[],
): Promise<readonly Pick<NewCase, 'shard' | 'id'>[]> {
  return rowsOf(tx, DECIDED_BEFORE, memberColumns(cases))
}

/** Shards and ids of the members, and of the case of each. */
function memberColumns(cases: readonly NewCase[]): readonly (readonly number[])[] {
  const members = cases.flatMap(of => of.members.map(member => ({ member, of })))
  return [
    members.map(one => one.member.shard),
    members.map(one => one.member.id),
    members.map(one => one.of.shard),
    members.map(one => one.of.id),
  ]
}

/** Past every deadline: a case without a clock comes last. */
const NO_DEADLINE = Temporal.Instant.from('9999-12-31T00:00:00Z')

function caseCopies(cases: readonly PlacedCase[], at: Temporal.Instant): readonly Copy[] {
  const rows = new CopyRows()
  const places = new CopyRows()
  for (const { of, placeShard, forRole } of cases) {
    rows.row(14).int8(of.shard).int8(of.id).text(of.pack).text(of.kind).text(of.queue).text(of.cause)
    rows.int4(of.members.length).int8(of.value.count).int8(of.value.debitMinor).int8(of.value.creditMinor)
    for (const moment of [of.dueAt, of.oursAt])
      if (moment === undefined) rows.null()
      else rows.instant(Temporal.Instant.fromEpochMilliseconds(moment))
    rows.instant(at).text('open')
    places.row(10).int8(placeShard).int8(of.shard).int8(of.id).text(of.queue)
    places.instant(of.oursAt === undefined ? NO_DEADLINE : Temporal.Instant.fromEpochMilliseconds(of.oursAt))
    places
      .int8(of.value.debitMinor + of.value.creditMinor)
      .instant(at)
      .instant(at)
      .text('ready')
      .text(forRole)
  }
  return [
    { what: COPY, rows },
    { what: COPY_PLACES, rows: places },
  ]
}

const CLOSE = statement(
  'work-case.close',
  `
-- greatest: a clock that was set back closes nothing before it was opened
update work_case
set state = 'closed', closed_at = greatest($3, opened_at)
where shard = $1 and id = $2 and state = 'open'`,
)

/** Closes a case; throws when it is closed already, because then its place would end twice. */
export async function closeWorkCase(
  tx: pg.ClientBase,
  of: { readonly caseShard: number; readonly caseId: number },
  at: Temporal.Instant,
): Promise<void> {
  const closed = await changedBy(tx, CLOSE, [of.caseShard, of.caseId, at.toString()])
  if (closed !== 1) throw new Error(`case ${of.caseId} of shard ${of.caseShard} was to close, and ${closed} did`)
}

const EMPTY = statement(
  'work-case.empty',
  `
-- cases whose exceptions were all closed by other hands: returned by a policy, retried, matched
select work_case.shard, work_case.id, work_case.queue
from work_case
where work_case.shard between $1 and $1 + 1023 and work_case.state = 'open' and not exists (
  select from exception where exception.shard between $1 and $1 + 1023 and exception.case_shard = work_case.shard and exception.case_id = work_case.id and exception.state = 'open')
order by work_case.shard, work_case.id
limit $2`,
)

/** Open cases in which nothing is open any more. */
export async function emptyCases(
  run: Runner,
  orgShard: number,
  limit: number,
): Promise<readonly { readonly shard: number; readonly id: number; readonly queue: string }[]> {
  return rowsOf(run, EMPTY, [orgShard, limit])
}

const OF_EXCEPTION = statement(
  'work-case.of-exception',
  `
select work_case.shard, work_case.id, work_case.state
from exception
join work_case on work_case.shard = exception.case_shard and work_case.id = exception.case_id
where exception.shard = $1 and exception.id = $2`,
)
const RECOUNT = statement(
  'work-case.recount',
  `
-- its clock is the earliest of what is open of it, of all where nothing is; it is open as long as one of them is
update work_case
set due_at = bound.due_at, ours_at = bound.ours_at, state = case when bound.is_open then 'open' else 'closed' end,
  closed_at = case when not bound.is_open then coalesce(closed_at, greatest($4::timestamptz, opened_at)) end
from unnest($1::bigint[], $2::bigint[]) as wanted (shard, id)
cross join lateral (
  select ${EARLIEST.dueAt} as due_at, ${EARLIEST.oursAt} as ours_at, bool_or(exception.state = 'open') as is_open,
    -- what waits for a second person, and would still do what was proposed, is left to nobody else; nor is what others were given, until they answer
    bool_or(exception.state = 'open' and proposed.id is null and given.maker_id is null and kept.maker_id is null) as is_undecided, max(proposed.maker_id) filter (where exception.state = 'open') as maker_id,
    max(given.maker_id) filter (where exception.state = 'open') as given_by, min(given.acknowledge_by) filter (where exception.state = 'open') as acknowledge_by,
    min(kept.until_at) filter (where exception.state = 'open') as held_until,
    (array_agg(kept.maker_id order by kept.until_at) filter (where exception.state = 'open' and kept.maker_id is not null))[1] as held_by,
    (array_agg(kept.letter order by kept.until_at) filter (where exception.state = 'open' and kept.maker_id is not null))[1] as held_letter
  from exception
  left join decision as proposed
    on proposed.shard = exception.shard and proposed.exception_id = exception.id and proposed.state = 'proposed' and proposed.stale_at is null
  left join lateral (
    select newest.* from (
      select forwarding.state, acknowledge_by, maker_id
      from decision join forwarding on forwarding.shard = decision.shard and forwarding.decision_id = decision.id
      where decision.shard = exception.shard and decision.exception_id = exception.id and decision.state = 'done'
      order by decision.id desc
      limit 1
    ) as newest
    where newest.state = 'sent'
  ) as given on true
  left join lateral (
    select newest.* from (
      select until_at, maker_id, answered_on, decision.shard || '-' || decision.id || '-1' as letter
      from decision
      join hold on hold.shard = decision.shard and hold.decision_id = decision.id
      left join letter_request as letter on letter.shard = decision.shard and letter.decision_id = decision.id and letter.n = 1
      where decision.shard = exception.shard and decision.exception_id = exception.id and decision.state = 'done'
      order by decision.id desc
      limit 1
    ) as newest
    where newest.until_at > $4 and newest.answered_on is null and not ${hasCome('newest.letter', '$3')}
  ) as kept on true
  where exception.shard between $3 and $3 + 1023 and exception.case_shard = wanted.shard and exception.case_id = wanted.id
) as bound
where work_case.shard = wanted.shard and work_case.id = wanted.id
returning work_case.shard, work_case.id, work_case.state, work_case.ours_at, bound.is_undecided, bound.maker_id, bound.given_by, bound.acknowledge_by, bound.held_until, bound.held_by, bound.held_letter`,
)
const PLACE_CLOCK = statement(
  'queue-place.clock',
  `
update queue_place
set ours_at = wanted.ours_at
from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::timestamptz[]) as wanted (shard, case_shard, case_id, ours_at)
where queue_place.shard = wanted.shard and queue_place.case_shard = wanted.case_shard and queue_place.case_id = wanted.case_id`,
)

const OF_EXCEPTIONS = statement(
  'work-case.of-exceptions',
  `
select exception.id as exception_id, exception.case_shard as shard, exception.case_id as id
from unnest($1::bigint[], $2::bigint[]) as wanted (shard, id)
join exception on exception.shard = wanted.shard and exception.id = wanted.id
where exception.case_id is not null`,
)

/** The cases that exceptions belong to, by the number of the exception; of those that have none there is none. */
export async function casesOfExceptions(
  run: Runner,
  of: readonly { readonly shard: number; readonly id: number }[],
): Promise<ReadonlyMap<number, { readonly shard: number; readonly id: number }>> {
  const columns = [of.map(one => one.shard), of.map(one => one.id)]
  const rows = await rowsOf<{ exception_id: number; shard: number; id: number }>(run, OF_EXCEPTIONS, columns)
  return new Map(rows.map(({ exception_id, ...at }) => [exception_id, at]))
}

/** The case that an exception belongs to; undefined while it has none. */
export async function caseOfException(
  run: Runner,
  exception: { readonly shard: number; readonly id: number },
): Promise<{ readonly shard: number; readonly id: number } | undefined> {
  return rowOf<{ shard: number; id: number }>(run, OF_EXCEPTION, [exception.shard, exception.id])
}

/** What is left to do of a case. `proposed`: everything that is open waits, some of it for a second person; `forwarded`: for those who were given it; `held`: for whom it is held, until what of it ends first. */
export type CaseNow =
  | { readonly state: 'open' | 'closed'; readonly oursAt: Temporal.Instant | undefined }
  | { readonly state: 'proposed'; readonly oursAt: Temporal.Instant | undefined; readonly makerId: number }
  | {
      readonly state: 'forwarded'
      readonly oursAt: Temporal.Instant | undefined
      /** Who forwarded it. */
      readonly makerId: number
      readonly acknowledgeBy: Temporal.Instant
    }
  | {
      readonly state: 'held'
      readonly oursAt: Temporal.Instant | undefined
      /** Who held it. */
      readonly makerId: number
      readonly until: Temporal.Instant
      /** The number of the letter that asks whom it is held for. */
      readonly letter: string
    }

/** A case with its place: the bucket in which that lies. */
export interface CaseToRecount {
  readonly shard: number
  readonly id: number
  readonly placeShard: number
}

/** Counts cases anew after some of their exceptions changed, their clocks at their places too; says what is left to do of each now, in their order. */
export async function recountCases(
  tx: pg.ClientBase,
  { orgShard, cases }: { readonly orgShard: number; readonly cases: readonly CaseToRecount[] },
  now: Temporal.Instant,
): Promise<readonly CaseNow[]> {
  const keys = [cases.map(one => one.shard), cases.map(one => one.id)]
  const rows = await rowsOf<CaseRow>(tx, RECOUNT, [...keys, orgShard, now.toString()])
  const counted = cases.map(({ shard, id }) => {
    const row = rows.find(one => one.shard === shard && one.id === id)
    if (row === undefined) throw new Error(`case ${id} of shard ${shard} is gone`)
    return row
  })
  const clocks = counted.map(row => row.ours_at?.toISOString() ?? NO_DEADLINE.toString())
  await changedBy(tx, PLACE_CLOCK, [cases.map(one => one.placeShard), ...keys, clocks])
  return counted.map(caseNow)
}

interface CaseRow {
  shard: number
  id: number
  state: 'open' | 'closed'
  ours_at: Date | null
  is_undecided: boolean
  maker_id: number | null
  given_by: number | null
  acknowledge_by: Date | null
  held_until: Date | null
  held_by: number | null
  held_letter: string | null
}

function caseNow(row: CaseRow): CaseNow {
  const due = row.ours_at === null ? undefined : Temporal.Instant.fromEpochMilliseconds(row.ours_at.getTime())
  const { state, is_undecided: isUndecided, maker_id: makerId, given_by: givenBy, acknowledge_by: by } = row
  if (state !== 'open' || isUndecided) return { state, oursAt: due }
  if (makerId !== null) return { state: 'proposed', oursAt: due, makerId }
  const { held_until: until, held_by: heldBy, held_letter: letter } = row
  const held =
    until === null || heldBy === null || letter === null
      ? undefined
      : ({ state: 'held', oursAt: due, makerId: heldBy, until: instantOf(until), letter } as const)
  if (givenBy === null || by === null) return held ?? { state, oursAt: due }
  const acknowledgeBy = instantOf(by)
  if (held !== undefined && Temporal.Instant.compare(held.until, acknowledgeBy) < 0) return held
  return { state: 'forwarded', oursAt: due, makerId: givenBy, acknowledgeBy }
}

function instantOf(at: Date): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime())
}
