import { type Runner, rowsOf, statement } from './statement.ts'

const ACTIVE = statement(
  'person.active',
  `select id from person where shard = $1 and state = 'active' order by id limit 20000`,
)

/** Everybody who works here now, agents too, by id. */
export async function activePeople(run: Runner, orgShard: number): Promise<readonly number[]> {
  return (await rowsOf<{ id: number }>(run, ACTIVE, [orgShard])).map(row => row.id)
}
