import { bucketOfText, shardOf } from '../core/bucket.ts'
import type { NamedAccount, ResolutionAsked } from '../core/resolve/resolution.ts'
import type { Runner } from '../store/statement.ts'
import type { Engine } from './engine.ts'

/** The accounts that somebody names for an item beside its own, in their order. */
export async function namedAccounts(
  engine: Engine,
  tx: Runner,
  asked: ResolutionAsked,
): Promise<readonly NamedAccount[]> {
  const wanted = numbersOf(asked).map(number => ({ shard: shardOfAccount(engine, number), number }))
  const found = wanted.length === 0 ? [] : await engine.coreSystem.accounts(tx, wanted)
  return wanted.map(({ number }) => ({ number, account: found.find(one => one.number === number) }))
}

/** The buckets of those accounts, of this institution and no other. */
export function namedShards(engine: Engine, asked: ResolutionAsked): readonly number[] {
  return numbersOf(asked).map(number => shardOfAccount(engine, number))
}

function shardOfAccount({ institution }: Engine, number: string): number {
  return shardOf(institution.orgId, bucketOfText(number))
}

function numbersOf({ resolution, fields, parts = [] }: ResolutionAsked): readonly string[] {
  if (resolution === 'split') return parts.map(one => one.account.trim())
  const number = resolution === 'move' ? (fields?.account ?? '').trim() : ''
  return number === '' ? [] : [number]
}
