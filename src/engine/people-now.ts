import { indexPeople, type People } from '../core/authority/people.ts'
import { shardOf } from '../core/bucket.ts'
import type { Database, Transaction } from '../store/database.ts'
import { peopleOf, peopleVersion } from '../store/people.ts'
import { inReadRequest } from '../store/read-request.ts'
import type { Engine } from './engine.ts'
import { type DrawnWork, supervisionDraw } from './supervision-draw.ts'

/** The people of now, and by what the share of work that is looked at is drawn. The key of the institution stays inside. */
export interface PeopleNow extends People {
  /** See `supervisionDraw`. */
  readonly drawOf: (work: DrawnWork) => number
}

/** The institution's people as they are now, indexed for `decideAct`: in one snapshot, under row-level security. */
export async function peopleNow(engine: Engine): Promise<PeopleNow> {
  return inReadRequest(engine.database, engine.institution.orgId, tx => peopleWithin(engine, tx))
}

interface Kept {
  readonly version: string
  readonly readAt: Temporal.Instant
  readonly people: PeopleNow
}

/** By the connections to a database, then by institution. */
const KEPT = new WeakMap<Database['pool'], Map<number, Kept>>()
/** What ended long ago is left out when it is read, so it is read anew on another day, and by a clock that was set back. */
const KEPT_HOURS = 24

/**
 * The people of now, in the transaction of an act: a role that ended a moment ago holds no more. They are read and indexed again only
 * where a row of theirs is another than when they were: that is asked every time, in the same transaction.
 */
export async function peopleWithin(engine: Engine, tx: Transaction): Promise<PeopleNow> {
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
  const { facts, drawKey } = await peopleOf(tx, shard, at)
  const people = { ...indexPeople(facts), drawOf: supervisionDraw(drawKey) }
  ofPool.set(orgId, { version, readAt: at, people })
  return people
}

function isOfToday({ readAt }: Kept, at: Temporal.Instant): boolean {
  return (
    Temporal.Instant.compare(readAt, at) <= 0 && Temporal.Instant.compare(at, readAt.add({ hours: KEPT_HOURS })) < 0
  )
}
