import { shardOf } from '../core/bucket.ts'
import { type LettersWanted, lettersOfException, type PagedLetter, pageLetters } from '../store/letter-page.ts'
import { inReadRequest } from '../store/read-request.ts'
import type { Engine } from './engine.ts'
import { readItem } from './read-item.ts'

/** Letters in one state, the first to be due first; those that had to go by a moment. */
export async function readLetters(engine: Engine, of: LettersWanted): Promise<readonly PagedLetter[]> {
  const { orgId } = engine.institution
  return inReadRequest(engine.database, orgId, tx => pageLetters(tx, shardOf(orgId, 0), of))
}

/** Every letter about an item; undefined where there is no such item. */
export async function readLettersOfItem(engine: Engine, itemId: number): Promise<readonly PagedLetter[] | undefined> {
  const story = await readItem(engine, itemId)
  if (story === undefined) return undefined
  const { orgId } = engine.institution
  const of = { orgShard: shardOf(orgId, 0), shard: story.item.shard, exceptionId: itemId }
  return inReadRequest(engine.database, orgId, tx => lettersOfException(tx, of))
}

/** Whether it had to go before now and is still to be written. */
export function isOverdue({ state, dueAt }: PagedLetter, now: Temporal.Instant): boolean {
  return state === 'requested' && dueAt !== undefined && Temporal.Instant.compare(dueAt, now) <= 0
}
