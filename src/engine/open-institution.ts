import { BUCKETS, shardOf } from '../core/bucket.ts'
import { dayNumber } from '../core/calendar/day.ts'
import { areBooksMissing, lockBuckets, lockShards, openBooks } from '../store/bucket.ts'
import { inBulk } from '../store/database.ts'
import { appendEvents } from '../store/event.ts'
import { insertOrg } from '../store/org.ts'
import { sealShards } from '../store/seal.ts'
import type { Engine } from './engine.ts'
import { openDay, today } from './open-day.ts'
import { orgShardOf } from './org-shard.ts'

/** Makes the months of now, and the institution's row and its internal accounts in every bucket. Safe to repeat. */
export async function openInstitution(engine: Engine, actor: string): Promise<void> {
  const { institution } = engine
  const now = engine.now()
  await openDay(engine, today(engine))
  await inBulk(engine.database, async tx => {
    const isNew = await insertOrg(tx, {
      id: institution.orgId,
      name: institution.name,
      currency: institution.currency,
      settings: institution.settings,
      createdAt: now,
    })
    const shard = orgShardOf({ institution })
    const buckets = Array.from({ length: BUCKETS }, (_, bucket) => shardOf(institution.orgId, bucket))
    const day = dayNumber(now.toZonedDateTimeISO(institution.zone).toPlainDate())
    if (!isNew) {
      if (!(await areBooksMissing(tx, institution.orgId))) return
      await lockShards(tx, buckets)
      await openBooks(tx, institution.orgId)
      const sealed = await sealShards(tx, 'accounts', buckets)
      return appendEvents(tx, new Map([[shard, [sealed]]]), { day, at: now })
    }
    await openBooks(tx, institution.orgId)
    await lockBuckets(tx, [shard])
    const event = {
      kind: 'institution_opened' as const,
      actor,
      subject: institution.orgId,
      body: { name: institution.name, currency: institution.currency, settings: institution.settings },
    }
    const sealed = [await sealShards(tx, 'institution', [shard]), await sealShards(tx, 'accounts', buckets)]
    await appendEvents(tx, new Map([[shard, [event, ...sealed]]]), { day, at: now })
  })
}
