import { shardOf } from '../core/bucket.ts'
import { type LettersWanted, lettersOfException, type PagedLetter, pageLetters } from '../store/letter-page.ts'
import { inReadRequest } from '../store/read-request.ts'
import type { Engine } from './engine.ts'
import { findUnit } from './find-unit.ts'
import { readItem } from './read-item.ts'

/** Letters in one state, the first to be due first; those that had to go by a moment. */
export async function readLetters(engine: Engine, of: LettersWanted): Promise<readonly PagedLetter[]> {
  const { orgId } = engine.institution
  return inReadRequest(engine.database, orgId, tx => pageLetters(tx, shardOf(orgId, 0), of))
}

/**
 * Every letter about an item, or about what is held as a whole by the number of its exception, which is below zero; undefined where
 * there is no such thing.
 */
export async function readLettersOfItem(engine: Engine, itemId: number): Promise<readonly PagedLetter[] | undefined> {
  const { orgId } = engine.institution
  const orgShard = shardOf(orgId, 0)
  const story = itemId < 0 ? undefined : await readItem(engine, itemId)
  return inReadRequest(engine.database, orgId, async tx => {
    const shard = itemId < 0 ? (await findUnit(engine, tx, itemId))?.place.shard : story?.item.shard
    return shard === undefined ? undefined : lettersOfException(tx, { orgShard, shard, exceptionId: itemId })
  })
}

/** Whether it had to go before now and is still to be written. */
export function isOverdue({ state, dueAt }: PagedLetter, now: Temporal.Instant): boolean {
  return state === 'requested' && dueAt !== undefined && Temporal.Instant.compare(dueAt, now) <= 0
}
