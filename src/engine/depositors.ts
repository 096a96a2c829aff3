import { receiptOfItem } from '../core/item.ts'
import type { Leg } from '../core/resolve/effect.ts'
import { lastDecision, type StoredDecision } from '../store/decision.ts'
import { type ChargedBack, chargedBackOf, type DepositWanted, depositCredits } from '../store/deposit-credits.ts'
import type { StoredItem } from '../store/item.ts'
import { inReadRequest } from '../store/read-request.ts'
import type { Runner } from '../store/statement.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import { depositedHereOf, depositKeyOf, type ItemStory } from './read-item.ts'
import type { Decidable } from './resolution-facts.ts'

type Deposited = Pick<ItemStory, 'item' | 'receipt' | 'batch' | 'original' | 'exception'>

/** The numbers of the accounts in whose deposits the item came here, in their order; none where nothing tells of one. */
export async function depositorsOf(engine: Engine, story: Deposited): Promise<readonly string[]> {
  if (depositKeyOf(story) === undefined && depositedHereOf(story) === undefined) return []
  return inReadRequest(engine.database, engine.institution.orgId, tx => depositorsNow(engine, tx, story))
}

/** The same inside a transaction. */
export async function depositorsNow(engine: Engine, tx: Runner, story: Deposited): Promise<readonly string[]> {
  if (depositedHereOf(story) !== undefined) return creditedFor(engine, tx, story)
  const key = depositKeyOf(story)
  if (key === undefined) return []
  const { shard, day } = story.item
  const facts = await engine.coreSystem.facts(tx, [{ shard, kind: 'deposited', key }], day)
  return inOrder(facts.map(({ detail }) => detail.depositorAccount).filter(one => typeof one === 'string'))
}

/** Those of the accounts whose credit stands now: under the lock of their buckets a deposit may have been taken back since they were read. */
export async function stillCredited(
  engine: Engine,
  tx: Runner,
  {
    item,
    receipt,
    batch,
    original,
    depositors,
  }: Pick<Decidable, 'item' | 'receipt' | 'batch' | 'original' | 'depositors'>,
): Promise<readonly string[]> {
  const here = original.pack.depositedHere?.(original.parsed, batch.detail)
  if (depositors.length === 0 || here === undefined) return depositors
  const now = await creditedFor(engine, tx, { item, receipt })
  return depositors.filter(one => now.includes(one))
}

/** Whether a check of its deposit is charged back to an account that the decision about this credit posted it to. */
export async function isChargedBack(
  engine: Engine,
  tx: Runner,
  { item, original }: Pick<Decidable, 'item' | 'original'>,
  last: StoredDecision | undefined,
): Promise<boolean> {
  if (original.pack.depositedHere === undefined || item.direction !== 'credit') return false
  if (last?.effect.exception.closedAs !== 'posted') return false
  const orgShard = orgShardOf(engine)
  const of = { orgShard, receiptId: receiptOfItem(item.id), day: item.day }
  const payees = creditedIn(last.effect.legs).map(one => `${one.shard}/${one.accountId}`)
  for (const one of await chargedBackOf(tx, { ...of, exceptItem: item.id })) {
    const credits = payees.includes(one.payee) ? await depositCredits(tx, { ...of, batch: one.batch }) : []
    if (credits.some(credit => credit.id === item.id)) return true
  }
  return false
}

/**
 * Whoever was credited for the deposit that it came with, by no less than it is worth with what was charged back of that deposit
 * before: a credit that did not post credited nobody.
 */
async function creditedFor(
  engine: Engine,
  tx: Runner,
  { item, receipt }: Pick<Deposited, 'item' | 'receipt'>,
): Promise<readonly string[]> {
  const orgShard = orgShardOf(engine)
  const of = { orgShard, receiptId: receipt.id, day: item.day }
  const credits = await depositCredits(tx, { ...of, batch: item.batch })
  const before = await chargedBackWith(tx, of, { credits, exceptItem: item.id })
  const posted: Credited[] = []
  for (const one of credits) if (one.state === 'posted') posted.push(...(await creditedBy(tx, one)))
  const ids = posted.flatMap(({ shard, accountId, amountMinor }) => {
    if (amountMinor < item.amountMinor) return []
    const credited = sumOf(posted.filter(one => one.shard === shard && one.accountId === accountId))
    const charged = sumOf(before.filter(one => one.payee === `${shard}/${accountId}`))
    return credited - charged < item.amountMinor ? [] : [{ shard, id: accountId }]
  })
  return inOrder((await engine.coreSystem.accountsById(tx, ids)).map(one => one.number))
}

/** What a credit brought to which account. Minor units. */
interface Credited {
  readonly shard: number
  readonly accountId: number
  readonly amountMinor: number
}

/** The account that it names, or where somebody posted it to others: those. */
async function creditedBy(
  tx: Runner,
  { shard, id, accountId, amountMinor, exceptionId }: StoredItem,
): Promise<readonly Credited[]> {
  const last = exceptionId === id ? await lastDecision(tx, { shard, exceptionId }, 'the item') : undefined
  if (last?.effect.exception.closedAs === 'posted') return creditedIn(last.effect.legs)
  return accountId === undefined ? [] : [{ shard, accountId, amountMinor }]
}

function creditedIn(legs: readonly Leg[]): readonly Credited[] {
  return legs.flatMap(({ shard, to, amountMinor }) => ('id' in to ? [{ shard, accountId: to.id, amountMinor }] : []))
}

/** What else of the deposit with these credits was charged back. */
async function chargedBackWith(
  tx: Runner,
  of: Omit<DepositWanted, 'batch'>,
  { credits, exceptItem }: { readonly credits: readonly { readonly batch: number }[]; readonly exceptItem: number },
): Promise<readonly ChargedBack[]> {
  const own: ChargedBack[] = []
  for (const one of await chargedBackOf(tx, { ...of, exceptItem })) {
    const [ticket] = await depositCredits(tx, { ...of, batch: one.batch })
    if (ticket?.batch === credits[0]?.batch) own.push(one)
  }
  return own
}

function sumOf(some: readonly { readonly amountMinor: number }[]): number {
  return some.reduce((sum, one) => sum + one.amountMinor, 0)
}

function inOrder(numbers: readonly string[]): readonly string[] {
  return [...new Set(numbers)].sort()
}
