import { type Held, isHeldAt, type PeopleFacts } from './people-facts.ts'
import type { Role } from './role.ts'

/** A team as it stands at a moment. */
export interface TeamNow {
  readonly id: number
  readonly name: string
  /** The name of the team above it. */
  readonly parent: string | undefined
  /** What everybody in it and below it holds by it, each with the number by which it is ended. */
  readonly roles: readonly { readonly id: number; readonly role: Role }[]
  /** Those who are in it themselves, by login. */
  readonly members: readonly string[]
}

/** Every team with who is in it then. */
export function teamList(facts: PeopleFacts, at: Temporal.Instant): readonly TeamNow[] {
  const holds = (one: Held) => isHeldAt(one, at)
  return facts.teams.map(({ id, name, parentId }) => ({
    ...{ id, name, parent: facts.teams.find(one => one.id === parentId)?.name },
    roles: facts.roles.flatMap(one =>
      'team' in one.by && one.by.team === id && holds(one) ? [{ id: one.id, role: one.role }] : [],
    ),
    members: facts.members
      .filter(one => one.teamId === id && holds(one))
      .flatMap(one => facts.persons.find(person => person.id === one.personId)?.login ?? []),
  }))
}
