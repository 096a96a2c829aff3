import type { DecidedNow } from '../core/approval/decide-approval.ts'
import { invariant } from '../core/invariant.ts'
import type { UndoDecision, UndoEffect } from '../core/resolve/decide-undo.ts'
import { type DecisionAsked, isUndoAsked } from '../core/resolve/unit-effect.ts'
import type { Transaction } from '../store/database.ts'
import type { StoredDecision, TakenBackBy } from '../store/decision.ts'
import { approveProposal, proposalById } from '../store/proposal.ts'
import { type LimitKeys, limitKeys } from './authorise-decision.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import { hashOf, type Preview } from './preview-resolution.ts'
import { type PreparedUnit, unitKeys, workOf } from './preview-unit.ts'
import { undoRow } from './propose-undo.ts'
import type { Begun, Kept, Looked, Proposed, ProposedLocked } from './proposed.ts'
import type { Decidable } from './resolution-facts.ts'
import { type DecisionPlace, prepareDecision } from './resolve-exception.ts'
import { lockUnit, prepareUnitDecision } from './resolve-unit.ts'
import { lockForUndo, takeBack, undoNow } from './undo-decision.ts'
import { takeUnitBack, unitUndoNow } from './undo-unit.ts'

/** That what stands of an item, or of what is held as a whole, is taken back: the third of what is put before a second person. */
export async function prepareProposedUndo(
  engine: Engine,
  exceptionId: number,
): Promise<Proposed | Extract<Preview, { is: 'refused' }>> {
  if (exceptionId < 0) {
    const unit = await prepareUnitDecision(engine, { exceptionId, asked: { resolution: 'reject' } })
    return unit.is === 'refused' ? unit : undoOfUnit(engine, unit)
  }
  const found = await prepareDecision(engine, exceptionId)
  return found.is === 'refused' ? found : proposedUndoOf(engine, found.decidable)
}

/** The same of an item that was read already. */
export function proposedUndoOf(engine: Engine, decidable: Decidable): Proposed {
  const keys = limitKeys(decidable, undefined)
  return {
    work: decidable,
    keys,
    async lock(tx) {
      const locked = await lockForUndo(engine, tx, decidable)
      const { last, undone, facts } = await undoNow(engine, tx, decidable, locked)
      return new LockedUndo(engine, tx, {
        ...{ work: decidable, place: locked.place, keys, last, undone, on: facts.today },
        takeBack: async approved => {
          invariant(last !== undefined && undone.is === 'undone', 'what is refused is not kept')
          await takeBack(engine, tx, { decidable, books: locked.books, last, undone, ...approved })
        },
      })
    },
  }
}

function undoOfUnit(engine: Engine, prepared: PreparedUnit): Proposed {
  const { unit } = prepared
  const keys = unitKeys(prepared)
  return {
    work: workOf(unit),
    keys,
    async lock(tx) {
      const locked = await lockUnit(engine, tx, [prepared])
      const { last, undone, today: on } = await unitUndoNow(engine, tx, unit)
      return new LockedUndo(engine, tx, {
        ...{ work: workOf(unit), place: locked.place, keys, last, undone, on },
        takeBack: async approved => {
          invariant(last !== undefined && undone.is === 'undone', 'what is refused is not kept')
          await takeUnitBack(engine, tx, { unit, locked, last, undone, ...approved })
        },
      })
    },
  }
}

/** What stands under the locks of a decision about it, and what taking it back would do. */
interface StandingNow extends Pick<ProposedLocked, 'place'> {
  readonly work: DecisionPlace
  /** What limits add up where nothing stands any more. */
  readonly keys: LimitKeys
  readonly last: Pick<StoredDecision, 'id' | 'keys' | 'hands'> | undefined
  readonly undone: UndoDecision
  /** The day on which it is booked, YYYY-MM-DD. */
  readonly on: string
  takeBack(approved: { readonly taking: TakenBackBy; readonly approval: Kept['approval'] }): Promise<void>
}

class LockedUndo implements ProposedLocked {
  readonly #engine: Engine
  readonly #tx: Transaction
  readonly #standing: StandingNow
  readonly place: StandingNow['place']

  constructor(engine: Engine, tx: Transaction, standing: StandingNow) {
    this.place = standing.place
    this.#engine = engine
    this.#tx = tx
    this.#standing = standing
  }

  async keysOf(): Promise<LimitKeys> {
    const { last, keys } = this.#standing
    return last?.keys ?? keys
  }

  async look(asked: DecisionAsked): Promise<Looked> {
    const now = undoneNow(asked, this.#standing)
    return { now, sha256: now.is === 'decided' ? hashOf(now.effect).hex : '' }
  }

  async begin(asked: DecisionAsked): Promise<Begun> {
    const looked = await this.look(asked)
    const { work: decidable, last, undone, on } = this.#standing
    return {
      ...looked,
      row: ({ by, right, at }) => {
        invariant(last !== undefined && undone.is === 'undone', 'what is refused is not kept')
        return undoRow({ decidable, last, undone, by, right, on }, at)
      },
      keep: kept => this.#keep(kept),
      takeBack: async () => {},
    }
  }

  /** Whoever asked for it took it back, and whoever approves it has it counted as their approval. */
  async #keep({ approval }: Kept): Promise<number> {
    const [engine, tx] = [this.#engine, this.#tx]
    const { work, undone, on, takeBack: book } = this.#standing
    invariant(undone.is === 'undone', 'what is refused is not kept')
    const { shard } = work.item
    const at = engine.now()
    const orgShard = orgShardOf(engine)
    const proposal = await proposalById(tx, { orgShard, shard, id: approval.decisionId })
    const { sha256: effectSha256 } = hashOf(undone)
    await approveProposal(tx, { shard, bookedOn: on, entryId: undefined, effectSha256, decidedAt: at, ...approval }, [])
    const taking = { personId: approval.makerId, forId: proposal?.forId, at, on, review: undefined }
    await book({ taking, approval })
    return approval.decisionId
  }
}

/** What it would do now, or how it fell behind what happened since it was proposed. */
export function undoneNow(
  asked: DecisionAsked,
  { last, undone }: { readonly last: Pick<StoredDecision, 'id'> | undefined; readonly undone: UndoDecision },
): { readonly is: 'decided'; readonly effect: UndoEffect } | Extract<DecidedNow, { is: 'refused' }> {
  invariant(isUndoAsked(asked), 'of a taking back nothing else is asked')
  if (last?.id !== asked.undoes) return { is: 'refused', why: STANDS_NO_MORE }
  if (undone.is === 'refused') return { is: 'refused', why: undone.why }
  return undone.opens === undefined ? { is: 'decided', effect: undone } : { is: 'refused', why: LEFT }
}

const STANDS_NO_MORE = 'What was to be taken back does not stand any more.'
const LEFT =
  'Its answer left meanwhile, and cannot be called back: what is left is to ask the other institution to put it right, which its page offers.'
