import { shardOf } from '../core/bucket.ts'
import { passwordFault } from '../core/password-rule.ts'
import type { Transaction } from '../store/database.ts'
import { hasPasswords, personByLogin, putPassword } from '../store/person-password.ts'
import { type PersonWays, waysOfPerson } from '../store/person-ways.ts'
import { inReadRequest } from '../store/read-request.ts'
import { sealShards } from '../store/seal.ts'
import { endSessionsOf } from '../store/session.ts'
import { inWriteRequest } from '../store/write-request.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import { onceProved } from './sign-in.ts'
import { addOwnEvents, lockOwnBucket, personActor } from './sign-in-event.ts'
import { hashPassword } from './sign-in-hash.ts'
import type { SignedIn } from './sign-in-session.ts'
import type { SignInRefusal } from './sign-in-throttle.ts'

export interface NewPassword {
  readonly login: string
  readonly password: string
  /** Who sets it, as the audit log names them. */
  readonly actor: string
}

/** What somebody says who changes their own. */
export interface OwnPassword {
  /** The one of now: without it nobody who finds a screen open keeps its owner out. */
  readonly current: string
  readonly password: string
  /** Where the request comes from, as its connection says. */
  readonly address: string
}

export type PasswordSet =
  | { readonly at: 'set'; readonly personId: number; readonly sessionsEnded: number }
  /** `why` never holds the password. */
  | { readonly at: 'refused'; readonly why: string }

/** Gives somebody a password, the first one or another. Whoever is signed in as this person is signed out with it. */
export async function setPassword(engine: Engine, of: NewPassword): Promise<PasswordSet> {
  const { login, password, actor } = of
  const fault = passwordFault(password, login)
  if (fault !== undefined) return { at: 'refused', why: fault }
  const phc = await hashPassword(password)
  const { orgId } = engine.institution
  return inWriteRequest(engine.database, orgId, async tx => {
    const person = await personByLogin(tx, shardOf(orgId, 0), login)
    if (person === undefined) return { at: 'refused', why: `There is nobody with the login ${login}.` }
    await lockOwnBucket(engine, tx)
    return keepPassword(engine, tx, { id: person.id, phc, actor })
  })
}

/**
 * Changes one's own password, where one has one, by the one of now: a wrong one counts as at a sign-in and changes nothing. The session
 * that asks goes on, all others of the person end.
 */
export async function changeOwnPassword(
  engine: Engine,
  { person: { id, login }, session }: Pick<SignedIn, 'person' | 'session'>,
  { current, password, address }: OwnPassword,
): Promise<PasswordSet | SignInRefusal> {
  const fault = passwordFault(password, login)
  if (fault !== undefined) return { at: 'refused', why: fault }
  // Another way to sign in than the provider or the passkeys that somebody was given is opened by nobody for themselves.
  if (!(await signInWaysOf(engine, id)).password) return { at: 'refused', why: NONE_TO_CHANGE }
  const phc = await hashPassword(password)
  return onceProved<PasswordSet>(engine, { login, password: current, address }, tx =>
    keepPassword(engine, tx, { id, phc, actor: personActor(id), stays: Buffer.from(session, 'hex') }),
  )
}

const NONE_TO_CHANGE =
  'You have no password that could be changed: you sign in otherwise. Whoever operates the machine gives a first one (clearday password LOGIN).'

interface PasswordKept {
  readonly id: number
  readonly phc: string
  readonly actor: string
  /** The session that goes on. */
  readonly stays?: Uint8Array
}

async function keepPassword(
  engine: Engine,
  tx: Transaction,
  { id, phc, actor, ...kept }: PasswordKept,
): Promise<Extract<PasswordSet, { at: 'set' }>> {
  const shard = orgShardOf(engine)
  const now = engine.now()
  await putPassword(tx, { shard, id }, phc, now)
  const ended = await endSessionsOf(tx, { shard, id, ...kept }, now, 'password set')
  await addOwnEvents(engine, tx, [
    { kind: 'password_set', actor, subject: id, body: { sessionsEnded: ended } },
    await sealShards(tx, 'people', [shard]),
  ])
  return { at: 'set', personId: id, sessionsEnded: ended }
}

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
