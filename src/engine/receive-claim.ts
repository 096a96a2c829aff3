import { bucketOfText, shardOf } from '../core/bucket.ts'
import type { CustomerClaim } from '../core/customer-claim.ts'
import { lockBuckets } from '../store/bucket.ts'
import { inBulk, type Transaction } from '../store/database.ts'
import { markClaimed } from '../store/item.ts'
import { postedDebits, WHENEVER_POSTED } from '../store/named-items.ts'
import { arrivalDays } from './arrival-days.ts'
import { storeWords } from './claim-words.ts'
import type { Engine } from './engine.ts'
import { closeUnmatched, keepUnmatchedClaim } from './keep-unmatched-claim.ts'
import { openDay } from './open-day.ts'
import { raiseClaim } from './raise-claim.ts'

/** A customer's claim with what finds its item. */
export interface ClaimLine extends CustomerClaim {
  readonly accountNumber: string
  readonly trace: string
  readonly amountMinor: number
  /** 0-based row of the file it came in. */
  readonly row: number
}

export type ClaimReception =
  | { readonly outcome: 'raised'; readonly itemId: number; readonly kind: string }
  /** The same item has a claim already: nothing happens twice. */
  | { readonly outcome: 'claimed-before'; readonly itemId: number }
  /** No posted debit is named: the claim is kept under a receipt of its own, with an exception and its clock. */
  | { readonly outcome: 'unmatched'; readonly receiptId: number; readonly why: string }

/**
 * Takes a customer's claim against a posted debit: raises the exception that the pack decides, with its clock and its suspense
 * position, on the item, which stays posted until a person returns it. A claim that names no posted debit is kept as received
 * work of its own; when its debit posts, or it is taken again after that, it moves there (match-waiting-claims.ts).
 */
export async function receiveClaim(engine: Engine, line: ClaimLine): Promise<ClaimReception> {
  await openDay(engine, arrivalDays(engine.institution, line.receivedAt, 'ach').postsOn)
  const matched = await inBulk(engine.database, tx => claimPosted(engine, tx, line))
  if (matched !== undefined) return matched
  const blob = await storeWords(engine.blobs, line)
  // Its debit may have posted in between: looked for again under the locks under which the claim is kept.
  return inBulk(
    engine.database,
    async tx => (await claimPosted(engine, tx, line)) ?? keepUnmatchedClaim(engine, tx, line, blob),
  )
}

async function claimPosted(engine: Engine, tx: Transaction, line: ClaimLine): Promise<ClaimReception | undefined> {
  const { orgId } = engine.institution
  const orgShard = shardOf(orgId, 0)
  const shard = shardOf(orgId, bucketOfText(line.accountNumber))
  const books = await lockBuckets(tx, shard === orgShard ? [shard] : [orgShard, shard])
  const [account] = await engine.coreSystem.accounts(tx, [{ shard, number: line.accountNumber }])
  if (account === undefined) return undefined
  const named = { shard, accountId: account.id, reference: line.trace, amountMinor: line.amountMinor }
  const [item] = await postedDebits(tx, [named], WHENEVER_POSTED)
  if (item === undefined) return undefined
  const isFirst = await markClaimed(tx, item)
  // Also in other words than the claim that is raised already: both are about a debit that is found now.
  await closeUnmatched(engine, tx, line)
  if (!isFirst) return { outcome: 'claimed-before', itemId: item.id }
  return { outcome: 'raised', itemId: item.id, kind: await raiseClaim(engine, tx, { line, item, books }) }
}
