import { shardOf } from '../core/bucket.ts'
import { closesOfDay } from '../store/day-close.ts'
import { inReadRequest } from '../store/read-request.ts'
import type { Engine } from './engine.ts'

/** The signed list with which a day was last closed, to be read once; undefined where it never was. */
export async function readClosedList(
  engine: Engine,
  day: string,
): Promise<{ readonly no: number; readonly bytes: AsyncIterable<Uint8Array> } | undefined> {
  const { orgId } = engine.institution
  const closes = await inReadRequest(engine.database, orgId, tx => closesOfDay(tx, shardOf(orgId, 0), day))
  const last = closes.findLast(one => one.closed !== undefined)
  if (last?.closed === undefined) return undefined
  return { no: last.no, bytes: engine.blobs.read(last.closed.listSha256) }
}
