import { openDayAfter } from '../core/calendar/calendar.ts'
import type { DocumentLine, OpenLine, OpenState } from '../core/day/close-list.ts'
import { whyOpen } from '../core/day/why-open.ts'
import { documentNumber } from '../core/document.ts'
import { momentName } from '../core/hold.ts'
import type { StoredDocument } from '../store/document.ts'
import type { AskedRow, OpenRow } from '../store/open-list.ts'
import type { Engine } from './engine.ts'

/** How it is told whose something is. */
interface ToldAt {
  readonly now: Temporal.Instant
  readonly zone: string
  /** Who of those who have something is not here: it is its queue's. */
  readonly away: ReadonlySet<number>
}

/** The line of an exception that stays open: whose it is, why it stays, and until when, as it stands at that moment. */
export function openLineOf(row: OpenRow, at: ToldAt): OpenLine {
  const state = stateOf(row, at.now)
  return {
    shard: row.shard,
    id: row.id,
    receipt: row.receipt_id,
    kind: row.kind,
    case: row.case_shard === null || row.case_id === null ? null : [row.case_shard, row.case_id],
    count: row.items,
    debit_minor: row.debit_minor,
    credit_minor: row.credit_minor,
    state,
    whose: whoseOf(row, state, at.away),
    why: whyOf(row, state, at.zone),
    until: untilOf(row, state, at.zone),
  }
}

/** The line of a paper that waits for its case when a day is closed: it is looked at again on the next banking day. */
export function documentLineOf({ institution }: Engine, of: StoredDocument, day: string): DocumentLine {
  const { kind, owner, cameOn } = of
  const next = openDayAfter(institution.calendars.counters['ucc-banking-day'], Temporal.PlainDate.from(day))
  return {
    ...{ document: documentNumber(of), kind, whose: `person ${owner.id} (${owner.name})` },
    why: `It came on ${cameOn}, and nobody knows yet which case it belongs to.`,
    until: next.toString(),
  }
}

function stateOf(row: OpenRow, now: Temporal.Instant): OpenState {
  if (row.decided_by === 'policy') return 'policy'
  if (row.state === 'decided') return 'decided'
  if (row.place === 'parked' || row.place === 'pended') return row.place
  // A lease that ran out is nobody's: the case is its queue's again.
  const isLeased =
    row.place === 'leased' && row.lease_until !== null && row.lease_until.getTime() > now.epochMilliseconds
  return isLeased ? 'leased' : 'ready'
}

function whoseOf({ policy, holder, login, queue }: OpenRow, state: OpenState, away: ToldAt['away']): string {
  if (state === 'policy') return `policy ${policy}`
  if (holder === null || state === 'ready' || state === 'decided' || away.has(holder)) return `queue ${queue}`
  return named(holder, login)
}

function whyOf(row: OpenRow, state: OpenState, zone: string): string {
  const { maker_id: maker, proposed_at: proposedAt, recipient, acknowledge_by: acknowledgeBy, letters_by: by } = row
  return whyOpen({
    ...{ state, holds: row.holds ?? undefined, sentence: row.sentence, waitingFor: row.waiting_for ?? undefined },
    clockBefore: clockBefore(row, state, zone),
    proposal:
      maker === null || proposedAt === null
        ? undefined
        : { by: named(maker, row.maker_login), on: dayOf(proposedAt, zone), isStale: row.stale_at !== null },
    questions: row.questions.map(one => questionOf(one, zone)),
    forwarded:
      recipient === null || acknowledgeBy === null
        ? undefined
        : { recipient, acknowledgeBy: dayOf(acknowledgeBy, zone) },
    letters: { count: row.letters, firstBy: by === null ? undefined : dayOf(by, zone) },
  })
}

function clockBefore({ ready_at: wakes, ours_at: ends }: OpenRow, state: OpenState, zone: string): string | undefined {
  if (state !== 'pended' || wakes === null || ends === null || wakes.getTime() <= ends.getTime()) return undefined
  return momentName(Temporal.Instant.fromEpochMilliseconds(ends.getTime()), zone)
}

function questionOf(asked: AskedRow, zone: string) {
  const { purpose, for_role: forRole, for_person: forPerson } = asked
  const on = dayIn(Temporal.Instant.from(asked.asked_at), zone)
  const whom = forPerson === null ? undefined : named(forPerson, asked.for_login)
  return { purpose, by: named(asked.asker, asked.asker_login), on, forRole, forPerson: whom }
}

/** The day until which it may stay: that on which what waits wakes, by which others acknowledge it, that of its clock, or that on which its value leaves suspense. */
function untilOf(
  { ready_at: readyAt, acknowledge_by: acknowledgeBy, ours_at: oursAt, exit_on: exitOn }: OpenRow,
  state: OpenState,
  zone: string,
): string {
  const moment = state === 'pended' ? readyAt : (acknowledgeBy ?? oursAt)
  return moment === null ? (exitOn ?? '') : dayOf(moment, zone)
}

function named(person: number, login: string | null): string {
  return `person ${person} (${login})`
}

function dayOf(moment: Date, zone: string): string {
  return dayIn(Temporal.Instant.fromEpochMilliseconds(moment.getTime()), zone)
}

function dayIn(moment: Temporal.Instant, zone: string): string {
  return moment.toZonedDateTimeISO(zone).toPlainDate().toString()
}
