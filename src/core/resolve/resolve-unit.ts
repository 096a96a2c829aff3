import type { RuleId } from '../deadline/rules.ts'
import type { Resolution } from '../exception.ts'
import { beyondKeyed, type KeyedSince, NOTHING_KEYED, settledByKeyed, whyNotEnded } from '../over-short.ts'
import type { PackName } from '../pack.ts'
import { NOTHING, subtractTally, type Tally } from '../tally.ts'
import type { Leg, LegAccount } from './effect.ts'
import { type LetterAbout, type LetterFacts, type LetterRequest, letterOf } from './letter.ts'
import { type ForwardingFacts, type ResolutionAsked, type ResolutionRefusal, whyNotOffered } from './resolution.ts'
import { forwardingStep, whyForwarded } from './resolve-forward.ts'
import type { BatchesAfter, ClaimRaised, MovedSum, OverShortRaised, UnitEffect, UnitFate } from './unit-effect.ts'

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
  /** What there is to know for forwarding it, or of the forwarding that runs; undefined for a claim, which is decided here. */
  readonly forwarding: ForwardingFacts | undefined
  /** Set for a customer's claim that names no posted debit. */
  readonly claim?: UnmatchedFacts | undefined
  /** Of what is over or short, and may be in part the amount of an item that came without one: what is keyed of those; left out of all others. */
  readonly keyed?: KeyedSince | undefined
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
  /** What was settled otherwise than its items make; undefined where nothing was. */
  readonly overShort: OverShortRaised | undefined
}

export type UnitDecision =
  | { readonly is: 'decided'; readonly effect: UnitEffect }
  | { readonly is: 'refused'; readonly refused: ResolutionRefusal; readonly why: string }

/**
 * What the resolution does to a batch or file that is held as a whole, or why it cannot be: processes it after all, as it came;
 * refuses it whole; asks its sender; or gives it to whom it belongs, and tells what they answered. Of what is over or short since a release: what settled it, or that it is charged. Of a claim that names no posted debit: what debit it means, that there is none, or what the customer is asked. Pure: who may do it is asked elsewhere.
 */
export function decideUnit(asked: ResolutionAsked, facts: UnitFacts): UnitDecision {
  if (facts.exception.state === 'closed')
    return refusedUnit('exception_closed', 'What became of it is on the page of its file.')
  if (facts.exception.state === 'decided') return refusedUnit('exception_decided', 'Somebody decided it a moment ago.')
  const offered = unitWays(facts.resolutions, facts.claim)
  const way = offered.includes(asked.resolution) ? waysOf(facts.claim)[asked.resolution] : undefined
  if (way === undefined) return refusedUnit('resolution_not_offered', whyNotOffered(offered))
  const others = isWithOthers(asked.resolution) ? undefined : whyForwarded(facts.forwarding)
  return others === undefined ? way(asked, facts) : refusedUnit('resolution_not_possible', others)
}

/** What goes on while others have it: asking its sender, and what they say. */
export function isWithOthers(resolution: Resolution): boolean {
  return resolution === 'refer' || resolution === 'forward'
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
const OF_HELD: Ways = { release, reject, refer, forward, adjust: settle, move: chargeOff }
const OF_CLAIMS: Ways = { correct: matchClaim, deny: denyClaim, refer: askCustomer }

/** Its items are decided as any others. What of it could not be read is nobody's item: it ends as rejected. */
function release(_: ResolutionAsked, facts: UnitFacts): UnitDecision {
  const { processed, whyNotProcessed } = facts
  if (processed === undefined || whyNotProcessed !== undefined)
    return refusedUnit('resolution_not_possible', whyNotProcessed ?? 'Nothing of it was read.')
  const { keptLost, overShort, ...of } = processed
  const effect = closed(facts, { resolution: 'release', closedAs: 'released', ...of }, keptLost)
  if (overShort === undefined) return { is: 'decided', effect }
  return { is: 'decided', effect: { ...effect, legs: [...effect.legs, ...intoSuspense(facts, overShort)], overShort } }
}

/** What was over or short is settled with the network: by the sender, by an item that came, or because the total was wrong. */
function settle(asked: ResolutionAsked, facts: UnitFacts): UnitDecision {
  const legs = outOfSuspense(facts)
  return endOverShort(asked, facts, { resolution: 'adjust', closedAs: 'settled', legs })
}

/** Nobody explains it: the institution bears what is short, and keeps what is over, beyond what items that were keyed since settle. */
function chargeOff(asked: ResolutionAsked, facts: UnitFacts): UnitDecision {
  const { exception, keyed = NOTHING_KEYED } = facts
  const at = { shard: exception.shard, day: facts.bookedOn }
  const legs = [
    ...between({ ...at, suspense: settledByKeyed(keyed), other: networkOf(facts) }),
    ...between({ ...at, suspense: beyondKeyed(exception.value, keyed), other: { role: 'over_short' } }),
  ]
  return endOverShort(asked, facts, { resolution: 'move', closedAs: 'charged_off', legs })
}

function endOverShort(
  { words = '' }: ResolutionAsked,
  facts: UnitFacts,
  {
    legs,
    ...as
  }: Pick<UnitEffect, 'legs'> & {
    readonly resolution: 'adjust' | 'move'
    readonly closedAs: 'settled' | 'charged_off'
  },
): UnitDecision {
  const twice = whyNotEnded(as.resolution, facts.exception.value, facts.keyed ?? NOTHING_KEYED)
  if (twice !== undefined) return refusedUnit('resolution_not_possible', twice)
  const written = words.trim()
  if (written === '') return refusedUnit('words_missing', SAY_WHY[as.closedAs === 'settled' ? 'settled' : 'charged'])
  const effect = closed(facts, { ...as, ...NO_ITEMS })
  // It was received as no item, so none of it is rejected.
  return { is: 'decided', effect: { ...effect, lost: NOTHING, legs, said: written } }
}

const SAY_WHY = {
  settled:
    'Say what settled it: the entry of the network’s statement, the item that came, or what the sender confirmed.',
  charged: 'Say why nobody settles it, and what was looked for.',
} as const

/** Nothing of it is processed: its items end as rejected, and what it is worth goes back to the network's account. */
function reject(_: ResolutionAsked, facts: UnitFacts): UnitDecision {
  return { is: 'decided', effect: closedWhole(facts, { resolution: 'reject', closedAs: 'rejected' }) }
}

/** Given whole to whom it belongs. Only when they acknowledge it do its items end, and its value leaves suspense: to those who took it over. */
function forward(asked: ResolutionAsked, facts: UnitFacts): UnitDecision {
  const { forwarding } = facts
  if (forwarding === undefined) return refusedUnit('resolution_not_offered', 'What a customer claims is decided here.')
  const step = forwardingStep(asked, forwarding, aboutAll(facts))
  if (step.is === 'refused') return step
  const { after, letters } = step
  const theirs = { resolution: 'forward', closedAs: 'forwarded', to: { role: 'forwarded' } } as const
  const effect = step.is === 'theirs' ? closedWhole(facts, theirs) : unmoved(facts, 'forward', letters)
  return { is: 'decided', effect: { ...effect, forwarding: after } }
}

/** All its items end in the one state, and what could not be read of it with them. */
function closedWhole(
  facts: UnitFacts,
  as: Pick<Closing, 'resolution' | 'to'> & { readonly closedAs: 'rejected' | 'forwarded' },
): UnitEffect {
  const { held } = facts
  const fates: readonly UnitFate[] = held.count === 0 ? [] : [{ state: as.closedAs, kind: '', ...held }]
  return closed(facts, { ...NO_ITEMS, ...as, fates })
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
  return { is: 'decided', effect: unmoved(facts, 'refer', [toCustomer(facts, words)]) }
}

function toCustomer({ letters, claim }: UnitFacts, words: string, rule?: RuleId | undefined): LetterRequest {
  return letterOf({ letters, item: { amountMinor: claim?.amountMinor ?? 0 } }, { to: 'customer', words, rule })
}

type Closing = Pick<UnitEffect, 'fates' | 'batches' | 'outcomesSha256' | 'moved'> &
  Pick<UnitEffect['exception'], 'resolution' | 'closedAs'> & {
    /** Where what it is worth goes out of suspense; left out, the network's account. */
    readonly to?: LegAccount | undefined
  }

function closed(facts: UnitFacts, { resolution, closedAs, to, ...of }: Closing, keptLost: Tally = NOTHING): UnitEffect {
  const { shard, id, value } = facts.exception
  return {
    exception: { shard, id, state: 'closed', resolution, closedAs },
    positionClosedOn: facts.bookedOn,
    ...of,
    lost: subtractTally(subtractTally(value, facts.held), keptLost),
    legs: outOfSuspense(facts, to),
    letters: [],
  }
}

/** Asks whoever sent it. */
function refer({ to, words = '' }: ResolutionAsked, facts: UnitFacts): UnitDecision {
  if (to !== 'sender' || words.trim() === '')
    return refusedUnit('words_missing', 'Say what the sender is asked; a batch or file has no customer.')
  return { is: 'decided', effect: unmoved(facts, 'refer', [letterOf(aboutAll(facts), { to, words })]) }
}

/** What a letter about the whole of it is about. */
function aboutAll({ letters, exception: { value } }: UnitFacts): LetterAbout {
  return { letters, item: { amountMinor: value.debitMinor + value.creditMinor } }
}

/** Nothing moves, and it stays held. */
function unmoved(
  { exception: { shard, id } }: UnitFacts,
  resolution: Resolution,
  letters: readonly LetterRequest[],
): UnitEffect {
  return {
    exception: { shard, id, state: 'open', resolution, closedAs: '' },
    positionClosedOn: undefined,
    ...{ ...NO_ITEMS, lost: NOTHING, legs: [] },
    letters,
  }
}

/** All that the unit is worth leaves suspense: with a release its items bring what is theirs to where they go. */
function outOfSuspense(facts: UnitFacts, to = networkOf(facts)): readonly Leg[] {
  const { shard, value } = facts.exception
  return between({ shard, day: facts.bookedOn, suspense: value, other: to })
}

/** What is over or short comes into suspense, so that the network’s account stands as the network settled it. */
function intoSuspense(facts: UnitFacts, { debitMinor, creditMinor }: OverShortRaised): readonly Leg[] {
  const { shard } = facts.exception
  const suspense = { debitMinor: creditMinor, creditMinor: debitMinor }
  return between({ shard, day: facts.bookedOn, suspense, other: networkOf(facts) })
}

function networkOf({ pack }: UnitFacts): LegAccount {
  return { role: `settlement.${pack}` }
}

/** Credits leave suspense, and debits are made good there. */
function between({
  suspense: { debitMinor, creditMinor },
  other,
  ...at
}: Pick<Leg, 'shard' | 'day'> & {
  readonly suspense: Pick<Tally, 'debitMinor' | 'creditMinor'>
  readonly other: LegAccount
}): readonly Leg[] {
  const suspense: LegAccount = { role: 'suspense' }
  return [
    { ...at, from: suspense, to: other, amountMinor: creditMinor },
    { ...at, from: other, to: suspense, amountMinor: debitMinor },
  ].filter(leg => leg.amountMinor !== 0)
}

function refusedUnit(why: ResolutionRefusal, sentence: string): UnitDecision {
  return { is: 'refused', refused: why, why: sentence }
}
