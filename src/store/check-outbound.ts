import { statement } from './statement.ts'

/** What goes out against what was decided: each answer has its reason, and each file has its answers, each once. */
export const CHECK_ANSWERS = statement(
  'proof.answers',
  `
-- one that missed its window, or was taken back, goes nowhere: its exception is a person's, and its seal tells the rest
with answer as (select * from outbound_item where shard between $1 and $1 + 1023 and state not in ('missed', 'withdrawn'))
select case
  when answer.item_id is null then
    format('Exception %s goes back as %s by %s, and no return of it is queued.', exception.id, exception.code, coalesce('the policy ' || policy, 'a person'))
  when answer.kind = 'return' and exception.id is null then
    format('A return of item %s is %s, and no exception decided it.', answer.item_id, answer.state)
  when item.id is null then
    format('An answer to item %s is %s, and there is no such item.', answer.item_id, answer.state)
  when answer.kind = 'notice' then
    format('A notice of item %s is %s, and the item is %s, not posted.', answer.item_id, answer.state, item.state)
  else
    format('The return of item %s is %s as %s for %s; its exception is %s, decided as %s by a %s for %s.', answer.item_id, answer.state, answer.code, answer.due_at,
      coalesce(closed_as, exception.state), coalesce(exception.code, 'nothing'), decided_by, coalesce(ours_at, exception.due_at))
  end as sentence
from answer
full join (select * from exception where shard between $1 and $1 + 1023 and scope = 'item' and (decided_by = 'policy' or state = 'decided' or closed_as = 'returned'
    or exists (select from outbound_item as sent where sent.shard = exception.shard and sent.item_id = exception.id and sent.kind = 'return' and sent.state = 'sent'))) as exception
  on answer.kind = 'return' and exception.shard = answer.shard and exception.id = answer.item_id
left join item on item.shard = answer.shard and item.day = answer.day and item.id = answer.item_id
where answer.item_id is null
  or item.id is null
  -- what a decision told the sender is told, also when the decision is taken back
  or (answer.kind = 'notice' and item.state <> 'posted' and not (answer.state = 'sent' and exists (
    select from decision where decision.shard = answer.shard and decision.exception_id = answer.item_id and decision.state = 'undone')))
  or (answer.kind = 'return' and (exception.id is null
    or (answer.state <> 'sent' and exception.closed_as is not distinct from 'returned')
    -- where the other institution is asked to put it right, the exception is what comes of that
    or (answer.state = 'sent' and exception.closed_as is distinct from 'returned' and not exists (
      select from decision join adjustment on adjustment.shard = decision.shard and adjustment.decision_id = decision.id
      where decision.shard = exception.shard and decision.exception_id = exception.id and decision.state = 'done'))
    or ((decided_by = 'policy' or exception.state = 'decided') and (answer.code <> exception.code or answer.due_at <> coalesce(ours_at, exception.due_at)))))
order by 1
limit 20`,
)

export const CHECK_OUTBOUND_FILES = statement(
  'proof.outbound-files',
  `
with sent as (
  select file_id, count(*) as items, count(distinct trace) as numbers, min(trace::bigint) as first, max(trace::bigint) as last,
    count(*) filter (where answer.pack = file.pack) as of_pack,
    coalesce(sum(coalesce(answer.keyed_minor, amount_minor)) filter (where direction = 'debit'), 0) as debit_minor,
    coalesce(sum(coalesce(answer.keyed_minor, amount_minor)) filter (where direction = 'credit'), 0) as credit_minor
  from outbound_item as answer
  left join outbound_file as file on file.shard = $1 and file.id = file_id
  left join item on item.shard = answer.shard and item.day = answer.day and item.id = item_id
  where answer.shard between $1 and $1 + 1023 and answer.state = 'sent'
  group by file_id
)
select case
  when file.id is null then format('%s answers say they went out in file %s, and there is no such file.', sent.items, file_id)
  else format('Outbound file %s says %s items, %s debit and %s credit, numbered %s to %s; the answers that went out in it are %s, %s debit and %s credit, %s numbers from %s to %s.',
    file.id, file.items, file.debit_minor, file.credit_minor, trace_from, trace_to,
    coalesce(sent.items, 0), coalesce(sent.debit_minor, 0), coalesce(sent.credit_minor, 0), coalesce(numbers, 0), coalesce(first, 0), coalesce(last, 0))
  end as sentence
from sent
full join (select * from outbound_file where shard = $1) as file on file.id = file_id
where (file.items, file.items, file.items, file.debit_minor, file.credit_minor, trace_from, trace_to)
  is distinct from (sent.items, numbers, of_pack, sent.debit_minor, sent.credit_minor, first, last)
order by 1
limit 20`,
)
