import { createHash } from 'node:crypto'
import { shardOf } from '../core/bucket.ts'
import type { BulkShown } from '../core/bulk/bulk-act.ts'
import { bulkWords } from '../core/bulk/bulk-words.ts'
import { addTally, NOTHING } from '../core/tally.ts'
import { bulkById, insertBulk, lockBulk, type ShownMember } from '../store/bulk-act.ts'
import { decidedMembers } from '../store/bulk-member.ts'
import type { Transaction } from '../store/database.ts'
import type { Decider } from './authorise-decision.ts'
import { type BulkBegun, type BulkRefused, beginBulk, unknownBulk } from './commit-bulk.ts'
import type { Engine } from './engine.ts'

/** The answer to a whole act on many, of which no dry run is needed: it ends what it did, or what waits of it, as far as its doors are open. */
export type BulkAnswer = { readonly of: number; readonly by: Decider } & (
  | { readonly act: 'undo' }
  /** What waits of it for a second person, with the words that its maker reads. */
  | { readonly act: 'return'; readonly why: string }
)

/**
 * Takes back, or returns, every decision of an act on many that still stands. It is an act on many of its own: each of its members is
 * asked then, and whose door is closed is named with why. Refused while the first one runs, and where nothing of it stands.
 */
export async function answerBulkWithin(engine: Engine, tx: Transaction, answer: BulkAnswer): Promise<BulkBegun> {
  const { act, by, of } = answer
  const shard = shardOf(engine.institution.orgId, 0)
  await lockBulk(tx, { shard, id: of })
  const first = await bulkById(tx, { shard, id: of })
  if (first === undefined || first.state === 'shown') return unknownBulk(of)
  if (first.state === 'running') return refused('It is not at its end yet: wait until all of it was looked at.')
  if (first.act !== 'resolve') return refused('It made no decisions of its own: take back the one that did.')
  const decided = await decidedMembers(tx, first)
  const members = act === 'undo' ? decided : decided.filter(one => one.state === 'proposed')
  if (members.length === 0) return refused('Nothing of it stands that could be ended so.')
  const matching = members.reduce((sum, one) => addTally(sum, one.value), NOTHING)
  const shown: BulkShown = {
    ...{ matching, done: matching, proposed: NOTHING, refused: NOTHING },
    ...{ legs: [], answers: [], notices: 0, letters: [], reasons: [] },
  }
  const selection = { by: 'act', of }
  const why = answer.act === 'return' ? answer.why : undefined
  const words = bulkWords({ act, by: by.personId, selection, asked: why ?? null, of }, [])
  const id = await insertBulk(tx, {
    ...{ shard, act, personId: by.personId, session: by.session, ofId: of, selection, asked: undefined, why, shown },
    sha256: createHash('sha256').update(words).digest(),
    shownAt: engine.now(),
  })
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
