import type { LatePosting, ResolutionAsked, ResolutionDecision, ResolutionFacts } from './resolution.ts'
import { refused } from './resolution.ts'
import { adjust } from './resolve-adjust.ts'

/**
 * An adjustment of what posted longer ago than our own entries are taken back: with the case the item is in suspense again, as if it
 * had not posted, and what the customer is rightly charged is charged. The network’s window is the rule for it, and no days of ours.
 */
export function adjustLate(asked: ResolutionAsked, facts: ResolutionFacts, late: LatePosting): ResolutionDecision {
  const { exception, item, account, bookedOn } = facts
  if (bookedOn <= late.undoneUntil)
    return refused(
      'exception_closed',
      `It posted, and is taken back until ${late.undoneUntil}: undo that first, then open the adjustment.`,
    )
  if (facts.adjustment !== undefined && facts.adjustment.clock === undefined)
    return refused('resolution_not_possible', facts.adjustment.missed)
  if (late.legs.some(leg => leg.shard !== exception.shard))
    return refused('resolution_not_possible', 'It posted to other accounts than its own: write to the other bank.')
  if (account?.status === 'closed' || account?.status === 'frozen')
    return refused(
      'resolution_not_possible',
      `The account is ${account.status}, and nothing is booked to it: clear that at the ledger first.`,
    )
  const opened = adjust(asked, facts)
  if (opened.is === 'refused') return opened
  // What was charged for the posting is none of the item's value: it is given back by itself.
  const posted = late.legs.filter(({ from, to }) => ![from, to].some(one => 'role' in one && one.role === 'fees'))
  const taken = posted.map(leg => ({ ...leg, day: bookedOn, from: leg.to, to: leg.from }))
  const effect = {
    ...opened.effect,
    item: { shard: exception.shard, id: item.id, day: item.day, state: 'suspended', positionClosedOn: '' },
    legs: [...taken, ...opened.effect.legs],
  } as const
  return { is: 'decided', effect }
}
