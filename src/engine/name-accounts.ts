import type { Account } from '../core/account.ts'
import type { ItemPosting, PostedAccount } from '../store/books.ts'
import type { StoredItem } from '../store/item.ts'
import type { Runner } from '../store/statement.ts'
import type { Engine } from './engine.ts'

/** A posting as people read it: both accounts by their numbers. */
export interface NamedPosting extends Omit<ItemPosting, 'account' | 'contra'> {
  readonly account: string
  readonly accountInternal: boolean
  readonly contra: string
  readonly contraInternal: boolean
}

interface Named {
  /** The item's own account; undefined when it names none of ours. */
  readonly account: Account | undefined
  readonly postings: readonly NamedPosting[]
}

/** The item's account and those of its postings, asked of the core system in one call. */
export async function nameAccounts(
  engine: Engine,
  tx: Runner,
  { shard, accountId }: Pick<StoredItem, 'shard' | 'accountId'>,
  postings: readonly ItemPosting[],
): Promise<Named> {
  const customers = postings
    .flatMap(({ account, contra }) => [account, contra])
    .filter(one => one.internal === undefined)
  const ids = new Set([...(accountId === undefined ? [] : [accountId]), ...customers.map(one => one.id)])
  const found = await engine.coreSystem.accountsById(
    tx,
    [...ids].map(id => ({ shard, id })),
  )
  const accounts = new Map(found.map(account => [account.id, account]))
  const nameOf = ({ id, internal }: PostedAccount) => internal ?? accounts.get(id)?.number ?? ''
  return {
    account: accountId === undefined ? undefined : accounts.get(accountId),
    postings: postings.map(({ account, contra, ...posting }) => ({
      ...posting,
      account: nameOf(account),
      accountInternal: account.internal !== undefined,
      contra: nameOf(contra),
      contraInternal: contra.internal !== undefined,
    })),
  }
}
