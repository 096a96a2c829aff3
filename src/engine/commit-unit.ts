import type { Proposable } from '../core/authority/asked.ts'
import { invariant } from '../core/invariant.ts'
import type { ItemState } from '../core/item.ts'
import { chargedBeyond } from '../core/over-short.ts'
import { canonical } from '../core/resolve/effect.ts'
import type { UnitFacts } from '../core/resolve/resolve-unit.ts'
import { endedWhole, type UnitEffect } from '../core/resolve/unit-effect.ts'
import { NOTHING, subtractTally, type Tally } from '../core/tally.ts'
import { asBulk } from '../store/as-bulk.ts'
import { claimBatches } from '../store/batch-claim.ts'
import type { BucketBooks } from '../store/bucket.ts'
import { claimWritten } from '../store/claim-written.ts'
import { nextResolutionEntry } from '../store/cross-entry.ts'
import type { Transaction } from '../store/database.ts'
import { insertDecision, type NewDecision } from '../store/decision.ts'
import { appendEvents, insertEvents, type NewEvent } from '../store/event.ts'
import { forwardingOf, insertForwarding } from '../store/forwarding.ts'
import { markClaimed } from '../store/item.ts'
import { lettersOf } from '../store/letter.ts'
import { overShortWritten } from '../store/over-short.ts'
import { type Approval, approveProposal } from '../store/proposal.ts'
import { postingsOfEntry } from '../store/resolve.ts'
import { sealExceptions, sealReceipt } from '../store/seal.ts'
import { moveTallies } from '../store/tally.ts'
import {
  closeUnit,
  endItems,
  fatesWritten,
  type HeldItems,
  heldItems,
  releaseBatches,
  releaseReceipt,
  sumOfHeld,
  unitWritten,
} from '../store/unit.ts'
import { batchClaimOf } from './claim-batches.ts'
import { madeBy } from './commit-effect.ts'
import type { Engine } from './engine.ts'
import type { Unit } from './find-unit.ts'
import { type HeldUnit, holdUnits } from './hold-unit.ts'
import { findingOf } from './judge-unit.ts'
import { raiseOverShort } from './over-short.ts'
import { accountOf, dayNumberOf, postLegs } from './post-legs.ts'
import { hashOf } from './preview-resolution.ts'
import { type ReleasedItems, unitKeys } from './preview-unit.ts'
import { raiseClaim } from './raise-claim.ts'
import type { UnitOrder } from './resolve-unit.ts'
import { settleCase, shardOfQueue } from './settle-case.ts'
import { rememberSettledDays } from './settled-day.ts'
import { claimOnDebit, type UnmatchedClaimRead } from './unmatched-claim.ts'

/** A decision about a unit that may be taken, with everything that was read for it under the locks of its transaction. */
export interface UnitCommit {
  readonly order: Pick<UnitOrder, 'asked' | 'by'>
  /** By whose right it is decided, and whose hands are in it. */
  readonly right: Proposable
  /** `due`: a second person looks at it afterwards. */
  readonly review: 'due' | undefined
  readonly unit: Unit
  /** Of a customer's claim, with the debit that it is raised on. */
  readonly claim: UnmatchedClaimRead | undefined
  readonly facts: UnitFacts
  readonly effect: UnitEffect
  /** Of a release: its items are written. */
  readonly released: ReleasedItems | undefined
  readonly books: ReadonlyMap<number, BucketBooks>
  /** The unit's items as they were before. */
  readonly held: readonly HeldItems[]
  /** Of what waited for a second person: who that is. `order` is theirs. */
  readonly approval?: Approval & { readonly makerId: number }
}

/** The decision as it is stored, with the hash of its effect. */
export function unitDecisionRow(
  of: Pick<UnitCommit, 'order' | 'right' | 'review' | 'unit' | 'claim' | 'facts' | 'effect'>,
  { entryId, at }: { readonly entryId: number | undefined; readonly at: Temporal.Instant },
): { readonly row: NewDecision; readonly hex: string } {
  const { unit, facts, effect } = of
  const { shard, exceptionId } = unit.place
  const { words, sha256, hex } = hashOf(effect)
  const row = {
    ...{ shard, exceptionId, resolution: effect.exception.resolution, code: '' },
    ...{ ...madeBy(of), review: of.review },
    ...unitKeys(of, beyondValue(of)),
    ...{ bookedOn: facts.bookedOn, entryId, effect: words, effectSha256: sha256, decidedAt: at },
  }
  return { row, hex }
}

/** What the decision books beyond what its exception is worth, as `unitKeysOf` asks for it. Minor units. */
function beyondValue({ facts, effect }: Pick<UnitCommit, 'facts' | 'effect'>): number {
  if (effect.exception.closedAs === 'charged_off') return chargedBeyond(facts.exception.value, facts.keyed)
  return (effect.overShort?.debitMinor ?? 0) + (effect.overShort?.creditMinor ?? 0)
}

/** Writes what is left of the decision, reads it back, and keeps it with its events and seals. Gives the id of the decision. */
export async function commitUnit(engine: Engine, tx: Transaction, of: UnitCommit): Promise<number> {
  const { order, unit, effect, facts } = of
  const { place } = unit
  const { shard } = place
  const now = engine.now()
  const actor = `person ${order.by.personId}`
  const isClosed = effect.exception.state === 'closed'
  if (isClosed) await closeUnit(tx, effect.exception, { at: now, on: facts.bookedOn })
  const entryId = effect.legs.length === 0 ? undefined : await nextResolutionEntry(tx, shard)
  const own = of.books.get(shard)
  invariant(own !== undefined, 'bucket 0 has no books')
  const posted =
    entryId === undefined
      ? []
      : [
          await postLegs(engine, tx, {
            legs: effect.legs,
            books: own,
            actor,
            itemId: undefined,
            about: place.exceptionId,
            id: entryId,
          }),
        ]
  const { resolution } = effect.exception
  const { row, hex } = unitDecisionRow(of, { entryId, at: now })
  const { approval } = of
  if (approval !== undefined) await approveProposal(tx, { ...row, ...approval }, effect.letters)
  const decisionId = approval?.decisionId ?? (await insertDecision(tx, row, effect.letters))
  const two = approval === undefined ? {} : { maker: `person ${approval.makerId}`, approver: actor }
  const body = { decision: decisionId, resolution, code: '', effectSha256: hex, ...two }
  const events = new Map<number, readonly NewEvent[]>(of.released?.events)
  const add = (to: number, some: readonly NewEvent[]) => events.set(to, [...(events.get(to) ?? []), ...some])
  add(shard, [{ kind: 'decision_made', actor, subject: place.exceptionId, body }, ...posted])
  await insertForwarding(tx, { shard, decisionId }, effect.forwarding)
  await endWhole(tx, of)
  await moveTallies(tx, talliesOf(of))
  if (of.released !== undefined) add(shard, await asBulk(tx, engine.database, () => releaseUnit(engine, tx, of)))
  await raiseOnDebit(engine, tx, of)
  await proveWritten(tx, { ...of, decisionId, entryId, own })
  add(shard, [...(await sealExceptions(tx, [{ shard, id: place.exceptionId }])).values()])
  const queue = unit.exception.queue
  add(shardOfQueue(engine, queue), await settleCase(engine, tx, { shard, id: place.exceptionId, queue }, actor))
  const when = { day: dayNumberOf(facts.bookedOn), at: now }
  if (of.released === undefined) await insertEvents(tx, events, when)
  else await asBulk(tx, engine.database, () => appendEvents(tx, events, when))
  return decisionId
}

/** The claim goes on against its debit as any that named it: the exception, its position and its entry are told in the debit's bucket. */
async function raiseOnDebit(engine: Engine, tx: Transaction, { effect, claim, books }: UnitCommit): Promise<void> {
  if (effect.claim === undefined) return
  invariant(claim !== undefined, 'only a claim is raised')
  const onDebit = claimOnDebit(claim)
  await asBulk(tx, engine.database, async () => {
    const isFirst = await markClaimed(tx, onDebit.item)
    invariant(isFirst, `item ${onDebit.item.id} was claimed under the lock of its bucket`)
    await raiseClaim(engine, tx, { ...onDebit, books })
  })
}

/** Of what ends whole, every item. */
async function endWhole(tx: Transaction, { unit, facts, effect }: UnitCommit): Promise<void> {
  const to = endedWhole(effect)
  if (to === undefined) return
  const ended = await endItems(tx, unit.place, { from: 'suspended', to })
  invariant(ended === facts.held.count, `${facts.held.count} items were to be ${to}, ${ended} were`)
}

/** What the counters of the receipt are to say otherwise. What a release excepts stays suspended. */
function talliesOf({ unit, effect, held, released }: UnitCommit) {
  const { receiptId } = unit.place
  const suspended = held.filter(one => one.state === 'suspended')
  const whole = endedWhole(effect)
  if (whole !== undefined) return suspended.flatMap(({ shard, tally }) => moved({ shard, receiptId }, tally, whole))
  return (released?.posted ?? []).flatMap(({ shard, tally }) => moved({ shard, receiptId }, tally, 'posted'))
}

function moved(at: { readonly shard: number; readonly receiptId: number }, tally: Tally, to: ItemState) {
  return [
    { ...at, state: 'suspended' as const, tally: subtractTally(NOTHING, tally) },
    { ...at, state: to, tally },
  ]
}

/** Who owns the batches that are processed now, and those of a file that stay held by themselves. Gives the events for bucket 0. */
async function releaseUnit(
  engine: Engine,
  tx: Transaction,
  { unit, released, facts, books }: UnitCommit,
): Promise<readonly NewEvent[]> {
  invariant(released !== undefined, 'a release has items')
  const { receipt, pack, place, exception } = unit
  const { claimed, batches } = released.judged
  const claims = claimed.map(batch => batchClaimOf(engine, pack.name, batch))
  const taken = await claimBatches(tx, receipt.id, claims)
  invariant(taken.size === 0, `batches of receipt ${receipt.id} were claimed by another since they were judged`)
  const at = { shard: place.shard, receiptId: receipt.id }
  const isFile = exception.batch === undefined
  const processed = isFile ? batches.filter(one => one.fate === 'process') : claimed
  await releaseBatches(
    tx,
    at,
    processed.map(one => one.ordinal),
  )
  if (isFile) await releaseReceipt(tx, { shard: place.shard, id: receipt.id })
  const units = isFile ? unitsLeft(unit, released) : []
  const how = { at: { at: 'release', time: released.release }, bookedDay: dayNumberOf(facts.bookedOn) } as const
  const held = await holdUnits(engine, tx, { receipt, pack, units, ...how })
  const own = books.get(place.shard)
  invariant(own !== undefined, 'bucket 0 has no books')
  const overShort = released.overShort === undefined ? [] : await raiseOverShort(tx, released.overShort, own)
  return [...held, ...overShort, await sealReceipt(tx, { shard: place.shard, id: receipt.id })]
}

/** As when a file is read: each batch that is held, and value that was lost from one that is processed. */
function unitsLeft({ receipt, pack }: Unit, { judged }: ReleasedItems): readonly HeldUnit[] {
  const settledDayOf = rememberSettledDays(pack, dayNumberOf(receipt.receivedOn))
  return judged.batches.flatMap(batch => {
    const whole = batch.fate === 'quarantine'
    const value = whole ? sumOf(batch.computed, batch.lost) : batch.lost
    if (!whole && value.count + value.debitMinor + value.creditMinor === 0) return []
    const finding = findingOf(judged, batch)
    return [{ scope: 'batch', batch: batch.ordinal, finding, value, settledDay: settledDayOf(batch.detail) } as const]
  })
}

function sumOf(a: Tally, b: Tally): Tally {
  return subtractTally(a, subtractTally(NOTHING, b))
}

/** Reads the decision back and holds it against the effect: what differs is a defect, and nothing is kept. */
async function proveWritten(
  tx: Transaction,
  of: UnitCommit & { readonly decisionId: number; readonly entryId: number | undefined; readonly own: BucketBooks },
): Promise<void> {
  const { effect, unit, own } = of
  const { shard, exceptionId: id } = unit.place
  const rows = await unitWritten(tx, { shard, id })
  invariant(rows !== undefined, `exception ${id} was decided and is gone`)
  const [leg] = effect.legs
  const postings =
    leg === undefined || of.entryId === undefined
      ? []
      : await postingsOfEntry(tx, { shard, day: leg.day, id: of.entryId })
  const written = {
    ...effect,
    exception: { ...effect.exception, state: rows.state, closedAs: rows.closed_as },
    positionClosedOn: rows.closed_on ?? undefined,
    fates: await fatesNow(tx, of),
    legs: postings.map(row => ({
      ...{ shard, day: leg?.day ?? '' },
      ...{ from: accountOf(row.contra_id, own), to: accountOf(row.account_id, own), amountMinor: row.amount_minor },
    })),
    ...(effect.overShort === undefined
      ? {}
      : { overShort: { ...effect.overShort, ...(await overShortWritten(tx, shard, effect.overShort.id)) } }),
    ...(effect.claim === undefined ? {} : { claim: { ...effect.claim, ...(await claimWritten(tx, effect.claim)) } }),
    forwarding: await forwardingOf(tx, { shard, decisionId: of.decisionId }),
    letters: await lettersOf(tx, { shard, decisionId: of.decisionId }),
  }
  const [meant, stands] = [canonical(effect), canonical(written)]
  invariant(meant === stands, `a decision would write something else than it was: ${stands}, not ${meant}`)
}

/** What became of its items, as their rows say it. */
async function fatesNow(tx: Transaction, { unit, effect }: UnitCommit): Promise<readonly object[]> {
  if (effect.exception.resolution === 'release') return fatesWritten(tx, unit.place, unit.exception.batch)
  const state = endedWhole(effect)
  if (state === undefined) return []
  const ended = sumOfHeld(await heldItems(tx, unit.place), state)
  return ended.count === 0 ? [] : [{ state, kind: '', ...ended }]
}
