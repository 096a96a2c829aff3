import type { RuleId } from '../deadline/rules.ts'
import type { Resolution } from '../exception.ts'
import type { PackName } from '../pack.ts'
import { NOTHING, subtractTally, type Tally } from '../tally.ts'
import type { Leg, LegAccount } from './effect.ts'
import { type LetterFacts, type LetterRequest, letterOf } from './letter.ts'
import { type ResolutionAsked, type ResolutionRefusal, whyNotOffered } from './resolution.ts'
import type { BatchesAfter, ClaimRaised, MovedSum, UnitEffect, UnitFate } from './unit-effect.ts'

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
  /** Set for a customer's claim that names no posted debit. */
  readonly claim?: UnmatchedFacts | undefined
}

export interface UnmatchedFacts {
  /** What the customer claims. Minor units. */
  readonly amountMinor: number
  /** Whether the law of consumers holds for it. */
  readonly isConsumer: boolean
  /** What comes of it on the debit that somebody names, or why it cannot be that one, as a sentence; undefined where none is named. */
  readonly named:
    | { readonly is: 'raised'; readonly raised: ClaimRaised }
    | { readonly is: 'refused'; readonly why: string }
    | undefined
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
 * refuses it whole; or asks its sender. Of a claim that names no posted debit: what debit it means, that there is none, or what the customer is asked. Pure: who may do it is asked elsewhere.
 */
export function decideUnit(asked: ResolutionAsked, facts: UnitFacts): UnitDecision {
  if (facts.exception.state === 'closed')
    return refusedUnit('exception_closed', 'What became of it is on the page of its file.')
  if (facts.exception.state === 'decided') return refusedUnit('exception_decided', 'Somebody decided it a moment ago.')
  const offered = unitWays(facts.resolutions, facts.claim)
  const way = offered.includes(asked.resolution) ? waysOf(facts.claim)[asked.resolution] : undefined
  if (way !== undefined) return way(asked, facts)
  return refusedUnit('resolution_not_offered', whyNotOffered(offered))
}

/** Those of a kind's ways out that are decided of such a thing. `claim`: set for a customer's claim without a debit. */
export function unitWays(ofKind: readonly Resolution[], claim: object | undefined): readonly Resolution[] {
  return ofKind.filter(one => waysOf(claim)[one] !== undefined)
}

function waysOf(claim: object | undefined): Ways {
  return claim === undefined ? OF_HELD : OF_CLAIMS
}

const NO_BATCHES: BatchesAfter = { processed: 0, held: 0 }
const NO_ITEMS = { fates: [], batches: NO_BATCHES, outcomesSha256: '', moved: [] } as const

type Resolve = (asked: ResolutionAsked, facts: UnitFacts) => UnitDecision
type Ways = Readonly<Partial<Record<Resolution, Resolve>>>
const OF_HELD: Ways = { release, reject, refer }
const OF_CLAIMS: Ways = { correct: matchClaim, deny: denyClaim, refer: askCustomer }

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
  return decided(facts, { resolution: 'reject', closedAs: 'rejected', ...NO_ITEMS, fates })
}

/** The claim is of the debit that somebody names: its exception is raised there, and this one ends as matched. */
function matchClaim(_: ResolutionAsked, facts: UnitFacts): UnitDecision {
  const named = facts.claim?.named
  if (named === undefined) return refusedUnit('fields_missing', 'Say which posted debit is meant: item is its number.')
  if (named.is === 'refused') return refusedUnit('field_refused', named.why)
  const { raised } = named
  const { amountMinor } = raised
  const moved = amountMinor === 0 ? [] : [{ from: 'suspense', to: 'claims', postings: 1, amountMinor } as const]
  const effect = closed(facts, { resolution: 'correct', closedAs: 'matched', ...NO_ITEMS, moved })
  return { is: 'decided', effect: { ...effect, claim: raised } }
}

/** There is no such debit, and nothing of ours is found that was wrong: the customer is told why, by the law's clock (12 CFR 1005.11(d)). */
function denyClaim({ words = '' }: ResolutionAsked, facts: UnitFacts): UnitDecision {
  if (words.trim() === '')
    return refusedUnit('words_missing', 'Say what was found: the customer is told, and may ask for the documents.')
  const letter = toCustomer(facts, words, facts.claim?.isConsumer === true ? 'reg-e-report' : undefined)
  const effect = closed(facts, { resolution: 'deny', closedAs: 'denied', ...NO_ITEMS })
  return { is: 'decided', effect: { ...effect, letters: [letter] } }
}

/** Asks the customer for what shows the debit. Its clock runs on. */
function askCustomer({ to, words = '' }: ResolutionAsked, facts: UnitFacts): UnitDecision {
  if (to !== 'customer' || words.trim() === '')
    return refusedUnit('words_missing', 'Say what the customer is asked: no bank is known that sent a debit.')
  return { is: 'decided', effect: referred(facts, toCustomer(facts, words)) }
}

function toCustomer({ letters, claim }: UnitFacts, words: string, rule?: RuleId | undefined): LetterRequest {
  return letterOf({ letters, item: { amountMinor: claim?.amountMinor ?? 0 } }, { to: 'customer', words, rule })
}

type Closing = Pick<UnitEffect, 'fates' | 'batches' | 'outcomesSha256' | 'moved'> &
  Pick<UnitEffect['exception'], 'resolution' | 'closedAs'>

function decided(facts: UnitFacts, closing: Closing, keptLost: Tally = NOTHING): UnitDecision {
  return { is: 'decided', effect: closed(facts, closing, keptLost) }
}

function closed(facts: UnitFacts, { resolution, closedAs, ...of }: Closing, keptLost: Tally = NOTHING): UnitEffect {
  const { shard, id, value } = facts.exception
  return {
    exception: { shard, id, state: 'closed', resolution, closedAs },
    positionClosedOn: facts.bookedOn,
    ...of,
    lost: subtractTally(subtractTally(value, facts.held), keptLost),
    legs: outOfSuspense(facts),
    letters: [],
  }
}

/** Asks whoever sent it. Nothing moves, and it stays held. */
function refer({ to, words = '' }: ResolutionAsked, facts: UnitFacts): UnitDecision {
  if (to !== 'sender' || words.trim() === '')
    return refusedUnit('words_missing', 'Say what the sender is asked; a batch or file has no customer.')
  const { debitMinor, creditMinor } = facts.exception.value
  const about = { letters: facts.letters, item: { amountMinor: debitMinor + creditMinor } }
  return { is: 'decided', effect: referred(facts, letterOf(about, { to, words })) }
}

function referred({ exception: { shard, id } }: UnitFacts, letter: LetterRequest): UnitEffect {
  return {
    exception: { shard, id, state: 'open', resolution: 'refer', closedAs: '' },
    positionClosedOn: undefined,
    ...{ ...NO_ITEMS, lost: NOTHING, legs: [] },
    letters: [letter],
  }
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
