import { shardOf } from '../core/bucket.ts'
import type { Transaction } from '../store/database.ts'
import { insertPasskey, type Passkey, passkeyByCredential, passkeysOf } from '../store/passkey.ts'
import { personByLogin } from '../store/person-password.ts'
import { inReadRequest } from '../store/read-request.ts'
import { sealShards } from '../store/seal.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import type { NewPasskeyAnswer, PasskeyVerifier } from './passkey-verifier.ts'
import { takeChallenge } from './sign-in-challenge.ts'
import { addOwnEvents, lockOwnBucket, personActor } from './sign-in-event.ts'
import { challengeOf } from './sign-in-passkey.ts'
import type { SignedIn } from './sign-in-session.ts'

/** As many as one person needs for all their devices, and a list that is read at a glance. */
const PASSKEYS_MAX = 20

export interface PasskeyToRegister {
  readonly answer: NewPasskeyAnswer
  /** What its owner calls it. */
  readonly name: string
}

export type PasskeyRegistered =
  | { readonly at: 'registered'; readonly id: number }
  | { readonly at: 'refused'; readonly why: string }

/** Gives a signed-in person one more passkey, in the transaction of the request. Which of its answers did not hold it does not tell. */
export async function registerPasskey(
  engine: Engine,
  tx: Transaction,
  verifier: PasskeyVerifier,
  { as, answer, name }: PasskeyToRegister & { readonly as: SignedIn },
): Promise<PasskeyRegistered> {
  const shard = orgShardOf(engine)
  const challenge = challengeOf(answer.response.clientDataJSON) ?? ''
  const taken = await takeChallenge(engine, tx, challenge, { ceremony: 'passkey registration', as })
  const verified = await verifier.verifyNew(answer, { challenge })
  if (taken === undefined || verified === undefined) return NOT_PROVED
  // One registration at a time: the twentieth passkey is not registered twice.
  await lockOwnBucket(engine, tx)
  const own = (await passkeysOf(tx, { shard, id: as.person.id })).filter(isGood)
  if (own.length >= PASSKEYS_MAX)
    return { at: 'refused', why: `Somebody has ${PASSKEYS_MAX} passkeys at most: revoke one first.` }
  if ((await passkeyByCredential(tx, shard, verified.credentialId)) !== undefined) return NOT_PROVED
  const createdAt = engine.now()
  const id = await insertPasskey(tx, { shard, personId: as.person.id, ...verified, name, createdAt })
  await addOwnEvents(engine, tx, [
    {
      kind: 'passkey_registered',
      actor: personActor(as.person.id),
      subject: as.person.id,
      body: { passkey: id, name },
    },
    await sealShards(tx, 'people', [shard]),
  ])
  return { at: 'registered', id }
}

const NOT_PROVED: PasskeyRegistered = {
  at: 'refused',
  why: 'The passkey was not made for this server, or for another question than the one just asked. Ask for a new one and try again.',
}

/** Those of a person, the newest first, revoked ones last. */
export function readPasskeys(engine: Engine, personId: number): Promise<readonly Passkey[]> {
  const { orgId } = engine.institution
  return inReadRequest(engine.database, orgId, tx => passkeysOf(tx, { shard: shardOf(orgId, 0), id: personId }))
}

/** The same of whoever has this login; undefined where nobody has. */
export function readPasskeysOfLogin(engine: Engine, login: string): Promise<readonly Passkey[] | undefined> {
  const { orgId } = engine.institution
  const shard = shardOf(orgId, 0)
  return inReadRequest(engine.database, orgId, async tx => {
    const person = await personByLogin(tx, shard, login)
    return person === undefined ? undefined : passkeysOf(tx, { shard, id: person.id })
  })
}

/** True of one that was not revoked. */
export function isGood({ revokedAt }: Passkey): boolean {
  return revokedAt === undefined
}
