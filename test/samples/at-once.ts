import type { Engine } from '../../src/engine/engine.ts'
import { lockShards } from '../../src/store/bucket.ts'
import { inWriteRequest } from '../../src/store/write-request.ts'
import { ask } from './arrivals.ts'

/** Begins them while their buckets are locked, and lets go when all of them wait: none is done before the other began. */
export async function atOnce<T>(
  engine: Engine,
  shards: readonly number[],
  begin: () => readonly Promise<T>[],
): Promise<readonly T[]> {
  const begun = await inWriteRequest(engine.database, engine.institution.orgId, async tx => {
    await lockShards(tx, shards)
    const all = begin()
    const waiting =
      'select count(*)::int as count from pg_stat_activity where wait_event_type = $1 and datname = current_database()'
    while ((await ask<{ count: number }>(engine, waiting, ['Lock']))[0]?.count !== all.length);
    return { all }
  })
  return Promise.all(begun.all)
}
