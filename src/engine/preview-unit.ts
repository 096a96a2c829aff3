import type { Proposable } from '../core/authority/asked.ts'
import { decideAct } from '../core/authority/decide-act.ts'
import { isReviewed } from '../core/authority/judge-act.ts'
import { dayNumber } from '../core/calendar/day.ts'
import { invariant } from '../core/invariant.ts'
import { chargedBeyond } from '../core/over-short.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import { decideUnit, type ProcessedUnit, type UnitFacts } from '../core/resolve/resolve-unit.ts'
import type { UnitEffect } from '../core/resolve/unit-effect.ts'
import { addTally, NOTHING } from '../core/tally.ts'
import { RELEASES_MAX } from '../core/unit-entry.ts'
import { type BucketBooks, booksOf } from '../store/bucket.ts'
import type { Transaction } from '../store/database.ts'
import type { Second } from '../store/decision.ts'
import { exceptionById } from '../store/exception.ts'
import { inReadRequest } from '../store/read-request.ts'
import type { Runner } from '../store/statement.ts'
import { type HeldItems, heldItems, releasesOf, sumOfHeld } from '../store/unit.ts'
import {
  authoriseDecider,
  type Decider,
  type DeciderAsked,
  type LimitKeys,
  type NotAuthorised,
} from './authorise-decision.ts'
import { firstOpenDay } from './closed-days.ts'
import type { Engine } from './engine.ts'
import { findUnit, type Unit } from './find-unit.ts'
import { forwardingOfException } from './forwarding-facts.ts'
import { findingOf, type JudgedUnit, judgeBatch, judgeUnit } from './judge-unit.ts'
import { keyedOf } from './keyed-amounts.ts'
import { nobodyApproves } from './nobody-approves.ts'
import { type OverShort, overShortMinor, overShortOf } from './over-short.ts'
import { hashOf, type Preview } from './preview-resolution.ts'
import { type ProcessedItems, processUnit, type UnitJob } from './process-unit.ts'
import { type ReadUnit, readUnit } from './read-unit.ts'
import { bookingDay, letterFacts } from './resolution-facts.ts'
import { secondNeeded } from './resolve-exception.ts'
import { secondKeyFor, secondKeySentence } from './second-key-for.ts'
import { placeOfExceptionNow, takenBy } from './settle-case.ts'
import {
  isUnmatchedClaim,
  readUnmatchedClaim,
  type UnmatchedClaimRead,
  unmatchedFacts,
  unmatchedKeys,
} from './unmatched-claim.ts'
import { wordsAboutOne } from './words-about.ts'

/** A resolution that somebody is about to take, of a batch or file that is held as a whole. */
export interface UnitWanted {
  /** The id of its exception, below zero. */
  readonly exceptionId: number
  readonly asked: ResolutionAsked
  readonly by: Decider
}

export type UnitPreview =
  | {
      readonly is: 'previewed'
      readonly effect: UnitEffect
      readonly sha256: string
      readonly notAuthorised: NotAuthorised | undefined
    }
  | Extract<Preview, { is: 'refused' }>

/** The unit, and its items where its release is asked for: read before anything is locked. */
export interface PreparedUnit {
  readonly unit: Unit
  readonly read: ReadUnit | undefined
  /** Of a customer's claim that names no posted debit. */
  readonly claim: UnmatchedClaimRead | undefined
}

export type FoundUnit = ({ readonly is: 'found' } & PreparedUnit) | Extract<Preview, { is: 'refused' }>

/** Finds the unit, and reads its items again from the original when they are to be released. Throws `OriginalAltered`. */
export async function prepareUnit(engine: Engine, exceptionId: number, asked: ResolutionAsked): Promise<FoundUnit> {
  const { orgId } = engine.institution
  const found = await inReadRequest(engine.database, orgId, async tx => {
    const unit = await findUnit(engine, tx, exceptionId)
    if (unit === undefined) return undefined
    return { unit, claim: isUnmatchedClaim(unit) ? await readUnmatchedClaim(engine, tx, unit, asked) : undefined }
  })
  if (found === undefined) return unknownUnit(exceptionId)
  const { unit, claim } = found
  const isWanted = asked.resolution === 'release' && unit.kind.resolutions.includes('release')
  const isReadable = isWanted && whyNotAtAll(unit) === undefined
  return { is: 'found', unit, claim, read: isReadable ? await readUnit(engine, unit) : undefined }
}

export function unknownUnit(exceptionId: number): Extract<Preview, { is: 'refused' }> {
  const why = `There is no held batch or file ${exceptionId}; the list of exceptions shows the numbers, which are below zero.`
  return { is: 'refused', refused: 'item_unknown', why }
}

/** Exactly what the resolution would do to the unit as a whole, and the hash that the commit is given. Changes nothing. */
export async function previewUnit(engine: Engine, { exceptionId, asked, by }: UnitWanted): Promise<UnitPreview> {
  const found = await prepareUnit(engine, exceptionId, asked)
  if (found.is === 'refused') return found
  const work = async (tx: Transaction): Promise<UnitPreview> => {
    const held = await heldItems(tx, found.unit.place)
    const books = await booksOf(tx, shardsOfItems(held))
    const { facts } = await unitFacts(engine, tx, { ...found, held, books, how: 'only decide' })
    const decided = decideUnit(asked, facts)
    if (decided.is === 'refused') return decided
    const place = await placeOfUnit(engine, tx, found.unit)
    const may = await authoriseUnit(engine, tx, { prepared: found, by, asked, ...takenBy(place), hold: 'not' })
    const notAuthorised = 'needs' in may ? may : whyNotAlone(may)
    return { is: 'previewed', effect: decided.effect, sha256: hashOf(decided.effect).hex, notAuthorised }
  }
  return inReadRequest(engine.database, engine.institution.orgId, work, SECONDS_MAX)
}

/** A file of a million items is decided in less. */
const SECONDS_MAX = 300

interface UnitDeciding extends Pick<DeciderAsked, 'by' | 'hold' | 'barred' | 'forRole'> {
  readonly prepared: PreparedUnit
  readonly asked: Pick<ResolutionAsked, 'resolution' | 'fields'>
}

/** By whose right a unit is decided, and whether a second person looks at it before or afterwards. */
export interface DecisionRight {
  readonly right: Proposable
  readonly review: 'due' | undefined
  /** Why it is put before a second person, in words to its maker and in words to others; undefined where they may decide alone. */
  readonly second: { readonly told: Second; readonly named: Second } | undefined
}

/** By whose right somebody may decide the unit, alone or with a second person, or why not. */
export async function authoriseUnit(
  engine: Engine,
  tx: Transaction,
  { prepared, by, asked, barred, forRole, hold }: UnitDeciding,
): Promise<DecisionRight | NotAuthorised> {
  const { unit } = prepared
  const keys = await unitKeysOf(engine, tx, prepared, asked)
  const bookedOn = (await firstOpenDay(engine, tx, bookingDay(engine, unit.place.day))).toString()
  const policy = secondKeyFor(engine, asked, { bookedOn }, { ...keys, kind: unit.exception.kind })
  const { shard, id: exceptionId } = unit.exception
  const words = await wordsAboutOne(engine, tx, { shard, exceptionId, keying: policy?.keying })
  const of = { by, act: asked.resolution, keys, words, barred, forRole, hold, decidable: workOf(unit) } as const
  const { decided: may, asked: question, people } = await authoriseDecider(engine, tx, of)
  if (!may.allowed && may.proposal === undefined) {
    const also = policy === undefined ? [] : [{ sentence: secondKeySentence(engine, policy) }]
    return { needs: may.needs, reasons: [...may.reasons, ...also] }
  }
  const right = may.allowed ? may : may.proposal
  invariant(right !== undefined, 'what is done or proposed is so by somebody’s right')
  const told = secondNeeded(engine, [may], policy)
  if (told === undefined) return { right, review: isReviewed(question, people) ? 'due' : undefined, second: undefined }
  const named = secondNeeded(engine, [decideAct({ ...question, told: 'name' }, people)], policy) ?? told
  const nobody = nobodyApproves({ asked: question, people, right })
  const asking = nobody === undefined ? told : { ...told, needs: [...told.needs, nobody] }
  return { right, review: undefined, second: { told: asking, named } }
}

/** Why somebody who may decide it has to ask a second person; undefined where they need none. */
export function whyNotAlone({ second }: DecisionRight): NotAuthorised | undefined {
  return second && { needs: 'approval', reasons: second.told.needs.map(sentence => ({ sentence })) }
}

/**
 * As `unitKeys`, of what is asked of it now: a release books beside its items what is over or short of them, and charging that may
 * book more than it is worth.
 */
export async function unitKeysOf(
  engine: Engine,
  tx: Transaction,
  prepared: PreparedUnit,
  { resolution }: Pick<ResolutionAsked, 'resolution'>,
): Promise<LimitKeys> {
  if (resolution === 'release') return unitKeys(prepared, await overShortMinor(engine, tx, prepared))
  if (resolution !== 'move') return unitKeys(prepared)
  return unitKeys(prepared, chargedBeyond(prepared.unit.exception.value, await keyedOf(tx, prepared.unit)))
}

/**
 * What the unit's decision is about, as authority asks for it: its whole amount with what is booked beyond that, and its batch as a
 * cluster; of a claim what is claimed.
 */
export function unitKeys(
  { unit: { exception, receipt }, claim }: Pick<PreparedUnit, 'unit' | 'claim'>,
  beyondMinor = 0,
): LimitKeys {
  const keys: LimitKeys = {
    amountMinor: exception.value.debitMinor + exception.value.creditMinor + beyondMinor,
    payee: '',
    cluster: `${receipt.id}/${exception.batch ?? ''}`,
    reason: exception.kind,
  }
  return claim === undefined ? keys : unmatchedKeys(claim, keys)
}

/** The place of its case as it stands, without a lock. */
export function placeOfUnit(engine: Engine, tx: Transaction, { place, exception }: Unit) {
  return placeOfExceptionNow(engine, tx, { shard: place.shard, id: exception.id, queue: exception.queue })
}

/** The unit as authority asks for it, and where its decisions lie. */
export function workOf({ place, exception, pack }: Unit) {
  const { shard, day } = place
  return {
    item: { id: exception.id, shard, day },
    exceptionId: exception.id,
    queue: exception.queue,
    original: { pack },
  }
}

export function shardsOfItems(held: readonly HeldItems[]): readonly number[] {
  return [...new Set(held.map(one => one.shard))]
}

/** What is known of the unit now, with what processing it comes to, or came to. */
export async function unitFacts(
  engine: Engine,
  tx: Transaction,
  of: PreparedUnit & {
    readonly held: readonly HeldItems[]
    readonly books: ReadonlyMap<number, BucketBooks>
    readonly how: 'write' | 'only decide'
  },
): Promise<{ readonly facts: UnitFacts; readonly released: ReleasedItems | undefined }> {
  const { unit, read, held } = of
  const { place, kind, pack } = unit
  const exception = (await exceptionById(tx, place.shard, place.exceptionId)) ?? unit.exception
  const bookedOn = await firstOpenDay(engine, tx, bookingDay(engine, place.day))
  const suspended = sumOfHeld(held, 'suspended')
  const judged = read === undefined ? undefined : await judgeUnit(engine, tx, unit, read)
  const whyNot = whyNotAtAll(unit) ?? (read === undefined ? READ_OTHERWISE : judged?.whyNot)
  const forwarding = of.claim === undefined ? await forwardingOfException(engine, tx, place, bookedOn) : undefined
  const isOpen = exception.state === 'open' && forwarding?.standing === undefined
  const isProcessed = isOpen && whyNot === undefined && judged !== undefined && read !== undefined
  const released = isProcessed ? await release(engine, tx, { ...of, unit, read, judged, bookedOn }) : undefined
  const facts: UnitFacts = {
    exception: { shard: place.shard, id: place.exceptionId, state: exception.state, value: exception.value },
    pack: pack.name,
    resolutions: kind.resolutions,
    held: suspended,
    processed: released?.processed,
    whyNotProcessed: whyNot,
    bookedOn: bookedOn.toString(),
    letters: letterFacts(engine),
    forwarding,
    claim: of.claim === undefined ? undefined : await unmatchedFacts(engine, tx, unit, of.claim),
    keyed: await keyedOf(tx, unit),
  }
  return { facts, released }
}

/** What a release came to, with what is left to write once it counts. */
export interface ReleasedItems {
  readonly processed: ProcessedUnit
  readonly judged: JudgedUnit
  readonly release: number
  readonly posted: ProcessedItems['posted']
  readonly events: ProcessedItems['events']
  /** Undefined where what was settled is what its items make. */
  readonly overShort: OverShort | undefined
}

async function release(
  engine: Engine,
  tx: Transaction,
  of: {
    readonly unit: Unit
    readonly read: ReadUnit
    readonly judged: JudgedUnit
    readonly books: ReadonlyMap<number, BucketBooks>
    readonly bookedOn: Temporal.PlainDate
    readonly how: 'write' | 'only decide'
  },
): Promise<ReleasedItems> {
  const { unit, read, judged, books } = of
  const number = (await releasesOf(tx, unit.place)) + 1
  invariant(number <= RELEASES_MAX, `receipt ${unit.receipt.id} has more releases than there are numbers`)
  const isFile = unit.exception.batch === undefined
  const left = isFile ? judged.batches.filter(one => one.fate === 'quarantine') : []
  const kinds = new Map(left.map(batch => [batch.ordinal, findingOf(judged, batch).kind]))
  const job: UnitJob = {
    ...{ unit, read, books, kinds, batches: judged.batches, release: number },
    ...{ bookedDay: dayNumber(of.bookedOn), at: engine.now() },
  }
  const { fates, moved, outcomesSha256, posted, events } = await processUnit(engine, tx, job, of.how)
  const keptLost = isFile ? judged.batches.reduce((sum, { lost }) => addTally(sum, lost), NOTHING) : NOTHING
  const batches = { processed: isFile ? judged.batches.length - left.length : 0, held: left.length }
  const overShort = overShortOf(engine, { unit, read, judged, bookedOn: of.bookedOn })
  const processed = { fates, moved, outcomesSha256, batches, keptLost, overShort: overShort?.raised }
  return { processed, judged, release: number, posted, events, overShort }
}

const READ_OTHERWISE =
  'This program reads its file otherwise than the one that held it: its items would have other numbers. Reject it, and ask the sender for it again.'

/** Why a release would be refused whatever its items are, as far as that is known without reading the file again. */
export async function whyNotReleased(engine: Engine, run: Runner, unit: Unit): Promise<string | undefined> {
  const atAll = whyNotAtAll(unit)
  return atAll === undefined && unit.exception.batch !== undefined
    ? (await judgeBatch(engine, run, unit)).whyNot
    : atAll
}

/** Why nothing of the unit can be processed, whatever its items are. */
function whyNotAtAll({ exception, receipt }: Unit): string | undefined {
  if (receipt.state === 'arrived' || receipt.state === 'staged')
    return 'Its file is still being read: decide when it is at its end.'
  if (exception.batch !== undefined)
    return receipt.state === 'done' ? undefined : 'Its file is held or failed as a whole: that is decided first.'
  if (receipt.state === 'quarantined' && receipt.fate === 'quarantine' && receipt.received.count > 0) return undefined
  return receipt.fate === 'quarantine'
    ? 'Nothing of it could be read as items: there is nothing to process. Ask the sender for it again.'
    : 'What of the file could be processed is: what is left has no items. Reject it, or ask the sender.'
}
