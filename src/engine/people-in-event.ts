import type { EventKind } from '../store/event.ts'
import type { PagedEvent } from '../store/event-page.ts'

/** The people that an event names by their numbers. */
export interface PeopleInEvent {
  /** The person it is about; undefined where it is about something else. */
  readonly about: number | undefined
  /** The people among its facts, by the name of the fact. */
  readonly facts: ReadonlyMap<string, number>
}

/**
 * Whom an event names, but for its actor. A number says only with its kind and its fact what it is one of: items, files, cases, teams
 * and people are counted each for themselves.
 */
export function peopleInEvent({ kind, subject, body }: Pick<PagedEvent, 'kind' | 'subject' | 'body'>): PeopleInEvent {
  const facts = new Map<string, number>()
  // A body that somebody altered may be nothing; its chain tells of that.
  for (const [name, value] of Object.entries(body ?? {})) {
    const id = typeof value === 'number' && isPerson(kind, name) ? value : personOfActor(value)
    if (id !== undefined) facts.set(name, id)
  }
  // What is given is about a person, a team, or a role, which has no number.
  const isGivenTo = OF_HOLDS.has(kind) && [facts.get('personId'), facts.get('toId')].includes(subject)
  return { about: ABOUT_PEOPLE.has(kind) || isGivenTo ? subject : undefined, facts }
}

/** The id in `person 12`; undefined for every other actor. */
export function personOfActor(actor: unknown): number | undefined {
  const id = typeof actor === 'string' ? /^person (\d{1,15})$/.exec(actor)?.[1] : undefined
  return id === undefined ? undefined : Number(id)
}

const kinds = (...of: readonly EventKind[]): ReadonlySet<string> => new Set(of)

const OF_HOLDS = kinds(
  ...(['member_granted', 'role_granted', 'skill_granted', 'credential_granted', 'limit_set'] as const),
  ...(['delegation_granted', 'absence_set', 'supervision_set', 'holding_ended'] as const),
)

const ABOUT_PEOPLE = kinds(
  ...(['person_added', 'person_suspended', 'person_reactivated', 'person_left', 'owner_set'] as const),
  ...(['signed_in', 'sign_in_failed', 'stepped_up', 'signed_out', 'session_ended', 'password_set'] as const),
  ...(['passkey_registered', 'passkey_revoked', 'passkey_counter_fell', 'presence_changed'] as const),
  ...(['provider_identity_bound', 'provider_identity_ended'] as const),
)

/** The kinds of events that are about people, as far as a kind tells: what is given may be a team's or a role's. */
export const KINDS_ABOUT_PEOPLE: readonly string[] = [...ABOUT_PEOPLE, ...OF_HOLDS]

const OF_OWNERS = kinds('person_added', 'owner_set')

/** Whether the fact of such a name is somebody's number. */
function isPerson(kind: string, name: string): boolean {
  if (OF_HOLDS.has(kind)) return name === 'personId' || name === 'fromId' || name === 'toId'
  return OF_OWNERS.has(kind) && (name === 'owner' || name === 'was')
}
