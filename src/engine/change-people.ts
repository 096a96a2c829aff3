import { defaultLimits } from '../core/authority/default-limits.ts'
import { managersAt } from '../core/authority/managers-at.ts'
import { indexPeople, type People, wholeMicros } from '../core/authority/people.ts'
import { dayNumber } from '../core/calendar/day.ts'
import { lockBuckets } from '../store/bucket.ts'
import type { Transaction } from '../store/database.ts'
import { lockPersons } from '../store/decision.ts'
import { insertEvents, type NewEvent } from '../store/event.ts'
import { peopleOf } from '../store/people.ts'
import { sealShards } from '../store/seal.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { applyChange } from './apply-people-change.ts'
import type { Engine } from './engine.ts'
import { openDay, today } from './open-day.ts'
import { orgShardOf } from './org-shard.ts'
import { needAuthority } from './people-asked.ts'
import { type ChangedBy, type PeopleChange, type PeopleChanged, PeopleRefused } from './people-change.ts'
import { peopleWithin } from './people-now.ts'

/** As many changes as one request may bring: each is an event, and all of them are one link. */
const CHANGES_MAX = 5_000

/**
 * Changes who works here and what they hold: all of the list or nothing, each change decided with the people as the ones before it
 * left them, told in the audit log and sealed, in one transaction. Refused when whoever asks may not, when they would gain by it
 * themselves, and when nobody would be left who can manage people.
 *
 * The first people of an institution, with its starting limits, are added by whoever operates the machine; from then on by people.
 */
export async function changePeople(
  engine: Engine,
  by: ChangedBy,
  changes: readonly PeopleChange[],
): Promise<PeopleChanged> {
  if (changes.length > CHANGES_MAX)
    return { outcome: 'refused', code: 'too_many', why: `${CHANGES_MAX} changes at once at most.` }
  await openDay(engine, today(engine))
  try {
    const ids = await inWriteRequest(engine.database, engine.institution.orgId, tx =>
      changePeopleWithin(engine, tx, by, changes),
    )
    return { outcome: 'changed', ids }
  } catch (error) {
    if (error instanceof PeopleRefused) return { outcome: 'refused', code: error.code, why: error.message }
    throw error
  }
}

/** The same inside a transaction; throws `PeopleRefused` where `changePeople` refuses. The day has to be open. */
export async function changePeopleWithin(
  engine: Engine,
  tx: Transaction,
  by: ChangedBy,
  changes: readonly PeopleChange[],
): Promise<readonly number[]> {
  const shard = orgShardOf(engine)
  // One change of people at a time: the last two managers cannot end each other. The bucket before the people, as a decision that
  // books in it locks them: in another order the two wait for each other.
  await lockBuckets(tx, [shard])
  await awaitDeciding(engine, tx, changes)
  const at = wholeMicros(engine.now())
  const read = async (): Promise<People> => indexPeople((await peopleOf(tx, shard, at)).facts)
  let people = await read()
  const isFirst = by === 'operator'
  if (isFirst && people.facts.persons.length > 0) throw new PeopleRefused('people_are_here', OPERATOR_NO_MORE)
  const events: NewEvent[] = []
  const ids: number[] = []
  const actor = isFirst ? 'operator' : `person ${by.person}`
  const through = isFirst || by.through === undefined ? {} : { through: by.through }
  for (const change of isFirst ? [...startingLimits(), ...changes] : changes) {
    if (by !== 'operator') needAuthority(by, change, people, at)
    const done = await applyChange(tx, { shard, at, people }, change)
    ids.push(done.id)
    events.push(...done.events.map(event => ({ ...event, actor, body: { ...event.body, ...through } })))
    // A limit changes nothing that another change of the list is decided by.
    if (change.change !== 'grant' || change.hold !== 'limit') people = await read()
  }
  if (managersAt(people, at).length === 0) throw new PeopleRefused('last_manager', NOBODY_LEFT)
  const sealed = await sealShards(tx, 'people', [shard])
  const day = dayNumber(today(engine))
  await insertEvents(tx, new Map([[shard, [...events, sealed]]]), { day, at })
  return isFirst ? ids.slice(startingLimits().length) : ids
}

/** Whoever is said to have another account decides nothing until that is said: what they approve before is of a moment before. */
async function awaitDeciding(engine: Engine, tx: Transaction, changes: readonly PeopleChange[]): Promise<void> {
  const logins = changes.flatMap(one => (one.change === 'set_owner' ? [one.login, one.owner] : []))
  if (logins.length === 0) return
  const { byName } = await peopleWithin(engine, tx)
  const chains = byName.filter(one => logins.includes(one.person.login)).flatMap(one => one.chain)
  await lockPersons(tx, orgShardOf(engine), [...new Set(chains)])
}

const OPERATOR_NO_MORE =
  'People are here already, and they decide who joins them: one who manages people adds others (clearday people … --as LOGIN).'
const NOBODY_LEFT =
  'Nobody would be left who can manage people: a human, active, who is supervisor or engineer. Make another one first.'

function startingLimits(): readonly PeopleChange[] {
  return defaultLimits().map(({ role, ...limit }) => ({ change: 'grant', hold: 'limit', of: { role }, ...limit }))
}
