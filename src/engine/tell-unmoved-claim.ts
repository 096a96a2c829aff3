import { dayNumber } from '../core/calendar/day.ts'
import { lockBuckets } from '../store/bucket.ts'
import { inBulk } from '../store/database.ts'
import { appendEvents } from '../store/event.ts'
import { exceptionById } from '../store/exception.ts'
import { tellException } from '../store/failed-file.ts'
import { sealExceptions } from '../store/seal.ts'
import type { WaitingClaim } from '../store/waiting-claims.ts'
import { isGone } from './checked-original.ts'
import type { Engine } from './engine.ts'
import { errorKind } from './error-kind.ts'
import { orgShardOf } from './org-shard.ts'
import { OriginalAltered } from './original-altered.ts'

/**
 * Says in the exception of a claim, once, that its debit posted and the claim could not be raised on it, and why: whoever owns the
 * claim would wait for a debit that is there.
 *
 * @param day On which the debit posted, YYYY-MM-DD.
 */
export async function tellUnmovedClaim(
  engine: Engine,
  claim: WaitingClaim,
  { day, error }: { readonly day: string; readonly error: unknown },
): Promise<void> {
  const orgShard = orgShardOf(engine)
  const at = { shard: orgShard, id: claim.exceptionId }
  await inBulk(engine.database, async tx => {
    await lockBuckets(tx, [orgShard])
    const exception = await exceptionById(tx, orgShard, claim.exceptionId)
    // Somebody closed it meanwhile, or it says so already: every file of the day comes here.
    if (exception === undefined || exception.state === 'closed' || exception.sentence.includes(NOT_MOVED)) return
    await tellException(
      tx,
      at,
      `The debit posted on ${day}, and ${NOT_MOVED}: ${whyOf(error)}. Work the claim from here.`,
    )
    const sealed = [...(await sealExceptions(tx, [at])).values()]
    await appendEvents(tx, new Map([[orgShard, sealed]]), {
      day: dayNumber(Temporal.PlainDate.from(day)),
      at: engine.now(),
    })
  })
}

const NOT_MOVED = 'the claim could not be raised on it'

function whyOf(error: unknown): string {
  if (isGone(error)) return 'the words of the claim are gone from where they were stored'
  if (error instanceof OriginalAltered) return 'the words of the claim are not those that were stored'
  return `the program failed with ${errorKind(error)}, which is a defect of it; whoever runs Clearday reports it`
}
