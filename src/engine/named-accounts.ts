import { bucketOfText, shardOf } from '../core/bucket.ts'
import { isAboutFee } from '../core/fee.ts'
import type { NamedAccount, ResolutionAsked } from '../core/resolve/resolution.ts'
import type { Runner } from '../store/statement.ts'
import type { Engine } from './engine.ts'
import type { Decidable } from './resolution-facts.ts'

type WithDepositors = Pick<Decidable, 'depositors'>

/** The accounts to which it goes beside its own: those that somebody names, or that of its deposit; in their order. */
export async function namedAccounts(
  engine: Engine,
  tx: Runner,
  of: WithDepositors,
  asked: ResolutionAsked,
): Promise<readonly NamedAccount[]> {
  return accountsNumbered(engine, tx, numbersOf(asked, of))
}

/** The accounts with these numbers, in their order. */
export async function accountsNumbered(
  engine: Engine,
  tx: Runner,
  numbers: readonly string[],
): Promise<readonly NamedAccount[]> {
  const wanted = numbers.map(number => ({ shard: shardOfAccount(engine, number), number }))
  const found = wanted.length === 0 ? [] : await engine.coreSystem.accounts(tx, wanted)
  return wanted.map(({ number }) => ({ number, account: found.find(one => one.number === number) }))
}

/** The buckets of those accounts, of this institution and no other. */
export function namedShards(engine: Engine, of: WithDepositors, asked: ResolutionAsked): readonly number[] {
  return numbersOf(asked, of).map(number => shardOfAccount(engine, number))
}

function shardOfAccount({ institution }: Engine, number: string): number {
  return shardOf(institution.orgId, bucketOfText(number))
}

function numbersOf(
  { resolution, fields, parts = [] }: ResolutionAsked,
  { depositors }: WithDepositors,
): readonly string[] {
  if (resolution === 'split') return parts.map(one => one.account.trim())
  const named = (fields?.account ?? '').trim()
  if (resolution === 'chargeback' || isAboutFee(resolution))
    return depositors.filter(one => named === '' || one === named)
  return resolution === 'move' && named !== '' ? [named] : []
}
