import { latestWakeMs } from '../../core/work/latest-wake.ts'
import { useServerNow } from '../data/server-now.ts'
import { useZone } from '../data/use-zone.ts'
import { momentText } from '../ui/format.ts'
import { instantIn, localIn } from '../ui/zoned.ts'

/** Until when a case may wait. */
export interface WakesBy {
  readonly nowMs: number
  /** When it has to leave here; null where no rule says. */
  readonly oursAt: string | null
  /** On the clocks of the institution (`2026-11-23T09:00`); undefined where it has no clock. */
  readonly latest: string | undefined
}

/** The latest moment until which a case may wait, before it is asked for. */
export function useWakesBy(oursAt: string | null): WakesBy {
  const zone = useZone()
  const nowMs = useServerNow()
  if (oursAt === null) return { nowMs, oursAt, latest: undefined }
  const dayEndsMs = Date.parse(instantIn(zone, `${dayAfter(zone, nowMs)}T00:00`))
  const latest = latestWakeMs({ nowMs: nowMs, oursAtMs: Date.parse(oursAt), dayEndsMs })
  return { nowMs, oursAt, latest: latest === undefined ? undefined : localIn(zone, latest) }
}

/** `2026-11-24`: the day after that of a moment. */
export function dayAfter(zone: string, ms: number): string {
  const [year = 0, month = 1, day = 1] = localIn(zone, ms).slice(0, 10).split('-').map(Number)
  return new Date(Date.UTC(year, month - 1, day + 1)).toISOString().slice(0, 10)
}

/** Says it before it is sent. */
export function WakesByLine({ nowMs, oursAt, latest }: WakesBy) {
  const zone = useZone()
  if (oursAt === null || latest === undefined) return undefined
  const leaves = Date.parse(oursAt) <= nowMs ? 'It had to leave here by' : 'It has to leave here by'
  return (
    <p className="quiet">
      {leaves} {momentText(oursAt, zone)}: it wakes by {momentText(instantIn(zone, latest), zone)} at the latest, so
      that there is time to decide it.
    </p>
  )
}
