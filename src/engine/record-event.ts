import { dayNumber } from '../core/calendar/day.ts'
import { lockBuckets } from '../store/bucket.ts'
import { inBulk } from '../store/database.ts'
import { appendEvents, type NewEvent } from '../store/event.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'

/** Adds one event to the institution's own chain, in a transaction of its own. */
export async function recordEvent(engine: Engine, event: NewEvent): Promise<void> {
  const shard = orgShardOf(engine)
  const now = engine.now()
  await inBulk(engine.database, async tx => {
    await lockBuckets(tx, [shard])
    await appendEvents(tx, new Map([[shard, [event]]]), {
      day: dayNumber(now.toZonedDateTimeISO(engine.institution.zone).toPlainDate()),
      at: now,
    })
  })
}
