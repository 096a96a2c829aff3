import type { ClaimRaised } from '../core/resolve/unit-effect.ts'
import { type Runner, rowOf, statement } from './statement.ts'

const READ_BACK = statement(
  'exception.claim-read-back',
  `
-- its entry has the number of its item below zero
select exception.kind, exception.sentence, exception.clock, exception.due_at, exception.ours_at, position.opened_on::text, position.exit_on::text,
  coalesce((select -sum(amount_minor) from posting where shard = $1 and day = position.opened_on and entry_id = -item.id), 0)::bigint as amount_minor
from exception
join suspense_position as position on position.shard = exception.shard and position.exception_id = exception.id and position.closed_on is null
join item on item.shard = exception.shard and item.day = exception.day and item.id = exception.id and item.exception_id = exception.id
where exception.shard = $1 and exception.id = $2 and exception.state = 'open' and position.debit_minor = item.amount_minor`,
)

/** The claim on a debit as its rows say it: the exception, its open position and what moved for it. Throws where a row of them is missing. */
export async function claimWritten(
  run: Runner,
  { shard, itemId }: Pick<ClaimRaised, 'shard' | 'itemId'>,
): Promise<Omit<ClaimRaised, 'shard' | 'itemId' | 'differs'>> {
  const row = await rowOf<{
    kind: string
    sentence: string
    clock: string
    due_at: Date
    ours_at: Date
    opened_on: string
    exit_on: string
    amount_minor: number
  }>(run, READ_BACK, [shard, itemId])
  if (row === undefined) throw new Error(`a claim was raised on item ${itemId}, and is not there`)
  const { kind, sentence, clock, amount_minor: amountMinor, opened_on: openedOn, exit_on: exitOn } = row
  return {
    ...{ kind, sentence, clock, amountMinor, openedOn, exitOn },
    ...{ dueAt: instantOf(row.due_at), oursAt: instantOf(row.ours_at) },
  }
}

function instantOf(at: Date): string {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toString()
}
