import type pg from 'pg'
import type { FeeAfter } from '../core/fee.ts'
import { withdrawnOf } from './fee.ts'
import { changedBy, type Runner, rowOf, statement } from './statement.ts'

/** A fee that comes with what a policy sends back by itself. */
export interface PolicyFee {
  /** The exception's, and the account's. */
  readonly shard: number
  readonly exceptionId: number
  /** `charged` or `spared`: nobody is there who could waive it. */
  readonly fee: FeeAfter
  /** YYYY-MM-DD. */
  readonly bookedOn: string
  /** The entry in which it is charged. */
  readonly entryId: number
}

const INSERT = statement(
  'policy-fee.insert',
  `
insert into policy_fee (shard, exception_id, name, step, fee_minor, account_id, why, presentment, booked_on, entry_id)
select shard, exception_id, name, step, fee_minor, account_id, why, decode(presentment, 'hex'), booked_on, case step when 'charged' then entry_id end
from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::text[], $8::text[], $9::date[], $10::bigint[])
  as made (shard, exception_id, name, step, fee_minor, account_id, why, presentment, booked_on, entry_id)`,
)
const OF_EXCEPTION = statement(
  'policy-fee.of-exception',
  `
select name, step, fee_minor, account_id, why, encode(presentment, 'hex') as presentment
from policy_fee
where shard = $1 and exception_id = $2 and not ${withdrawnOf('$1', '$2')}`,
)

/** Adds those of a part or a release. Their exceptions are there. */
export async function insertPolicyFees(tx: pg.ClientBase, made: readonly PolicyFee[]): Promise<void> {
  if (made.length === 0) return
  await changedBy(tx, INSERT, [
    made.map(one => one.shard),
    made.map(one => one.exceptionId),
    made.map(one => one.fee.name),
    made.map(one => one.fee.step),
    made.map(one => one.fee.feeMinor),
    made.map(one => one.fee.account?.id ?? null),
    made.map(one => one.fee.why ?? null),
    made.map(one => one.fee.presentment),
    made.map(one => one.bookedOn),
    made.map(one => one.entryId),
  ])
}

/** The fee that came with what a policy sends back; undefined where none did, or somebody took that over. */
export async function policyFeeOf(
  run: Runner,
  { shard, exceptionId }: { readonly shard: number; readonly exceptionId: number },
): Promise<FeeAfter | undefined> {
  const row = await rowOf<{
    name: string
    step: 'charged' | 'spared'
    fee_minor: number
    account_id: number | null
    why: string | null
    presentment: string
  }>(run, OF_EXCEPTION, [shard, exceptionId])
  if (row === undefined) return undefined
  const { name, step, fee_minor: feeMinor, account_id: id, why, presentment } = row
  const account = id === null ? undefined : { shard, id }
  return { name, step, feeMinor, account, ...(why === null ? {} : { why }), presentment }
}
