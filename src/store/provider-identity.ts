import { STANDS_AS } from './person-standing.ts'
import type { SessionPerson } from './session.ts'
import { changedBy, type Runner, rowOf, statement } from './statement.ts'

/** Who somebody is to a provider, and who that is here. */
export interface ProviderIdentity {
  readonly id: number
  readonly personId: number
  readonly login: string
  readonly personState: SessionPerson['state']
  readonly subject: string
}

const COLUMNS = `identity.id, identity.person_id, person.login, ${STANDS_AS} as state, identity.subject
from provider_identity as identity
join person on person.shard = identity.shard and person.id = identity.person_id`

const BY_SUBJECT = statement(
  'provider-identity.by-subject',
  `select ${COLUMNS}
where identity.shard = $1 and identity.issuer = $2 and identity.subject = $3 and identity.ended_at is null`,
)

const OF_PERSON = statement(
  'provider-identity.of-person',
  `select ${COLUMNS}
where identity.shard = $1 and identity.issuer = $2 and identity.person_id = $3 and identity.ended_at is null`,
)

const BIND = statement(
  'provider-identity.bind',
  `
insert into provider_identity (shard, person_id, issuer, subject, bound_at) values ($1, $2, $3, $4, $5)
returning id`,
)

const END = statement(
  'provider-identity.end',
  `
update provider_identity set ended_at = greatest($3::timestamptz, bound_at), ended_by = $4
where shard = $1 and person_id = $2 and ended_at is null
returning id`,
)

interface IdentityRow {
  readonly id: number
  readonly person_id: number
  readonly login: string
  readonly state: SessionPerson['state']
  readonly subject: string
}

interface IssuerKey {
  readonly shard: number
  readonly issuer: string
}

export async function identityBySubject(
  run: Runner,
  { shard, issuer, subject }: IssuerKey & { readonly subject: string },
): Promise<ProviderIdentity | undefined> {
  return identityOf(await rowOf<IdentityRow>(run, BY_SUBJECT, [shard, issuer, subject]))
}

export async function identityOfPerson(
  run: Runner,
  { shard, issuer, personId }: IssuerKey & { readonly personId: number },
): Promise<ProviderIdentity | undefined> {
  return identityOf(await rowOf<IdentityRow>(run, OF_PERSON, [shard, issuer, personId]))
}

/** Gives the id. */
export async function bindIdentity(
  tx: Runner,
  made: IssuerKey & { readonly personId: number; readonly subject: string; readonly boundAt: Temporal.Instant },
): Promise<number> {
  const { shard, personId, issuer, subject, boundAt } = made
  const row = await rowOf<{ id: number }>(tx, BIND, [shard, personId, issuer, subject, boundAt.toString()])
  if (row === undefined) throw new Error('an insert gave no id')
  return row.id
}

/** Ends who a person is to providers, and gives how many that were. */
export async function endIdentities(
  tx: Runner,
  person: { readonly shard: number; readonly id: number },
  end: { readonly at: Temporal.Instant; readonly by: number },
): Promise<number> {
  return changedBy(tx, END, [person.shard, person.id, end.at.toString(), end.by])
}

function identityOf(row: IdentityRow | undefined): ProviderIdentity | undefined {
  if (row === undefined) return undefined
  const { id, person_id: personId, login, state: personState, subject } = row
  return { id, personId, login, personState, subject }
}
