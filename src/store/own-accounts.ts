/**
 * Two tables of a `with recursive`: who answers for each of the accounts $2 of the bucket $1, and every account of the natural person
 * behind each, itself among them. Two accounts are one person where their chains of owners end alike, see `naturalPerson`. What an agent
 * let go is no word of whoever answers for it, who may do what it could not: of what hangs from the chain only the humans' count.
 */
export const OWN_ACCOUNTS = `answers (person_id, owner_id) as (
  -- whoever answers for an account, and whoever answers for that one
  select id, owner_id from person where shard = $1 and id = any ($2::bigint[]) and owner_id is not null
  union
  select answers.person_id, person.owner_id from answers
  join person on person.shard = $1 and person.id = answers.owner_id
  where person.owner_id is not null
), own_account (person_id, account_id) as (
  (select person_id, owner_id from answers union all select id, id from unnest($2::bigint[]) as id)
  union
  select own_account.person_id, person.id from own_account
  join person on person.shard = $1 and person.owner_id = own_account.account_id and person.kind = 'human'
)`
