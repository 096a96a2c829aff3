import type { Calendars } from '../calendar/calendars.ts'
import type { PackName } from '../pack.ts'
import { type DatedWindow, isDeskDay, windowsOn } from './desk-deadline.ts'
import type { Dispatch } from './rule.ts'

/** The rail on which the outbound files of a pack travel. */
export const RAIL_OF_PACK = { ach: 'ach', checks: 'check return' } as const satisfies Readonly<
  Record<PackName, Dispatch['rail']>
>

/** Days looked ahead. Operators close for four at most; a bank that closes longer than this has no window to plan for. */
const DAYS_AHEAD_MAX = 14

/**
 * The first window of a pack's rail that can still be made at `now`: it closes then or later, on a day on which the operator
 * runs and this bank is open. Undefined when there is none within two weeks. The file must be with the operator by `submitBy`;
 * leave the time your own transmission needs before it.
 */
export function nextReturnWindow(pack: PackName, now: Temporal.Instant, calendars: Calendars): DatedWindow | undefined {
  const today = now.toZonedDateTimeISO(calendars.zone).toPlainDate()
  // A window belongs to the operator's day, which may still be yesterday's or already tomorrow's in the institution's zone.
  for (let day = -1; day <= DAYS_AHEAD_MAX; day++) {
    const on = today.add({ days: day })
    if (!isDeskDay(on, calendars)) continue
    const windows = windowsOn(RAIL_OF_PACK[pack], on, calendars)
    const next = windows.find(dated => Temporal.Instant.compare(dated.submitBy, now) >= 0)
    if (next !== undefined) return next
  }
  return undefined
}
