import type { SecondKeyPolicy } from '../../src/core/approval/second-key.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { Config } from '../../src/main/config.ts'

/** What the work types ship, as a bank has it that says nothing else. */
export const SHIPPED_KEYS: readonly SecondKeyPolicy[] = Config.parse({}).secondKeys

/** The engine of a bank that says nothing else about second keys. */
export function withShippedKeys(engine: Engine): Engine {
  return { ...engine, institution: { ...engine.institution, secondKeys: SHIPPED_KEYS } }
}
