import type { OpenLine, OpenState } from '../core/day/close-list.ts'
import type { OpenRow } from '../store/open-list.ts'

/** The line of an exception that stays open: whose it is, why it stays, and until when, as it stands at that moment. */
export function openLineOf(row: OpenRow, at: { readonly now: Temporal.Instant; readonly zone: string }): OpenLine {
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
    whose: whoseOf(row, state),
    why: state === 'pended' ? `Waits for ${row.waiting_for}. ${row.sentence}` : row.sentence,
    until: untilOf(row, state, at.zone),
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

function whoseOf({ policy, holder, login, queue }: OpenRow, state: OpenState): string {
  if (state === 'policy') return `policy ${policy}`
  return holder === null || state === 'ready' || state === 'decided' ? `queue ${queue}` : `person ${holder} (${login})`
}

/** The day until which it may stay: that on which what waits wakes, else that of its clock, else that on which its value leaves suspense. */
function untilOf(
  { ready_at: readyAt, ours_at: oursAt, exit_on: exitOn }: OpenRow,
  state: OpenState,
  zone: string,
): string {
  const moment = state === 'pended' ? readyAt : (oursAt ?? undefined)
  if (moment === undefined || moment === null) return exitOn ?? ''
  return Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(zone).toPlainDate().toString()
}
