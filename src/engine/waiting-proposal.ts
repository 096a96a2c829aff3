import { WHAT_BECAME } from '../core/approval/decide-approval.ts'
import type { Allowed, Refused } from '../core/authority/asked.ts'
import { isReviewed } from '../core/authority/judge-act.ts'
import { shardOf } from '../core/bucket.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import { type DecisionAsked, type DecisionEffect, isUndoAsked } from '../core/resolve/unit-effect.ts'
import type { Transaction } from '../store/database.ts'
import { type Proposal, proposalById } from '../store/proposal.ts'
import { inReadRequest } from '../store/read-request.ts'
import { authoriseDecider, type Decider } from './authorise-decision.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import type { Preview } from './preview-resolution.ts'
import { handsOfProposal } from './proposal-waits.ts'
import { type Proposed, type ProposedLocked, proposedItem, wayOutOf } from './proposed.ts'
import { prepareProposedUndo } from './proposed-undo.ts'
import { prepareProposedUnit } from './proposed-unit.ts'
import { prepareDecision } from './resolve-exception.ts'
import { takenBy } from './settle-case.ts'
import { sumsOf, tellLimitRefused } from './tell-limit-refused.ts'
import { isUnseen, wordsAboutOne } from './words-about.ts'

/** Which decision. */
export interface DecisionKey {
  readonly shard: number
  readonly id: number
}

/** Why a second person's word about a proposal is refused. */
export interface ProposalRefused {
  readonly is: 'refused'
  readonly refused:
    | 'decision_unknown'
    | 'not_proposed'
    | 'not_authorised'
    | 'step_up_needed'
    | 'not_yours'
    | 'key_needed'
    | 'preview_stale'
    | 'item_unknown'
    | 'nothing_to_decide'
  readonly why: string
}

/**
 * What has to be read before the transaction of a second person's word begins. `asks`: what of it is to be decided, for which a batch
 * or file is read again.
 */
export async function prepareProposal(
  engine: Engine,
  at: DecisionKey,
  asks: (proposal: Proposal) => readonly DecisionAsked[] = () => [],
): Promise<{ readonly is: 'found'; readonly proposed: Proposed } | ProposalRefused> {
  const { orgId } = engine.institution
  const proposal = await inReadRequest(engine.database, orgId, tx =>
    proposalById(tx, { orgShard: shardOf(orgId, 0), ...at }),
  )
  if (proposal === undefined) return unknown(at)
  const asked = asks(proposal)
  const read = isUnseen(proposal) && asked.length > 0 ? [...asked, RELEASE] : asked
  const found = await findProposed(engine, proposal, read)
  if (!('is' in found)) return { is: 'found', proposed: found }
  const refused = found.refused === 'item_unknown' ? found.refused : 'nothing_to_decide'
  return { is: 'refused', refused, why: found.why }
}

/** Of a batch or file it alone reads the original again: where that may not be told, how long an answer takes does not tell it either. */
const RELEASE: ResolutionAsked = { resolution: 'release' }

async function findProposed(
  engine: Engine,
  { exceptionId, asked }: Pick<Proposal, 'exceptionId' | 'asked'>,
  asks: readonly DecisionAsked[],
): Promise<Proposed | Extract<Preview, { is: 'refused' }>> {
  if (isUndoAsked(asked)) return prepareProposedUndo(engine, exceptionId)
  if (exceptionId < 0) return prepareProposedUnit(engine, exceptionId, asks.map(wayOutOf))
  const found = await prepareDecision(engine, exceptionId)
  return found.is === 'found' ? proposedItem(engine, found.decidable) : found
}

/** What a second person is about to say yes to, and who they are. */
interface SecondWord<Meant> {
  readonly decision: DecisionKey
  readonly by: Decider
  /** What they key themselves. */
  readonly keyed?: ResolutionAsked
  /** Which of what stands there they mean. */
  readonly meant: (proposal: Proposal) => Meant
}

/** A proposal under the locks of a decision about what it is about, with all that a second person's word about it is decided on. */
export interface SecondHeard<Meant> {
  readonly is: 'heard'
  readonly proposal: Proposal
  readonly meant: Meant
  readonly locked: ProposedLocked
  /** By whose right they say it. */
  readonly may: Allowed
  /** `due`: somebody looks at their yes afterwards. */
  readonly review: 'due' | undefined
}

/** Locks what the proposal needs, reads it again, and asks whether this person may say yes to it, with every hand that was in it. */
export async function hearSecond<Meant extends { readonly asked: DecisionAsked; readonly effect: DecisionEffect }>(
  engine: Engine,
  tx: Transaction,
  proposed: Proposed,
  { decision, by, keyed, meant: meantOf }: SecondWord<Meant>,
): Promise<SecondHeard<Meant> | ProposalRefused> {
  // What was asked never changes, so it says before anything is locked which buckets that needs.
  const before = await waitingProposal(engine, tx, decision)
  if ('refused' in before) return before
  const asks = [before.asked, before.second?.asked, keyed].filter(one => one !== undefined)
  const locked = await proposed.lock(tx, asks)
  const proposal = await waitingProposal(engine, tx, decision)
  if ('refused' in proposal) return proposal
  const meant = meantOf(proposal)
  const keys = await locked.keysOf(meant)
  const {
    decided: may,
    asked: question,
    people,
  } = await authoriseDecider(engine, tx, {
    ...{ by, act: 'approve', decidable: proposed.work, keys, ...takenBy(locked.place), hold: 'until the end' },
    unseen: keyed !== undefined || isUnseen(proposal),
    ...(isUnseen(proposal) ? { keysRead: proposed.keys } : {}),
    hands: handsOfProposal(proposal),
    words: await wordsAboutOne(engine, tx, proposal),
  })
  const review = isReviewed(question, people) ? 'due' : undefined
  if (may.allowed) return { is: 'heard', proposal, meant, locked, may, review }
  if (!isUnseen(proposal)) {
    const second = { keying: 'seen', sums: sumsOf(may) } as const
    await tellLimitRefused(engine, tx, { decidable: proposed.work, by, act: 'approve', second })
  }
  return notApproved(may, proposal)
}

/** The proposal as it stands, for good under the locks of a decision; refused when it does not wait any more. */
export async function waitingProposal(
  engine: Engine,
  tx: Transaction,
  at: DecisionKey,
): Promise<Proposal | ProposalRefused> {
  const proposal = await proposalById(tx, { orgShard: orgShardOf(engine), ...at })
  if (proposal === undefined) return unknown(at)
  const { state } = proposal
  return state === 'proposed' ? proposal : { is: 'refused', refused: 'not_proposed', why: WHAT_BECAME[state] }
}

export function notApproved(
  { reasons, needs }: Pick<Refused, 'reasons' | 'needs'>,
  proposal: Proposal,
): ProposalRefused {
  const why = reasons.map(one => (one.code === 'over_limit' && isUnseen(proposal) ? OVER_HIDDEN : one.sentence))
  // Once each: how many limits it is over would tell what it is about.
  const refused = needs === 'step_up' ? 'step_up_needed' : 'not_authorised'
  return { is: 'refused', refused, why: [...new Set(why)].join(' ') }
}

/** Without the sums: what was approved for an account or a batch before would tell what was keyed. */
export const OVER_HIDDEN = 'It is over your limits for approvals.'

function unknown({ shard, id }: DecisionKey): ProposalRefused {
  const why = `There is no decision ${shard}-${id} that needs or needed a second person; the list of approvals shows the numbers.`
  return { is: 'refused', refused: 'decision_unknown', why }
}
