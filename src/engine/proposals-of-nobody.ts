import { isOfNobody } from '../core/authority/who-can.ts'
import type { Transaction } from '../store/database.ts'
import { type ProposalKey, type WaitingProposal, waitingProposals } from '../store/proposal.ts'
import { askedWork, questionOf } from './authorise-decision.ts'
import { barredFrom } from './barred-from.ts'
import type { Engine } from './engine.ts'
import { type PeopleNow, peopleWithin } from './people-now.ts'
import { handsOfProposal } from './proposal-waits.ts'
import { wordsOfUnseen } from './words-about.ts'
import { queuesOf } from './work-queues.ts'

/** Read at once. */
const CHUNK = 500

/**
 * What waits for the approval of a second person and can get it from nobody who works here: all of them had a hand in it, said
 * something about what is keyed unseen, left, or lost the role, the skill, the credential or the limit. What they used of a limit
 * passes, so nothing of it is counted. One that would do something else now is with its maker, and waits for nobody's approval.
 */
export async function proposalsOfNobody(
  engine: Engine,
  tx: Transaction,
  orgShard: number,
): Promise<readonly WaitingProposal[]> {
  const people = await peopleWithin(engine, tx)
  const queues = queuesOf(engine)
  const found: WaitingProposal[] = []
  let after: ProposalKey | undefined
  for (let read = CHUNK; read === CHUNK; ) {
    const some = await waitingProposals(tx, orgShard, { after, limit: CHUNK })
    const barredOf = await barredFrom(engine, tx, some)
    const wordsOf = await wordsOfUnseen(engine, tx, some)
    for (const one of some) {
      const words = wordsOf.get(one.exceptionId) ?? []
      const asked = { ...approvalOf(engine, people, one), words, excluded: barredOf.get(one.exceptionId) ?? [] }
      if (!one.isStale && queues.has(one.queue) && isOfNobody(asked, people)) found.push(one)
    }
    read = some.length
    after = some.at(-1)
  }
  return found
}

/** The question whether somebody may approve it, with nothing of anybody's limits used. */
function approvalOf(engine: Engine, people: PeopleNow, proposal: WaitingProposal) {
  const by = { personId: proposal.makerId, session: 'stepped-up' } as const
  const work = askedWork(engine, people, { ...proposal, itemId: proposal.exceptionId })
  const asked = questionOf(engine, { by, act: 'approve', keys: proposal, work, since: [], sums: [] })
  return { ...asked, hands: handsOfProposal(proposal) }
}
