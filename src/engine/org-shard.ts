import { shardOf } from '../core/bucket.ts'
import type { Engine } from './engine.ts'

/** The shard of the rows that belong to the institution as a whole and to no bucket: its people, teams, queues, days and files. */
export function orgShardOf({ institution }: Pick<Engine, 'institution'>): number {
  return shardOf(institution.orgId, 0)
}
