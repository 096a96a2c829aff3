import { isOverShort } from './over-short.ts'
import { statement } from './statement.ts'

/**
 * Law 2: the value of every unresolved exception stands in suspense as a position of its own, with an owner and an exit date.
 * Each exception's value is counted again from its items and from what its receipt and batch lost.
 */
export const CHECK_EXCEPTIONS = statement(
  'proof.exceptions',
  `
with
  held as (
    select exception_id as id, count(*) as items,
      coalesce(sum(amount_minor) filter (where direction = 'debit'), 0) as debit_minor,
      coalesce(sum(amount_minor) filter (where direction = 'credit'), 0) as credit_minor
    from item
    where shard between $1 and $1 + 1023 and exception_id < 0 and state in ('suspended', 'rejected', 'forwarded')
    group by exception_id
  ),
  -- what a file lost outside its batches: where batches are held by themselves, what they lost is theirs
  lost_in_batches as (
    select batch.receipt_id, sum(lost_items) as items, sum(lost_debit_minor) as debit_minor, sum(lost_credit_minor) as credit_minor
    from batch
    join exception as of_batch on of_batch.shard = batch.shard and of_batch.receipt_id = batch.receipt_id and of_batch.batch = batch.ordinal and of_batch.scope = 'batch'
    where batch.shard = $1 and not (${isOverShort('of_batch')})
    group by batch.receipt_id
  ),
  -- what is over or short holds what the release said that raised it
  over_short as (
    select (raised.of ->> 'id')::bigint as id, (raised.of ->> 'debitMinor')::numeric as debit_minor, (raised.of ->> 'creditMinor')::numeric as credit_minor
    from decision
    cross join lateral (select decision.effect::jsonb -> 'overShort' as of) as raised
    where decision.shard = $1 and decision.exception_id < 0 and decision.state = 'done' and decision.resolution = 'release' and raised.of is not null
  ),
  -- a file whose processing failed: its last exception holds what the others do not, so all of them are counted together
  failed as (
    select receipt.id, coalesce(sum(held.items), 0) - sum(other.items) as items, coalesce(sum(held.debit_minor), 0) - sum(other.debit_minor) as debit_minor,
      coalesce(sum(held.credit_minor), 0) - sum(other.credit_minor) as credit_minor
    from exception as last
    join receipt on receipt.shard = $1 and receipt.id = last.receipt_id
    -- what a retry opened again stands under that exception no more
    join exception as other on other.shard = $1 and other.receipt_id = receipt.id and other.scope <> 'item' and other.closed_as is distinct from 'retried'
    left join held on held.id = other.id
    where last.shard = $1 and last.id between -(last.receipt_id * 67108864 + 67108863) and -(last.receipt_id * 67108864 + 67108863) + 999
      and last.closed_as is distinct from 'retried'
    group by receipt.id
  ),
  counted as (
    select exception.*, found.items as items_found, found.debit_minor as debit_found, found.credit_minor as credit_found,
      scope = 'item' and item.exception_id is distinct from exception.id as unnamed,
      exception.state <> 'closed' as stands,
      -- items of a held batch or file are written with their parts: until the last is done some are still to come
      scope <> 'item' and receipt.state = 'staged' as is_filling
    from exception
    left join item on scope = 'item' and item.shard = exception.shard and item.day = exception.day and item.id = exception.id
    left join held on held.id = exception.id
    left join batch on batch.shard = $1 and batch.receipt_id = exception.receipt_id and batch.ordinal = exception.batch
    left join receipt on receipt.shard = $1 and receipt.id = exception.receipt_id
    left join lost_in_batches on lost_in_batches.receipt_id = exception.receipt_id
    left join failed on failed.id = exception.receipt_id and not (${isOverShort('exception')})
    left join over_short on over_short.id = exception.id
    -- an item is worth itself, a batch or file what it holds and lost; those of a file that failed are counted together
    cross join lateral (
      select 1, case item.direction when 'debit' then item.amount_minor else 0 end, case item.direction when 'credit' then item.amount_minor else 0 end
      where scope = 'item'
      union all
      select exception.items + failed.items + receipt.lost_items, exception.debit_minor + failed.debit_minor + receipt.lost_debit_minor,
        exception.credit_minor + failed.credit_minor + receipt.lost_credit_minor
      where scope <> 'item' and failed.id is not null
      union all
      select 0, coalesce(over_short.debit_minor, 0), coalesce(over_short.credit_minor, 0)
      where ${isOverShort('exception')}
      union all
      select coalesce(held.items, 0) + coalesce(lost.items, 0), coalesce(held.debit_minor, 0) + coalesce(lost.debit_minor, 0),
        coalesce(held.credit_minor, 0) + coalesce(lost.credit_minor, 0)
      from (
        select batch.lost_items as items, batch.lost_debit_minor as debit_minor, batch.lost_credit_minor as credit_minor
        where scope = 'batch'
        union all
        select receipt.lost_items - coalesce(lost_in_batches.items, 0), receipt.lost_debit_minor - coalesce(lost_in_batches.debit_minor, 0),
          receipt.lost_credit_minor - coalesce(lost_in_batches.credit_minor, 0)
        where scope = 'file'
      ) as lost
      where scope <> 'item' and failed.id is null and not (${isOverShort('exception')})
    ) as found (items, debit_minor, credit_minor)
    where exception.shard between $1 and $1 + 1023
  )
select case
  when counted.id is null then
    format('Suspense position %s belongs to no exception.', position.exception_id)
  when unnamed then
    format('Exception %s hangs on its item, and the item does not name it.', counted.id)
  when not is_filling and (counted.items, counted.debit_minor, counted.credit_minor) is distinct from (items_found, debit_found, credit_found) then
    format('Exception %s says %s items, %s debit and %s credit; what it holds is %s items, %s debit and %s credit.',
      counted.id, items, counted.debit_minor, counted.credit_minor, items_found, debit_found, credit_found)
  when stands and position.exception_id is null then
    format('Exception %s is %s, and its value stands in no suspense position.', counted.id, counted.state)
  when stands <> (position.exception_id is not null and position.closed_on is null) then
    format('Exception %s is %s, and its suspense position is %s.', counted.id, counted.state, case when position.closed_on is null then 'open' else 'closed' end)
  when position.account_id is distinct from suspense.id then
    format('The suspense position of exception %s is on account %s, not on suspense %s.', counted.id, position.account_id, suspense.id)
  else
    format('Exception %s is worth %s debit and %s credit in queue %s since %s; its suspense position %s and %s, owned by %s from %s to %s.', counted.id,
      counted.debit_minor, counted.credit_minor, queue, counted.day, position.debit_minor, position.credit_minor, position.owner, position.opened_on, position.exit_on)
  end as sentence
from counted
full join (select * from suspense_position where shard between $1 and $1 + 1023) as position on position.shard = counted.shard and position.exception_id = counted.id
left join account as suspense on suspense.shard = counted.shard and suspense.number = '~suspense'
where counted.id is null
  or unnamed
  or ((counted.state <> 'closed' or scope = 'item') and not is_filling and (counted.items, counted.debit_minor, counted.credit_minor) is distinct from (items_found, debit_found, credit_found))
  or stands <> (position.exception_id is not null and position.closed_on is null)
  or (position.exception_id is not null and (position.account_id <> suspense.id or position.debit_minor <> counted.debit_minor
    or position.credit_minor <> counted.credit_minor or position.owner <> queue or position.opened_on < counted.day or position.exit_on < position.opened_on))
order by 1
limit 20`,
)

/** Accounts whose balance is not what it opened with and what the postings moved. Asked for only when there are some. */
export const CHECK_BALANCES = statement(
  'proof.balances',
  `
with moved as (
  select shard, account_id as id, amount_minor from posting where shard between $1 and $1 + 1023
  union all
  select shard, contra_id, -amount_minor from posting where shard between $1 and $1 + 1023
)
select format('Account %s in shard %s has a balance of %s minor units; it opened with %s and its postings moved %s.', account.id, account.shard,
  account.balance_minor, account.opening_minor, coalesce(sums.minor, 0)) as sentence
from account
left join (select shard, id, sum(amount_minor) as minor from moved group by shard, id) as sums using (shard, id)
where account.shard between $1 and $1 + 1023 and account.balance_minor <> account.opening_minor + coalesce(sums.minor, 0)
order by account.shard, account.id
limit 20`,
)
