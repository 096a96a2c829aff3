import { keyedAlike } from '../core/approval/second-key.ts'
import type { Proposable } from '../core/authority/asked.ts'
import { decideResolution } from '../core/resolve/decide-resolution.ts'
import type { Effect } from '../core/resolve/effect.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import type { Transaction } from '../store/database.ts'
import { insertSecondKey, type Proposal } from '../store/proposal.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { type Approved, toldStale } from './approve-decision.ts'
import type { Decider } from './authorise-decision.ts'
import { commitEffect } from './commit-effect.ts'
import type { Engine } from './engine.ts'
import { hashOf } from './preview-resolution.ts'
import { type Decidable, resolutionFacts } from './resolution-facts.ts'
import { tellOfDecision } from './tell-decision.ts'
import { type DecisionKey, hearSecond, prepareProposal } from './waiting-proposal.ts'

/** What somebody who did not see what was proposed says is to happen. */
export interface KeyOrder {
  readonly decision: DecisionKey
  readonly by: Decider
  readonly asked: ResolutionAsked
}

export type Keyed =
  | Approved
  /** Not the same as the first: both are kept, neither is told to the other, and a third person decides. */
  | { readonly is: 'different' }
  | { readonly is: 'refused'; readonly refused: 'resolution_refused'; readonly why: string }

/** Keys a proposal in a transaction of its own, see `keyWithin`. */
export async function keyDecision(engine: Engine, order: KeyOrder): Promise<Keyed> {
  const found = await prepareProposal(engine, order.decision)
  if (found.is === 'refused') return found
  return inWriteRequest(engine.database, engine.institution.orgId, tx => keyWithin(engine, tx, found.decidable, order))
}

/**
 * The second key of a blind proposal. What was proposed and what this person says are decided on the same facts, under the lock;
 * where both do the same, but for the words of letters, what was proposed is committed. Else this person learns no more than that
 * theirs is another, and it waits for a third person. There is one second key: nobody finds the first by trying.
 */
export async function keyWithin(
  engine: Engine,
  tx: Transaction,
  decidable: Decidable,
  { decision, by, asked }: KeyOrder,
): Promise<Keyed> {
  const heard = await hearSecond(engine, tx, decidable, { decision, by, keyed: asked, meant: proposal => proposal })
  if (heard.is === 'refused') return heard
  const { proposal, facts, keys, books, may, review } = heard
  if (proposal.keying === 'seen') return NOT_BLIND
  if (proposal.second !== undefined) return KEYED_ALREADY
  const own = decideResolution(asked, await resolutionFacts(engine, tx, decidable, asked))
  if (own.is === 'refused') return { is: 'refused', refused: 'resolution_refused', why: own.why }
  const now = decideResolution(proposal.asked, facts)
  if (now.is === 'refused' || hashOf(now.effect).hex !== proposal.effectSha256)
    return toldStale(engine, tx, { decidable, proposal, by, why: STALE })
  if (!keyedAlike(now.effect, own.effect))
    return keepSecond(engine, tx, { decidable, proposal, by, asked, effect: own.effect, right: may })
  const { effect } = now
  const forId = forOf(may)
  const approval = { decisionId: proposal.id, approverId: by.personId, forId, review, makerId: proposal.makerId }
  const order = { itemId: decidable.item.id, asked: proposal.asked, by, previewSha256: proposal.effectSha256 }
  await commitEffect(engine, tx, { order, decidable, facts, effect, books, keys, right: may, approval })
  return { is: 'approved', decisionId: proposal.id, effect }
}

interface Second {
  readonly decidable: Decidable
  readonly proposal: Proposal
  readonly by: Decider
  readonly asked: ResolutionAsked
  readonly effect: Effect
  readonly right: Proposable
}

/** Kept under the seal of its exception. The event says no more than that there is one. */
async function keepSecond(engine: Engine, tx: Transaction, of: Second): Promise<Keyed> {
  const { decidable, proposal, by, asked, effect, right } = of
  const { words, sha256 } = hashOf(effect)
  const { shard, id: decisionId } = proposal
  const made = { shard, decisionId, personId: by.personId, forId: forOf(right), hands: right.hands }
  const said = { asked: JSON.stringify(asked), effect: words, effectSha256: sha256, at: engine.now() }
  await insertSecondKey(tx, { ...made, ...said })
  const event = {
    kind: 'decision_keyed',
    actor: `person ${by.personId}`,
    subject: decidable.exceptionId,
    body: { decision: decisionId },
  } as const
  await tellOfDecision(engine, tx, { decidable, event })
  return { is: 'different' }
}

function forOf({ authority }: Proposable): number | undefined {
  return authority.by === 'delegation' ? authority.from : undefined
}

/** Without the reason: that could tell what was proposed. */
const STALE =
  'What was proposed would do something else now, so nothing was changed: whoever proposed it has it back, to withdraw it and to decide anew.'
const NOT_BLIND = {
  is: 'refused',
  refused: 'not_proposed',
  why: 'It is no blind one: you see what was proposed, and approve that or return it.',
} as const
const KEYED_ALREADY = {
  is: 'refused',
  refused: 'not_proposed',
  why: 'Somebody keyed it a second time already, and it was not the same: you see both, and approve one of them.',
} as const
