import { ruleOf } from './act.ts'
import { holdsAt, type Indexed, microsOf, type People } from './people.ts'

/** The humans who hold, in their own right at the moment, the acts by which people are managed. Who is away only now counts. */
export function managersAt(people: People, at: Temporal.Instant): readonly Indexed[] {
  const atMicros = microsOf(at)
  return people.byName.filter(
    one =>
      one.person.kind === 'human' &&
      one.answers === 'human' &&
      [one.person, ...one.owners].every(({ state }) => state === 'active') &&
      one.roles.some(role => holdsAt(role, atMicros) && MANAGES.every(rule => rule.roles.includes(role.what))),
  )
}

const MANAGES = [ruleOf('manage_people'), ruleOf('manage_authority')]
