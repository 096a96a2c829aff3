import { type Runner, rowsOf, statement } from './statement.ts'

const FIND = statement(
  'demo-person.find',
  `select id, login, name from person where shard = $1 and login = any ($2::text[]) and state = 'active' order by id`,
)

/** Of these logins the people who may sign in. */
export async function findDemoPeople(
  run: Runner,
  shard: number,
  logins: readonly string[],
): Promise<readonly { readonly id: number; readonly login: string; readonly name: string }[]> {
  return rowsOf<{ id: number; login: string; name: string }>(run, FIND, [shard, logins])
}
