import { shardOf } from '../core/bucket.ts'
import { openDayAfter } from '../core/calendar/calendar.ts'
import type { OpenState } from '../core/day/close-list.ts'
import { Against, type AgainstClosing } from '../core/day/close-reason.ts'
import type { TallySum } from '../core/tally.ts'
import type { Transaction } from '../store/database.ts'
import { closedThrough, closesOfDay, type DayClose, type StandingClose, standingFrom } from '../store/day-close.ts'
import { openTotals } from '../store/open-list.ts'
import { namesOf } from '../store/person-name.ts'
import { inReadRequest } from '../store/read-request.ts'
import { addAgainst, closeAsked } from './against-closing.ts'
import type { Decider } from './authorise-decision.ts'
import { addDifferences, authoriseCloser } from './close-day.ts'
import { type DayDrawers, dayDrawers } from './day-drawers.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import { closeToReopen } from './reopen-day.ts'
import { queuesOf } from './work-queues.ts'

/** A day as its page shows it: of one moment, and without the proof, which is asked for when the day is closed. */
export interface DayCloseStory {
  readonly state: 'open' | 'closing' | 'closed'
  /** The later day with which it is closed or being closed, having no closing of its own. YYYY-MM-DD. */
  readonly closedWith: string | undefined
  /** The first banking day whose books are open: with a day all open ones before it are closed. Undefined while none was ever closed. */
  readonly openFrom: string | undefined
  /** Why whoever asks may not close it, or may not open it again where it is closed; the proof of who they are is asked for with the act. */
  readonly whyNot: string | undefined
  /** What has to leave by this moment, the last of the day, stands against closing it while nobody said why it waits. */
  readonly dueBy: Temporal.Instant
  /** What stands against closing it, and what is open, now; undefined where it is closed: that was told by its list. */
  readonly now: { readonly against: AgainstClosing; readonly open: ReadonlyMap<OpenState, TallySum> } | undefined
  readonly tries: readonly DayClose[]
  /** What those are called who closed and opened it. */
  readonly names: ReadonlyMap<number, string>
}

export async function readDayClose(engine: Engine, day: Temporal.PlainDate, by: Decider): Promise<DayCloseStory> {
  const { orgId } = engine.institution
  const orgShard = shardOf(orgId, 0)
  return inReadRequest(engine.database, orgId, async tx => {
    const tries = await closesOfDay(tx, orgShard, day.toString())
    const standing = await standingFrom(tx, orgShard, day.toString())
    const state = standing?.state ?? 'open'
    const people = tries.flatMap(one => [one.closerId, ...(one.reopened === undefined ? [] : [one.reopened.byId])])
    return {
      state,
      closedWith: laterOf(standing, day.toString()),
      openFrom: await openFrom(engine, tx),
      whyNot: await whyNot(engine, tx, { day, by: { ...by, session: 'stepped-up' }, state }),
      // A moment is kept to the microsecond.
      dueBy: closeAsked(engine, orgShard, day).dayEnds.subtract({ microseconds: 1 }),
      now: state === 'closed' ? undefined : await lookNow(engine, tx, day),
      tries,
      names: await namesOf(tx, orgShard, people),
    }
  })
}

/** The day of the closing that a day stands closed by, where that is a later one. */
function laterOf(standing: StandingClose | undefined, day: string): string | undefined {
  return standing?.day === day ? undefined : standing?.day
}

async function lookNow(engine: Engine, tx: Transaction, day: Temporal.PlainDate) {
  const orgShard = orgShardOf(engine)
  const against = new Against()
  await addAgainst(engine, tx, closeAsked(engine, orgShard, day), against)
  addDifferences(await dayDrawers(engine, tx, day), against)
  const open = await openTotals(tx, orgShard, { queues: [...queuesOf(engine).values()], now: engine.now() })
  return { against: against.result(), open }
}

async function openFrom({ institution }: Engine, tx: Transaction): Promise<string | undefined> {
  const through = await closedThrough(tx, orgShardOf({ institution }))
  if (through === undefined) return undefined
  return openDayAfter(institution.calendars.counters['ucc-banking-day'], Temporal.PlainDate.from(through)).toString()
}

async function whyNot(
  engine: Engine,
  tx: Transaction,
  { state, ...order }: Pick<DayCloseStory, 'state'> & { readonly day: Temporal.PlainDate; readonly by: Decider },
): Promise<string | undefined> {
  const may = state === 'closed' ? await closeToReopen(engine, tx, order) : await authoriseCloser(engine, tx, order)
  return 'refused' in may ? may.why : undefined
}

/** How the books of a day stand, in a line. */
export interface DayClosing {
  readonly state: DayCloseStory['state'] | 'reopened'
  /** Who closes or closed it, or opened it again; undefined where nobody did, or a later day was closed with it. */
  readonly by: string | undefined
  readonly at: Temporal.Instant | undefined
  /** The later day with which it is closed or being closed, having no closing of its own. YYYY-MM-DD. */
  readonly closedWith: string | undefined
  readonly listSha256: Uint8Array | undefined
}

export async function closingOf(tx: Transaction, orgShard: number, day: string): Promise<DayClosing> {
  const tries = await closesOfDay(tx, orgShard, day)
  const standing = await standingFrom(tx, orgShard, day)
  const state = standing?.state ?? 'open'
  const last = tries.findLast(one => one.state === (state === 'open' ? 'reopened' : state))
  const act =
    last === undefined ? undefined : (last.reopened ?? { byId: last.closerId, at: last.closed?.at ?? last.begunAt })
  const names = await namesOf(tx, orgShard, act === undefined ? [] : [act.byId])
  return {
    state: state === 'open' && last !== undefined ? 'reopened' : state,
    by: act === undefined ? undefined : names.get(act.byId),
    at: act?.at,
    closedWith: laterOf(standing, day),
    listSha256: state === 'closed' ? last?.closed?.listSha256 : undefined,
  }
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
