import { naturalPerson } from './natural-person.ts'
import type { Absence, AuthorityLimit, Delegation, Held, PeopleFacts, Person, Supervision } from './people-facts.ts'
import type { Role } from './role.ts'
import { teamsAbove } from './teams.ts'

/**
 * The people of an institution, indexed once, so that an act is decided by looking up and not by searching. It holds what begins
 * and ends later too: the moment is that of each question.
 */
export interface People {
  readonly facts: PeopleFacts
  readonly byId: ReadonlyMap<number, Indexed>
  /** By name, then by id: the order in which sentences name people. */
  readonly byName: readonly Indexed[]
  /** Limits of roles, by `role/act`. */
  readonly roleLimits: ReadonlyMap<string, readonly Timed<AuthorityLimit>[]>
}

/** One account with what it holds. */
export interface Indexed {
  readonly person: Person
  /** The account of the natural person behind it. */
  readonly naturalId: number
  /** Every account of that natural person, this one too, by id. */
  readonly accounts: readonly number[]
  /** The account itself, and each owner up to the last. */
  readonly chain: readonly number[]
  /** The owners up to the last. */
  readonly owners: readonly Person[]
  readonly answers: 'human' | 'nobody'
  /** Own ones and those of all teams above. */
  readonly roles: readonly Timed<Role>[]
  readonly skills: readonly Timed<string>[]
  readonly credentials: readonly Timed<string>[]
  /** Limits of this person alone, which stand in the place of the roles'. */
  readonly limits: readonly Timed<AuthorityLimit>[]
  /** Given to this person, by id. */
  readonly delegations: readonly Timed<Delegation>[]
  /** Of the account and, of a human’s second one, of those that answer for it: nobody who is away works by another login. */
  readonly absences: readonly Timed<Absence>[]
  /** Of every account of that natural person: nobody is looked at less closely through another of theirs. */
  readonly supervisions: readonly Timed<Supervision>[]
}

/** Something held from a moment until another, in microseconds, which is what the database keeps. */
export interface Timed<Of> {
  readonly what: Of
  readonly fromMicros: number
  readonly untilMicros: number
}

/** True when it is held at the moment: the end is left out, so that what is ended does not count from that instant. */
export function holdsAt(held: Timed<unknown>, atMicros: number): boolean {
  return held.fromMicros <= atMicros && atMicros < held.untilMicros
}

/** Microseconds since 1970: a safe integer for the next two centuries. */
export function microsOf(at: Temporal.Instant): number {
  return Number(at.epochNanoseconds / 1000n)
}

/** The moment without what the database does not keep: rounded up there, a right would begin after the moment it is given in. */
export function wholeMicros(at: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.fromEpochNanoseconds((at.epochNanoseconds / 1000n) * 1000n)
}

/** Indexes the people of an institution. Takes time in proportion to what is held; every question after it does not. */
export function indexPeople(facts: PeopleFacts): People {
  const persons = new Map(facts.persons.map(person => [person.id, person]))
  const naturals = new Map(facts.persons.map(({ id }) => [id, naturalPerson(id, persons)]))
  const accounts = Map.groupBy([...persons.keys()].sort(byNumber), id => naturals.get(id)?.id ?? id)
  const roles = rolesOf(facts)
  const held = <One extends Held>(rows: readonly One[], personOf: (row: One) => number | undefined) =>
    Map.groupBy(rows, personOf)
  const skills = held(facts.skills, row => row.personId)
  const credentials = held(facts.credentials, row => row.personId)
  const limits = held(facts.limits, row => ('person' in row.of ? row.of.person : undefined))
  const delegations = held(facts.delegations, row => row.toId)
  const absences = held(facts.absences, row => row.personId)
  const supervisions = held(facts.supervisions, row => row.personId)
  const indexed = [...persons.values()].map((person): Indexed => {
    const { id } = person
    const natural = naturals.get(id) ?? naturalPerson(id, persons)
    const own = accounts.get(natural.id) ?? [id]
    return {
      person,
      naturalId: natural.id,
      accounts: own,
      chain: natural.chain,
      owners: natural.chain.slice(1).flatMap(owner => persons.get(owner) ?? []),
      answers: natural.answers,
      roles: roles.get(id) ?? [],
      skills: (skills.get(id) ?? []).map(row => timed(row, row.skill)),
      credentials: (credentials.get(id) ?? []).map(row => timed(row, row.credential)),
      limits: (limits.get(id) ?? []).map(row => timed(row, row)),
      delegations: (delegations.get(id) ?? []).toSorted((a, b) => a.id - b.id).map(row => timed(row, row)),
      absences: (person.kind === 'human' ? natural.chain : [id])
        .flatMap(account => absences.get(account) ?? [])
        .map(row => timed(row, row)),
      supervisions: own.flatMap(account => supervisions.get(account) ?? []).map(row => timed(row, row)),
    }
  })
  return {
    facts,
    byId: new Map(indexed.map(one => [one.person.id, one])),
    byName: indexed.toSorted(byName),
    roleLimits: Map.groupBy(
      facts.limits.filter(row => 'role' in row.of).map(row => timed(row, row)),
      ({ what }) => ('role' in what.of ? limitKey(what.of.role, what.act) : ''),
    ),
  }
}

/** Under which a role's limits for an act are found. */
export function limitKey(role: Role, act: string): string {
  return `${role}/${act}`
}

/** What each person holds: of their own, and through each team they are in and all teams above it, while both hold. */
function rolesOf(facts: PeopleFacts): ReadonlyMap<number, readonly Timed<Role>[]> {
  const found = new Map<number, Timed<Role>[]>()
  const add = (personId: number, role: Timed<Role>) => {
    if (role.fromMicros >= role.untilMicros) return
    const list = found.get(personId)
    if (list === undefined) found.set(personId, [role])
    else list.push(role)
  }
  const ofTeam = Map.groupBy(facts.roles, row => ('team' in row.by ? row.by.team : undefined))
  for (const row of facts.roles) if ('person' in row.by) add(row.by.person, timed(row, row.role))
  const above = teamsAbove(facts.teams)
  for (const member of facts.members)
    for (const team of above(member.teamId))
      for (const row of ofTeam.get(team) ?? [])
        add(member.personId, whileBoth(timed(member, row.role), timed(row, row.role)))
  return found
}

function timed<Of>(held: Held, what: Of): Timed<Of> {
  return {
    what,
    fromMicros: microsOf(held.from),
    untilMicros: held.until === undefined ? Number.POSITIVE_INFINITY : microsOf(held.until),
  }
}

function whileBoth<Of>(a: Timed<Of>, b: Timed<Of>): Timed<Of> {
  return {
    what: b.what,
    fromMicros: Math.max(a.fromMicros, b.fromMicros),
    untilMicros: Math.min(a.untilMicros, b.untilMicros),
  }
}

function byNumber(a: number, b: number): number {
  return a - b
}

function byName(a: Indexed, b: Indexed): number {
  if (a.person.name !== b.person.name) return a.person.name < b.person.name ? -1 : 1
  return a.person.id - b.person.id
}
