/**
 * How an account stands, of a row that is called `person`: as it says itself, and suspended while somebody who answers for it is not
 * active, or no human does. It is looked at wherever somebody signs in or asks, so that an agent stops with its owner.
 */
export const STANDS_AS = `case
    when person.owner_id is null or person.state <> 'active' then person.state
    when (
      with recursive owner as (
        select above.id, above.owner_id, above.kind, above.state
        from person as above
        where above.shard = person.shard and above.id = person.owner_id
        -- union, not union all: accounts that own each other end it too
        union
        select above.id, above.owner_id, above.kind, above.state
        from owner join person as above on above.shard = person.shard and above.id = owner.owner_id
      )
      select bool_and(state = 'active') and bool_or(owner_id is null and kind = 'human') from owner
    ) then 'active'
    else 'suspended'
  end`
