import type pg from 'pg'
import type { Act } from '../core/authority/act.ts'
import type { Measure, SupervisionLevel } from '../core/authority/people-facts.ts'
import type { PersonKind, PersonState, Role } from '../core/authority/role.ts'
import { changedBy, rowOf, type Statement, statement } from './statement.ts'

/** What can be held, with the columns of its table. */
const HELD = {
  member: { table: 'team_member', columns: ['team_id', 'person_id'] },
  role: { table: 'role_holding', columns: ['role', 'person_id', 'team_id'] },
  skill: { table: 'person_skill', columns: ['person_id', 'skill'] },
  credential: { table: 'person_credential', columns: ['person_id', 'credential'] },
  limit: { table: 'authority_limit', columns: ['role', 'person_id', 'act', 'measure', 'days', 'limit_minor'] },
  delegation: { table: 'delegation', columns: ['from_id', 'to_id', 'acts'] },
  absence: { table: 'absence', columns: ['person_id', 'why'] },
  supervision: { table: 'supervision', columns: ['person_id', 'work_type', 'level', 'share_percent'] },
} as const satisfies Record<string, { readonly table: string; readonly columns: readonly string[] }>
export type HoldKind = keyof typeof HELD
export const HOLD_KINDS = Object.keys(HELD) as readonly HoldKind[] // the keys of a constant

const INSERT = Object.fromEntries(
  Object.entries(HELD).map(([kind, { table, columns }]) => [kind, insertOf(kind, table, columns)]),
) as Readonly<Record<HoldKind, Statement>> // one for each key

const END = Object.fromEntries(
  Object.entries(HELD).map(([kind, { table, columns }]) => [kind, endOf(kind, table, columns)]),
) as Readonly<Record<HoldKind, Statement>> // one for each key

function insertOf(kind: string, table: string, columns: readonly string[]): Statement {
  const values = columns.map((_, n) => `$${n + 4}`).join(', ')
  return statement(
    `people.grant-${kind}`,
    `
insert into ${table} (shard, holds_from, holds_until, ${columns.join(', ')})
values ($1, $2, $3, ${values})
returning id`,
  )
}

function endOf(kind: string, table: string, columns: readonly string[]): Statement {
  const named = columns.map(one => `${one} as "${one.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())}"`)
  return statement(
    `people.end-${kind}`,
    `
-- what is ended before it began held never; what ended already stays as it ended
update ${table} set holds_until = greatest(holds_from, $3)
where shard = $1 and id = $2 and (holds_until is null or holds_until > greatest(holds_from, $3))
returning ${named.join(', ')}`,
  )
}

const INSERT_PERSON = statement(
  'person.insert',
  `
insert into person (shard, login, name, kind, state, owner_id, created_at)
values ($1, $2, $3, $4, 'active', $5, $6)
returning id`,
)
const SET_STATE = statement(
  'person.set-state',
  `
update person set state = $4
where shard = $1 and id = $2 and state = $3`,
)
const SET_OWNER = statement(
  'person.set-owner',
  `
update person set owner_id = $4, owner_from = $5
where shard = $1 and id = $2 and owner_id is not distinct from $3`,
)
const INSERT_TEAM = statement(
  'team.insert',
  `
insert into team (shard, name, parent_id)
values ($1, $2, $3)
returning id`,
)

/** What somebody is given, in the ids of its table, by the names of its columns. */
export type NewHeld =
  | { readonly hold: 'member'; readonly teamId: number; readonly personId: number }
  | { readonly hold: 'role'; readonly role: Role; readonly personId: number | null; readonly teamId: number | null }
  | { readonly hold: 'skill'; readonly personId: number; readonly skill: string }
  | { readonly hold: 'credential'; readonly personId: number; readonly credential: string }
  | {
      readonly hold: 'limit'
      readonly role: Role | null
      readonly personId: number | null
      readonly act: Act
      readonly measure: Measure
      readonly days: number
      readonly limitMinor: number
    }
  | { readonly hold: 'delegation'; readonly fromId: number; readonly toId: number; readonly acts: readonly Act[] }
  | { readonly hold: 'absence'; readonly personId: number; readonly why: string }
  | {
      readonly hold: 'supervision'
      readonly personId: number
      readonly workType: string
      readonly level: SupervisionLevel
      readonly sharePercent: number | null
    }

export interface HeldFor {
  readonly from: Temporal.Instant
  readonly until: Temporal.Instant | undefined
}

/** Adds what is held and gives its id. The caller holds the lock of the institution's first bucket. */
export async function insertHeld(tx: pg.ClientBase, shard: number, held: NewHeld, when: HeldFor): Promise<number> {
  const row = await rowOf<{ id: number }>(tx, INSERT[held.hold], [
    shard,
    when.from.toString(),
    when.until?.toString() ?? null,
    ...valuesOf(held),
  ])
  return idOf(row)
}

/** In the order of the columns. */
function valuesOf(held: NewHeld): readonly unknown[] {
  switch (held.hold) {
    case 'member':
      return [held.teamId, held.personId]
    case 'role':
      return [held.role, held.personId, held.teamId]
    case 'skill':
      return [held.personId, held.skill]
    case 'credential':
      return [held.personId, held.credential]
    case 'limit':
      return [held.role, held.personId, held.act, held.measure, held.days, held.limitMinor]
    case 'delegation':
      return [held.fromId, held.toId, held.acts]
    case 'absence':
      return [held.personId, held.why]
    case 'supervision':
      return [held.personId, held.workType, held.level, held.sharePercent]
  }
}

/** Ends what is held from the moment on, and gives what it was; undefined where it ended before. */
export async function endHeld(
  tx: pg.ClientBase,
  { shard, hold, id }: { readonly shard: number; readonly hold: HoldKind; readonly id: number },
  at: Temporal.Instant,
): Promise<NewHeld | undefined> {
  const ended = await rowOf<Record<string, unknown>>(tx, END[hold], [shard, id, at.toString()])
  return ended === undefined ? undefined : ({ hold, ...ended } as NewHeld) // what a table returns are its own columns
}

/** Adds a person, active, and gives the id. */
export async function insertPerson(
  tx: pg.ClientBase,
  shard: number,
  person: {
    readonly login: string
    readonly name: string
    readonly kind: PersonKind
    readonly ownerId: number | undefined
  },
  at: Temporal.Instant,
): Promise<number> {
  const { login, name, kind, ownerId } = person
  return idOf(await rowOf(tx, INSERT_PERSON, [shard, login, name, kind, ownerId ?? null, at.toString()]))
}

/** By compare-and-set; false when the person is in another state meanwhile. */
export async function setPersonState(
  tx: pg.ClientBase,
  person: { readonly shard: number; readonly id: number },
  state: { readonly from: PersonState; readonly to: PersonState },
): Promise<boolean> {
  return (await changedBy(tx, SET_STATE, [person.shard, person.id, state.from, state.to])) === 1
}

/** By compare-and-set from the moment on; false when somebody else answers for it meanwhile. */
export async function setPersonOwner(
  tx: pg.ClientBase,
  person: { readonly shard: number; readonly id: number },
  owner: { readonly from: number | undefined; readonly to: number | undefined },
  at: Temporal.Instant,
): Promise<boolean> {
  const { from = null, to = null } = owner
  const since = to === null ? null : at.toString()
  return (await changedBy(tx, SET_OWNER, [person.shard, person.id, from, to, since])) === 1
}

/** Adds a team and gives its id. */
export async function insertTeam(
  tx: pg.ClientBase,
  shard: number,
  team: { readonly name: string; readonly parentId: number | undefined },
): Promise<number> {
  return idOf(await rowOf(tx, INSERT_TEAM, [shard, team.name, team.parentId ?? null]))
}

function idOf(row: { readonly id: number } | undefined): number {
  if (row === undefined) throw new Error('a row that was added has no id')
  return row.id
}
