import type { Transaction } from '../store/database.ts'
import type { Second } from '../store/decision.ts'
import type { Decider } from './authorise-decision.ts'
import type { Engine } from './engine.ts'
import type { Preview } from './preview-resolution.ts'
import type { DecisionPlace } from './resolve-exception.ts'
import { tellLimitRefused } from './tell-limit-refused.ts'

/** An order as somebody gave it, and whether it needs a second person. */
interface Ordered {
  /** What it was said to become; left out, either is good. */
  readonly expected?: 'done' | 'proposed' | undefined
  readonly decidable: DecisionPlace
  readonly by: Decider
  readonly act: string
  readonly second: Second | undefined
}

/** Why it is not done where something else was said to become of it; an order that a sum stands against is told as such. */
export async function refuseUnexpected(
  engine: Engine,
  tx: Transaction,
  { expected, second, ...order }: Ordered,
): Promise<Extract<Preview, { is: 'refused' }> | undefined> {
  if (expected === undefined || (expected === 'proposed') === (second !== undefined)) return undefined
  await tellLimitRefused(engine, tx, { ...order, second })
  const why = second?.needs.join(' ') ?? 'It needs no second person any more: look at it again.'
  return { is: 'refused', refused: expected === 'done' ? 'second_person_needed' : 'second_person_spare', why }
}
