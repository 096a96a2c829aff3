import type { Asked, Decided, Used } from './asked.ts'
import { decideAct } from './decide-act.ts'
import type { People } from './people.ts'

/**
 * Decides many acts of one person as if they were done one after the other: each that is allowed counts for those behind it, so
 * that a list is not a way around a sum. Nothing is carried over from one that is refused.
 */
export function decideBulk(asks: readonly Asked[], people: People): readonly Decided[] {
  const done: { readonly asked: Asked; readonly hands: readonly number[] }[] = []
  return asks.map(asked => {
    const used: Used = of => {
      const before = done.filter(
        one => one.hands.some(hand => of.people.includes(hand)) && isCounted(one.asked, asked, of),
      )
      return before.reduce((sum, one) => sum + (one.asked.amount?.minor ?? 0n), asked.used(of))
    }
    const decided = decideAct({ ...asked, used }, people)
    if (decided.allowed) done.push({ asked, hands: decided.hands.map(hand => hand.person) })
    return decided
  })
}

function isCounted(before: Asked, asked: Asked, { act, measure }: Parameters<Used>[0]): boolean {
  if (before.act !== act) return false
  return measure === 'day' || before[measure] === asked[measure]
}
