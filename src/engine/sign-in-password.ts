import { shardOf } from '../core/bucket.ts'
import { passwordFault } from '../core/password-rule.ts'
import { hasPasswords, lockPassword, personByLogin, putPassword } from '../store/person-password.ts'
import { type PersonWays, waysOfPerson } from '../store/person-ways.ts'
import { inReadRequest } from '../store/read-request.ts'
import { sealShards } from '../store/seal.ts'
import { endSessionsOf } from '../store/session.ts'
import { inWriteRequest } from '../store/write-request.ts'
import type { Engine } from './engine.ts'
import { addOwnEvents, lockOwnBucket } from './sign-in-event.ts'
import { hashPassword } from './sign-in-hash.ts'

export interface NewPassword {
  readonly login: string
  readonly password: string
  /** Who sets it, as the audit log names them. */
  readonly actor: string
  /** The session of whoever changes their own, which goes on: they have a password already. Left out, it may be the first one. */
  readonly stays?: string
}

export type PasswordSet =
  | { readonly at: 'set'; readonly personId: number; readonly sessionsEnded: number }
  /** `why` never holds the password. */
  | { readonly at: 'refused'; readonly why: string }

/** Gives somebody a password, or another one. Whoever is signed in as this person is signed out with it, but the session that stays. */
export async function setPassword(engine: Engine, of: NewPassword): Promise<PasswordSet> {
  const { login, password, actor, stays } = of
  const fault = passwordFault(password, login)
  if (fault !== undefined) return { at: 'refused', why: fault }
  const phc = await hashPassword(password)
  const { orgId } = engine.institution
  return inWriteRequest(engine.database, orgId, async tx => {
    const shard = shardOf(orgId, 0)
    const now = engine.now()
    const person = await personByLogin(tx, shard, login)
    if (person === undefined) return { at: 'refused', why: `There is nobody with the login ${login}.` }
    await lockOwnBucket(engine, tx)
    const own = { shard, id: person.id }
    // Another way to sign in than the provider or the passkeys that somebody was given is opened by nobody for themselves.
    if (stays !== undefined && (await lockPassword(tx, own)) === undefined)
      return { at: 'refused', why: NONE_TO_CHANGE }
    await putPassword(tx, own, phc, now)
    const kept = stays === undefined ? {} : { stays: Buffer.from(stays, 'hex') }
    const ended = await endSessionsOf(tx, { ...own, ...kept }, now, 'password set')
    await addOwnEvents(engine, tx, [
      { kind: 'password_set', actor, subject: person.id, body: { sessionsEnded: ended } },
      await sealShards(tx, 'people', [shard]),
    ])
    return { at: 'set', personId: person.id, sessionsEnded: ended }
  })
}

const NONE_TO_CHANGE =
  'You have no password that could be changed: you sign in otherwise. Whoever operates the machine gives a first one (clearday password LOGIN).'

/** By what somebody can sign in. */
export function signInWaysOf(engine: Engine, personId: number): Promise<PersonWays> {
  const { orgId } = engine.institution
  return inReadRequest(engine.database, orgId, tx => waysOfPerson(tx, { shard: shardOf(orgId, 0), id: personId }))
}

/** False where nobody can sign in yet, because nobody who may has a password. */
export function canAnybodySignIn(engine: Engine): Promise<boolean> {
  const { orgId } = engine.institution
  return inReadRequest(engine.database, orgId, tx => hasPasswords(tx, shardOf(orgId, 0)))
}
