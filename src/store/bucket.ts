import type pg from 'pg'
import { changedBy, frequentStatement, type Runner, rowOf, rowsOf, statement } from './statement.ts'

/** The internal accounts that every bucket has, so that every entry balances inside its shard. */
const INTERNAL_ACCOUNTS = {
  /** The other side of what the ACH operator settles with us. */
  'settlement.ach': '~settlement.ach',
  /** The other side of what the check network settles with us. */
  'settlement.checks': '~settlement.checks',
  /** The value of unresolved exceptions; each is a suspense position. */
  suspense: '~suspense',
  /** What claims of customers may oblige us to give back: the other side of the positions of undecided claims. */
  claims: '~claims',
  /** What the institution itself has to bear: claims that it pays although no other bank gives the money back. */
  losses: '~losses',
  /** What customers are charged for items that are being adjusted with the other institution. */
  adjustments: '~adjustments',
  /** What other departments and institutions took over, until they settle it: the other side of suspense. */
  forwarded: '~forwarded',
  /** What customers are charged for items: income. */
  fees: '~fees',
  /** What the institution bears, or keeps, of batches and files that were released out of balance and nobody explains. */
  over_short: '~over_short',
  /** Returns of entries we originated, until they are charged to their originators. */
  originations: '~originations',
  /** What a transfer between two buckets leaves in each: all of them together are zero at every moment. */
  clearing: '~clearing',
} as const
export type InternalAccount = keyof typeof INTERNAL_ACCOUNTS

/** Ids of a bucket's internal accounts, by role. */
export type BucketBooks = Readonly<Record<InternalAccount, number>>

const LOCK_BUCKETS = frequentStatement(
  'bucket.lock',
  `
-- for update, in order of shard: one writer at a time in a bucket's books, its audit chain and its claims; the order prevents deadlocks
select shard, id
from account
where shard = any ($1::bigint[]) and number = '~settlement.ach'
order by shard
for update`,
)

const BUCKET_BOOKS = statement(
  'bucket.books',
  `
select shard, number, id
from account
where shard = any ($1::bigint[]) and number = any ($2::text[])`,
)

const OPEN_BOOKS = statement(
  'bucket.open-books',
  `
insert into account (shard, number, internal, status, type, holder_type, holder_name)
select $1::bigint * 1024 + bucket, role, true, 'open', 'gl', 'business', 'internal'
from generate_series(0, 1023) as bucket, unnest($2::text[]) as role
on conflict (shard, number) do nothing`,
)

const BOOKS_MISSING = statement(
  'bucket.books-missing',
  `
select exists (
  select from generate_series(0, 1023) as bucket, unnest($2::text[]) as role
  where not exists (select from account where shard = $1::bigint * 1024 + bucket and number = role)
) as are_missing`,
)

const CLEARING = statement(
  'bucket.clearing',
  `
select account.shard, account.id
from generate_series(0, 1023) as bucket
join account on account.shard = $1::bigint * 1024 + bucket and account.number = '~clearing'
limit 1024`,
)

/** Makes the internal accounts of all buckets of an institution. Safe to repeat. */
export async function openBooks(tx: pg.ClientBase, orgId: number): Promise<void> {
  await tx.query(OPEN_BOOKS.text, [orgId, Object.values(INTERNAL_ACCOUNTS)])
}

/** True where a bucket lacks an internal account: one that was opened before there was such a role. */
export async function areBooksMissing(run: Runner, orgId: number): Promise<boolean> {
  return (
    (await rowOf<{ are_missing: boolean }>(run, BOOKS_MISSING, [orgId, Object.values(INTERNAL_ACCOUNTS)]))
      ?.are_missing === true
  )
}

/** Ids of the clearing accounts of all buckets, by shard. They never change. */
export async function clearingAccounts(run: Runner, orgId: number): Promise<ReadonlyMap<number, number>> {
  const rows = await rowsOf<{ shard: number; id: number }>(run, CLEARING, [orgId])
  return new Map(rows.map(row => [row.shard, row.id]))
}

const NO_BOOKS: BucketBooks = {
  'settlement.ach': 0,
  'settlement.checks': 0,
  suspense: 0,
  claims: 0,
  losses: 0,
  adjustments: 0,
  forwarded: 0,
  fees: 0,
  over_short: 0,
  originations: 0,
  clearing: 0,
}

/** Locks the buckets' books until the transaction ends, and gives their internal accounts by shard. */
export async function lockBuckets(
  tx: pg.ClientBase,
  shards: readonly number[],
): Promise<ReadonlyMap<number, BucketBooks>> {
  await lockShards(tx, shards)
  return booksOf(tx, shards)
}

/** The same without the lock, for whoever changes nothing. */
export async function booksOf(tx: Runner, shards: readonly number[]): Promise<ReadonlyMap<number, BucketBooks>> {
  const rows = await rowsOf<{ shard: number; number: string; id: number }>(tx, BUCKET_BOOKS, [
    shards,
    Object.values(INTERNAL_ACCOUNTS),
  ])
  const roleOf = new Map<string, InternalAccount>(
    Object.entries(INTERNAL_ACCOUNTS).map(([role, number]) => [number, role as InternalAccount]),
  )
  const books = new Map<number, Record<InternalAccount, number>>()
  for (const row of rows) {
    const role = roleOf.get(row.number)
    if (role === undefined) continue
    const book = books.get(row.shard) ?? { ...NO_BOOKS }
    book[role] = row.id
    books.set(row.shard, book)
  }
  return books
}

/** The same lock, for whoever knows the internal accounts already, or books nothing and adds to the buckets' audit chains alone. */
export async function lockShards(tx: Runner, shards: readonly number[]): Promise<void> {
  const locked = await changedBy(tx, LOCK_BUCKETS, [shards])
  if (locked !== shards.length)
    throw new Error(`${shards.length - locked} buckets have no books; the institution was never opened`)
}
