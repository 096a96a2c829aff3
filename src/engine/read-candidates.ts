import { bucketOfText, shardOf } from '../core/bucket.ts'
import type { LedgerAccount } from '../core/core-system.ts'
import {
  type ClaimedField,
  claimAgainst,
  claimDiffersIn,
  type DebitNamed,
  numbersNear,
  rankDebits,
} from '../core/customer-claim.ts'
import type { Transaction } from '../store/database.ts'
import type { StoredItem } from '../store/item.ts'
import { debitsNear, type NamedOn, postedDebits } from '../store/named-items.ts'
import { inReadRequest } from '../store/read-request.ts'
import type { Engine } from './engine.ts'
import { findUnit } from './find-unit.ts'
import type { ClaimLine } from './receive-claim.ts'
import { isUnmatchedClaim, lineOfClaim } from './unmatched-claim.ts'

/** A posted debit that a claim may mean. */
export interface ClaimCandidate extends DebitNamed {
  readonly item: number
  /** YYYY-MM-DD. */
  readonly postedOn: string
  /** In what it is another than the claim says. */
  readonly differs: readonly ClaimedField[]
  /** What agrees and what does not, as a sentence. */
  readonly why: string
}

/** A statement of a month, and the sixty days in which a customer tells of what stands in it (12 CFR 1005.6(b)(3)). */
const DAYS_BEFORE_NOTICE = 95
const CANDIDATES_MAX = 20

/**
 * The posted debits that the claim of this exception may mean, the most likely first: those of its account that nobody claims, and
 * on accounts whose number is one mistake of a hand away the one with just its trace and amount. Undefined where there is no
 * such claim. Throws `OriginalAltered`.
 */
export async function readCandidates(
  engine: Engine,
  exceptionId: number,
): Promise<readonly ClaimCandidate[] | undefined> {
  return inReadRequest(engine.database, engine.institution.orgId, async tx => {
    const unit = await findUnit(engine, tx, exceptionId)
    if (unit === undefined || !isUnmatchedClaim(unit)) return undefined
    const said = await lineOfClaim(engine, unit)
    const on = daysBefore(engine, said)
    const debits = [...(await ofAccount(engine, tx, said, on)), ...(await ofAccountsNear(engine, tx, said, on))]
    return rankDebits(said, debits)
      .slice(0, CANDIDATES_MAX)
      .map(debit => ({ ...debit, differs: claimDiffersIn(said, debit), why: claimAgainst(said, debit) }))
  })
}

/** What posted on the days that a customer tells of with a notice of that day; what posted since may be meant too. */
function daysBefore({ institution }: Engine, { receivedAt }: ClaimLine): NamedOn {
  const noticedOn = receivedAt.toZonedDateTimeISO(institution.zone).toPlainDate()
  return { from: noticedOn.subtract({ days: DAYS_BEFORE_NOTICE }).toString(), to: 'infinity' }
}

type Debit = Omit<ClaimCandidate, 'differs' | 'why'>

async function ofAccount(
  engine: Engine,
  tx: Transaction,
  { accountNumber, trace: reference, amountMinor }: ClaimLine,
  on: NamedOn,
): Promise<readonly Debit[]> {
  const [account] = await accountsOf(engine, tx, [accountNumber])
  if (account === undefined) return []
  const named = { shard: account.shard, accountId: account.id, amountMinor, reference }
  const items = await debitsNear(tx, named, { ...on, limit: CANDIDATES_MAX })
  return items.map(item => debitOf(item, account))
}

async function ofAccountsNear(
  engine: Engine,
  tx: Transaction,
  { accountNumber, trace: reference, amountMinor }: ClaimLine,
  on: NamedOn,
): Promise<readonly Debit[]> {
  const accounts = await accountsOf(engine, tx, numbersNear(accountNumber))
  const named = accounts.map(({ shard, id: accountId }) => ({ shard, accountId, amountMinor, reference }))
  const found = await postedDebits(tx, named, on)
  return accounts.flatMap((account, n) => {
    const item = found[n]
    return item === undefined || (item.exceptionId ?? 0) > 0 ? [] : [debitOf(item, account)]
  })
}

function accountsOf(engine: Engine, tx: Transaction, numbers: readonly string[]): Promise<readonly LedgerAccount[]> {
  const wanted = numbers.map(number => ({ shard: shardOf(engine.institution.orgId, bucketOfText(number)), number }))
  return engine.coreSystem.accounts(tx, wanted)
}

function debitOf({ id, day, reference, amountMinor }: StoredItem, { number }: LedgerAccount): Debit {
  return { item: id, postedOn: day, accountNumber: number, trace: reference, amountMinor }
}
