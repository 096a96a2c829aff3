import { whyNotAllowed } from '../core/authority/decide-act.ts'
import { nameOfDay } from '../core/calendar/day.ts'
import { lockShards } from '../store/bucket.ts'
import type { Transaction } from '../store/database.ts'
import { closedThrough, closesOfDay, type DayClose, reopenClose } from '../store/day-close.ts'
import type { Decider } from './authorise-decision.ts'
import { tell } from './close-day.ts'
import type { Engine } from './engine.ts'
import { openDay, today } from './open-day.ts'
import { orgShardOf } from './org-shard.ts'
import { peopleWithin } from './people-now.ts'
import { whyLaterClosed } from './why-later-closed.ts'

export type DayReopened =
  | { readonly is: 'reopened'; readonly day: string; readonly no: number }
  | {
      readonly is: 'refused'
      readonly refused: 'not_authorised' | 'not_closed' | 'later_day_closed' | 'reason_missing'
      readonly why: string
    }

type ReopenRefused = Extract<DayReopened, { is: 'refused' }>

export interface ReopenOrder {
  readonly day: Temporal.PlainDate
  readonly by: Decider
  /** In words; told in the log and in the history of the day. At most 500 characters. */
  readonly reason: string
}

const REASON_MAX = 500

/**
 * Opens the books of a closed day again: an act of its own, with a reason, by another person than who closed it, or in whose place it was closed. The list with
 * which it was closed stays, and the next one names it. Only the last closed day opens: of the days before it everybody relies on
 * the list that came after.
 */
export async function reopenDay(engine: Engine, tx: Transaction, order: ReopenOrder): Promise<DayReopened> {
  const shard = orgShardOf(engine)
  const day = order.day.toString()
  const reason = order.reason.trim()
  if (reason === '' || reason.length > REASON_MAX)
    return refused('reason_missing', `Say in 1 to ${REASON_MAX} characters why the day is opened again.`)
  await openDay(engine, today(engine))
  await lockShards(tx, [shard])
  const closed = await closeToReopen(engine, tx, order)
  if ('refused' in closed) return closed
  const { no } = closed
  await reopenClose(tx, { shard, day, no }, { personId: order.by.personId, at: engine.now(), reason })
  const actor = `person ${order.by.personId}`
  await tell(engine, tx, { day, no, kind: 'day_reopened', actor, body: { reason } })
  return { is: 'reopened', day, no }
}

/** The closing that somebody may take back to open a day again, or why there is none that they may. */
export async function closeToReopen(
  engine: Engine,
  tx: Transaction,
  order: Pick<ReopenOrder, 'day' | 'by'>,
): Promise<DayClose | ReopenRefused> {
  const shard = orgShardOf(engine)
  const day = order.day.toString()
  const through = await closedThrough(tx, shard)
  if (through === undefined || through < day) return refused('not_closed', `${nameOfDay(order.day)} is not closed.`)
  if (through > day) return refused('later_day_closed', await whyLaterClosed(tx, shard, { day, through }))
  const closed = (await closesOfDay(tx, shard, day)).findLast(one => one.state === 'closed')
  if (closed === undefined) return refused('not_closed', `${nameOfDay(order.day)} is being closed just now.`)
  const why = await whyNot(engine, tx, order, closed)
  return why === undefined ? closed : refused('not_authorised', why)
}

async function whyNot(
  engine: Engine,
  tx: Transaction,
  { by }: Pick<ReopenOrder, 'by'>,
  { closerId, closerForId }: DayClose,
): Promise<string | undefined> {
  const at = engine.now()
  const people = await peopleWithin(engine, tx)
  const delegator = closerForId === undefined ? [] : [{ person: closerForId, as: 'delegator' } as const]
  const hands = [{ person: closerId, as: 'maker' } as const, ...delegator]
  return whyNotAllowed({ by: by.personId, act: 'reopen_day', at, session: by.session, hands }, people)
}

function refused(why: ReopenRefused['refused'], sentence: string): ReopenRefused {
  return { is: 'refused', refused: why, why: sentence }
}
