import { joined, type RunningTransaction } from '../store/database.ts'
import type { Engine } from './engine.ts'

/**
 * The engine as a verb sees it that is done inside a transaction: what the verb begins takes part in this one, so that it is kept
 * with the answer of its request or not at all. It needs no second connection while this one is held.
 */
export function within(engine: Engine, tx: RunningTransaction): Engine {
  return { ...engine, database: joined(engine.database, tx) }
}
