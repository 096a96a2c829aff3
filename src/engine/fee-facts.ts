import { createHash } from 'node:crypto'
import type { Account } from '../core/account.ts'
import { type Fee, type FeeFacts, feesOf } from '../core/fee.ts'
import type { Pack, PackItem } from '../core/pack.ts'
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
  const since = sinceDay(schedule, on)
  return {
    schedule,
    ofItem: await feesOfItem(tx, at),
    ofAccounts: schedule.length === 0 ? [] : await feesOfAccounts(tx, payers, { ...at, since }),
    presentment: presentmentOf({ item, pack: original.pack, parsed: original.parsed }),
  }
}

interface FeesAsked {
  /** The account that the item names. */
  readonly account: Account | undefined
  readonly depositors: readonly NamedAccount[]
  /** The day on which it is booked, YYYY-MM-DD. */
  readonly on: string
}

/** The first day on which what was charged may keep one of these fees from being charged on the day. */
export function sinceDay(schedule: readonly Fee[], on: string): string {
  const againDays = Math.max(0, ...schedule.map(one => one.againDays))
  return Temporal.PlainDate.from(on).subtract({ days: againDays }).toString()
}

/** SHA-256 in hex over what the sender asks for; of an item that does not tell, over its own number. */
export function presentmentOf(of: {
  readonly item: Pick<Decidable['item'], 'id' | 'direction' | 'amountMinor'>
  readonly pack: Pack
  readonly parsed: PackItem
}): string {
  const { pack, parsed, item } = of
  const asks = pack.presentedAs?.(parsed) ?? ['item', String(item.id)]
  const words = JSON.stringify([pack.name, item.direction, item.amountMinor, ...asks])
  return createHash('sha256').update(words).digest('hex')
}
