import { claimNext, type Pulled } from './claim-next.ts'
import type { Engine } from './engine.ts'

/** Hands out cases to people of one process: those who ask in the same moment are served by one transaction. */
export interface Pulls {
  next(personId: number): Promise<Pulled>
}

/** Two transactions at once: one waits for the lock while the other works, and what is gathered meanwhile is one more. */
const IN_FLIGHT_MAX = 2
/** Served by one transaction at most: more would make the first of them wait for the last. */
const TOGETHER_MAX = 200

/** Opens the gathering of pulls. A pull that fails fails for those who asked with it, and for nobody else. */
export function openPulls(engine: Engine, claim: typeof claimNext = claimNext): Pulls {
  let waiting: Waiting[] = []
  let inFlight = 0
  const serve = () => {
    if (waiting.length === 0 || inFlight >= IN_FLIGHT_MAX) return
    const together = waiting.slice(0, TOGETHER_MAX)
    waiting = waiting.slice(TOGETHER_MAX)
    inFlight++
    claim(engine, [...new Set(together.map(one => one.personId))])
      .then(
        pulled => {
          for (const one of together) one.resolve(pulled.get(one.personId) ?? { outcome: 'nothing' })
        },
        (error: unknown) => {
          for (const one of together) one.reject(error)
        },
      )
      .finally(() => {
        inFlight--
        setImmediate(serve)
      })
  }
  return {
    next: personId =>
      new Promise((resolve, reject) => {
        waiting.push({ personId, resolve, reject })
        // Whoever asks in this turn of the loop comes along.
        setImmediate(serve)
      }),
  }
}

interface Waiting {
  readonly personId: number
  readonly resolve: (pulled: Pulled) => void
  readonly reject: (error: unknown) => void
}
