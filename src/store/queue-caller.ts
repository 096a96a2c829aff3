import { PERSON_KINDS, type PersonKind, type Role, worksAs } from '../core/authority/role.ts'
import type { Caller } from '../core/work/next.ts'
import type { Presence } from '../core/work/presence.ts'
import { OWN_ACCOUNTS } from './own-accounts.ts'
import { frequentStatement, type Runner, rowsOf } from './statement.ts'

/**
 * What holds of people at a moment, as far as it decides what they are handed: read in the transaction that hands it out, so
 * that what was taken from somebody, or expired, counts from the next pull on.
 */
const CALLERS = frequentStatement(
  'queue-caller.facts',
  `
-- a line for each thing that somebody holds; a role that a team holds is held by everybody below it
with recursive belongs (person_id, team_id) as (
  select person_id, team_id from team_member
  where shard = $1 and person_id = any ($2::bigint[]) and holds_from <= $3 and (holds_until is null or holds_until > $3)
  union
  select belongs.person_id, team.parent_id from belongs
  join team on team.shard = $1 and team.id = belongs.team_id
  where team.parent_id is not null
), ${OWN_ACCOUNTS}
select id as person_id, kind as what, state as word from person where shard = $1 and id = any ($2::bigint[])
union all
select answers.person_id, 'owner', state from answers join person on person.shard = $1 and person.id = answers.owner_id
union all
select person_id, 'role', role from role_holding
where shard = $1 and person_id = any ($2::bigint[]) and holds_from <= $3 and (holds_until is null or holds_until > $3)
union all
select belongs.person_id, 'role', role from belongs
join role_holding on role_holding.shard = $1 and role_holding.team_id = belongs.team_id
where holds_from <= $3 and (holds_until is null or holds_until > $3)
union all
select person_id, 'skill', skill from person_skill
where shard = $1 and person_id = any ($2::bigint[]) and holds_from <= $3 and (holds_until is null or holds_until > $3)
union all
select person_id, 'credential', credential from person_credential
where shard = $1 and person_id = any ($2::bigint[]) and holds_from <= $3 and holds_until > $3
union all
select answers.person_id, 'absent', 'owner' from answers join absence on absence.shard = $1 and absence.person_id = answers.owner_id
where holds_from <= $3 and holds_until > $3
union all
select person_id, 'absent', 'self' from absence
where shard = $1 and person_id = any ($2::bigint[]) and holds_from <= $3 and holds_until > $3
union all
select person_id, 'presence', state from presence where shard = $1 and person_id = any ($2::bigint[])
union all
select person_id, 'account', account_id::text from own_account where account_id <> person_id`,
)

interface Line {
  person_id: number
  what: PersonKind | 'owner' | 'role' | 'skill' | 'credential' | 'absent' | 'presence' | 'account'
  word: string
}

/** The callers in the order in which they are asked for; somebody whom the institution does not know is not here. */
export async function callersOf(
  run: Runner,
  orgShard: number,
  people: readonly number[],
  now: Temporal.Instant,
): Promise<readonly Caller[]> {
  const lines = await rowsOf<Line>(run, CALLERS, [orgShard, people, now.toString()])
  const of = Map.groupBy(lines, line => line.person_id)
  return people.map(personId => callerOf(personId, of.get(personId) ?? []))
}

function callerOf(personId: number, lines: readonly Line[]): Caller {
  const words = (what: Line['what']) => lines.filter(line => line.what === what).map(line => line.word)
  const kind = PERSON_KINDS.find(one => words(one).length > 0)
  return {
    personId,
    accounts: [personId, ...words('account').map(Number)],
    isHere:
      // A service account takes no work, whatever role it holds: what it was given by name would lie there for ever.
      kind !== undefined &&
      kind !== 'service' &&
      words(kind)[0] === 'active' &&
      words('owner').every(state => state === 'active') &&
      // A human’s second account goes away with the first; a program does not.
      !words('absent').some(whose => whose === 'self' || kind === 'human'),
    presence: (words('presence')[0] ?? 'available') as Presence, // its CHECK lists them
    roles: words('role').map(role => worksAs(kind ?? 'human', role as Role)), // its CHECK lists them
    skills: new Set(words('skill')),
    credentials: new Set(words('credential')),
  }
}
