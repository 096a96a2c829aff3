import { bucketOf, bucketOfText } from '../core/bucket.ts'
import { equationOf } from '../core/completeness.ts'
import { ITEM_STATES, type ItemState } from '../core/item.ts'
import { addToSum, equalSum, NO_SUM, type TallySum } from '../core/tally.ts'
import { BATCH_CLAIMS, FILE_CLAIMS } from './check-intake.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

/** Items of a batch in one state, as the one count of all items gives them: everything the proof sums is summed from these. */
export interface CountedItems {
  readonly receiptId: number
  readonly batch: number
  readonly state: ItemState
  readonly tally: TallySum
}

const COUNTED = statement(
  'proof.counted',
  `
select id / 67108864 as receipt_id, batch, state, count(*) as items,
  coalesce(sum(amount_minor) filter (where direction = 'debit'), 0) as debit_minor,
  coalesce(sum(amount_minor) filter (where direction = 'credit'), 0) as credit_minor
from item
where shard between $1 and $1 + 1023
group by 1, 2, 3
order by 1, 2, 3`,
)
const BATCHES = statement(
  'proof.batches',
  `
-- of a file whose processing failed some items were never written: what they are worth stands under one exception of the file
select batch.receipt_id, batch.ordinal as batch, source, receipt.state = 'staged' or exists (
    select from exception where exception.shard = $1 and exception.closed_as is distinct from 'retried'
      and exception.id between -(receipt.id * 67108864 + 67108863) and -(receipt.id * 67108864 + 67108863) + 999) as unfinished, batch.items, batch.debit_minor, batch.credit_minor,
  batch.lost_items, batch.lost_debit_minor, batch.lost_credit_minor
from batch
join receipt on receipt.shard = $1 and receipt.id = batch.receipt_id
where batch.shard = $1
order by batch.receipt_id, batch.ordinal`,
)
const TALLIES = statement(
  'proof.tallies',
  `
select receipt_id, state, sum(items)::bigint as items, sum(debit_minor) as debit_minor, sum(credit_minor) as credit_minor
from part_tally
where shard between $1 and $1 + 1023
group by receipt_id, state
order by receipt_id, state`,
)
const PART_TALLIES = statement(
  'proof.part-tallies',
  `
-- a part's own counters say its items; a change of state takes from one and adds to another
select format('The counters of part %s of receipt %s in shard %s say %s items; it has %s.', tally.part_no, tally.receipt_id, tally.shard,
  tally.items, case when tally.part_no = -1 then '0 as changes of state' else coalesce(part.items::text, 'no row') end) as sentence
from (
  select shard, receipt_id, part_no, sum(items) as items
  from part_tally
  where shard between $1 and $1 + 1023
  group by shard, receipt_id, part_no
) as tally
left join part on part.shard = tally.shard and part.receipt_id = tally.receipt_id and part.no = tally.part_no and part.state = 'done'
where tally.items <> case when tally.part_no = -1 then 0 else coalesce(part.items, -1) end
order by 1
limit 20`,
)

/** One count of every item, by receipt, batch and state. */
export async function countItems(run: Runner, orgShard: number): Promise<readonly CountedItems[]> {
  return (await rowsOf<CountRow & { batch: number }>(run, COUNTED, [orgShard])).map(row => ({
    receiptId: row.receipt_id,
    batch: row.batch,
    state: row.state,
    tally: tallyOfRow(row),
  }))
}

/** The equation of every batch: how many there are, and a sentence for each that does not add up. */
export interface BatchesCheck {
  readonly batches: number
  readonly problems: readonly string[]
}

/** Law 1 by batch: what a batch was read to hold is what its items are now, and what it lost. A file that is not done yet, or never was, is accounted for as a whole. */
export async function checkBatches(
  run: Runner,
  orgShard: number,
  counted: readonly CountedItems[],
): Promise<BatchesCheck> {
  const of = Map.groupBy(counted, one => `${one.receiptId}/${one.batch}`)
  const rows = await rowsOf<BatchRow>(run, BATCHES, [orgShard])
  const problems: string[] = []
  for (const row of rows) {
    const key = `${row.receipt_id}/${row.batch}`
    const items = of.get(key) ?? []
    of.delete(key)
    if (row.unfinished) continue
    const where = { source: row.source, receivedOn: '' }
    const lost = {
      count: row.lost_items,
      debitMinor: BigInt(row.lost_debit_minor),
      creditMinor: BigInt(row.lost_credit_minor),
    }
    const equation = equationOf({
      received: [{ ...where, tally: addToSum(tallyOfRow(row), lost) }],
      refused: [],
      states: items.map(one => ({ ...where, state: one.state, tally: one.tally })),
      lost: [{ ...where, tally: lost }],
      inWork: [],
      waiting: [],
    })
    if (equation.holds) continue
    const found = Object.values(equation.terms).reduce(addToSum, NO_SUM)
    problems.push(
      `Batch ${row.batch + 1} of receipt ${row.receipt_id} from ${row.source} does not add up: received ${said(equation.received)}; found ${said(found)}.`,
    )
  }
  for (const [key, [one]] of of)
    problems.push(
      `Items of batch ${(one?.batch ?? 0) + 1} of receipt ${key.split('/')[0]} are there, and the batch is not.`,
    )
  return { batches: rows.length, problems }
}

/** The counters that *Today* reads say what the items are. */
export async function checkTallies(
  run: Runner,
  orgShard: number,
  counted: readonly CountedItems[],
): Promise<readonly string[]> {
  const expected = new Map<string, TallySum>()
  for (const { receiptId, state, tally } of counted) {
    const key = `${receiptId}/${state}`
    expected.set(key, addToSum(expected.get(key) ?? NO_SUM, tally))
  }
  const problems: string[] = []
  for (const row of await rowsOf<CountRow>(run, TALLIES, [orgShard])) {
    const key = `${row.receipt_id}/${row.state}`
    const items = expected.get(key) ?? NO_SUM
    expected.delete(key)
    if (!equalSum(items, tallyOfRow(row)))
      problems.push(
        `The counters of receipt ${row.receipt_id} say ${said(tallyOfRow(row))} ${wordsOf(row.state)}; counted are ${said(items)}.`,
      )
  }
  for (const [key, items] of expected) {
    const [receipt, state] = key.split('/')
    problems.push(`The counters of receipt ${receipt} say nothing of ${said(items)} ${wordsOf(state ?? '')}.`)
  }
  const parts = await rowsOf<{ sentence: string }>(run, PART_TALLIES, [orgShard])
  return [...problems, ...parts.map(row => row.sentence)]
}

/** What makes bytes and batches be accepted once: each claim stands for a file or batch that is there, in the bucket where it is looked for. */
export async function checkClaims(run: Runner, orgShard: number): Promise<readonly string[]> {
  const problems: string[] = []
  const files = await rowsOf<ClaimRow & { sha256: Buffer }>(run, FILE_CLAIMS, [orgShard])
  for (const row of files) {
    const shard = orgShard + bucketOf(row.sha256, 0, row.sha256.length)
    const bytes = row.sha256.toString('hex').slice(0, 16)
    if (row.claimed_by === null)
      problems.push(`Receipt ${row.receipt_id} does not own its bytes (${bytes}…): they could be received again.`)
    else if (row.receipt_id === null)
      problems.push(`Receipt ${row.claimed_by} owns bytes (${bytes}…) that it did not bring.`)
    else if (row.shard !== shard)
      problems.push(
        `The claim of receipt ${row.receipt_id} on its bytes stands in shard ${row.shard}; it is looked for in ${shard}.`,
      )
  }
  const batches = await rowsOf<ClaimRow & { ordinal: number | null; fingerprint: string }>(run, BATCH_CLAIMS, [
    orgShard,
  ])
  for (const row of batches) {
    const shard = orgShard + bucketOfText(row.fingerprint)
    if (row.claimed_by === null)
      problems.push(
        `Batch ${(row.ordinal ?? 0) + 1} of receipt ${row.receipt_id} does not own its content: it could be processed again.`,
      )
    else if (row.receipt_id === null)
      problems.push(`Receipt ${row.claimed_by} owns the content of a batch that it did not bring.`)
    else if (row.shard !== shard)
      problems.push(
        `The claim on batch ${(row.ordinal ?? 0) + 1} of receipt ${row.receipt_id} stands in shard ${row.shard}; it is looked for in ${shard}.`,
      )
  }
  return problems
}

interface ClaimRow {
  receipt_id: number | null
  claimed_by: number | null
  shard: number | null
}

/** A count and its value: columns are numbers, sums are exact whatever they are. */
interface TallyRow {
  items: number
  debit_minor: number | bigint
  credit_minor: number | bigint
}
interface CountRow extends TallyRow {
  receipt_id: number
  state: ItemState
}
interface BatchRow extends TallyRow {
  receipt_id: number
  batch: number
  source: string
  unfinished: boolean
  lost_items: number
  lost_debit_minor: number
  lost_credit_minor: number
}

function tallyOfRow(row: TallyRow): TallySum {
  return { count: row.items, debitMinor: BigInt(row.debit_minor), creditMinor: BigInt(row.credit_minor) }
}

function said({ count, debitMinor, creditMinor }: TallySum): string {
  return `${count} items with ${debitMinor} debit and ${creditMinor} credit minor units`
}

function wordsOf(state: string): string {
  return state in ITEM_STATES ? state.replace('_', ' ') : state
}
