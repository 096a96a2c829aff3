import { hasCome } from './has-come.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

/** What may stand against closing a day, each question with the first things it finds; one more than is named says that there are more. */
const RECEIPTS = statement(
  'close.receipts',
  `
select id, name, state, failures, count(*) over () as found
from receipt
where shard = $1 and state in ('arrived', 'staged') and posting_on <= $2
order by id
limit $3`,
)
const PARTS = statement(
  'close.parts',
  `
-- left open behind a receipt that came to its end
select receipt.id, part.no, count(*) over () as found
from part
join receipt on receipt.shard = $1 and receipt.id = part.receipt_id
where part.shard between $1 and $1 + 1023 and part.state = 'ready' and receipt.state not in ('arrived', 'staged') and receipt.posting_on <= $2
order by receipt.id, part.no
limit $3`,
)
const WITHOUT_CASE = statement(
  'close.without-case',
  `
-- a held batch or file gets its case when its receipt is at its end; until then the receipt itself stands against closing
select exception.shard, exception.id, exception.receipt_id, exception.kind, count(*) over () as found
from exception
where exception.shard between $1 and $1 + 1023 and exception.case_id is null and exception.state = 'open' and exception.decided_by = 'person' and exception.day <= $2
  and (exception.scope = 'item' or exists (
    select from receipt where receipt.shard = $1 and receipt.id = exception.receipt_id and receipt.state in ('done', 'quarantined')))
order by exception.shard, exception.id
limit $3`,
)
const CASES = statement(
  'close.cases',
  `
-- open cases of which nobody can say whose they are; a lease that ran out is nobody's, and its case its queue's, and so is what waits
-- for something else than its holder and wakes by that
with queue as (select * from unnest($2::text[], $3::bigint[]) as queue (name, shard))
select open_case.shard, open_case.id, open_case.queue, queue.name is null as unknown, place.case_id is null or place.state = 'done' as unplaced,
  gone.id as gone_id, gone.login as gone_login, count(*) over () as found
from work_case as open_case
left join queue on queue.name = open_case.queue
left join queue_place as place on place.shard = queue.shard and place.case_shard = open_case.shard and place.case_id = open_case.id
left join person as gone on gone.shard = $1 and gone.state <> 'active'
  and gone.id = coalesce(
    case when place.state = 'parked' or (place.state = 'leased' and place.lease_until > $5) or (place.state = 'pended' and (place.wake_on = 'date' or place.ready_at <= $5))
      then place.holder end, place.offered_to)
where open_case.shard between $1 and $1 + 1023 and open_case.state = 'open'
  and (queue.name is null or place.case_id is null or place.state = 'done' or gone.id is not null)
order by open_case.shard, open_case.id
limit $4`,
)
const ROLES_WANTED = statement(
  'close.roles-wanted',
  `
select place.queue, place.for_role, count(*) as cases
from queue_place as place
where place.shard = any ($1::bigint[]) and place.state <> 'done'
group by place.queue, place.for_role
order by place.queue, place.for_role`,
)
const POSITIONS = statement(
  'close.positions',
  `
select shard, exception_id as id, owner, count(*) over () as found
from suspense_position
where shard between $1 and $1 + 1023 and closed_on is null and owner <> all ($2::text[])
order by shard, exception_id
limit $3`,
)
const DUE = statement(
  'close.due',
  `
-- what has to leave by the end of the day, or whose value has to leave suspense by then; what was proposed to a second person has somebody's word, and so has a case that
-- waits, with its reason, until a later moment: for an answer only where somebody who is here can give it. A question by itself is no word, because it has no end
with queue as (select * from unnest($2::text[], $3::bigint[]) as queue (name, shard))
select exception.shard, exception.id, exception.receipt_id, exception.kind, exception.scope, exception.ours_at, position.exit_on::text,
  case
    when place.wake_key = any ($7::text[]) and place.wake_on = 'answer' and place.ready_at >= $5 then 'away'
    when exists (
      select from question
      where question.shard = queue.shard and question.case_id = exception.case_id and question.case_shard = exception.case_shard and question.state in ('open', 'taken')
    ) then 'undated'
  end as asked, count(*) over () as found
from exception
left join suspense_position as position on position.shard = exception.shard and position.exception_id = exception.id and position.closed_on is null
left join queue on queue.name = exception.queue
left join queue_place as place on place.shard = queue.shard and place.case_shard = exception.case_shard and place.case_id = exception.case_id
where exception.shard between $1 and $1 + 1023 and exception.state = 'open' and exception.decided_by = 'person'
  and (exception.ours_at < $5 or position.exit_on <= $6)
  and not coalesce(place.state = 'pended' and place.ready_at >= $5 and not (place.wake_on = 'answer' and place.wake_key = any ($7::text[])), false)
  and not exists (select from decision where decision.shard = exception.shard and decision.exception_id = exception.id and decision.state = 'proposed' and decision.stale_at is null)
order by exception.shard, exception.id
limit $4`,
)
const UNACKNOWLEDGED = statement(
  'close.unacknowledged',
  `
-- what others were given, and had to acknowledge by the end of the day: the newest step that was not taken back says how it stands
select exception.shard, exception.id, exception.receipt_id, exception.kind, given.recipient, given.acknowledge_by, count(*) over () as found
from exception
cross join lateral (
  select recipient, forwarding.state, acknowledge_by
  from decision join forwarding on forwarding.shard = decision.shard and forwarding.decision_id = decision.id
  where decision.shard = exception.shard and decision.exception_id = exception.id and decision.state = 'done'
  order by decision.id desc
  limit 1
) as given
where exception.shard between $1 and $1 + 1023 and exception.state = 'open' and exception.decided_by = 'person' and given.state = 'sent' and given.acknowledge_by <= $2
order by exception.shard, exception.id
limit $3`,
)
const HOLDS = statement(
  'close.holds',
  `
-- what was held for somebody until a moment of the day, and is open: the newest hold that was not taken back says until when;
-- what others were given since waits for their word, and nothing else can be done about it
select exception.shard, exception.id, exception.receipt_id, exception.kind, kept.party, kept.until_at, count(*) over () as found
from exception
cross join lateral (
  select party, until_at, decision.shard || '-' || decision.id || '-1' as letter
  from decision join hold on hold.shard = decision.shard and hold.decision_id = decision.id
  where decision.shard = exception.shard and decision.exception_id = exception.id and decision.state = 'done'
  order by decision.id desc
  limit 1
) as kept
left join lateral (
  select forwarding.state
  from decision join forwarding on forwarding.shard = decision.shard and forwarding.decision_id = decision.id
  where decision.shard = exception.shard and decision.exception_id = exception.id and decision.state = 'done'
  order by decision.id desc
  limit 1
) as given on true
where exception.shard between $1 and $1 + 1023 and exception.state = 'open' and exception.decided_by = 'person' and kept.until_at <= $2
  and given.state is distinct from 'sent'
  -- what they were asked for is there: from then on its own clock says when it is decided
  and not ${hasCome('kept.letter', '$1')}
order by exception.shard, exception.id
limit $3`,
)
const ANSWERS = statement(
  'close.answers',
  `
select shard, item_id as id, kind, code, due_at, count(*) over () as found
from outbound_item
where shard between $1 and $1 + 1023 and state = 'queued' and due_at < $2
order by shard, item_id
limit $3`,
)
const LETTERS = statement(
  'close.letters',
  `
select decision.exception_id as id, addressee, rule, letter.due_at, count(*) over () as found
from letter_request as letter
join decision on decision.shard = letter.shard and decision.id = letter.decision_id
where letter.shard between $1 and $1 + 1023 and letter.state = 'requested' and coalesce(letter.due_at, 'infinity') <= $2
order by letter.due_at, letter.shard, decision_id, n
limit $3`,
)
const UNDOS = statement(
  'close.undos',
  `
-- what is to be taken back by the end of the day, and waits for a second person
select decision.shard, decision.exception_id as id, exception.receipt_id, exception.kind, decision.maker_id, person.name as maker, count(*) over () as found
from decision
join exception on exception.shard = decision.shard and exception.id = decision.exception_id
join person on person.shard = $1 and person.id = decision.maker_id
where decision.shard between $1 and $1 + 1023 and decision.state = 'proposed' and decision.resolution = 'undo' and decision.booked_on <= $2::date
order by decision.shard, decision.id
limit $3`,
)
const FILES = statement(
  'close.files',
  `
select id, name, count(*) over () as found
from outbound_file
where shard = $1 and published_at is null and business_day <= $2
order by id
limit $3`,
)
const PEOPLE = statement(
  'close.people',
  `select id from person where shard = $1 and state = 'active' order by id limit 10000`,
)

const DOCUMENTS = statement(
  'close.documents',
  `
-- what waits for its case and lies with somebody who left
select document.shard, document.id, coalesce(owner.name, 'nobody') as owner, count(*) over () as found
from document
left join person as owner on owner.shard = $1 and owner.id = document.owner_id
where document.shard between $1 and $1 + 1023 and document.state = 'waiting' and owner.state is distinct from 'active'
order by document.shard, document.id
limit $2`,
)

/** A queue with the bucket in which it lies. */
export interface QueueAt {
  readonly name: string
  readonly shard: number
}

/** Which day, and the moment that is the end of it. */
export interface CloseAsked {
  readonly orgShard: number
  readonly day: string
  readonly dayEnds: Temporal.Instant
  readonly now: Temporal.Instant
  readonly queues: readonly QueueAt[]
  /** Of each question so many are named. */
  readonly limit: number
}

/** Rows of a question; each tells how many there are in all. */
type Found<T> = readonly (T & { readonly found: number })[]

export function unfinishedReceipts(
  run: Runner,
  { orgShard, day, limit }: CloseAsked,
): Promise<Found<{ id: number; name: string; state: 'arrived' | 'staged'; failures: number }>> {
  return rowsOf(run, RECEIPTS, [orgShard, day, limit])
}

export function partsLeft(
  run: Runner,
  { orgShard, day, limit }: CloseAsked,
): Promise<Found<{ id: number; no: number }>> {
  return rowsOf(run, PARTS, [orgShard, day, limit])
}

interface ExceptionNamed {
  readonly shard: number
  readonly id: number
  readonly receipt_id: number
  readonly kind: string
}

export function withoutCase(run: Runner, { orgShard, day, limit }: CloseAsked): Promise<Found<ExceptionNamed>> {
  return rowsOf(run, WITHOUT_CASE, [orgShard, day, limit])
}

export interface LostCase {
  readonly shard: number
  readonly id: number
  readonly queue: string
  /** No pack has the queue. */
  readonly unknown: boolean
  /** It has no place in its queue. */
  readonly unplaced: boolean
  /** Who has it, or was given it, and does not work here any more. */
  readonly gone_id: number | null
  readonly gone_login: string | null
}

export function lostCases(run: Runner, asked: CloseAsked): Promise<Found<LostCase>> {
  return rowsOf(run, CASES, [asked.orgShard, ...queuesOf(asked), asked.limit, asked.now.toString()])
}

/** How many open cases of a queue ask for which role at least. */
export async function rolesWanted(
  run: Runner,
  { queues }: CloseAsked,
): Promise<readonly { readonly queue: string; readonly forRole: string; readonly cases: number }[]> {
  const shards = [...new Set(queues.map(queue => queue.shard))]
  const rows = await rowsOf<{ queue: string; for_role: string; cases: number }>(run, ROLES_WANTED, [shards])
  return rows.map(row => ({ queue: row.queue, forRole: row.for_role, cases: row.cases }))
}

export function unownedPositions(
  run: Runner,
  { orgShard, queues, limit }: CloseAsked,
): Promise<Found<{ shard: number; id: number; owner: string }>> {
  return rowsOf(run, POSITIONS, [orgShard, queues.map(queue => queue.name), limit])
}

export interface DueWithoutWord extends ExceptionNamed {
  readonly ours_at: Date | null
  readonly exit_on: string | null
  /** It waits for an answer that nobody who is here can give (`away`), or something was asked about it and it waits for that no longer than the day, or not at all. */
  readonly asked: 'away' | 'undated' | null
}

/** What is due by the end of the day and has nobody's word. `unheard`: keys of the questions that nobody who is here can answer. */
export function dueWithoutWord(
  run: Runner,
  asked: CloseAsked & { readonly unheard: readonly string[] },
): Promise<Found<DueWithoutWord>> {
  const until = [asked.dayEnds.toString(), asked.day]
  return rowsOf(run, DUE, [asked.orgShard, ...queuesOf(asked), asked.limit, ...until, asked.unheard])
}

export function undosWaiting(
  run: Runner,
  { orgShard, day, limit }: CloseAsked,
): Promise<Found<ExceptionNamed & { maker_id: number; maker: string }>> {
  return rowsOf(run, UNDOS, [orgShard, day, limit])
}

export function unacknowledged(
  run: Runner,
  { orgShard, dayEnds, limit }: CloseAsked,
): Promise<Found<ExceptionNamed & { recipient: string; acknowledge_by: Date }>> {
  return rowsOf(run, UNACKNOWLEDGED, [orgShard, dayEnds.toString(), limit])
}

/** What was held until a moment of the day and is still open. */
export function holdsEnded(
  run: Runner,
  { orgShard, dayEnds, limit }: CloseAsked,
): Promise<Found<ExceptionNamed & { party: string; until_at: Date }>> {
  return rowsOf(run, HOLDS, [orgShard, dayEnds.toString(), limit])
}

export function unsentAnswers(
  run: Runner,
  { orgShard, dayEnds, limit }: CloseAsked,
): Promise<Found<{ shard: number; id: number; kind: string; code: string; due_at: Date }>> {
  return rowsOf(run, ANSWERS, [orgShard, dayEnds.toString(), limit])
}

/** Letters that a rule has go by the end of the day. */
export function unsentLetters(
  run: Runner,
  { orgShard, dayEnds, limit }: CloseAsked,
): Promise<Found<{ id: number; addressee: string; rule: string; due_at: Date }>> {
  return rowsOf(run, LETTERS, [orgShard, dayEnds.toString(), limit])
}

export function unsentFiles(
  run: Runner,
  { orgShard, day, limit }: CloseAsked,
): Promise<Found<{ id: number; name: string }>> {
  return rowsOf(run, FILES, [orgShard, day, limit])
}

/** Documents that wait for their case, with nobody who could find it. */
export function documentsOfNobody(
  run: Runner,
  { orgShard, limit }: CloseAsked,
): Promise<Found<{ shard: number; id: number; owner: string }>> {
  return rowsOf(run, DOCUMENTS, [orgShard, limit])
}

/** Everybody who is active. */
export async function activePeople(run: Runner, orgShard: number): Promise<readonly number[]> {
  return (await rowsOf<{ id: number }>(run, PEOPLE, [orgShard])).map(row => row.id)
}

function queuesOf({ queues }: CloseAsked): readonly [readonly string[], readonly number[]] {
  return [queues.map(queue => queue.name), queues.map(queue => queue.shard)]
}
