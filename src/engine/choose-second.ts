import type { Allowed } from '../core/authority/asked.ts'
import type { Effect } from '../core/resolve/effect.ts'
import type { ResolutionFacts } from '../core/resolve/resolution.ts'
import type { BucketBooks } from '../store/bucket.ts'
import type { Transaction } from '../store/database.ts'
import { insertProposal } from '../store/decision.ts'
import { endProposal, type Proposal, type SecondKey } from '../store/proposal.ts'
import type { Decider, LimitKeys } from './authorise-decision.ts'
import { commitEffect, decisionRow } from './commit-effect.ts'
import type { Engine } from './engine.ts'
import { handsOfProposal } from './proposal-waits.ts'
import type { Decidable } from './resolution-facts.ts'

/** A third person, who saw two keys that differ, and takes the second. */
export interface SecondChosen {
  readonly decidable: Decidable
  readonly proposal: Proposal
  readonly second: SecondKey
  readonly by: Decider
  readonly may: Allowed
  readonly facts: ResolutionFacts
  readonly effect: Effect
  readonly books: ReadonlyMap<number, BucketBooks>
  readonly keys: LimitKeys
}

/**
 * The first proposal ends as returned, and what the second person keyed becomes a decision of theirs that the third approved, with
 * all hands of both. Gives its id.
 */
export async function chooseSecond(engine: Engine, tx: Transaction, of: SecondChosen): Promise<number> {
  const { decidable, proposal, second, by, may, facts, effect, books, keys } = of
  const { shard, id } = proposal
  const now = engine.now()
  await endProposal(tx, { shard, id, as: 'returned', by: by.personId, at: now, why: WHY })
  const right = { authority: { by: 'own', role: may.authority.role }, hands: handsOfProposal(proposal) } as const
  const commit = { decidable, facts, effect, books, keys }
  const order = { itemId: decidable.item.id, asked: second.asked, previewSha256: second.effectSha256 }
  const maker = { personId: second.personId, session: 'signed-in' } as const
  const made = decisionRow({ ...commit, order: { ...order, by: maker }, right }, { entryId: undefined, at: now })
  const row = { ...made.row, forId: second.forId }
  const decisionId = await insertProposal(tx, row, { needs: [WHY], keying: 'seen', salt: undefined })
  const forId = may.authority.by === 'delegation' ? may.authority.from : undefined
  const approval = { decisionId, approverId: by.personId, forId, makerId: second.personId }
  return commitEffect(engine, tx, { ...commit, order: { ...order, by }, right: may, approval })
}

const WHY = 'A third person saw two keys that differed, and took the second.'
