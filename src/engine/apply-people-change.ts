import { type People, wholeMicros } from '../core/authority/people.ts'
import type { PersonState } from '../core/authority/role.ts'
import type { Transaction } from '../store/database.ts'
import type { EventKind, NewEvent } from '../store/event.ts'
import {
  endHeld,
  type HoldKind,
  insertHeld,
  insertPerson,
  insertTeam,
  setPersonOwner,
  setPersonState,
} from '../store/people-changes.ts'
import { heldNow, newHeldOf, replacedBy, subjectOf } from './held.ts'
import { type PeopleChange, PeopleRefused } from './people-change.ts'
import { needPerson, needTeam, ownerOf, personOf } from './people-named.ts'

export interface ChangeAt {
  readonly shard: number
  readonly at: Temporal.Instant
  readonly people: People
}

export interface Applied {
  /** Of the person, the team, or what is held. */
  readonly id: number
  readonly events: readonly Omit<NewEvent, 'actor'>[]
}

/** Writes one change. Throws `PeopleRefused` with the sentence for whoever asked when it cannot be. */
export async function applyChange(tx: Transaction, to: ChangeAt, change: PeopleChange): Promise<Applied> {
  switch (change.change) {
    case 'add_person':
      return addPerson(tx, to, change)
    case 'add_team':
      return addTeam(tx, to, change)
    case 'grant':
      return grant(tx, to, change)
    case 'end':
      return end(tx, to, change)
    case 'set_owner':
      return setOwner(tx, to, change)
    case 'suspend':
    case 'reactivate':
    case 'leave':
      return setState(tx, to, change)
  }
}

const LOGIN = /^[a-z0-9][a-z0-9._@+-]{0,99}$/

async function addPerson(
  tx: Transaction,
  { shard, at, people }: ChangeAt,
  { login, name, kind, owner }: Extract<PeopleChange, { change: 'add_person' }>,
): Promise<Applied> {
  if (!LOGIN.test(login))
    throw new PeopleRefused(
      'bad_login',
      `A login is 1 to 100 small letters, digits and . _ @ + -, and begins with one of the first two; ${login} is none.`,
    )
  needName(name)
  if (personOf(people, login) !== undefined)
    throw new PeopleRefused('login_taken', `There is a person ${login} already.`)
  const ownerId = ownerOf(people, { login, kind }, owner)
  const id = await insertPerson(tx, shard, { login, name, kind, ownerId }, at)
  return { id, events: [{ kind: 'person_added', subject: id, body: { login, name, kind, owner: ownerId ?? null } }] }
}

async function setOwner(
  tx: Transaction,
  { shard, at, people }: ChangeAt,
  { login, owner }: Extract<PeopleChange, { change: 'set_owner' }>,
): Promise<Applied> {
  const person = needPerson(people, login)
  const { id, ownerId: was } = person
  const to = ownerOf(people, person, owner ?? undefined)
  if (to === was || !(await setPersonOwner(tx, { shard, id }, { from: was, to }, at)))
    throw new PeopleRefused(
      'same_owner',
      to === undefined ? `${login} is a first account already.` : `${owner} answers for ${login} already.`,
    )
  return { id, events: [{ kind: 'owner_set', subject: id, body: { login, owner: to ?? null, was: was ?? null } }] }
}

async function addTeam(
  tx: Transaction,
  { shard, people }: ChangeAt,
  { team, parent }: Extract<PeopleChange, { change: 'add_team' }>,
): Promise<Applied> {
  needName(team)
  if (people.facts.teams.some(one => one.name === team))
    throw new PeopleRefused('team_taken', `There is a team ${team} already.`)
  const parentId = parent === undefined ? undefined : needTeam(people, parent)
  const id = await insertTeam(tx, shard, { name: team, parentId })
  return { id, events: [{ kind: 'team_added', subject: id, body: { name: team, parent: parentId ?? null } }] }
}

const STATES = {
  suspend: { from: ['active'], to: 'suspended', event: 'person_suspended' },
  reactivate: { from: ['suspended', 'left'], to: 'active', event: 'person_reactivated' },
  leave: { from: ['active', 'suspended'], to: 'left', event: 'person_left' },
} as const satisfies Record<
  string,
  { readonly from: readonly PersonState[]; readonly to: PersonState; readonly event: EventKind }
>

async function setState(
  tx: Transaction,
  { shard, people }: ChangeAt,
  { change, login }: { readonly change: keyof typeof STATES; readonly login: string },
): Promise<Applied> {
  const { id, state } = needPerson(people, login)
  const { from, to, event } = STATES[change]
  const allowed: readonly PersonState[] = from
  if (!allowed.includes(state) || !(await setPersonState(tx, { shard, id }, { from: state, to })))
    throw new PeopleRefused('other_state', `${login} is ${state}: only who is ${from.join(' or ')} can become ${to}.`)
  return { id, events: [{ kind: event, subject: id, body: { login, was: state } }] }
}

const GRANTED = {
  member: 'member_granted',
  role: 'role_granted',
  skill: 'skill_granted',
  credential: 'credential_granted',
  limit: 'limit_set',
  delegation: 'delegation_granted',
  absence: 'absence_set',
  supervision: 'supervision_set',
} as const satisfies Record<HoldKind, EventKind>

/** A limit or a supervision stands in the place of the one before it, which ends in the same moment. */
async function grant(
  tx: Transaction,
  to: ChangeAt,
  change: Extract<PeopleChange, { change: 'grant' }>,
): Promise<Applied> {
  const { shard, at, people } = to
  const from = wholeMicros(change.from ?? at)
  const until = change.until === undefined ? undefined : wholeMicros(change.until)
  if (Temporal.Instant.compare(from, at) < 0)
    throw new PeopleRefused(
      'in_the_past',
      'Nothing is given for a time that is past: what was decided then stays as it was.',
    )
  if (until !== undefined && Temporal.Instant.compare(until, from) <= 0)
    throw new PeopleRefused('ends_before', 'It would end before it begins.')
  const held = newHeldOf(change, people, until)
  const before = replacedBy(held, people, from)
  for (const id of before) await endHeld(tx, { shard, hold: held.hold, id }, from)
  const id = await insertHeld(tx, shard, held, { from, until })
  const { hold, ...what } = held
  const body = {
    id,
    ...what,
    from: from.toString(),
    until: until?.toString() ?? null,
    ...(before.length > 0 ? { instead_of: before } : {}),
  }
  return { id, events: [{ kind: GRANTED[hold], subject: subjectOf(held), body }] }
}

async function end(
  tx: Transaction,
  { shard, at, people }: ChangeAt,
  { hold, id }: Extract<PeopleChange, { change: 'end' }>,
): Promise<Applied> {
  const held = heldNow(people.facts, hold).find(one => one.id === id)
  if (held === undefined) throw new PeopleRefused('not_held', `There is no ${hold} ${id} that could end.`)
  const ended = await endHeld(tx, { shard, hold, id }, at)
  if (ended === undefined) throw new PeopleRefused('ended_before', `The ${hold} ${id} ended before.`)
  return {
    id,
    events: [{ kind: 'holding_ended', subject: subjectOf(ended), body: { id, ...ended, at: at.toString() } }],
  }
}

function needName(name: string): void {
  if (name.trim() === '' || name.length > 200)
    throw new PeopleRefused('bad_name', 'A name has 1 to 200 characters, one of them at least no space.')
}
