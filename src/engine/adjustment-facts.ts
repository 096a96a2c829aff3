import type { AdjustmentAfter, BatchTotal, BatchTotals } from '../core/adjustment.ts'
import { lastDayOf, nameOfDay } from '../core/calendar/day.ts'
import { computeDeadline } from '../core/deadline/compute-deadline.ts'
import { RULES, type RuleId } from '../core/deadline/rules.ts'
import { receiptOfItem } from '../core/item.ts'
import type { Clock, ClockChange, Effect } from '../core/resolve/effect.ts'
import type { AdjustmentFacts, ResolutionAsked } from '../core/resolve/resolution.ts'
import { addTally, subtractTally, type Tally, tallyOf } from '../core/tally.ts'
import { adjustedOfBatch, standingAdjustment } from '../store/adjustment.ts'
import type { StoredException } from '../store/exception.ts'
import type { Runner } from '../store/statement.ts'
import { exitOfPosition } from '../store/suspense-exit.ts'
import type { Engine } from './engine.ts'
import { findingFacts } from './finding-facts.ts'
import { orgShardOf } from './org-shard.ts'
import type { Decidable } from './resolution-facts.ts'

/** The case with the other institution that there may be for the item now, or that runs; undefined where the network has none. */
export async function adjustmentFacts(
  engine: Engine,
  tx: Runner,
  of: Decidable,
  on: {
    readonly exception: StoredException
    readonly settledOn: Temporal.PlainDate
    readonly asked: Pick<ResolutionAsked, 'resolution'>
    /** What was decided of others before it, in the same act on many. */
    readonly before: readonly WorthBefore[]
  },
): Promise<AdjustmentFacts | undefined> {
  const { exception, settledOn, asked, before } = on
  const { original, batch } = of
  const kind = original.pack.adjustments?.kindOf(original.parsed, of.kind, findingFacts(exception))
  if (kind === undefined) return undefined
  const windowOf = (rule: RuleId) => computeDeadline(RULES[rule], { on: settledOn }, engine.institution.calendars)
  const withEntry = kind.rule && windowOf(kind.rule)
  const without = windowOf(kind.withoutEntry)
  const open = [withEntry, without].find(one => one && Temporal.Instant.compare(engine.now(), one.due.at) < 0)
  // Other ways out ask nothing of the batch, and it is a look into each bucket.
  const isKeyed = kind.right === 'asked' && asked.resolution === 'adjust'
  const standing = await standingAdjustment(tx, { shard: exception.shard, exceptionId: exception.id })
  const { rule, due, ours } = open ?? without
  const isAny = open !== undefined || standing !== undefined
  const runs = isAny
    ? await clockChange(engine, tx, exception, { rule: rule.id, ...moments(due.at, ours?.at) })
    : undefined
  return {
    kind,
    total: isKeyed ? await totalOfBatch(engine, tx, of, { batch, type: kind.type, before }) : undefined,
    standing,
    clock: open && runs,
    standingClock: standing && runs,
    entryUntil: open !== undefined && open === withEntry ? open.due.on.toString() : '',
    missed: `Its last window ended on ${nameOfDay(without.due.on)}. ${without.version.missed}`,
  }
}

/** What the amounts of the item's batch are held against, each other item of it worth what its adjustment of the type, or its return with an amount that was keyed, says. */
export async function totalOfBatch(
  engine: Engine,
  tx: Runner,
  { item, original, exceptionId }: Pick<Decidable, 'item' | 'original' | 'exceptionId'>,
  on: {
    readonly batch: BatchTotals
    readonly type: string
    /** What is not written yet, because only a dry run did it. */
    readonly before?: readonly WorthBefore[]
  },
): Promise<BatchTotal | undefined> {
  const { batch, type, before = [] } = on
  const orgShard = orgShardOf(engine)
  const at = { orgShard, receiptId: receiptOfItem(item.id), batch: item.batch }
  const written = await adjustedOfBatch(tx, { ...at, except: exceptionId, type })
  const isOfBatch = (one: WorthBefore) => one.receiptId === at.receiptId && one.batch === at.batch
  const counted = before.filter(one => isOfBatch(one) && (one.type === undefined || one.type === type))
  const adjusted = counted.reduce((sum, { more }) => addTally(sum, more), { count: 0, ...written })
  const computed = subtractTally(batch.computed, adjusted)
  return original.pack.adjustments?.totalOf(original.parsed, { ...batch, computed })
}

/** What a decision makes an item worth, which counts for the others of its batch. */
export interface WorthBefore {
  readonly receiptId: number
  readonly batch: number
  /** Of an adjustment; undefined of a return with an amount that was keyed, which counts whatever the others are adjusted as. */
  readonly type: string | undefined
  /** By how much more it came than that; less where negative. It counts no item. */
  readonly more: Tally
}

/**
 * The same of a decision that is about to be made; nothing where it leaves what the item came with.
 *
 * @param standing The adjustment of the item that is written, and counted as such: its next step makes it worth nothing else.
 */
export function worthAfter(
  { item }: { readonly item: Pick<Decidable['item'], 'id' | 'batch' | 'direction' | 'amountMinor'> },
  { adjustment, outbound }: Pick<Effect, 'adjustment' | 'outbound'>,
  standing: AdjustmentAfter | undefined,
): readonly WorthBefore[] {
  const rightMinor = adjustment?.rightMinor ?? outbound?.keyedMinor
  if (rightMinor === undefined) return []
  const before = adjustment !== undefined && standing?.type === adjustment.type ? standing.rightMinor : item.amountMinor
  if (before === rightMinor) return []
  const more = { ...tallyOf(item.direction, before - rightMinor), count: 0 }
  return [{ receiptId: receiptOfItem(item.id), batch: item.batch, type: adjustment?.type, more }]
}

/** What starting a clock does: which one stops, and by when its value has to leave suspense now: by the last day of what runs. */
export async function clockChange(
  { institution }: Engine,
  tx: Runner,
  exception: StoredException,
  runs: Clock,
): Promise<ClockChange> {
  const change = { stops: clockOf(exception), runs }
  const held = await exitOfPosition(tx, { shard: exception.shard, exceptionId: exception.id })
  if (held === undefined) return change
  const ends = lastDayOf(Temporal.Instant.from(runs.dueAt), institution.zone).toString()
  return { ...change, exit: { stops: held.exitOn, runs: ends < held.openedOn ? held.openedOn : ends } }
}

/** The clock that runs now. Where it has no deadline of the desk's own, its due time is that. */
function clockOf({ clock, dueAt, oursAt }: StoredException): Clock {
  return { rule: clock, ...(dueAt === undefined ? { dueAt: '', oursAt: '' } : moments(dueAt, oursAt)) }
}

export function moments(
  dueAt: Temporal.Instant,
  oursAt: Temporal.Instant | undefined,
): Pick<Clock, 'dueAt' | 'oursAt'> {
  return { dueAt: dueAt.toString(), oursAt: (oursAt ?? dueAt).toString() }
}
