import { ROLE_NAMES, type Role } from '../core/authority/role.ts'
import type { SessionOver, SessionTimes } from '../core/session.ts'
import { STANDS_AS } from './person-standing.ts'
import { changedBy, frequentStatement, type Runner, rowsOf, statement } from './statement.ts'

/** Why a session ended. */
export type SessionEnd =
  | 'signed out'
  | SessionOver
  | 'stepped up'
  | 'person not active'
  | 'password set'
  | 'ended elsewhere'
  | 'passkey revoked'
  | 'provider ended'

/** How somebody proved who they are. */
export type SignInWay = 'password' | 'demo' | 'passkey' | 'provider'

/** A session with the person whose it is, as both stand at a moment. */
export interface Session extends SessionTimes {
  /** SHA-256 of its token. */
  readonly id: Uint8Array
  readonly endWhy: SessionEnd | undefined
  readonly how: SignInWay
  /** Where the sign-in came from. */
  readonly address: string
  readonly person: SessionPerson
}

export interface SessionPerson {
  readonly id: number
  readonly login: string
  readonly name: string
  readonly kind: 'human' | 'agent' | 'service'
  /** Of the account; `suspended` too while somebody who answers for it is not active. */
  readonly state: 'active' | 'suspended' | 'left'
  /** Said to be absent at this moment; of a human’s second account also who answers for it. */
  readonly isAway: boolean
  /** What the person holds now, alone or through a team. */
  readonly roles: readonly Role[]
}

const FIND = frequentStatement(
  'session.find',
  `
-- session, person and roles in one look, with every request: what was ended a moment ago holds no more
with recursive asked as (
  select * from session where shard = $1 and id = any ($2::bytea[])
), team_of (person_id, team_id) as (
  select member.person_id, member.team_id
  from team_member as member
  where member.shard = $1 and member.person_id = any (select person_id from asked)
    and member.holds_from <= $3::timestamptz and (member.holds_until is null or member.holds_until > $3::timestamptz)
  -- union, not union all: teams that lie in a circle end it too
  union
  select team_of.person_id, team.parent_id
  from team_of join team on team.shard = $1 and team.id = team_of.team_id
  where team.parent_id is not null
)
select asked.id, asked.signed_in_at, asked.last_seen_at, asked.stepped_up_at, asked.end_why, asked.how, asked.address,
  person.id as person_id, person.login, person.name, person.kind, ${STANDS_AS} as state,
  exists (
    select from absence
    where absence.shard = $1 and absence.person_id = asked.person_id
      and absence.holds_from <= $3::timestamptz and absence.holds_until > $3::timestamptz
  ) or person.kind = 'human' and person.owner_id is not null and exists (
    -- of a second account those that answer for it too
    with recursive owner as (
      select above.id, above.owner_id from person as above where above.shard = $1 and above.id = person.owner_id
      union
      select above.id, above.owner_id from owner join person as above on above.shard = $1 and above.id = owner.owner_id
    )
    select from owner join absence on absence.shard = $1 and absence.person_id = owner.id
    where absence.holds_from <= $3::timestamptz and absence.holds_until > $3::timestamptz
  ) as away,
  array(
    select role from role_holding as own
    where own.shard = $1 and own.person_id = asked.person_id
      and own.holds_from <= $3::timestamptz and (own.holds_until is null or own.holds_until > $3::timestamptz)
    union
    select role from team_of join role_holding as held on held.shard = $1 and held.team_id = team_of.team_id
    where team_of.person_id = asked.person_id
      and held.holds_from <= $3::timestamptz and (held.holds_until is null or held.holds_until > $3::timestamptz)
  ) as roles
from asked join person on person.shard = $1 and person.id = asked.person_id`,
)

const INSERT = statement(
  'session.insert',
  `
insert into session (shard, id, person_id, signed_in_at, last_seen_at, stepped_up_at, how, address)
values ($1, $2, $3, $4, $5, $6, $7, $8)`,
)

const SEEN = frequentStatement(
  'session.seen',
  'update session set last_seen_at = $3, stepped_up_at = $4 where shard = $1 and id = $2 and ended_at is null and last_seen_at < $3',
)

const END = statement(
  'session.end',
  'update session set ended_at = greatest($3::timestamptz, last_seen_at), end_why = $4 where shard = $1 and id = $2 and ended_at is null',
)

const END_ALL = statement(
  'session.end-all',
  'update session set ended_at = greatest($3::timestamptz, last_seen_at), end_why = $4 where shard = $1 and person_id = $2 and ended_at is null and id is distinct from $5',
)

const OPEN = statement(
  'session.open-of',
  `
select id from session where shard = $1 and person_id = $2 and ended_at is null
order by last_seen_at desc, id
limit 100`,
)

interface SessionRow {
  readonly id: Buffer
  readonly signed_in_at: Date
  readonly last_seen_at: Date
  readonly stepped_up_at: Date | null
  readonly end_why: SessionEnd | null
  readonly how: SignInWay
  readonly address: string
  readonly person_id: number
  readonly login: string
  readonly name: string
  readonly kind: SessionPerson['kind']
  readonly state: SessionPerson['state']
  readonly away: boolean
  readonly roles: readonly Role[]
}

/** Those of the sessions that there are, also when they ended. Of a few hundred at most. */
export async function findSessions(
  run: Runner,
  shard: number,
  ids: readonly Uint8Array[],
  now: Temporal.Instant,
): Promise<readonly Session[]> {
  const rows = await rowsOf<SessionRow>(run, FIND, [shard, ids, now.toString()])
  return rows.map(row => ({
    id: row.id,
    signedInAt: instant(row.signed_in_at),
    lastSeenAt: instant(row.last_seen_at),
    steppedUpAt: row.stepped_up_at === null ? undefined : instant(row.stepped_up_at),
    endWhy: row.end_why ?? undefined,
    how: row.how,
    address: row.address,
    person: {
      id: row.person_id,
      login: row.login,
      name: row.name,
      kind: row.kind,
      state: row.state,
      isAway: row.away,
      roles: ROLE_NAMES.filter(role => row.roles.includes(role)),
    },
  }))
}

function instant(at: Date): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime())
}

export interface NewSession extends SessionTimes {
  readonly shard: number
  readonly id: Uint8Array
  readonly personId: number
  readonly how: SignInWay
  readonly address: string
}

export async function insertSession(tx: Runner, session: NewSession): Promise<void> {
  const { shard, id, personId, signedInAt, lastSeenAt, steppedUpAt, how, address } = session
  const moments = [signedInAt, lastSeenAt, steppedUpAt].map(at => at?.toString() ?? null)
  await changedBy(tx, INSERT, [shard, id, personId, ...moments, how, address.slice(0, ADDRESS_CHARACTERS_MAX)])
}

/** An address of IPv6 that ends in one of IPv4 (RFC 4291, 2.2). */
const ADDRESS_CHARACTERS_MAX = 45

interface SessionKey {
  readonly shard: number
  readonly id: Uint8Array
}

/** Writes down when its person asked for something last, and whether their proof still counted then. */
export async function sessionSeen(
  tx: Runner,
  shard: number,
  { id, lastSeenAt, steppedUpAt }: Pick<Session, 'id' | 'lastSeenAt' | 'steppedUpAt'>,
): Promise<void> {
  await changedBy(tx, SEEN, [shard, id, lastSeenAt.toString(), steppedUpAt?.toString() ?? null])
}

/** True when it went on until now. */
export async function endSession(
  tx: Runner,
  { shard, id }: SessionKey,
  at: Temporal.Instant,
  why: SessionEnd,
): Promise<boolean> {
  return (await changedBy(tx, END, [shard, id, at.toString(), why])) === 1
}

/** Ends all that a person has but the one that stays, and gives how many they were. */
export async function endSessionsOf(
  tx: Runner,
  person: { readonly shard: number; readonly id: number; readonly stays?: Uint8Array },
  at: Temporal.Instant,
  why: SessionEnd,
): Promise<number> {
  return changedBy(tx, END_ALL, [person.shard, person.id, at.toString(), why, person.stays ?? null])
}

/** The ids of those of a person that nobody ended, the last one used first; some may be over by their age. 100 at most. */
export async function openSessionsOf(
  run: Runner,
  person: { readonly shard: number; readonly id: number },
): Promise<readonly Uint8Array[]> {
  return (await rowsOf<{ id: Buffer }>(run, OPEN, [person.shard, person.id])).map(row => row.id)
}
