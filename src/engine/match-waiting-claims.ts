import { bucketOfText, shardOf } from '../core/bucket.ts'
import { receiptOfHeld } from '../core/item.ts'
import type { Pack } from '../core/pack.ts'
import { postedDebits } from '../store/named-items.ts'
import { receiptById } from '../store/receipt.ts'
import { daysReleased, type WaitingClaim, waitingClaims } from '../store/waiting-claims.ts'
import { isGone } from './checked-original.ts'
import { readWords } from './claim-words.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import { isPassing } from './passing-failure.ts'
import { receiveClaim } from './receive-claim.ts'
import { tellUnmovedClaim } from './tell-unmoved-claim.ts'

/** Claims that are held against a day's debits in one look-up. */
const AT_ONCE_MAX = 1_000

/**
 * Looks again at the claims that named no posted debit when they came: where one names a debit that posted on the day, it is
 * taken as if it were given again, so it is raised on the debit and its first exception ends. Asked once a file, before the
 * file is done, so that a stop in between asks again; without such claims it is one look-up of few rows, whatever the file.
 * A claim whose words were altered or taken away where they lie stays, and the proof names it; one that cannot be raised stays too, with its
 * owner and clock, and its exception says why: it is no reason to hold up the file of the debit, and every file after it. Gives how many were raised.
 */
async function matchWaitingClaims(engine: Engine, pack: Pack, day: string): Promise<number> {
  if (pack.claims === undefined) return 0
  const orgShard = orgShardOf(engine)
  const wanted = { orgShard, pack: pack.name, kind: pack.claims.unmatchedKind, limit: AT_ONCE_MAX }
  let raised = 0
  for (let beforeId = 0; ; ) {
    const waiting = await waitingClaims(engine.database.pool, { ...wanted, beforeId })
    for (const claim of await namedOn(engine, waiting, day)) if (await takeAgain(engine, claim, day)) raised++
    const last = waiting.at(-1)
    if (last === undefined || waiting.length < AT_ONCE_MAX) return raised
    beforeId = last.exceptionId
  }
}

/** The same for what posted of a receipt that is not at its end yet. */
export async function matchClaimsOf(engine: Engine, receiptId: number): Promise<void> {
  const receipt = await receiptById(engine.database.pool, orgShardOf(engine), receiptId)
  if (receipt?.state === 'staged' && receipt.fate === 'process' && receipt.pack !== undefined)
    await matchWaitingClaims(engine, engine.packs[receipt.pack], receipt.postingOn)
}

/** The same for what posted with a batch or file that was released: it may be asked again. */
export async function matchClaimsOfReleased(engine: Engine, exceptionId: number): Promise<void> {
  const receiptId = receiptOfHeld(exceptionId)
  const receipt = await receiptById(engine.database.pool, orgShardOf(engine), receiptId)
  if (receipt?.pack !== undefined) await matchWaitingClaims(engine, engine.packs[receipt.pack], receipt.postingOn)
}

/** Days of releases that are looked at again in one go: more than a claim ever waits. */
const RELEASED_DAYS_MAX = 400

/**
 * The same for everything that was released since the oldest claim that waits: what a stop left between a release and the look for
 * its debits. Done at the start and now and then, as often as one likes; without claims that wait it is one look-up.
 */
export async function matchClaimsOfReleases(engine: Engine): Promise<number> {
  const orgShard = orgShardOf(engine)
  let raised = 0
  for (const pack of Object.values(engine.packs)) {
    if (pack.claims === undefined) continue
    const wanted = { orgShard, pack: pack.name, kind: pack.claims.unmatchedKind, limit: RELEASED_DAYS_MAX }
    for (const day of await daysReleased(engine.database.pool, wanted))
      raised += await matchWaitingClaims(engine, pack, day)
  }
  return raised
}

/** Those of the claims whose debit posted on the day. */
async function namedOn(
  engine: Engine,
  waiting: readonly WaitingClaim[],
  day: string,
): Promise<readonly WaitingClaim[]> {
  if (waiting.length === 0) return []
  const { pool } = engine.database
  const shardOfNumber = (number: string) => shardOf(engine.institution.orgId, bucketOfText(number))
  const numbers = [...new Set(waiting.map(claim => claim.accountNumber))]
  const accounts = await engine.coreSystem.accounts(
    pool,
    numbers.map(number => ({ shard: shardOfNumber(number), number })),
  )
  const byNumber = new Map(accounts.map(account => [account.number, account]))
  const claims = waiting.filter(claim => byNumber.has(claim.accountNumber))
  const named = claims.flatMap(({ accountNumber, reference, amountMinor }) => {
    const account = byNumber.get(accountNumber)
    return account === undefined ? [] : [{ shard: account.shard, accountId: account.id, reference, amountMinor }]
  })
  const items = await postedDebits(pool, named, { from: day, to: day })
  return claims.filter((_, n) => items[n] !== undefined)
}

async function takeAgain(engine: Engine, claim: WaitingClaim, day: string): Promise<boolean> {
  try {
    const reception = await receiveClaim(engine, await readWords(engine.blobs, claim))
    return reception.outcome === 'raised'
  } catch (error) {
    if (isPassing(error) && !isGone(error)) throw error
    await tellUnmovedClaim(engine, claim, { day, error })
    return false
  }
}
