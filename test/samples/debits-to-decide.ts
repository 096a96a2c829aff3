import type { AccountStatus } from '../../src/core/account.ts'
import { receiptOfItem } from '../../src/core/item.ts'
import type { ResolutionAsked } from '../../src/core/resolve/resolution.ts'
import type { Decider } from '../../src/engine/authorise-decision.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { recordAccounts } from '../../src/engine/record-facts.ts'
import { achFile, entries } from './ach-files.ts'
import { anAccount, ask, receiveAndProcess } from './arrivals.ts'
import { dryRunOf } from './bulk-acts.ts'

/** Debits of these amounts in one batch, to one account whose holder died where nothing else is said: a person decides each. */
export async function debitsToDecide(
  engine: Engine,
  amounts: readonly number[],
  { account, status = 'deceased' }: { readonly account: string; readonly status?: AccountStatus | undefined },
): Promise<readonly number[]> {
  await recordAccounts(engine, [anAccount(engine, account, { status, balanceMinor: 10_000_000 })])
  const some = entries(amounts.length, { accounts: [account] }).map((one, n) => {
    return { ...one, transactionCode: 27, amountMinor: amounts[n] ?? 0 }
  })
  await receiveAndProcess(engine, { name: `${account}.ach`, bytes: achFile([{ entries: some }]) })
  const rows = await ask<{ id: number }>(
    engine,
    `select item.id from item join account on account.shard = item.shard and account.id = item.account_id where number = $1 order by item.id`,
    [account],
  )
  return rows.map(row => row.id)
}

/** What a dry run says of posting all of the file of an item at once, or of what else is said: how many are done and proposed, and why. */
export async function shownOfFile(
  engine: Engine,
  itemId: number,
  by: Decider,
  asked: ResolutionAsked = { resolution: 'post' },
) {
  const selection = { by: 'exceptions', filter: { receiptId: receiptOfItem(itemId) } } as const
  const dryRun = await dryRunOf(engine, { asked, by, selection })
  const { done, proposed, reasons } = dryRun.shown
  return { dryRun, counts: [done.count, proposed.count], why: reasons.map(one => one.why).join(' ') }
}
