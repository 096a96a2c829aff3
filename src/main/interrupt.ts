import { setTimeout as pause } from 'node:timers/promises'
import { Interruption } from '../core/interruption.ts'

/** Somebody stopped the command (Ctrl-C, or a signal of the system). Everything it wrote, it wrote whole. */
export class Interrupted extends Interruption {
  override readonly name = 'Interrupted'
  constructor() {
    super('stopped. Nothing is half done: what was finished is kept, and the same command goes on from there.')
  }
}

export interface Interrupt {
  /** Throws `Interrupted` once somebody asked to stop: for places at which nothing is lost by it. */
  check(): void
  /**
   * What `work` gives. After a stop it may come to such a place by itself; when it does not soon, `abandon` takes away what it
   * waits for, and `Interrupted` is thrown whatever it does then.
   */
  during<T>(work: Promise<T>, abandon: () => Promise<void>): Promise<T>
  /** Signals do again what they did before. */
  end(): void
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const GRACE_MS = 1_000

/** Takes signals until `end()`: the first asks the command to stop, a second ends the process as it always does. */
export function catchInterrupt(): Interrupt {
  const stopping = new AbortController()
  const stop = () => {
    end()
    stopping.abort()
  }
  const end = () => {
    for (const name of SIGNALS) process.removeListener(name, stop)
  }
  for (const name of SIGNALS) process.once(name, stop)
  const { signal } = stopping
  return {
    end,
    check() {
      if (signal.aborted) throw new Interrupted()
    },
    async during(work, abandon) {
      work.catch(() => {}) // what a stopped work says later is of no use
      try {
        return await Promise.race([work, givenUp(signal, abandon)])
      } catch (error) {
        throw signal.aborted ? new Interrupted() : error
      }
    },
  }
}

function givenUp(signal: AbortSignal, abandon: () => Promise<void>): Promise<never> {
  return new Promise((_, reject) => {
    const giveUp = async () => {
      await pause(GRACE_MS)
      await abandon().catch(() => {})
      await pause(GRACE_MS)
      reject(new Interrupted())
    }
    signal.addEventListener('abort', () => void giveUp(), { once: true })
  })
}
