import { decideApproval } from '../core/approval/decide-approval.ts'
import { decideResolution } from '../core/resolve/decide-resolution.ts'
import type { Effect } from '../core/resolve/effect.ts'
import type { Transaction } from '../store/database.ts'
import { markStale, type Proposal, type SecondKey } from '../store/proposal.ts'
import { inWriteRequest } from '../store/write-request.ts'
import type { Decider } from './authorise-decision.ts'
import { chooseSecond } from './choose-second.ts'
import { commitEffect } from './commit-effect.ts'
import type { Engine } from './engine.ts'
import { hashOf } from './preview-resolution.ts'
import type { Decidable } from './resolution-facts.ts'
import { tellOfDecision } from './tell-decision.ts'
import { type DecisionKey, hearSecond, isUnseen, type ProposalRefused, prepareProposal } from './waiting-proposal.ts'

export interface ApprovalOrder {
  readonly decision: DecisionKey
  readonly by: Decider
  /** Hex: the hash of what whoever approves saw. */
  readonly sha256: string
}

export type Approved =
  | { readonly is: 'approved'; readonly decisionId: number; readonly effect: Effect }
  /** It would do something else now than was proposed: nothing of it is committed, and its maker has it back. */
  | { readonly is: 'stale'; readonly why: string }
  | ProposalRefused

/** Approves a proposal in a transaction of its own, see `approveWithin`. */
export async function approveDecision(engine: Engine, order: ApprovalOrder): Promise<Approved> {
  const found = await prepareProposal(engine, order.decision)
  if (found.is === 'refused') return found
  return inWriteRequest(engine.database, engine.institution.orgId, tx =>
    approveWithin(engine, tx, found.decidable, order),
  )
}

/**
 * The second person's yes: asks whether they may, with every hand that was in it, decides the effect again on what stands under
 * the bucket's lock, and commits it when that is to the byte what was proposed and what they saw (laws 4 and 5). Of twenty who
 * approve at once one does.
 */
export async function approveWithin(
  engine: Engine,
  tx: Transaction,
  decidable: Decidable,
  { decision, by, sha256 }: ApprovalOrder,
): Promise<Approved> {
  const meant = (proposal: Proposal) => secondSeen(proposal, sha256) ?? proposal
  const heard = await hearSecond(engine, tx, decidable, { decision, by, meant })
  if (heard.is === 'refused') return heard
  const { proposal, meant: wanted, facts, keys, books, may, review } = heard
  if (isUnseen(proposal)) return MUST_KEY
  const now = decideResolution(wanted.asked, facts)
  const nowSha256 = now.is === 'decided' ? hashOf(now.effect).hex : ''
  const stands = { state: proposal.state, proposedSha256: wanted.effectSha256, seenSha256: sha256, now, nowSha256 }
  const decided = decideApproval(stands)
  if (decided.is === 'stale') return toldStale(engine, tx, { decidable, proposal, by, why: decided.why })
  if (decided.is === 'refused') return decided
  const { effect } = decided
  const commit = { decidable, facts, effect, books, keys }
  const second = secondSeen(proposal, sha256)
  if (second !== undefined) return chooseSecond(engine, tx, { ...commit, proposal, second, by, may, review })
  const forId = may.authority.by === 'delegation' ? may.authority.from : undefined
  const approval = { decisionId: proposal.id, approverId: by.personId, forId, review, makerId: proposal.makerId }
  const order = { itemId: decidable.item.id, asked: proposal.asked, by, previewSha256: sha256 }
  const decisionId = await commitEffect(engine, tx, { ...commit, order, right: may, approval })
  return { is: 'approved', decisionId, effect }
}

/** The second key, where that and not the first is what was seen. */
function secondSeen({ second, effectSha256 }: Proposal, sha256: string): SecondKey | undefined {
  return second?.effectSha256 === sha256 && sha256 !== effectSha256 ? second : undefined
}

const MUST_KEY: ProposalRefused = {
  is: 'refused',
  refused: 'key_needed',
  why: 'It is a blind one: say yourself what is to happen, without seeing what was proposed.',
}

/** Notes that a proposal is stale, and gives it back to its maker. */
export async function toldStale(
  engine: Engine,
  tx: Transaction,
  of: { readonly decidable: Decidable; readonly proposal: Proposal; readonly by: Decider; readonly why: string },
): Promise<Extract<Approved, { is: 'stale' }>> {
  const { decidable, proposal, by, why } = of
  const { shard, id } = proposal
  const isFirst = await markStale(tx, { shard, id, at: engine.now() })
  const told = { kind: 'decision_stale', actor: `person ${by.personId}`, subject: decidable.exceptionId } as const
  if (isFirst) await tellOfDecision(engine, tx, { decidable, event: { ...told, body: { decision: id } } })
  return { is: 'stale', why }
}
