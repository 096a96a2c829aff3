import type { PackName } from '../core/pack.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

/** A customer's claim that named no posted debit when it came, and still waits for it. */
export interface WaitingClaim {
  readonly exceptionId: number
  readonly receiptId: number
  /** Of its own words, which are an original. */
  readonly sha256: Uint8Array
  readonly accountNumber: string
  readonly reference: string
  readonly amountMinor: number
  /** 0-based row of the file it came in. */
  readonly row: number
}

export interface WaitingClaimsWanted {
  readonly orgShard: number
  readonly pack: PackName
  /** The kind of exception that such a claim has. */
  readonly kind: string
  /** Only those that came after this one; the oldest first. Ids of files count down. */
  readonly beforeId: number
  readonly limit: number
}

const WAITING = statement(
  'exception.waiting-claims',
  `
-- claims are held in bucket 0 of the institution, where few exceptions are open: the index of the open ones is enough
select exception.id, exception.receipt_id, receipt.sha256, finding ->> 'found' as number, finding -> 'facts' ->> 'trace' as reference,
  (finding -> 'facts' ->> 'amountMinor')::bigint as amount_minor, (finding -> 'facts' ->> 'claimRow')::integer as row
from exception
join receipt on receipt.shard = exception.shard and receipt.id = exception.receipt_id
where exception.shard = $1 and exception.state <> 'closed' and exception.scope = 'file' and exception.pack = $2 and exception.kind = $3
  and exception.id < $4
order by exception.id desc
limit $5`,
)

export async function waitingClaims(run: Runner, wanted: WaitingClaimsWanted): Promise<readonly WaitingClaim[]> {
  const { orgShard, pack, kind, beforeId, limit } = wanted
  const rows = await rowsOf<{
    id: number
    receipt_id: number
    sha256: Buffer
    number: string
    reference: string
    amount_minor: number
    row: number
  }>(run, WAITING, [orgShard, pack, kind, beforeId, limit])
  return rows.map(row => ({
    exceptionId: row.id,
    receiptId: row.receipt_id,
    sha256: row.sha256,
    accountNumber: row.number,
    reference: row.reference,
    amountMinor: row.amount_minor,
    row: row.row,
  }))
}

const RELEASED = statement(
  'exception.released-since-claims',
  `
-- an hour before the oldest claim: a release that ran while it came was decided before it, and posted after it
with since as (
  select min(raised_at) - interval '1 hour' as at from exception
  where shard = $1 and state <> 'closed' and scope = 'file' and pack = $2 and kind = $3
)
select distinct receipt.posting_on::text as day
from exception
join receipt on receipt.shard = exception.shard and receipt.id = exception.receipt_id
where exception.shard = $1 and exception.pack = $2 and exception.closed_as = 'released' and exception.closed_at >= (select at from since)
order by day desc
limit $4`,
)

/** Days on which debits posted that a release let through since the oldest claim that waits, the newest first. None without such claims. */
export async function daysReleased(
  run: Runner,
  { orgShard, pack, kind, limit }: Omit<WaitingClaimsWanted, 'beforeId'>,
): Promise<readonly string[]> {
  const rows = await rowsOf<{ day: string }>(run, RELEASED, [orgShard, pack, kind, limit])
  return rows.map(row => row.day)
}
