import { shardOf } from '../core/bucket.ts'
import { nameOfDay } from '../core/calendar/day.ts'
import { closesOfDay, standingFrom } from '../store/day-close.ts'
import { inReadRequest } from '../store/read-request.ts'
import type { Engine } from './engine.ts'

export type ClosedList =
  | { readonly is: 'list'; readonly no: number; readonly bytes: AsyncIterable<Uint8Array> }
  | { readonly is: 'refused'; readonly refused: 'not_closed' | 'later_day_closed'; readonly why: string }

/** The signed list with which a day was last closed, to be read once; or that there is none, and whose there is. */
export async function readClosedList(engine: Engine, day: Temporal.PlainDate): Promise<ClosedList> {
  const { orgId } = engine.institution
  const [orgShard, text] = [shardOf(orgId, 0), day.toString()]
  const [closes, standing] = await inReadRequest(engine.database, orgId, async tx => [
    await closesOfDay(tx, orgShard, text),
    await standingFrom(tx, orgShard, text),
  ])
  const last = closes.findLast(one => one.closed !== undefined)
  if (last?.closed !== undefined) return { is: 'list', no: last.no, bytes: engine.blobs.read(last.closed.listSha256) }
  if (standing?.state === 'closed') {
    const other = nameOfDay(Temporal.PlainDate.from(standing.day))
    const why = `${nameOfDay(day)} was closed with ${other} and has no list of its own: ask for that of ${other}.`
    return { is: 'refused', refused: 'later_day_closed', why }
  }
  return {
    ...{ is: 'refused', refused: 'not_closed' },
    why: `${nameOfDay(day)} was never closed, so there is no list of it.`,
  }
}
