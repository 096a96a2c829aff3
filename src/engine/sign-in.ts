import { createHash } from 'node:crypto'
import { shardOf } from '../core/bucket.ts'
import { attemptSignIn, type SignInAttempts } from '../core/sign-in-attempt.ts'
import { lockBuckets } from '../store/bucket.ts'
import type { Transaction } from '../store/database.ts'
import { lockPassword, type PersonToSignIn, personByLogin, strengthenPassword } from '../store/person-password.ts'
import { sealShards } from '../store/seal.ts'
import { lockAttempts, putAttempts } from '../store/sign-in-attempt.ts'
import { inWriteRequest } from '../store/write-request.ts'
import type { Engine } from './engine.ts'
import { addOwnEvents } from './sign-in-event.ts'
import { hashPassword, isOutdated, isPassword } from './sign-in-hash.ts'
import { beginSession, type NewToken, renewSession, type SignedIn } from './sign-in-session.ts'

/** What somebody says who wants to sign in. */
export interface Credentials {
  readonly login: string
  readonly password: string
  /** Where the request comes from, as its connection says. */
  readonly address: string
}

export type SignInRefusal =
  | { readonly refused: 'sign_in_failed'; readonly why: string }
  | { readonly refused: 'sign_in_locked'; readonly why: string; readonly until: Temporal.Instant }

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
async function onceProved<T>(
  engine: Engine,
  given: Credentials,
  work: (tx: Transaction, personId: number) => Promise<T>,
): Promise<T | SignInRefusal> {
  const credentials = { ...given, login: given.login.trim().toLowerCase() }
  const counted = await countAttempt(engine, credentials)
  if ('refused' in counted) return counted
  const { person } = counted
  const isRight = await isPassword(credentials.password, person?.phc)
  const stronger =
    isRight && person?.phc !== undefined && isOutdated(person.phc)
      ? await hashPassword(credentials.password)
      : undefined
  const { orgId } = engine.institution
  return inWriteRequest(engine.database, orgId, async tx => {
    const shard = shardOf(orgId, 0)
    const key = person === undefined ? undefined : { shard, id: person.id }
    const isStill = isRight && key !== undefined && (await lockPassword(tx, key)) === person?.phc
    if (!isStill || person?.phc === undefined || person.state !== 'active')
      return failed(engine, tx, credentials.address, person)
    if (stronger !== undefined) {
      await lockBuckets(tx, [shard])
      await strengthenPassword(tx, key, person.phc, stronger)
      await addOwnEvents(engine, tx, [await sealShards(tx, 'people', [shard])])
    }
    await clearAttempts(tx, shard, credentials)
    return work(tx, person.id)
  })
}

/** Counts an attempt before the password is looked at, so that a hundred at once are a hundred. */
async function countAttempt(
  engine: Engine,
  credentials: Credentials,
): Promise<{ readonly person: PersonToSignIn | undefined } | SignInRefusal> {
  const shard = shardOf(engine.institution.orgId, 0)
  const now = engine.now()
  return inWriteRequest(engine.database, engine.institution.orgId, async tx => {
    const places = placesOf(credentials)
    const before = await lockAttempts(tx, shard, places)
    const counted = new Map<number, SignInAttempts>()
    for (const place of places) {
      const attempt = attemptSignIn(before.get(place), now)
      if (attempt.at === 'locked') return locked(engine, attempt.until)
      counted.set(place, attempt.attempts)
    }
    await putAttempts(tx, shard, counted)
    return { person: await personByLogin(tx, shard, credentials.login) }
  })
}

function locked(engine: Engine, until: Temporal.Instant): SignInRefusal {
  const time = until.toZonedDateTimeISO(engine.institution.zone).toPlainTime().toString({ smallestUnit: 'minute' })
  const why = `Too many sign-ins failed: this login, or this address, may try again at ${time} on the institution’s clock.`
  return { refused: 'sign_in_locked', why, until }
}

/** After the right password the login begins at none again; of its address one is taken off, that of this attempt. */
async function clearAttempts(tx: Transaction, shard: number, credentials: Credentials): Promise<void> {
  const login = placeOf('login', credentials.login)
  const before = await lockAttempts(tx, shard, placesOf(credentials))
  const cleared = [...before].map(
    ([place, one]) => [place, { ...one, failed: place === login ? 0 : Math.max(0, one.failed - 1) }] as const,
  )
  await putAttempts(tx, shard, new Map(cleared))
}

/** Each place once, in the order in which they are locked. */
function placesOf({ login, address }: Credentials): readonly number[] {
  return [...new Set([placeOf('login', login), placeOf('address', address)])].sort((a, b) => a - b)
}

const PLACE_BITS = 20

function placeOf(what: 'login' | 'address', value: string): number {
  return createHash('sha256').update(`${what}\n${value}`).digest().readUInt32BE() >>> (32 - PLACE_BITS)
}

/** What was typed as the login is not kept: it may be a password in the wrong field. */
async function failed(
  engine: Engine,
  tx: Transaction,
  address: string,
  person: PersonToSignIn | undefined,
): Promise<SignInRefusal> {
  const why = person === undefined ? 'unknown login' : person.state === 'active' ? 'password' : `person ${person.state}`
  await addOwnEvents(engine, tx, [
    { kind: 'sign_in_failed', actor: 'engine', subject: person?.id ?? 0, body: { address, why } },
  ])
  return {
    refused: 'sign_in_failed',
    why: 'The login or the password is wrong, or this person may not sign in. After ten failures it is locked for half an hour.',
  }
}
