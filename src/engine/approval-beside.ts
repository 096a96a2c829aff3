import type { Effect } from '../core/resolve/effect.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import {
  type DecisionAsked,
  type DecisionEffect,
  isUndoAsked,
  isUndoEffect,
  isUnitEffect,
} from '../core/resolve/unit-effect.ts'
import type { Transaction } from '../store/database.ts'
import type { Proposal } from '../store/proposal.ts'
import { inReadRequest } from '../store/read-request.ts'
import { authoriseDecider, type Decider } from './authorise-decision.ts'
import { barredFrom } from './barred-from.ts'
import type { Engine } from './engine.ts'
import { type PreviewBeside, previewBeside } from './preview-beside.ts'
import { findDecidable } from './preview-resolution.ts'
import { handsOfProposal } from './proposal-waits.ts'
import { isShownTo } from './read-approvals.ts'
import { type Decidable, resolutionFacts } from './resolution-facts.ts'
import { type DecisionKey, type ProposalRefused, waitingProposal } from './waiting-proposal.ts'
import { isUnseen } from './words-about.ts'

/** What stands beside one effect that waits for a second person. */
export interface ApprovalBeside {
  /** Hex: of the effect. */
  readonly sha256: string
  readonly beside: PreviewBeside
}

/**
 * The clocks and the linked items of what waits for a second person, as its maker saw them in the preview and as they are now: of
 * every effect that this person is shown. None of what is held as a whole or taken back, and none to whoever is to say it without seeing it.
 */
export async function approvalBeside(
  engine: Engine,
  { decision, by }: { readonly decision: DecisionKey; readonly by: Decider },
): Promise<readonly ApprovalBeside[] | ProposalRefused> {
  const { orgId } = engine.institution
  const proposal = await inReadRequest(engine.database, orgId, tx => waitingProposal(engine, tx, decision))
  if ('refused' in proposal) return proposal
  const found = proposal.exceptionId < 0 ? undefined : await findDecidable(engine, proposal.exceptionId)
  if (found?.is !== 'found') return []
  const { decidable } = found
  return inReadRequest(engine.database, orgId, async tx => {
    const told: ApprovalBeside[] = []
    for (const { asked, effect, effectSha256: sha256 } of await shownTo(engine, tx, { by, proposal, decidable })) {
      if (isUnitEffect(effect) || isUndoEffect(effect) || isUndoAsked(asked)) continue
      told.push({ sha256, beside: await besideOf(engine, tx, { decidable, asked, effect }) })
    }
    return told
  })
}

async function besideOf(
  engine: Engine,
  tx: Transaction,
  of: { readonly decidable: Decidable; readonly asked: ResolutionAsked; readonly effect: Effect },
): Promise<PreviewBeside> {
  const facts = await resolutionFacts(engine, tx, of.decidable, of.asked)
  return previewBeside(engine, tx, { ...of, facts })
}

interface Wanted {
  readonly asked: DecisionAsked
  readonly effect: DecisionEffect
  readonly effectSha256: string
}

/** What was proposed, and what was keyed where that differs, as far as the list of approvals shows it to this person. */
async function shownTo(
  engine: Engine,
  tx: Transaction,
  { by, proposal, decidable }: { readonly by: Decider; readonly proposal: Proposal; readonly decidable: Decidable },
): Promise<readonly Wanted[]> {
  if (proposal.makerId === by.personId) return [proposal]
  const may = isUnseen(proposal) ? false : await mayApprove(engine, tx, { by, proposal, decidable })
  if (!isShownTo(proposal, may ? 'approve' : 'nothing')) return []
  return may && proposal.second !== undefined ? [proposal, proposal.second] : [proposal]
}

async function mayApprove(
  engine: Engine,
  tx: Transaction,
  { by, proposal, decidable }: { readonly by: Decider; readonly proposal: Proposal; readonly decidable: Decidable },
): Promise<boolean> {
  const { exceptionId, queue } = decidable
  const barred = (await barredFrom(engine, tx, [{ ...proposal, exceptionId, queue }])).get(exceptionId) ?? []
  const { decided } = await authoriseDecider(engine, tx, {
    // As the list does: what asks for a proof of who one is stands among what one may.
    ...{ by: { ...by, session: 'stepped-up' }, act: 'approve', decidable, keys: proposal, barred, hold: 'not' },
    hands: handsOfProposal(proposal),
  })
  return decided.allowed
}
