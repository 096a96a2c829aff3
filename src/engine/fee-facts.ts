import { createHash } from 'node:crypto'
import type { Account } from '../core/account.ts'
import { type FeeFacts, feesOf } from '../core/fee.ts'
import type { NamedAccount } from '../core/resolve/resolution.ts'
import { feesOfAccounts, feesOfItem } from '../store/fee.ts'
import type { Runner } from '../store/statement.ts'
import type { Engine } from './engine.ts'
import type { Decidable } from './resolution-facts.ts'

/** What there is to know of an item's fees; undefined of a claim, and of an item that none belongs to and was charged none. */
export async function feeFacts(
  engine: Engine,
  tx: Runner,
  of: Decidable,
  { account, depositors, on }: FeesAsked,
): Promise<FeeFacts | undefined> {
  if (of.openState === 'posted') return undefined
  const { item, exceptionId, original, kind } = of
  const schedule = feesOf(engine.institution.fees, { pack: original.pack.name, kind, on })
  if (engine.institution.fees.length === 0) return undefined
  const at = { shard: item.shard, exceptionId }
  const payers = [
    ...(account === undefined ? [] : [{ shard: item.shard, id: account.id }]),
    ...depositors.flatMap(one => one.account ?? []),
  ]
  const againDays = Math.max(0, ...schedule.map(one => one.againDays))
  const since = Temporal.PlainDate.from(on).subtract({ days: againDays }).toString()
  return {
    schedule,
    ofItem: await feesOfItem(tx, at),
    ofAccounts: schedule.length === 0 ? [] : await feesOfAccounts(tx, payers, { ...at, since }),
    presentment: presentmentOf(of),
  }
}

interface FeesAsked {
  /** The account that the item names. */
  readonly account: Account | undefined
  readonly depositors: readonly NamedAccount[]
  /** The day on which it is booked, YYYY-MM-DD. */
  readonly on: string
}

/** SHA-256 in hex over what the sender asks for; of an item that does not tell, over its own number. */
function presentmentOf({ item, original }: Decidable): string {
  const { pack, parsed } = original
  const asks = pack.presentedAs?.(parsed) ?? ['item', String(item.id)]
  const words = JSON.stringify([pack.name, item.direction, item.amountMinor, ...asks])
  return createHash('sha256').update(words).digest('hex')
}
