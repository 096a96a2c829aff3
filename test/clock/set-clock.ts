import { aheadMs } from './monday.ts'

/**
 * Imported before all else by a worker of vitest (`setupFiles`) and by the commands that tests start (`clockOfRun`): what asks the
 * machine for the time is told that of the run. It goes as fast as the machine's.
 */
const ahead = aheadMs()
const machine = { Date: globalThis.Date, instant: Temporal.Now.instant.bind(Temporal.Now) }

const instant = () => machine.instant().add({ milliseconds: ahead })
const zoned = (zone: Temporal.TimeZoneLike = Temporal.Now.timeZoneId()) => instant().toZonedDateTimeISO(zone)
Object.assign(Temporal.Now, {
  instant,
  zonedDateTimeISO: zoned,
  plainDateISO: (zone?: Temporal.TimeZoneLike) => zoned(zone).toPlainDate(),
  plainDateTimeISO: (zone?: Temporal.TimeZoneLike) => zoned(zone).toPlainDateTime(),
  plainTimeISO: (zone?: Temporal.TimeZoneLike) => zoned(zone).toPlainTime(),
})

const now = () => machine.Date.now() + ahead
globalThis.Date = new Proxy(machine.Date, {
  construct: (date, given, asked) => Reflect.construct(date, given.length === 0 ? [now()] : given, asked),
  apply: date => new date(now()).toString(),
  get: (date, name, asked) => (name === 'now' ? now : Reflect.get(date, name, asked)),
})
