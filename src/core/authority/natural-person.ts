import type { Person } from './people-facts.ts'

/** Who is really behind an account. */
export interface NaturalPerson {
  /** The last account of the chain of owners: two accounts are two people only where it differs. */
  readonly id: number
  /** The account itself, and each owner up to the last. */
  readonly chain: readonly number[]
  /** `human`: the chain ends at one. `nobody`: it ends at no human, at an account that is not there, or not at all. */
  readonly answers: 'human' | 'nobody'
}

/** So many owners up to the last: more are neither said nor followed by the proof. */
export const OWNERS_MAX = 16

/**
 * Follows the owners of an account to whoever answers for it. Owners that own each other are one person, known by the smallest of
 * their ids: nobody answers for them, and none of them is a second person to another.
 */
export function naturalPerson(id: number, persons: ReadonlyMap<number, Person>): NaturalPerson {
  const chain: number[] = []
  const seen = new Set<number>()
  let at = id
  while (!seen.has(at)) {
    seen.add(at)
    chain.push(at)
    const person = persons.get(at)
    if (person?.ownerId === undefined) return { id: at, chain, answers: person?.kind === 'human' ? 'human' : 'nobody' }
    at = person.ownerId
  }
  const circle = chain.slice(chain.indexOf(at))
  return { id: Math.min(...circle), chain, answers: 'nobody' }
}
