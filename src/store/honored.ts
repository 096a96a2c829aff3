import { type Runner, rowsOf, statement } from './statement.ts'

const HONORED = statement(
  'letter-request.honored',
  `
-- the letters that tell customers of it are the promise; one that is not sent yet has not begun to run out
select letter.shard, item.account_id, letter.amount_minor, letter.sent_on::text
from letter_request as letter
join decision on decision.shard = letter.shard and decision.id = letter.decision_id
join exception on exception.shard = decision.shard and exception.id = decision.exception_id
join item on item.shard = exception.shard and item.day = exception.day and item.id = exception.id
where letter.shard = any ($1::bigint[]) and letter.rule = 'reg-e-tell-of-debit' and letter.state <> 'cancelled'
  and coalesce(letter.sent_on, 'infinity') >= $2 and item.account_id is not null`,
)

/** A provisional credit that was taken back from an account. */
export interface HonoredCredit {
  readonly shard: number
  readonly accountId: number
  /** Minor units. */
  readonly amountMinor: number
  /** The day of the notice to the customer, YYYY-MM-DD; undefined where it is not sent yet. */
  readonly toldOn: string | undefined
}

/** The credits that were taken back in these buckets and told to the customer on the day or later, YYYY-MM-DD, or not yet. */
export async function creditsTakenBack(
  run: Runner,
  shards: readonly number[],
  since: string,
): Promise<readonly HonoredCredit[]> {
  const rows = await rowsOf<{ shard: number; account_id: number; amount_minor: number; sent_on: string | null }>(
    run,
    HONORED,
    [shards, since],
  )
  return rows.map(row => ({
    shard: row.shard,
    accountId: row.account_id,
    amountMinor: row.amount_minor,
    toldOn: row.sent_on ?? undefined,
  }))
}
