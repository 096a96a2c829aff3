import type { OpenState } from '../core/day/close-list.ts'
import type { TallySum } from '../core/tally.ts'
import type { QueueAt } from './close-checks.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

/** Everything that is not closed, with who has it: what a day is closed with. */
const OPEN = statement(
  'exception.open-list',
  `
with queue as (select * from unnest($2::text[], $3::bigint[]) as queue (name, shard)),
-- first the page, by its index, then what belongs to it
page as (
  select * from exception
  where shard between $1 and $1 + 1023 and state <> 'closed' and (shard, id) > ($4, $5)
  order by shard, id
  limit $6
)
select page.shard, page.id, page.receipt_id, page.kind, page.case_shard, page.case_id, page.items, page.debit_minor, page.credit_minor, page.state, page.decided_by,
  page.policy, page.sentence, page.queue, held.holds, page.ours_at, position.exit_on::text, place.state as place, place.holder, place.lease_until, place.ready_at, place.waiting_for,
  holder.login, proposed.maker_id, maker.login as maker_login, proposed.decided_at as proposed_at, proposed.stale_at,
  given.recipient, given.acknowledge_by, owed.letters, owed.letters_by, asked.questions
from page
left join suspense_position as position on position.shard = page.shard and position.exception_id = page.id
-- one may be about a batch or file that is processed
left join lateral (
  select page.scope as holds from batch
  where page.scope = 'batch' and batch.shard = page.shard and batch.receipt_id = page.receipt_id and ordinal = page.batch and fate = 'quarantine'
  union all
  select page.scope from receipt
  where page.scope = 'file' and receipt.shard = page.shard and receipt.id = page.receipt_id and receipt.state = 'quarantined'
) as held on true
left join queue on queue.name = page.queue
left join queue_place as place on place.shard = queue.shard and place.case_shard = page.case_shard and place.case_id = page.case_id
left join person as holder on holder.shard = $1 and holder.id = place.holder
left join decision as proposed on proposed.shard = page.shard and proposed.exception_id = page.id and proposed.state = 'proposed'
left join person as maker on maker.shard = $1 and maker.id = proposed.maker_id
-- the newest step of a forwarding that was not taken back says how it stands
left join lateral (
  select recipient, forwarding.state, acknowledge_by
  from decision join forwarding on forwarding.shard = decision.shard and forwarding.decision_id = decision.id
  where decision.shard = page.shard and decision.exception_id = page.id and decision.state = 'done'
  order by decision.id desc
  limit 1
) as given on given.state = 'sent'
cross join lateral (
  select count(*) as letters, min(letter.due_at) as letters_by
  from decision join letter_request as letter on letter.shard = decision.shard and letter.decision_id = decision.id
  where decision.shard = page.shard and decision.exception_id = page.id and letter.state = 'requested'
) as owed
-- one escalation and a few consults; of nobody's words
cross join lateral (
  select coalesce(jsonb_agg(jsonb_build_object('purpose', purpose, 'asker', asker_id, 'asker_login', asker.login, 'asked_at', asked_at, 'for_role', for_role,
    'for_person', for_person, 'for_login', answerer.login) order by question.id), '[]') as questions
  from question
  join person as asker on asker.shard = $1 and asker.id = question.asker_id
  left join person as answerer on answerer.shard = $1 and answerer.id = question.for_person
  where question.shard = queue.shard and question.case_id = page.case_id and question.case_shard = page.case_shard and question.state in ('open', 'taken')
) as asked
order by page.shard, page.id`,
)

/** An exception that is not closed, as it is read. */
export interface OpenRow {
  readonly shard: number
  readonly id: number
  readonly receipt_id: number
  readonly kind: string
  readonly case_shard: number | null
  readonly case_id: number | null
  readonly items: number
  readonly debit_minor: number
  readonly credit_minor: number
  readonly state: 'open' | 'decided'
  readonly decided_by: 'person' | 'policy'
  readonly policy: string | null
  readonly sentence: string
  readonly queue: string
  readonly holds: 'batch' | 'file' | null
  readonly ours_at: Date | null
  readonly exit_on: string | null
  readonly place: 'ready' | 'leased' | 'parked' | 'pended' | 'done' | null
  readonly holder: number | null
  readonly lease_until: Date | null
  readonly ready_at: Date | null
  readonly waiting_for: string | null
  readonly login: string | null
  /** Of what waits for a second person. */
  readonly maker_id: number | null
  readonly maker_login: string | null
  readonly proposed_at: Date | null
  readonly stale_at: Date | null
  /** To whom it was given, who did not acknowledge it yet. */
  readonly recipient: string | null
  readonly acknowledge_by: Date | null
  /** Letters that are still to go, and when the first of them has to. */
  readonly letters: number
  readonly letters_by: Date | null
  readonly questions: readonly AskedRow[]
}

/** A question about its case that nobody answered. */
export interface AskedRow {
  readonly purpose: 'escalation' | 'consult'
  readonly asker: number
  readonly asker_login: string
  /** ISO 8601. */
  readonly asked_at: string
  readonly for_role: 'ps' | 'sps'
  readonly for_person: number | null
  readonly for_login: string | null
}

const PAGE_ROWS = 2_000

/** All of them in the order of their keys, page by page: memory stays flat however many there are. */
export async function* openRows(
  run: Runner,
  orgShard: number,
  queues: readonly QueueAt[],
): AsyncGenerator<readonly OpenRow[]> {
  const of = [orgShard, queues.map(queue => queue.name), queues.map(queue => queue.shard)]
  let [shard, id] = [orgShard, Number.MIN_SAFE_INTEGER]
  for (;;) {
    const rows = await rowsOf<OpenRow & Record<string, unknown>>(run, OPEN, [...of, shard, id, PAGE_ROWS])
    if (rows.length > 0) yield rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE_ROWS) return
    shard = last.shard
    id = last.id
  }
}

const TOTALS = statement(
  'exception.open-totals',
  `
-- as the lines of the list tell it: what a policy or a person decided waits for its file; a lease that ran out is nobody's
with queue as (select * from unnest($2::text[], $3::bigint[]) as queue (name, shard))
select case
    when exception.decided_by = 'policy' then 'policy'
    when exception.state = 'decided' then 'decided'
    when place.state in ('parked', 'pended') then place.state
    when place.state = 'leased' and place.lease_until > $4 then 'leased'
    else 'ready'
  end as state, sum(items)::bigint as items, sum(debit_minor) as debit_minor, sum(credit_minor) as credit_minor
from exception
left join queue on queue.name = exception.queue
left join queue_place as place on place.shard = queue.shard and place.case_shard = exception.case_shard and place.case_id = exception.case_id
where exception.shard between $1 and $1 + 1023 and exception.state <> 'closed'
group by 1
order by 1`,
)

/** What everything that is not closed adds up to, by how it stands. */
export async function openTotals(
  run: Runner,
  orgShard: number,
  of: { readonly queues: readonly QueueAt[]; readonly now: Temporal.Instant },
): Promise<ReadonlyMap<OpenState, TallySum>> {
  const rows = await rowsOf<{ state: OpenState; items: number; debit_minor: bigint; credit_minor: bigint }>(
    run,
    TOTALS,
    [orgShard, of.queues.map(queue => queue.name), of.queues.map(queue => queue.shard), of.now.toString()],
  )
  return new Map(
    rows.map(row => [row.state, { count: row.items, debitMinor: row.debit_minor, creditMinor: row.credit_minor }]),
  )
}
