import type { Act } from '../core/authority/act.ts'
import type { Asked } from '../core/authority/asked.ts'
import { decideAct } from '../core/authority/decide-act.ts'
import { holdsAt, microsOf, type People } from '../core/authority/people.ts'
import type { Role } from '../core/authority/role.ts'
import { membersBelow } from '../core/authority/teams.ts'
import type { HoldKind } from '../store/people-changes.ts'
import { type ChangedBy, type Grant, type PeopleChange, PeopleRefused } from './people-change.ts'
import { personOf } from './people-named.ts'

/** Throws `PeopleRefused` unless whoever asks may make the change, with the people as they are just before it. */
export function needAuthority(
  by: Exclude<ChangedBy, 'operator'>,
  change: PeopleChange,
  people: People,
  at: Temporal.Instant,
): void {
  const { act, gains } = askedOf(change, people, by.person, at)
  const asked: Asked = { by: by.person, act, at, session: by.session, used: () => 0n, gains }
  const decided = decideAct(asked, people)
  if (decided.allowed) return
  throw new PeopleRefused(decided.reasons[0]?.code ?? 'refused', decided.reasons.map(one => one.sentence).join(' '))
}

interface AskedChange {
  readonly act: Act
  /** Whoever would gain by it, in ids. */
  readonly gains: readonly number[]
}

/** The act that a change is, and who gains by it. */
function askedOf(change: PeopleChange, people: People, by: number, at: Temporal.Instant): AskedChange {
  switch (change.change) {
    case 'add_person':
    case 'add_team':
    case 'suspend':
    case 'leave':
      return { act: 'manage_people', gains: [] }
    case 'reactivate':
      return { act: 'manage_people', gains: idsOf(people, change.login) }
    // Saying whose it is only keeps somebody from more; saying that it is another's, or nobody's, sets them free.
    case 'set_owner': {
      const person = personOf(people, change.login)
      return { act: 'manage_people', gains: person?.ownerId === undefined ? [] : [person.id] }
    }
    case 'grant':
      return askedOfGrant(change, people, by, at)
    case 'end':
      return askedOfEnd(change, people, by, at)
  }
}

function askedOfGrant(grant: Grant, people: People, by: number, at: Temporal.Instant): AskedChange {
  switch (grant.hold) {
    case 'member':
      return { act: 'manage_authority', gains: idsOf(people, grant.login) }
    case 'role':
      return {
        act: 'manage_authority',
        gains: 'login' in grant.to ? idsOf(people, grant.to.login) : inTeam(people, grant.to.team),
      }
    case 'limit':
      return {
        act: 'manage_authority',
        gains: 'login' in grant.of ? idsOf(people, grant.of.login) : holders(people, grant.of.role, at),
      }
    case 'skill':
    case 'credential':
    case 'supervision':
      return { act: 'manage_people', gains: idsOf(people, grant.login) }
    case 'delegation': {
      const isOwn = idsOf(people, grant.giver).includes(by)
      return { act: isOwn ? 'delegate' : 'manage_authority', gains: idsOf(people, grant.login) }
    }
    case 'absence':
      return { act: idsOf(people, grant.login).includes(by) ? 'be_away' : 'manage_people', gains: [] }
  }
}

/** Ending a limit or a closeness of supervision may set somebody free of it; ending anything else only takes away. */
function askedOfEnd(
  { hold, id }: { readonly hold: HoldKind; readonly id: number },
  people: People,
  by: number,
  at: Temporal.Instant,
): AskedChange {
  const { facts } = people
  switch (hold) {
    case 'limit': {
      const of = facts.limits.find(one => one.id === id)?.of
      if (of === undefined) return { act: 'manage_authority', gains: [] }
      return { act: 'manage_authority', gains: 'person' in of ? [of.person] : holders(people, of.role, at) }
    }
    case 'supervision': {
      const row = facts.supervisions.find(one => one.id === id)
      return { act: 'manage_people', gains: row === undefined ? [] : [row.personId] }
    }
    case 'delegation': {
      const row = facts.delegations.find(one => one.id === id)
      return { act: row?.fromId === by || row?.toId === by ? 'delegate' : 'manage_authority', gains: [] }
    }
    case 'absence':
      return {
        act: facts.absences.find(one => one.id === id)?.personId === by ? 'be_away' : 'manage_people',
        gains: [],
      }
    case 'skill':
    case 'credential':
      return { act: 'manage_people', gains: [] }
    case 'member':
    case 'role':
      return { act: 'manage_authority', gains: [] }
  }
}

function idsOf(people: People, login: string): readonly number[] {
  const person = personOf(people, login)
  return person === undefined ? [] : [person.id]
}

function inTeam(people: People, name: string): readonly number[] {
  const team = people.facts.teams.find(one => one.name === name)
  return team === undefined ? [] : membersBelow(people.facts, team.id)
}

/** Who holds the role now or later. */
function holders(people: People, role: Role, at: Temporal.Instant): readonly number[] {
  const atMicros = microsOf(at)
  const holds = people.byName.filter(one =>
    one.roles.some(held => held.what === role && (holdsAt(held, atMicros) || held.fromMicros > atMicros)),
  )
  return holds.map(one => one.person.id)
}
