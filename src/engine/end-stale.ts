import type { Transaction } from '../store/database.ts'
import { endProposal, proposalOfException } from '../store/proposal.ts'
import type { Engine } from './engine.ts'
import type { DecisionPlace } from './resolve-exception.ts'
import { tellOfDecision } from './tell-decision.ts'

/**
 * Withdraws what was proposed about it and would do something else now, for whoever decides anew in its place, in the same
 * transaction: nobody can approve it any more, so it is in nobody's way. The caller has the locks of the decision and refuses nothing
 * after this.
 */
export async function endStale(
  engine: Engine,
  tx: Transaction,
  { decidable, personId }: { readonly decidable: DecisionPlace; readonly personId: number },
): Promise<void> {
  const { item, exceptionId } = decidable
  if ((engine.gathered?.before(exceptionId) ?? 'waits') !== 'waits') return
  const at = { orgShard: engine.institution.orgId * 1024, shard: item.shard, exceptionId }
  const stale = await proposalOfException(tx, at)
  if (stale === undefined || !stale.isStale) return
  const { shard, id, makerId } = stale
  await endProposal(tx, { shard, id, as: 'withdrawn', by: personId, at: engine.now(), why: undefined })
  const body = { decision: id, maker: `person ${makerId}`, as: 'stale' }
  const event = { kind: 'decision_withdrawn', actor: `person ${personId}`, subject: exceptionId, body } as const
  await tellOfDecision(engine, tx, { decidable, event })
}
