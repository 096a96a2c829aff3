import { WHAT_BECAME } from '../core/approval/decide-approval.ts'
import type { Allowed, Refused } from '../core/authority/asked.ts'
import { isReviewed } from '../core/authority/judge-act.ts'
import type { Effect } from '../core/resolve/effect.ts'
import type { ResolutionAsked, ResolutionFacts } from '../core/resolve/resolution.ts'
import type { BucketBooks } from '../store/bucket.ts'
import type { Transaction } from '../store/database.ts'
import { type Proposal, proposalById } from '../store/proposal.ts'
import { inReadRequest } from '../store/read-request.ts'
import { authoriseDecider, type Decider, type LimitKeys } from './authorise-decision.ts'
import { shardsAsked } from './corrected-item.ts'
import { keysOf } from './decision-keys.ts'
import type { Engine } from './engine.ts'
import { handsOfProposal } from './proposal-waits.ts'
import { type Decidable, resolutionFacts } from './resolution-facts.ts'
import { lockForDecision, prepareDecision } from './resolve-exception.ts'

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
    | 'not_yours'
    | 'key_needed'
    | 'preview_stale'
    | 'item_unknown'
    | 'nothing_to_decide'
  readonly why: string
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

/** What a second person is about to say yes to, and who they are. */
interface SecondWord<Meant> {
  readonly decision: DecisionKey
  readonly by: Decider
  /** What they key themselves. */
  readonly keyed?: ResolutionAsked
  /** Which of what stands there they mean. */
  readonly meant: (proposal: Proposal) => Meant
}

/** A proposal under the locks of a decision about its item, with all that a second person's word about it is decided on. */
export interface SecondHeard<Meant> {
  readonly is: 'heard'
  readonly proposal: Proposal
  readonly meant: Meant
  readonly facts: ResolutionFacts
  readonly keys: LimitKeys
  readonly books: ReadonlyMap<number, BucketBooks>
  /** By whose right they say it. */
  readonly may: Allowed
  /** `due`: somebody looks at their yes afterwards. */
  readonly review: 'due' | undefined
}

/** Locks what the proposal needs, reads it again, and asks whether this person may say yes to it, with every hand that was in it. */
export async function hearSecond<Meant extends { readonly asked: ResolutionAsked; readonly effect: Effect }>(
  engine: Engine,
  tx: Transaction,
  decidable: Decidable,
  { decision, by, keyed, meant: meantOf }: SecondWord<Meant>,
): Promise<SecondHeard<Meant> | ProposalRefused> {
  // What was asked never changes, so it says before anything is locked which buckets that needs.
  const before = await waitingProposal(engine, tx, decision)
  if ('refused' in before) return before
  const asks = [before.asked, before.second?.asked, keyed].filter(one => one !== undefined)
  const shards = asks.flatMap(asked => shardsAsked(engine, decidable, asked))
  const { books } = await lockForDecision(engine, tx, decidable, shards)
  const proposal = await waitingProposal(engine, tx, decision)
  if ('refused' in proposal) return proposal
  const meant = meantOf(proposal)
  const facts = await resolutionFacts(engine, tx, decidable, meant.asked)
  const keys = keysOf(decidable, facts, meant.effect)
  const {
    decided: may,
    asked: question,
    people,
  } = await authoriseDecider(engine, tx, {
    ...{ by, act: 'approve', decidable, keys, barred: [], hold: 'until the end' },
    hands: handsOfProposal(proposal),
  })
  const review = isReviewed(question, people) ? 'due' : undefined
  return may.allowed ? { is: 'heard', proposal, meant, facts, keys, books, may, review } : notApproved(may, proposal)
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
  // Once each: how many limits it is over would tell what it is about.
  return { is: 'refused', refused: 'not_authorised', why: [...new Set(why)].join(' ') }
}

/** True while nothing of what was proposed may reach whoever is to key it. */
export function isUnseen({ keying, second }: Pick<Proposal, 'keying' | 'second'>): boolean {
  return keying === 'blind' && second === undefined
}

/** Without the sums: what was approved for an account or a batch before would tell what was keyed. */
export const OVER_HIDDEN = 'It is over your limits for approvals.'

function unknown({ shard, id }: DecisionKey): ProposalRefused {
  const why = `There is no decision ${shard}-${id} that needs or needed a second person; the list of approvals shows the numbers.`
  return { is: 'refused', refused: 'decision_unknown', why }
}
