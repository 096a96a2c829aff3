import type { Account } from '../core/account.ts'
import { isCustomers } from '../core/account-here.ts'
import type { AdjustmentAfter, AdjustmentKind } from '../core/adjustment.ts'
import { dateOfDayNumber, dayNumber, parseDay } from '../core/calendar/day.ts'
import { type CorrectableField, type CorrectedField, isCorrecting } from '../core/correction.ts'
import { computeDeadline, type Deadline } from '../core/deadline/compute-deadline.ts'
import { isRuleId, RULES } from '../core/deadline/rules.ts'
import { type ChecklistLine, checklistOf, withoutPaper } from '../core/document.ts'
import type { ExceptionKind, Resolution } from '../core/exception.ts'
import { type FeeAfter, feesOf, isFeeOf } from '../core/fee.ts'
import type { ForwardingAfter } from '../core/forwarding.ts'
import type { HoldAfter } from '../core/hold.ts'
import { receiptOfItem } from '../core/item.ts'
import type { DepositedHere, Pack, PackItem } from '../core/pack.ts'
import { standingAdjustment } from '../store/adjustment.ts'
import { postingsOfItem } from '../store/books.ts'
import { correctionsOfException } from '../store/correction.ts'
import { decisionsOf, type PastDecision } from '../store/decision-history.ts'
import { documentsOfException, type StoredDocument } from '../store/document.ts'
import { exceptionById, type StoredException } from '../store/exception.ts'
import { newestForwarding } from '../store/forwarding.ts'
import { awaitedOf, newestHold } from '../store/hold.ts'
import { findItem, type StoredItem } from '../store/item.ts'
import { eventsOfItem, type OutboundOfItem, outboundOfItem, type StoredEvent } from '../store/item-story.ts'
import { policyFeeOf } from '../store/policy-fee.ts'
import { inReadRequest } from '../store/read-request.ts'
import { type Receipt, receiptById } from '../store/receipt.ts'
import { type PagedBatch, pageBatches } from '../store/receipt-page.ts'
import type { Runner } from '../store/statement.ts'
import { isGone, unreadable } from './checked-original.ts'
import { startOf } from './deadlines.ts'
import type { Engine } from './engine.ts'
import { findingFacts } from './finding-facts.ts'
import { type NamedPosting, nameAccounts } from './name-accounts.ts'
import { orgShardOf } from './org-shard.ts'
import { isStatementOwed, onFileOf } from './papers-of.ts'
import { namesOfActors } from './read-events.ts'
import { type OriginalWanted, readOriginal } from './read-original.ts'
import { bookingDay } from './resolution-facts.ts'

/** Everything there is to know of an item. */
export interface ItemStory {
  readonly item: StoredItem
  readonly receipt: Receipt
  readonly batch: PagedBatch | undefined
  readonly account: Account | undefined
  /** Its own exception, or the one that holds its batch or file. */
  readonly exception: StoredException | undefined
  readonly kind: ExceptionKind | undefined
  /** The kind's ways out that there are for such an item. */
  readonly resolutions: readonly Resolution[]
  /** The kind's reason codes, and whether the item may go back with each now. */
  readonly codes: readonly CodeNow[]
  readonly deadline: Deadline | undefined
  readonly outbound: readonly OutboundOfItem[]
  readonly postings: readonly NamedPosting[]
  readonly events: readonly StoredEvent[]
  /** What people are called who are actors of its events, by id. */
  readonly names: ReadonlyMap<number, string>
  readonly original: Original | undefined
  /** Why its bytes cannot be read, and what is done about it; undefined where they can be. */
  readonly unreadable: string | undefined
  /** What people decided about it, the newest first. */
  readonly decisions: readonly PastDecision[]
  /** What stands in the place of what was received, by a decision that stands. */
  readonly corrections: readonly CorrectedField[]
  /** The adjustment with the other institution, as it stands. */
  readonly adjustment: AdjustmentAfter | undefined
  /** The forwarding to another department or institution, as it stands. */
  readonly forwarding: ForwardingAfter | undefined
  /** The hold for the customer or the other institution, as it was made last. */
  readonly hold: HoldAfter | undefined
  /** What came for it and is attached to it, the first first. */
  readonly documents: readonly StoredDocument[]
  /** Which papers its ways out need, and which are there, asked for or missing. */
  readonly checklist: readonly ChecklistLine[]
  /** The fee that came with what a policy sent back. */
  readonly policyFee: FeeAfter | undefined
}

/** A reason code of the item's kind at the moment it is shown. */
export interface CodeNow {
  readonly code: string
  /** Why it may not be used now, such as the end of its window; undefined when it may. */
  readonly refusal: string | undefined
}

/** The item as its own bytes say. */
export interface Original {
  readonly pack: Pack
  readonly raw: Uint8Array
  readonly parsed: PackItem
}

/** The whole story of an item; undefined when there is none with this number. */
export async function readItem(engine: Engine, id: number): Promise<ItemStory | undefined> {
  const { orgId } = engine.institution
  const stored = await inReadRequest(engine.database, orgId, tx => readStored(engine, tx, id))
  if (stored === undefined) return undefined
  const { item, receipt, batch, exception } = stored
  const pack = receipt.pack === undefined ? undefined : engine.packs[receipt.pack]
  const bytes: BytesOfItem =
    pack === undefined || batch === undefined
      ? {}
      : await bytesOf(engine, { receipt, item, batch, pack, kept: stored.outbound[0]?.raw })
  const { original } = bytes
  const kind = exception === undefined ? undefined : pack?.kinds[exception.kind]
  const onFile = onFileOf(exception, new Set(stored.documents.map(one => one.kind)))
  const codes = (kind?.codes ?? []).map(code => ({ code, refusal: refusalOf(engine, code, { ...stored, original }) }))
  const usable = codes.filter(one => one.refusal === undefined).map(one => one.code)
  const isClaim = isStatementOwed(exception)
  const checklist = checklistOf({ codes: usable, isClaim, onFile, awaited: stored.awaited })
  return {
    ...stored,
    kind,
    checklist: exception?.scope === 'item' ? checklist : [],
    unreadable: bytes.unreadable,
    resolutions: waysOut(engine, kind, { original, exception, batch }),
    codes: codes.map(({ code, refusal }) => ({ code, refusal: refusal ?? withoutPaper(code, onFile) })),
    deadline: exception === undefined ? undefined : deadlineOf(engine, exception),
    original,
  }
}

type BytesOfItem = Partial<Pick<ItemStory, 'original' | 'unreadable'>>

/** The item as its own bytes say, or why they do not: its file is gone, or does not give it any more. */
async function bytesOf(engine: Engine, wanted: OriginalWanted): Promise<BytesOfItem> {
  const { pack, batch, receipt } = wanted
  try {
    const raw = await readOriginal(engine, wanted)
    if (raw === undefined) return { unreadable: unreadable(receipt.id, 'was altered') }
    return { original: { pack, raw, parsed: pack.parseItem(raw, batch.detail, engine.institution.settings) } }
  } catch (error) {
    if (!isGone(error)) throw error
    return { unreadable: unreadable(receipt.id, 'is gone') }
  }
}

/** What of the item may be corrected by the way out; none where it corrects nothing. */
export function correctableOf(
  { original, exception }: Pick<ItemStory, 'original' | 'exception'>,
  way: Resolution,
): readonly CorrectableField[] {
  if (original === undefined || exception === undefined || !isCorrecting(way)) return []
  return original.pack.corrections?.fields(original.parsed, exception.kind, way) ?? []
}

/** The kind's ways out that there are for such an item, and what the schedule of fees has for it. */
export function waysOut(
  engine: Engine,
  kind: ExceptionKind | undefined,
  of: Pick<ItemStory, 'original' | 'exception' | 'batch'>,
): readonly Resolution[] {
  const ways = resolutionsOf(kind, of.original).filter(way => isThere(way, of))
  return [...(waitsForPolicy(of) ? (['take_over'] as const) : []), ...ways, ...feeWays(engine, of)]
}

/** What a policy decided about an item, and whose file has not left. */
function waitsForPolicy({ exception }: Pick<ItemStory, 'exception'>): boolean {
  return exception?.scope === 'item' && exception.decidedBy === 'policy' && exception.state !== 'closed'
}

/** A fee is charged where one of the schedule belongs to such an item and a customer of ours is there to pay it, and given back also when it does not any more. */
function feeWays(
  engine: Engine,
  { original, exception }: Pick<ItemStory, 'original' | 'exception'>,
): readonly Resolution[] {
  if (original === undefined || exception?.scope !== 'item') return []
  const { pack } = original
  const hasPayer = isCustomers(pack.posting(original.parsed)) || depositKeyOf({ original, exception }) !== undefined
  if (!hasPayer) return []
  const of = { pack: pack.name, kind: exception.kind }
  // By the day on which it would be booked, which is that of the schedule.
  const on = bookingDay(engine, exception.day).toString()
  const isCharged = feesOf(engine.institution.fees, { ...of, on }).length > 0
  const isClaim = pack.claims?.kinds.includes(exception.kind) === true
  const isGivenBack = !isClaim && engine.institution.fees.some(one => isFeeOf(one, of))
  return [...(isCharged ? (['fee'] as const) : []), ...(isGivenBack ? (['waive'] as const) : [])]
}

/** A correction is a way out where something can be corrected. */
function isThere(way: Resolution, of: Pick<ItemStory, 'original' | 'exception' | 'batch'>): boolean {
  if (way === 'adjust') return hasAdjustment(of)
  if (way === 'chargeback') return depositKeyOf(of) !== undefined || depositedHereOf(of) !== undefined
  return !isCorrecting(way) || of.original?.pack.corrections === undefined || correctableOf(of, way).length > 0
}

/** Something is charged back where it was deposited here. */
export function depositKeyOf({ original, exception }: Pick<ItemStory, 'original' | 'exception'>): string | undefined {
  if (original === undefined || exception?.scope !== 'item') return undefined
  return original.pack.depositKey?.(original.parsed, [exception.kind, ...exception.also])
}

/** Of what was deposited here and never left the house: by when its credit has to be revoked. */
export function depositedHereOf({
  original,
  exception,
  batch,
}: Pick<ItemStory, 'original' | 'exception' | 'batch'>): DepositedHere | undefined {
  if (original === undefined || batch === undefined || exception?.scope !== 'item') return undefined
  return original.pack.depositedHere?.(original.parsed, batch.detail)
}

/** An adjustment is one where the network has a case for it. */
function hasAdjustment({ original, exception }: Pick<ItemStory, 'original' | 'exception'>): boolean {
  // A batch or file that is held is no item: what it offers is decided with it.
  if (original === undefined || exception?.scope !== 'item') return true
  return adjustmentKindOf({ original, exception }) !== undefined
}

/** The case with the other institution that there may be for the item; undefined where there is none. */
export function adjustmentKindOf({
  original,
  exception,
}: Pick<ItemStory, 'original' | 'exception'>): AdjustmentKind | undefined {
  if (original === undefined || exception === undefined) return undefined
  return original.pack.adjustments?.kindOf(original.parsed, exception.kind, findingFacts(exception))
}

/** What the item is cannot be told without its bytes: then all of them are shown. */
function resolutionsOf(kind: ExceptionKind | undefined, original: Original | undefined): readonly Resolution[] {
  const ofKind = kind?.resolutions ?? []
  return original?.pack.resolutions?.(original.parsed, ofKind) ?? ofKind
}

type Asked = Pick<ItemStory, 'item' | 'batch' | 'account' | 'exception' | 'original'>

/** Why the code may not be used now. What the item is cannot be told without its bytes: then nothing is refused. */
function refusalOf(engine: Engine, code: string, of: Asked): string | undefined {
  const settledDay = dayOf(of.exception, 'settledOn')
  const settledOn = settledDay === undefined ? parseDay(of.item.day) : dateOfDayNumber(settledDay)
  if (of.original === undefined || of.batch === undefined || settledOn === undefined) return undefined
  const { settings, calendars } = engine.institution
  const facts = findingFacts(of.exception)
  const about = { account: of.account, batch: of.batch.detail, settledOn, facts }
  return of.original.pack.refuseCode(code, of.original.parsed, { ...about, at: engine.now(), calendars, settings })
}

async function readStored(engine: Engine, tx: Runner, id: number) {
  const orgShard = orgShardOf(engine)
  const receipt = await receiptById(tx, orgShard, receiptOfItem(id))
  if (receipt === undefined) return undefined
  const item = await findItem(tx, { orgShard, day: receipt.postingOn, id })
  if (item === undefined) return undefined
  const { shard, exceptionId } = item
  const isOwn = exceptionId === undefined || exceptionId > 0
  const after = { receiptId: receipt.id, ordinal: item.batch - 1 }
  const [batch] = await pageBatches(tx, orgShard, { receiptId: receipt.id, after, limit: 1 })
  const place = { shard, id, orgShard, receiptId: receipt.id, heldBy: isOwn ? undefined : exceptionId }
  const events = await eventsOfItem(tx, place)
  const { account, postings } = await nameAccounts(engine, tx, item, await postingsOfItem(tx, shard, id, item.day))
  return {
    item,
    receipt,
    batch: batch?.ordinal === item.batch ? batch : undefined,
    account,
    exception: exceptionId === undefined ? undefined : await exceptionById(tx, isOwn ? shard : orgShard, exceptionId),
    outbound: await outboundOfItem(tx, place),
    corrections: exceptionId === id ? await correctionsOfException(tx, { shard, exceptionId }) : [],
    adjustment: exceptionId === id ? await standingAdjustment(tx, { shard, exceptionId }) : undefined,
    forwarding: exceptionId === id ? await newestForwarding(tx, { shard, exceptionId }) : undefined,
    hold: exceptionId === id ? await newestHold(tx, { shard, exceptionId }) : undefined,
    documents: exceptionId === id ? await documentsOfException(tx, { orgShard, shard, exceptionId }) : [],
    awaited: exceptionId === id ? (await awaitedOf(tx, { shard, exceptionId }))?.awaits : undefined,
    policyFee: exceptionId === id ? await policyFeeOf(tx, { shard, exceptionId }) : undefined,
    postings,
    events,
    names: await namesOfActors(tx, orgShard, events),
    decisions: isOwn && exceptionId !== undefined ? await decisionsOf(tx, { orgShard, shard, exceptionId }) : [],
  }
}

/** The exception's deadline, computed again as it was when it was raised: the same rule, start and calendars give the same days. */
export function deadlineOf(engine: Engine, exception: StoredException): Deadline | undefined {
  const posting = parseDay(exception.day)
  if (posting === undefined || !isRuleId(exception.clock)) return undefined
  const rule = RULES[exception.clock]
  const days = {
    postingDay: dayNumber(posting),
    settledDay: dayOf(exception, 'settledOn'),
    namedDay: dayOf(exception, 'clockFrom'),
  }
  return computeDeadline(rule, startOf(rule, days), engine.institution.calendars)
}

/** A day that was kept with the finding, days since 1970-01-01. */
function dayOf(exception: StoredException | undefined, name: 'settledOn' | 'clockFrom'): number | undefined {
  const text = exception?.finding[name]
  const day = typeof text === 'string' ? parseDay(text) : undefined
  return day === undefined ? undefined : dayNumber(day)
}
