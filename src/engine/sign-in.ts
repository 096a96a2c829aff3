import { shardOf } from '../core/bucket.ts'
import type { Transaction } from '../store/database.ts'
import { lockPassword, type PersonToSignIn, personByLogin, strengthenPassword } from '../store/person-password.ts'
import { sealShards } from '../store/seal.ts'
import { inWriteRequest } from '../store/write-request.ts'
import type { Engine } from './engine.ts'
import { addOwnEvents, lockOwnBucket } from './sign-in-event.ts'
import { hashPassword, isOutdated, isPassword } from './sign-in-hash.ts'
import { beginSession, type NewToken, renewSession, type SignedIn } from './sign-in-session.ts'
import { clearAttempts, countAttempt, holdAttempts, refuseProof, type SignInRefusal } from './sign-in-throttle.ts'

/** What somebody says who wants to sign in. */
export interface Credentials {
  readonly login: string
  readonly password: string
  /** Where the request comes from, as its connection says. */
  readonly address: string
}

/**
 * Signs somebody in with a password, and gives the token of a new session. A login that there is not, one without a password and
 * one that may not sign in now are refused as a wrong password is, in the same words after the same work. More than ten failures of a
 * login or an address are refused for half an hour, whatever the password is.
 */
export async function signIn(engine: Engine, credentials: Credentials): Promise<NewToken | SignInRefusal> {
  const { address } = credentials
  return onceProved(engine, credentials, (tx, personId) =>
    beginSession(engine, tx, personId, { how: 'password', address }),
  )
}

/** A new token for somebody who gives the password again, before a risky act; undefined where the session was over meanwhile. */
export async function stepUp(
  engine: Engine,
  as: SignedIn,
  by: Omit<Credentials, 'login'>,
): Promise<NewToken | SignInRefusal | undefined> {
  return onceProved(engine, { ...by, login: as.person.login }, tx => renewSession(engine, tx, as, { how: 'password' }))
}

/** Runs `work` in one transaction with the proof: a password that is set meanwhile proves nothing any more. */
export async function onceProved<T>(
  engine: Engine,
  given: Credentials,
  work: (tx: Transaction, personId: number) => Promise<T>,
): Promise<T | SignInRefusal> {
  const credentials = { ...given, login: given.login.trim().toLowerCase() }
  const { orgId } = engine.institution
  const shard = shardOf(orgId, 0)
  const counted = await inWriteRequest(engine.database, orgId, async tx => {
    const refusal = await countAttempt(engine, tx, credentials)
    return refusal ?? { person: await personByLogin(tx, shard, credentials.login) }
  })
  if ('refused' in counted) return counted
  const { person } = counted
  const isRight = await isPassword(credentials.password, person?.phc)
  const stronger =
    isRight && person?.phc !== undefined && isOutdated(person.phc)
      ? await hashPassword(credentials.password)
      : undefined
  return inWriteRequest(engine.database, orgId, async tx => {
    await holdAttempts(engine, tx, credentials)
    await lockOwnBucket(engine, tx)
    const key = person === undefined ? undefined : { shard, id: person.id }
    const isStill = isRight && key !== undefined && (await lockPassword(tx, key)) === person?.phc
    if (!isStill || person?.phc === undefined || person.state !== 'active')
      return failed(engine, tx, credentials.address, person)
    if (stronger !== undefined) {
      await strengthenPassword(tx, key, person.phc, stronger)
      await addOwnEvents(engine, tx, [await sealShards(tx, 'people', [shard])])
    }
    await clearAttempts(engine, tx, credentials)
    return work(tx, person.id)
  })
}

function failed(
  engine: Engine,
  tx: Transaction,
  address: string,
  person: PersonToSignIn | undefined,
): Promise<SignInRefusal> {
  const why = person === undefined ? 'unknown login' : person.state === 'active' ? 'password' : `person ${person.state}`
  return refuseProof(engine, tx, { personId: person?.id, address, why })
}
