import type { Transaction } from '../store/database.ts'
import { endProposal } from '../store/proposal.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { authoriseDecider, type Decider } from './authorise-decision.ts'
import type { Engine } from './engine.ts'
import { handsOfProposal } from './proposal-waits.ts'
import type { Proposed } from './proposed.ts'
import { lockForDecision } from './resolve-exception.ts'
import { takenBy } from './settle-case.ts'
import { tellOfDecision } from './tell-decision.ts'
import {
  type DecisionKey,
  notApproved,
  type ProposalRefused,
  prepareProposal,
  waitingProposal,
} from './waiting-proposal.ts'
import { isUnseen } from './words-about.ts'

/** The end of a proposal of which nothing is ever written. */
export type EndOrder = { readonly decision: DecisionKey; readonly by: Decider } & (
  | {
      readonly as: 'returned'
      /** Why, in the words of whoever returns it: its maker reads them first of all. 1 to 1,000 characters. */
      readonly why: string
    }
  | { readonly as: 'withdrawn' }
)

export type Ended = { readonly is: 'ended'; readonly decisionId: number } | ProposalRefused

/** Returns or withdraws a proposal in a transaction of its own, see `endWithin`. */
export async function endDecision(engine: Engine, order: EndOrder): Promise<Ended> {
  const found = await prepareProposal(engine, order.decision)
  if (found.is === 'refused') return found
  return inWriteRequest(engine.database, engine.institution.orgId, tx => endWithin(engine, tx, found.proposed, order))
}

/**
 * The second person's no, with the reason, or the maker's own. Its case is ready again for its maker before all others, and its
 * exception can be decided anew.
 */
export async function endWithin(
  engine: Engine,
  tx: Transaction,
  { work: decidable, keys }: Pick<Proposed, 'work' | 'keys'>,
  order: EndOrder,
): Promise<Ended> {
  const { place } = await lockForDecision(engine, tx, decidable, [])
  const { decision, by, as } = order
  const proposal = await waitingProposal(engine, tx, decision)
  if ('refused' in proposal) return proposal
  if (as === 'withdrawn' && proposal.makerId !== by.personId) return NOT_YOURS
  if (as === 'returned') {
    const { decided: may } = await authoriseDecider(engine, tx, {
      ...{ by, act: 'send_back', unseen: isUnseen(proposal), decidable, keys, ...takenBy(place), hold: 'not' },
      hands: handsOfProposal(proposal),
    })
    if (!may.allowed) return notApproved(may, proposal)
  }
  const { shard, id } = proposal
  const why = order.as === 'returned' ? order.why : undefined
  await endProposal(tx, { shard, id, as, by: by.personId, at: engine.now(), why })
  const kind = as === 'returned' ? 'decision_returned' : 'decision_withdrawn'
  // What somebody wrote who saw two keys may say what was keyed: it stands with the decision, sealed, and not in the log.
  const told = why === undefined || proposal.keying === 'blind' ? {} : { why }
  const body = { decision: id, maker: `person ${proposal.makerId}`, ...told }
  const event = { kind, actor: `person ${by.personId}`, subject: decidable.exceptionId, body } as const
  await tellOfDecision(engine, tx, { decidable, event })
  return { is: 'ended', decisionId: id }
}

export const NOT_YOURS: ProposalRefused = {
  is: 'refused',
  refused: 'not_yours',
  why: 'Only whoever proposed it withdraws it; a second person returns it with a reason.',
}
