import { shardOf } from '../core/bucket.ts'
import { openDayOnOrAfter } from '../core/calendar/calendar.ts'
import { type Equation, equationOf, equationsBy } from '../core/completeness.ts'
import { windowsOn } from '../core/deadline/desk-deadline.ts'
import { RAIL_OF_PACK } from '../core/deadline/return-window.ts'
import type { PackName } from '../core/pack.ts'
import {
  type Arrivals,
  arrivalsOf,
  countBatches,
  countDay,
  countReceipts,
  type DayBatches,
  type DayReceipts,
  receivedDays,
} from '../store/day.ts'
import { headOfDay } from '../store/item-story.ts'
import {
  countReturns,
  type DueTogether,
  type OpenKind,
  openByDue,
  openKinds,
  queuedByDue,
} from '../store/open-exceptions.ts'
import { inReadRequest } from '../store/read-request.ts'
import type { Engine } from './engine.ts'
import { outOfBalanceKinds } from './out-of-balance-kinds.ts'
import { closingOf, type DayClosing } from './read-day-close.ts'

/** One day as *Today* shows it. Everything is of one moment. */
export interface DayStory {
  readonly now: Temporal.Instant
  /** The banking day that is on, by the institution's clock. */
  readonly businessDay: string
  /** The received day that is shown, and the days there are to show, newest first. YYYY-MM-DD. */
  readonly day: string
  readonly days: readonly string[]
  /** While no account was ever loaded nothing is decided, and what was received waits. */
  readonly accounts: 'loaded' | 'missing'
  readonly equation: Equation
  readonly bySource: ReadonlyMap<string, Equation>
  readonly receipts: DayReceipts
  readonly arrivals: readonly Arrivals[]
  readonly batches: DayBatches
  /** Not closed, whichever day they came in. */
  readonly kinds: readonly OpenKind[]
  readonly due: readonly DueTogether[]
  readonly returns: { readonly queued: number; readonly sent: number }
  readonly cutoffs: readonly CutoffOfDay[]
  readonly closing: DayClosing
}

/** A moment of the business day after which something is too late. */
export interface CutoffOfDay {
  readonly id: string
  readonly title: string
  /** `posting`: what arrives later posts on the next banking day. `window`: what is sent later leaves with the next file. */
  readonly what: 'posting' | 'window'
  readonly at: Temporal.Instant
  /** Returns that wait and have to leave in this window. */
  readonly queued: number
}

const DAYS_LISTED = 30
const DUE_GROUPS_MAX = 40

/** Reads the day that is asked for, or the latest on which something arrived. */
export async function readDay(engine: Engine, wanted: string | undefined): Promise<DayStory> {
  const { orgId, zone, calendars } = engine.institution
  const orgShard = shardOf(orgId, 0)
  const now = engine.now()
  const today = now.toZonedDateTimeISO(zone).toPlainDate()
  const businessDay = openDayOnOrAfter(calendars.counters['ach-banking-day'], today)
  return inReadRequest(engine.database, orgId, async tx => {
    const days = await receivedDays(tx, orgShard, DAYS_LISTED)
    const day = wanted ?? days[0] ?? today.toString()
    const counts = await countDay(tx, orgShard, day, now)
    const queued = await queuedByDue(tx, orgShard)
    return {
      now,
      businessDay: businessDay.toString(),
      day,
      days,
      accounts: (await engine.coreSystem.hasAccounts(tx, orgShard)) ? 'loaded' : 'missing',
      equation: equationOf(counts),
      bySource: equationsBy(counts, counted => counted.source),
      receipts: await countReceipts(tx, orgShard, day),
      arrivals: await arrivalsOf(tx, orgShard, day),
      batches: await countBatches(tx, orgShard, { day, outOfBalanceKinds: outOfBalanceKinds(engine.packs) }),
      kinds: await openKinds(tx, orgShard),
      due: await openByDue(tx, orgShard, now, DUE_GROUPS_MAX),
      returns: await countReturns(tx, orgShard, businessDay.toString()),
      cutoffs: cutoffsOf(engine, businessDay, queued),
      closing: await closingOf(tx, orgShard, day),
    }
  })
}

/** Whether accounts were loaded, so that what is received can be decided. */
export async function readAccounts(engine: Engine): Promise<'loaded' | 'missing'> {
  const { orgId } = engine.institution
  return inReadRequest(engine.database, orgId, async tx =>
    (await engine.coreSystem.hasAccounts(tx, shardOf(orgId, 0))) ? 'loaded' : 'missing',
  )
}

/** A text that differs after anything of the day changed: what live pages wait for. */
export async function readHead(engine: Engine): Promise<string> {
  const { orgId } = engine.institution
  return inReadRequest(engine.database, orgId, tx => headOfDay(tx, shardOf(orgId, 0)))
}

function cutoffsOf(
  engine: Engine,
  day: Temporal.PlainDate,
  queued: readonly { pack: PackName; dueAt: Temporal.Instant; items: number }[],
): readonly CutoffOfDay[] {
  const { institution } = engine
  const posting = Object.entries(institution.cutoffs).map(
    ([pack, plainTime]): CutoffOfDay => ({
      id: `posting-${pack}`,
      title: `${engine.packs[pack as PackName]?.title ?? pack} posts today`,
      what: 'posting',
      at: day.toZonedDateTime({ timeZone: institution.zone, plainTime }).toInstant(),
      queued: 0,
    }),
  )
  const windows = Object.entries(RAIL_OF_PACK).flatMap(([pack, rail]) => {
    let earlier = Temporal.Instant.fromEpochMilliseconds(0)
    return windowsOn(rail, day, institution.calendars).map((dated): CutoffOfDay => {
      const from = earlier
      earlier = dated.submitBy
      const due = queued.filter(one => one.pack === pack && isBetween(one.dueAt, from, dated.submitBy))
      return {
        id: dated.window.id,
        title: `${dated.operator} ${dated.window.id.replaceAll('-', ' ')}`,
        what: 'window',
        at: dated.submitBy,
        queued: due.reduce((sum, one) => sum + one.items, 0),
      }
    })
  })
  return [...posting, ...windows].sort((a, b) => Temporal.Instant.compare(a.at, b.at))
}

function isBetween(at: Temporal.Instant, after: Temporal.Instant, until: Temporal.Instant): boolean {
  return Temporal.Instant.compare(at, after) > 0 && Temporal.Instant.compare(at, until) <= 0
}
