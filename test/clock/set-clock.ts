import { aheadMs } from './monday.ts'
import { setDate } from './set-date.ts'

/**
 * Imported before all else by a worker of vitest (`setupFiles`) and by the commands that tests start (`clockOfRun`): what asks the
 * machine for the time is told that of the run. It goes as fast as the machine's.
 */
const machine = Temporal.Now.instant.bind(Temporal.Now)
const instant = () => machine().add({ milliseconds: aheadMs() })
const zoned = (zone: Temporal.TimeZoneLike = Temporal.Now.timeZoneId()) => instant().toZonedDateTimeISO(zone)
Object.assign(Temporal.Now, {
  instant,
  zonedDateTimeISO: zoned,
  plainDateISO: (zone?: Temporal.TimeZoneLike) => zoned(zone).toPlainDate(),
  plainDateTimeISO: (zone?: Temporal.TimeZoneLike) => zoned(zone).toPlainDateTime(),
  plainTimeISO: (zone?: Temporal.TimeZoneLike) => zoned(zone).toPlainTime(),
})
setDate(aheadMs())
