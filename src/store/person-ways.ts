import { type Runner, rowOf, statement } from './statement.ts'

const WAYS = statement(
  'person-ways.of',
  `
select
  exists (select from person_password as password where password.shard = $1 and password.person_id = $2) as password,
  (select count(*) from passkey where passkey.shard = $1 and passkey.person_id = $2 and revoked_at is null) as passkeys,
  array(
    select issuer from provider_identity as identity
    where identity.shard = $1 and identity.person_id = $2 and ended_at is null order by issuer
  ) as issuers`,
)

/** By what somebody can sign in. */
export interface PersonWays {
  readonly password: boolean
  readonly passkeys: number
  /** The providers that know them. */
  readonly issuers: readonly string[]
}

export async function waysOfPerson(
  run: Runner,
  person: { readonly shard: number; readonly id: number },
): Promise<PersonWays> {
  const row = await rowOf<{ password: boolean; passkeys: number; issuers: readonly string[] }>(run, WAYS, [
    person.shard,
    person.id,
  ])
  return row ?? { password: false, passkeys: 0, issuers: [] }
}
