import type { Role } from '../core/role.ts'
import { type Runner, rowOf, rowsOf, statement } from './statement.ts'

const MAKE = statement(
  'demo-person.make',
  `
with made as (
  insert into person (shard, login, name, kind, state, owner_id, created_at)
  select $1, $2, $3, $4, 'active', (select id from person where shard = $1 and login = $5), $6
  on conflict (shard, login) do nothing
  returning id
)
insert into role_holding (shard, person_id, role, holds_from)
select $1, id, $7, $6 from made
returning person_id`,
)

const FIND = statement(
  'demo-person.find',
  `select id, login, name from person where shard = $1 and login = any ($2::text[]) and state = 'active' order by id`,
)

/** Somebody of the sample day's bank. */
export interface DemoPerson {
  readonly login: string
  readonly name: string
  readonly role: Role
  /** Who answers for it, of an agent. */
  readonly owner?: string
}

/** The new person's id; undefined where there is one of that login already. */
export async function makeDemoPerson(
  tx: Runner,
  shard: number,
  { login, name, role, owner }: DemoPerson,
  now: Temporal.Instant,
): Promise<number | undefined> {
  const kind = owner === undefined ? 'human' : 'agent'
  const values = [shard, login, name, kind, owner ?? null, now.toString(), role]
  return (await rowOf<{ person_id: number }>(tx, MAKE, values))?.person_id
}

/** Of these logins the people who may sign in. */
export async function findDemoPeople(
  run: Runner,
  shard: number,
  logins: readonly string[],
): Promise<readonly { readonly id: number; readonly login: string; readonly name: string }[]> {
  return rowsOf<{ id: number; login: string; name: string }>(run, FIND, [shard, logins])
}
