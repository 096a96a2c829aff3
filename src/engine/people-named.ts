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

export function needTeam(people: People, name: string): number {
  const team = people.facts.teams.find(one => one.name === name)
  if (team === undefined) throw new PeopleRefused('no_team', `There is no team ${name}; clearday people lists them.`)
  return team.id
}
