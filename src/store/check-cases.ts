import { EARLIEST } from './earliest-clock.ts'
import { statement } from './statement.ts'

/**
 * Cases, their places and their exceptions say the same of one another, and a place is as its newest event tells: who has a case
 * decides what of the equation is in work.
 */
export const CHECK_CASES = statement(
  'proof.cases',
  `
with
  cases as (select * from work_case where shard between $1 and $1 + 1023),
  places as (select * from queue_place where shard between $1 and $1 + 1023),
  bound as (
    select case_shard as shard, case_id as id, count(*) as exceptions, sum(items) as items, sum(debit_minor) as debit_minor, sum(credit_minor) as credit_minor,
      ${EARLIEST.dueAt} as due_at, ${EARLIEST.oursAt} as ours_at, min(pack) as pack, min(kind) as kind, min(queue) as queue,
      count(distinct (pack, kind, queue)) as kinds, bool_or(state = 'open') as is_open
    from exception
    where shard between $1 and $1 + 1023 and case_id is not null
    group by case_shard, case_id
  ),
  told as (
    select distinct on (event.shard, event.subject, said.case_shard) event.shard, event.subject as case_id, said.case_shard, said.fence, event.kind,
      -- of what waits for others: with whoever proposed or forwarded it, whoever did the rest of the case
      coalesce(case event.kind when 'case_pended' then substring(event.body from '"to":"person ([0-9]{1,15})"') end,
        substring(case event.kind when 'case_reassigned' then event.body else event.actor end from case event.kind when 'case_reassigned' then '"to":"person ([0-9]{1,15})"' else '^person ([0-9]{1,15})$' end))::bigint as person
    from event
    -- by pattern: an altered text is told as such by its chain, and breaks nothing here
    cross join lateral (select substring(body from '"caseShard":([0-9]{1,15})')::bigint as case_shard, substring(body from '"fence":([0-9]{1,9})')::bigint as fence) as said
    where event.shard between $1 and $1 + 1023 and event.kind in ('case_claimed', 'case_released', 'case_skipped', 'case_pended', 'case_woken', 'case_parked',
      'case_unparked', 'case_reassigned', 'case_returned', 'lease_ended', 'case_closed', 'case_reopened')
    order by event.shard, event.subject, said.case_shard, event.n desc
  )
select case
  when cases.id is null then format('Exceptions or a place name case %s of shard %s, and there is none.', coalesce(bound.id, places.case_id), coalesce(bound.shard, places.case_shard))
  when places.case_id is null then format('Case %s of shard %s has no place in a queue.', cases.id, cases.shard)
  when told.case_id is null and not (places.state = 'ready' and places.fence = 0) then
    format('Case %s of shard %s is %s, and no event says so.', cases.id, cases.shard, places.state)
  when (places.fence, places.state, places.holder) is distinct from (coalesce(told.fence, 0), expected.state, expected.holder) then
    format('Case %s of shard %s is %s of %s by claim %s; its newest event makes it %s of %s by claim %s.', cases.id, cases.shard,
      places.state, coalesce(places.holder::text, 'nobody'), places.fence, expected.state, coalesce(expected.holder::text, 'nobody'), coalesce(told.fence, 0))
  else format('Case %s of shard %s does not say what its exceptions and its place in queue %s say.', cases.id, cases.shard, places.queue)
end as sentence
from cases
full join bound on bound.shard = cases.shard and bound.id = cases.id
full join places on places.case_shard = coalesce(cases.shard, bound.shard) and places.case_id = coalesce(cases.id, bound.id)
left join told on told.shard = places.shard and told.case_shard = places.case_shard and told.case_id = places.case_id
cross join lateral (
  select case told.kind
      when 'case_claimed' then 'leased' when 'case_unparked' then 'leased' when 'case_parked' then 'parked' when 'case_pended' then 'pended' when 'case_closed' then 'done'
      -- given to somebody, what waits goes on waiting
      when 'case_reassigned' then case places.state when 'pended' then 'pended' else 'ready' end
      else 'ready' end as state
) as state_told
cross join lateral (
  select state_told.state, case when state_told.state in ('leased', 'parked', 'pended') then told.person end as holder
) as expected
where cases.id is null or bound.id is null or places.case_id is null
  or (bound.exceptions, bound.items, bound.debit_minor, bound.credit_minor, bound.due_at, bound.ours_at, bound.pack, bound.kind, bound.queue, bound.kinds)
    is distinct from (cases.exceptions::bigint, cases.items::numeric, cases.debit_minor::numeric, cases.credit_minor::numeric, cases.due_at, cases.ours_at, cases.pack, cases.kind, cases.queue, 1::bigint)
  or (cases.state = 'closed' and bound.is_open)
  or (cases.state = 'closed') <> (places.state = 'done')
  or (places.queue, places.ours_at, places.harm_minor, places.opened_at) is distinct from
    (cases.queue, coalesce(cases.ours_at, '9999-12-31T00:00:00Z'), cases.debit_minor + cases.credit_minor, cases.opened_at)
  or (places.fence, places.state, places.holder) is distinct from (coalesce(told.fence, 0), expected.state, expected.holder)
order by 1
limit 20`,
)
