import { claimNext, type Pulled } from './claim-next.ts'
import type { Engine } from './engine.ts'
import { gather } from './gather.ts'

/** Hands out cases to people of one process: those who ask in the same moment are served by one transaction. */
export interface Pulls {
  next(personId: number): Promise<Pulled>
}

/**
 * One transaction at a time: a second would wait for the lock of the queue's bucket with those it has, while who asks meanwhile waits
 * for the third. More than so many served by one would make the first of them wait for the last.
 */
const LIMITS = { inFlightMax: 1, togetherMax: 200 } as const

/** Opens the gathering of pulls. A pull that fails fails for those who asked with it, and for nobody else. */
export function openPulls(engine: Engine, claim: typeof claimNext = claimNext): Pulls {
  const next = gather((people: readonly number[]) => claim(engine, people), LIMITS)
  return { next: async personId => (await next(personId)) ?? { outcome: 'nothing' } }
}
