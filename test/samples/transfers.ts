import type { Engine } from '../../src/engine/engine.ts'
import type { AskedTransfer } from '../../src/engine/post-transfers.ts'
import { ask } from './arrivals.ts'

/** A transfer of 1.00 with its funds checked, but for what the test says. */
export function aTransfer(changes: Partial<AskedTransfer> & Pick<AskedTransfer, 'key' | 'from' | 'to'>): AskedTransfer {
  return { amountMinor: 100, currency: 'USD', reason: 'a test', actor: 'person 12', funds: 'checked', ...changes }
}

/** What the books say of transfers, read by the superuser. */
export interface TransferBooks {
  /** By number, minor units. */
  readonly balances: Readonly<Record<string, number>>
  readonly clearingSum: number
  readonly transfers: number
  readonly refused: number
  readonly entries: number
  readonly postings: number
  readonly told: number
}

export async function transferBooks(engine: Engine): Promise<TransferBooks> {
  const balances = await ask<{ number: string; balance_minor: number }>(
    engine,
    'select number, balance_minor from account where not internal',
  )
  const [counts] = await ask<Omit<TransferBooks, 'balances'>>(
    engine,
    `select (select sum(balance_minor) from account where number = '~clearing')::bigint as "clearingSum",
       (select count(*) from transfer where refusal is null)::bigint as transfers,
       (select count(*) from transfer where refusal is not null)::bigint as refused,
       (select count(*) from entry where kind = 'transfer')::bigint as entries,
       (select count(*) from posting where entry_id >= 4503599627370496)::bigint as postings,
       (select count(*) from outbox)::bigint as told`,
  )
  if (counts === undefined) throw new Error('a question of counts gave no row')
  return { ...counts, balances: Object.fromEntries(balances.map(row => [row.number, row.balance_minor])) }
}
