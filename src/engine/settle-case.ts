import { goesOnWaiting, wakeUnanswered, wakeWithoutApproval } from '../core/approval/wake-by.ts'
import { answerKey, wokenBody } from '../core/work/awaited.ts'
import { latestWake } from '../core/work/latest-wake.ts'
import { holderOf, type QueuePlace, type Wake } from '../core/work/place.ts'
import { woken } from '../core/work/place-acts.ts'
import type { Transaction } from '../store/database.ts'
import type { NewEvent } from '../store/event.ts'
import { lockPlace, placeNow, savePlaces } from '../store/queue-place.ts'
import type { Runner } from '../store/statement.ts'
import { type CaseNow, caseOfException, recountCases } from '../store/work-case.ts'
import type { DeciderAsked } from './authorise-decision.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import { queueNamed, queuesOf } from './work-queues.ts'

/** An exception with the queue in which its case is. */
export interface ExceptionOfQueue {
  readonly shard: number
  readonly id: number
  readonly queue: string
}

/** The bucket of a queue's name. */
export function shardOfQueue(engine: Engine, queue: string): number {
  return queueNamed(queuesOf(engine), queue).shard
}

/** The place of an exception's case, locked; undefined while it has none. The caller holds the lock of the queue's bucket. */
export async function placeOfException(
  engine: Engine,
  tx: Transaction,
  exception: ExceptionOfQueue,
): Promise<QueuePlace | undefined> {
  const key = await placeKeyOf(engine, tx, exception)
  return key && lockPlace(tx, key)
}

/** The same as it stands, without a lock: for whoever only looks. */
export async function placeOfExceptionNow(
  engine: Engine,
  run: Runner,
  exception: ExceptionOfQueue,
): Promise<QueuePlace | undefined> {
  const key = await placeKeyOf(engine, run, exception)
  return key && placeNow(run, key)
}

/** Under which the case of an exception lies in its queue; undefined while it has none. */
async function placeKeyOf(engine: Engine, run: Runner, exception: ExceptionOfQueue) {
  const of = await caseOfException(run, exception)
  if (of === undefined) return undefined
  return { shard: shardOfQueue(engine, exception.queue), caseShard: of.shard, caseId: of.id }
}

/** What of a place decides who may have its case, and so who may decide about it. */
export function takenBy(place: QueuePlace | undefined): Pick<DeciderAsked, 'barred' | 'forRole'> {
  return { barred: place?.barred ?? [], forRole: place?.forRole }
}

/** Who has the case now, by a lease that runs or because it waits or is put aside for them; undefined for nobody. */
export function holderNow(place: QueuePlace, now: Temporal.Instant): number | undefined {
  const isOver = place.at.state === 'leased' && Temporal.Instant.compare(place.at.until, now) <= 0
  return isOver ? undefined : holderOf(place)
}

/**
 * After an exception of a case was decided, proposed or opened again: the case ends when nothing of it is open, waits with its
 * maker when all that is open waits for a second person or for those who were given it, and is ready again when something is to be decided, for that maker
 * first, with the clock of its exceptions. Gives the events for the chain of the queue's bucket, whose lock the caller holds.
 */
export async function settleCase(
  engine: Engine,
  tx: Transaction,
  exception: ExceptionOfQueue,
  actor: string,
): Promise<readonly NewEvent[]> {
  const place = await placeOfException(engine, tx, exception)
  if (place === undefined) return []
  return (await settlePlaces(engine, tx, [place], actor)).map(one => one.event)
}

/** The same of several cases whose places are locked, each once; gives each event with the bucket whose chain tells it. */
export async function settlePlaces(
  engine: Engine,
  tx: Transaction,
  places: readonly QueuePlace[],
  actor: string,
): Promise<readonly { readonly shard: number; readonly event: NewEvent }[]> {
  if (places.length === 0) return []
  const cases = places.map(({ shard, caseShard, caseId }) => ({ shard: caseShard, id: caseId, placeShard: shard }))
  const counted = await recountCases(tx, { orgShard: orgShardOf(engine), cases }, engine.now())
  const settled = places.flatMap((before, nr) => {
    const of = counted[nr]
    const after = of && settledPlace(engine, before, of)
    return after === undefined ? [] : [{ before, ...after }]
  })
  if (settled.length === 0) return []
  await savePlaces(
    tx,
    settled.map(({ before, place }) => ({ place, fenceBefore: before.fence })),
  )
  return settled.map(({ before: { shard, caseShard, caseId }, kind, place, body }) => {
    return { shard, event: { kind, actor, subject: caseId, body: { caseShard, fence: place.fence, ...body } } }
  })
}

interface SettledPlace {
  readonly kind: NewEvent['kind']
  readonly place: QueuePlace
  readonly body: Readonly<Record<string, unknown>>
}

/** What becomes of the place; undefined where it stays as it is. */
function settledPlace(engine: Engine, place: QueuePlace, of: CaseNow): SettledPlace | undefined {
  const now = engine.now()
  const isDone = place.at.state === 'done'
  if (of.state === 'closed')
    return isDone
      ? undefined
      : { kind: 'case_closed', place: { ...place, byName: false, at: { state: 'done' } }, body: { as: 'decided' } }
  const grown = { ...place, fence: place.fence + 1 }
  const waits = waitsNow(engine, of)
  const waited = waitedFor(place)
  if (waits !== undefined)
    return isSame(place, waits, { now, oursAt: of.oursAt }) ? undefined : waitingFor(grown, waits)
  if (waited !== undefined) {
    const wake = waited
    return { kind: 'case_woken', place: woken(place, now, wake), body: wokenBody(place.at, wake) }
  }
  if (!isDone) return wakesEarlier(engine, place, of.oursAt)
  return { kind: 'case_reopened', place: { ...grown, readyAt: now, at: { state: 'ready' } }, body: { as: 'undone' } }
}

/** What somebody lets wait goes on waiting, and wakes before its clock where that ends earlier by now. */
function wakesEarlier(
  { institution, now }: Engine,
  place: QueuePlace,
  oursAt: Temporal.Instant | undefined,
): SettledPlace | undefined {
  const latest = latestWake(now(), oursAt, institution.zone)
  const { at, readyAt } = place
  if (at.state !== 'pended' || latest === undefined || Temporal.Instant.compare(readyAt, latest) <= 0) return undefined
  const { holder, wake, waitingFor } = at
  const until = { until: latest.toString(), before: readyAt.toString(), clock: oursAt?.toString() }
  const body = { to: `person ${holder}`, wake, ...until, waitingFor }
  return { kind: 'case_pended', place: { ...place, readyAt: latest }, body }
}

/** Others than those who work here, for whom a case waits by itself. */
const WAITING_FOR = {
  approval: 'the approval of a second person',
  acknowledgement: 'the acknowledgement of what was forwarded',
  party: 'the answer of whom it is held for',
} as const
type WaitsFor = keyof typeof WAITING_FOR

/** With whom a case of which nothing is left to do here waits: they have it back first when the answer is no. */
interface Waits {
  readonly wake: Extract<Wake, { readonly on: 'party' }> | { readonly on: Exclude<WaitsFor, 'party'> }
  readonly holder: number
  readonly until: Temporal.Instant
}

/** Undefined where something is left to do, also because those who were given it had to answer by now. */
function waitsNow(engine: Engine, of: CaseNow): Waits | undefined {
  const now = engine.now()
  if (of.state === 'proposed') {
    const until = wakeWithoutApproval(now, of.oursAt, engine.institution.zone)
    return { wake: { on: 'approval' }, holder: of.makerId, until }
  }
  if (of.state === 'held') {
    // Of what hangs together with it the clock may end before.
    const until = wakeUnanswered(now, of.oursAt, of.until)
    return { wake: { on: 'party', key: answerKey(of.letter) }, holder: of.makerId, until }
  }
  if (of.state !== 'forwarded' || Temporal.Instant.compare(of.acknowledgeBy, now) <= 0) return undefined
  return {
    wake: { on: 'acknowledgement' },
    holder: of.makerId,
    until: wakeUnanswered(now, of.oursAt, of.acknowledgeBy),
  }
}

function waitedFor({ at }: QueuePlace): Waits['wake'] | undefined {
  if (at.state !== 'pended') return undefined
  const { wake } = at
  if (wake.on === 'party') return wake
  return wake.on === 'approval' || wake.on === 'acknowledgement' ? { on: wake.on } : undefined
}

/**
 * An approval that is waited for is not waited for anew, unless the clock ends earlier by now; of an acknowledgement the clock may have
 * started again, of a hold the letter is another. In the last hours before its clock a case waits for neither anew while it still waits.
 */
function isSame(
  place: QueuePlace,
  waits: Waits,
  clock: { readonly now: Temporal.Instant; readonly oursAt: Temporal.Instant | undefined },
): boolean {
  const waited = waitedFor(place)
  if (waited?.on !== waits.wake.on) return false
  if ('key' in waited && 'key' in waits.wake && waited.key !== waits.wake.key) return false
  const { until, wake } = waits
  if (wake.on === 'approval') return Temporal.Instant.compare(place.readyAt, until) <= 0
  return goesOnWaiting(place.readyAt, { ...clock, until })
}

function waitingFor(place: QueuePlace, { wake, holder, until }: Waits): SettledPlace {
  const words = WAITING_FOR[wake.on]
  const waiting: QueuePlace = {
    ...place,
    readyAt: until,
    offeredTo: undefined,
    at: { state: 'pended', holder, wake, waitingFor: words },
  }
  const body = { to: `person ${holder}`, wake, until: until.toString(), waitingFor: words }
  return { kind: 'case_pended', place: waiting, body }
}
