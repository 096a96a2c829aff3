import { shardOf } from '../core/bucket.ts'
import type { OpenState } from '../core/day/close-list.ts'
import { Against, type AgainstClosing } from '../core/day/close-reason.ts'
import type { TallySum } from '../core/tally.ts'
import type { Transaction } from '../store/database.ts'
import { closedThrough, closesOfDay, type DayClose } from '../store/day-close.ts'
import { openTotals } from '../store/open-list.ts'
import { namesOf } from '../store/person-name.ts'
import { inReadRequest } from '../store/read-request.ts'
import { addAgainst, closeAsked } from './against-closing.ts'
import { addDifferences } from './close-day.ts'
import { type DayDrawers, dayDrawers } from './day-drawers.ts'
import type { Engine } from './engine.ts'
import { queuesOf } from './work-queues.ts'

/** A day as its page shows it: of one moment, and without the proof, which is asked for when the day is closed. */
export interface DayCloseStory {
  readonly state: 'open' | 'closing' | 'closed'
  readonly against: AgainstClosing
  readonly open: ReadonlyMap<OpenState, TallySum>
  readonly tries: readonly DayClose[]
  /** What those are called who closed and opened it. */
  readonly names: ReadonlyMap<number, string>
}

export async function readDayClose(engine: Engine, day: Temporal.PlainDate): Promise<DayCloseStory> {
  const { orgId } = engine.institution
  const orgShard = shardOf(orgId, 0)
  return inReadRequest(engine.database, orgId, async tx => {
    const tries = await closesOfDay(tx, orgShard, day.toString())
    const through = await closedThrough(tx, orgShard)
    const against = new Against()
    await addAgainst(engine, tx, closeAsked(engine, orgShard, day), against)
    addDifferences(await dayDrawers(engine, tx, day), against)
    const people = tries.flatMap(one => [one.closerId, ...(one.reopened === undefined ? [] : [one.reopened.byId])])
    return {
      state: stateOf(tries, through !== undefined && through >= day.toString()),
      against: against.result(),
      open: await openTotals(tx, orgShard, { queues: [...queuesOf(engine).values()], now: engine.now() }),
      tries,
      names: await namesOf(tx, orgShard, people),
    }
  })
}

/** How the books of a day stand, in a line. */
export interface DayClosing {
  readonly state: DayCloseStory['state'] | 'reopened'
  /** Who closes or closed it, or opened it again; undefined where nobody did, or a later day was closed with it. */
  readonly by: string | undefined
  readonly at: Temporal.Instant | undefined
  readonly listSha256: Uint8Array | undefined
}

export async function closingOf(tx: Transaction, orgShard: number, day: string): Promise<DayClosing> {
  const tries = await closesOfDay(tx, orgShard, day)
  const through = await closedThrough(tx, orgShard)
  const state = stateOf(tries, through !== undefined && through >= day)
  const last = tries.findLast(one => one.state === (state === 'open' ? 'reopened' : state))
  const act =
    last === undefined ? undefined : (last.reopened ?? { byId: last.closerId, at: last.closed?.at ?? last.begunAt })
  const names = await namesOf(tx, orgShard, act === undefined ? [] : [act.byId])
  return {
    state: state === 'open' && last !== undefined ? 'reopened' : state,
    by: act === undefined ? undefined : names.get(act.byId),
    at: act?.at,
    listSha256: state === 'closed' ? last?.closed?.listSha256 : undefined,
  }
}

function stateOf(tries: readonly DayClose[], isBehind: boolean): DayCloseStory['state'] {
  if (tries.some(one => one.state === 'closing')) return 'closing'
  return isBehind ? 'closed' : 'open'
}

/** The drawers of a day with the names of their people. */
export async function readDrawers(
  engine: Engine,
  day: Temporal.PlainDate,
): Promise<DayDrawers & { readonly names: ReadonlyMap<number, string> }> {
  const { orgId } = engine.institution
  return inReadRequest(engine.database, orgId, async tx => {
    const found = await dayDrawers(engine, tx, day)
    const ids = found.drawers.map(drawer => drawer.personId)
    return { ...found, names: await namesOf(tx, shardOf(orgId, 0), ids) }
  })
}
