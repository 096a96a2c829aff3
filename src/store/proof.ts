import type { Counted, Counts } from '../core/completeness.ts'
import type { ItemState } from '../core/item.ts'
import { addToSum, NO_SUM, type TallySum } from '../core/tally.ts'
import type { CountedItems } from './check-batches.ts'
import { countInWork } from './in-work.ts'
import { countLostEnded } from './lost-ended.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

/**
 * What the proof counts. Each side is read from different rows: what was received from the receipts, what became of it from
 * the items, the value in suspense from the positions and again from the postings, the books from postings and balances.
 */
export interface ProofCounts {
  /** By source: what was received, also as items that could not be read. */
  readonly received: readonly { readonly source: string; readonly receivedOn: string; readonly tally: TallySum }[]
  /** By source: what the refused receipts carried, which is what their first receipts carried. */
  readonly refused: readonly { readonly source: string; readonly receivedOn: string; readonly tally: TallySum }[]
  /** By source and state: the items. */
  readonly states: readonly {
    readonly source: string
    readonly receivedOn: string
    readonly state: ItemState
    readonly tally: TallySum
  }[]
  /** By source: value that stands in no item, in exceptions of batches and files. */
  readonly lost: readonly { readonly source: string; readonly receivedOn: string; readonly tally: TallySum }[]
  /** Of that, what was rejected with its batch or file. */
  readonly lostEnded: NonNullable<Counts['lostEnded']>
  /** By source: what of the suspended somebody has claimed. */
  readonly inWork: readonly Counted[]
}

const RECEIVED = statement(
  'proof.received',
  `
select source, received_on::text, sum(items + lost_items)::bigint as items, sum(debit_minor + lost_debit_minor) as debit_minor, sum(credit_minor + lost_credit_minor) as credit_minor
from receipt
where shard = $1 and state in ('staged', 'done', 'quarantined')
group by source, received_on
order by source, received_on`,
)

const REFUSED = statement(
  'proof.refused',
  `
-- an archive holds nothing itself: sent again, it is as much as its members, of which some may have been refused the first time
select receipt.source, receipt.received_on::text, sum(first.items + first.lost_items)::bigint as items,
  sum(first.debit_minor + first.lost_debit_minor) as debit_minor, sum(first.credit_minor + first.lost_credit_minor) as credit_minor
from receipt
join receipt as sent on sent.shard = receipt.shard and (sent.id = receipt.duplicate_of or sent.container_id = receipt.duplicate_of)
join receipt as first on first.shard = sent.shard and first.id = coalesce(sent.duplicate_of, sent.id)
where receipt.shard = $1 and receipt.state = 'refused'
group by receipt.source, receipt.received_on
order by receipt.source, receipt.received_on`,
)

const RECEIPTS = statement('proof.receipts', 'select id, source, received_on::text from receipt where shard = $1')

const LOST = statement(
  'proof.lost',
  `
select receipt.source, receipt.received_on::text, sum(lost_items)::bigint as items, sum(lost_debit_minor) as debit_minor, sum(lost_credit_minor) as credit_minor
from receipt
where shard = $1 and state in ('staged', 'done', 'quarantined')
group by receipt.source, receipt.received_on
having sum(lost_items + lost_debit_minor + lost_credit_minor) <> 0
order by receipt.source, receipt.received_on`,
)

const WAITING = statement(
  'proof.waiting',
  `
-- items of parts that are not done yet: received, and in no row of \`item\`
select receipt.source, receipt.received_on::text, sum(part.items)::bigint as items
from part
join receipt on receipt.shard = $1 and receipt.id = part.receipt_id
where part.shard between $1 and $1 + 1023 and part.state = 'ready'
group by receipt.source, receipt.received_on`,
)

const UNREAD = statement(
  'proof.unread',
  `
select id from receipt where shard = $1 and state = 'arrived' order by id limit $2`,
)

/** Receipts that arrived and were not read yet, oldest first: received, and nothing is known of what they hold. */
export async function unreadReceipts(run: Runner, orgShard: number, most: number): Promise<readonly number[]> {
  return (await rowsOf<{ id: number }>(run, UNREAD, [orgShard, most])).map(row => row.id)
}

/** One check of the books: what differs, in minor units or rows. Zero holds. */
const BOOKS = statement(
  'proof.books',
  `
with
  moved as (
    select shard, account_id as id, amount_minor from posting where shard between $1 and $1 + 1023
    union all
    select shard, contra_id, -amount_minor from posting where shard between $1 and $1 + 1023
  ),
  sums as (select shard, id, sum(amount_minor) as minor from moved group by shard, id),
  balances as (
    select account.shard, account.internal, account.number, account.balance_minor - account.opening_minor - coalesce(sums.minor, 0) as off
    from account
    left join sums using (shard, id)
    where account.shard between $1 and $1 + 1023
  ),
  positions as (
    select sum(credit_minor - debit_minor) as net from suspense_position where shard between $1 and $1 + 1023 and closed_on is null
  )
select
  (select coalesce(sum(minor), 0) from sums) as all_postings_sum,
  (select count(*) from balances where off <> 0) as balances_off,
  (select coalesce(sum(balance_minor), 0) from account where shard between $1 and $1 + 1023 and number = '~suspense')
    - coalesce((select net from positions), 0) as suspense_off,
  (select count(*) from item where shard between $1 and $1 + 1023 and state = 'suspended'
    and not exists (select from exception where exception.shard between $1 and $1 + 1023 and exception.id = item.exception_id and exception.state <> 'closed')) as orphans,
  -- law 2: the value of every unresolved exception is a position of its own, and no other position is open
  (select count(*)
    from (select shard, id, debit_minor, credit_minor from exception where shard between $1 and $1 + 1023 and state <> 'closed') as unresolved
    full join (select shard, exception_id as id, debit_minor, credit_minor from suspense_position where shard between $1 and $1 + 1023 and closed_on is null) as held
      using (shard, id)
    where (unresolved.debit_minor, unresolved.credit_minor) is distinct from (held.debit_minor, held.credit_minor)) as positions_off`,
)

export interface BooksCheck {
  readonly allPostingsSum: bigint
  readonly balancesOff: number
  readonly suspenseOff: bigint
  readonly orphans: number
  /** Unresolved exceptions without a position of their value, and open positions without one. */
  readonly positionsOff: number
}

interface TallyRow {
  source: string
  received_on: string
  items: number
  debit_minor: bigint
  credit_minor: bigint
}

function grouped(row: TallyRow): { source: string; receivedOn: string; tally: TallySum } {
  return {
    source: row.source,
    receivedOn: row.received_on,
    tally: { count: row.items, debitMinor: row.debit_minor, creditMinor: row.credit_minor },
  }
}

/** Counts everything the equation needs. The caller runs it in one read-only, repeatable-read transaction, so that both sides are of one moment. */
export async function countForProof(
  run: Runner,
  orgShard: number,
  counted: readonly CountedItems[],
  now: Temporal.Instant,
): Promise<ProofCounts & { readonly waiting: readonly { source: string; receivedOn: string; items: number }[] }> {
  const received = await rowsOf<TallyRow>(run, RECEIVED, [orgShard])
  const refused = await rowsOf<TallyRow>(run, REFUSED, [orgShard])
  const receipts = new Map((await rowsOf<ReceiptRow>(run, RECEIPTS, [orgShard])).map(row => [row.id, row]))
  const lost = await rowsOf<TallyRow>(run, LOST, [orgShard])
  const waiting = await rowsOf<{ source: string; received_on: string; items: number }>(run, WAITING, [orgShard])
  return {
    received: received.map(grouped),
    refused: refused.map(grouped),
    states: statesOf(counted, receipts),
    lost: lost.map(grouped),
    lostEnded: await countLostEnded(run, orgShard),
    inWork: await countInWork(run, orgShard, { now }),
    waiting: waiting.map(row => ({ source: row.source, receivedOn: row.received_on, items: row.items })),
  }
}

interface ReceiptRow {
  id: number
  source: string
  received_on: string
}

/** The items by source, received day and state. Items of a receipt that is not there count for nobody, and the equation fails. */
function statesOf(counted: readonly CountedItems[], receipts: ReadonlyMap<number, ReceiptRow>): ProofCounts['states'] {
  const sums = new Map<string, ProofCounts['states'][number]>()
  for (const { receiptId, state, tally } of counted) {
    const receipt = receipts.get(receiptId)
    if (receipt === undefined) continue
    const { source, received_on: receivedOn } = receipt
    const key = `${state}/${receivedOn}/${source}`
    sums.set(key, { source, receivedOn, state, tally: addToSum(sums.get(key)?.tally ?? NO_SUM, tally) })
  }
  return [...sums.values()]
}

export async function checkBooks(run: Runner, orgShard: number): Promise<BooksCheck> {
  const [row] = await rowsOf<{
    all_postings_sum: bigint
    balances_off: number
    suspense_off: bigint
    orphans: number
    positions_off: number
  }>(run, BOOKS, [orgShard])
  if (row === undefined) throw new Error('the check of the books gave no row')
  return {
    allPostingsSum: row.all_postings_sum,
    balancesOff: row.balances_off,
    suspenseOff: row.suspense_off,
    orphans: row.orphans,
    positionsOff: row.positions_off,
  }
}
