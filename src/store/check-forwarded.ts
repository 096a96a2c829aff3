import { REVERSAL_OF_RESOLUTION } from '../core/unit-entry.ts'
import { statement } from './statement.ts'

/**
 * What others took over of what was held as a whole is with them, to the cent, and nothing else of such is. Of items each is looked
 * at with its own postings.
 */
export const CHECK_FORWARDED = statement(
  'proof.forwarded-units',
  `
with
  theirs as (select id from account where shard = $1 and number = '~forwarded'),
  brought as (
    select decision.exception_id as id, sum(case theirs.id when posting.account_id then posting.amount_minor else -posting.amount_minor end) as minor
    from decision
    cross join theirs
    join posting on posting.shard = decision.shard and posting.entry_id in (decision.entry_id, decision.entry_id + ${REVERSAL_OF_RESOLUTION})
      and theirs.id in (posting.account_id, posting.contra_id)
    where decision.shard = $1 and decision.exception_id < 0 and decision.entry_id is not null
    group by 1
  )
select format('Exception %s is %s and worth %s debit and %s credit; those who took it over have %s minor units of it.', exception.id,
  coalesce(closed_as, state), debit_minor, credit_minor, coalesce(brought.minor, 0)) as sentence
from exception
left join brought on brought.id = exception.id
where exception.shard = $1 and scope <> 'item'
  and coalesce(brought.minor, 0) <> case closed_as when 'forwarded' then credit_minor - debit_minor else 0 end
order by 1
limit 20`,
)
