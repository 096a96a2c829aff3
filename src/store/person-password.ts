import { STANDS_AS } from './person-standing.ts'
import type { SessionPerson } from './session.ts'
import { changedBy, type Runner, rowOf, statement } from './statement.ts'

const BY_LOGIN = statement(
  'person-password.by-login',
  `
select person.id, ${STANDS_AS} as state, password.phc
from person left join person_password as password on password.shard = person.shard and password.person_id = person.id
where person.shard = $1 and person.login = $2`,
)

const PUT = statement(
  'person-password.put',
  `
insert into person_password (shard, person_id, phc, set_at) values ($1, $2, $3, $4)
on conflict (shard, person_id) do update set phc = excluded.phc, set_at = excluded.set_at`,
)

const STRENGTHEN = statement(
  'person-password.strengthen',
  'update person_password set phc = $4 where shard = $1 and person_id = $2 and phc = $3',
)

const OWN = statement(
  'person-password.lock',
  `
-- for update: a password that is set while it is checked ends the sign-in with the one before
select phc from person_password where shard = $1 and person_id = $2 for update`,
)

const ANY = statement(
  'person-password.any',
  `
select exists (
  select from person_password as password
  join person on person.shard = password.shard and person.id = password.person_id
  where password.shard = $1 and person.state = 'active'
) as any`,
)

/** True when there is somebody who can sign in. */
export async function hasPasswords(run: Runner, shard: number): Promise<boolean> {
  return (await rowOf<{ any: boolean }>(run, ANY, [shard]))?.any === true
}

/** Somebody who may want to sign in. */
export interface PersonToSignIn {
  readonly id: number
  readonly state: SessionPerson['state']
  /** Undefined for those without a password. */
  readonly phc: string | undefined
}

export async function personByLogin(run: Runner, shard: number, login: string): Promise<PersonToSignIn | undefined> {
  const row = await rowOf<{ id: number; state: SessionPerson['state']; phc: string | null }>(run, BY_LOGIN, [
    shard,
    login,
  ])
  return row === undefined ? undefined : { id: row.id, state: row.state, phc: row.phc ?? undefined }
}

interface PersonKey {
  readonly shard: number
  readonly id: number
}

export async function putPassword(tx: Runner, person: PersonKey, phc: string, setAt: Temporal.Instant): Promise<void> {
  await changedBy(tx, PUT, [person.shard, person.id, phc, setAt.toString()])
}

/** The same password under other parameters. */
export async function strengthenPassword(tx: Runner, person: PersonKey, from: string, to: string): Promise<void> {
  await changedBy(tx, STRENGTHEN, [person.shard, person.id, from, to])
}

/** Locks the password of a person until the transaction ends, and gives it as it stands now. */
export async function lockPassword(tx: Runner, person: PersonKey): Promise<string | undefined> {
  return (await rowOf<{ phc: string }>(tx, OWN, [person.shard, person.id]))?.phc
}
