import { shardOf } from '../core/bucket.ts'
import { dayNumber } from '../core/calendar/day.ts'
import type { Presence } from '../core/work/presence.ts'
import { lockShards } from '../store/bucket.ts'
import { insertEvents } from '../store/event.ts'
import { setPresence } from '../store/presence.ts'
import { inWriteRequest } from '../store/write-request.ts'
import type { Engine } from './engine.ts'

/** Somebody says to be available, on a break or away: nothing is handed out unless available. What one has stays one's own while its lease is renewed. */
export async function changePresence(engine: Engine, personId: number, presence: Presence): Promise<void> {
  const { orgId, zone } = engine.institution
  const shard = shardOf(orgId, 0)
  await inWriteRequest(engine.database, orgId, async tx => {
    await lockShards(tx, [shard])
    const now = engine.now()
    if (!(await setPresence(tx, { shard, personId, presence, at: now }))) return
    const event = {
      kind: 'presence_changed',
      actor: `person ${personId}`,
      subject: personId,
      body: { presence },
    } as const
    const day = dayNumber(now.toZonedDateTimeISO(zone).toPlainDate())
    await insertEvents(tx, new Map([[shard, [event]]]), { day, at: now })
  })
}
