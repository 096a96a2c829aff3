import { decideApproval, WHAT_BECAME } from '../core/approval/decide-approval.ts'
import type { Refused } from '../core/authority/asked.ts'
import { decideResolution } from '../core/resolve/decide-resolution.ts'
import type { Effect } from '../core/resolve/effect.ts'
import type { Transaction } from '../store/database.ts'
import { markStale, type Proposal, proposalById } from '../store/proposal.ts'
import { inReadRequest } from '../store/read-request.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { authoriseDecider, type Decider } from './authorise-decision.ts'
import { chooseSecond } from './choose-second.ts'
import { commitEffect } from './commit-effect.ts'
import { shardsAsked } from './corrected-item.ts'
import { keysOf } from './decision-keys.ts'
import type { Engine } from './engine.ts'
import { hashOf } from './preview-resolution.ts'
import { handsOfProposal } from './proposal-waits.ts'
import { type Decidable, resolutionFacts } from './resolution-facts.ts'
import { lockForDecision, prepareDecision } from './resolve-exception.ts'
import { tellOfDecision } from './tell-decision.ts'

/** Which decision. */
export interface DecisionKey {
  readonly shard: number
  readonly id: number
}

export interface ApprovalOrder {
  readonly decision: DecisionKey
  readonly by: Decider
  /** Hex: the hash of what whoever approves saw. */
  readonly sha256: string
}

/** Why a second person's word about a proposal is refused. */
export interface ProposalRefused {
  readonly is: 'refused'
  readonly refused:
    | 'decision_unknown'
    | 'not_proposed'
    | 'not_authorised'
    | 'not_yours'
    | 'key_needed'
    | 'preview_stale'
    | 'item_unknown'
    | 'nothing_to_decide'
  readonly why: string
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

/** What has to be read before the transaction of a second person's word begins. */
export async function prepareProposal(
  engine: Engine,
  at: DecisionKey,
): Promise<{ readonly is: 'found'; readonly decidable: Decidable } | ProposalRefused> {
  const { orgId } = engine.institution
  const proposal = await inReadRequest(engine.database, orgId, tx =>
    proposalById(tx, { orgShard: orgId * 1024, ...at }),
  )
  if (proposal === undefined) return unknown(at)
  const found = await prepareDecision(engine, proposal.exceptionId)
  if (found.is === 'found') return found
  const refused = found.refused === 'item_unknown' ? found.refused : 'nothing_to_decide'
  return { is: 'refused', refused, why: found.why }
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
  // What was asked never changes, so it says before anything is locked which buckets that needs.
  const before = await waitingProposal(engine, tx, decision)
  if ('refused' in before) return before
  const asks = [before.asked, ...(before.second === undefined ? [] : [before.second.asked])]
  const shards = asks.flatMap(asked => shardsAsked(engine, decidable, asked))
  const { books } = await lockForDecision(engine, tx, decidable, shards)
  const proposal = await waitingProposal(engine, tx, decision)
  if ('refused' in proposal) return proposal
  const { second } = proposal
  const chosen = second?.effectSha256 === sha256 && sha256 !== proposal.effectSha256 ? second : undefined
  const wanted = chosen ?? proposal
  const facts = await resolutionFacts(engine, tx, decidable, wanted.asked)
  const keys = keysOf(decidable, facts, wanted.effect)
  const { decided: may } = await authoriseDecider(engine, tx, {
    ...{ by, act: 'approve', decidable, keys, barred: [], hold: 'until the end' },
    hands: handsOfProposal(proposal),
  })
  if (!may.allowed) return notApproved(may, proposal)
  if (isUnseen(proposal)) return MUST_KEY
  const now = decideResolution(wanted.asked, facts)
  const nowSha256 = now.is === 'decided' ? hashOf(now.effect).hex : ''
  const stands = { state: proposal.state, proposedSha256: wanted.effectSha256, seenSha256: sha256, now, nowSha256 }
  const decided = decideApproval(stands)
  if (decided.is === 'stale') return toldStale(engine, tx, { decidable, proposal, by, why: decided.why })
  if (decided.is === 'refused') return decided
  const { effect } = decided
  const commit = { decidable, facts, effect, books, keys }
  if (chosen !== undefined) {
    const decisionId = await chooseSecond(engine, tx, { ...commit, proposal, second: chosen, by, may })
    return { is: 'approved', decisionId, effect }
  }
  const forId = may.authority.by === 'delegation' ? may.authority.from : undefined
  const approval = { decisionId: proposal.id, approverId: by.personId, forId, makerId: proposal.makerId }
  const order = { itemId: decidable.item.id, asked: proposal.asked, by, previewSha256: sha256 }
  const decisionId = await commitEffect(engine, tx, { ...commit, order, right: may, approval })
  return { is: 'approved', decisionId, effect }
}

const MUST_KEY: ProposalRefused = {
  is: 'refused',
  refused: 'key_needed',
  why: 'It is a blind one: say yourself what is to happen, without seeing what was proposed.',
}

/** The proposal as it stands, for good under the locks of a decision; refused when it does not wait any more. */
export async function waitingProposal(
  engine: Engine,
  tx: Transaction,
  at: DecisionKey,
): Promise<Proposal | ProposalRefused> {
  const proposal = await proposalById(tx, { orgShard: engine.institution.orgId * 1024, ...at })
  if (proposal === undefined) return unknown(at)
  const { state } = proposal
  return state === 'proposed' ? proposal : { is: 'refused', refused: 'not_proposed', why: WHAT_BECAME[state] }
}

export function notApproved({ reasons }: Pick<Refused, 'reasons'>, proposal: Proposal): ProposalRefused {
  const why = reasons.map(one => (one.code === 'over_limit' && isUnseen(proposal) ? OVER_HIDDEN : one.sentence))
  return { is: 'refused', refused: 'not_authorised', why: why.join(' ') }
}

/** True while nothing of what was proposed may reach whoever is to key it. */
export function isUnseen({ keying, second }: Pick<Proposal, 'keying' | 'second'>): boolean {
  return keying === 'blind' && second === undefined
}

/** Without the sums: what was approved for an account or a batch before would tell what was keyed. */
export const OVER_HIDDEN = 'It is over your limits for approvals.'

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

function unknown({ shard, id }: DecisionKey): ProposalRefused {
  const why = `There is no decision ${shard}-${id} that needs or needed a second person; the list of approvals shows the numbers.`
  return { is: 'refused', refused: 'decision_unknown', why }
}
