import { type Runner, rowsOf, statement } from './statement.ts'

const NAMES = statement('person.names', 'select id, name from person where shard = $1 and id = any ($2::bigint[])')
const LOGINS = statement(
  'person.logins',
  'select id, login, name from person where shard = $1 and id = any ($2::bigint[])',
)

/** What people are called, by id. */
export async function namesOf(
  run: Runner,
  orgShard: number,
  ids: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const rows = await rowsOf<{ id: number; name: string }>(run, NAMES, [orgShard, [...new Set(ids)]])
  return new Map(rows.map(row => [row.id, row.name]))
}

/** Somebody as people know them. */
export interface NamedPerson {
  readonly login: string
  readonly name: string
}

/** Who people are, by id. */
export async function peopleNamed(
  run: Runner,
  orgShard: number,
  ids: readonly number[],
): Promise<ReadonlyMap<number, NamedPerson>> {
  const rows = await rowsOf<NamedPerson & { id: number }>(run, LOGINS, [orgShard, [...new Set(ids)]])
  return new Map(rows.map(({ id, login, name }) => [id, { login, name }]))
}
