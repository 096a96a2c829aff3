import { joinHands } from '../core/authority/hands.ts'
import type { UndoEffect } from '../core/resolve/decide-undo.ts'
import type { Transaction } from '../store/database.ts'
import type { NewDecision, Second, StoredDecision } from '../store/decision.ts'
import type { Decider } from './authorise-decision.ts'
import { madeBy } from './commit-effect.ts'
import type { Engine } from './engine.ts'
import { hashOf } from './preview-resolution.ts'
import type { DecisionRight } from './preview-unit.ts'
import { proposeEffect } from './propose-effect.ts'
import type { DecisionPlace } from './resolve-exception.ts'

/** What stands, and that it is to be taken back. */
export interface UndoMade {
  readonly decidable: DecisionPlace
  readonly last: Pick<StoredDecision, 'id' | 'keys' | 'hands'>
  readonly undone: UndoEffect
  readonly by: Decider
  readonly right: DecisionRight['right']
  /** The day on which it is booked, YYYY-MM-DD. */
  readonly on: string
  /** The act on many with which it is asked for. */
  readonly bulkId?: number | undefined
}

/** That a decision is taken back waits for a second person: it does not happen, and is told to whoever asked for it. */
export interface UndoProposed extends Second {
  readonly is: 'proposed'
  /** Of the proposal. */
  readonly decisionId: number
  readonly by: UndoEffect['by']
}

/** Puts it before a second person. What stands goes on standing, and nobody else decides about it meanwhile. */
export async function proposeUndo(
  engine: Engine,
  tx: Transaction,
  of: UndoMade & { readonly second: NonNullable<DecisionRight['second']> },
): Promise<UndoProposed> {
  const { decidable, second, undone } = of
  const made = { row: undoRow(of, engine.now()), hex: hashOf(undone).hex }
  const decisionId = await proposeEffect(engine, tx, { decidable, made, second: second.named })
  return { is: 'proposed', decisionId, by: undone.by, ...second.told }
}

/** As it is stored of whoever asks for it. Whoever decided or approved what it takes back has a hand in it, and does not approve it. */
export function undoRow(of: UndoMade, at: Temporal.Instant): NewDecision {
  const { decidable, last, undone, by, right, on, bulkId } = of
  const { words, sha256 } = hashOf(undone)
  const made = madeBy({ order: { by, asked: { resolution: 'undo', undoes: last.id } }, right })
  return {
    ...{ shard: decidable.item.shard, exceptionId: decidable.exceptionId, resolution: 'undo', code: '' },
    ...{ ...made, hands: joinHands(made.hands, last.hands), undoes: last.id, review: undefined, bulkId },
    ...last.keys,
    ...{ bookedOn: on, entryId: undefined, effect: words, effectSha256: sha256, decidedAt: at },
  }
}
