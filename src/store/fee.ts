import type pg from 'pg'
import type { FeeAfter, FeeFacts, FeeStep, PastFee, Waiver } from '../core/fee.ts'
import { changedBy, type Runner, rowOf, rowsOf, statement } from './statement.ts'

const INSERT = statement(
  'fee.insert',
  `
insert into fee (shard, decision_id, name, step, fee_minor, account_shard, account_id, waiver, words, why, presentment)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, decode($11, 'hex'))`,
)
const OF_DECISION = statement(
  'fee.of-decision',
  `
select name, step, fee_minor, account_shard, account_id, waiver, words, why, encode(presentment, 'hex') as presentment
from fee
where shard = $1 and decision_id = $2`,
)
const OF_ITEM = statement(
  'fee.of-item',
  `
select name, step, fee_minor, account_shard, account_id, encode(presentment, 'hex') as presentment, booked_on::text
from (
  -- what came with a policy was before anything that somebody decided
  select 0 as decided, name, step, fee_minor, case when account_id is not null then shard end as account_shard, account_id, presentment, booked_on
  from policy_fee
  where shard = $1 and exception_id = $2 and not ${withdrawnOf('$1', '$2')}
  union all
  select decision.id, name, step, fee_minor, account_shard, account_id, presentment, decision.booked_on
  from decision
  join fee on fee.shard = decision.shard and fee.decision_id = decision.id
  where decision.shard = $1 and decision.exception_id = $2 and decision.state = 'done' and step <> 'withdrawn'
) as made
order by decided
limit 1000`,
)
const OF_ACCOUNTS = statement(
  'fee.of-accounts',
  `
-- of other items: what was charged, or waived, and stands; of each account the newest thousand
select made.*, exists (
    select from decision as later
    join fee as refund on refund.shard = later.shard and refund.decision_id = later.id
    where later.shard = made.shard and later.exception_id = made.exception_id and later.id > made.decided and later.state = 'done'
      and refund.name = made.name and refund.step = 'refunded') as is_refunded
from unnest($3::bigint[], $4::bigint[]) as payer (payer_shard, payer_id)
cross join lateral (
  select decision.shard, decision.exception_id, decision.id as decided, name, step, fee_minor, account_shard, account_id,
    encode(presentment, 'hex') as presentment, decision.booked_on::text
  from fee
  join decision on decision.shard = fee.shard and decision.id = fee.decision_id
  where account_shard = payer_shard and account_id = payer_id
    and step in ('charged', 'waived') and decision.state = 'done' and decision.booked_on >= $5 and (decision.shard, decision.exception_id) <> ($1, $2)
  union all
  select shard, exception_id, 0, name, step, fee_minor, shard, account_id, encode(presentment, 'hex'), booked_on::text
  from policy_fee
  where shard = payer_shard and account_id = payer_id and step = 'charged' and booked_on >= $5 and (shard, exception_id) <> ($1, $2)
    and not ${withdrawnOf('policy_fee.shard', 'policy_fee.exception_id')}
  order by booked_on desc, shard, decided
  limit 1000
) as made`,
)

/** Whether what came with a policy's decision is withdrawn because somebody took that over: then it is as if it had not been charged. */
export function withdrawnOf(shard: string, exceptionId: string): string {
  return `exists (
    select from decision as taking join fee as off on off.shard = taking.shard and off.decision_id = taking.id
    where taking.shard = ${shard} and taking.exception_id = ${exceptionId} and taking.state = 'done' and off.step = 'withdrawn')`
}

/** Adds what a decision does about a fee. */
export async function insertFee(
  tx: pg.ClientBase,
  of: { readonly shard: number; readonly decisionId: number },
  after: FeeAfter | undefined,
): Promise<void> {
  if (after === undefined) return
  const { name, step, feeMinor, account, waiver, words, why, presentment } = after
  const whose = [account?.shard ?? null, account?.id ?? null]
  const said = [waiver ?? null, words ?? null, why ?? null]
  await changedBy(tx, INSERT, [of.shard, of.decisionId, name, step, feeMinor, ...whose, ...said, presentment])
}

/** What a decision did about a fee; undefined for every other decision. */
export async function feeOf(
  run: Runner,
  at: { readonly shard: number; readonly decisionId: number },
): Promise<FeeAfter | undefined> {
  const row = await rowOf<FeeRow & Said>(run, OF_DECISION, [at.shard, at.decisionId])
  if (row === undefined) return undefined
  const { waiver, words, why } = row
  return {
    ...afterOf(row),
    ...(waiver === null ? {} : { waiver }),
    ...(words === null ? {} : { words }),
    ...(why === null ? {} : { why }),
  }
}

/** What was done about fees of an item and stands, by a policy and by people, in its order. */
export async function feesOfItem(
  run: Runner,
  at: { readonly shard: number; readonly exceptionId: number },
): Promise<readonly PastFee[]> {
  return (await rowsOf<PastRow>(run, OF_ITEM, [at.shard, at.exceptionId])).map(pastOf)
}

/**
 * What these accounts were charged for items since a day (YYYY-MM-DD), or was waived for them: of each the newest thousand, but those of
 * the exception that is named.
 */
export async function feesOfAccounts(
  run: Runner,
  accounts: readonly { readonly shard: number; readonly id: number }[],
  of: { readonly shard: number; readonly exceptionId: number; readonly since: string },
): Promise<FeeFacts['ofAccounts']> {
  if (accounts.length === 0) return []
  const payers = [accounts.map(one => one.shard), accounts.map(one => one.id)]
  const values = [of.shard, of.exceptionId, ...payers, of.since]
  const rows = await rowsOf<PastRow & { is_refunded: boolean }>(run, OF_ACCOUNTS, values)
  return rows.map(row => ({ ...pastOf(row), isRefunded: row.is_refunded }))
}

interface FeeRow {
  readonly name: string
  readonly step: FeeStep
  readonly fee_minor: number
  readonly account_shard: number | null
  readonly account_id: number | null
  readonly presentment: string
}
interface Said {
  readonly waiver: Waiver | null
  readonly words: string | null
  readonly why: string | null
}
type PastRow = FeeRow & { readonly booked_on: string }

function afterOf({
  name,
  step,
  fee_minor: feeMinor,
  account_shard: shard,
  account_id: id,
  presentment,
}: FeeRow): FeeAfter {
  const account = shard === null || id === null ? undefined : { shard, id }
  return { name, step, feeMinor, account, presentment }
}

function pastOf(row: PastRow): PastFee {
  return { ...afterOf(row), bookedOn: row.booked_on }
}
