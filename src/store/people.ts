import type {
  Absence,
  AuthorityLimit,
  Delegation,
  Held,
  PeopleFacts,
  Person,
  PersonCredential,
  PersonSkill,
  RoleHolding,
  Supervision,
  TeamMember,
} from '../core/authority/people-facts.ts'
import type { Role } from '../core/authority/role.ts'
import type { CurrencyCode } from '../core/money.ts'
import { frequentStatement, type Runner, rowOf, statement } from './statement.ts'

/** More of one kind than any institution has. Authority is never decided on a part: with more, nothing is. */
const ROWS_MAX = 200_000
/** What ended before that is not read: a credential that ran out lately is still told of. */
const ENDED_DAYS_MAX = 90

const micros = (column: string) => `(extract(epoch from ${column}) * 1000000)::bigint`
const HELD = `'id', id, 'from', ${micros('holds_from')}, 'until', ${micros('holds_until')}`

/** The rows of a table as a JSON list. What ended long ago is left out, and so is what could not be read in one go. */
function list(table: string, columns: string, where = ''): string {
  return `(select coalesce(json_agg(json_build_object(${columns})), '[]') from (select * from ${table} where shard = $1${where} order by id limit $2) as one)`
}

const lately = ` and (holds_until is null or holds_until > $3::timestamptz - interval '${ENDED_DAYS_MAX} days')`

const READ = statement(
  'people.read',
  `
-- one statement, so that all of it is of one moment: a right is never seen without what ended it
select
  (select currency from org where id = $1 / 1024) as currency,
  (select draw_key from org where id = $1 / 1024) as draw_key,
  ${list('person', `'id', id, 'login', login, 'name', name, 'kind', kind, 'state', state, 'ownerId', owner_id`)} as persons,
  ${list('team', `'id', id, 'name', name, 'parentId', parent_id`)} as teams,
  ${list('team_member', `'teamId', team_id, 'personId', person_id, ${HELD}`, lately)} as members,
  ${list('role_holding', `'role', role, 'personId', person_id, 'teamId', team_id, ${HELD}`, lately)} as roles,
  ${list('person_skill', `'personId', person_id, 'skill', skill, ${HELD}`, lately)} as skills,
  ${list('person_credential', `'personId', person_id, 'credential', credential, ${HELD}`, lately)} as credentials,
  ${list('authority_limit', `'role', role, 'personId', person_id, 'act', act, 'measure', measure, 'days', days, 'limitMinor', limit_minor, ${HELD}`, lately)} as limits,
  ${list('delegation', `'fromId', from_id, 'toId', to_id, 'acts', acts, ${HELD}`, lately)} as delegations,
  ${list('absence', `'personId', person_id, 'why', why, ${HELD}`, lately)} as absences,
  ${list('supervision', `'personId', person_id, 'workType', work_type, 'level', level, 'sharePercent', share_percent, ${HELD}`, lately)} as supervisions`,
)

const TABLES = [
  'person',
  'team',
  'team_member',
  'role_holding',
  'person_skill',
  'person_credential',
  'authority_limit',
  'delegation',
  'absence',
  'supervision',
] as const

const VERSION = frequentStatement(
  'people.version',
  `
-- each version of a row has a place and a transaction of its own: the sums are others after whatever is added, changed or taken away, also past the software
select concat_ws(' ', ${TABLES.map(
    table => `(select coalesce(sum(hashtextextended(ctid::text || xmin::text, 0)), 0) from ${table} where shard = $1)`,
  ).join(',\n  ')},
  (select ctid::text || xmin::text from org where id = $1 / 1024)) as version`,
)

interface Row {
  readonly currency: CurrencyCode | null
  readonly draw_key: Uint8Array | null
  readonly persons: readonly PersonRow[]
  readonly teams: readonly { readonly id: number; readonly name: string; readonly parentId: number | null }[]
  readonly members: readonly HeldRow<TeamMember>[]
  readonly roles: readonly HeldRow<{
    readonly role: Role
    readonly personId: number | null
    readonly teamId: number | null
  }>[]
  readonly skills: readonly HeldRow<PersonSkill>[]
  readonly credentials: readonly HeldRow<PersonCredential>[]
  readonly limits: readonly HeldRow<LimitRow>[]
  readonly delegations: readonly HeldRow<Delegation>[]
  readonly absences: readonly HeldRow<Absence>[]
  readonly supervisions: readonly HeldRow<SupervisionRow>[]
}

type PersonRow = Omit<Person, 'ownerId'> & { readonly ownerId: number | null }
type SupervisionRow = Omit<Supervision, 'sharePercent'> & { readonly sharePercent: number | null }
type LimitRow = Pick<AuthorityLimit, 'act' | 'measure' | 'days'> & {
  readonly role: Role | null
  readonly personId: number | null
  readonly limitMinor: number
}

/** As JSON has it: moments in microseconds since 1970. */
type HeldRow<Of> = Omit<Of, 'from' | 'until'> & {
  readonly id: number
  readonly from: number
  readonly until: number | null
}

/** Another text after every change of a row that `peopleOf` reads; a sixth of the work of reading them. */
export async function peopleVersion(run: Runner, orgShard: number): Promise<string> {
  const row = await rowOf<{ version: string }>(run, VERSION, [orgShard])
  return row?.version ?? ''
}

/** What is read of the people. The key stands beside the facts: those are kept, compared and shown, and it never is. */
export interface PeopleRead {
  readonly facts: PeopleFacts
  /** Of the institution, 32 bytes: see `supervisionDraw`. */
  readonly drawKey: Uint8Array
}

/**
 * Everything that decides who of an institution may do what, as it stands in one moment: what holds at `at` or later, and what
 * ended lately. `indexPeople` makes of it what `decideAct` asks. Throws when there is more than can be read at once.
 */
export async function peopleOf(run: Runner, orgShard: number, at: Temporal.Instant): Promise<PeopleRead> {
  const row = await rowOf<Row & Record<string, unknown>>(run, READ, [orgShard, ROWS_MAX + 1, at.toString()])
  if (row === undefined || row.currency === null || row.draw_key === null)
    throw new Error('the institution was never opened')
  for (const [name, rows] of Object.entries(row))
    if (Array.isArray(rows) && rows.length > ROWS_MAX)
      throw new Error(`more than ${ROWS_MAX} ${name} of one institution`)
  return { facts: factsOf(row, row.currency), drawKey: row.draw_key }
}

function factsOf(row: Row, currency: CurrencyCode): PeopleFacts {
  return {
    currency,
    persons: row.persons.map(one => ({ ...one, ownerId: one.ownerId ?? undefined })),
    teams: row.teams.map(one => ({ ...one, parentId: one.parentId ?? undefined })),
    members: row.members.map(held),
    roles: row.roles.map(one => ({ ...held(one), by: teamOrPerson(one) })),
    skills: row.skills.map(held),
    credentials: row.credentials.map(held),
    limits: row.limits.map(one => ({ ...held(one), of: roleOrPerson(one), limitMinor: BigInt(one.limitMinor) })),
    delegations: row.delegations.map(held),
    absences: row.absences.map(held),
    supervisions: row.supervisions.map(one => ({ ...held(one), sharePercent: one.sharePercent ?? undefined })),
  }
}

function held<Of>(row: HeldRow<Of>): Omit<Of, 'from' | 'until'> & Held {
  return { ...row, from: instantOf(row.from), until: row.until === null ? undefined : instantOf(row.until) }
}

function instantOf(microseconds: number): Temporal.Instant {
  return Temporal.Instant.fromEpochNanoseconds(BigInt(microseconds) * 1000n)
}

/** A CHECK sees to it that it is one of the two. */
function teamOrPerson(row: { readonly personId: number | null; readonly teamId: number | null }): RoleHolding['by'] {
  return row.personId === null ? { team: row.teamId ?? 0 } : { person: row.personId }
}

function roleOrPerson({ role, personId }: LimitRow): AuthorityLimit['of'] {
  return role === null ? { person: personId ?? 0 } : { role }
}
