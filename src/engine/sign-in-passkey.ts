import { createHash, timingSafeEqual } from 'node:crypto'
import { shardOf } from '../core/bucket.ts'
import { counterFell } from '../core/passkey-counter.ts'
import type { Transaction } from '../store/database.ts'
import { lockPasskey, type Passkey, passkeyByCredential, passkeyUsed } from '../store/passkey.ts'
import { inWriteRequest } from '../store/write-request.ts'
import type { Engine } from './engine.ts'
import type { PasskeyAnswer, PasskeyVerifier } from './passkey-verifier.ts'
import { takeChallenge } from './sign-in-challenge.ts'
import { lockOwnBucket } from './sign-in-event.ts'
import { beginSession, type NewToken, renewSession, type SignedIn } from './sign-in-session.ts'
import { clearAttempts, countAttempt, holdAttempts, refuseProof, type SignInRefusal } from './sign-in-throttle.ts'

/** An answer of a passkey, and where it comes from. */
export interface GivenPasskey {
  readonly answer: PasskeyAnswer
  readonly address: string
}

/**
 * Signs somebody in with a passkey, and gives the token of a new session. Who it is the passkey says. Whatever proves nobody is
 * refused as a wrong password is, after the same work, and counts as one.
 */
export async function signInPasskey(
  engine: Engine,
  verifier: PasskeyVerifier,
  given: GivenPasskey,
): Promise<NewToken | SignInRefusal> {
  const { address } = given
  return onceProved(engine, verifier, given, undefined, (tx, passkey) =>
    beginSession(engine, tx, passkey.personId, { how: 'passkey', passkey: passkey.id, address }),
  )
}

/** A new token for somebody who uses a passkey of theirs again, before a risky act; undefined where the session was over meanwhile. */
export async function stepUpPasskey(
  engine: Engine,
  verifier: PasskeyVerifier,
  as: SignedIn,
  given: GivenPasskey,
): Promise<NewToken | SignInRefusal | undefined> {
  return onceProved(engine, verifier, given, as, (tx, passkey) =>
    renewSession(engine, tx, as, { how: 'passkey', passkey: passkey.id }),
  )
}

/** Runs `work` in one transaction with the proof: a passkey that is revoked meanwhile proves nothing any more. */
async function onceProved<T>(
  engine: Engine,
  verifier: PasskeyVerifier,
  { answer, address }: GivenPasskey,
  as: SignedIn | undefined,
  work: (tx: Transaction, passkey: Passkey) => Promise<T>,
): Promise<T | SignInRefusal> {
  const { orgId } = engine.institution
  const shard = shardOf(orgId, 0)
  const challenge = challengeOf(answer.response.clientDataJSON) ?? ''
  const counted = await inWriteRequest(engine.database, orgId, async tx => {
    const found = await passkeyByCredential(tx, shard, Buffer.from(answer.id, 'base64url'))
    const attempt = { login: as?.person.login ?? found?.login, address }
    const refusal = await countAttempt(engine, tx, attempt)
    if (refusal !== undefined) return refusal
    const ceremony = as === undefined ? 'passkey sign-in' : 'passkey step-up'
    return {
      found,
      attempt,
      taken: await takeChallenge(engine, tx, challenge, as === undefined ? { ceremony } : { ceremony, as }),
    }
  })
  if ('refused' in counted) return counted
  const { found, attempt, taken } = counted
  // The same work for a passkey that nobody has: how long the answer takes tells nothing.
  const verified = await verifier.verifyAnswer(answer, { challenge, publicKey: found?.publicKey ?? NOBODYS_KEY })
  return inWriteRequest(engine.database, orgId, async tx => {
    await holdAttempts(engine, tx, attempt)
    await lockOwnBucket(engine, tx)
    const passkey = found === undefined ? undefined : await lockPasskey(tx, { shard, id: found.id })
    if (passkey === undefined)
      return refuseProof(engine, tx, { personId: as?.person.id, address, why: 'unknown passkey' })
    const why = taken === undefined ? 'challenge' : whyNot(passkey, answer, as, orgId)
    const of = { personId: passkey.personId, address }
    if (why !== undefined) return refuseProof(engine, tx, { ...of, why })
    if (verified === undefined) return refuseProof(engine, tx, { ...of, why: 'passkey' })
    if (counterFell(passkey.counter, verified.counter))
      return refuseCopied(engine, tx, passkey, { ...of, told: verified.counter })
    await passkeyUsed(tx, { shard, id: passkey.id }, { counter: verified.counter, at: engine.now() })
    await clearAttempts(engine, tx, attempt)
    return work(tx, passkey)
  })
}

function whyNot(passkey: Passkey, answer: PasskeyAnswer, as: SignedIn | undefined, orgId: number): string | undefined {
  if (passkey.revokedAt !== undefined) return 'revoked passkey'
  if (passkey.personState !== 'active') return `person ${passkey.personState}`
  if (as !== undefined && as.person.id !== passkey.personId) return 'passkey of somebody else'
  const { userHandle } = answer.response
  // Who signs in is named by the authenticator too; a step-up knows already who it is (WebAuthn 3, 7.2, step 6).
  if (userHandle === undefined || userHandle === null) return as === undefined ? 'no user handle' : undefined
  return isHandleOf(userHandle, { orgId, personId: passkey.personId }) ? undefined : 'user handle of somebody else'
}

/** Somebody else has the same key: the log says so, whoever it was. */
function refuseCopied(
  engine: Engine,
  tx: Transaction,
  passkey: Passkey,
  { told, ...of }: { readonly personId: number; readonly address: string; readonly told: number },
): Promise<SignInRefusal> {
  const body = { passkey: passkey.id, kept: passkey.counter, told, address: of.address }
  return refuseProof(engine, tx, { ...of, why: 'passkey counted back' }, [
    { kind: 'passkey_counter_fell', actor: 'engine', subject: of.personId, body },
  ])
}

/** By what authenticators name a person: it tells nobody else who that is, and is the same for all passkeys of one. */
export function userHandleOf({ orgId, personId }: { readonly orgId: number; readonly personId: number }): Uint8Array {
  return createHash('sha256').update(`clearday user handle\n${orgId}\n${personId}`).digest()
}

function isHandleOf(given: string, of: { readonly orgId: number; readonly personId: number }): boolean {
  const [told, own] = [Buffer.from(given, 'base64url'), userHandleOf(of)]
  return told.length === own.length && timingSafeEqual(told, own)
}

/** The challenge that an answer says it answers; undefined where it says none. Nothing of it is believed yet. */
export function challengeOf(clientDataJson: string): string | undefined {
  try {
    const said: unknown = JSON.parse(Buffer.from(clientDataJson, 'base64url').toString('utf8'))
    const challenge = typeof said === 'object' && said !== null && 'challenge' in said ? said.challenge : undefined
    return typeof challenge === 'string' ? challenge : undefined
  } catch {
    return undefined
  }
}

/** The base point of P-256, as COSE writes a key: something to hold the answer of an unknown passkey against. What it proves is not looked at. */
const NOBODYS_KEY: Uint8Array = Buffer.from(
  'a5010203262001215820' +
    '6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296' +
    '225820' +
    '4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
  'hex',
)
