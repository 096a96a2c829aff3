import { inBulk } from '../store/database.ts'
import { countFailure } from '../store/failed-file.ts'
import { AccountsMissing } from './accounts-missing.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import { OriginalAltered } from './original-altered.ts'
import { isPassing } from './passing-failure.ts'
import { processReceipt } from './process-receipt.ts'
import { quarantineFailed } from './quarantine-failed.ts'
import { wakeByWhatCame } from './wake-cases.ts'

/** A receipt that could not be processed. */
export interface FailedReceipt {
  readonly receiptId: number
  readonly error: unknown
  /**
   * `waits`: it stays as it is, and the proof names it. `quarantined`: it failed for good and is a person's now. `ended`: it was at
   * its end, by another's hand or before, or is not there: trying again would never count as a failure, nor end.
   */
  readonly now: 'waits' | 'quarantined' | 'ended'
}

/**
 * Failures that are not the machine's after which a receipt is quarantined: the second tells that the first was no accident, and
 * three more, each at least seconds later in a server, rule out what passes and we do not know as passing. More would only
 * keep the day open: the same code on the same bytes fails the same way.
 */
export const FAILURES_MAX = 5

/**
 * Takes a receipt, and the members of an archive, one step towards their end: each is tried once. Gives those that failed
 * by themselves; throws what would have failed anything: a lost database, a full disk, `AccountsMissing`.
 */
export async function attemptReceipt(
  engine: Engine,
  receiptId: number,
  workers?: number,
): Promise<readonly FailedReceipt[]> {
  const failed: FailedReceipt[] = []
  const attempt = async (id: number): Promise<void> => {
    try {
      await processReceipt(engine, id, workers, attempt)
    } catch (error) {
      if (isPassing(error) || error instanceof AccountsMissing) throw error
      // Nothing is read from bytes that are not those that arrived, not even their value: it waits until they are put back.
      const now = error instanceof OriginalAltered ? 'waits' : await failedOnceMore(engine, id, error)
      failed.push({ receiptId: id, error, now })
      return
    }
    // Not within the attempt: the receipt is at its end, and what fails here is no failure of it.
    await wakeByWhatCame(engine)
  }
  await attempt(receiptId)
  return failed
}

/**
 * The same until everything is at its end, by itself or quarantined: for a command that somebody waits for. Gives what was
 * quarantined, and what failed although it was at its end. Throws `OriginalAltered`.
 */
export async function endReceipt(
  engine: Engine,
  receiptId: number,
  workers?: number,
): Promise<readonly FailedReceipt[]> {
  const told: FailedReceipt[] = []
  const waiting = [receiptId]
  for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
    const failed = await attemptReceipt(engine, id, workers)
    const altered = failed.find(one => one.error instanceof OriginalAltered)
    if (altered !== undefined) throw altered.error
    told.push(...failed.filter(one => one.now !== 'waits'))
    waiting.push(...failed.filter(one => one.now === 'waits').map(one => one.receiptId))
  }
  return told
}

async function failedOnceMore(engine: Engine, receiptId: number, error: unknown): Promise<FailedReceipt['now']> {
  const at = { shard: orgShardOf(engine), id: receiptId }
  const failures = await inBulk(engine.database, tx => countFailure(tx, at))
  if (failures === undefined) return 'ended'
  if (failures < FAILURES_MAX) return 'waits'
  await quarantineFailed(engine, receiptId, { error, failures })
  return 'quarantined'
}
