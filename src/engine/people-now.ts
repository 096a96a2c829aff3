import { indexPeople, type People } from '../core/authority/people.ts'
import { shardOf } from '../core/bucket.ts'
import type { Database, Transaction } from '../store/database.ts'
import { peopleOf, peopleVersion } from '../store/people.ts'
import { inReadRequest } from '../store/read-request.ts'
import type { Engine } from './engine.ts'

/** The institution's people as they are now, indexed for `decideAct`: in one snapshot, under row-level security. */
export async function peopleNow(engine: Engine): Promise<People> {
  return inReadRequest(engine.database, engine.institution.orgId, tx => peopleWithin(engine, tx))
}

interface Kept {
  readonly version: string
  readonly readAt: Temporal.Instant
  readonly people: People
}

/** By the connections to a database, then by institution. */
const KEPT = new WeakMap<Database['pool'], Map<number, Kept>>()
/** What ended long ago is left out when it is read, so it is read anew on another day, and by a clock that was set back. */
const KEPT_HOURS = 24

/**
 * The people of now, in the transaction of an act: a role that ended a moment ago holds no more. They are read and indexed again only
 * where a row of theirs is another than when they were: that is asked every time, in the same transaction.
 */
export async function peopleWithin(engine: Engine, tx: Transaction): Promise<People> {
  const { orgId } = engine.institution
  const { pool } = engine.database
  const shard = shardOf(orgId, 0)
  const at = engine.now()
  const version = await peopleVersion(tx, shard)
  const ofPool = KEPT.get(pool) ?? new Map<number, Kept>()
  KEPT.set(pool, ofPool)
  const kept = ofPool.get(orgId)
  if (kept?.version === version && isOfToday(kept, at)) return kept.people
  // After the version: what changes between the two is in the rows and not in the version, so it is only read once too often.
  const people = indexPeople(await peopleOf(tx, shard, at))
  ofPool.set(orgId, { version, readAt: at, people })
  return people
}

function isOfToday({ readAt }: Kept, at: Temporal.Instant): boolean {
  return (
    Temporal.Instant.compare(readAt, at) <= 0 && Temporal.Instant.compare(at, readAt.add({ hours: KEPT_HOURS })) < 0
  )
}
