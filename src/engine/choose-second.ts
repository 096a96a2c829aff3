import type { Allowed, Reason } from '../core/authority/asked.ts'
import { joinHands } from '../core/authority/hands.ts'
import type { DecisionEffect } from '../core/resolve/unit-effect.ts'
import type { Transaction } from '../store/database.ts'
import { insertProposal } from '../store/decision.ts'
import { endProposal, type Proposal, type SecondKey } from '../store/proposal.ts'
import type { Approved } from './approve-decision.ts'
import { authoriseDecider, type Decider } from './authorise-decision.ts'
import type { Engine } from './engine.ts'
import { handsOfProposal } from './proposal-waits.ts'
import type { Begun, Proposed, ProposedLocked } from './proposed.ts'
import { takenBy } from './settle-case.ts'

/** A third person, who saw two keys that differ, and takes the second. */
export interface SecondChosen {
  readonly proposed: Proposed
  readonly proposal: Proposal
  readonly second: SecondKey
  readonly by: Decider
  readonly may: Allowed
  /** See `SecondHeard`. */
  readonly review: 'due' | undefined
  readonly locked: ProposedLocked
  /** The second, as it would be kept. */
  readonly begun: Begun
  readonly effect: DecisionEffect
}

/**
 * The first proposal ends as returned, and what the second person keyed becomes a decision of theirs that the third approved, with
 * all hands of both. Whoever keyed it made it then, so it is asked whether they may make it, and not only whether they could approve:
 * of what their role does not hold nobody makes a decision by keying it.
 */
export async function chooseSecond(engine: Engine, tx: Transaction, of: SecondChosen): Promise<Approved> {
  const { proposed, proposal, second, by, may, review, begun, effect } = of
  const { shard, id } = proposal
  // Who they are was asked when they keyed it, as of everybody who keys unseen.
  const maker = { personId: second.personId, session: 'stepped-up' } as const
  const keys = await of.locked.keysOf(second)
  const { decided: made } = await authoriseDecider(engine, tx, {
    ...{
      by: maker,
      act: second.asked.resolution,
      decidable: proposed.work,
      keys,
      ...takenBy(of.locked.place),
      hold: 'not',
      told: 'name',
    },
  })
  const own = made.allowed ? made : made.proposal
  if (own === undefined) {
    await begun.takeBack()
    return notTheirs(made.allowed ? [] : made.reasons)
  }
  const now = engine.now()
  await endProposal(tx, { shard, id, as: 'returned', by: by.personId, at: now, why: WHY })
  const right = { authority: own.authority, hands: joinHands(handsOfProposal(proposal), own.hands) }
  const row = begun.row({ by: maker, right, at: now })
  const decisionId = await insertProposal(tx, row, { needs: [WHY], keying: 'seen', salt: undefined })
  const forId = may.authority.by === 'delegation' ? may.authority.from : undefined
  const approval = { decisionId, approverId: by.personId, forId, review, makerId: second.personId }
  await begun.keep({ by, right: may, approval })
  return { is: 'approved', decisionId, effect }
}

function notTheirs(reasons: readonly Pick<Reason, 'sentence'>[]): Approved {
  const sentences = reasons.map(one => one.sentence).join(' ')
  const why = `Whoever keyed it second may not decide it themselves: ${sentences} Approve the first, or return it to be decided anew.`
  return { is: 'refused', refused: 'not_authorised', why }
}

const WHY = 'A third person saw two keys that differed, and took the second.'
