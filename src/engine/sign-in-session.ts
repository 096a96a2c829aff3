import { createHash, randomBytes } from 'node:crypto'
import { shardOf } from '../core/bucket.ts'
import { isSeenAnew, seenAt, sessionOver, sessionUntil, steppedUpUntil } from '../core/session.ts'
import type { Transaction } from '../store/database.ts'
import { inKeyedTrip } from '../store/read-request.ts'
import {
  endSession,
  findSessions,
  insertSession,
  type Session,
  type SessionEnd,
  type SessionPerson,
  type SignInWay,
  sessionSeen,
} from '../store/session.ts'
import { inGatheredRequest, inWriteRequest } from '../store/write-request.ts'
import type { Engine } from './engine.ts'
import { gatherByEngine } from './gather.ts'
import { orgShardOf } from './org-shard.ts'
import { addOwnEvents, lockOwnBucket, personActor } from './sign-in-event.ts'

/** A session that was begun. The token is given once and kept by nobody here. */
export interface NewToken {
  readonly token: string
  readonly personId: number
}

/** Somebody who is signed in, as of this moment. */
export interface SignedIn {
  /** SHA-256 of the token, in hexadecimal. */
  readonly session: string
  readonly person: SessionPerson
  /** When it ends unless something is asked before. */
  readonly until: Temporal.Instant
  /** Until when risky acts need no password; undefined where they need one. */
  readonly steppedUpUntil: Temporal.Instant | undefined
}

export type SessionCheck =
  | { readonly at: 'signed in'; readonly as: SignedIn }
  /** Nobody's token, or that of a session that is over. */
  | { readonly at: 'over'; readonly why: SessionEnd | 'unknown' }

/** A token of 256 bits, as text. */
const TOKEN_BYTES = 32
const TOKEN = /^[A-Za-z0-9_-]{43}$/

/**
 * Who the holder of a token is, asked anew with every request: the session, the person and what the person holds are of this
 * moment. `attended` is what a person asked for; what a page reads again by itself keeps no session alive.
 */
export async function checkSession(
  engine: Engine,
  token: string,
  asked: 'attended' | 'unattended',
): Promise<SessionCheck> {
  if (!TOKEN.test(token)) return { at: 'over', why: 'unknown' }
  const found = await findSession(engine, Buffer.from(idOf(token)).toString('hex'))
  if (found === undefined) return { at: 'over', why: 'unknown' }
  const now = engine.now()
  const over = overOf(found, now)
  if (over !== undefined) {
    if (found.endWhy === undefined) await writeEnd(engine, found, over)
    return { at: 'over', why: over }
  }
  if (asked === 'unattended' || !isSeenAnew(found, now)) return { at: 'signed in', as: signedInAs(found, now) }
  const shard = orgShardOf(engine)
  const seen = seenAt(found, now)
  await inGatheredRequest(engine.database, engine.institution.orgId, {
    first: run => sessionSeen(run, shard, seen),
    work: async () => {},
  })
  return { at: 'signed in', as: signedInAs(seen, now) }
}

/** Of these sessions, as `SignedIn` names them, those that are over, or whose person may look at nothing now. */
export async function sessionsOver(engine: Engine, sessions: readonly string[]): Promise<ReadonlySet<string>> {
  const found = await readSessions(
    engine,
    sessions.map(id => Buffer.from(id, 'hex')),
  )
  const now = engine.now()
  const going = found.filter(one => overOf(one, now) === undefined && mayRead(one)).map(hexOf)
  return new Set(sessions.filter(id => !going.includes(id)))
}

function mayRead({ person }: Session): boolean {
  return person.roles.length > 0 && !person.isAway
}

/** Sessions of requests that come in the same moment are read together. A second reading goes on its way while the first is answered. */
const findSession = gatherByEngine(
  async (engine, ids: readonly string[]) => {
    const found = await readSessions(
      engine,
      ids.map(id => Buffer.from(id, 'hex')),
    )
    return new Map(found.map(session => [hexOf(session), session]))
  },
  { inFlightMax: 2, togetherMax: 200 },
)

async function readSessions(engine: Engine, ids: readonly Uint8Array[]): Promise<readonly Session[]> {
  const { orgId } = engine.institution
  return inKeyedTrip(engine.database, orgId, tx => findSessions(tx, shardOf(orgId, 0), ids, engine.now()))
}

function overOf(session: Session, now: Temporal.Instant): SessionEnd | undefined {
  if (session.endWhy !== undefined) return session.endWhy
  return session.person.state === 'active' ? sessionOver(session, now) : 'person not active'
}

function signedInAs(session: Session, now: Temporal.Instant): SignedIn {
  return {
    session: hexOf(session),
    person: session.person,
    until: sessionUntil(session),
    steppedUpUntil: steppedUpUntil(session, now),
  }
}

async function writeEnd(engine: Engine, { id, person }: Session, why: SessionEnd): Promise<void> {
  const shard = orgShardOf(engine)
  await inWriteRequest(engine.database, engine.institution.orgId, async tx => {
    await lockOwnBucket(engine, tx)
    // Two requests at once end it once.
    if (!(await endSession(tx, { shard, id }, engine.now(), why))) return
    await addOwnEvents(engine, tx, [
      { kind: 'session_ended', actor: 'engine', subject: person.id, body: { session: sessionName(id), why } },
    ])
  })
}

/** How somebody proved who they are, and with which passkey. */
export interface ProvedBy {
  readonly how: SignInWay
  readonly passkey?: number
}

/** Begins a session in the transaction that found out who it is. */
export async function beginSession(
  engine: Engine,
  tx: Transaction,
  personId: number,
  by: ProvedBy & { readonly address: string },
): Promise<NewToken> {
  const now = engine.now()
  const { token, id } = newToken()
  const times = { signedInAt: now, lastSeenAt: now, steppedUpAt: undefined }
  const { how, address } = by
  await insertSession(tx, { shard: orgShardOf(engine), id, personId, ...times, how, address })
  await addOwnEvents(engine, tx, [
    { kind: 'signed_in', actor: personActor(personId), subject: personId, body: { session: sessionName(id), ...by } },
  ])
  return { token, personId }
}

/** Ends a session for good. Nothing where it is over already. */
export async function signOut(engine: Engine, { session, person }: SignedIn): Promise<void> {
  const { orgId } = engine.institution
  const id = Buffer.from(session, 'hex')
  await inWriteRequest(engine.database, orgId, async tx => {
    await lockOwnBucket(engine, tx)
    if (!(await endSession(tx, { shard: shardOf(orgId, 0), id }, engine.now(), 'signed out'))) return
    await addOwnEvents(engine, tx, [
      { kind: 'signed_out', actor: personActor(person.id), subject: person.id, body: { session: sessionName(id) } },
    ])
  })
}

/**
 * A new token after somebody proved again who they are; the one before is worth nothing from then on. The session is as old as it
 * was. Undefined where it was over meanwhile.
 */
export async function renewSession(
  engine: Engine,
  tx: Transaction,
  { session, person }: Pick<SignedIn, 'session' | 'person'>,
  by: ProvedBy,
): Promise<NewToken | undefined> {
  const shard = orgShardOf(engine)
  await lockOwnBucket(engine, tx)
  const now = engine.now()
  const before = Buffer.from(session, 'hex')
  const [found] = await findSessions(tx, shard, [before], now)
  // A way through a provider may take longer than the session lasts.
  if (found === undefined || overOf(found, now) !== undefined) return undefined
  if (!(await endSession(tx, { shard, id: before }, now, 'stepped up'))) return undefined
  const { token, id } = newToken()
  const times = { signedInAt: found.signedInAt, lastSeenAt: now, steppedUpAt: now }
  const { how, address } = found
  await insertSession(tx, { shard, id, personId: person.id, ...times, how, address })
  const body = { session: sessionName(id), before: sessionName(before), ...by }
  await addOwnEvents(engine, tx, [{ kind: 'stepped_up', actor: personActor(person.id), subject: person.id, body }])
  return { token, personId: person.id }
}

function newToken(): { readonly token: string; readonly id: Uint8Array } {
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  return { token, id: idOf(token) }
}

function idOf(token: string): Uint8Array {
  return createHash('sha256').update(token).digest()
}

function hexOf({ id }: Session): string {
  return Buffer.from(id).toString('hex')
}

/** Enough of an id to find its session; nobody signs in with it. */
export function sessionName(id: Uint8Array): string {
  return Buffer.from(id).toString('hex').slice(0, 16)
}
