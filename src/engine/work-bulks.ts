import { Interruption } from '../core/interruption.ts'
import { lockBuckets } from '../store/bucket.ts'
import { bulkById, endBulk, lockBulk, runningBulk, type StoredBulk } from '../store/bulk-act.ts'
import { bulkProgress, type MemberEnd, type StoredMember, saveMembers, waitingMembers } from '../store/bulk-member.ts'
import type { Database, Transaction } from '../store/database.ts'
import { type AskedIn, askedIn } from '../store/decided-about.ts'
import { exceptionsByKeys } from '../store/items-of-exceptions.ts'
import { inReadRequest } from '../store/read-request.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { actOnMember } from './act-on-member.ts'
import { tellOfBulk } from './commit-bulk.ts'
import { shardsAsked } from './corrected-item.ts'
import type { Engine } from './engine.ts'
import { gatherStep } from './gather-step.ts'
import { isLostDatabase } from './lost-database.ts'
import { openDay } from './open-day.ts'
import { orgShardOf } from './org-shard.ts'
import { isPassing } from './passing-failure.ts'
import { noSources, readDecidables, type Sources } from './read-decidables.ts'
import { bookingDay, type Decidable } from './resolution-facts.ts'
import { shardOfQueue } from './settle-case.ts'

/**
 * So many are done in one transaction: whoever pulls from their queue waits for it, so it is short; and a kill loses no more than it.
 */
const MEMBERS_AT_ONCE = 25
/** A transaction that others were in the way of is tried so often at once; later looks go on. */
const TRIES_MAX = 5

/** One worker in each process: more would wait for each other's locks. */
const WORKING = new WeakMap<Database, Promise<void>>()
const STOPPING = new WeakSet<Database>()

/**
 * Does what is left of every act on many that was begun, until nothing is. Called when one begins, and now and then, so that it goes
 * on after a stop. Safe beside other processes: the row of an act is locked for each step, and a member is done where it waits.
 */
export async function workBulks(engine: Engine): Promise<void> {
  if (STOPPING.has(engine.database)) return
  const running = WORKING.get(engine.database)
  if (running !== undefined) {
    await running
    return workBulks(engine)
  }
  const work = workAll(engine).finally(() => WORKING.delete(engine.database))
  WORKING.set(engine.database, work)
  await work
}

/** Ends after the step that runs, whose members are done; the next process goes on with the others. */
export async function stopBulks({ database }: Pick<Engine, 'database'>): Promise<void> {
  STOPPING.add(database)
  await WORKING.get(database)
}

/** One that cannot go on holds up no other: it is passed over until the next look, and why is thrown when the others are at their end. */
async function workAll(engine: Engine): Promise<void> {
  const sources = noSources()
  const failures: unknown[] = []
  let after = 0
  for (let bulk = await nextBulk(engine, after); bulk !== undefined; bulk = await nextBulk(engine, after)) {
    if (STOPPING.has(engine.database)) break
    try {
      await workSome(engine, bulk, sources)
    } catch (error) {
      if (error instanceof Interruption || isLostDatabase(error)) throw error
      failures.push(error)
      after = bulk.id
    }
  }
  if (failures.length > 0) throw failures[0]
}

async function nextBulk(engine: Engine, afterId: number): Promise<StoredBulk | undefined> {
  const { database, institution } = engine
  const shard = orgShardOf({ institution })
  return inReadRequest(database, institution.orgId, async tx => {
    const id = await runningBulk(tx, { shard, afterId })
    return id === undefined ? undefined : bulkById(tx, { shard, id })
  })
}

/** The next few members of an act, in one transaction; where that fails for something of theirs, each in its own. */
async function workSome(engine: Engine, bulk: StoredBulk, sources: Sources): Promise<void> {
  try {
    await retried(() => step(engine, { bulk, sources, size: MEMBERS_AT_ONCE }))
  } catch (error) {
    if (isPassing(error)) throw error
    await retried(() => step(engine, { bulk, sources, size: 1, failing: 'is refused' }))
  }
}

async function retried(work: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (error) {
      if (error instanceof Interruption || !isPassing(error) || tries === TRIES_MAX) throw error
    }
  }
}

interface Step {
  readonly bulk: StoredBulk
  readonly sources: Sources
  readonly size: number
  /** A single one that is a defect is refused with that, so that the others are not held up by it. */
  readonly failing?: 'is refused'
}

async function step(engine: Engine, of: Step): Promise<void> {
  const { database, institution } = engine
  const { bulk, size } = of
  const { members, decidables, unreadable, asks } = await inReadRequest(database, institution.orgId, async tx => {
    const some = await waitingMembers(tx, bulk, size)
    const keys = some.map(({ shard, itemId: id }) => ({ shard, id }))
    const exceptions = await exceptionsByKeys(tx, keys)
    const read = await readDecidables(engine, tx, exceptions, of.sources)
    return { members: some, ...read, asks: await asksOf(tx, bulk, some) }
  })
  for (const day of new Set([...decidables.values()].map(one => one.item.day)))
    await openDay(engine, bookingDay(engine, day))
  try {
    await inWriteRequest(database, institution.orgId, async tx => {
      if ((await lockBulk(tx, bulk)) !== 'running') return
      const still = await waitingMembers(tx, bulk, size)
      if (still.length === 0) return finish(engine, tx, bulk)
      // Another process did some of them meanwhile: the next step reads again.
      if (still.some((one, nr) => one.n !== members[nr]?.n)) return
      const books = await lockBuckets(tx, shardsOf(engine, decidables, asks))
      const gathered = await gatherStep(engine, tx, { books, decidables: [...decidables.values()] })
      const ends: MemberEnd[] = []
      for (const member of still) {
        const { itemId } = member
        const read = { decidable: decidables.get(itemId), unreadable: unreadable.get(itemId) }
        const acted = { bulk, member, ...read, isUndo: asks.get(itemId)?.isUndo === true }
        const act = () => actOnMember(gathered.engine, tx, acted)
        ends.push(await gathered.member(act, end => end.state !== 'refused'))
      }
      await gathered.write()
      engine.step('bulk decided')
      await saveMembers(tx, bulk, ends)
      engine.step('bulk written')
    })
    engine.step('bulk committed')
  } catch (error) {
    const [member] = members
    if (of.failing === undefined || isPassing(error) || member === undefined) throw error
    await refuseDefect(engine, bulk, member, error)
  }
}

/** What is asked of each, or was in the decision that is answered or taken back: it says in which accounts something is booked. */
async function asksOf(
  tx: Transaction,
  { asked }: StoredBulk,
  members: readonly StoredMember[],
): Promise<ReadonlyMap<number, AskedIn>> {
  // As the dry run was given it.
  if (asked !== undefined) return new Map(members.map(one => [one.itemId, { asked: JSON.parse(asked), isUndo: false }]))
  return askedIn(
    tx,
    members.flatMap(({ shard, decisionId: id }) => (id === undefined ? [] : [{ shard, id }])),
  )
}

/**
 * The buckets of the items, of their queues and of the accounts that are asked for, in order: each decision then finds them locked, and
 * none of them waits for a bucket while others wait for those of the step.
 */
function shardsOf(
  engine: Engine,
  decidables: ReadonlyMap<number, Decidable>,
  asks: ReadonlyMap<number, AskedIn>,
): readonly number[] {
  const shards = new Set<number>()
  for (const [itemId, decidable] of decidables) {
    const asked = asks.get(itemId)?.asked
    const others = asked === undefined ? [] : shardsAsked(engine, decidable, asked)
    for (const shard of [decidable.item.shard, shardOfQueue(engine, decidable.queue), ...others]) shards.add(shard)
  }
  return [...shards].sort((a, b) => a - b)
}

async function finish(engine: Engine, tx: Transaction, bulk: StoredBulk): Promise<void> {
  const { done, proposed, refused } = await bulkProgress(tx, bulk)
  await endBulk(tx, { ...bulk, at: engine.now() })
  const body = { act: bulk.act, done: done.count, proposed: proposed.count, refused: refused.count }
  await tellOfBulk(engine, tx, bulk, { kind: 'bulk_ended', body })
}

async function refuseDefect(engine: Engine, bulk: StoredBulk, { n }: StoredMember, error: unknown): Promise<void> {
  const said = error instanceof Error ? error.message : String(error)
  const why = `Something is wrong with Clearday here, and nothing of it was done: ${said}`.slice(0, 1000)
  await inWriteRequest(engine.database, engine.institution.orgId, async tx => {
    await lockBulk(tx, bulk)
    const [first] = await waitingMembers(tx, bulk, 1)
    if (first?.n !== n) return
    await saveMembers(tx, bulk, [{ n, state: 'refused', decisionId: undefined, refused: 'defect', why }])
  })
}
