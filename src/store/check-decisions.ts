import { OWNERS_MAX } from '../core/authority/natural-person.ts'
import { statement } from './statement.ts'

/** A letter is cancelled exactly where what asked for it was taken back before it was sent; a correction belongs to what was taken back. */
export const CHECK_LETTERS = statement(
  'proof.letters',
  `
select format('Letter %s of decision %s of exception %s is %s, and the decision is %s.', n, decision_id, exception_id, letter.state, decision.state) as sentence
from letter_request as letter
join decision on decision.shard = letter.shard and decision.id = letter.decision_id
where letter.shard between $1 and $1 + 1023
  and case when corrects is null then (decision.state = 'undone' and letter.state in ('requested', 'overtaken')) or (decision.state <> 'undone' and letter.state = 'cancelled')
    else decision.state <> 'undone' end
order by letter.shard, decision_id, n
limit 20`,
)

/**
 * Law 4, from the rows alone: what waits for a second person has moved nothing; what one approved had hands of nobody who is one
 * natural person with them or keyed it before; what counts without a second person was no agent's and within what one act of its
 * maker may be; what two people took back stands no more, and names who asked for that; and no leg of an item's decision moved more than the amount that its limits were compared with.
 */
export const CHECK_DECISIONS = statement(
  'proof.decisions',
  `
with recursive
  decided as (select * from decision where shard between $1 and $1 + 1023),
  persons as (select id, kind, owner_id, owner_from from person where shard = $1),
  -- an account and each of its owners, with the moment since which that is said: two that share one are one natural person
  chain as (
    select id, id as at, owner_id, owner_from, timestamptz '-infinity' as since, 0 as depth from persons
    union all
    select chain.id, persons.id, persons.owner_id, persons.owner_from, greatest(since, chain.owner_from), depth + 1
    from chain join persons on persons.id = chain.owner_id where depth < ${OWNERS_MAX}
  ),
  hand as (
    select decided.shard, decided.id, (one ->> 'person')::bigint as person from decided cross join lateral jsonb_array_elements(hands) as one
    union
    select shard, id, maker_id from decided
    union
    select shard, id, for_id from decided where for_id is not null
    union
    select shard, decision_id, person_id from second_key where shard between $1 and $1 + 1023
    union
    select shard, decision_id, for_id from second_key where shard between $1 and $1 + 1023 and for_id is not null
  ),
  -- by pattern: an altered text is told as such by its seal, and breaks nothing here; what a letter asks for moves nothing
  moved as (
    select decided.shard, decided.id, max(leg.found[1]::bigint) as most_minor
    from decided
    cross join lateral regexp_matches(split_part(effect, '"letters":', 1), '"amountMinor":([0-9]{1,15})[,}]', 'g') as leg (found)
    where exception_id > 0 and state in ('done', 'undone')
    group by 1, 2
  ),
  approver as (
    select shard, id, approver_id as person, coalesce(approved_at, 'infinity') as at from decided where approver_id is not null
    union
    select shard, id, approver_for_id, coalesce(approved_at, 'infinity') from decided where approver_for_id is not null
  ),
  one_person as (
    select distinct approver.shard, approver.id
    from approver
    join chain as approving on approving.id = approver.person and approving.since <= approver.at
    join hand on hand.shard = approver.shard and hand.id = approver.id
    join chain as having_hand on having_hand.id = hand.person and having_hand.since <= approver.at
    where approving.at = having_hand.at
  ),
  taken_otherwise as (
    select taking.shard, taking.id, taken.id as taken_id, taken.state as taken_state
    from decided as taking join decided as taken on taken.shard = taking.shard and taken.id = taking.undoes
    where taking.state = 'done' and (taken.state <> 'undone' or taken.exception_id <> taking.exception_id
      or taken.undone_by is distinct from taking.maker_id or taken.undone_for_id is distinct from taking.for_id)
  ),
  -- by whose right somebody decided alone: an amount is compared with the largest that one act of theirs may be
  alone as (
    select shard, id, resolution, amount_minor, decided_at, maker_id, coalesce(for_id, maker_id) as holder
    from decided
    where state in ('done', 'undone') and approver_id is null
  ),
  held as (
    select team_member.person_id, team_member.team_id, holds_from, coalesce(holds_until, 'infinity') as holds_until, 0 as depth from team_member where shard = $1
    union all
    select held.person_id, team.parent_id, held.holds_from, held.holds_until, depth + 1
    from held join team on team.shard = $1 and team.id = held.team_id
    where team.parent_id is not null and depth < 16
  ),
  limited as (
    select alone.shard, alone.id,
      coalesce(
        (select min(limit_minor) from authority_limit as own
         where own.shard = $1 and own.person_id = alone.holder and own.act = alone.resolution and own.measure = 'act'
           and own.holds_from <= alone.decided_at and coalesce(own.holds_until, 'infinity') > alone.decided_at),
        (select max(of_role.least) from (
          select role, min(limit_minor) as least
          from authority_limit
          where shard = $1 and role is not null and act = alone.resolution and measure = 'act' and holds_from <= alone.decided_at and coalesce(holds_until, 'infinity') > alone.decided_at
            and role in (
              select role from role_holding
              where role_holding.shard = $1 and role_holding.holds_from <= alone.decided_at and coalesce(role_holding.holds_until, 'infinity') > alone.decided_at
                and (role_holding.person_id = alone.holder or role_holding.team_id in (
                  select team_id from held where held.person_id = alone.holder and held.holds_from <= alone.decided_at and held.holds_until > alone.decided_at)))
          group by role) as of_role),
        0) as limit_minor
    from alone
    where resolution <> all ($2::text[])
  )
select case
  when state in ('proposed', 'returned', 'withdrawn') then format('Decision %s of exception %s is %s, and it asked for letters or booked an entry.', decided.id, exception_id, state)
  when one_person.id is not null then format('Decision %s of exception %s was approved by one who had a hand in it.', decided.id, exception_id)
  when taken_state <> 'undone' then format('Decision %s of exception %s stands, and decision %s took it back.', taken_id, exception_id, decided.id)
  when taken_id is not null then format('Decision %s of exception %s and decision %s, which took it back, do not agree on the exception or on whose doing that was.', taken_id, exception_id, decided.id)
  when moved.most_minor > amount_minor then format('Decision %s of exception %s moves %s, and its limits were compared with %s.', decided.id, exception_id, moved.most_minor, amount_minor)
  when person.kind is distinct from 'human' and approver_id is null then format('Decision %s of exception %s was made by no human, and nobody approved it.', decided.id, exception_id)
  else format('Decision %s of exception %s is worth %s, one act of person %s was limited to %s, and nobody approved it.', decided.id, exception_id, amount_minor,
    coalesce(for_id, maker_id), limited.limit_minor)
end as sentence
from decided
left join one_person using (shard, id)
left join taken_otherwise using (shard, id)
left join limited using (shard, id)
left join moved using (shard, id)
left join persons as person on person.id = decided.maker_id
where (state in ('proposed', 'returned', 'withdrawn') and (entry_id is not null or exists (
    select from letter_request where letter_request.shard = decided.shard and letter_request.decision_id = decided.id)))
  or one_person.id is not null or taken_id is not null or moved.most_minor > amount_minor
  or (state in ('done', 'undone') and approver_id is null and (person.kind is distinct from 'human' or amount_minor > limited.limit_minor))
order by 1
limit 20`,
)
