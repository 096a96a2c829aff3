import { computeDeadline } from '../core/deadline/compute-deadline.ts'
import { RULES } from '../core/deadline/rules.ts'
import { latestEnd } from '../core/hold.ts'
import type { HoldFacts } from '../core/resolve/resolution.ts'
import type { StoredException } from '../store/exception.ts'
import { newestHold } from '../store/hold.ts'
import type { Runner } from '../store/statement.ts'
import type { Engine } from './engine.ts'
import type { Decidable } from './resolution-facts.ts'

/** How long the item may be held, with the hold that there is. A claim keeps nothing from leaving: each time a paper is asked for begins anew. */
export async function holdFacts(
  engine: Engine,
  tx: Runner,
  { item, exceptionId, openState }: Decidable,
  {
    exception: { oursAt },
    onFile,
  }: { readonly exception: Pick<StoredException, 'oursAt'> } & Pick<HoldFacts, 'onFile'>,
): Promise<HoldFacts> {
  const { zone, calendars } = engine.institution
  const now = engine.now()
  const isFirst = engine.gathered?.before(exceptionId) === 'nothing'
  const standing = isFirst ? undefined : await newestHold(tx, { shard: item.shard, exceptionId })
  const on = now.toZonedDateTimeISO(zone).toPlainDate()
  const only = openState === 'posted' ? 'papers' : undefined
  const before = only === undefined ? standing?.endsBy : undefined
  const endsBy = before ?? computeDeadline(RULES['hold-ended'], { on }, calendars).due.at.toString()
  const latest = latestEnd({ now, oursAt, endsBy: Temporal.Instant.from(endsBy), zone })
  return { standing, endsBy, latest, now, zone, onFile, only }
}
