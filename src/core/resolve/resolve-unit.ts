import type { Resolution } from '../exception.ts'
import type { PackName } from '../pack.ts'
import { NOTHING, subtractTally, type Tally } from '../tally.ts'
import type { Leg, LegAccount } from './effect.ts'
import { type LetterFacts, letterOf } from './letter.ts'
import { type ResolutionAsked, type ResolutionRefusal, whyNotOffered } from './resolution.ts'
import type { BatchesAfter, MovedSum, UnitEffect, UnitFate } from './unit-effect.ts'

/** What is known of a held batch or file, read under the lock of its exception when the decision counts. */
export interface UnitFacts {
  readonly exception: {
    readonly shard: number
    readonly id: number
    readonly state: 'open' | 'decided' | 'closed'
    /** What it was worth when it was raised, which its suspense position holds. */
    readonly value: Tally
  }
  readonly pack: PackName
  /** The kind's ways out. */
  readonly resolutions: readonly Resolution[]
  /** Its items that are suspended. */
  readonly held: Tally
  /** What its items would become if they were processed now; undefined where only the others are asked for. */
  readonly processed: ProcessedUnit | undefined
  /** Why nothing of it can be processed, as a sentence; undefined when it can. */
  readonly whyNotProcessed: string | undefined
  /** The business day on which it is booked, YYYY-MM-DD: never before the unit's own. */
  readonly bookedOn: string
  readonly letters: LetterFacts
}

/** What processing a unit comes to. */
export interface ProcessedUnit {
  readonly fates: readonly UnitFate[]
  readonly batches: BatchesAfter
  readonly outcomesSha256: string
  readonly moved: readonly MovedSum[]
  /** Value without items of batches that are held by themselves from then on, or lost some: it stays in suspense with them. */
  readonly keptLost: Tally
}

export type UnitDecision =
  | { readonly is: 'decided'; readonly effect: UnitEffect }
  | { readonly is: 'refused'; readonly refused: ResolutionRefusal; readonly why: string }

/**
 * What the resolution does to a batch or file that is held as a whole, or why it cannot be: processes it after all, as it came;
 * refuses it whole; or asks its sender. Pure: who may do it is asked elsewhere.
 */
export function decideUnit(asked: ResolutionAsked, facts: UnitFacts): UnitDecision {
  if (facts.exception.state === 'closed')
    return refusedUnit('exception_closed', 'What became of it is on the page of its file.')
  if (facts.exception.state === 'decided') return refusedUnit('exception_decided', 'Somebody decided it a moment ago.')
  const way = facts.resolutions.includes(asked.resolution) ? WAYS[asked.resolution] : undefined
  if (way !== undefined) return way(asked, facts)
  const offered = facts.resolutions.filter(one => WAYS[one] !== undefined)
  return refusedUnit('resolution_not_offered', whyNotOffered(offered))
}

const NO_BATCHES: BatchesAfter = { processed: 0, held: 0 }

type Resolve = (asked: ResolutionAsked, facts: UnitFacts) => UnitDecision
const WAYS: Readonly<Partial<Record<Resolution, Resolve>>> = { release, reject, refer }

/** Its items are decided as any others. What of it could not be read is nobody's item: it ends as rejected. */
function release(_: ResolutionAsked, facts: UnitFacts): UnitDecision {
  const { processed, whyNotProcessed } = facts
  if (processed === undefined || whyNotProcessed !== undefined)
    return refusedUnit('resolution_not_possible', whyNotProcessed ?? 'Nothing of it was read.')
  const { keptLost, ...of } = processed
  return decided(facts, { resolution: 'release', closedAs: 'released', ...of }, keptLost)
}

/** Nothing of it is processed: its items end as rejected, and what it is worth goes back to the network's account. */
function reject(_: ResolutionAsked, facts: UnitFacts): UnitDecision {
  const { held } = facts
  const fates: readonly UnitFate[] = held.count === 0 ? [] : [{ state: 'rejected', kind: '', ...held }]
  const nothing = { batches: NO_BATCHES, outcomesSha256: '', moved: [] }
  return decided(facts, { resolution: 'reject', closedAs: 'rejected', fates, ...nothing })
}

type Closing = Pick<UnitEffect, 'fates' | 'batches' | 'outcomesSha256' | 'moved'> &
  Pick<UnitEffect['exception'], 'resolution' | 'closedAs'>

function decided(facts: UnitFacts, { resolution, closedAs, ...of }: Closing, keptLost: Tally = NOTHING): UnitDecision {
  const { shard, id, value } = facts.exception
  const effect: UnitEffect = {
    exception: { shard, id, state: 'closed', resolution, closedAs },
    positionClosedOn: facts.bookedOn,
    ...of,
    lost: subtractTally(subtractTally(value, facts.held), keptLost),
    legs: outOfSuspense(facts),
    letters: [],
  }
  return { is: 'decided', effect }
}

/** Asks whoever sent it. Nothing moves, and it stays held. */
function refer({ to, words = '' }: ResolutionAsked, { exception, letters }: UnitFacts): UnitDecision {
  if (to !== 'sender' || words.trim() === '')
    return refusedUnit('words_missing', 'Say what the sender is asked; a batch or file has no customer.')
  const { debitMinor, creditMinor } = exception.value
  const effect: UnitEffect = {
    exception: { shard: exception.shard, id: exception.id, state: 'open', resolution: 'refer', closedAs: '' },
    positionClosedOn: undefined,
    ...{ fates: [], lost: NOTHING, batches: NO_BATCHES, outcomesSha256: '', legs: [], moved: [] },
    letters: [letterOf({ letters, item: { amountMinor: debitMinor + creditMinor } }, { to, words })],
  }
  return { is: 'decided', effect }
}

/** All that the unit is worth leaves suspense: with a release its items bring what is theirs to where they go. */
function outOfSuspense({ exception, pack, bookedOn: day }: UnitFacts): readonly Leg[] {
  const { shard, value } = exception
  const suspense: LegAccount = { role: 'suspense' }
  const network: LegAccount = { role: `settlement.${pack}` }
  return [
    { shard, day, from: suspense, to: network, amountMinor: value.creditMinor },
    { shard, day, from: network, to: suspense, amountMinor: value.debitMinor },
  ].filter(leg => leg.amountMinor !== 0)
}

function refusedUnit(why: ResolutionRefusal, sentence: string): UnitDecision {
  return { is: 'refused', refused: why, why: sentence }
}
