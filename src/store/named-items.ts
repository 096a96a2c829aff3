import { type ItemRow, itemOf, type StoredItem } from './item.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

/** A posted debit as a customer names it. */
export interface NamedDebit {
  readonly shard: number
  readonly accountId: number
  readonly amountMinor: number
  /** Its trace number. */
  readonly reference: string
}

/** Posting days, YYYY-MM-DD, both inclusive; infinite ones where none is known. */
export interface NamedOn {
  readonly from: string
  readonly to: string
}

export const WHENEVER_POSTED: NamedOn = { from: '-infinity', to: 'infinity' }

const POSTED_DEBITS = statement(
  'item.posted-debits',
  `
-- for each name its newest posted debit: an account's postings are found by shard, day and account, whatever else posted
select distinct on (named.n) named.n::integer - 1 as n, item.*
from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[]) with ordinality as named (shard, account_id, amount_minor, reference, n)
join posting on posting.shard = named.shard and posting.day between $5 and $6 and posting.account_id = named.account_id
  and posting.amount_minor = -named.amount_minor
join item on item.shard = posting.shard and item.day = posting.day and item.id = posting.item_id
where item.reference = named.reference and item.state = 'posted'
order by named.n, item.day desc, item.id desc`,
)

/** The newest posted debit that each name is of, in the order of the names; undefined where there is none. */
export async function postedDebits(
  run: Runner,
  named: readonly NamedDebit[],
  on: NamedOn,
): Promise<readonly (StoredItem | undefined)[]> {
  if (named.length === 0) return []
  const rows = await rowsOf<ItemRow & { n: number }>(run, POSTED_DEBITS, [
    named.map(one => one.shard),
    named.map(one => one.accountId),
    named.map(one => one.amountMinor),
    named.map(one => one.reference),
    on.from,
    on.to,
  ])
  const found = new Map(rows.map(row => [row.n, itemOf(row)]))
  return named.map((_, n) => found.get(n))
}

const DEBITS_NEAR = statement(
  'item.debits-near',
  `
-- an account's postings are found by shard, day and account; those that say what is claimed come first, then the amounts nearest to it
select item.*
from (
  select distinct day, item_id
  from posting
  where shard = $1 and account_id = $2 and day between $5 and $6 and amount_minor < 0 and item_id is not null
) as posted
join item on item.shard = $1 and item.day = posted.day and item.id = posted.item_id
where item.state = 'posted' and item.direction = 'debit' and (item.exception_id is null or item.exception_id < 0)
order by (item.reference = $4)::integer + (item.amount_minor = $3)::integer desc, abs(item.amount_minor - $3), item.day desc, item.id desc
limit $7`,
)

/** Posted debits of the account that nobody claims, the nearest to the name first: those that share its trace or amount, then by how far the amount is off. */
export async function debitsNear(
  run: Runner,
  { shard, accountId, amountMinor, reference }: NamedDebit,
  { from, to, limit }: NamedOn & { readonly limit: number },
): Promise<readonly StoredItem[]> {
  const rows = await rowsOf<ItemRow>(run, DEBITS_NEAR, [shard, accountId, amountMinor, reference, from, to, limit])
  return rows.map(itemOf)
}
