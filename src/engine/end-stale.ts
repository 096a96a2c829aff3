import type { Transaction } from '../store/database.ts'
import { endProposal, type Proposal } from '../store/proposal.ts'
import type { Engine } from './engine.ts'
import type { DecisionPlace } from './resolve-exception.ts'
import { tellOfDecision } from './tell-decision.ts'

/**
 * Withdraws what was proposed about it and would do something else now, for whoever decides anew in its place, in the same
 * transaction: nobody can approve it any more, so it is in nobody's way. The caller has the locks of the decision, under which
 * `proposed` was read, and refuses nothing after this.
 */
export async function endStale(
  engine: Engine,
  tx: Transaction,
  of: { readonly decidable: DecisionPlace; readonly proposed: Proposal | undefined; readonly personId: number },
): Promise<void> {
  const { decidable, proposed, personId } = of
  if (proposed === undefined || !proposed.isStale) return
  const { shard, id, makerId, exceptionId } = proposed
  await endProposal(tx, { shard, id, as: 'withdrawn', by: personId, at: engine.now(), why: undefined })
  const body = { decision: id, maker: `person ${makerId}`, as: 'stale' }
  const event = { kind: 'decision_withdrawn', actor: `person ${personId}`, subject: exceptionId, body } as const
  await tellOfDecision(engine, tx, { decidable, event })
}
