import { keyedAlike } from '../core/approval/second-key.ts'
import type { Proposable } from '../core/authority/asked.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import type { DecisionEffect } from '../core/resolve/unit-effect.ts'
import type { Transaction } from '../store/database.ts'
import { insertSecondKey, type Proposal } from '../store/proposal.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { type Approved, afterApproval, toldStale } from './approve-decision.ts'
import type { Decider } from './authorise-decision.ts'
import type { Engine } from './engine.ts'
import { hashOf } from './preview-resolution.ts'
import type { Proposed } from './proposed.ts'
import type { DecisionPlace } from './resolve-exception.ts'
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
  const found = await prepareKey(engine, order)
  if (found.is === 'refused') return found
  const keyed = await inWriteRequest(engine.database, engine.institution.orgId, tx =>
    keyWithin(engine, tx, found.proposed, order),
  )
  await afterApproval(engine, keyed)
  return keyed
}

/** What has to be read before the transaction of a second key begins. */
export function prepareKey(
  engine: Engine,
  { decision, asked }: Pick<KeyOrder, 'decision' | 'asked'>,
): ReturnType<typeof prepareProposal> {
  return prepareProposal(engine, decision, proposal => [proposal.asked, asked])
}

/**
 * The second key of a blind proposal. What was proposed and what this person says are decided on the same facts, under the lock;
 * where both do the same, but for the words of letters, what was proposed is committed. Else this person learns no more than that
 * theirs is another, and it waits for a third person. There is one second key: nobody finds the first by trying.
 */
export async function keyWithin(
  engine: Engine,
  tx: Transaction,
  proposed: Proposed,
  { decision, by, asked }: KeyOrder,
): Promise<Keyed> {
  const heard = await hearSecond(engine, tx, proposed, { decision, by, keyed: asked, meant: proposal => proposal })
  if (heard.is === 'refused') return heard
  const { proposal, locked, may, review } = heard
  if (proposal.keying === 'seen') return NOT_BLIND
  if (proposal.second !== undefined) return KEYED_ALREADY
  const { now: own } = await locked.look(asked)
  if (own.is === 'refused') return { is: 'refused', refused: 'resolution_refused', why: own.why }
  const begun = await locked.begin(proposal.asked)
  const decidable = proposed.work
  if (begun.now.is === 'refused' || begun.sha256 !== proposal.effectSha256) {
    await begun.takeBack()
    return toldStale(engine, tx, { decidable, proposal, by, why: STALE })
  }
  const { effect } = begun.now
  if (!keyedAlike(effect, own.effect)) {
    await begun.takeBack()
    return keepSecond(engine, tx, { decidable, proposal, by, asked, effect: own.effect, right: may })
  }
  const forId = forOf(may)
  const approval = { decisionId: proposal.id, approverId: by.personId, forId, review, makerId: proposal.makerId }
  await begun.keep({ by, right: may, approval })
  return { is: 'approved', decisionId: proposal.id, effect }
}

interface Second {
  readonly decidable: DecisionPlace
  readonly proposal: Proposal
  readonly by: Decider
  readonly asked: ResolutionAsked
  readonly effect: DecisionEffect
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
  'What was proposed would do something else now, so nothing was changed: whoever proposed it has it back first, and deciding anew replaces it.'
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
