import { STANDS_AS } from './person-standing.ts'
import type { SessionPerson } from './session.ts'
import { changedBy, type Runner, rowOf, rowsOf, statement } from './statement.ts'

/** A passkey with whose it is and what its authenticator counted last. */
export interface Passkey {
  readonly id: number
  readonly personId: number
  readonly login: string
  readonly personState: SessionPerson['state']
  readonly credentialId: Uint8Array
  /** As COSE writes it. */
  readonly publicKey: Uint8Array
  readonly name: string
  readonly transports: readonly string[]
  readonly createdAt: Temporal.Instant
  readonly revokedAt: Temporal.Instant | undefined
  readonly counter: number
  readonly usedAt: Temporal.Instant | undefined
}

const COLUMNS = `passkey.id, passkey.person_id, person.login, ${STANDS_AS} as state, passkey.credential_id, passkey.public_key, passkey.name,
  passkey.transports, passkey.created_at, passkey.revoked_at, use.counter, use.used_at
from passkey
join passkey_use as use on use.shard = passkey.shard and use.passkey_id = passkey.id
join person on person.shard = passkey.shard and person.id = passkey.person_id`

const BY_CREDENTIAL = statement(
  'passkey.by-credential',
  `select ${COLUMNS}
where passkey.shard = $1 and passkey.credential_id = $2`,
)

const BY_ID = statement(
  'passkey.by-id',
  `select ${COLUMNS}
where passkey.shard = $1 and passkey.id = $2`,
)

const LOCK = statement(
  'passkey.lock',
  `
-- for update of use: of two sign-ins with one passkey the second sees what the first counted, and a passkey that is revoked meanwhile
-- proves nothing any more
select ${COLUMNS}
where passkey.shard = $1 and passkey.id = $2
for update of passkey, use`,
)

const OF_PERSON = statement(
  'passkey.of-person',
  `select ${COLUMNS}
where passkey.shard = $1 and passkey.person_id = $2
order by passkey.revoked_at is not null, passkey.id desc
limit 200`,
)

const INSERT = statement(
  'passkey.insert',
  `
insert into passkey (shard, person_id, credential_id, public_key, name, transports, created_at)
values ($1, $2, $3, $4, $5, $6, $7) returning id`,
)

const INSERT_USE = statement(
  'passkey-use.insert',
  'insert into passkey_use (shard, passkey_id, counter) values ($1, $2, $3)',
)

const USED = statement(
  'passkey-use.used',
  'update passkey_use set counter = $3, used_at = $4 where shard = $1 and passkey_id = $2',
)

const REVOKE = statement(
  'passkey.revoke',
  `
update passkey set revoked_at = greatest($3::timestamptz, created_at), revoked_by = $4
where shard = $1 and id = $2 and revoked_at is null`,
)

interface PasskeyRow {
  readonly id: number
  readonly person_id: number
  readonly login: string
  readonly state: SessionPerson['state']
  readonly credential_id: Buffer
  readonly public_key: Buffer
  readonly name: string
  readonly transports: readonly string[]
  readonly created_at: Date
  readonly revoked_at: Date | null
  readonly counter: number
  readonly used_at: Date | null
}

interface PasskeyKey {
  readonly shard: number
  readonly id: number
}

export async function passkeyByCredential(
  run: Runner,
  shard: number,
  credentialId: Uint8Array,
): Promise<Passkey | undefined> {
  return passkeyOf(await rowOf<PasskeyRow>(run, BY_CREDENTIAL, [shard, credentialId]))
}

export async function passkeyById(run: Runner, { shard, id }: PasskeyKey): Promise<Passkey | undefined> {
  return passkeyOf(await rowOf<PasskeyRow>(run, BY_ID, [shard, id]))
}

/** Locks a passkey until the transaction ends, and gives it as it stands now. */
export async function lockPasskey(tx: Runner, { shard, id }: PasskeyKey): Promise<Passkey | undefined> {
  return passkeyOf(await rowOf<PasskeyRow>(tx, LOCK, [shard, id]))
}

/** Those of a person, the newest first, revoked ones last; 200 at most. */
export async function passkeysOf(run: Runner, person: PasskeyKey): Promise<readonly Passkey[]> {
  const rows = await rowsOf<PasskeyRow>(run, OF_PERSON, [person.shard, person.id])
  return rows.flatMap(row => passkeyOf(row) ?? [])
}

export interface NewPasskey {
  readonly shard: number
  readonly personId: number
  readonly credentialId: Uint8Array
  readonly publicKey: Uint8Array
  readonly name: string
  readonly transports: readonly string[]
  readonly counter: number
  readonly createdAt: Temporal.Instant
}

/** Gives the id. */
export async function insertPasskey(tx: Runner, made: NewPasskey): Promise<number> {
  const { shard, personId, credentialId, publicKey, name, transports, createdAt } = made
  const values = [shard, personId, credentialId, publicKey, name, transports, createdAt.toString()]
  const row = await rowOf<{ id: number }>(tx, INSERT, values)
  if (row === undefined) throw new Error('an insert gave no id')
  await changedBy(tx, INSERT_USE, [shard, row.id, made.counter])
  return row.id
}

export async function passkeyUsed(
  tx: Runner,
  { shard, id }: PasskeyKey,
  use: { readonly counter: number; readonly at: Temporal.Instant },
): Promise<void> {
  await changedBy(tx, USED, [shard, id, use.counter, use.at.toString()])
}

/** True when it was good until now. */
export async function endPasskey(
  tx: Runner,
  { shard, id }: PasskeyKey,
  end: { readonly at: Temporal.Instant; readonly by: number },
): Promise<boolean> {
  return (await changedBy(tx, REVOKE, [shard, id, end.at.toString(), end.by])) === 1
}

function passkeyOf(row: PasskeyRow | undefined): Passkey | undefined {
  if (row === undefined) return undefined
  return {
    id: row.id,
    personId: row.person_id,
    login: row.login,
    personState: row.state,
    credentialId: row.credential_id,
    publicKey: row.public_key,
    name: row.name,
    transports: row.transports,
    createdAt: instant(row.created_at),
    revokedAt: row.revoked_at === null ? undefined : instant(row.revoked_at),
    counter: row.counter,
    usedAt: row.used_at === null ? undefined : instant(row.used_at),
  }
}

function instant(at: Date): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime())
}
