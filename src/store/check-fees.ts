import { statement } from './statement.ts'

/**
 * What the income from fees holds against the rows of fees: each that was charged or given back by a decision has one posting of its
 * amount between the account and the income of that bucket, in the decision's entry there, and the opposite where the decision was
 * taken back. Nothing else is posted there by a decision, and no fee is given back that was not charged.
 */
export const CHECK_FEES = statement(
  'proof.fees',
  `
with
  income as (select shard, id from account where shard between $1 and $1 + 1023 and number = '~fees'),
  made as (
    select fee.shard, fee.decision_id, decision.exception_id, fee.name, fee.step, decision.state, account_shard, account_id,
      case step when 'charged' then fee_minor else -fee_minor end as amount_minor,
      case when account_shard = fee.shard then decision.entry_id else other.entry_id end as entry_id
    from fee
    join decision on decision.shard = fee.shard and decision.id = fee.decision_id
    left join cross_entry as other on other.shard = account_shard and other.decision_shard = fee.shard and other.decision_id = fee.decision_id
    where fee.shard between $1 and $1 + 1023 and step in ('charged', 'refunded')
  ),
  meant as (
    select account_shard as shard, entry_id, account_id, amount_minor, decision_id from made
    union all
    -- the entry that takes it back
    select account_shard, entry_id + 33554432, account_id, -amount_minor, decision_id from made where state = 'undone'
  ),
  posted as (
    select posting.shard, entry_id, case income.id when account_id then contra_id else account_id end as account_id,
      case income.id when account_id then amount_minor else -amount_minor end as amount_minor
    from income
    join posting on posting.shard = income.shard and income.id in (posting.account_id, posting.contra_id)
    join entry on entry.shard = posting.shard and entry.day = posting.day and entry.id = posting.entry_id
    where posting.shard between $1 and $1 + 1023 and entry.kind <> 'transfer'
  ),
  differs as (
    select coalesce(posted.shard, meant.shard) as shard, coalesce(posted.entry_id, meant.entry_id) as entry_id, meant.decision_id,
      meant.amount_minor as meant_minor, posted.amount_minor as posted_minor
    from meant
    full join posted using (shard, entry_id, account_id, amount_minor)
    where meant.shard is null or posted.shard is null
  ),
  given_back as (
    select made.shard, decision_id, made.name
    from made
    where step = 'refunded' and state = 'done' and not exists (
      select from made as before
      where before.shard = made.shard and before.exception_id = made.exception_id and before.name = made.name and before.step = 'charged' and before.state = 'done'
        and before.decision_id < made.decision_id and before.amount_minor = -made.amount_minor and before.account_shard = made.account_shard and before.account_id = made.account_id)
  )
select case
  when posted_minor is null then format('A fee of decision %s is %s minor units, and entry %s of shard %s does not post it.', decision_id, meant_minor, entry_id, shard)
  else format('Entry %s of shard %s posts a fee of %s minor units, and no decision says so.', entry_id, shard, posted_minor)
end as sentence
from differs
union all
select format('Decision %s of shard %s gives the fee %s back, and it was not charged.', decision_id, shard, name)
from given_back
order by 1
limit 20`,
)
