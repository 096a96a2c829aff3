import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import type { StoredBulk } from '../store/bulk-act.ts'
import type { MemberEnd, StoredMember } from '../store/bulk-member.ts'
import type { Transaction } from '../store/database.ts'
import { proposalById } from '../store/proposal.ts'
import { approveWithin } from './approve-decision.ts'
import { endWithin } from './end-proposal.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import { proposedItem } from './proposed.ts'
import { proposedUndoOf } from './proposed-undo.ts'
import type { Decidable } from './resolution-facts.ts'
import { resolveWithin } from './resolve-exception.ts'
import { undoWithin } from './undo-decision.ts'

export interface MemberActed {
  readonly bulk: StoredBulk
  readonly member: StoredMember
  readonly decidable: Decidable | undefined
  /** See `Decidables`. */
  readonly unreadable: string | undefined
  /** The decision that is answered takes back another. */
  readonly isUndo: boolean
}

/** Does to one of the many what is done to one alone, by the verb that does that, and says what became of it. */
export async function actOnMember(engine: Engine, tx: Transaction, of: MemberActed): Promise<MemberEnd> {
  const { bulk, member, decidable, unreadable } = of
  if (unreadable !== undefined) return refusedAs(member, { refused: 'original_unreadable', why: unreadable })
  if (decidable === undefined) return refusedAs(member, { refused: 'nothing_to_decide', why: GONE })
  const acted = { ...of, decidable }
  if (bulk.act === 'resolve') return resolved(engine, tx, acted)
  if (member.decisionId === undefined) return refusedAs(member, { refused: 'nothing_to_decide', why: GONE })
  const named = { ...acted, decision: { shard: member.shard, id: member.decisionId } }
  if (bulk.act === 'approve') return approved(engine, tx, named)
  return ended(engine, tx, named)
}

interface Acted extends MemberActed {
  readonly decidable: Decidable
}

interface Named extends Acted {
  readonly decision: { readonly shard: number; readonly id: number }
}

async function resolved(engine: Engine, tx: Transaction, { bulk, member, decidable }: Acted): Promise<MemberEnd> {
  const asked: ResolutionAsked = JSON.parse(bulk.asked ?? '{}') // as the dry run was given it
  const order = { itemId: member.itemId, asked, by: deciderOf(bulk), previewSha256: member.sha256 ?? '' }
  const { expected = 'done' } = member
  const done = await resolveWithin(engine, tx, decidable, { ...order, bulkId: bulk.id, expected, fence: undefined })
  if (done.is === 'refused') return refusedAs(member, done)
  if (done.is === 'changed') return refusedAs(member, { refused: 'preview_stale', why: CHANGED })
  return { n: member.n, state: done.is, decisionId: done.decisionId, refused: undefined, why: member.why }
}

async function approved(
  engine: Engine,
  tx: Transaction,
  { bulk, member, decidable, decision, isUndo }: Named,
): Promise<MemberEnd> {
  const order = { decision, by: deciderOf(bulk), sha256: member.sha256 ?? '' }
  const proposed = isUndo ? proposedUndoOf(engine, decidable) : proposedItem(engine, decidable)
  const done = await approveWithin(engine, tx, proposed, order)
  if (done.is === 'refused') return refusedAs(member, done)
  return done.is === 'stale' ? refusedAs(member, { refused: 'proposal_stale', why: done.why }) : doneAs(member)
}

/**
 * Takes back what stands, or puts that before a second person, as it was shown; what waits for a second person is withdrawn by its
 * maker, or returned.
 */
async function ended(
  engine: Engine,
  tx: Transaction,
  { bulk, member, decidable, decision }: Named,
): Promise<MemberEnd> {
  const by = deciderOf(bulk)
  const orgShard = orgShardOf(engine)
  const mayWait = (engine.gathered?.before(member.itemId) ?? 'waits') === 'waits'
  const waits = mayWait && (await proposalById(tx, { orgShard, ...decision }))?.state === 'proposed'
  if (bulk.act === 'undo' && !waits) {
    const seen = { decisionId: decision.id, sha256: member.sha256 ?? '' }
    const { itemId, expected = 'done' } = member
    const undone = await undoWithin(engine, tx, decidable, { itemId, by, seen, bulkId: bulk.id, expected })
    if (undone.is === 'refused') return refusedAs(member, undone)
    if (undone.is === 'undone') return doneAs(member)
    return { n: member.n, state: 'proposed', decisionId: undone.decisionId, refused: undefined, why: member.why }
  }
  const as = bulk.act === 'undo' ? ({ as: 'withdrawn' } as const) : ({ as: 'returned', why: bulk.why ?? '' } as const)
  const answered = await endWithin(engine, tx, proposedItem(engine, decidable), { decision, by, ...as })
  return answered.is === 'refused' ? refusedAs(member, answered) : doneAs(member)
}

function doneAs({ n, decisionId }: StoredMember): MemberEnd {
  return { n, state: 'done', decisionId, refused: undefined, why: '' }
}

function refusedAs({ n, decisionId }: StoredMember, of: { readonly refused: string; readonly why: string }): MemberEnd {
  return { n, state: 'refused', decisionId, refused: of.refused, why: of.why }
}

function deciderOf({ personId, session }: StoredBulk) {
  return { personId, session }
}

const GONE = 'There is nothing to decide about it any more.'
const CHANGED = 'What it would do now is not what was shown: look at it again.'
