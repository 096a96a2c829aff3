import { ITEMS_PER_RECEIPT_MAX } from '../core/item.ts'
import { type ItemRow, itemOf, type StoredItem } from './item.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

const CREDITS = statement(
  'item.deposit-credits',
  `
-- a receipt's items are one range of numbers in each bucket; a ticket may stand before the bundles that it is for
select credit.*
from generate_series($1::bigint, $1::bigint + 1023) as walked (shard)
cross join lateral (
  select * from item
  where item.shard = walked.shard and item.day = $2 and item.id between $3 and $4 and item.batch <= $5 and item.direction = 'credit'
) as credit
order by credit.batch desc, credit.id
limit 1000`,
)

const CHARGED_BACK = statement(
  'item.charged-back',
  `
select item.batch, item.amount_minor, decided.payee
from generate_series($1::bigint, $1::bigint + 1023) as walked (shard)
cross join lateral (
  select exception_id, payee from decision
  where decision.shard = walked.shard and exception_id between $3 and $4 and exception_id <> $5 and resolution = 'chargeback' and state = 'done'
) as decided
join item on item.shard = walked.shard and item.day = $2 and item.id = decided.exception_id
order by item.id
limit 1000`,
)

export interface DepositWanted {
  readonly orgShard: number
  readonly receiptId: number
  /** Posting day of the receipt, YYYY-MM-DD. */
  readonly day: string
  /** The batch of a check of it. */
  readonly batch: number
}

/** The credits that a check was deposited with: those of its batch, else of the last one before it that has some. In their order. */
export async function depositCredits(run: Runner, of: DepositWanted): Promise<readonly StoredItem[]> {
  const from = of.receiptId * ITEMS_PER_RECEIPT_MAX
  const range = [from, from + ITEMS_PER_RECEIPT_MAX - 1]
  const credits = (await rowsOf<ItemRow>(run, CREDITS, [of.orgShard, of.day, ...range, of.batch])).map(itemOf)
  return credits.filter(one => one.batch === credits[0]?.batch)
}

/** A check that was charged back to the account of its deposit. */
export interface ChargedBack {
  readonly batch: number
  readonly amountMinor: number
  /** The account as limits know it, see `LimitKeys`. */
  readonly payee: string
}

/** The checks of the receipt that were charged back, but the one that is named. */
export async function chargedBackOf(
  run: Runner,
  of: Omit<DepositWanted, 'batch'> & { readonly exceptItem: number },
): Promise<readonly ChargedBack[]> {
  const from = of.receiptId * ITEMS_PER_RECEIPT_MAX
  const values = [of.orgShard, of.day, from, from + ITEMS_PER_RECEIPT_MAX - 1, of.exceptItem]
  const rows = await rowsOf<{ batch: number; amount_minor: number; payee: string }>(run, CHARGED_BACK, values)
  return rows.map(({ batch, amount_minor: amountMinor, payee }) => ({ batch, amountMinor, payee }))
}
