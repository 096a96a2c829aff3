import { computeDeadline } from '../core/deadline/compute-deadline.ts'
import { RULES } from '../core/deadline/rules.ts'
import type { ForwardingFacts } from '../core/resolve/resolution.ts'
import { newestForwarding } from '../store/forwarding.ts'
import type { Runner } from '../store/statement.ts'
import type { Engine } from './engine.ts'
import type { Decidable } from './resolution-facts.ts'

/** The forwarding of the item that nobody has answered, and by when one of today has to be; undefined for a claim. */
export async function forwardingFacts(
  engine: Engine,
  tx: Runner,
  { item, exceptionId, openState }: Decidable,
  bookedOn: Temporal.PlainDate,
): Promise<ForwardingFacts | undefined> {
  if (openState === 'posted') return undefined
  const isFirst = engine.gathered?.before(exceptionId) === 'nothing'
  const newest = isFirst ? undefined : await newestForwarding(tx, { shard: item.shard, exceptionId })
  const { due } = computeDeadline(RULES['forwarding-acknowledged'], { on: bookedOn }, engine.institution.calendars)
  return { standing: newest?.state === 'sent' ? newest : undefined, acknowledgeBy: due.at.toString() }
}
