import type { Engine } from '../../src/engine/engine.ts'
import type { DecisionKey } from '../../src/engine/waiting-proposal.ts'
import { ask } from './arrivals.ts'

/** The decision that waits for a second person, as an approval names it. Throws unless just one does. */
export async function proposalIn(engine: Engine): Promise<{ readonly decision: DecisionKey; readonly sha256: string }> {
  const rows = await ask<{ shard: number; id: number; sha256: string }>(
    engine,
    "select shard, id, encode(effect_sha256, 'hex') as sha256 from decision where state = 'proposed'",
  )
  const [row] = rows
  if (row === undefined || rows.length > 1) throw new Error(`${rows.length} proposals wait, and not one`)
  const { sha256, ...decision } = row
  return { decision, sha256 }
}
