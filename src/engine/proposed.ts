import type { DecidedNow } from '../core/approval/decide-approval.ts'
import type { Proposable } from '../core/authority/asked.ts'
import { invariant } from '../core/invariant.ts'
import { decideResolution } from '../core/resolve/decide-resolution.ts'
import type { ResolutionAsked, ResolutionFacts } from '../core/resolve/resolution.ts'
import {
  type DecisionAsked,
  type DecisionEffect,
  isUndoAsked,
  isUndoEffect,
  isUnitEffect,
} from '../core/resolve/unit-effect.ts'
import type { QueuePlace } from '../core/work/place.ts'
import type { Transaction } from '../store/database.ts'
import type { NewDecision } from '../store/decision.ts'
import type { Approval } from '../store/proposal.ts'
import { type DecidedWork, type Decider, type LimitKeys, limitKeys } from './authorise-decision.ts'
import { commitEffect, decisionRow } from './commit-effect.ts'
import { shardsAsked } from './corrected-item.ts'
import { keysOf } from './decision-keys.ts'
import type { Engine } from './engine.ts'
import { hashOf } from './preview-resolution.ts'
import { type Decidable, resolutionFacts } from './resolution-facts.ts'
import { type DecisionPlace, lockForDecision } from './resolve-exception.ts'

/** What a proposal is about, an item, what is held as a whole, or what stands of either and is taken back: a second person’s word is heard about all in one way. */
export interface Proposed {
  readonly work: DecisionPlace & DecidedWork
  /** What limits add it up by, whatever is decided about it. */
  readonly keys: LimitKeys
  /** Takes the locks of a decision about it, for whatever of these is asked. */
  lock(tx: Transaction, asks: readonly DecisionAsked[]): Promise<ProposedLocked>
}

/** The same under its locks, as it is now. */
export interface ProposedLocked {
  /** Of its case. */
  readonly place: QueuePlace | undefined
  /** What limits add up what was decided by. */
  keysOf(decided: { readonly asked: DecisionAsked; readonly effect: DecisionEffect }): Promise<LimitKeys>
  /** What it would do. */
  look(asked: DecisionAsked): Promise<Looked>
  /** The same, to be kept: of a release everything is written by then, so it is kept or taken back. */
  begin(asked: DecisionAsked): Promise<Begun>
}

export interface Looked {
  readonly now: DecidedNow
  /** Hex: of the effect; empty where it is refused. */
  readonly sha256: string
}

export interface Begun extends Looked {
  /** As it is stored of whoever decided it. Throws where it is refused. */
  row(made: { readonly by: Decider; readonly right: Proposable; readonly at: Temporal.Instant }): NewDecision
  /** Writes what is left, reads it back, and keeps it with its events and seals. Gives the id of the decision. Throws where it is refused. */
  keep(kept: Kept): Promise<number>
  takeBack(): Promise<void>
}

/** Who approves a decision that waited, and by whose right. */
export interface Kept {
  readonly by: Decider
  readonly right: Proposable
  readonly approval: Approval & { readonly makerId: number }
}

export function proposedItem(engine: Engine, decidable: Decidable): Proposed {
  return {
    work: decidable,
    keys: limitKeys(decidable, undefined),
    async lock(tx, asks) {
      const shards = asks.flatMap(asked => shardsAsked(engine, decidable, wayOutOf(asked)))
      return new LockedItem(engine, tx, decidable, await lockForDecision(engine, tx, decidable, shards))
    },
  }
}

type Locked = Awaited<ReturnType<typeof lockForDecision>>

class LockedItem implements ProposedLocked {
  readonly place: QueuePlace | undefined
  readonly #engine: Engine
  readonly #tx: Transaction
  readonly #decidable: Decidable
  readonly #books: Locked['books']
  /** Under the locks nothing changes: each is read once. */
  readonly #facts = new Map<ResolutionAsked, Promise<ResolutionFacts>>()

  constructor(engine: Engine, tx: Transaction, decidable: Decidable, { books, place }: Locked) {
    this.place = place
    this.#engine = engine
    this.#tx = tx
    this.#decidable = decidable
    this.#books = books
  }

  async keysOf({ asked, effect }: Parameters<ProposedLocked['keysOf']>[0]): Promise<LimitKeys> {
    invariant(!isUnitEffect(effect) && !isUndoEffect(effect), 'of an item a way out is decided, and nothing as a whole')
    return keysOf(this.#decidable, await this.#factsFor(wayOutOf(asked)), effect)
  }

  async look(of: DecisionAsked): Promise<Looked> {
    const asked = wayOutOf(of)
    const now = decideResolution(asked, await this.#factsFor(asked))
    return { now, sha256: now.is === 'decided' ? hashOf(now.effect).hex : '' }
  }

  async begin(of: DecisionAsked): Promise<Begun> {
    const asked = wayOutOf(of)
    const [engine, tx, decidable] = [this.#engine, this.#tx, this.#decidable]
    const facts = await this.#factsFor(asked)
    const now = decideResolution(asked, facts)
    const sha256 = now.is === 'decided' ? hashOf(now.effect).hex : ''
    const commit = (by: Decider) => {
      invariant(now.is === 'decided', 'what is refused is not kept')
      const { effect } = now
      const order = { itemId: decidable.item.id, asked, by, previewSha256: sha256 }
      return { order, decidable, facts, effect, books: this.#books, keys: keysOf(decidable, facts, effect) }
    }
    return {
      ...{ now, sha256 },
      row: ({ by, right, at }) => decisionRow({ ...commit(by), right }, { entryId: undefined, at }).row,
      keep: ({ by, right, approval }) => commitEffect(engine, tx, { ...commit(by), right, approval }),
      takeBack: async () => {},
    }
  }

  #factsFor(asked: ResolutionAsked): Promise<ResolutionFacts> {
    const known = this.#facts.get(asked)
    if (known !== undefined) return known
    const read = resolutionFacts(this.#engine, this.#tx, this.#decidable, asked)
    this.#facts.set(asked, read)
    return read
  }
}

/** What is taken back is a proposal of its own, and never asked of what it is about. */
export function wayOutOf(asked: DecisionAsked): ResolutionAsked {
  invariant(!isUndoAsked(asked), 'a way out is asked for, and nothing is taken back')
  return asked
}
