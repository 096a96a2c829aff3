import { dateOfDayNumber } from '../core/calendar/day.ts'
import { claimDiffersIn, type DebitNamed } from '../core/customer-claim.ts'
import { invariant } from '../core/invariant.ts'
import { receiptOfItem } from '../core/item.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import type { UnmatchedFacts } from '../core/resolve/resolve-unit.ts'
import type { Transaction } from '../store/database.ts'
import { exceptionById } from '../store/exception.ts'
import { findItem, type StoredItem } from '../store/item.ts'
import { receiptById } from '../store/receipt.ts'
import type { Runner } from '../store/statement.ts'
import type { LimitKeys } from './authorise-decision.ts'
import { readWords } from './claim-words.ts'
import type { Engine } from './engine.ts'
import type { Unit } from './find-unit.ts'
import { claimToRaise } from './raise-claim.ts'
import type { ClaimLine } from './receive-claim.ts'

/** A claim that names no posted debit, and the debit that somebody says it means: what never changes of both. */
export interface UnmatchedClaimRead {
  /** What the customer claims. Minor units. */
  readonly amountMinor: number
  /** Undefined where no item is named. */
  readonly named: NamedItem | undefined
}

interface NamedItem {
  /** As somebody wrote it. */
  readonly number: string
  /** The claim as it was taken down. */
  readonly line: ClaimLine
  /** Undefined where there is none such. */
  readonly debit: ClaimedDebit | undefined
}

interface ClaimedDebit extends DebitNamed {
  readonly item: StoredItem
}

/** True for the exception of a claim that names no posted debit. */
export function isUnmatchedClaim({ exception, pack }: Pick<Unit, 'exception' | 'pack'>): boolean {
  return pack.claims?.unmatchedKind === exception.kind
}

/** The claim, with its own words and the item where one is named. Throws `OriginalAltered`. */
export async function readUnmatchedClaim(
  engine: Engine,
  tx: Runner,
  unit: Unit,
  { fields }: ResolutionAsked,
): Promise<UnmatchedClaimRead> {
  const number = fields?.item?.trim()
  const { amountMinor } = factsOf(unit)
  if (number === undefined) return { amountMinor, named: undefined }
  const line = await lineOfClaim(engine, unit)
  return { amountMinor, named: { number, line, debit: await debitNumbered(engine, tx, unit, number) } }
}

/** The claim as it was taken down. Throws `OriginalAltered`. */
export async function lineOfClaim({ blobs }: Engine, unit: Unit): Promise<ClaimLine> {
  const { claimRow: row } = factsOf(unit)
  return readWords(blobs, { receiptId: unit.receipt.id, sha256: unit.receipt.sha256, row })
}

function factsOf({ exception }: Unit): { readonly claimRow: number; readonly amountMinor: number } {
  return exception.finding.facts as ReturnType<typeof factsOf> // as `keepUnmatchedClaim` wrote them
}

async function debitNumbered(
  engine: Engine,
  tx: Runner,
  { place, pack }: Unit,
  asked: string,
): Promise<ClaimedDebit | undefined> {
  const id = Number(asked)
  if (!Number.isSafeInteger(id) || id <= 0) return undefined
  const receipt = await receiptById(tx, place.shard, receiptOfItem(id))
  if (receipt === undefined || receipt.pack !== pack.name) return undefined
  const item = await findItem(tx, { orgShard: place.shard, day: receipt.postingOn, id })
  if (item?.accountId === undefined) return undefined
  const [account] = await engine.coreSystem.accountsById(tx, [{ shard: item.shard, id: item.accountId }])
  if (account === undefined) return undefined
  return { item, accountNumber: account.number, trace: item.reference, amountMinor: item.amountMinor }
}

/** What limits are compared with: what the claim is worth, and on the debit that is named what that is, with its account. */
export function unmatchedKeys({ amountMinor, named }: UnmatchedClaimRead, of: LimitKeys): LimitKeys {
  if (named?.debit === undefined) return { ...of, amountMinor }
  const { item } = named.debit
  return { ...of, amountMinor: item.amountMinor, payee: `${item.shard}/${item.accountId}` }
}

/** The debit that is named, and the claim as it is taken for one of it: its words, but for what names the debit. */
export function claimOnDebit({ named }: UnmatchedClaimRead): { readonly line: ClaimLine; readonly item: StoredItem } {
  invariant(named?.debit !== undefined, 'a claim is raised on a debit that was named')
  const { item, accountNumber, trace, amountMinor } = named.debit
  return { item, line: { ...named.line, accountNumber, trace, amountMinor } }
}

/** What comes of the claim on the debit that is named, as it is now. */
export async function unmatchedFacts(
  engine: Engine,
  tx: Transaction,
  unit: Unit,
  read: UnmatchedClaimRead,
): Promise<UnmatchedFacts> {
  return {
    amountMinor: read.amountMinor,
    isConsumer: unit.exception.clock !== HOUSE_RULE,
    named: read.named === undefined ? undefined : await namedFacts(engine, tx, unit, read),
  }
}

/** By which a company's claim is decided, whom the law of consumers does not cover. */
const HOUSE_RULE = 'ach-claim-after-window'

async function namedFacts(
  engine: Engine,
  tx: Transaction,
  unit: Unit,
  read: UnmatchedClaimRead,
): Promise<NonNullable<UnmatchedFacts['named']>> {
  const { named } = read
  if (named?.debit === undefined) {
    const why = `There is no ${unit.pack.name.toUpperCase()} item ${named?.number.slice(0, 20)} on an account of ours.`
    return { is: 'refused', why }
  }
  const { debit, line } = named
  const item =
    (await findItem(tx, { orgShard: unit.place.shard, day: debit.item.day, id: debit.item.id })) ?? debit.item
  const why = await whyNotClaimed(tx, unit, item)
  if (why !== undefined) return { is: 'refused', why }
  const { raised, openedOn, exitOn } = await claimToRaise(engine, tx, { ...claimOnDebit(read), item })
  const { shard, id: itemId, kind, sentence, clock, dueAt, oursAt } = raised
  return {
    is: 'raised',
    raised: {
      ...{ shard, itemId, kind, sentence, clock, amountMinor: item.amountMinor },
      ...{ dueAt: dueAt?.toString() ?? '', oursAt: oursAt?.toString() ?? '' },
      ...{ openedOn: dateOfDayNumber(openedOn).toString(), exitOn: dateOfDayNumber(exitOn).toString() },
      differs: claimDiffersIn(line, debit),
    },
  }
}

/** Why no customer's claim can be raised on the item now, as a sentence; undefined when one can. */
export async function whyNotClaimed(
  tx: Runner,
  { pack }: Pick<Unit, 'pack'>,
  item: StoredItem,
): Promise<string | undefined> {
  if (item.direction !== 'debit') return `Item ${item.id} is a credit: a customer claims what was taken.`
  if (item.exceptionId !== undefined && item.exceptionId > 0) {
    const own = await exceptionById(tx, item.shard, item.exceptionId)
    const title = pack.kinds[own?.kind ?? '']?.title ?? 'an exception'
    return `Item ${item.id} has an exception of its own, ${title} (${own?.state ?? 'open'}): what the customer says is decided there.`
  }
  if (item.state !== 'posted') return `Item ${item.id} is ${item.state}, and only what posted was taken.`
  return undefined
}
