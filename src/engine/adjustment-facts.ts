import { nameOfDay } from '../core/calendar/day.ts'
import { computeDeadline } from '../core/deadline/compute-deadline.ts'
import { RULES, type RuleId } from '../core/deadline/rules.ts'
import type { Clock } from '../core/resolve/effect.ts'
import type { AdjustmentFacts } from '../core/resolve/resolution.ts'
import { standingAdjustment } from '../store/adjustment.ts'
import type { StoredException } from '../store/exception.ts'
import type { Runner } from '../store/statement.ts'
import type { Engine } from './engine.ts'
import type { Decidable } from './resolution-facts.ts'

/** The case with the other institution that there may be for the item now, or that runs; undefined where the network has none. */
export async function adjustmentFacts(
  engine: Engine,
  tx: Runner,
  { original, batch, kind: ofException }: Decidable,
  { exception, settledOn }: { readonly exception: StoredException; readonly settledOn: Temporal.PlainDate },
): Promise<AdjustmentFacts | undefined> {
  const kind = original.pack.adjustments?.kindOf(original.parsed, ofException)
  if (kind === undefined) return undefined
  const windowOf = (rule: RuleId) => computeDeadline(RULES[rule], { on: settledOn }, engine.institution.calendars)
  const withEntry = kind.rule && windowOf(kind.rule)
  const without = windowOf(kind.withoutEntry)
  const open = [withEntry, without].find(one => one && Temporal.Instant.compare(engine.now(), one.due.at) < 0)
  const runs = open && { rule: open.rule.id, ...moments(open.due.at, open.ours?.at) }
  return {
    kind,
    total: original.pack.adjustments?.totalOf(original.parsed, batch),
    standing: await standingAdjustment(tx, { shard: exception.shard, exceptionId: exception.id }),
    clock: runs && { stops: clockOf(exception), runs },
    entryUntil: open !== undefined && open === withEntry ? open.due.on.toString() : '',
    missed: `Its last window ended on ${nameOfDay(without.due.on)}. ${without.version.missed}`,
  }
}

/** The clock that runs now. Where it has no deadline of the desk's own, its due time is that. */
function clockOf({ clock, dueAt, oursAt }: StoredException): Clock {
  return { rule: clock, ...(dueAt === undefined ? { dueAt: '', oursAt: '' } : moments(dueAt, oursAt)) }
}

function moments(dueAt: Temporal.Instant, oursAt: Temporal.Instant | undefined): Pick<Clock, 'dueAt' | 'oursAt'> {
  return { dueAt: dueAt.toString(), oursAt: (oursAt ?? dueAt).toString() }
}
