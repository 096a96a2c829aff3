import { type Runner, rowsOf, statement } from './statement.ts'

const NAMES = statement('person.names', 'select id, name from person where shard = $1 and id = any ($2::bigint[])')

/** What people are called, by id. */
export async function namesOf(
  run: Runner,
  orgShard: number,
  ids: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const rows = await rowsOf<{ id: number; name: string }>(run, NAMES, [orgShard, [...new Set(ids)]])
  return new Map(rows.map(row => [row.id, row.name]))
}
