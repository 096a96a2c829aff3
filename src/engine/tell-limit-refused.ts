import type { LimitUse, Refused } from '../core/authority/asked.ts'
import { exactJson } from '../core/exact-json.ts'
import type { Transaction } from '../store/database.ts'
import type { Second } from '../store/decision.ts'
import { hasEventOfAct } from '../store/event-page.ts'
import type { Decider } from './authorise-decision.ts'
import type { Engine } from './engine.ts'
import { bookingDay } from './resolution-facts.ts'
import type { DecisionPlace } from './resolve-exception.ts'
import { tellOfDecision } from './tell-decision.ts'

/** The sums that keep somebody from an act which alone would stay under the limit. */
export function sumsOf({ reasons }: Pick<Refused, 'reasons'>): readonly LimitUse[] {
  return reasons.flatMap(({ sum }) => sum ?? [])
}

interface LimitRefused {
  readonly decidable: DecisionPlace
  readonly by: Pick<Decider, 'personId'>
  readonly act: string
  /** Why a second person is needed; undefined where none is. */
  readonly second: Pick<Second, 'keying' | 'sums'> | undefined
}

/**
 * Writes down for whoever looks after limits that somebody was not let do alone what a sum keeps them from: who, which limit, how much
 * before and now, and on which item. Looking at a preview is no attempt and is not told. Of one person, item and act once a day, so that
 * nobody fills the log by trying; and nothing of what is keyed blind, because a sum would tell what was keyed. The caller has the locks
 * of a decision about the item.
 */
export async function tellLimitRefused(
  engine: Engine,
  tx: Transaction,
  { decidable, by, act, second }: LimitRefused,
): Promise<void> {
  const [first, ...more] = second?.sums ?? []
  if (first === undefined || second?.keying === 'blind') return
  const told = { kind: 'limit_refused', actor: `person ${by.personId}`, subject: decidable.exceptionId } as const
  const { item } = decidable
  const day = bookingDay(engine, item.day).toString()
  if (await hasEventOfAct(tx, { ...told, shard: item.shard, day, act })) return
  const also = [...new Set(more.map(one => one.measure))].filter(one => one !== first.measure)
  const body = {
    ...{ act, measure: first.measure, days: first.days, limitMinor: exactJson(first.limitMinor) },
    ...(first.isHidden ? {} : { usedMinor: exactJson(first.usedMinor) }),
    amountMinor: exactJson(first.amountMinor),
    ...(also.length === 0 ? {} : { also: also.join(' ') }),
  }
  await tellOfDecision(engine, tx, { decidable, event: { ...told, body } })
}
