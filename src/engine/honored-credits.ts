import { computeDeadline } from '../core/deadline/compute-deadline.ts'
import { RULES } from '../core/deadline/rules.ts'
import { creditsTakenBack } from '../store/honored.ts'
import type { Runner } from '../store/statement.ts'
import type { Engine } from './engine.ts'
import type { PartAccount } from './wants.ts'

/** More than five business days, whatever is closed in between. */
const DAYS_MOST = 31

/**
 * Says to each account what it is honored for on the day, YYYY-MM-DD: a provisional credit that was taken back counts for what
 * is drawn on it until five business days after the customer was told (12 CFR 1005.11(d)(2)), as our letter says. The caller holds the
 * locks of the accounts' buckets.
 */
export async function honorAccounts(
  { institution }: Pick<Engine, 'institution'>,
  tx: Runner,
  accounts: readonly PartAccount[],
  on: string,
): Promise<void> {
  const shards = [...new Set(accounts.map(one => one.shard))]
  const day = Temporal.PlainDate.from(on)
  const taken = await creditsTakenBack(tx, shards, day.subtract({ days: DAYS_MOST }).toString())
  for (const credit of taken.filter(one => !hasRunOut(one.toldOn))) {
    const holder = accounts.find(one => one.shard === credit.shard && one.account?.id === credit.accountId)
    if (holder?.account === undefined) continue
    holder.account.honoredMinor = (holder.account.honoredMinor ?? 0) + credit.amountMinor
  }

  function hasRunOut(toldOn: string | undefined): boolean {
    if (toldOn === undefined) return false
    const start = { on: Temporal.PlainDate.from(toldOn) }
    const { due } = computeDeadline(RULES['reg-e-honor-after-reversal'], start, institution.calendars)
    return Temporal.PlainDate.compare(day, due.on) > 0
  }
}
