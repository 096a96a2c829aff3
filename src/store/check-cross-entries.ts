import { statement } from './statement.ts'

/**
 * What a decision leaves in clearing in its item's bucket, its entries in other buckets take there: in each of them one entry that a
 * row names, and its reversal when the decision was taken back.
 */
export const CHECK_CROSS_ENTRIES = statement(
  'proof.cross-entries',
  `
with
  clearing as (select shard, id from account where shard between $1 and $1 + 1023 and number = '~clearing'),
  entries as (
    select shard as decision_shard, id as decision_id, shard, entry_id from decision where shard between $1 and $1 + 1023 and entry_id is not null
    union all
    select decision_shard, decision_id, shard, entry_id from cross_entry where shard between $1 and $1 + 1023
  ),
  -- an entry, and the one that takes it back
  numbered as (
    select entries.*, numbers.id, numbers.id > 33554432 as reverses
    from entries
    cross join lateral (values (entry_id), (entry_id + 33554432)) as numbers (id)
  ),
  posted as (
    select numbered.shard, numbered.id,
      sum(case clearing.id when posting.account_id then amount_minor when posting.contra_id then -amount_minor else 0 end) as cleared
    from numbered
    join clearing on clearing.shard = numbered.shard
    join posting on posting.shard = numbered.shard and posting.entry_id = numbered.id
    group by 1, 2
  ),
  moved as (
    select decision_shard, decision_id, count(*) filter (where not reverses and posted.id is null) as missing,
      coalesce(sum(cleared), 0) as cleared, bool_or(reverses and posted.id is not null) as is_reversed, bool_and(not reverses or posted.id is not null) as all_reversed
    from numbered
    left join posted on posted.shard = numbered.shard and posted.id = numbered.id
    group by 1, 2
  )
select case
  when decision.id is null then format('An entry is of decision %s of shard %s, and there is none.', moved.decision_id, moved.decision_shard)
  when missing > 0 then format('%s entries of decision %s in shard %s have no postings.', missing, decision.id, decision.shard)
  when cleared <> 0 then format('Decision %s in shard %s leaves %s minor units in the clearing of its buckets.', decision.id, decision.shard, cleared)
  else format('Decision %s in shard %s is %s, and its entries are %s.', decision.id, decision.shard, decision.state, case when all_reversed then 'reversed' when is_reversed then 'reversed in part' else 'not reversed' end)
end as sentence
from moved
left join decision on decision.shard = moved.decision_shard and decision.id = moved.decision_id
where decision.id is null or missing > 0 or cleared <> 0 or is_reversed <> (decision.state = 'undone') or (is_reversed and not all_reversed)
order by 1
limit 20`,
)
