import { createHash } from 'node:crypto'
import type { BulkShown } from '../core/bulk/bulk-act.ts'
import { NOTHING_STOPS } from '../core/bulk/bulk-totals.ts'
import { bulkWords } from '../core/bulk/bulk-words.ts'
import { addTally, NOTHING } from '../core/tally.ts'
import { bulkById, insertBulk, lockBulk, type ShownMember } from '../store/bulk-act.ts'
import { decidedMembers } from '../store/bulk-member.ts'
import type { Transaction } from '../store/database.ts'
import type { Decider } from './authorise-decision.ts'
import { type BulkBegun, type BulkRefused, beginBulk, unknownBulk } from './commit-bulk.ts'
import { NOT_ENDED } from './ended-bulk.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'

export interface BulkReturnOrder {
  readonly of: number
  readonly by: Decider
  /** The words that its maker reads. */
  readonly why: string
}

/**
 * Gives everything of an act on many that waits for a second person back to its maker. Nothing of it was written, so no dry run is
 * needed. It is an act on many of its own: each of its members is asked then, and one that may not be returned is named with why.
 * Refused while the first one runs, and where nothing of it waits.
 */
export async function returnBulkWithin(engine: Engine, tx: Transaction, order: BulkReturnOrder): Promise<BulkBegun> {
  const { by, of, why } = order
  const shard = orgShardOf(engine)
  await lockBulk(tx, { shard, id: of })
  const first = await bulkById(tx, { shard, id: of })
  if (first === undefined || first.state === 'shown') return unknownBulk(of)
  if (first.state === 'running') return refused(NOT_ENDED)
  const members = (await decidedMembers(tx, first)).filter(one => one.state === 'proposed')
  if (members.length === 0) return refused('Nothing of it waits for a second person.')
  const matching = members.reduce((sum, one) => addTally(sum, one.value), NOTHING)
  const shown: BulkShown = {
    ...{ matching, done: matching, proposed: NOTHING, refused: NOTHING },
    ...{ legs: [], answers: [], notices: 0, letters: [], stops: NOTHING_STOPS, reasons: [] },
  }
  const selection = { by: 'act', of }
  const words = bulkWords({ act: 'return', by: by.personId, selection, asked: why, of }, [])
  const made = { shard, act: 'return', personId: by.personId, session: by.session, ofId: of } as const
  const sha256 = createHash('sha256').update(words).digest()
  const shownAt = engine.now()
  const id = await insertBulk(tx, { ...made, selection, asked: undefined, why, shown, sha256, shownAt })
  const waiting = members.map(({ shard: at, itemId, value, decisionId }): ShownMember => {
    return { shard: at, itemId, value, expected: 'done', why: '', ...(decisionId === undefined ? {} : { decisionId }) }
  })
  const bulk = await bulkById(tx, { shard, id })
  if (bulk === undefined) return unknownBulk(id)
  await beginBulk(engine, tx, bulk, waiting)
  return { is: 'begun', bulk }
}

function refused(why: string): BulkRefused {
  return { is: 'refused', refused: 'nothing_to_do', why }
}
