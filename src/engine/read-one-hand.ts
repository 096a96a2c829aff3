import { type Indexed, indexPeople } from '../core/authority/people.ts'
import { shardOf } from '../core/bucket.ts'
import { type OneHand, oneHandOf } from '../store/one-hand.ts'
import { peopleOf } from '../store/people.ts'
import { inReadRequest } from '../store/read-request.ts'
import type { Engine } from './engine.ts'
import type { PeopleChange } from './people-change.ts'

/** As many are listed; the others are in the audit log, by both. */
const ONE_HAND_MAX = 100

/**
 * What two accounts decided as two people of whom it was said since that they are one ([decision 65](../../decisions/0065-whose-second-account-it-is-is-said-when-it-is-known.md)):
 * it stands, and somebody looks at it. Changes nothing.
 */
export async function readOneHand(
  engine: Engine,
  { accounts }: Pick<Indexed, 'accounts'>,
): Promise<{ readonly count: number; readonly newest: readonly OneHand[] }> {
  if (accounts.length < 2) return { count: 0, newest: [] }
  const { orgId } = engine.institution
  const of = { orgShard: shardOf(orgId, 0), accounts, limit: ONE_HAND_MAX }
  return inReadRequest(engine.database, orgId, tx => oneHandOf(tx, of))
}

/** How many there are of the accounts that were just said to be somebody’s, in the same transaction; none of any other change. */
export async function countOneHand(engine: Engine, changes: readonly PeopleChange[]): Promise<number> {
  const logins = new Set(changes.flatMap(one => (one.change === 'set_owner' ? [one.login] : [])))
  if (logins.size === 0) return 0
  const { orgId } = engine.institution
  // Not those that are kept: nothing of what is read here may ever be committed.
  const { facts } = await inReadRequest(engine.database, orgId, tx => peopleOf(tx, shardOf(orgId, 0), engine.now()))
  const said = indexPeople(facts).byName.filter(one => logins.has(one.person.login))
  // Of several accounts of one person once.
  const persons = new Map(said.map(one => [one.accounts.join(), one]))
  let count = 0
  for (const one of persons.values()) count += (await readOneHand(engine, one)).count
  return count
}
