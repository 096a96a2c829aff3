import { statement } from './statement.ts'

/**
 * What the income from fees holds against the rows of fees: each that was charged or given back by a decision has one posting of its
 * amount between the account and the income of that bucket, in the decision's entry there, and the opposite where the decision was
 * taken back; each that came with a policy has one in the entry that raised its exception. Nothing else is posted there but by
 * transfers, and for one item no fee is charged twice, or given back more often than it was charged.
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
    where fee.shard between $1 and $1 + 1023 and step in ('charged', 'refunded', 'withdrawn')
    union all
    -- what came with a policy has no decision, and was before any
    select shard, 0, exception_id, name, step, 'done', shard, account_id, fee_minor, entry_id
    from policy_fee
    where shard between $1 and $1 + 1023 and step = 'charged'
  ),
  told as (
    select account_shard as shard, entry_id, account_id, amount_minor, case account_shard when shard then exception_id else 0 end as item_id, decision_id, exception_id
    from made
    union all
    -- the entry that takes it back
    select account_shard, entry_id + 33554432, account_id, -amount_minor, case account_shard when shard then exception_id else 0 end, decision_id, exception_id
    from made
    where state = 'undone'
  ),
  -- equal ones of one entry are counted: one does not stand for two
  meant as (
    select *, row_number() over (partition by shard, entry_id, account_id, amount_minor, item_id) as nth from told
  ),
  posted as (
    select *, row_number() over (partition by shard, entry_id, account_id, amount_minor, item_id) as nth
    from (
      select posting.shard, entry_id, case income.id when account_id then contra_id else account_id end as account_id,
        case income.id when account_id then amount_minor else -amount_minor end as amount_minor, coalesce(posting.item_id, 0) as item_id
      from income
      join posting on posting.shard = income.shard and income.id in (posting.account_id, posting.contra_id)
      join entry on entry.shard = posting.shard and entry.day = posting.day and entry.id = posting.entry_id
      where posting.shard between $1 and $1 + 1023 and entry.kind <> 'transfer'
    ) as side
  ),
  differs as (
    select coalesce(posted.shard, meant.shard) as shard, coalesce(posted.entry_id, meant.entry_id) as entry_id, meant.exception_id,
      meant.amount_minor as meant_minor, posted.amount_minor as posted_minor
    from meant
    full join posted using (shard, entry_id, account_id, amount_minor, item_id, nth)
    where meant.shard is null or posted.shard is null
  ),
  standing as (
    select shard, exception_id, name, account_shard, account_id, abs(amount_minor) as fee_minor,
      -- withdrawn with the policy's decision that it came with: whoever decided instead may have charged it again
      count(*) filter (where step = 'charged') - count(*) filter (where step = 'withdrawn') as charged, count(*) filter (where step = 'refunded') as refunded
    from made
    where state = 'done'
    group by 1, 2, 3, 4, 5, 6
  )
select case
  when posted_minor is null then format('A fee for exception %s is %s minor units, and entry %s of shard %s does not post it.', exception_id, meant_minor, entry_id, shard)
  else format('Entry %s of shard %s posts a fee of %s minor units, and no decision or policy says so.', entry_id, shard, posted_minor)
end as sentence
from differs
union all
select case
  when charged <= 0 then format('For exception %s of shard %s the fee %s is given back, and it was not charged.', exception_id, shard, name)
  else format('For exception %s of shard %s the fee %s is charged %s times and given back %s times.', exception_id, shard, name, charged, refunded)
end
from standing
where charged > 1 or refunded > charged
order by 1
limit 20`,
)
