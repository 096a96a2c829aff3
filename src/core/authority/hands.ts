import type { Hand } from './asked.ts'
import type { Indexed, People } from './people.ts'

/**
 * The hands of a decision together with those of the decisions it is nested in, each once: a part of a case keeps the hands of
 * the whole, so that four eyes are not lost by splitting the work.
 */
export function joinHands(...lists: readonly (readonly Hand[])[]): readonly Hand[] {
  const joined = new Map<string, Hand>()
  for (const hand of lists.flat()) joined.set(`${hand.person} ${hand.as}`, hand)
  return [...joined.values()]
}

/** Who answers for an account, itself where it is not among the people. */
export function naturalIdOf(people: People, id: number): number {
  return people.byId.get(id)?.naturalId ?? id
}

/** True when one of these is the same natural person as the account: it itself, its owner, or another account of theirs. */
export function isAmong(people: People, who: Indexed, ids: readonly number[] | undefined): boolean {
  return ids?.some(id => id === who.person.id || naturalIdOf(people, id) === who.naturalId) === true
}

/** True when the natural person behind the account had a hand in it, or words about it. */
export function hadAHand(people: People, who: Indexed, hands: readonly Pick<Hand, 'person'>[] | undefined): boolean {
  return hands?.some(({ person }) => person === who.person.id || naturalIdOf(people, person) === who.naturalId) === true
}

/** The hands that an act puts into what it is about: whoever does it, those who answer for that account, and in whose place. */
export function handsOf(who: Indexed, as: Hand['as'], delegator: Indexed | undefined): readonly Hand[] {
  const owners = who.chain.slice(1).map(person => ({ person, as: 'owner' }) as const)
  const own = [{ person: who.person.id, as }, ...owners]
  if (delegator === undefined) return own
  return [...own, ...delegator.chain.map(person => ({ person, as: 'delegator' }) as const)]
}
