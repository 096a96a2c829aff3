import { statement } from './statement.ts'

/** A closed day stays as it was closed: no entry came to it, or to a day before it, since. The last one answers for all. */
export const CHECK_CLOSED_DAYS = statement(
  'proof.closed-days',
  `
with last as (
  select business_day, entries from day_close where shard = $1 and state = 'closed' order by business_day desc limit 1
)
select format('%s was closed with %s entries up to it, and there are %s now: something was booked on a closed day.', last.business_day, last.entries, counted.entries) as sentence
from last
cross join lateral (select count(*) as entries from entry where shard between $1 and $1 + 1023 and day <= last.business_day) as counted
where counted.entries <> last.entries`,
)
