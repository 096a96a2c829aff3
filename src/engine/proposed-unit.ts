import { invariant } from '../core/invariant.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import type { DecisionAsked } from '../core/resolve/unit-effect.ts'
import type { Transaction } from '../store/database.ts'
import type { LimitKeys } from './authorise-decision.ts'
import { commitUnit, unitDecisionRow } from './commit-unit.ts'
import type { Engine } from './engine.ts'
import type { Preview } from './preview-resolution.ts'
import { type PreparedUnit, unitKeys, unitKeysOf, workOf } from './preview-unit.ts'
import { type Begun, type Looked, type Proposed, type ProposedLocked, wayOutOf } from './proposed.ts'
import { type BegunUnit, beginUnit, type LockedUnit, lockUnit, prepareUnitDecision } from './resolve-unit.ts'

/** The same unit, read for each of several resolutions. */
type ReadFor = readonly [PreparedFor, ...PreparedFor[]]

interface PreparedFor {
  /** The resolution, in its own words. */
  readonly words: string
  readonly prepared: PreparedUnit
}

/** What is held as a whole, read for each resolution that is about to be decided of it. Throws `OriginalAltered`. */
export async function prepareProposedUnit(
  engine: Engine,
  exceptionId: number,
  asks: readonly ResolutionAsked[],
): Promise<Proposed | Extract<Preview, { is: 'refused' }>> {
  // Of a rejection nothing is read again: it stands for all that need no more than the unit.
  const [first, ...others] = asks.length === 0 ? [{ resolution: 'reject' } as const] : asks
  invariant(first !== undefined, 'one is asked at least')
  const read = await readFor(engine, exceptionId, first)
  if ('is' in read) return read
  const all: [PreparedFor, ...PreparedFor[]] = [read]
  for (const asked of others) {
    if (all.some(one => one.words === JSON.stringify(asked))) continue
    const more = await readFor(engine, exceptionId, asked)
    if ('is' in more) return more
    all.push(more)
  }
  return proposedUnit(engine, all)
}

async function readFor(
  engine: Engine,
  exceptionId: number,
  asked: ResolutionAsked,
): Promise<PreparedFor | Extract<Preview, { is: 'refused' }>> {
  const prepared = await prepareUnitDecision(engine, { exceptionId, asked })
  return prepared.is === 'refused' ? prepared : { words: JSON.stringify(asked), prepared }
}

function proposedUnit(engine: Engine, all: ReadFor): Proposed {
  const [{ prepared }, ...others] = all
  return {
    work: workOf(prepared.unit),
    keys: unitKeys({ ...prepared, claim: undefined }),
    async lock(tx) {
      const locked = await lockUnit(engine, tx, [prepared, ...others.map(one => one.prepared)])
      return new LockedProposal(engine, tx, all, locked)
    },
  }
}

class LockedProposal implements ProposedLocked {
  readonly place: LockedUnit['place']
  readonly #engine: Engine
  readonly #tx: Transaction
  readonly #all: ReadFor
  readonly #locked: LockedUnit

  constructor(engine: Engine, tx: Transaction, all: ReadFor, locked: LockedUnit) {
    this.place = locked.place
    this.#engine = engine
    this.#tx = tx
    this.#all = all
    this.#locked = locked
  }

  async keysOf({ asked }: { readonly asked: DecisionAsked }): Promise<LimitKeys> {
    return unitKeysOf(this.#engine, this.#tx, this.#preparedFor(asked), wayOutOf(asked))
  }

  async look(asked: DecisionAsked): Promise<Looked> {
    const looked = await this.#begin(asked, 'only decide')
    await looked.takeBack()
    return { now: looked.decided, sha256: looked.sha256 }
  }

  async begin(of: DecisionAsked): Promise<Begun> {
    const asked = wayOutOf(of)
    const [engine, tx] = [this.#engine, this.#tx]
    const { unit, claim } = this.#preparedFor(asked)
    const { books, held } = this.#locked
    const { decided, sha256, facts, released, takeBack } = await this.#begin(asked, 'write')
    const effectNow = () => {
      invariant(decided.is === 'decided', 'what is refused is not kept')
      return decided.effect
    }
    const commit = { unit, claim, facts, released, books, held, review: undefined }
    return {
      ...{ now: decided, sha256, takeBack },
      row: ({ by, right, at }) =>
        unitDecisionRow({ ...commit, effect: effectNow(), order: { asked, by }, right }, { entryId: undefined, at })
          .row,
      keep: async ({ by, right, approval }) => {
        const effect = effectNow()
        engine.step('unit decided')
        const id = await commitUnit(engine, tx, { ...commit, effect, order: { asked, by }, right, approval })
        engine.step('unit written')
        return id
      },
    }
  }

  #begin(asked: DecisionAsked, how: 'write' | 'only decide'): Promise<BegunUnit> {
    return beginUnit(this.#engine, this.#tx, {
      ...{ prepared: this.#preparedFor(asked), locked: this.#locked, asked: wayOutOf(asked), how },
    })
  }

  #preparedFor(asked: DecisionAsked): PreparedUnit {
    const words = JSON.stringify(asked)
    const found = this.#all.find(one => one.words === words)
    invariant(found !== undefined, 'a resolution of a unit is decided after it was read for it')
    return found.prepared
  }
}
