/** The instant at which the clocks of a zone show this day and time (`2026-11-23T09:00`); in a gap of the summer time an hour beside it. */
export function instantIn(zone: string, local: string): string {
  const meant = Date.parse(`${local}Z`)
  const first = meant - offsetMs(zone, meant)
  return new Date(meant - offsetMs(zone, first)).toISOString()
}

/** The day and time that the clocks of a zone show at an instant, as `2026-11-23T09:00`. */
export function localIn(zone: string, ms: number): string {
  return new Date(ms + offsetMs(zone, ms)).toISOString().slice(0, 16)
}

/** How far the clocks of the zone are before those of UTC. */
function offsetMs(zone: string, ms: number): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(new Date(ms))
  const of = (type: string) => Number(parts.find(part => part.type === type)?.value ?? 0)
  const shown = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'))
  return shown - Math.floor(ms / 1000) * 1000
}
