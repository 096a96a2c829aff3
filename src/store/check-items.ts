import { statement } from './statement.ts'

/**
 * What an item's state says against what moved: a posted item has one posting of its amount, in its direction, on its own
 * account; one that an exception holds stands in suspense with it; what went back left suspense again. And its state is the one
 * that its exception says, whose every change the audit chain seals. One look at each item and posting.
 */
export const CHECK_ITEMS = statement(
  'proof.items',
  `
with
  suspense as (select shard, id from account where shard between $1 and $1 + 1023 and number = '~suspense'),
  moved as (
    select posting.shard, item_id as id, count(*) as postings,
      coalesce(sum(amount_minor) filter (where account_id = suspense.id), 0) as suspended,
      coalesce(sum(amount_minor) filter (where account_id <> suspense.id), 0) as posted,
      max(account_id) filter (where account_id <> suspense.id) as account_id
    from posting
    join suspense on suspense.shard = posting.shard
    where posting.shard between $1 and $1 + 1023 and item_id is not null
    group by posting.shard, item_id
  ),
  told as (
    select item.shard, item.id, item.state, item.exception_id, item.amount_minor, item.account_id, item.batch,
      case direction when 'credit' then amount_minor else -amount_minor end as amount,
      own.id as own_id, unit.id as unit_id,
      -- a claim against a posted item is an exception without a position: the item stays posted until somebody returns it
      case
        when coalesce(own.state, unit.state) = 'closed' then coalesce(own.closed_as, unit.closed_as)
        when own.id is not null and position.exception_id is null then 'posted'
        when coalesce(own.state, unit.state) = 'open' then 'suspended'
        when coalesce(own.state, unit.state) = 'claimed' then 'in_work'
        else 'posted'
      end as state_by_exception,
      coalesce(own.id, unit.id) as held_by,
      own.id is not null and position.exception_id is not null as was_suspended,
      coalesce(moved.postings, 0) as postings, coalesce(moved.suspended, 0) as suspended, coalesce(moved.posted, 0) as posted, moved.account_id as posted_to
    from item
    left join moved on moved.shard = item.shard and moved.id = item.id
    left join exception as own on own.shard = item.shard and own.id = item.id
    left join suspense_position as position on position.shard = item.shard and position.exception_id = item.id
    -- a held batch or file holds its items from bucket 0
    left join exception as unit on unit.shard = $1 and unit.id = item.exception_id and unit.id < 0 and unit.receipt_id = item.id / 67108864
      and (unit.batch is null or unit.batch = item.batch)
    where item.shard between $1 and $1 + 1023
  )
select case
  when state <> state_by_exception then
    format('Item %s is %s; what is recorded of it since it came makes it %s.', id, state, state_by_exception)
  when exception_id is distinct from held_by then
    format('Item %s names exception %s; its exception is %s.', id, coalesce(exception_id::text, 'none'), coalesce(held_by::text, 'none'))
  else
    format('Item %s of %s minor units is %s; its %s postings moved %s to its account and left %s in suspense.', id, amount, state, postings, posted, suspended)
  end as sentence
from told
where state <> state_by_exception
  or exception_id is distinct from held_by
  or case state
    when 'posted' then suspended <> 0 or (postings > 0 and not was_suspended and (postings <> 1 or posted <> amount or posted_to is distinct from account_id))
      or (was_suspended and posted <> amount)
      or (postings = 0 and amount <> 0 and account_id is not null and not exists (
        -- an advice tells what was settled and moves nothing
        select from batch where batch.shard = $1 and batch.receipt_id = told.id / 67108864 and batch.ordinal = told.batch and batch.detail ->> 'layout' = 'adv'))
    when 'returned' then suspended <> 0 or posted <> 0 or (amount <> 0 and postings < 2)
    when 'suspended' then posted <> 0 or suspended <> case when own_id is null then 0 else amount end
    when 'in_work' then posted <> 0 or suspended <> case when own_id is null then 0 else amount end
    else suspended <> 0
  end
order by id
limit 20`,
)
