import type { Place } from './place.ts'
import { findPostmaster } from './postmaster.ts'

const LOOK_EVERY_MS = 250
const FAILURES_MAX = 5

/**
 * Watches the server and starts it again when it was killed: PostgreSQL survives the death of its sessions by itself, but
 * not that of its first process. Gives up, with a sentence, when that failed `FAILURES_MAX` times in a row.
 */
export function keepServing(
  place: Place,
  restart: () => Promise<unknown>,
  report: (sentence: string) => void = () => {},
): { end(): Promise<void> } {
  let failures = 0
  let working: Promise<void> = Promise.resolve()
  let isBusy = false
  const timer = setInterval(() => {
    if (isBusy || findPostmaster(place.cluster) !== undefined) return
    isBusy = true
    working = again().finally(() => {
      isBusy = false
    })
  }, LOOK_EVERY_MS)
  timer.unref()

  async function again(): Promise<void> {
    report('PostgreSQL ended unexpectedly and is started again.')
    try {
      await restart()
      failures = 0
    } catch (error) {
      failures += 1
      if (failures === FAILURES_MAX) clearInterval(timer)
      report(error instanceof Error ? error.message : String(error))
    }
  }

  return {
    async end() {
      clearInterval(timer)
      await working
    },
  }
}
