import { barForGood } from '../core/work/next.ts'
import type { QueuePlace } from '../core/work/place.ts'
import { hasRoom, whyNoRoom } from '../core/work/presence.ts'
import { barSentence } from '../core/work/why-nothing.ts'
import type { WorkRefusal } from '../core/work/work-refusal.ts'
import type { Transaction } from '../store/database.ts'
import { callersOf } from '../store/queue-caller.ts'
import { deskOf, offeredPlaces } from '../store/queue-place.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import { queueNamed, queuesOf, shardsOf } from './work-queues.ts'

/** Somebody who is about to get a case, and how a refusal names them. */
export interface Taker {
  readonly personId: number
  readonly as: 'You' | 'That person'
}

/**
 * Why somebody may not have a case that comes to them by name, or that they put aside: as for the next case of its queue, but for
 * what passes by itself. `room`: whether it counts as one more for them.
 */
export async function whyNotTake(
  engine: Engine,
  tx: Transaction,
  place: QueuePlace,
  { personId, as, room }: Taker & { readonly room: 'one more' | 'as many' },
): Promise<WorkRefusal | undefined> {
  const now = engine.now()
  const [caller] = await callersOf(tx, orgShardOf(engine), [personId], now)
  if (caller === undefined || (as === 'That person' && !caller.isHere)) return NOBODY_THERE
  const queue = queueNamed(queuesOf(engine), place.queue)
  const bar = barForGood(caller, place, queue)
  if (bar !== undefined)
    return { refused: 'may_not_take', detail: `${as} may not have this case: ${barSentence(bar, queue)}` }
  if (room === 'as many') return undefined
  const load = { presence: caller.presence, holds: await holdsOf(engine, tx, personId, place) }
  return hasRoom(load) ? undefined : { refused: 'desk_full', detail: whyNoRoom(as, load) }
}

/** How many cases somebody has in work, put aside or was given by name; all or all but one. */
export async function holdsOf(
  engine: Engine,
  tx: Transaction,
  personId: number,
  but?: Pick<QueuePlace, 'caseShard' | 'caseId'>,
): Promise<number> {
  const shards = shardsOf(queuesOf(engine).values())
  const held = (await deskOf(tx, shards, { person: personId, now: engine.now() })).filter(
    ({ at }) => at.state !== 'pended',
  )
  const offered = (await offeredPlaces(tx, shards)).filter(one => one.offeredTo === personId)
  const isAnother = (one: QueuePlace) => one.caseShard !== but?.caseShard || one.caseId !== but.caseId
  return [...held, ...offered].filter(isAnother).length
}

export const NOBODY_THERE: WorkRefusal = {
  refused: 'nobody_there',
  detail: 'That person is not active, or absent: give it to somebody who is there.',
}
