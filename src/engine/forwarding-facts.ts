import { computeDeadline } from '../core/deadline/compute-deadline.ts'
import { RULES } from '../core/deadline/rules.ts'
import type { ForwardingAfter } from '../core/forwarding.ts'
import type { ForwardingFacts } from '../core/resolve/resolution.ts'
import { newestForwarding } from '../store/forwarding.ts'
import type { Runner } from '../store/statement.ts'
import type { Engine } from './engine.ts'
import type { Decidable } from './resolution-facts.ts'

/** The forwarding that nobody has answered, of an item or of what is held as a whole, and by when one of today has to be. */
export async function forwardingOfException(
  { institution }: Engine,
  run: Runner,
  at: { readonly shard: number; readonly exceptionId: number },
  bookedOn: Temporal.PlainDate,
): Promise<ForwardingFacts> {
  return standingFacts(institution, await newestForwarding(run, at), bookedOn)
}

/** The same of an item; undefined for a claim. */
export async function forwardingFacts(
  engine: Engine,
  tx: Runner,
  { item, exceptionId, openState }: Decidable,
  bookedOn: Temporal.PlainDate,
): Promise<ForwardingFacts | undefined> {
  if (openState === 'posted') return undefined
  const isFirst = engine.gathered?.before(exceptionId) === 'nothing'
  const newest = isFirst ? undefined : await newestForwarding(tx, { shard: item.shard, exceptionId })
  return standingFacts(engine.institution, newest, bookedOn)
}

function standingFacts(
  { calendars }: Engine['institution'],
  newest: ForwardingAfter | undefined,
  bookedOn: Temporal.PlainDate,
): ForwardingFacts {
  const { due } = computeDeadline(RULES['forwarding-acknowledged'], { on: bookedOn }, calendars)
  return { standing: newest?.state === 'sent' ? newest : undefined, acknowledgeBy: due.at.toString() }
}
