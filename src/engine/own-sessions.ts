import { shardOf } from '../core/bucket.ts'
import { sessionOver, sessionUntil } from '../core/session.ts'
import type { Transaction } from '../store/database.ts'
import { inReadRequest } from '../store/read-request.ts'
import { endSession, findSessions, openSessionsOf, type Session } from '../store/session.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import { addOwnEvents, lockOwnBucket, personActor } from './sign-in-event.ts'
import { type SignedIn, sessionName } from './sign-in-session.ts'

/** A session of somebody, as they are shown it. */
export interface OpenSession {
  /** Enough of its id to find it; nobody signs in with it. */
  readonly name: string
  readonly session: Session
  readonly until: Temporal.Instant
  /** The one that asks, or another of the same person. */
  readonly is: 'this' | 'another'
}

/** What of a person is signed in just now, the last one used first. */
export async function readOwnSessions(engine: Engine, as: SignedIn): Promise<readonly OpenSession[]> {
  const { orgId } = engine.institution
  const shard = shardOf(orgId, 0)
  const now = engine.now()
  const found = await inReadRequest(engine.database, orgId, async tx =>
    findSessions(tx, shard, await openSessionsOf(tx, { shard, id: as.person.id }), now),
  )
  return found
    .filter(one => sessionOver(one, now) === undefined)
    .sort((a, b) => Temporal.Instant.compare(b.lastSeenAt, a.lastSeenAt))
    .map(session => ({
      name: sessionName(session.id),
      session,
      until: sessionUntil(session),
      is: Buffer.from(session.id).toString('hex') === as.session ? 'this' : 'another',
    }))
}

/** Ends a session of one's own, in the transaction of the request. False where there is none of that name, or it is over. */
export async function endOwnSession(
  engine: Engine,
  tx: Transaction,
  { as, name }: { readonly as: SignedIn; readonly name: string },
): Promise<boolean> {
  const shard = orgShardOf(engine)
  await lockOwnBucket(engine, tx)
  const ids = await openSessionsOf(tx, { shard, id: as.person.id })
  const id = ids.find(one => sessionName(one) === name)
  if (id === undefined || !(await endSession(tx, { shard, id }, engine.now(), 'ended elsewhere'))) return false
  const body = { session: name, why: 'ended elsewhere' }
  await addOwnEvents(engine, tx, [
    { kind: 'session_ended', actor: personActor(as.person.id), subject: as.person.id, body },
  ])
  return true
}
