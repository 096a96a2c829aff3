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
  const byPlace = new Map(
    accounts.flatMap(({ shard, account }) => (account ? [[`${shard}/${account.id}`, account]] : [])),
  )
  const shards = [...new Set(accounts.map(one => one.shard))]
  const day = Temporal.PlainDate.from(on)
  for (const credit of await creditsTakenBack(tx, shards, day.subtract({ days: DAYS_MOST }).toString())) {
    const account = byPlace.get(`${credit.shard}/${credit.accountId}`)
    if (account === undefined || hasRunOut(credit.toldOn)) continue
    account.honoredMinor = (account.honoredMinor ?? 0) + credit.amountMinor
  }

  function hasRunOut(toldOn: string | undefined): boolean {
    if (toldOn === undefined) return false
    const start = { on: Temporal.PlainDate.from(toldOn) }
    const { due } = computeDeadline(RULES['reg-e-honor-after-reversal'], start, institution.calendars)
    return Temporal.PlainDate.compare(day, due.on) > 0
  }
}
