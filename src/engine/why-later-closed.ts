import { nameOfDay } from '../core/calendar/day.ts'
import { standingFrom } from '../store/day-close.ts'
import type { Runner } from '../store/statement.ts'

/**
 * Why a day that is not the last closed one neither opens nor is closed again, and which days are opened first: one that was closed
 * with a later day opens with it. `through` is the last closed day, and after `day`; both YYYY-MM-DD.
 */
export async function whyLaterClosed(
  run: Runner,
  orgShard: number,
  { day, through }: { readonly day: string; readonly through: string },
): Promise<string> {
  const standing = await standingFrom(run, orgShard, day)
  const last = nameOf(through)
  if (standing === undefined || standing.day === day)
    return `${last} is closed and came after it: reopen that one first.`
  const was = standing.state === 'closed' ? 'was' : 'is being'
  const first = standing.day === through ? '' : `, after ${last}, which is closed too and came after it`
  return `${nameOf(day)} ${was} closed with ${nameOf(standing.day)}: reopen that one${first}.`
}

function nameOf(day: string): string {
  return nameOfDay(Temporal.PlainDate.from(day))
}
