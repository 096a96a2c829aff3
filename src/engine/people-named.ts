import { OWNERS_MAX } from '../core/authority/natural-person.ts'
import type { People } from '../core/authority/people.ts'
import type { Person } from '../core/authority/people-facts.ts'
import { PeopleRefused } from './people-change.ts'

/** The person of a login. */
export function personOf(people: People, login: string): Person | undefined {
  return people.facts.persons.find(one => one.login === login)
}

export function needPerson(people: People, login: string): Person {
  const person = personOf(people, login)
  if (person === undefined)
    throw new PeopleRefused('no_person', `There is no person ${login}; clearday people lists them.`)
  return person
}

/**
 * Who answers for an account, in ids: a human in the end, for a human's account at once; not the account itself, nor one that it
 * answers for, and no more of them than are followed. Nobody where none is named, which is for humans alone.
 */
export function ownerOf(
  people: People,
  { login, kind }: Pick<Person, 'login' | 'kind'>,
  owner: string | undefined,
): number | undefined {
  if (owner === undefined) {
    if (kind === 'human') return undefined
    throw new PeopleRefused('no_owner', `A human answers for every ${kind} account: name one as its owner.`)
  }
  const { id, kind: ofOwner } = needPerson(people, owner)
  const { chain = [], answers } = people.byId.get(id) ?? {}
  const own = personOf(people, login)?.id
  if (own !== undefined && chain.includes(own))
    throw new PeopleRefused(
      'owner_circle',
      own === id ? `Nobody answers for themselves: ${login} is ${owner}.` : `${login} answers for ${owner} already.`,
    )
  if (answers !== 'human' || (kind === 'human' && ofOwner !== 'human'))
    throw new PeopleRefused('owner_not_human', `A human answers for ${login}; ${owner} is none.`)
  const below = Math.max(1, ...people.byName.map(one => one.chain.indexOf(own ?? -1) + 1))
  if (chain.length + below - 1 > OWNERS_MAX)
    throw new PeopleRefused('owners_too_many', `An account has ${OWNERS_MAX} owners at most, one behind the other.`)
  return id
}

export function needTeam(people: People, name: string): number {
  const team = people.facts.teams.find(one => one.name === name)
  if (team === undefined) throw new PeopleRefused('no_team', `There is no team ${name}; clearday people lists them.`)
  return team.id
}
