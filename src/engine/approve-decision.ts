import { decideApproval } from '../core/approval/decide-approval.ts'
import { type DecisionEffect, isUnitEffect } from '../core/resolve/unit-effect.ts'
import type { Transaction } from '../store/database.ts'
import { markStale, type Proposal, type SecondKey } from '../store/proposal.ts'
import { inWriteRequest } from '../store/write-request.ts'
import type { Decider } from './authorise-decision.ts'
import { chooseSecond } from './choose-second.ts'
import type { Engine } from './engine.ts'
import { matchClaimsOfReleased } from './match-waiting-claims.ts'
import type { Proposed } from './proposed.ts'
import type { DecisionPlace } from './resolve-exception.ts'
import { tellOfDecision } from './tell-decision.ts'
import { type DecisionKey, hearSecond, type ProposalRefused, prepareProposal } from './waiting-proposal.ts'
import { isUnseen } from './words-about.ts'

export interface ApprovalOrder {
  readonly decision: DecisionKey
  readonly by: Decider
  /** Hex: the hash of what whoever approves saw. */
  readonly sha256: string
}

export type Approved =
  | { readonly is: 'approved'; readonly decisionId: number; readonly effect: DecisionEffect }
  /** It would do something else now than was proposed: nothing of it is committed, and its maker has it back. */
  | { readonly is: 'stale'; readonly why: string }
  | ProposalRefused

/** Approves a proposal in a transaction of its own, see `approveWithin`. */
export async function approveDecision(engine: Engine, order: ApprovalOrder): Promise<Approved> {
  const found = await prepareApproval(engine, order)
  if (found.is === 'refused') return found
  const approved = await inWriteRequest(engine.database, engine.institution.orgId, tx =>
    approveWithin(engine, tx, found.proposed, order),
  )
  await afterApproval(engine, approved)
  return approved
}

/** What has to be read before the transaction of an approval begins. */
export function prepareApproval(
  engine: Engine,
  { decision, sha256 }: Pick<ApprovalOrder, 'decision' | 'sha256'>,
): ReturnType<typeof prepareProposal> {
  return prepareProposal(engine, decision, proposal => [(secondSeen(proposal, sha256) ?? proposal).asked])
}

/** What is done once an approval is kept, and may be done again: a customer's claim may have waited for a debit that posted with it. */
export async function afterApproval(
  engine: Engine,
  approved: { readonly is: string; readonly effect?: DecisionEffect },
): Promise<void> {
  const { effect } = approved
  if (approved.is !== 'approved' || effect === undefined || !isUnitEffect(effect)) return
  if (effect.exception.resolution === 'release') await matchClaimsOfReleased(engine, effect.exception.id)
}

/**
 * The second person's yes: asks whether they may, with every hand that was in it, decides the effect again on what stands under
 * the locks, and commits it when that is to the byte what was proposed and what they saw (laws 4 and 5). Of twenty who approve at
 * once one does.
 */
export async function approveWithin(
  engine: Engine,
  tx: Transaction,
  proposed: Proposed,
  { decision, by, sha256 }: ApprovalOrder,
): Promise<Approved> {
  const meant = (proposal: Proposal) => secondSeen(proposal, sha256) ?? proposal
  const heard = await hearSecond(engine, tx, proposed, { decision, by, meant })
  if (heard.is === 'refused') return heard
  const { proposal, meant: wanted, locked, may, review } = heard
  if (isUnseen(proposal)) return MUST_KEY
  const begun = await locked.begin(wanted.asked)
  const stands = { state: proposal.state, proposedSha256: wanted.effectSha256, seenSha256: sha256 }
  const decided = decideApproval({ ...stands, now: begun.now, nowSha256: begun.sha256 })
  if (decided.is !== 'approved') {
    await begun.takeBack()
    if (decided.is === 'refused') return decided
    return toldStale(engine, tx, { decidable: proposed.work, proposal, by, why: decided.why })
  }
  const { effect } = decided
  const second = secondSeen(proposal, sha256)
  if (second !== undefined)
    return chooseSecond(engine, tx, { proposed, proposal, second, by, may, review, locked, begun, effect })
  const forId = may.authority.by === 'delegation' ? may.authority.from : undefined
  const approval = { decisionId: proposal.id, approverId: by.personId, forId, review, makerId: proposal.makerId }
  const decisionId = await begun.keep({ by, right: may, approval })
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
  of: { readonly decidable: DecisionPlace; readonly proposal: Proposal; readonly by: Decider; readonly why: string },
): Promise<Extract<Approved, { is: 'stale' }>> {
  const { decidable, proposal, by, why } = of
  const { shard, id } = proposal
  const isFirst = await markStale(tx, { shard, id, at: engine.now() })
  const told = { kind: 'decision_stale', actor: `person ${by.personId}`, subject: decidable.exceptionId } as const
  if (isFirst) await tellOfDecision(engine, tx, { decidable, event: { ...told, body: { decision: id } } })
  return { is: 'stale', why }
}
