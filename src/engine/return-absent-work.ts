import { holderOf, type QueuePlace } from '../core/work/place.ts'
import { returned } from '../core/work/place-acts.ts'
import { lockShards } from '../store/bucket.ts'
import type { Transaction } from '../store/database.ts'
import { lockInHandsOf, peopleWithWork } from '../store/in-hands.ts'
import { lockOfferedTo, lockPlaces, offeredPlaces, parkedPlaces } from '../store/queue-place.ts'
import { inReadRequest } from '../store/read-request.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { awayAmong } from './away-among.ts'
import { saveChanges } from './change-place.ts'
import type { Engine } from './engine.ts'
import { giveBack, type Stuck, stuckAmong, unheardAmong } from './return-stuck.ts'
import { queuesOf, shardsOf } from './work-queues.ts'

/**
 * Returns everything that is in the hands of people who are absent or active no more: parked, put off until a day and given work too; and
 * of everybody else what they put aside or were given and cannot have any more, or did not come back for. What waits for something else
 * than them, a second person's word, an answer, a file, goes on waiting for it whoever is away, and comes here when it woke: handed out
 * before, it would be nothing that anybody can do. Gives how many cases it were.
 */
export async function returnAbsentWork(engine: Engine): Promise<number> {
  const { orgId } = engine.institution
  const shards = shardsOf(queuesOf(engine).values())
  const gone = await inReadRequest(engine.database, orgId, async tx => {
    return awayAmong(engine, tx, await peopleWithWork(tx, shards, engine.now()))
  })
  let sum = 0
  for (const person of gone) sum += await returnDesk(engine, shards, person)
  return sum + (await returnAside(engine, shards))
}

/** Looked at without a lock first: nearly always there is nothing, and then nobody is held up. */
async function returnAside(engine: Engine, shards: readonly number[]): Promise<number> {
  const { orgId } = engine.institution
  const stuck = await inReadRequest(engine.database, orgId, async tx =>
    keptForNobody(engine, tx, [...(await offeredPlaces(tx, shards)), ...(await parkedPlaces(tx, shards))]),
  )
  let sum = 0
  for (const [shard, some] of Map.groupBy(stuck, ({ place }) => place.shard))
    sum += await inWriteRequest(engine.database, orgId, async tx => {
      await lockShards(tx, [shard])
      const keys = some.map(({ place }) => place)
      const places = await lockPlaces(tx, keys)
      const kept = places.filter(({ at, offeredTo }) => at.state === 'parked' || offeredTo !== undefined)
      return giveBack(engine, tx, await keptForNobody(engine, tx, kept))
    })
  return sum
}

async function keptForNobody(
  engine: Engine,
  tx: Transaction,
  places: readonly QueuePlace[],
): Promise<readonly Stuck[]> {
  const stuck = await stuckAmong(engine, tx, places)
  const told = new Set(stuck.map(one => one.place))
  const rest = places.filter(place => !told.has(place))
  return [...stuck, ...(await unheardAmong(engine, tx, rest))]
}

async function returnDesk(engine: Engine, shards: readonly number[], person: number): Promise<number> {
  return inWriteRequest(engine.database, engine.institution.orgId, async tx => {
    await lockShards(tx, shards)
    const now = engine.now()
    const places = [...(await lockInHandsOf(tx, shards, { person, now })), ...(await lockOfferedTo(tx, shards, person))]
    const changes = places.map(place => {
      const from = `person ${holderOf(place) ?? person}`
      return { kind: 'case_returned', place: returned(place, now), body: { from, why: 'not_here' } } as const
    })
    if (changes.length > 0) await saveChanges(engine, tx, changes, 'engine')
    return changes.length
  })
}
