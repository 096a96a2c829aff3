import type { PackSettings } from '../../core/pack.ts'

/** True for nine digits that are a routing number of this institution. */
export function isOurs(routing: number, settings: PackSettings): boolean {
  if (settings !== lastSettings) {
    lastSettings = settings
    ours = new Set(settings.routingNumbers.map(Number))
  }
  return ours.has(routing)
}

// The settings of a run are one object: its numbers are looked up once for every item.
let lastSettings: PackSettings | undefined
let ours: ReadonlySet<number> = new Set()
