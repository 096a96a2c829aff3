import type { Account } from '../core/account.ts'
import { accountHere } from '../core/account-here.ts'
import { openDayOnOrAfter } from '../core/calendar/calendar.ts'
import { dateOfDayNumber, dayNumber, nameOfDay, parseDay } from '../core/calendar/day.ts'
import { computeDeadline } from '../core/deadline/compute-deadline.ts'
import { isRuleId, RULES } from '../core/deadline/rules.ts'
import { type DocumentKind, withoutPaper } from '../core/document.ts'
import { chargedFees } from '../core/fee.ts'
import { invariant } from '../core/invariant.ts'
import { type ItemState, receiptOfItem } from '../core/item.ts'
import { undoneUntil } from '../core/resolve/decide-undo.ts'
import type { LetterFacts } from '../core/resolve/letter.ts'
import type { ClaimFacts, PolicyFacts, ResolutionAsked, ResolutionFacts } from '../core/resolve/resolution.ts'
import { tallyOf } from '../core/tally.ts'
import { isRecredited, lastDecision } from '../store/decision.ts'
import { exceptionById, type StoredException } from '../store/exception.ts'
import { feesOfItem } from '../store/fee.ts'
import { policyFeeOf } from '../store/policy-fee.ts'
import type { Runner } from '../store/statement.ts'
import { adjustmentFacts, clockChange, moments, totalOfBatch, type WorthBefore } from './adjustment-facts.ts'
import { whyNotWritten } from './answer-items.ts'
import { answeredFacts } from './answered-facts.ts'
import { firstOpenDay } from './closed-days.ts'
import { correctionFacts } from './correction-facts.ts'
import { stillCredited } from './depositors.ts'
import { disputedAnswer } from './disputed-answer.ts'
import type { Engine } from './engine.ts'
import { feeFacts } from './fee-facts.ts'
import { findingFacts } from './finding-facts.ts'
import { forwardingFacts } from './forwarding-facts.ts'
import { holdFacts } from './hold-facts.ts'
import { endedOverShort } from './keyed-amounts.ts'
import { accountsNumbered, namedAccounts } from './named-accounts.ts'
import { lacksStatement, papersOnFile } from './papers-of.ts'
import type { ItemStory, Original } from './read-item.ts'

/** An item whose own exception a person may decide: everything of it that never changes, read before anything is locked. */
export interface Decidable {
  readonly item: ItemStory['item']
  readonly receipt: ItemStory['receipt']
  readonly batch: NonNullable<ItemStory['batch']>
  readonly original: Original
  readonly resolutions: ItemStory['resolutions']
  readonly codes: readonly string[]
  /** Of what was deposited here and comes back: the numbers of the accounts of its deposits. */
  readonly depositors: readonly string[]
  /** The line of the stored exception under which it hangs. */
  readonly exceptionId: number
  /** The kind of the exception, and its queue. */
  readonly kind: string
  readonly queue: string
  /** `posted` where a customer claims against an item that posted: what any other item is while its exception is open. */
  readonly openState: 'suspended' | 'posted'
}

/** What of an item's story can be decided here; undefined where its exception is none of its own or its bytes are not readable. */
export function decidableOf(
  story: Pick<ItemStory, 'item' | 'receipt' | 'batch' | 'exception' | 'original' | 'kind' | 'resolutions'>,
): Omit<Decidable, 'depositors'> | undefined {
  const { item, receipt, batch, exception, original, kind } = story
  if (batch === undefined || exception === undefined || original === undefined || kind === undefined) return undefined
  if (exception.scope !== 'item') return undefined
  return {
    item,
    receipt,
    batch,
    original,
    resolutions: story.resolutions,
    codes: kind.codes,
    exceptionId: exception.id,
    kind: exception.kind,
    queue: exception.queue,
    openState: original.pack.claims?.kinds.includes(exception.kind) === true ? 'posted' : 'suspended',
  }
}

/** Where it is one of many. */
export interface OfMany {
  readonly known?: KnownFacts
  /** What a dry run decided of others before it. */
  readonly before?: readonly WorthBefore[]
}

/** What is known already, where many are read at once. */
export interface KnownFacts {
  readonly exception: StoredException
  /** The account that the item names; undefined where there is none. */
  readonly account: Account | undefined
  readonly bookedOn: Temporal.PlainDate
}

/** The facts as they are now: exception and account are read with `tx`, under the lock of the bucket where it is about to change them. */
export async function resolutionFacts(
  engine: Engine,
  tx: Runner,
  of: Decidable,
  wanted: ResolutionAsked,
  { known, before = [] }: OfMany = {},
): Promise<ResolutionFacts> {
  const { item, original, batch } = of
  const { exception, account, bookedOn } = known ?? (await factsNow(engine, tx, of))
  const { settings, calendars } = engine.institution
  const now = engine.now()
  const depositors = await accountsNumbered(engine, tx, await stillCredited(engine, tx, of))
  const back = await answeredFacts(engine, tx, of, { exception, settledOn: settledOn(exception) })
  const onFile = await papersOnFile(engine, tx, exception, of.codes)
  const claim = of.openState === 'posted' ? await claimFacts(engine, tx, of, { exception, onFile }) : undefined
  const asked = {
    batch: batch.detail,
    account,
    settledOn: settledOn(exception),
    facts: findingFacts(exception),
  }
  return {
    exception: {
      shard: item.shard,
      id: exception.id,
      state: stateOf(exception),
      claim,
      policy: await policyFacts(tx, exception),
    },
    item: { id: item.id, day: item.day, direction: item.direction, amountMinor: item.amountMinor },
    pack: exception.pack,
    role: original.pack.posting(original.parsed),
    account,
    named: await namedAccounts(engine, tx, of, wanted),
    depositors,
    deposit: depositFacts(engine, of, asked.settledOn),
    fees: await feeFacts(engine, tx, of, { account, depositors, on: bookedOn.toString() }),
    resolutions: back === undefined ? of.resolutions : [...new Set([...of.resolutions, 'adjust' as const])],
    codes: of.codes,
    disputed: await disputedAnswer(tx, of),
    unread: await unreadAmount(engine, tx, of, wanted, before),
    overShort: await endedOverShort(engine, tx, of),
    refuseCode: (code, correction = '') => {
      const { pack, parsed, raw } = original
      // What is keyed is looked at by itself: here only whether the code may be used.
      const order = { raw, ...asked, code, correction, keyedMinor: 0 }
      const refused =
        pack.refuseCode(code, parsed, { ...asked, at: now, calendars, settings }) ??
        withoutPaper(code, onFile) ??
        pack.answers?.refuse(order, settings)
      // One answer that our own reader faults would hold up the whole file.
      return refused ?? whyNotWritten(engine, pack, order)
    },
    leavesBy: leavesBy(exception, now),
    correction: await correctionFacts(engine, tx, of, {
      ...{ asked: wanted, settledOn: asked.settledOn, bookedOn, leavesBy: leavesBy(exception, now) },
    }),
    adjustment:
      back?.adjustment ??
      (await adjustmentFacts(engine, tx, of, { exception, settledOn: asked.settledOn, asked: wanted, before })),
    answered: back?.answered,
    late: await latePosting(tx, of, exception),
    forwarding: await forwardingFacts(engine, tx, of, bookedOn),
    hold: claim?.isForGood === true ? undefined : await holdFacts(engine, tx, of, { exception, onFile }),
    bookedOn: bookedOn.toString(),
    letters: letterFacts(engine),
  }
}

/** What a decision posted of an item for which the network has a case; undefined for everything else. */
async function latePosting(tx: Runner, of: Decidable, exception: StoredException): Promise<ResolutionFacts['late']> {
  const { pack, parsed } = of.original
  // A claim that was denied took nothing back: the debit stands as it posted, and the denial is undone.
  if (exception.closedAs !== 'posted' || of.openState === 'posted') return undefined
  if (pack.adjustments?.kindOf(parsed, of.kind, findingFacts(exception)) === undefined) return undefined
  const last = await lastDecision(tx, { shard: exception.shard, exceptionId: exception.id }, 'the item')
  if (last?.effect.exception.closedAs !== 'posted' || last.effect.adjustment !== undefined) return undefined
  return { legs: last.effect.legs, undoneUntil: undoneUntil(last.bookedOn) }
}

/** Of an item whose amount cannot be read; the total of its batch only where somebody keys what is right, because that is a look into each bucket. */
async function unreadAmount(
  engine: Engine,
  tx: Runner,
  of: Decidable,
  { resolution }: ResolutionAsked,
  before: readonly WorthBefore[],
): Promise<ResolutionFacts['unread']> {
  const { parsed, pack } = of.original
  const { unread } = pack
  if (unread?.isUnread(parsed) !== true) return undefined
  const isKeyed = resolution === 'return' || resolution === 'rekey'
  const batch = { batch: of.batch, type: unread.adjustedBy, before }
  const total = isKeyed ? await totalOfBatch(engine, tx, of, batch) : undefined
  return { mostMinor: unread.mostMinor, adjustedBy: unread.adjustedBy, total }
}

/** Until when what was deposited here and never left the house may be charged back; undefined for anything else. */
function depositFacts(
  { institution, now }: Engine,
  { original, batch }: Decidable,
  on: Temporal.PlainDate,
): ResolutionFacts['deposit'] {
  const here = original.pack.depositedHere?.(original.parsed, batch.detail)
  if (here?.by === undefined) return here && { whyLate: undefined }
  const { due, version } = computeDeadline(RULES[here.by], { on }, institution.calendars)
  const isLate = Temporal.Instant.compare(now(), due.at) >= 0
  return {
    whyLate: isLate
      ? `It had to be charged back by ${nameOfDay(due.on)} ${due.words} (rule ${here.by}). ${version.missed}`
      : undefined,
  }
}

/** What letters are written by now. */
export function letterFacts({ institution, now }: Engine): LetterFacts {
  const on = now().toZonedDateTimeISO(institution.zone).toPlainDate()
  return {
    language: institution.letterLanguage,
    dueBy: rule => computeDeadline(RULES[rule], { on }, institution.calendars).due.at.toString(),
  }
}

async function factsNow(engine: Engine, tx: Runner, { item, original, exceptionId }: Decidable): Promise<KnownFacts> {
  const shared = engine.gathered?.known(exceptionId)
  const exception = shared?.exception ?? (await exceptionById(tx, item.shard, exceptionId))
  invariant(exception !== undefined, `exception ${exceptionId} is gone`)
  const number = accountHere(original.parsed)
  const [account] = number === '' ? [] : await engine.coreSystem.accounts(tx, [{ shard: item.shard, number }])
  const bookedOn = shared?.bookedOn ?? (await firstOpenDay(engine, tx, bookingDay(engine, item.day)))
  return { exception, account, bookedOn }
}

async function claimFacts(
  engine: Engine,
  tx: Runner,
  { original, kind }: Decidable,
  { exception, onFile }: { readonly exception: StoredException; readonly onFile: ReadonlySet<DocumentKind> },
): Promise<ClaimFacts> {
  const at = { shard: exception.shard, exceptionId: exception.id }
  const between = original.pack.adjustments?.kindOf(original.parsed, kind, findingFacts(exception))
  return {
    isRecredited: await isRecredited(tx, at),
    // From then on what is open is open between the institutions, and that clock alone runs.
    isForGood: exception.clock === between?.withoutEntry,
    clock: await investigation(engine, tx, exception),
    lacksStatement: lacksStatement(exception) && !onFile.has('statement'),
  }
}

/** The clock of the claim, and that of the investigation from the day of the notice on: the claim's finding says which rule it is. */
async function investigation(engine: Engine, tx: Runner, exception: StoredException): Promise<ClaimFacts['clock']> {
  const { finishRule, noticeOn } = findingFacts(exception)
  const on = typeof noticeOn === 'string' ? parseDay(noticeOn) : undefined
  if (typeof finishRule !== 'string' || !isRuleId(finishRule) || on === undefined) return undefined
  const { due, ours } = computeDeadline(RULES[finishRule], { on }, engine.institution.calendars)
  return clockChange(engine, tx, exception, { rule: finishRule, ...moments(due.at, ours?.at) })
}

/** What a policy decided, while its answer waits: sent, the exception is closed, and missed, it is a person's. */
async function policyFacts(
  tx: Runner,
  { shard, id, state, decidedBy, policy, code }: StoredException,
): Promise<PolicyFacts | undefined> {
  if (decidedBy !== 'policy' || state === 'closed' || policy === undefined || code === undefined) return undefined
  const at = { shard, exceptionId: id }
  const came = await policyFeeOf(tx, at)
  const standing = came?.step === 'charged' ? chargedFees({ ofItem: await feesOfItem(tx, at) }) : []
  return { name: policy, code, fee: standing.some(one => one.name === came?.name) ? came : undefined }
}

/** What a policy decided waits for its file as what a person decided does. */
function stateOf({ state, decidedBy }: StoredException): ResolutionFacts['exception']['state'] {
  if (state === 'closed' || state === 'decided') return state
  return decidedBy === 'policy' ? 'decided' : 'open'
}

function settledOn(exception: StoredException): Temporal.PlainDate {
  const told = exception.finding.settledOn
  const day = parseDay(typeof told === 'string' ? told : exception.day)
  invariant(day !== undefined, `exception ${exception.id} is of no day`)
  return day
}

/** The last window in which an answer is in time, while it is still to come. */
function leavesBy({ oursAt }: StoredException, now: Temporal.Instant): Temporal.Instant | undefined {
  return oursAt !== undefined && Temporal.Instant.compare(now, oursAt) < 0 ? oursAt : undefined
}

/** Today's banking day, or the item's own where that is later: nothing leaves suspense before it came there. */
export function bookingDay({ institution, now }: Engine, itemDay: string): Temporal.PlainDate {
  const today = now().toZonedDateTimeISO(institution.zone).toPlainDate()
  const open = openDayOnOrAfter(institution.calendars.counters['ucc-banking-day'], today)
  const own = parseDay(itemDay)
  invariant(own !== undefined, `an item is of no day: ${itemDay}`)
  return dateOfDayNumber(Math.max(dayNumber(open), dayNumber(own)))
}

/** What a change of the item's state moves between the counters of its receipt. */
export function tallyMoves({ item }: Decidable, [from, to]: readonly [ItemState, ItemState]) {
  if (from === to) return []
  const tally = tallyOf(item.direction, item.amountMinor)
  const at = { shard: item.shard, receiptId: receiptOfItem(item.id) }
  const less = { count: -1, debitMinor: -tally.debitMinor, creditMinor: -tally.creditMinor }
  return [
    { ...at, state: from, tally: less },
    { ...at, state: to, tally },
  ]
}
