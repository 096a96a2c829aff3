-- Every statement of src/store, by name. Written by `npm run schema`; a test fails when it is out of date.

-- account.by-ids
select shard, id, number, status, type, holder_type, holder_name, balance_minor, held_minor, overdraft_limit_minor
from unnest($1::bigint[], $2::bigint[]) as wanted (shard, id)
join account using (shard, id)
where not internal;

-- account.by-numbers
select shard, id, number, status, type, holder_type, holder_name, balance_minor, held_minor, overdraft_limit_minor
from unnest($1::bigint[], $2::text[]) as wanted (shard, number)
join account using (shard, number)
where not internal;

-- account.change-balances
update account
set balance_minor = balance_minor + change.amount_minor
from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as change (shard, id, amount_minor)
where account.shard = change.shard and account.id = change.id;

-- account.has-any
select exists (select from account where shard between $1 and $1 + 1023 and not internal) as has_any;

-- account.load
-- a loaded balance is the core system's opening balance; what Clearday posted since stays on top of it
insert into account (shard, number, status, type, holder_type, holder_name, opening_minor, balance_minor, held_minor, overdraft_limit_minor, opened_on)
select * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::date[])
on conflict (shard, number) do update
set status = excluded.status, type = excluded.type, holder_type = excluded.holder_type, holder_name = excluded.holder_name,
  balance_minor = account.balance_minor - account.opening_minor + excluded.opening_minor, opening_minor = excluded.opening_minor,
  held_minor = excluded.held_minor, overdraft_limit_minor = excluded.overdraft_limit_minor, opened_on = excluded.opened_on
where not account.internal;

-- account.loaded-anywhere
select exists (select from receipt) as used, exists (select from account where not internal) as loaded;

-- account.openings
select shard, number, opened_on::text as on
from unnest($1::bigint[], $2::text[]) as wanted (shard, number)
join account using (shard, number)
where not internal and opened_on is not null;

-- account.table
select to_regclass('public.account') is not null as there;

-- adjustment.insert
insert into adjustment (shard, decision_id, type, state, right_minor, difference_minor, entry_until, attachments)
values ($1, $2, $3, $4, $5, $6, $7, $8);

-- adjustment.keyed-of-batch
-- the returns of other items of the batch whose amount could not be read and was keyed; they came with a worth of nothing
select coalesce(sum(keyed_minor), 0)::bigint as keyed_minor
from generate_series($1::bigint, $1::bigint + 1023) as walked (shard)
cross join lateral (
  select keyed_minor
  from outbound_item
  where outbound_item.shard = walked.shard and item_id between $2::bigint * 67108864 and $2::bigint * 67108864 + 67108863 and item_id <> $4
    and batch = $3 and kind = 'return' and state in ('queued', 'sent') and keyed_minor is not null
) as keyed;

-- adjustment.of-batch
-- of each other item of the batch the newest step that was not taken back; one whose amount could not be read came with nothing
select coalesce(sum(debit_minor - right_minor) filter (where direction = 'debit'), 0)::bigint as debit_minor,
  coalesce(sum(credit_minor - right_minor) filter (where direction = 'credit'), 0)::bigint as credit_minor
from generate_series($1::bigint, $1::bigint + 1023) as walked (shard)
cross join lateral (
  select distinct on (exception.id) item.direction, debit_minor, credit_minor, right_minor
  from exception
  join item on item.shard = exception.shard and item.day = exception.day and item.id = exception.id
  join decision on decision.shard = exception.shard and decision.exception_id = exception.id and decision.state = 'done'
  join adjustment on adjustment.shard = decision.shard and adjustment.decision_id = decision.id
  where exception.shard = walked.shard and exception.receipt_id = $2 and exception.scope = 'item' and exception.batch = $3
    and exception.id <> $4 and adjustment.type = $5
  order by exception.id, decision.id desc
) as standing;

-- adjustment.of-decision
select type, state, right_minor, difference_minor, entry_until::text, attachments
from adjustment where shard = $1 and decision_id = $2;

-- adjustment.standing
-- the newest step that was not taken back
select type, adjustment.state, right_minor, difference_minor, entry_until::text, attachments
from adjustment
join decision on decision.shard = adjustment.shard and decision.id = adjustment.decision_id
where decision.shard = $1 and decision.exception_id = $2 and decision.state = 'done'
order by decision.id desc
limit 1;

-- batch-claim.insert
-- in order of (shard, fingerprint), so that two files with the same batches wait for each other instead of deadlocking
insert into batch_claim (shard, fingerprint, receipt_id, ordinal)
select shard, fingerprint, $3, ordinal
from unnest($1::bigint[], $2::text[], $4::integer[]) as claim (shard, fingerprint, ordinal)
order by shard, fingerprint, ordinal
on conflict (shard, fingerprint) do nothing;

-- batch-claim.owners
select claim.ordinal as claimed, owner.receipt_id, owner.ordinal
from unnest($1::bigint[], $2::text[], $3::integer[]) as claim (shard, fingerprint, ordinal)
join batch_claim as owner using (shard, fingerprint);

-- batch-claim.take-over
-- compare-and-set: of two files that take a batch over from one that failed, the second finds it taken
update batch_claim as claim
set receipt_id = $1, ordinal = taken.ordinal
from unnest($2::bigint[], $3::text[], $4::integer[]) as taken (shard, fingerprint, ordinal)
where claim.shard = taken.shard and claim.fingerprint = taken.fingerprint and claim.receipt_id = $5;

-- batch.by-receipt
select * from batch where shard = $1 and receipt_id = $2 order by ordinal;

-- batch.copy
copy batch (shard, receipt_id, ordinal, line, label, detail, fingerprint, fate, declared_items, declared_debit_minor, declared_credit_minor,
  items, debit_minor, credit_minor, lost_items, lost_debit_minor, lost_credit_minor) from stdin (format binary);

-- batch.hold
-- what another file processes in the batch's place is not processed from here
update batch
set fate = 'quarantine'
where shard = $1 and receipt_id = $2 and ordinal = any ($3::integer[]) and fate = 'process';

-- batch.page
-- a batch that came again elsewhere after its file failed has no exception of its own: that of the file says where
select batch.*, receipt.source, coalesce(held.id, failed.id) as exception_id, coalesce(held.pack, failed.pack) as exception_pack,
  coalesce(held.kind, failed.kind) as exception_kind
from batch
join receipt on receipt.shard = batch.shard and receipt.id = batch.receipt_id
left join exception as held on held.shard = batch.shard
  and held.id = -(batch.receipt_id * 67108864 + case receipt.fate when 'process' then batch.ordinal + 1 else 0 end)
left join exception as failed on held.id is null and batch.fate = 'quarantine' and failed.shard = batch.shard and failed.state <> 'closed'
  and failed.id between -(batch.receipt_id * 67108864 + 67108863) and -(batch.receipt_id * 67108864 + 67108863) + 999
where batch.shard = $1
  and ($2::bigint is null or batch.receipt_id = $2)
  and ($3::date is null or receipt.received_on = $3)
  and ($4::bigint is null or (batch.receipt_id, batch.ordinal) > ($4::bigint, $5::integer))
  and ($9::text is null or batch.fate = $9)
  and ($6::text is null or $6 = case
    when batch.declared_items is null then 'undeclared'
    when (batch.declared_items, batch.declared_debit_minor, batch.declared_credit_minor) = (batch.items, batch.debit_minor, batch.credit_minor)
      and (held.id is null or held.pack || '/' || held.kind <> all ($8::text[])) then 'balanced'
    else 'out' end)
order by batch.receipt_id, batch.ordinal
limit $7;

-- batch.written-items
-- one look a bucket, into the run of the receipt's items: never through what else the day has. "offset 0" keeps the looks apart
select batch, count(*) as items,
  coalesce(sum(amount_minor) filter (where direction = 'debit'), 0)::bigint as debit_minor,
  coalesce(sum(amount_minor) filter (where direction = 'credit'), 0)::bigint as credit_minor
from generate_series($1::bigint, $1::bigint + 1023) as walked (shard)
cross join lateral (
  select batch, direction, amount_minor
  from item
  where item.shard = walked.shard and item.day = $2 and item.id between $3 and $4
  offset 0
) as item
group by batch;

-- blob.all
-- the same bytes are stored once, however often they came
select distinct on (sha256) "of", sha256, size_bytes
from (
  select 'receipt ' || id as "of", sha256, size_bytes, id from receipt where shard = $1
  union all
  select 'outbound file ' || id, sha256, size_bytes, id from outbound_file where shard = $1
  union all
  select 'document ' || shard || '-' || id, sha256, size_bytes, id from document where shard between $1 and $1 + 1023
  union all
  select 'the list of closing ' || business_day || ' (' || no || ')', list_sha256, list_bytes, no from day_close where shard = $1 and list_sha256 is not null
) as file
order by sha256, "of", id;

-- bucket.books
select shard, number, id
from account
where shard = any ($1::bigint[]) and number = any ($2::text[]);

-- bucket.books-missing
select exists (
  select from generate_series(0, 1023) as bucket, unnest($2::text[]) as role
  where not exists (select from account where shard = $1::bigint * 1024 + bucket and number = role)
) as are_missing;

-- bucket.clearing
select account.shard, account.id
from generate_series(0, 1023) as bucket
join account on account.shard = $1::bigint * 1024 + bucket and account.number = '~clearing'
limit 1024;

-- bucket.lock
-- for update, in order of shard: one writer at a time in a bucket's books, its audit chain and its claims; the order prevents deadlocks
select shard, id
from account
where shard = any ($1::bigint[]) and number = '~settlement.ach'
order by shard
for update;

-- bucket.open-books
insert into account (shard, number, internal, status, type, holder_type, holder_name)
select $1::bigint * 1024 + bucket, role, true, 'open', 'gl', 'business', 'internal'
from generate_series(0, 1023) as bucket, unnest($2::text[]) as role
on conflict (shard, number) do nothing;

-- bulk-act.by-id
select bulk_act.shard, bulk_act.id, act, person_id, person.name as person_name, session, of_id, selection, asked, why, bulk_act.state, shown, encode(sha256, 'hex') as sha256,
  shown_at, ended_at
from bulk_act join person on person.shard = bulk_act.shard and person.id = bulk_act.person_id
where bulk_act.shard = $1 and bulk_act.id = $2;

-- bulk-act.end
update bulk_act set state = 'ended', ended_at = greatest($3, started_at) where shard = $1 and id = $2 and state = 'running';

-- bulk-act.insert
insert into bulk_act (shard, act, person_id, session, of_id, selection, why, state, shown, sha256, shown_at, started_at)
values ($1, $2, $3, $4, $5, $6, $7, 'running', $8, $9, $10, $10)
returning id;

-- bulk-act.lock
-- for update: one at a time does some of its members, so that none is done twice
select state from bulk_act where shard = $1 and id = $2 for update;

-- bulk-act.members
select members from bulk_act where shard = $1 and id = $2 and state = 'shown';

-- bulk-act.recent
select bulk_act.shard, bulk_act.id, act, person_id, person.name as person_name, session, of_id, selection, asked, why, bulk_act.state, shown, encode(sha256, 'hex') as sha256,
  shown_at, ended_at
from bulk_act join person on person.shard = bulk_act.shard and person.id = bulk_act.person_id
where bulk_act.shard = $1 and bulk_act.state <> 'shown' and ($2::bigint is null or bulk_act.id < $2)
order by bulk_act.id desc
limit $3;

-- bulk-act.running
select id from bulk_act where shard = $1 and state = 'running' and id > $2 order by id limit 1;

-- bulk-act.show
-- of each person one dry run: the next one takes its place
insert into bulk_act (shard, act, person_id, session, of_id, selection, asked, state, shown, sha256, shown_at, members)
values ($1, $2, $3, $4, $5, $6, $7, 'shown', $8, $9, $10, $11)
on conflict (shard, person_id) where state = 'shown' do update
set act = excluded.act, session = excluded.session, of_id = excluded.of_id, selection = excluded.selection, asked = excluded.asked, shown = excluded.shown,
  sha256 = excluded.sha256, shown_at = excluded.shown_at, members = excluded.members
returning id;

-- bulk-act.start
-- greatest: a clock that was set back starts nothing before it was shown
update bulk_act set state = 'running', session = $3, started_at = greatest($4, shown_at), members = null where shard = $1 and id = $2 and state = 'shown';

-- bulk-member.decided
select n, item_shard, item_id, debit_minor, credit_minor, expected, encode(sha256, 'hex') as sha256, decision_id, state, refused, why
from bulk_member
where shard = $1 and bulk_id = $2 and state in ('done', 'proposed') and expected is not null
order by n desc;

-- bulk-member.insert
insert into bulk_member (shard, bulk_id, n, item_shard, item_id, debit_minor, credit_minor, expected, sha256, decision_id, state, refused, why)
select $1, $2, $3 + place - 1, item_shard, item_id, debit_minor, credit_minor, expected, decode(sha256, 'hex'), decision_id,
  case when refused is null then 'waiting' else 'refused' end, refused, why
from unnest($4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[], $9::text[], $10::bigint[], $11::text[], $12::text[])
  with ordinality as member (item_shard, item_id, debit_minor, credit_minor, expected, sha256, decision_id, refused, why, place);

-- bulk-member.page
select n, item_shard, item_id, debit_minor, credit_minor, expected, encode(sha256, 'hex') as sha256, decision_id, state, refused, why
from bulk_member
where shard = $1 and bulk_id = $2 and n > $3 and ($4::text is null or state = $4) and ($5::text is null or refused = $5)
order by n
limit $6;

-- bulk-member.progress
select state, count(*) as count, sum(debit_minor)::bigint as debit_minor, sum(credit_minor)::bigint as credit_minor
from bulk_member
where shard = $1 and bulk_id = $2
group by state;

-- bulk-member.refused
-- what was said to be done and was not
select refused, count(*) as count, sum(debit_minor)::bigint as debit_minor, sum(credit_minor)::bigint as credit_minor,
  (array_agg(why order by n))[1] as why, (array_agg(item_id order by n))[1:5]::text[] as items
from bulk_member
where shard = $1 and bulk_id = $2 and state = 'refused' and expected is not null
group by refused
order by count(*) desc;

-- bulk-member.save
update bulk_member
set state = saved.state, decision_id = coalesce(saved.decision_id, bulk_member.decision_id), refused = saved.refused, why = saved.why
from unnest($3::integer[], $4::text[], $5::bigint[], $6::text[], $7::text[]) as saved (n, state, decision_id, refused, why)
where bulk_member.shard = $1 and bulk_member.bulk_id = $2 and bulk_member.n = saved.n and bulk_member.state = 'waiting';

-- bulk-member.standing
-- what its decisions are now, whatever was done with each since
select decision.state, count(*) as count, sum(member.debit_minor)::bigint as debit_minor, sum(member.credit_minor)::bigint as credit_minor
from bulk_member as member
join decision on decision.shard = member.item_shard and decision.id = member.decision_id
where member.shard = $1 and member.bulk_id = $2 and member.state in ('done', 'proposed') and decision.state in ('done', 'proposed')
group by decision.state;

-- bulk-member.waiting
select n, item_shard, item_id, debit_minor, credit_minor, expected, encode(sha256, 'hex') as sha256, decision_id, state, refused, why from bulk_member where shard = $1 and bulk_id = $2 and state = 'waiting' order by n limit $3;

-- came.account-of-case
-- of its first open item that has an account of ours: those of a case are of one cause
select item.shard, item.account_id as id
from exception
join item on item.shard = exception.shard and item.day = exception.day and item.id = exception.id
where exception.shard between $1 and $1 + 1023 and exception.case_shard = $2 and exception.case_id = $3 and exception.state = 'open'
  and item.account_id is not null
order by exception.id
limit 1;

-- came.awaited-keys
-- each key once, and few: by hand, one for each case that waits for the ledger
select distinct wake_key
from queue_place
where shard = any ($1::bigint[]) and state = 'pended' and wake_on = 'ledger' and wake_key > $2
order by wake_key
limit $3;

-- came.due
select shard, id, wake_on, wake_key
from came
where shard between $1 and $1 + 1023 and woken_at is null
order by shard, id
limit 1000;

-- came.insert
insert into came (shard, wake_on, wake_key, came_at)
select $1, $2, key, $4 from unnest($3::text[]) as key;

-- came.is-awaited
select exists (
  select from queue_place where shard = any ($1::bigint[]) and state = 'pended' and wake_on = $2 and wake_key = $3
) as is_awaited;

-- came.woken
-- greatest: a clock that was set back wakes nobody before it came
update came
set woken_at = greatest($3::timestamptz, came_at)
where shard = $1 and id = any ($2::bigint[]) and woken_at is null;

-- case-skip.count
-- of the natural person: another account of theirs has no other measure
with recursive answers (person_id, owner_id) as (
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
)
select count(*) as skips
from case_skip
where shard between $1 and $1 + 1023 and person_id in (select account_id from own_account) and skipped_on = $3;

-- case-skip.insert
insert into case_skip (shard, case_shard, case_id, fence, queue, person_id, reason, skipped_on, skipped_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- case-skip.of-day
select person_id, queue, reason, count(*) as skips, count(distinct (case_shard, case_id)) as cases
from case_skip
where shard between $1 and $1 + 1023 and skipped_on = $2
group by person_id, queue, reason
order by skips desc, person_id, queue, reason
limit 1000;

-- close.answers
select shard, item_id as id, kind, code, due_at, count(*) over () as found
from outbound_item
where shard between $1 and $1 + 1023 and state = 'queued' and due_at < $2
order by shard, item_id
limit $3;

-- close.cases
-- open cases of which nobody can say whose they are; a lease that ran out is nobody's, and its case its queue's, and so is what waits
-- for something else than its holder and wakes by that
with queue as (select * from unnest($2::text[], $3::bigint[]) as queue (name, shard))
select open_case.shard, open_case.id, open_case.queue, queue.name is null as unknown, place.case_id is null or place.state = 'done' as unplaced,
  gone.id as gone_id, gone.login as gone_login, count(*) over () as found
from work_case as open_case
left join queue on queue.name = open_case.queue
left join queue_place as place on place.shard = queue.shard and place.case_shard = open_case.shard and place.case_id = open_case.id
left join person as gone on gone.shard = $1 and gone.state <> 'active'
  and gone.id = coalesce(
    case when place.state = 'parked' or (place.state = 'leased' and place.lease_until > $5) or (place.state = 'pended' and (place.wake_on = 'date' or place.ready_at <= $5))
      then place.holder end, place.offered_to)
where open_case.shard between $1 and $1 + 1023 and open_case.state = 'open'
  and (queue.name is null or place.case_id is null or place.state = 'done' or gone.id is not null)
order by open_case.shard, open_case.id
limit $4;

-- close.documents
-- what waits for its case and lies with somebody who left
select document.shard, document.id, coalesce(owner.name, 'nobody') as owner, count(*) over () as found
from document
left join person as owner on owner.shard = $1 and owner.id = document.owner_id
where document.shard between $1 and $1 + 1023 and document.state = 'waiting' and owner.state is distinct from 'active'
order by document.shard, document.id
limit $2;

-- close.due
-- what has to leave by the end of the day, or whose value has to leave suspense by then; what was proposed to a second person has somebody's word, and so has a case that
-- waits, with its reason, until a later moment: for an answer only where somebody who is here can give it. A question by itself is no word, because it has no end
with queue as (select * from unnest($2::text[], $3::bigint[]) as queue (name, shard))
select exception.shard, exception.id, exception.receipt_id, exception.kind, exception.scope, exception.ours_at, position.exit_on::text,
  case
    when place.wake_key = any ($7::text[]) and place.wake_on = 'answer' and place.ready_at >= $5 then 'away'
    when exists (
      select from question
      where question.shard = queue.shard and question.case_id = exception.case_id and question.case_shard = exception.case_shard and question.state in ('open', 'taken')
    ) then 'undated'
  end as asked, count(*) over () as found
from exception
left join suspense_position as position on position.shard = exception.shard and position.exception_id = exception.id and position.closed_on is null
left join queue on queue.name = exception.queue
left join queue_place as place on place.shard = queue.shard and place.case_shard = exception.case_shard and place.case_id = exception.case_id
where exception.shard between $1 and $1 + 1023 and exception.state = 'open' and exception.decided_by = 'person'
  and (exception.ours_at < $5 or position.exit_on <= $6)
  and not coalesce(place.state = 'pended' and place.ready_at >= $5 and not (place.wake_on = 'answer' and place.wake_key = any ($7::text[])), false)
  and not exists (select from decision where decision.shard = exception.shard and decision.exception_id = exception.id and decision.state = 'proposed' and decision.stale_at is null)
order by exception.shard, exception.id
limit $4;

-- close.files
select id, name, count(*) over () as found
from outbound_file
where shard = $1 and published_at is null and business_day <= $2
order by id
limit $3;

-- close.holds
-- what was held for somebody until a moment of the day, and is open: the newest hold that was not taken back says until when;
-- what others were given since waits for their word, and nothing else can be done about it
select exception.shard, exception.id, exception.receipt_id, exception.kind, kept.party, kept.until_at, count(*) over () as found
from exception
cross join lateral (
  select party, until_at, decision.shard || '-' || decision.id || '-1' as letter
  from decision join hold on hold.shard = decision.shard and hold.decision_id = decision.id
  where decision.shard = exception.shard and decision.exception_id = exception.id and decision.state = 'done'
  order by decision.id desc
  limit 1
) as kept
left join lateral (
  select forwarding.state
  from decision join forwarding on forwarding.shard = decision.shard and forwarding.decision_id = decision.id
  where decision.shard = exception.shard and decision.exception_id = exception.id and decision.state = 'done'
  order by decision.id desc
  limit 1
) as given on true
where exception.shard between $1 and $1 + 1023 and exception.state = 'open' and exception.decided_by = 'person' and kept.until_at <= $2
  and given.state is distinct from 'sent'
  -- what they were asked for is there: from then on its own clock says when it is decided
  and not exists (
      select from document
      where document.shard between $1 and $1 + 1023 and document.exception_shard = exception.shard and document.exception_id = exception.id
        and document.state = 'attached' and document.letter = kept.letter)
order by exception.shard, exception.id
limit $3;

-- close.letters
select decision.exception_id as id, addressee, rule, letter.due_at, count(*) over () as found
from letter_request as letter
join decision on decision.shard = letter.shard and decision.id = letter.decision_id
where letter.shard between $1 and $1 + 1023 and letter.state = 'requested' and coalesce(letter.due_at, 'infinity') <= $2
order by letter.due_at, letter.shard, decision_id, n
limit $3;

-- close.parts
-- left open behind a receipt that came to its end
select receipt.id, part.no, count(*) over () as found
from part
join receipt on receipt.shard = $1 and receipt.id = part.receipt_id
where part.shard between $1 and $1 + 1023 and part.state = 'ready' and receipt.state not in ('arrived', 'staged') and receipt.posting_on <= $2
order by receipt.id, part.no
limit $3;

-- close.people
select id from person where shard = $1 and state = 'active' order by id limit 10000;

-- close.positions
select shard, exception_id as id, owner, count(*) over () as found
from suspense_position
where shard between $1 and $1 + 1023 and closed_on is null and owner <> all ($2::text[])
order by shard, exception_id
limit $3;

-- close.receipts
select id, name, state, failures, count(*) over () as found
from receipt
where shard = $1 and state in ('arrived', 'staged') and posting_on <= $2
order by id
limit $3;

-- close.roles-wanted
select place.queue, place.for_role, count(*) as cases
from queue_place as place
where place.shard = any ($1::bigint[]) and place.state <> 'done'
group by place.queue, place.for_role
order by place.queue, place.for_role;

-- close.unacknowledged
-- what others were given, and had to acknowledge by the end of the day: the newest step that was not taken back says how it stands
select exception.shard, exception.id, exception.receipt_id, exception.kind, given.recipient, given.acknowledge_by, count(*) over () as found
from exception
cross join lateral (
  select recipient, forwarding.state, acknowledge_by
  from decision join forwarding on forwarding.shard = decision.shard and forwarding.decision_id = decision.id
  where decision.shard = exception.shard and decision.exception_id = exception.id and decision.state = 'done'
  order by decision.id desc
  limit 1
) as given
where exception.shard between $1 and $1 + 1023 and exception.state = 'open' and exception.decided_by = 'person' and given.state = 'sent' and given.acknowledge_by <= $2
order by exception.shard, exception.id
limit $3;

-- close.undos
-- what is to be taken back by the end of the day, and waits for a second person
select decision.shard, decision.exception_id as id, exception.receipt_id, exception.kind, decision.maker_id, person.name as maker, count(*) over () as found
from decision
join exception on exception.shard = decision.shard and exception.id = decision.exception_id
join person on person.shard = $1 and person.id = decision.maker_id
where decision.shard between $1 and $1 + 1023 and decision.state = 'proposed' and decision.resolution = 'undo' and decision.booked_on <= $2::date
order by decision.shard, decision.id
limit $3;

-- close.without-case
-- a held batch or file gets its case when its receipt is at its end; until then the receipt itself stands against closing
select exception.shard, exception.id, exception.receipt_id, exception.kind, count(*) over () as found
from exception
where exception.shard between $1 and $1 + 1023 and exception.case_id is null and exception.state = 'open' and exception.decided_by = 'person' and exception.day <= $2
  and (exception.scope = 'item' or exists (
    select from receipt where receipt.shard = $1 and receipt.id = exception.receipt_id and receipt.state in ('done', 'quarantined')))
order by exception.shard, exception.id
limit $3;

-- correction.insert
insert into correction (shard, decision_id, n, field, value, sensitive)
select $1, $2, n, field, value, nullif(sensitive, '')
from unnest($3::text[], $4::text[], $5::text[]) with ordinality as corrected (field, value, sensitive, n);

-- correction.of-decision
select field, value, sensitive from correction where shard = $1 and decision_id = $2 order by n;

-- correction.of-exception
-- of the decision that stands: what was taken back stays in the history and counts no more
select field, value, sensitive
from correction
join decision on decision.shard = correction.shard and decision.id = correction.decision_id
where decision.shard = $1 and decision.exception_id = $2 and decision.state = 'done'
order by decision.id, n
limit 100;

-- cross-entry.insert
insert into cross_entry (shard, entry_id, item_id, decision_shard, decision_id, booked_on) values ($1, $2, $3, $4, $5, $6);

-- cross-entry.of-decision
select shard, entry_id
from cross_entry
where shard = any ($1::bigint[]) and item_id = $2 and decision_shard = $3 and decision_id = $4
order by shard, entry_id
limit 1024;

-- day-close.begin
insert into day_close (shard, business_day, no, state, closer_id, closer_for_id, begun_at)
select $1, $2, coalesce(max(no), 0) + 1, 'closing', $3, $4, $5
from day_close where shard = $1 and business_day = $2
returning no;

-- day-close.close
-- greatest: a clock that was set back closes nothing before it was begun
update day_close
set state = 'closed', closed_at = greatest($4, begun_at), entries = $5, list_sha256 = $6, list_bytes = $7, open_items = $8, open_debit_minor = $9,
  open_credit_minor = $10, before_sha256 = $11
where shard = $1 and business_day = $2 and no = $3 and state = 'closing';

-- day-close.closed-through
-- one look at the end of an index of a few rows a day; null while no day was ever closed
select max(business_day)::text as day from day_close where shard = $1 and state in ('closing', 'closed');

-- day-close.end-left
-- of a process that was killed while it closed: whoever holds the lock of closing finds it
update day_close set state = 'refused' where shard = $1 and state = 'closing' returning business_day::text, no;

-- day-close.entries
select count(*) as entries from entry where shard between $1 and $1 + 1023 and day <= $2;

-- day-close.of-day
select business_day::text, no, state, closer_id, closer_for_id, begun_at, entries, list_sha256, list_bytes, open_items, open_debit_minor, open_credit_minor, before_sha256, closed_at,
  reopener_id, reopened_at, reopen_reason
from day_close
where shard = $1 and business_day = $2
order by no
limit 1000;

-- day-close.refuse
update day_close set state = 'refused' where shard = $1 and business_day = $2 and no = $3 and state = 'closing';

-- day-close.reopen
update day_close
set state = 'reopened', reopener_id = $4, reopened_at = greatest($5, closed_at), reopen_reason = $6
where shard = $1 and business_day = $2 and no = $3 and state = 'closed';

-- day-close.standing-from
-- one look into the same index: a closing is of its day and of all before it, so the first one from a day on is the day’s
select business_day::text as day, state from day_close
where shard = $1 and business_day >= $2 and state in ('closing', 'closed')
order by business_day
limit 1;

-- day-close.try-alone
-- one process closes at a time; the lock goes with the transaction, also when the process is killed
select pg_try_advisory_xact_lock(723411930, hashint8($1)) as is_ours;

-- day.arrivals
select source, count(*) as receipts, min(received_at) as first_at
from receipt
where shard = $1 and received_on = $2
group by source
order by source;

-- day.batches
select count(*) as all_batches,
  count(*) filter (where declared_items is null) as undeclared,
  count(*) filter (where (declared_items, declared_debit_minor, declared_credit_minor) = (batch.items, batch.debit_minor, batch.credit_minor)
    and (own.id is null or own.pack || '/' || own.kind <> all ($3::text[]))) as balanced,
  -- what somebody released or rejected is held no more
  count(*) filter (where batch.fate = 'quarantine' and coalesce(own.state, whole.state) is distinct from 'closed') as held
from receipt
join batch on batch.shard = receipt.shard and batch.receipt_id = receipt.id
left join exception as own on own.shard = batch.shard and own.id = -(batch.receipt_id * 67108864 + batch.ordinal + 1)
left join exception as whole on receipt.fate = 'quarantine' and whole.shard = batch.shard and whole.id = -(batch.receipt_id * 67108864)
where receipt.shard = $1 and receipt.received_on = $2;

-- day.days
-- a loose index scan: one look-up a day, however many receipts a day has
with recursive found as (
  (select received_on from receipt where shard = $1 order by received_on desc limit 1)
  union all
  select (select earlier.received_on from receipt as earlier where earlier.shard = $1 and earlier.received_on < found.received_on order by earlier.received_on desc limit 1)
  from found
  where found.received_on is not null
)
select received_on from found where received_on is not null limit $2;

-- day.head
-- every change of the day adds a link to the chain of its bucket: one look at the end of each, as event.heads has it
select coalesce(sum(link.n), 0)::bigint as links
from generate_series($1::bigint, $1::bigint + 1023) as bucket (shard)
cross join lateral (
  select n from event_link where event_link.shard = bucket.shard order by n desc limit 1
) as link;

-- day.lost
select source, sum(lost_items)::bigint as items, sum(lost_debit_minor) as debit_minor, sum(lost_credit_minor) as credit_minor
from receipt
where shard = $1 and received_on = $2 and state in ('staged', 'done', 'quarantined')
group by source
having sum(lost_items + lost_debit_minor + lost_credit_minor) <> 0;

-- day.receipts
select count(*) as arrived,
  count(*) filter (where state = 'done') as done,
  count(*) filter (where state = 'arrived') as unread,
  count(*) filter (where state = 'staged') as processing,
  count(*) filter (where duplicate_of is not null) as duplicate,
  count(*) filter (where state = 'refused' and duplicate_of is null) as refused,
  count(*) filter (where state = 'quarantined') as quarantined
from receipt
where shard = $1 and received_on = $2;

-- day.received
select source, sum(items + lost_items)::bigint as items, sum(debit_minor + lost_debit_minor) as debit_minor, sum(credit_minor + lost_credit_minor) as credit_minor
from receipt
where shard = $1 and received_on = $2 and state in ('staged', 'done', 'quarantined')
group by source;

-- day.refused
-- an archive holds nothing itself: sent again, it is as much as its members, of which some may have been refused the first time
select receipt.source, sum(first.items + first.lost_items)::bigint as items,
  sum(first.debit_minor + first.lost_debit_minor) as debit_minor, sum(first.credit_minor + first.lost_credit_minor) as credit_minor
from receipt
join receipt as sent on sent.shard = receipt.shard and (sent.id = receipt.duplicate_of or sent.container_id = receipt.duplicate_of)
join receipt as first on first.shard = sent.shard and first.id = coalesce(sent.duplicate_of, sent.id)
where receipt.shard = $1 and receipt.received_on = $2 and receipt.state = 'refused'
group by receipt.source;

-- day.states
select receipt.source, part_tally.state, sum(part_tally.items)::bigint as items, sum(part_tally.debit_minor) as debit_minor, sum(part_tally.credit_minor) as credit_minor
from receipt
join part_tally on part_tally.receipt_id = receipt.id and part_tally.shard between $1 and $1 + 1023
where receipt.shard = $1 and receipt.received_on = $2
group by receipt.source, part_tally.state;

-- day.waiting
select receipt.source, sum(part.items)::bigint as items
from receipt
join part on part.receipt_id = receipt.id and part.shard between $1 and $1 + 1023 and part.state = 'ready'
where receipt.shard = $1 and receipt.received_on = $2
group by receipt.source;

-- decision.about-exceptions
select exception_id, bool_or(decision.state = 'proposed') as waits
from unnest($1::bigint[], $2::bigint[]) as wanted (shard, id)
join decision on decision.shard = wanted.shard and decision.exception_id = wanted.id
group by exception_id;

-- decision.approved
select approver_id as maker_id, approver_for_id as for_id, booked_on::text, 'approve' as act, false as is_blind, string_to_array(payee, ' ') && string_to_array($3, ' ') as same_payee, cluster = $4 as same_cluster, reason = $5 as same_reason,
  sum(amount_minor) as amount_minor
from decision
where shard between $1 and $1 + 1023 and booked_on >= $2 and approver_id is not null and state = 'done'
group by 1, 2, 3, 4, 5, 6, 7, 8;

-- decision.approved-by-people
select approver_id as maker_id, approver_for_id as for_id, booked_on::text, 'approve' as act, false as is_blind, payee, cluster, reason, sum(amount_minor) as amount_minor
from decision
where shard between $1 and $1 + 1023 and booked_on >= $3 and state = 'done' and approver_id is not null
  and (approver_id = any ($2::bigint[]) or approver_for_id = any ($2::bigint[]))
group by 1, 2, 3, 4, 5, 6, 7, 8;

-- decision.asked-by-keys
-- of what takes another back: what was asked for in that one, by which it is known where it books
select decision.exception_id, coalesce(taken.asked, decision.asked) as asked, decision.undoes is not null as is_undo
from unnest($1::bigint[], $2::bigint[]) as wanted (shard, id)
join decision on decision.shard = wanted.shard and decision.id = wanted.id
left join decision as taken on taken.shard = decision.shard and taken.id = decision.undoes;

-- decision.by-people
with counted as (
  select maker_id, for_id, booked_on, resolution as act, payee, cluster, reason, amount_minor, state = 'proposed' and keying = 'blind' as is_blind
  from decision
  where shard between $1 and $1 + 1023 and booked_on >= $3 and resolution = any ($4::text[]) and state in ('done', 'proposed')
  union all
  select maker_id, for_id, booked_on, 'waive', concat(waived ->> 'shard', '/', waived ->> 'id'), cluster, reason, (fee ->> 'feeMinor')::bigint, state = 'proposed' and keying = 'blind' as is_blind
  from decision
  cross join lateral (select effect::jsonb -> 'fee') as of_effect (fee)
  cross join lateral (select fee -> 'account') as of_fee (waived)
  where 'waive' = any ($4::text[]) and shard between $1 and $1 + 1023 and booked_on >= $3 and resolution <> 'waive' and state in ('done', 'proposed')
    and (effect like '%"step":"waived"%' or effect like '%"step":"refunded"%') and fee ->> 'step' in ('waived', 'refunded')
  union all
  select undone_by, undone_for_id, undone_on, 'waive', concat(charged ->> 'shard', '/', charged ->> 'id'), cluster, reason, (fee ->> 'feeMinor')::bigint, false
  from decision
  cross join lateral (select effect::jsonb -> 'fee') as of_effect (fee)
  cross join lateral (select fee -> 'account') as of_fee (charged)
  where 'waive' = any ($4::text[]) and shard between $1 and $1 + 1023 and undone_on >= $3 and (undone_by <> maker_id or undone_on > booked_on)
    and effect like '%"step":"charged"%' and fee ->> 'step' = 'charged'
  union all
  select undoing.maker_id, undoing.for_id, undoing.booked_on, 'waive', concat(charged ->> 'shard', '/', charged ->> 'id'), undoing.cluster, undoing.reason, (fee ->> 'feeMinor')::bigint, false
  from decision as undoing
  join decision as undone on undone.shard = undoing.shard and undone.id = undoing.undoes
  cross join lateral (select undone.effect::jsonb -> 'fee') as of_effect (fee)
  cross join lateral (select fee -> 'account') as of_fee (charged)
  where 'waive' = any ($4::text[]) and undoing.shard between $1 and $1 + 1023 and undoing.booked_on >= $3 and undoing.state = 'proposed'
    and (undoing.maker_id <> undone.maker_id or undoing.booked_on > undone.booked_on) and undone.effect like '%"step":"charged"%' and fee ->> 'step' = 'charged'
)
select maker_id, for_id, booked_on::text, act, is_blind, payee, cluster, reason, sum(amount_minor) as amount_minor
from counted
where (maker_id = any ($2::bigint[]) or for_id = any ($2::bigint[]))
group by 1, 2, 3, 4, 5, 6, 7, 8;

-- decision.hanging
select exists (select from correction where shard = $1 and decision_id = $2) as corrections,
  exists (select from adjustment where shard = $1 and decision_id = $2) as adjustment,
  exists (select from forwarding where shard = $1 and decision_id = $2) as forwarding,
  exists (select from fee where shard = $1 and decision_id = $2) as fee,
  exists (select from hold where shard = $1 and decision_id = $2) as hold,
  exists (select from letter_request where shard = $1 and decision_id = $2) as letters;

-- decision.history
select decision.shard, decision.id, decision.resolution, decision.code, decision.state, decision.keying, decision.maker_id, maker.name as maker, approver.name as approver, ending.name as ended_by_name,
  undoing.name as undone_by_name, decision.decided_at, decision.approved_at, decision.ended_at, decision.ended_why, decision.undone_at, decision.stale_at
from decision
join person as maker on maker.shard = $3 and maker.id = decision.maker_id
left join person as approver on approver.shard = $3 and approver.id = decision.approver_id
left join person as ending on ending.shard = $3 and ending.id = decision.ended_by
left join person as undoing on undoing.shard = $3 and undoing.id = decision.undone_by
where decision.shard = $1 and decision.exception_id = $2
order by decision.id desc
limit 50;

-- decision.insert
insert into decision (shard, exception_id, resolution, code, state, maker_id, amount_minor, payee, cluster, reason, booked_on, entry_id, effect, effect_sha256, decided_at,
  for_id, hands, asked, needs, keying, salt, review, bulk_id, undoes)
values ($1, $2, $3, $4, case when $18::text[] is null then 'done' else 'proposed' end, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,
  $15, $16, $17, $18, $19, $20, $21, $22, $23)
returning id;

-- decision.is-recredited
select exists (
  select from decision
  where shard = $1 and exception_id = $2 and state = 'done' and resolution in ('recredit', 'return') and entry_id is not null
) as recredited;

-- decision.last
select id, resolution, maker_id, for_id, approver_id, approver_for_id, hands, asked, booked_on::text, entry_id, effect, amount_minor, payee, cluster, reason
from decision
where shard = $1 and exception_id = $2 and state = 'done' and undoes is null
order by id desc
limit 1;

-- decision.last-of-item
-- what is about a fee alone leaves the item as it is, before and after
select id, resolution, maker_id, for_id, approver_id, approver_for_id, hands, asked, booked_on::text, entry_id, effect, amount_minor, payee, cluster, reason
from decision
where shard = $1 and exception_id = $2 and state = 'done' and undoes is null and resolution not in ('fee', 'waive')
order by id desc
limit 1;

-- decision.lost-ended
-- a decision about a batch or file names no item: its number is below zero, and says whose receipt it is;
-- a forwarding loses nothing before it is acknowledged
select receipt.source, receipt.received_on::text, effect.state, sum((effect.lost ->> 'count')::bigint)::bigint as items,
  sum((effect.lost ->> 'debitMinor')::bigint) as debit_minor, sum((effect.lost ->> 'creditMinor')::bigint) as credit_minor
from decision
cross join lateral (
  select decision.effect::jsonb -> 'lost' as lost, case decision.resolution when 'forward' then 'forwarded' else 'rejected' end as state
) as effect
join receipt on receipt.shard = $1 and receipt.id = -decision.exception_id / 67108864
where decision.shard = $1 and decision.exception_id < 0 and decision.state = 'done' and decision.resolution in ('release', 'reject', 'forward')
  and ($2::date is null or receipt.received_on = $2)
group by receipt.source, receipt.received_on, effect.state;

-- decision.next-entry
-- numbers that no receipt has: those of receipt 0. Whoever takes one holds the bucket's lock
select greatest((select coalesce(max(entry_id), 0) from decision where shard = $1), (select coalesce(max(entry_id), 0) from cross_entry where shard = $1)) + 1 as id;

-- decision.one-hand
-- a report across shards: the accounts in $2 are one person's, and two of them stand in the same decision as two people
select decision.shard, decision.id, decision.exception_id, second.gave, second.person_id as second_id, min(had.person_id) as first_id, second.at, count(*) over () as of_all
from decision
cross join lateral (values
  ('approved', case when approver_id = any ($2::bigint[]) then approver_id else approver_for_id end, approved_at),
  ('reviewed', reviewed_by, reviewed_at),
  ('reviewed', undo_reviewed_by, undo_reviewed_at)) as second (gave, person_id, at)
cross join lateral (
  select maker_id union select for_id union select (one ->> 'person')::bigint from jsonb_array_elements(hands) as one
  union select person_id from second_key where second_key.shard = decision.shard and decision_id = decision.id
  union select approver_id where second.gave = 'reviewed'
  union select undone_by where second.person_id = undo_reviewed_by) as had (person_id)
where decision.shard between $1 and $1 + 1023
  and (approver_id = any ($2) or approver_for_id = any ($2) or reviewed_by = any ($2) or undo_reviewed_by = any ($2))
  and second.person_id = any ($2) and had.person_id = any ($2) and had.person_id <> second.person_id
group by decision.shard, decision.id, decision.exception_id, second.gave, second.person_id, second.at
order by second.at desc, decision.shard, decision.id
limit $3;

-- decision.proposed-by-bulk
select bulk_id, count(*) as count, sum(amount_minor)::bigint as amount_minor
from decision
where shard between $1 and $1 + 1023 and state = 'proposed' and bulk_id = any ($2::bigint[])
group by bulk_id;

-- decision.read-back
select exception.state, exception.clock, exception.due_at, exception.ours_at, coalesce(exception.code, '') as code, coalesce(exception.closed_as, '') as closed_as, item.state as item_state, position.exit_on::text, position.closed_on::text,
  outbound_item.code as outbound_code, outbound_item.correction as outbound_carries, outbound_item.due_at as outbound_due_at, outbound_item.keyed_minor as outbound_keyed_minor,
  notice.code as notice_code, notice.correction as notice_correction, notice.due_at as notice_due_at,
  exception.decided_by, exception.policy, withdrawn.code as withdrawn_code, withdrawn.due_at as withdrawn_due_at
from exception
join item on item.shard = exception.shard and item.day = $3 and item.id = $4
left join suspense_position as position on position.shard = exception.shard and position.exception_id = exception.id
left join outbound_item on outbound_item.shard = exception.shard and outbound_item.item_id = item.id and outbound_item.kind = 'return' and outbound_item.state = 'queued'
left join outbound_item as withdrawn on withdrawn.shard = exception.shard and withdrawn.item_id = item.id and withdrawn.kind = 'return' and withdrawn.state = 'withdrawn'
left join outbound_item as notice on notice.shard = exception.shard and notice.item_id = item.id and notice.kind = 'notice' and notice.state = 'queued'
where exception.shard = $1 and exception.id = $2;

-- decision.review-due
select due.shard, due.id, due.act, due.exception_id, exception.pack, exception.kind, exception.queue, due.person_id, person.name as person_name,
  due.hands, due.maker_id, due.for_id, due.approver_id, due.approver_for_id, due.undone_by, due.undone_for_id, due.amount_minor, due.done_at, due.effect, due.keying
from (
  select decision.*, case when approver_id is null then 'decision' else 'approval' end as act, coalesce(approver_id, maker_id) as person_id,
    coalesce(approved_at, decided_at) as done_at
  from decision
  where review = 'due' and state = 'done' and decision.shard = $1 and decision.id = $2
  union all
  select decision.*, 'undoing', undone_by, undone_at
  from decision
  where undo_review = 'due' and decision.shard = $1 and decision.id = $2
) as due
join person on person.shard = $3 and person.id = due.person_id
join exception on exception.shard = due.shard and exception.id = due.exception_id;

-- decision.reviewed
update decision
set review = 'done', reviewed_by = $3, reviewed_at = greatest($4::timestamptz, decided_at, approved_at)
where shard = $1 and id = $2 and review = 'due' and state = 'done';

-- decision.reviews-due
-- in milliseconds, as the key of a page is
select due.shard, due.id, due.act, due.exception_id, exception.pack, exception.kind, exception.queue, due.person_id, person.name as person_name,
  due.hands, due.maker_id, due.for_id, due.approver_id, due.approver_for_id, due.undone_by, due.undone_for_id, due.amount_minor, due.done_at, due.effect, due.keying
from (
  select decision.*, case when approver_id is null then 'decision' else 'approval' end as act, coalesce(approver_id, maker_id) as person_id,
    coalesce(approved_at, decided_at) as done_at
  from decision
  where review = 'due' and state = 'done' and decision.shard between $1 and $1 + 1023
  union all
  select decision.*, 'undoing', undone_by, undone_at
  from decision
  where undo_review = 'due' and decision.shard between $1 and $1 + 1023
) as due
join person on person.shard = $1 and person.id = due.person_id
join exception on exception.shard = due.shard and exception.id = due.exception_id
where $2::timestamptz is null or (date_trunc('milliseconds', done_at), due.shard, due.id) > ($2, $3, $4)
order by date_trunc('milliseconds', done_at), due.shard, due.id
limit $5;

-- decision.undo
-- greatest: a clock that was set back undoes nothing before it was decided
update decision
set state = 'undone', undone_by = $3, undone_at = greatest($4, decided_at, approved_at), undone_for_id = $5, undone_on = $6, undo_review = $7
where shard = $1 and id = $2 and state = 'done';

-- decision.undo-reviewed
update decision
set undo_review = 'done', undo_reviewed_by = $3, undo_reviewed_at = greatest($4::timestamptz, undone_at)
where shard = $1 and id = $2 and undo_review = 'due';

-- decision.undone
with counted as (
  select undone_by as maker_id, undone_for_id as for_id, undone_on as booked_on, payee, cluster, reason, amount_minor
  from decision
  where shard between $1 and $1 + 1023 and undone_on >= $2
  union all
  select maker_id, for_id, booked_on, payee, cluster, reason, amount_minor
  from decision
  where shard between $1 and $1 + 1023 and booked_on >= $2 and resolution = 'undo' and state = 'proposed'
)
select maker_id, for_id, booked_on::text, 'undo' as act, false as is_blind, string_to_array(payee, ' ') && string_to_array($3, ' ') as same_payee, cluster = $4 as same_cluster, reason = $5 as same_reason,
  sum(amount_minor) as amount_minor
from counted
group by 1, 2, 3, 4, 5, 6, 7, 8;

-- decision.undone-by-people
with counted as (
  select undone_by as maker_id, undone_for_id as for_id, undone_on as booked_on, payee, cluster, reason, amount_minor
  from decision
  where shard between $1 and $1 + 1023 and undone_on >= $3
  union all
  select maker_id, for_id, booked_on, payee, cluster, reason, amount_minor
  from decision
  where shard between $1 and $1 + 1023 and booked_on >= $3 and resolution = 'undo' and state = 'proposed'
)
select maker_id, for_id, booked_on::text, 'undo' as act, false as is_blind, payee, cluster, reason, sum(amount_minor) as amount_minor
from counted
where maker_id = any ($2::bigint[]) or for_id = any ($2::bigint[])
group by 1, 2, 3, 4, 5, 6, 7, 8;

-- decision.undos-returned
-- of what is open the case comes back; and whoever asked for it has answered with what they decided or wrote about it since
select returned.shard, returned.id, returned.exception_id, stands.resolution, returned.ended_by, person.name as ended_by_name, returned.ended_why, returned.ended_at
from decision as returned
join decision as stands on stands.shard = returned.shard and stands.id = returned.undoes and stands.state = 'done'
join exception on exception.shard = returned.shard and exception.id = returned.exception_id and exception.state <> 'open'
join person on person.shard = $1 and person.id = returned.ended_by
where returned.shard between $1 and $1 + 1023 and returned.maker_id = $2 and returned.state = 'returned' and returned.undoes is not null
  and not exists (select from decision as later where later.shard = returned.shard and later.exception_id = returned.exception_id and later.id > returned.id)
  and not exists (
    select from note
    where note.author_id = $2 and note.written_at >= returned.ended_at
      and ((note.shard = returned.shard and note.about = 'item' and note.subject_id = returned.exception_id)
        or (note.shard = exception.case_shard and note.about = 'case' and note.subject_id = exception.case_id)))
order by returned.ended_at, returned.shard, returned.id
limit 50;

-- decision.used
with counted as (
  select maker_id, for_id, booked_on, resolution as act, payee, cluster, reason, amount_minor, state = 'proposed' and keying = 'blind' as is_blind
  from decision
  where shard between $1 and $1 + 1023 and booked_on >= $3 and resolution = any ($2::text[]) and state in ('done', 'proposed')
  union all
  select maker_id, for_id, booked_on, 'waive', concat(waived ->> 'shard', '/', waived ->> 'id'), cluster, reason, (fee ->> 'feeMinor')::bigint, state = 'proposed' and keying = 'blind' as is_blind
  from decision
  cross join lateral (select effect::jsonb -> 'fee') as of_effect (fee)
  cross join lateral (select fee -> 'account') as of_fee (waived)
  where 'waive' = any ($2::text[]) and shard between $1 and $1 + 1023 and booked_on >= $3 and resolution <> 'waive' and state in ('done', 'proposed')
    and (effect like '%"step":"waived"%' or effect like '%"step":"refunded"%') and fee ->> 'step' in ('waived', 'refunded')
  union all
  select undone_by, undone_for_id, undone_on, 'waive', concat(charged ->> 'shard', '/', charged ->> 'id'), cluster, reason, (fee ->> 'feeMinor')::bigint, false
  from decision
  cross join lateral (select effect::jsonb -> 'fee') as of_effect (fee)
  cross join lateral (select fee -> 'account') as of_fee (charged)
  where 'waive' = any ($2::text[]) and shard between $1 and $1 + 1023 and undone_on >= $3 and (undone_by <> maker_id or undone_on > booked_on)
    and effect like '%"step":"charged"%' and fee ->> 'step' = 'charged'
  union all
  select undoing.maker_id, undoing.for_id, undoing.booked_on, 'waive', concat(charged ->> 'shard', '/', charged ->> 'id'), undoing.cluster, undoing.reason, (fee ->> 'feeMinor')::bigint, false
  from decision as undoing
  join decision as undone on undone.shard = undoing.shard and undone.id = undoing.undoes
  cross join lateral (select undone.effect::jsonb -> 'fee') as of_effect (fee)
  cross join lateral (select fee -> 'account') as of_fee (charged)
  where 'waive' = any ($2::text[]) and undoing.shard between $1 and $1 + 1023 and undoing.booked_on >= $3 and undoing.state = 'proposed'
    and (undoing.maker_id <> undone.maker_id or undoing.booked_on > undone.booked_on) and undone.effect like '%"step":"charged"%' and fee ->> 'step' = 'charged'
)
select maker_id, for_id, booked_on::text, act, is_blind, string_to_array(payee, ' ') && string_to_array($4, ' ') as same_payee, cluster = $5 as same_cluster, reason = $6 as same_reason, sum(amount_minor) as amount_minor
from counted
group by 1, 2, 3, 4, 5, 6, 7, 8;

-- demo-person.find
select id, login, name from person where shard = $1 and login = any ($2::text[]) and state = 'active' order by id;

-- detected.items
select item.id / 67108864 as receipt_id, item.id % 67108864 as seq, item.state, item.direction, exception.kind, exception.decided_by,
  (exception.finding -> 'facts' ->> 'claimRow')::integer as claim_row, coalesce(item.exception_id < 0, false) as held,
  posted.amount_minor, posted.account_id, posted.internal
from item
left join exception on exception.shard = item.shard and exception.id = item.id
left join lateral (
  select posting.amount_minor, posting.account_id, account.number as internal
  from posting
  left join account on account.shard = posting.shard and account.id = posting.account_id and account.internal
  where posting.shard = item.shard and posting.day = item.day and posting.item_id = item.id and posting.entry_id > 0
  limit 1
) as posted on item.state = 'posted'
where item.shard = $1 and item.id / 67108864 = any($2::bigint[]);

-- detected.receipts
select id, name, encode(sha256, 'hex') as sha256, container_id, state = 'refused' and duplicate_of is not null as is_repeat,
  state in ('done', 'refused', 'quarantined') as is_ended
from receipt
where shard = $1
order by id;

-- detected.wider
select exception.receipt_id, exception.scope, exception.batch, exception.kind, exception.decided_by,
  (exception.finding -> 'facts' ->> 'claimRow')::integer as claim_row
from exception
-- what a retry took back is no finding, and what is over or short is raised by a person's release
where exception.shard = $1 and exception.receipt_id = any($2::bigint[])
  and exception.scope <> 'item' and exception.closed_as is distinct from 'retried' and not (exception.id between -(exception.receipt_id * 67108864 + 67107863) and -(exception.receipt_id * 67108864 + 33554432));

-- document.attach
-- greatest: a clock that was set back attaches nothing before it came
update document
set state = 'attached', exception_shard = $3, exception_id = $4, attached_at = greatest($5::timestamptz, received_at), attached_by = $6, letter = $7
where shard = $1 and id = $2 and state = 'waiting';

-- document.detach
update document
set state = 'waiting', exception_shard = null, exception_id = null, attached_at = null, attached_by = null, letter = null, owner_id = $3
where shard = $1 and id = $2 and state = 'attached';

-- document.end
update document
set state = 'ended', ended_at = greatest($3::timestamptz, received_at), ended_by = $4, ended_why = $5
where shard = $1 and id = $2 and state = 'waiting';

-- document.hand-over
update document set owner_id = $3 where shard = $1 and id = $2 and state = 'waiting';

-- document.insert
insert into document (shard, sha256, size_bytes, name, kind, sender, reference, account_shard, account_id, came_on, received_at, received_by, state, owner_id)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'waiting', $12)
on conflict (shard, sha256) do nothing
returning id;

-- document.kinds-of-exception
select distinct kind
from document
where shard between $1 and $1 + 1023 and exception_shard = $2 and exception_id = $3 and state = 'attached';

-- document.of-bytes
select id from document where shard = $1 and sha256 = $2;

-- document.of-exception
select document.shard, document.id, sha256, size_bytes, document.name, document.kind, sender, reference, account_shard, account_id, came_on::text, received_at, received_by,
  document.state, document.owner_id, owner.name as owner_name, receiver.name as receiver_name, exception_shard, exception_id, attached_at, attached_by, letter, ended_why
from document
left join person as owner on owner.shard = $1 and owner.id = document.owner_id
left join person as receiver on receiver.shard = $1 and receiver.id = received_by
where document.shard between $1 and $1 + 1023 and exception_shard = $2 and exception_id = $3 and document.state = 'attached'
order by attached_at, document.shard, document.id
limit 200;

-- document.one
select document.shard, document.id, sha256, size_bytes, document.name, document.kind, sender, reference, account_shard, account_id, came_on::text, received_at, received_by,
  document.state, document.owner_id, owner.name as owner_name, receiver.name as receiver_name, exception_shard, exception_id, attached_at, attached_by, letter, ended_why
from document
left join person as owner on owner.shard = $1 and owner.id = document.owner_id
left join person as receiver on receiver.shard = $1 and receiver.id = received_by
where document.shard between $1 and $1 + 1023 and document.shard = $2 and document.id = $3;

-- document.page
select document.shard, document.id, sha256, size_bytes, document.name, document.kind, sender, reference, account_shard, account_id, came_on::text, received_at, received_by,
  document.state, document.owner_id, owner.name as owner_name, receiver.name as receiver_name, exception_shard, exception_id, attached_at, attached_by, letter, ended_why
from document
left join person as owner on owner.shard = $1 and owner.id = document.owner_id
left join person as receiver on receiver.shard = $1 and receiver.id = received_by
where document.shard between $1 and $1 + 1023 and document.state = $2 and (document.shard, document.id) > ($3, $4)
order by document.shard, document.id
limit $5;

-- drawer.acts
select wanted.case_shard, wanted.case_id, said.at, said.kind, substring(said.actor from '^person ([0-9]{1,15})$')::bigint as person, said.given_to, said.by_number,
  held.items, held.debit_minor, held.credit_minor, place.queue, place.state, place.holder, place.lease_until
from unnest($2::bigint[], $3::bigint[]) as wanted (case_shard, case_id)
join work_case as held on held.shard = wanted.case_shard and held.id = wanted.case_id
join queue_place as place on place.shard = $1 and place.case_shard = wanted.case_shard and place.case_id = wanted.case_id
left join lateral (
  select n, at, kind, actor, substring(body from '"caseShard":([0-9]{1,15})')::bigint as case_shard, substring(body from '"to":"person ([0-9]{1,15})"')::bigint as given_to,
    position('"by":"name"' in body) > 0 as by_number
  from event
  where event.shard = $1 and event.subject = wanted.case_id and event.kind = any ($4::text[])
) as said on said.case_shard = wanted.case_shard
order by wanted.case_shard, wanted.case_id, said.n;

-- drawer.outcomes
select exception.case_shard, exception.case_id, exception.state, exception.closed_as, sum(items)::bigint as items, sum(debit_minor) as debit_minor, sum(credit_minor) as credit_minor
from unnest($1::bigint[], $2::bigint[]) as wanted (case_shard, case_id)
join exception on exception.case_id = wanted.case_id and exception.case_shard = wanted.case_shard
group by exception.case_shard, exception.case_id, exception.state, exception.closed_as
order by exception.case_shard, exception.case_id, exception.state, exception.closed_as;

-- drawer.touched
-- cases of one bucket of queues that somebody did something with since the day began, or has; an act stands in its day or a later one, never in an earlier
select distinct case_shard, case_id from (
  select substring(body from '"caseShard":([0-9]{1,15})')::bigint as case_shard, subject as case_id
  from event
  where shard = $1 and day >= $2 and at >= $3 and kind = any ($4::text[])
  union all
  select case_shard, case_id from queue_place where shard = $1 and holder is not null
) as touched
where case_shard is not null
order by case_shard, case_id;

-- entry.copy
copy entry (shard, day, id, kind, receipt_id, reverses) from stdin (format binary);

-- entry.insert-resolution
insert into entry (shard, day, id, kind, reverses) values ($1, $2, $3, case when $4::bigint is null then 'resolution' else 'reversal' end, $4);

-- event.chain-events
select shard, day - date '1970-01-01' as day, n, to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, actor, kind, subject, body
from event
where shard = $1 and n > $2 and n <= $3
order by n, day
limit $4;

-- event.chain-links
select n, day - date '1970-01-01' as day, first_event as first, last_event as last, prev, hash
from event_link
where shard = $1 and n > $2 and n <= $3
order by n
limit $4;

-- event.chain-ranges
-- a chain's part of some days is what lies between the first and the last link of them: days do not always rise along a chain
with chain as (
  select shard, min(n) filter (where day >= coalesce($2::date, '-infinity')) as first_n,
    max(n) filter (where day <= coalesce($3::date, 'infinity')) as last_n, max(n) as head_n
  from event_link
  where shard between $1 and $1 + 1023
  group by shard
), with_events as (
  select distinct shard from event where shard between $1 and $1 + 1023
)
select coalesce(chain.shard, with_events.shard) as shard, head.n as head_n, head.last_event as head_event, head.hash as head_hash,
  first.n as first_n, first.first_event, first.prev as first_prev, last.n as last_n, last.last_event
from chain
full join with_events on with_events.shard = chain.shard
left join event_link as head on (head.shard, head.n) = (chain.shard, chain.head_n)
left join event_link as first on (first.shard, first.n) = (chain.shard, chain.first_n)
left join event_link as last on (last.shard, last.n) = (chain.shard, chain.last_n)
order by 1;

-- event.copy
copy event (shard, day, n, at, actor, kind, subject, body) from stdin (format binary);

-- event.copy-links
copy event_link (shard, n, day, first_event, last_event, prev, hash) from stdin (format binary);

-- event.ends
-- one look at the end of each bucket's chain
select count(*) as chains, coalesce(sum(link.n), 0)::bigint as links, coalesce(sum(link.last_event), 0)::bigint as events,
  encode(sha256(convert_to(coalesce(string_agg(link.shard || ' ' || link.n || ' ' || encode(link.hash, 'hex'), ',' order by link.shard), ''), 'UTF8')), 'hex') as head
from generate_series($1::bigint, $1::bigint + 1023) as bucket (shard)
cross join lateral (
  select shard, n, last_event, hash from event_link where event_link.shard = bucket.shard order by n desc limit 1
) as link;

-- event.has-of-act
-- as text: an altered body is no JSON, and is told by its chain
select exists (
  select from event
  where shard = $1 and subject = $2 and day = $3 and kind = $4 and actor = $5 and body like '%"act":"' || $6 || '"%'
) as has;

-- event.heads
-- one look at the end of each bucket's chain, however long the chains are
select link.shard, link.n, encode(link.hash, 'hex') as hash
from generate_series($1::bigint, $1::bigint + 1023) as bucket (shard)
cross join lateral (
  select shard, n, hash from event_link where event_link.shard = bucket.shard order by n desc limit 1
) as link
order by link.shard;

-- event.insert
insert into event (shard, day, n, at, actor, kind, subject, body)
select * from unnest($1::bigint[], $2::date[], $3::bigint[], $4::timestamptz[], $5::text[], $6::text[], $7::bigint[], $8::text[]);

-- event.insert-links
insert into event_link (shard, n, day, first_event, last_event, prev, hash)
select * from unnest($1::bigint[], $2::bigint[], $3::date[], $4::bigint[], $5::bigint[], $6::bytea[], $7::bytea[]);

-- event.last-link
select shard, n, last_event, hash from event_link where shard = $1 order by n desc limit 1;

-- event.last-links
select wanted.shard, link.n, link.last_event, link.hash
from unnest($1::bigint[]) as wanted (shard)
cross join lateral (
  select n, last_event, hash from event_link where event_link.shard = wanted.shard order by n desc limit 1
) as link;

-- event.link-ends
-- one look at the end of each chain, as event.heads has it
select bucket.shard, link.n
from generate_series($1::bigint, $1::bigint + 1023) as bucket (shard)
cross join lateral (
  select n from event_link where event_link.shard = bucket.shard order by n desc limit 1
) as link;

-- event.links-of-chains
select link.shard, n, day - date '1970-01-01' as day, first_event as first, last_event as last, prev, hash
from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as wanted (shard, after, until)
join event_link as link on link.shard = wanted.shard and n > after and n <= until
order by link.shard, n
limit $4;

-- event.of-item
select event.shard, event.n, event.at, event.actor, event.kind, event.subject, event.body, link.n as link, link.hash
from (
  select * from event where shard = $1 and subject = $2
  union all
  select * from event where shard = $3 and subject = $4 and kind in ('file_received', 'file_staged', 'file_retried', 'file_done', 'file_quarantined')
  union all
  select * from event where shard = $1 and subject = $4 and kind = 'part_processed'
  union all
  select * from event where shard = $3 and subject = $5 and kind in ('return_file_released', 'return_file_published', 'rows_sealed')
  union all
  select * from event where shard = $3 and subject = $2 and kind = 'data_revealed'
) as event
cross join lateral (
  select n, last_event, hash from event_link where event_link.shard = event.shard and first_event <= event.n order by first_event desc limit 1
) as link
where event.n <= link.last_event
order by event.at, event.shard, event.n
limit 200;

-- event.page-of-day
-- of each bucket no more than a page, by the key of the table, so that a day of many events is not sorted
select event.shard, event.day::text, event.n, event.at, event.at::text as at_text, event.actor, event.kind, event.subject, event.body
from generate_series($1::bigint, $1::bigint + 1023) as bucket (shard)
cross join lateral (
  select * from event
  where event.shard = bucket.shard and event.day = $2
    and ($3::text is null or event.actor = $3) and ($4::text is null or event.kind = $4) and ($5::bigint is null or event.subject = $5)
    and ($6::text[] is null or event.kind = any ($6) and event.body not like '%"personId":null%')
    and ($7::timestamptz is null or (event.at, event.shard, event.n) < ($7, $8::bigint, $9::bigint))
  order by event.n desc
  limit $10
) as event
order by event.at desc, event.shard desc, event.n desc
limit $10;

-- event.page-of-subject
-- whenever it was: the index by subject of each bucket; what is given to a team or a role has nobody's number, and is about no person
select event.shard, event.day::text, event.n, event.at, event.at::text as at_text, event.actor, event.kind, event.subject, event.body
from generate_series($1::bigint, $1::bigint + 1023) as bucket (shard)
cross join lateral (
  select * from event
  where event.shard = bucket.shard and event.subject = $2
    and ($3::text is null or event.actor = $3) and ($4::text is null or event.kind = $4)
    and ($5::text[] is null or event.kind = any ($5) and event.body not like '%"personId":null%')
    and ($6::timestamptz is null or (event.at, event.shard, event.n) < ($6, $7::bigint, $8::bigint))
  order by event.at desc, event.n desc
  limit $9
) as event
order by event.at desc, event.shard desc, event.n desc
limit $9;

-- event.place
select at::text as at_text from event where shard = $1 and day = $2 and n = $3;

-- event.since-links
-- the events of each link after those that were seen, by their keys
select event.kind, event.actor, event.subject, event.body
from unnest($1::bigint[], $2::bigint[]) as seen (shard, n)
join event_link as link on link.shard = seen.shard and link.n > seen.n
join event on event.shard = link.shard and event.day = link.day and event.n between link.first_event and link.last_event
where event.kind = any ($3::text[])
order by event.shard, event.n
limit 1000;

-- exception.bind
-- compare and set: another process may have put it into a case, or somebody closed it meanwhile
update exception
set case_shard = bound.case_shard, case_id = bound.case_id
from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) as bound (shard, id, case_shard, case_id)
where exception.shard = bound.shard and exception.id = bound.id and exception.case_id is null and exception.state = 'open' and exception.decided_by = 'person';

-- exception.by-id
select * from exception where shard = $1 and id = $2;

-- exception.by-keys
select exception.*
from unnest($1::bigint[], $2::bigint[]) as wanted (shard, id)
join exception on exception.shard = wanted.shard and exception.id = wanted.id;

-- exception.case-named
-- by the item's own number, or what stands on it: only what is not closed is looked at, whatever the history holds
select distinct exception.case_shard, exception.case_id
from exception
join receipt on receipt.shard = $1 and receipt.id = exception.receipt_id
left join item on item.shard = exception.shard and item.day = receipt.posting_on and item.id = exception.id
where exception.shard between $1 and $1 + 1023 and exception.state <> 'closed' and exception.case_id is not null
  and (exception.id = any($2::bigint[]) or item.reference = $3)
order by exception.case_shard, exception.case_id
limit $4;

-- exception.claim-read-back
-- its entry has the number of its item below zero
select exception.kind, exception.sentence, exception.clock, exception.due_at, exception.ours_at, position.opened_on::text, position.exit_on::text,
  coalesce((select -sum(amount_minor) from posting where shard = $1 and day = position.opened_on and entry_id = -item.id), 0)::bigint as amount_minor
from exception
join suspense_position as position on position.shard = exception.shard and position.exception_id = exception.id and position.closed_on is null
join item on item.shard = exception.shard and item.day = exception.day and item.id = exception.id and item.exception_id = exception.id
where exception.shard = $1 and exception.id = $2 and exception.state = 'open' and position.debit_minor = item.amount_minor;

-- exception.close
-- greatest: a clock that was set back closes nothing before it was raised
update exception
set state = 'closed', closed_at = greatest($3, raised_at), closed_as = $4
from unnest($1::bigint[], $2::bigint[]) as closed (shard, id)
where exception.shard = closed.shard and exception.id = closed.id and exception.state <> 'closed';

-- exception.close-again
-- greatest: a clock that was set back closes nothing before it was raised
update exception
set state = 'closed', code = nullif($3, ''), closed_as = $4, closed_at = greatest($5::timestamptz, raised_at),
  clock = coalesce($6, clock), due_at = coalesce($7, due_at), ours_at = coalesce($8, ours_at),
  decided_by = case when $9::text is null then 'person' else 'policy' end, policy = $9
where shard = $1 and id = $2 and state = 'open';

-- exception.copy
copy exception (shard, id, scope, pack, kind, also, receipt_id, batch, day, items, debit_minor, credit_minor, state, decided_by, policy, code,
  sentence, finding, queue, clock, due_at, ours_at, raised_at) from stdin (format binary);

-- exception.decide
-- greatest: a clock that was set back closes nothing before it was raised
update exception
set state = $3, code = nullif($4, ''), closed_as = nullif($5, ''), closed_at = case when $3 = 'closed' then greatest($6::timestamptz, raised_at) end,
  clock = coalesce($7, clock), due_at = coalesce($8, due_at), ours_at = coalesce($9, ours_at)
where shard = $1 and id = $2 and state = 'open';

-- exception.give-to-policy
-- decided, as what a person decided is until its file has left: its case has nothing of it to do
update exception
set state = 'decided', decided_by = 'policy', policy = $3, code = $4
where shard = $1 and id = $2 and decided_by = 'person' and state = 'open';

-- exception.hand-to-person
update exception
set decided_by = 'person', policy = null, state = case when state = 'decided' then 'open' else state end, sentence = exception.sentence || ' ' || handed.why
from unnest($1::bigint[], $2::bigint[], $3::text[]) as handed (shard, id, why)
where exception.shard = handed.shard and exception.id = handed.id and exception.state <> 'closed' and (exception.decided_by = 'policy' or exception.state = 'decided');

-- exception.held-units
select receipt.name, exception.receipt_id, exception.batch, exception.kind, exception.sentence, count(*) over () as held
from exception
join receipt on receipt.shard = $1 and receipt.id = exception.receipt_id
where exception.shard = $1 and exception.scope <> 'item' and exception.state <> 'closed' and not exception.finding -> 'facts' ? 'claimRow'
order by exception.receipt_id, exception.batch nulls first
limit $2;

-- exception.hindered
-- who works on the case now, who may not have it, and who proposed something about it that waits; what is stale is in nobody's way
select exception.id, place.barred, place.for_role, waiting.maker_id, person.name as maker_name,
  holding.id as holder, holding.name as holder_name
from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as wanted (shard, id, queue_shard)
join exception on exception.shard = wanted.shard and exception.id = wanted.id
left join queue_place as place on place.shard = wanted.queue_shard and place.case_shard = exception.case_shard and place.case_id = exception.case_id
left join decision as waiting on waiting.shard = exception.shard and waiting.exception_id = exception.id and waiting.state = 'proposed' and waiting.stale_at is null
left join person on person.shard = $4 and person.id = waiting.maker_id
left join person as holding on holding.shard = $4 and holding.id = place.holder and (place.state <> 'leased' or place.lease_until > $5)
where place.shard is not null or waiting.id is not null;

-- exception.keyed-since
-- of each item without an amount the newest step that was not taken back, else its answer; of those that have not ended, and have, the first
select count(*) filter (where is_open) as open, min(id) filter (where is_open) as open_id,
  (array_agg(keyed_minor order by id) filter (where is_open))[1] as open_minor,
  count(*) filter (where is_worth) as ended, min(id) filter (where is_worth) as ended_id,
  (array_agg(keyed_minor order by id) filter (where is_worth))[1] as ended_minor,
  coalesce(sum(keyed_minor) filter (where is_worth and direction = 'debit'), 0)::bigint as debit_minor,
  coalesce(sum(keyed_minor) filter (where is_worth and direction = 'credit'), 0)::bigint as credit_minor
from generate_series($1::bigint, $1::bigint + 1023) as walked (shard)
cross join lateral (
  select exception.id, item.direction, exception.state <> 'closed' as is_open, said.keyed_minor,
    exception.state = 'closed' and said.keyed_minor > 0 as is_worth
  from exception
  join item on item.shard = exception.shard and item.day = exception.day and item.id = exception.id
  left join outbound_item as answer on answer.shard = exception.shard and answer.item_id = exception.id and answer.kind = 'return'
    and answer.state in ('queued', 'sent')
  left join lateral (
    select right_minor
    from decision
    join adjustment on adjustment.shard = decision.shard and adjustment.decision_id = decision.id
    where decision.shard = exception.shard and decision.exception_id = exception.id and decision.state = 'done' and type = $4
    order by decision.id desc
    limit 1
  ) as step on true
  cross join lateral (select coalesce(right_minor, answer.keyed_minor)) as said (keyed_minor)
  where exception.shard = walked.shard and exception.receipt_id = $2 and exception.scope = 'item' and exception.batch = any ($3::integer[])
    and item.amount_minor = 0
) as keyed;

-- exception.list
-- the first to be due first; (ours_at, shard, id) is the cursor
select * from exception
where shard between $1 and $1 + 1023
  and ($2::text is null or kind = $2)
  and ($3::text is null or pack = $3)
  and ($4::boolean or state <> 'closed')
  and ($5::timestamptz is null or (coalesce(ours_at, 'infinity'), shard, id) > ($5, $6::bigint, $7::bigint))
order by coalesce(ours_at, 'infinity'), shard, id
limit $8;

-- exception.matching
select exception.shard, exception.id
from exception
join receipt on receipt.shard = $1 and receipt.id = exception.receipt_id
where exception.shard between $1 and $1 + 1023
  and ($2::text is null or exception.pack = $2)
  and ($3::text is null or exception.kind = $3)
  and (($4::text is null and exception.state <> 'closed') or exception.state = $4)
  and ($5::text is null or exception.decided_by = $5)
  and ($6::text is null or exception.scope = $6)
  and ($7::text is null or exception.queue = $7)
  and ($8::text is null or receipt.source = $8)
  and ($9::bigint is null or exception.receipt_id = $9)
  and ($10::timestamptz is null or exception.ours_at <= $10)
  and ($11::timestamptz is null or exception.ours_at >= $11)
  and ($12::date is null or exception.day = $12)
  and ($13::bigint is null or exception.debit_minor + exception.credit_minor >= $13)
  and ($14::bigint is null or exception.debit_minor + exception.credit_minor <= $14)
  and ($15::date is null or exists (
    select from suspense_position as position
    where position.shard = exception.shard and position.exception_id = exception.id and position.closed_on is null and position.exit_on <= $15))
limit $16;

-- exception.of-case
-- a case has 500 of them at most
select exception.*, receipt.source
from exception
join receipt on receipt.shard = $1 and receipt.id = exception.receipt_id
where exception.shard between $1 and $1 + 1023 and exception.case_shard = $2 and exception.case_id = $3
order by exception.id
limit 500;

-- exception.open-due
-- everything that is late is one group; nulls last are those without a clock
select ours_at <= $2 as overdue, case when ours_at <= $2 then null else ours_at end as due, count(*) as exceptions,
  count(*) filter (where decided_by = 'person') as people, sum(items)::bigint as items, sum(debit_minor) as debit_minor, sum(credit_minor) as credit_minor,
  min(ours_at) as first_due
from exception
where shard between $1 and $1 + 1023 and state <> 'closed'
group by 1, 2
order by min(ours_at) nulls last
limit $3;

-- exception.open-ended
-- whoever decided it: what is asked back is a person's
update exception
set state = 'open', decided_by = 'person', policy = null, code = null, closed_as = null, closed_at = null
where shard = $1 and id = $2 and state = 'closed' and closed_as in ('returned', 'posted');

-- exception.open-kinds
select pack, kind, decided_by, min(policy) as policy, min(queue) as queue, min(ours_at) as first_due, count(*) as exceptions,
  sum(items)::bigint as items, sum(debit_minor) as debit_minor, sum(credit_minor) as credit_minor
from exception
where shard between $1 and $1 + 1023 and state <> 'closed'
group by pack, kind, decided_by
order by min(ours_at) nulls last, pack, kind, decided_by
limit 500;

-- exception.open-list
with queue as (select * from unnest($2::text[], $3::bigint[]) as queue (name, shard)),
-- first the page, by its index, then what belongs to it
page as (
  select * from exception
  where shard between $1 and $1 + 1023 and state <> 'closed' and (shard, id) > ($4, $5)
  order by shard, id
  limit $6
)
select page.shard, page.id, page.receipt_id, page.kind, page.case_shard, page.case_id, page.items, page.debit_minor, page.credit_minor, page.state, page.decided_by,
  page.policy, page.sentence, page.queue, held.holds, page.ours_at, position.exit_on::text, place.state as place, place.holder, place.lease_until, place.ready_at, place.waiting_for,
  holder.login, proposed.maker_id, maker.login as maker_login, proposed.decided_at as proposed_at, proposed.stale_at,
  given.recipient, given.acknowledge_by, owed.letters, owed.letters_by, asked.questions
from page
left join suspense_position as position on position.shard = page.shard and position.exception_id = page.id
-- one may be about a batch or file that is processed
left join lateral (
  select page.scope as holds from batch
  where page.scope = 'batch' and batch.shard = page.shard and batch.receipt_id = page.receipt_id and ordinal = page.batch and fate = 'quarantine'
  union all
  select page.scope from receipt
  where page.scope = 'file' and receipt.shard = page.shard and receipt.id = page.receipt_id and receipt.state = 'quarantined'
) as held on true
left join queue on queue.name = page.queue
left join queue_place as place on place.shard = queue.shard and place.case_shard = page.case_shard and place.case_id = page.case_id
left join person as holder on holder.shard = $1 and holder.id = place.holder
left join decision as proposed on proposed.shard = page.shard and proposed.exception_id = page.id and proposed.state = 'proposed'
left join person as maker on maker.shard = $1 and maker.id = proposed.maker_id
-- the newest step of a forwarding that was not taken back says how it stands
left join lateral (
  select recipient, forwarding.state, acknowledge_by
  from decision join forwarding on forwarding.shard = decision.shard and forwarding.decision_id = decision.id
  where decision.shard = page.shard and decision.exception_id = page.id and decision.state = 'done'
  order by decision.id desc
  limit 1
) as given on given.state = 'sent'
cross join lateral (
  select count(*) as letters, min(letter.due_at) as letters_by
  from decision join letter_request as letter on letter.shard = decision.shard and letter.decision_id = decision.id
  where decision.shard = page.shard and decision.exception_id = page.id and letter.state = 'requested'
) as owed
-- one escalation and a few consults; of nobody's words
cross join lateral (
  select coalesce(jsonb_agg(jsonb_build_object('purpose', purpose, 'asker', asker_id, 'asker_login', asker.login, 'asked_at', asked_at, 'for_role', for_role,
    'for_person', for_person, 'for_login', answerer.login) order by question.id), '[]') as questions
  from question
  join person as asker on asker.shard = $1 and asker.id = question.asker_id
  left join person as answerer on answerer.shard = $1 and answerer.id = question.for_person
  where question.shard = queue.shard and question.case_id = page.case_id and question.case_shard = page.case_shard and question.state in ('open', 'taken')
) as asked
order by page.shard, page.id;

-- exception.open-of-account
-- items lie in the bucket of their account, and few of its exceptions are open
select exception.*
from exception
join item on item.shard = exception.shard and item.day = exception.day and item.id = exception.id
where exception.shard = $1 and exception.state = 'open' and exception.decided_by = 'person' and item.account_id = $2
order by exception.id
limit 200;

-- exception.open-totals
-- as the lines of the list tell it: what a policy or a person decided waits for its file; a lease that ran out is nobody's
with queue as (select * from unnest($2::text[], $3::bigint[]) as queue (name, shard))
select case
    when exception.decided_by = 'policy' then 'policy'
    when exception.state = 'decided' then 'decided'
    when place.state in ('parked', 'pended') then place.state
    when place.state = 'leased' and place.lease_until > $4 then 'leased'
    else 'ready'
  end as state, sum(items)::bigint as items, sum(debit_minor) as debit_minor, sum(credit_minor) as credit_minor
from exception
left join queue on queue.name = exception.queue
left join queue_place as place on place.shard = queue.shard and place.case_shard = exception.case_shard and place.case_id = exception.case_id
where exception.shard between $1 and $1 + 1023 and exception.state <> 'closed'
group by 1
order by 1;

-- exception.over-short-read-back
select exception.kind, exception.sentence, exception.clock, exception.due_at, exception.ours_at, position.opened_on::text, position.exit_on::text,
  position.debit_minor, position.credit_minor
from exception
join suspense_position as position on position.shard = exception.shard and position.exception_id = exception.id and position.closed_on is null
where exception.shard = $1 and exception.id = $2 and exception.state = 'open'
  and (exception.items, exception.debit_minor, exception.credit_minor) = (0, position.debit_minor, position.credit_minor);

-- exception.over-short-stands
select id, closed_as, debit_minor, credit_minor from exception where shard = $1 and id = any ($2::bigint[]);

-- exception.page
-- the first to be due first; those without a clock last. (ours_at, shard, id) is the cursor
select exception.*, receipt.source
from exception
join receipt on receipt.shard = $1 and receipt.id = exception.receipt_id
where exception.shard between $1 and $1 + 1023
  and ($2::text is null or exception.pack = $2)
  and ($3::text is null or exception.kind = $3)
  and (($4::text is null and exception.state <> 'closed') or exception.state = $4)
  and ($5::text is null or exception.decided_by = $5)
  and ($6::text is null or exception.scope = $6)
  and ($7::text is null or exception.queue = $7)
  and ($8::text is null or receipt.source = $8)
  and ($9::bigint is null or exception.receipt_id = $9)
  and ($10::timestamptz is null or exception.ours_at <= $10)
  and ($11::timestamptz is null or exception.ours_at >= $11)
  and ($12::date is null or exception.day = $12)
  and ($13::bigint is null or exception.debit_minor + exception.credit_minor >= $13)
  and ($14::bigint is null or exception.debit_minor + exception.credit_minor <= $14)
  and ($15::date is null or exists (
    select from suspense_position as position
    where position.shard = exception.shard and position.exception_id = exception.id and position.closed_on is null and position.exit_on <= $15))
  and ($16::timestamptz is null or (coalesce(exception.ours_at, 'infinity'), exception.shard, exception.id) > ($16, $17::bigint, $18::bigint))
order by coalesce(exception.ours_at, 'infinity'), exception.shard, exception.id
limit $19;

-- exception.released-since-claims
-- an hour before the oldest claim: a release that ran while it came was decided before it, and posted after it
with since as (
  select min(raised_at) - interval '1 hour' as at from exception
  where shard = $1 and state <> 'closed' and scope = 'file' and pack = $2 and kind = $3
)
select distinct receipt.posting_on::text as day
from exception
join receipt on receipt.shard = exception.shard and receipt.id = exception.receipt_id
where exception.shard = $1 and exception.pack = $2 and exception.closed_as = 'released' and exception.closed_at >= (select at from since)
order by day desc
limit $4;

-- exception.reopen
update exception
set state = 'open', code = null, closed_as = null, closed_at = null, clock = coalesce($3, clock), due_at = coalesce($4, due_at), ours_at = coalesce($5, ours_at)
where shard = $1 and id = $2 and decided_by = 'person';

-- exception.take-over
-- what was given back to its policy before is decided, what no person ever had is open
update exception
set state = 'open', decided_by = 'person', policy = null, code = null
where shard = $1 and id = $2 and decided_by = 'policy' and policy = $3 and code = $4 and state <> 'closed';

-- exception.waiting-claims
-- claims are held in bucket 0 of the institution, where few exceptions are open: the index of the open ones is enough
select exception.id, exception.receipt_id, receipt.sha256, finding ->> 'found' as number, finding -> 'facts' ->> 'trace' as reference,
  (finding -> 'facts' ->> 'amountMinor')::bigint as amount_minor, (finding -> 'facts' ->> 'claimRow')::integer as row
from exception
join receipt on receipt.shard = exception.shard and receipt.id = exception.receipt_id
where exception.shard = $1 and exception.state <> 'closed' and exception.scope = 'file' and exception.pack = $2 and exception.kind = $3
  and exception.id < $4
order by exception.id desc
limit $5;

-- exception.without-case
-- a held batch or file waits until its receipt is at its end: until then items are still being written under it
select exception.shard, exception.id, exception.scope, exception.pack, exception.kind, exception.receipt_id, exception.batch, exception.queue, exception.items,
  exception.debit_minor, exception.credit_minor, exception.due_at, exception.ours_at, item.account_id,
  case when exception.finding ->> 'sensitive' = 'account' then encode(sha256(convert_to(exception.finding ->> 'found', 'UTF8')), 'hex') end as unread_account
from exception
left join item on item.shard = exception.shard and item.day = exception.day and item.id = exception.id and exception.scope = 'item'
where exception.shard between $1 and $1 + 1023 and exception.case_id is null and exception.state = 'open' and exception.decided_by = 'person'
  -- what waits for a second person is nobody's work before it comes back
  and not exists (select from decision where decision.shard = exception.shard and decision.exception_id = exception.id and decision.state = 'proposed' and decision.stale_at is null)
  and (exception.scope = 'item' or exists (
    select from receipt where receipt.shard = exception.shard and receipt.id = exception.receipt_id and receipt.state in ('done', 'quarantined')))
order by exception.shard, exception.id
limit $2;

-- fact.add
-- what is known already is not added again, so that a file may be loaded twice
insert into fact (shard, kind, key, identity, holds_from, holds_to, detail)
select shard, kind, key, identity, date '1970-01-01' + from_day, date '1970-01-01' + to_day, detail
from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::integer[], $6::integer[], $7::jsonb[])
  as given (shard, kind, key, identity, from_day, to_day, detail)
where not exists (
  select
  from (
    select holds_from, holds_to, fact.detail
    from fact
    where (fact.shard, fact.kind, fact.key, fact.identity) = (given.shard, given.kind, given.key, given.identity)
    order by id desc
    limit 1
  ) as newest
  where newest.holds_from = date '1970-01-01' + from_day and newest.holds_to = date '1970-01-01' + to_day
    and newest.detail = given.detail
);

-- fact.by-keys
-- the newest fact of each identity counts, also when it says that something no longer holds
select shard, kind, key, from_day, to_day, detail
from unnest($1::bigint[], $2::text[], $3::text[]) as wanted (shard, kind, key)
cross join lateral (
  select distinct on (identity) holds_from, holds_to, holds_from - date '1970-01-01' as from_day, holds_to - date '1970-01-01' as to_day, detail
  from fact
  where (fact.shard, fact.kind, fact.key) = (wanted.shard, wanted.kind, wanted.key)
  order by identity, id desc
) as newest
where $4::date between holds_from and holds_to;

-- failed-file.count
update receipt set failures = failures + 1
where shard = $1 and id = $2 and state in ('arrived', 'staged')
returning failures;

-- failed-file.last
select * from exception where shard = $1 and id between $2 and $3 order by id desc limit 1;

-- failed-file.lose-rest
-- what is left stands in no item: it moves from the items that were read to the value that was lost
update receipt
set items = items - $3, debit_minor = debit_minor - $4, credit_minor = credit_minor - $5,
  lost_items = lost_items + $6, lost_debit_minor = lost_debit_minor + $7, lost_credit_minor = lost_credit_minor + $8
where shard = $1 and id = $2 and state in ('arrived', 'staged');

-- failed-file.open
select receipt_id
from exception
where shard = $1 and receipt_id = any ($2::bigint[]) and state <> 'closed'
  and id between -(receipt_id * 67108864 + 67108863) and -(receipt_id * 67108864 + 67108863) + 999
order by receipt_id;

-- failed-file.raised
select id from exception where shard = $1 and id = any ($2::bigint[]);

-- failed-file.reopen
-- a retry: failures stay counted, so that it is quarantined again at the first
update receipt
set state = $3, fate = $4, pack = $5, why = $6, done_at = null
where shard = $1 and id = $2 and state = 'quarantined';

-- failed-file.tell
update exception
set sentence = sentence || ' ' || $3
where shard = $1 and id = $2 and state <> 'closed';

-- fault.copy
copy fault (shard, receipt_id, n, fault) from stdin (format binary);

-- fault.page
select n, fault from fault where shard = $1 and receipt_id = $2 and n > $3 order by n limit $4;

-- fee.insert
insert into fee (shard, decision_id, name, step, fee_minor, account_shard, account_id, waiver, words, why, presentment)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, decode($11, 'hex'));

-- fee.of-accounts
-- of other items: what was charged, or waived, and stands; of each account the newest thousand
select made.*, exists (
    select from decision as later
    join fee as refund on refund.shard = later.shard and refund.decision_id = later.id
    where later.shard = made.shard and later.exception_id = made.exception_id and later.id > made.decided and later.state = 'done'
      and refund.name = made.name and refund.step = 'refunded') as is_refunded
from unnest($3::bigint[], $4::bigint[]) as payer (payer_shard, payer_id)
cross join lateral (
  select decision.shard, decision.exception_id, decision.id as decided, name, step, fee_minor, account_shard, account_id,
    encode(presentment, 'hex') as presentment, decision.booked_on::text
  from fee
  join decision on decision.shard = fee.shard and decision.id = fee.decision_id
  where account_shard = payer_shard and account_id = payer_id
    and step in ('charged', 'waived') and decision.state = 'done' and decision.booked_on >= $5 and (decision.shard, decision.exception_id) <> ($1, $2)
  union all
  select shard, exception_id, 0, name, step, fee_minor, shard, account_id, encode(presentment, 'hex'), booked_on::text
  from policy_fee
  where shard = payer_shard and account_id = payer_id and step = 'charged' and booked_on >= $5 and (shard, exception_id) <> ($1, $2)
    and not exists (
    select from decision as taking join fee as off on off.shard = taking.shard and off.decision_id = taking.id
    where taking.shard = policy_fee.shard and taking.exception_id = policy_fee.exception_id and taking.state = 'done' and off.step = 'withdrawn')
  order by booked_on desc, shard, decided
  limit 1000
) as made;

-- fee.of-decision
select name, step, fee_minor, account_shard, account_id, waiver, words, why, encode(presentment, 'hex') as presentment
from fee
where shard = $1 and decision_id = $2;

-- fee.of-item
select name, step, fee_minor, account_shard, account_id, encode(presentment, 'hex') as presentment, booked_on::text
from (
  -- what came with a policy was before anything that somebody decided
  select 0 as decided, name, step, fee_minor, case when account_id is not null then shard end as account_shard, account_id, presentment, booked_on
  from policy_fee
  where shard = $1 and exception_id = $2 and not exists (
    select from decision as taking join fee as off on off.shard = taking.shard and off.decision_id = taking.id
    where taking.shard = $1 and taking.exception_id = $2 and taking.state = 'done' and off.step = 'withdrawn')
  union all
  select decision.id, name, step, fee_minor, account_shard, account_id, presentment, decision.booked_on
  from decision
  join fee on fee.shard = decision.shard and fee.decision_id = decision.id
  where decision.shard = $1 and decision.exception_id = $2 and decision.state = 'done' and step <> 'withdrawn'
) as made
order by decided
limit 1000;

-- file-claim.insert
-- waits for a concurrent claim of the same bytes to commit or fail, so exactly one of any number of arrivals is first
insert into file_claim (shard, sha256, receipt_id)
values ($1, $2, $3)
on conflict (shard, sha256) do nothing;

-- file-claim.owner
select receipt_id from file_claim where shard = $1 and sha256 = $2;

-- forwarding.insert
insert into forwarding (shard, decision_id, recipient, state, chases, acknowledge_by)
values ($1, $2, $3, $4, $5, $6);

-- forwarding.newest
-- the newest step that was not taken back
select recipient, forwarding.state, chases, acknowledge_by
from forwarding
join decision on decision.shard = forwarding.shard and decision.id = forwarding.decision_id
where decision.shard = $1 and decision.exception_id = $2 and decision.state = 'done'
order by decision.id desc
limit 1;

-- forwarding.of-decision
select recipient, state, chases, acknowledge_by from forwarding where shard = $1 and decision_id = $2;

-- hold.awaiting
-- the letter of the newest hold that was not taken back, while nobody answered it; also after its end: what comes late comes too
select newest.awaits, newest.letter
from (
  select hold.awaits, letter.answered_on, decision.shard || '-' || decision.id || '-1' as letter
  from decision
  join hold on hold.shard = decision.shard and hold.decision_id = decision.id
  left join letter_request as letter on letter.shard = decision.shard and letter.decision_id = decision.id and letter.n = 1
  where decision.shard = $1 and decision.exception_id = $2 and decision.state = 'done'
  order by decision.id desc
  limit 1
) as newest
where newest.answered_on is null;

-- hold.insert
insert into hold (shard, decision_id, party, awaits, until_at, ends_by, extensions)
values ($1, $2, $3, $4, $5, $6, $7);

-- hold.newest
-- the newest one that was not taken back
select party, awaits, until_at, ends_by, extensions
from hold
join decision on decision.shard = hold.shard and decision.id = hold.decision_id
where decision.shard = $1 and decision.exception_id = $2 and decision.state = 'done'
order by decision.id desc
limit 1;

-- hold.of-decision
select party, awaits, until_at, ends_by, extensions from hold where shard = $1 and decision_id = $2;

-- item-claim-block.copy
copy item_claim_block (shard, receipt_id, space, day, received_day, pack, claims) from stdin (format binary);

-- item-claim-block.copy-released
copy item_claim_block (shard, receipt_id, space, day, received_day, pack, claims, release) from stdin (format binary);

-- item-claim-block.of-days
select wanted.n::integer - 1 as n, block.receipt_id, block.received_day, block.pack, block.claims
from unnest($1::bigint[], $2::smallint[], $3::integer[]) with ordinality as wanted (shard, space, day, n)
join item_claim_block as block using (shard, space, day);

-- item-claim.copy
copy item_claim (shard, item_id, space, fingerprint, received_day, pack) from stdin (format binary);

-- item-claim.copy-released
copy item_claim (shard, item_id, space, fingerprint, received_day, pack, release) from stdin (format binary);

-- item-claim.corrected-of-item
select wanted.shard, wanted.space, wanted.fingerprint::text
from unnest($1::bigint[], $2::smallint[], $3::bigint[]) with ordinality as wanted (shard, space, fingerprint, n)
join item_claim as own on own.shard = wanted.shard and own.space = wanted.space and own.fingerprint = wanted.fingerprint and own.item_id = $4 and own.pack > 2
order by n;

-- item-claim.insert-corrected
insert into item_claim (shard, item_id, space, fingerprint, received_day, pack)
select shard, $4, space, fingerprint, $5::date - date '1970-01-01', $6
from unnest($1::bigint[], $2::smallint[], $3::bigint[]) as claimed (shard, space, fingerprint);

-- item-claim.owners
-- every time that an identity without a day was presented, however long ago: one walk along the index for each bucket
select wanted.n::integer - 1 as n, owner.fingerprint::text, owner.item_id, owner.received_day, owner.pack
from unnest($1::bigint[], $2::smallint[], $3::integer[], $4::integer[]) with ordinality as wanted (shard, space, first, last, n)
join item_claim as owner on owner.shard = wanted.shard and owner.space = wanted.space
  and owner.fingerprint = any (($5::bigint[])[wanted.first:wanted.last]);

-- item.batches-of-page
-- items are numbered in the order of the file, so a batch is a run of them
select receipt_id, (sum(items) filter (where ordinal < $3))::bigint as before, (sum(items) filter (where ordinal = $3))::bigint as items
from batch
where shard = $1 and receipt_id = any ($2::bigint[]) and ordinal <= $3
group by receipt_id
having sum(items) filter (where ordinal = $3) > 0;

-- item.by-keys
select item.*
from unnest($1::bigint[], $2::date[], $3::bigint[]) as wanted (shard, day, id)
join item on item.shard = wanted.shard and item.day = wanted.day and item.id = wanted.id;

-- item.charged-back
select item.batch, item.amount_minor, decided.payee
from generate_series($1::bigint, $1::bigint + 1023) as walked (shard)
cross join lateral (
  select exception_id, payee from decision
  where decision.shard = walked.shard and exception_id between $3 and $4 and exception_id <> $5 and resolution = 'chargeback' and state = 'done'
) as decided
join item on item.shard = walked.shard and item.day = $2 and item.id = decided.exception_id
order by item.id
limit 1000;

-- item.copy
copy item (shard, day, id, batch, line, byte_offset, byte_length, account_id, direction, amount_minor, reference, state, exception_id) from stdin (format binary);

-- item.debits-near
-- an account's postings are found by shard, day and account; those that say what is claimed come first, then the amounts nearest to it
select item.*
from (
  select distinct day, item_id
  from posting
  where shard = $1 and account_id = $2 and day between $5 and $6 and amount_minor < 0 and item_id is not null
) as posted
join item on item.shard = $1 and item.day = posted.day and item.id = posted.item_id
where item.state = 'posted' and item.direction = 'debit' and (item.exception_id is null or item.exception_id < 0)
order by (item.reference = $4)::integer + (item.amount_minor = $3)::integer desc, abs(item.amount_minor - $3), item.day desc, item.id desc
limit $7;

-- item.deposit-credits
-- a receipt's items are one range of numbers in each bucket; a ticket may stand before the bundles that it is for
select credit.*
from generate_series($1::bigint, $1::bigint + 1023) as walked (shard)
cross join lateral (
  select * from item
  where item.shard = walked.shard and item.day = $2 and item.id between $3 and $4 and item.batch <= $5 and item.direction = 'credit'
) as credit
order by credit.batch desc, credit.id
limit 1000;

-- item.end
update item
set state = $4
where shard = $1 and day = $2 and id = $3 and (state = 'suspended' or (state = 'posted' and exception_id = id));

-- item.find
-- the day of an item is its receipt's posting day, so one partition is read; the shard is not known from a bare id: one look a bucket
select item.*
from generate_series($1::bigint, $1::bigint + 1023) as walked (shard)
cross join lateral (select * from item where item.shard = walked.shard and item.day = $2 and item.id = $3 limit 1) as item;

-- item.mark-claimed
-- a posted item keeps its state; the exception of the claim hangs on it, in the place of one that it was held and released with
update item
set exception_id = id
where shard = $1 and day = $2 and id = $3 and state = 'posted' and (exception_id is null or exception_id < 0);

-- item.open-again
-- the item of a claim is posted while the claim is open, any other is suspended
update item
set state = $4
where shard = $1 and day = $2 and id = $3 and state = any (case $4 when 'suspended' then array['posted', 'rejected', 'adjusted', 'forwarded', 'returned'] else array['posted', 'adjusted', 'returned'] end);

-- item.page
select item.*
from generate_series($1::bigint, $2::bigint) as walked (shard)
cross join unnest($3::date[], $4::bigint[], $5::bigint[]) as run (day, first, last)
cross join lateral (
  select * from item
  where item.shard = walked.shard and item.day = run.day and item.day between $9 and $10 and item.id between run.first and run.last
    and ($6::text is null or item.state = $6) and ($7::integer is null or item.batch = $7)
  order by item.id
  limit $8
) as item
order by item.shard, item.day, item.id
limit $8;

-- item.page-in-work
with in_work as materialized (
  select exception.id
  from (
  select case_shard, case_id from queue_place
  where shard between $12 and $12 + 1023 and holder is not null and (state <> 'leased' or lease_until > $13)
  ) as claimed
  join exception on exception.case_id = claimed.case_id and exception.case_shard = claimed.case_shard and exception.state = 'open'
)
select item.*
from generate_series($1::bigint, $2::bigint) as walked (shard)
cross join unnest($3::date[], $4::bigint[], $5::bigint[]) as run (day, first, last)
cross join lateral (
  select * from item
  where item.shard = walked.shard and item.day = run.day and item.day between $9 and $10 and item.id between run.first and run.last
    and ($6::text is null or item.state = $6) and ($7::integer is null or item.batch = $7) and item.state <> 'posted' and (item.exception_id in (select id from in_work)) = $11
  order by item.id
  limit $8
) as item
order by item.shard, item.day, item.id
limit $8;

-- item.page-not-posted
select item.*
from generate_series($1::bigint, $2::bigint) as walked (shard)
cross join unnest($3::date[], $4::bigint[], $5::bigint[]) as run (day, first, last)
cross join lateral (
  select * from item
  where item.shard = walked.shard and item.day = run.day and item.day between $9 and $10 and item.id between run.first and run.last
    and ($6::text is null or item.state = $6) and ($7::integer is null or item.batch = $7) and item.state <> 'posted'
  order by item.id
  limit $8
) as item
order by item.shard, item.day, item.id
limit $8;

-- item.posted-before
-- counted by day and by what the pack tells batches apart with, however many posted; the receipt is in the item's id, and batches lie in the institution's bucket 0
with
  counted as (
    select wanted.n, item.day, item.shard / 1024 * 1024 as shard, item.id / 67108864 as receipt_id, item.batch as ordinal, count(*) as items
    from unnest($1::integer[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::integer[]) as wanted (n, shard, account_id, amount_minor, direction, since)
    join posting on posting.shard = wanted.shard and posting.account_id = wanted.account_id and posting.day >= date '1970-01-01' + wanted.since
      and posting.amount_minor = case wanted.direction when 'credit' then wanted.amount_minor else -wanted.amount_minor end
    join item on item.shard = posting.shard and item.day = posting.day and item.id = posting.item_id
    where item.state = 'posted' and item.direction = wanted.direction
    group by 1, 2, 3, 4, 5
  )
select counted.n, counted.day - date '1970-01-01' as day, sum(counted.items)::bigint as count, told.detail
from counted
join batch using (shard, receipt_id, ordinal)
cross join lateral (
  select coalesce(jsonb_object_agg(name, value), '{}') as detail
  from jsonb_each(batch.detail) as field (name, value)
  where name = any ($7::text[])
) as told
group by counted.n, counted.day, told.detail
order by counted.n, counted.day desc;

-- item.posted-debits
-- for each name its newest posted debit: an account's postings are found by shard, day and account, whatever else posted
select distinct on (named.n) named.n::integer - 1 as n, item.*
from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[]) with ordinality as named (shard, account_id, amount_minor, reference, n)
join posting on posting.shard = named.shard and posting.day between $5 and $6 and posting.account_id = named.account_id
  and posting.amount_minor = -named.amount_minor
join item on item.shard = posting.shard and item.day = posting.day and item.id = posting.item_id
where item.reference = named.reference and item.state = 'posted'
order by named.n, item.day desc, item.id desc;

-- item.receipts-of-page
-- the counters tell which receipts have such items: those that are meant, and others of the same days in between, which a run of ids may not span
with
  wanted as (
    select id, posting_on
    from receipt
    where shard = $1 and ($2::date is null or received_on = $2) and ($3::text is null or source = $3) and ($4::bigint is null or id = $4)
  )
select receipt.id, receipt.posting_on as day, receipt.id in (select id from wanted) as wanted, counted.items
from receipt
cross join lateral (
  select sum(part_tally.items)::bigint as items
  from part_tally
  where part_tally.receipt_id = receipt.id and part_tally.shard between $1 and $1 + 1023 and ($5::text is null or part_tally.state = $5)
) as counted
where receipt.shard = $1 and receipt.id between (select min(id) from wanted) and (select max(id) from wanted)
  and receipt.posting_on in (select posting_on from wanted) and counted.items > 0
order by receipt.posting_on, receipt.id;

-- item.return
update item
set state = 'returned'
from unnest($1::bigint[], $2::date[], $3::bigint[]) as returned (shard, day, id)
where item.shard = returned.shard and item.day = returned.day and item.id = returned.id
  -- a debit that a customer claims is posted until it goes back
  and (item.state = 'suspended' or (item.state = 'posted' and item.exception_id = item.id));

-- item.returned-as
-- for the few whose identity came again: whether the earlier item went back. An item's day is its receipt's posting day
select wanted.n::integer - 1 as n, sent.code
from unnest($1::bigint[], $2::bigint[]) with ordinality as wanted (shard, id, n)
join receipt on receipt.shard = wanted.shard / 1024 * 1024 and receipt.id = wanted.id / 67108864
join item on item.shard = wanted.shard and item.day = receipt.posting_on and item.id = wanted.id and item.state = 'returned'
join outbound_item as sent on sent.shard = item.shard and sent.item_id = item.id and sent.kind = 'return' and sent.state = 'sent';

-- letter-request.answered
update letter_request
set answered_on = $4, answered_by = $5, answered_told_at = greatest($6::timestamptz, sent_told_at)
where shard = $1 and decision_id = $2 and n = $3 and state = 'sent' and answered_on is null;

-- letter-request.asking-unsent
select letter.decision_id, letter.n, awaits, requested_at, overtaken_by
from decision
join hold on hold.shard = decision.shard and hold.decision_id = decision.id
join letter_request as letter on letter.shard = decision.shard and letter.decision_id = decision.id and letter.n = 1
where decision.shard = $1 and decision.exception_id = $2 and decision.state = 'done' and letter.state in ('requested', 'overtaken')
order by decision.id
limit 200;

-- letter-request.cancel
-- greatest: a clock that was set back cancels nothing before it was asked for
update letter_request
set state = 'cancelled', cancelled_at = greatest($4::timestamptz, requested_at), overtaken_by = null
where shard = $1 and decision_id = $2 and n = any ($3::integer[]) and state in ('requested', 'overtaken');

-- letter-request.honored
-- the letters that tell customers of it are the promise; one that is not sent yet has not begun to run out
select letter.shard, item.account_id, letter.amount_minor, letter.sent_on::text
from letter_request as letter
join decision on decision.shard = letter.shard and decision.id = letter.decision_id
join exception on exception.shard = decision.shard and exception.id = decision.exception_id
join item on item.shard = exception.shard and item.day = exception.day and item.id = exception.id
where letter.shard = any ($1::bigint[]) and letter.rule = 'reg-e-tell-of-debit' and letter.state <> 'cancelled'
  and coalesce(letter.sent_on, 'infinity') >= $2 and item.account_id is not null;

-- letter-request.insert
insert into letter_request (shard, decision_id, n, addressee, words, rule, due_at, language, amount_minor, corrects, requested_at)
select $1, $2, $10 + ordinality, addressee, words, rule, due_at, language, amount_minor, corrects, $9
from unnest($3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::text[], $8::bigint[], $11::integer[])
  with ordinality as letter (addressee, words, rule, due_at, language, amount_minor, corrects, ordinality);

-- letter-request.of-decision
select n, addressee, words, rule, due_at, language, amount_minor, state, sent_on::text
from letter_request
where shard = $1 and decision_id = $2 and corrects is null
order by n;

-- letter-request.of-exception
select letter.shard, letter.decision_id, letter.n, addressee, words, rule, letter.due_at, language, letter.amount_minor, corrects, letter.state, requested_at, sent_on::text,
  overtaken_by, sent_by, person.name as sent_by_name, answered_on::text, answered_by, teller.name as answered_by_name, decision.exception_id, decision.resolution, exception.receipt_id
from letter_request as letter
join decision on decision.shard = letter.shard and decision.id = letter.decision_id
join exception on exception.shard = letter.shard and exception.id = decision.exception_id
left join person on person.shard = $1 and person.id = letter.sent_by
left join person as teller on teller.shard = $1 and teller.id = letter.answered_by
where letter.shard = $2 and decision.exception_id = $3
order by letter.decision_id, letter.n
limit 200;

-- letter-request.one
select letter.shard, letter.decision_id, letter.n, addressee, words, rule, letter.due_at, language, letter.amount_minor, corrects, letter.state, requested_at, sent_on::text,
  overtaken_by, sent_by, person.name as sent_by_name, answered_on::text, answered_by, teller.name as answered_by_name, decision.exception_id, decision.resolution, exception.receipt_id
from letter_request as letter
join decision on decision.shard = letter.shard and decision.id = letter.decision_id
join exception on exception.shard = letter.shard and exception.id = decision.exception_id
left join person on person.shard = $1 and person.id = letter.sent_by
left join person as teller on teller.shard = $1 and teller.id = letter.answered_by
where letter.shard = $2 and letter.decision_id = $3 and letter.n = $4;

-- letter-request.overtake
update letter_request
set state = case when $4::text is null then 'requested' else 'overtaken' end, overtaken_by = $4
where shard = $1 and decision_id = $2 and n = $3 and state in ('requested', 'overtaken');

-- letter-request.page
select letter.shard, letter.decision_id, letter.n, addressee, words, rule, letter.due_at, language, letter.amount_minor, corrects, letter.state, requested_at, sent_on::text,
  overtaken_by, sent_by, person.name as sent_by_name, answered_on::text, answered_by, teller.name as answered_by_name, decision.exception_id, decision.resolution, exception.receipt_id
from letter_request as letter
join decision on decision.shard = letter.shard and decision.id = letter.decision_id
join exception on exception.shard = letter.shard and exception.id = decision.exception_id
left join person on person.shard = $1 and person.id = letter.sent_by
left join person as teller on teller.shard = $1 and teller.id = letter.answered_by
where letter.shard between $1 and $1 + 1023 and letter.state = $2 and coalesce(letter.due_at, 'infinity') <= $3
  and ($4::timestamptz is null or (coalesce(letter.due_at, 'infinity'), letter.shard, letter.decision_id, letter.n) > ($4, $5, $6, $7))
order by coalesce(letter.due_at, 'infinity'), letter.shard, letter.decision_id, letter.n
limit $8;

-- letter-request.sent
update letter_request
-- also what was overtaken: it may have gone out before anybody said so
set state = 'sent', sent_on = $4, sent_by = $5, sent_told_at = greatest($6::timestamptz, requested_at), overtaken_by = null
where shard = $1 and decision_id = $2 and n = $3 and state in ('requested', 'overtaken');

-- month.amiss
-- what lies under a table's name and is no month of it, and what is a partition of it and no month
select case when child.relispartition
    then child.relname || ' takes rows of any month: move them into their months and drop it'
    else format('%1$s is detached and the proof misses its rows: alter table %2$I attach partition %1$I for values from (%3$L) to (%4$L)',
      child.relname, parent.relname, month, (month + interval '1 month')::date)
  end as sentence
from pg_partitioned_table as parted
join pg_class as parent on parent.oid = parted.partrelid and parent.relnamespace = 'public'::regnamespace
join pg_class as child on child.relnamespace = parent.relnamespace and child.relkind = 'r'
cross join lateral (select case when child.relname ~ '_[0-9]{4}_(0[1-9]|1[0-2])$' then to_date(right(child.relname, 7), 'YYYY_MM') end as month) as named
where (child.oid = parted.partdefid)
  or (not child.relispartition and child.relname = parent.relname || to_char(month, '_YYYY_MM'))
order by child.relname
limit 20;

-- month.last
-- the month to which every table of history has partitions
select min(last) as last
from (
  select max(right(child.relname, 7)) as last
  from pg_partitioned_table as parted
  join pg_class as parent on parent.oid = parted.partrelid and parent.relnamespace = 'public'::regnamespace
  left join pg_inherits on inhparent = parent.oid
  left join pg_class as child on child.oid = inhrelid
  group by parent.oid
) as months;

-- month.lock
select pg_advisory_xact_lock($1);

-- month.missing
-- every table by day and each month (its first day) that it has no partition of, with what makes it, as its parent is. A table of
-- that name that is no partition was detached by somebody and is left alone: doctor names it, and the proof misses its rows.
select format(
  'create table %1$I (like %2$I including all);'
  -- reached through its parent alone: no privilege is granted, and row-level security without a policy shows nothing
  ' alter table %1$I enable row level security;'
  ' alter table %1$I owner to %3$I;'
  -- attached, not created as a partition: that would wait for every writer, and hold up all that come after
  ' alter table %2$I attach partition %1$I for values from (%4$L) to (%5$L);',
  name, parent.relname, owner.rolname, month, (month + interval '1 month')::date) as ddl
from pg_partitioned_table as parted
join pg_class as parent on parent.oid = parted.partrelid and parent.relnamespace = 'public'::regnamespace
join pg_roles as owner on owner.oid = parent.relowner
join pg_attribute as key on key.attrelid = parent.oid and key.attnum = parted.partattrs[0] and key.attname = 'day'
cross join unnest($1::date[]) as month
cross join lateral (select parent.relname || to_char(month, '_YYYY_MM') as name) as named
where parted.partstrat = 'r' and parted.partnatts = 1 and to_regclass('public.' || quote_ident(name)) is null
order by parent.relname, month;

-- note.insert
insert into note (shard, about, subject_id, author_id, written_at, words, evidence)
values ($1, $2, $3, $4, $5, $6, $7)
returning id;

-- note.of-item
-- those of the item, and those of the case that its exception belongs to
select shard, id, about, subject_id, author_id, written_at, words, evidence
from note
where (shard = $1 and subject_id = $2 and about = 'item') or (shard = $3 and subject_id = $4 and about = 'case')
order by written_at, shard, id
limit 500;

-- org.insert
insert into org (id, name, currency, settings, created_at)
values ($1, $2, $3, $4, $5)
on conflict (id) do nothing;

-- outbound-file.insert
insert into outbound_file (shard, pack, name, business_day, sha256, size_bytes, items, debit_minor, credit_minor, trace_from, trace_to, due_at, released_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
returning id;

-- outbound-file.list
select * from outbound_file where shard = $1 order by id desc limit $2;

-- outbound-file.lock-publishing
-- one process writes the folder of outgoing files at a time; the lock goes with the transaction, also when the process is killed
select pg_advisory_xact_lock(723411900, hashint8($1));

-- outbound-file.mark-published
-- compare-and-set: what was published once is never published again; greatest: a clock that was set back publishes nothing before it was released
update outbound_file
set published_at = greatest($3, released_at)
where shard = $1 and id = $2 and published_at is null;

-- outbound-file.next-unpublished
select id, name, sha256
from outbound_file
where shard = $1 and id > $2 and published_at is null
order by id
limit 1;

-- outbound-file.numbered
select
  (select trace_to from outbound_file where shard = $1 and pack = $2 order by id desc limit 1) as last_trace,
  (select count(*) from outbound_file where shard = $1 and pack = $2 and business_day = $3) as files_today;

-- outbound-file.page
select id, pack, name, sha256, size_bytes, items, debit_minor, credit_minor, due_at, released_at
from outbound_file
where shard = $1 and ($2::bigint is null or id < $2)
order by id desc
limit $3;

-- outbound-item.are-queued
select count(*) as answers
from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[]) as read (shard, item_id, kind, code, correction)
join outbound_item using (shard, item_id, kind, code, correction)
where outbound_item.state = 'queued';

-- outbound-item.by-item
select outbound_item.kind, outbound_item.code, outbound_item.state, outbound_item.due_at, outbound_file.name as file, outbound_file.released_at, outbound_item.raw, outbound_item.keyed_minor
from outbound_item
left join outbound_file on outbound_file.shard = $3 and outbound_file.id = outbound_item.file_id
where outbound_item.shard = $1 and outbound_item.item_id = $2
order by outbound_item.kind;

-- outbound-item.copy
copy outbound_item (shard, item_id, kind, pack, code, day, due_at, batch, raw, correction, state) from stdin (format binary);

-- outbound-item.counts
select
  (select count(*) from outbound_item where shard between $1 and $1 + 1023 and state = 'queued') as queued,
  (select coalesce(sum(items), 0)::bigint from outbound_file where shard = $1 and business_day = $2) as sent;

-- outbound-item.insert
insert into outbound_item (shard, item_id, kind, pack, code, day, due_at, batch, raw, correction, keyed_minor, state)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'queued')
on conflict (shard, item_id, kind) do update
set code = excluded.code, correction = excluded.correction, keyed_minor = excluded.keyed_minor, due_at = excluded.due_at, state = 'queued'
where outbound_item.state in ('withdrawn', 'missed');

-- outbound-item.mark-missed
update outbound_item
set state = 'missed'
from unnest($1::bigint[], $2::bigint[]) as missed (shard, item_id)
where outbound_item.shard = missed.shard and outbound_item.item_id = missed.item_id and outbound_item.kind = 'return' and outbound_item.state = 'queued';

-- outbound-item.missed
-- due_at of the queue is the last operator window; the exception has the moment at which the other bank must have it
select outbound_item.shard, outbound_item.item_id, outbound_item.code, exception.due_at, exception.queue
from outbound_item
join exception on exception.shard = outbound_item.shard and exception.id = outbound_item.item_id
where outbound_item.shard between $1 and $1 + 1023 and outbound_item.pack = $2 and outbound_item.kind = 'return' and outbound_item.state = 'queued'
  and outbound_item.due_at < $3 and exception.due_at < $3
order by outbound_item.due_at, outbound_item.item_id
limit $4;

-- outbound-item.notice-gone
select exists (select from outbound_item where shard = $1 and item_id = $2 and kind = 'notice' and state = 'sent') as gone;

-- outbound-item.page-of-file
-- one look a bucket: a file has ten thousand answers at most, its institution years of them
select sent.*, file.name as file, file.released_at, item.direction, coalesce(sent.keyed_minor, item.amount_minor) as amount_minor, exception.kind as exception_kind
from (
  select answer.*
  from generate_series($1::bigint, $1::bigint + 1023) as walked (shard)
  cross join lateral (
    select shard, item_id, kind, pack, code, day, due_at, keyed_minor, state, trace
    from outbound_item
    where outbound_item.shard = walked.shard and outbound_item.file_id = $2
  ) as answer
  where answer.trace::bigint > $3
  order by answer.trace::bigint
  limit $4
) as sent
join outbound_file as file on file.shard = $1 and file.id = $2
join item on item.shard = sent.shard and item.day = sent.day and item.id = sent.item_id
left join exception on exception.shard = sent.shard and exception.id = sent.item_id
order by sent.trace::bigint;

-- outbound-item.page-waiting
-- (due_at, shard, item_id, kind) is the cursor; the items of a page alone are looked up
select waiting.*, null as trace, null as file, null as released_at, item.direction, coalesce(waiting.keyed_minor, item.amount_minor) as amount_minor, exception.kind as exception_kind
from (
  select shard, item_id, kind, pack, code, day, due_at, keyed_minor, state
  from outbound_item
  where shard between $1 and $1 + 1023 and state = 'queued'
    and ($2::timestamptz is null or (due_at, shard, item_id, kind) > ($2, $3::bigint, $4::bigint, $5::text))
  order by due_at, shard, item_id, kind
  limit $6
) as waiting
join item on item.shard = waiting.shard and item.day = waiting.day and item.id = waiting.item_id
left join exception on exception.shard = waiting.shard and exception.id = waiting.item_id
order by waiting.due_at, waiting.shard, waiting.item_id, waiting.kind;

-- outbound-item.queued
select outbound_item.shard, outbound_item.item_id, outbound_item.kind, outbound_item.code, outbound_item.day::text, outbound_item.due_at, outbound_item.batch,
  outbound_item.raw, outbound_item.correction, outbound_item.keyed_minor, item.direction, item.amount_minor, item.state
from outbound_item
join item on item.shard = outbound_item.shard and item.day = outbound_item.day and item.id = outbound_item.item_id
where outbound_item.shard between $1 and $1 + 1023 and outbound_item.pack = $2 and outbound_item.kind = $5 and outbound_item.state = 'queued' and outbound_item.due_at <= $3
  and outbound_item.item_id <> all ($6::bigint[])
order by outbound_item.due_at, outbound_item.item_id
limit $4;

-- outbound-item.queued-by
select pack, due_at, count(*) as items
from outbound_item
where shard between $1 and $1 + 1023 and state = 'queued'
group by pack, due_at
order by due_at, pack
limit 500;

-- outbound-item.send
-- compare-and-set: an answer goes into one file, whoever else builds one at the same time
update outbound_item
set state = 'sent', file_id = $5, trace = sent.trace
from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[]) as sent (shard, item_id, kind, trace)
where outbound_item.shard = sent.shard and outbound_item.item_id = sent.item_id and outbound_item.kind = sent.kind and outbound_item.state = 'queued';

-- outbound-item.sent-as
-- asked for one item at a time, when somebody defends an answer: what went out lies in the bucket of the item that it answered
select outbound_item.item_id, file.business_day::text as sent_on, outbound_item.day::text as posted_on, receipt.received_on::text, batch.detail
from outbound_item
join outbound_file as file on file.shard = $1 / 1024 * 1024 and file.id = outbound_item.file_id
join receipt on receipt.shard = file.shard and receipt.id = outbound_item.item_id / 67108864
join batch on batch.shard = receipt.shard and batch.receipt_id = receipt.id and batch.ordinal = outbound_item.batch
where outbound_item.shard = $1 and outbound_item.trace = $2 and outbound_item.state = 'sent' and outbound_item.kind = 'return'
order by outbound_item.file_id desc
limit 1;

-- outbound-item.waiting
select pack, kind, code, count(*) as items, min(due_at) as first_due
from outbound_item
where shard between $1 and $1 + 1023 and state = 'queued'
group by pack, kind, code
order by pack, kind, code;

-- outbound-item.withdraw
update outbound_item set state = 'withdrawn' where shard = $1 and item_id = $2 and kind = $3 and state = 'queued';

-- outbox-cursor.done
update outbox_cursor
set done_id = taken_id, taken_id = null, taken_until = null
where shard = $1 and reader = $2 and taking = $3 and taken_id = $4;

-- outbox-cursor.take
-- compare and set: of two readers that saw the same place one takes it
insert into outbox_cursor as place (shard, reader, done_id, taken_id, taking, taken_until)
select shard, $1, done_id, taken_id, taking, $2::timestamptz
from unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[]) as seen (shard, done_id, taken_id, taking)
order by shard
on conflict (shard, reader) do update
set taken_id = excluded.taken_id, taking = excluded.taking, taken_until = excluded.taken_until
where place.done_id = excluded.done_id and place.taking = excluded.taking - 1
returning shard;

-- outbox.insert
-- ids are given in the order of the rows, under the locks of their buckets: in a bucket they count up as it was posted to
insert into outbox (shard, transfer_id, transfer_shard, transfer_key)
select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[]);

-- outbox.waiting
-- the buckets whose first untold transfer is the oldest, but for those that somebody tells just now
select bucket.shard, bucket.done_id, bucket.taking, told.id, told.transfer_key
from (
  select buckets.shard, coalesce(place.done_id, 0) as done_id, coalesce(place.taking, 0) as taking
  from generate_series($1::bigint, $1::bigint + 1023) as buckets (shard)
  left join outbox_cursor as place on place.shard = buckets.shard and place.reader = $2
  cross join lateral (
    select id from outbox where outbox.shard = buckets.shard and id > coalesce(place.done_id, 0) order by id limit 1
  ) as first
  where place.taken_until is null or place.taken_until <= $3::timestamptz
  order by first.id
  limit $4
) as bucket
cross join lateral (
  select id, transfer_key from outbox where outbox.shard = bucket.shard and id > bucket.done_id order by id limit $5
) as told
order by bucket.shard, told.id;

-- part-chunk.by-part
select items, bytes from part_chunk where shard = $1 and receipt_id = $2 and part_no = $3 order by chunk;

-- part-chunk.copy
copy part_chunk (shard, receipt_id, part_no, chunk, items, bytes) from stdin (format binary);

-- part-chunk.drop
delete from part_chunk where shard between $1 and $1 + 1023 and receipt_id = $2;

-- part-tally.by-receipt
select receipt_id, state, sum(items)::bigint as items, sum(debit_minor) as debit_minor, sum(credit_minor) as credit_minor
from part_tally
where shard between $1 and $1 + 1023 and receipt_id = any ($2::bigint[])
group by receipt_id, state
order by receipt_id, state;

-- part-tally.copy
copy part_tally (shard, receipt_id, part_no, state, items, debit_minor, credit_minor) from stdin (format binary);

-- part-tally.move
-- one upsert takes from the old state and adds to the new: the counters of a receipt always add up to its items
insert into part_tally (shard, receipt_id, part_no, state, items, debit_minor, credit_minor)
select shard, receipt_id, -1, state, sum(items), sum(debit_minor), sum(credit_minor)
from unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[]) as change (shard, receipt_id, state, items, debit_minor, credit_minor)
group by shard, receipt_id, state
order by shard, receipt_id, state
on conflict (shard, receipt_id, part_no, state) do update
set items = part_tally.items + excluded.items, debit_minor = part_tally.debit_minor + excluded.debit_minor, credit_minor = part_tally.credit_minor + excluded.credit_minor;

-- part.copy
copy part (shard, receipt_id, no, bucket_from, bucket_to, items, state) from stdin (format binary);

-- part.end-all
-- of a receipt that is quarantined: nobody processes them after this
update part
set state = 'done', done_at = $3
where shard between $1 and $1 + 1023 and receipt_id = $2 and state = 'ready'
returning shard, receipt_id, no, bucket_from, bucket_to, items, reopened;

-- part.flip
-- compare-and-set: the transaction that flips the part is the only one whose rows count
update part
set state = 'done', done_at = $4
where shard = $1 and receipt_id = $2 and no = $3 and state = 'ready' and reopened = $5;

-- part.ready
select shard, receipt_id, no, bucket_from, bucket_to, items, reopened
from part
where shard between $1 and $1 + 1023 and receipt_id = $2 and state = 'ready'
order by no;

-- part.reopen
-- a part that was processed has its counters; one that was ended without its items has none
update part
set state = 'ready', done_at = null, reopened = reopened + 1
where shard between $1 and $1 + 1023 and receipt_id = $2 and state = 'done'
  and not exists (
    select from part_tally
    where part_tally.shard = part.shard and part_tally.receipt_id = part.receipt_id and part_tally.part_no = part.no
  )
returning shard, receipt_id, no, bucket_from, bucket_to, items, reopened;

-- part.unstaged
-- part_chunk is unlogged: after a crash of the database it is empty, and the parts that are ready must be read again
select count(*) as parts
from part
where shard between $1 and $1 + 1023 and receipt_id = $2 and state = 'ready'
  and items <> (
    select coalesce(sum(part_chunk.items), 0)
    from part_chunk
    where part_chunk.shard = part.shard and part_chunk.receipt_id = part.receipt_id and part_chunk.part_no = part.no
  );

-- passkey-use.insert
insert into passkey_use (shard, passkey_id, counter) values ($1, $2, $3);

-- passkey-use.used
update passkey_use set counter = $3, used_at = $4 where shard = $1 and passkey_id = $2;

-- passkey.by-credential
select passkey.id, passkey.person_id, person.login, case
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
  end as state, passkey.credential_id, passkey.public_key, passkey.name,
  passkey.transports, passkey.created_at, passkey.revoked_at, use.counter, use.used_at
from passkey
join passkey_use as use on use.shard = passkey.shard and use.passkey_id = passkey.id
join person on person.shard = passkey.shard and person.id = passkey.person_id
where passkey.shard = $1 and passkey.credential_id = $2;

-- passkey.by-id
select passkey.id, passkey.person_id, person.login, case
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
  end as state, passkey.credential_id, passkey.public_key, passkey.name,
  passkey.transports, passkey.created_at, passkey.revoked_at, use.counter, use.used_at
from passkey
join passkey_use as use on use.shard = passkey.shard and use.passkey_id = passkey.id
join person on person.shard = passkey.shard and person.id = passkey.person_id
where passkey.shard = $1 and passkey.id = $2;

-- passkey.insert
insert into passkey (shard, person_id, credential_id, public_key, name, transports, created_at)
values ($1, $2, $3, $4, $5, $6, $7) returning id;

-- passkey.lock
-- for update of use: of two sign-ins with one passkey the second sees what the first counted, and a passkey that is revoked meanwhile
-- proves nothing any more
select passkey.id, passkey.person_id, person.login, case
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
  end as state, passkey.credential_id, passkey.public_key, passkey.name,
  passkey.transports, passkey.created_at, passkey.revoked_at, use.counter, use.used_at
from passkey
join passkey_use as use on use.shard = passkey.shard and use.passkey_id = passkey.id
join person on person.shard = passkey.shard and person.id = passkey.person_id
where passkey.shard = $1 and passkey.id = $2
for update of passkey, use;

-- passkey.of-person
select passkey.id, passkey.person_id, person.login, case
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
  end as state, passkey.credential_id, passkey.public_key, passkey.name,
  passkey.transports, passkey.created_at, passkey.revoked_at, use.counter, use.used_at
from passkey
join passkey_use as use on use.shard = passkey.shard and use.passkey_id = passkey.id
join person on person.shard = passkey.shard and person.id = passkey.person_id
where passkey.shard = $1 and passkey.person_id = $2
order by passkey.revoked_at is not null, passkey.id desc
limit 200;

-- passkey.revoke
update passkey set revoked_at = greatest($3::timestamptz, created_at), revoked_by = $4
where shard = $1 and id = $2 and revoked_at is null;

-- people.end-absence
-- what is ended before it began held never; what ended already stays as it ended
update absence set holds_until = greatest(holds_from, $3)
where shard = $1 and id = $2 and (holds_until is null or holds_until > greatest(holds_from, $3))
returning person_id as "personId", why as "why";

-- people.end-credential
-- what is ended before it began held never; what ended already stays as it ended
update person_credential set holds_until = greatest(holds_from, $3)
where shard = $1 and id = $2 and (holds_until is null or holds_until > greatest(holds_from, $3))
returning person_id as "personId", credential as "credential";

-- people.end-delegation
-- what is ended before it began held never; what ended already stays as it ended
update delegation set holds_until = greatest(holds_from, $3)
where shard = $1 and id = $2 and (holds_until is null or holds_until > greatest(holds_from, $3))
returning from_id as "fromId", to_id as "toId", acts as "acts";

-- people.end-limit
-- what is ended before it began held never; what ended already stays as it ended
update authority_limit set holds_until = greatest(holds_from, $3)
where shard = $1 and id = $2 and (holds_until is null or holds_until > greatest(holds_from, $3))
returning role as "role", person_id as "personId", act as "act", measure as "measure", days as "days", limit_minor as "limitMinor";

-- people.end-member
-- what is ended before it began held never; what ended already stays as it ended
update team_member set holds_until = greatest(holds_from, $3)
where shard = $1 and id = $2 and (holds_until is null or holds_until > greatest(holds_from, $3))
returning team_id as "teamId", person_id as "personId";

-- people.end-role
-- what is ended before it began held never; what ended already stays as it ended
update role_holding set holds_until = greatest(holds_from, $3)
where shard = $1 and id = $2 and (holds_until is null or holds_until > greatest(holds_from, $3))
returning role as "role", person_id as "personId", team_id as "teamId";

-- people.end-skill
-- what is ended before it began held never; what ended already stays as it ended
update person_skill set holds_until = greatest(holds_from, $3)
where shard = $1 and id = $2 and (holds_until is null or holds_until > greatest(holds_from, $3))
returning person_id as "personId", skill as "skill";

-- people.end-supervision
-- what is ended before it began held never; what ended already stays as it ended
update supervision set holds_until = greatest(holds_from, $3)
where shard = $1 and id = $2 and (holds_until is null or holds_until > greatest(holds_from, $3))
returning person_id as "personId", work_type as "workType", level as "level", share_percent as "sharePercent";

-- people.grant-absence
insert into absence (shard, holds_from, holds_until, person_id, why)
values ($1, $2, $3, $4, $5)
returning id;

-- people.grant-credential
insert into person_credential (shard, holds_from, holds_until, person_id, credential)
values ($1, $2, $3, $4, $5)
returning id;

-- people.grant-delegation
insert into delegation (shard, holds_from, holds_until, from_id, to_id, acts)
values ($1, $2, $3, $4, $5, $6)
returning id;

-- people.grant-limit
insert into authority_limit (shard, holds_from, holds_until, role, person_id, act, measure, days, limit_minor)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
returning id;

-- people.grant-member
insert into team_member (shard, holds_from, holds_until, team_id, person_id)
values ($1, $2, $3, $4, $5)
returning id;

-- people.grant-role
insert into role_holding (shard, holds_from, holds_until, role, person_id, team_id)
values ($1, $2, $3, $4, $5, $6)
returning id;

-- people.grant-skill
insert into person_skill (shard, holds_from, holds_until, person_id, skill)
values ($1, $2, $3, $4, $5)
returning id;

-- people.grant-supervision
insert into supervision (shard, holds_from, holds_until, person_id, work_type, level, share_percent)
values ($1, $2, $3, $4, $5, $6, $7)
returning id;

-- people.read
-- one statement, so that all of it is of one moment: a right is never seen without what ended it
select
  (select currency from org where id = $1 / 1024) as currency,
  (select draw_key from org where id = $1 / 1024) as draw_key,
  (select coalesce(json_agg(json_build_object('id', id, 'login', login, 'name', name, 'kind', kind, 'state', state, 'ownerId', owner_id)), '[]') from (select * from person where shard = $1 order by id limit $2) as one) as persons,
  (select coalesce(json_agg(json_build_object('id', id, 'name', name, 'parentId', parent_id)), '[]') from (select * from team where shard = $1 order by id limit $2) as one) as teams,
  (select coalesce(json_agg(json_build_object('teamId', team_id, 'personId', person_id, 'id', id, 'from', (extract(epoch from holds_from) * 1000000)::bigint, 'until', (extract(epoch from holds_until) * 1000000)::bigint)), '[]') from (select * from team_member where shard = $1 and (holds_until is null or holds_until > $3::timestamptz - interval '90 days') order by id limit $2) as one) as members,
  (select coalesce(json_agg(json_build_object('role', role, 'personId', person_id, 'teamId', team_id, 'id', id, 'from', (extract(epoch from holds_from) * 1000000)::bigint, 'until', (extract(epoch from holds_until) * 1000000)::bigint)), '[]') from (select * from role_holding where shard = $1 and (holds_until is null or holds_until > $3::timestamptz - interval '90 days') order by id limit $2) as one) as roles,
  (select coalesce(json_agg(json_build_object('personId', person_id, 'skill', skill, 'id', id, 'from', (extract(epoch from holds_from) * 1000000)::bigint, 'until', (extract(epoch from holds_until) * 1000000)::bigint)), '[]') from (select * from person_skill where shard = $1 and (holds_until is null or holds_until > $3::timestamptz - interval '90 days') order by id limit $2) as one) as skills,
  (select coalesce(json_agg(json_build_object('personId', person_id, 'credential', credential, 'id', id, 'from', (extract(epoch from holds_from) * 1000000)::bigint, 'until', (extract(epoch from holds_until) * 1000000)::bigint)), '[]') from (select * from person_credential where shard = $1 and (holds_until is null or holds_until > $3::timestamptz - interval '90 days') order by id limit $2) as one) as credentials,
  (select coalesce(json_agg(json_build_object('role', role, 'personId', person_id, 'act', act, 'measure', measure, 'days', days, 'limitMinor', limit_minor, 'id', id, 'from', (extract(epoch from holds_from) * 1000000)::bigint, 'until', (extract(epoch from holds_until) * 1000000)::bigint)), '[]') from (select * from authority_limit where shard = $1 and (holds_until is null or holds_until > $3::timestamptz - interval '90 days') order by id limit $2) as one) as limits,
  (select coalesce(json_agg(json_build_object('fromId', from_id, 'toId', to_id, 'acts', acts, 'id', id, 'from', (extract(epoch from holds_from) * 1000000)::bigint, 'until', (extract(epoch from holds_until) * 1000000)::bigint)), '[]') from (select * from delegation where shard = $1 and (holds_until is null or holds_until > $3::timestamptz - interval '90 days') order by id limit $2) as one) as delegations,
  (select coalesce(json_agg(json_build_object('personId', person_id, 'why', why, 'id', id, 'from', (extract(epoch from holds_from) * 1000000)::bigint, 'until', (extract(epoch from holds_until) * 1000000)::bigint)), '[]') from (select * from absence where shard = $1 and (holds_until is null or holds_until > $3::timestamptz - interval '90 days') order by id limit $2) as one) as absences,
  (select coalesce(json_agg(json_build_object('personId', person_id, 'workType', work_type, 'level', level, 'sharePercent', share_percent, 'id', id, 'from', (extract(epoch from holds_from) * 1000000)::bigint, 'until', (extract(epoch from holds_until) * 1000000)::bigint)), '[]') from (select * from supervision where shard = $1 and (holds_until is null or holds_until > $3::timestamptz - interval '90 days') order by id limit $2) as one) as supervisions;

-- people.version
-- each version of a row has a place and a transaction of its own: the sums are others after whatever is added, changed or taken away, also past the software
select concat_ws(' ', (select coalesce(sum(hashtextextended(ctid::text || xmin::text, 0)), 0) from person where shard = $1),
  (select coalesce(sum(hashtextextended(ctid::text || xmin::text, 0)), 0) from team where shard = $1),
  (select coalesce(sum(hashtextextended(ctid::text || xmin::text, 0)), 0) from team_member where shard = $1),
  (select coalesce(sum(hashtextextended(ctid::text || xmin::text, 0)), 0) from role_holding where shard = $1),
  (select coalesce(sum(hashtextextended(ctid::text || xmin::text, 0)), 0) from person_skill where shard = $1),
  (select coalesce(sum(hashtextextended(ctid::text || xmin::text, 0)), 0) from person_credential where shard = $1),
  (select coalesce(sum(hashtextextended(ctid::text || xmin::text, 0)), 0) from authority_limit where shard = $1),
  (select coalesce(sum(hashtextextended(ctid::text || xmin::text, 0)), 0) from delegation where shard = $1),
  (select coalesce(sum(hashtextextended(ctid::text || xmin::text, 0)), 0) from absence where shard = $1),
  (select coalesce(sum(hashtextextended(ctid::text || xmin::text, 0)), 0) from supervision where shard = $1),
  (select ctid::text || xmin::text from org where id = $1 / 1024)) as version;

-- person-password.any
select exists (
  select from person_password as password
  join person on person.shard = password.shard and person.id = password.person_id
  where password.shard = $1 and person.state = 'active'
) as any;

-- person-password.by-login
select person.id, case
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
  end as state, password.phc
from person left join person_password as password on password.shard = person.shard and password.person_id = person.id
where person.shard = $1 and person.login = $2;

-- person-password.lock
-- for update: a password that is set while it is checked ends the sign-in with the one before
select phc from person_password where shard = $1 and person_id = $2 for update;

-- person-password.put
insert into person_password (shard, person_id, phc, set_at) values ($1, $2, $3, $4)
on conflict (shard, person_id) do update set phc = excluded.phc, set_at = excluded.set_at;

-- person-password.strengthen
update person_password set phc = $4 where shard = $1 and person_id = $2 and phc = $3;

-- person-ways.of
select
  exists (select from person_password as password where password.shard = $1 and password.person_id = $2) as password,
  (select count(*) from passkey where passkey.shard = $1 and passkey.person_id = $2 and revoked_at is null) as passkeys,
  array(
    select issuer from provider_identity as identity
    where identity.shard = $1 and identity.person_id = $2 and ended_at is null order by issuer
  ) as issuers;

-- person.active
select id from person where shard = $1 and state = 'active' order by id limit 20000;

-- person.insert
insert into person (shard, login, name, kind, state, owner_id, created_at)
values ($1, $2, $3, $4, 'active', $5, $6)
returning id;

-- person.lock
-- for no key update, in order: of one person one decision is added up after the other; rows that name the person are not held up
select id from person where shard = $1 and id = any ($2::bigint[]) order by id for no key update;

-- person.logins
select id, login, name from person where shard = $1 and id = any ($2::bigint[]);

-- person.names
select id, name from person where shard = $1 and id = any ($2::bigint[]);

-- person.set-owner
update person set owner_id = $4, owner_from = $5
where shard = $1 and id = $2 and owner_id is not distinct from $3;

-- person.set-state
update person set state = $4
where shard = $1 and id = $2 and state = $3;

-- policy-fee.insert
insert into policy_fee (shard, exception_id, name, step, fee_minor, account_id, why, presentment, booked_on, entry_id)
select shard, exception_id, name, step, fee_minor, account_id, why, decode(presentment, 'hex'), booked_on, case step when 'charged' then entry_id end
from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::text[], $8::text[], $9::date[], $10::bigint[])
  as made (shard, exception_id, name, step, fee_minor, account_id, why, presentment, booked_on, entry_id);

-- policy-fee.of-exception
select name, step, fee_minor, account_id, why, encode(presentment, 'hex') as presentment
from policy_fee
where shard = $1 and exception_id = $2 and not exists (
    select from decision as taking join fee as off on off.shard = taking.shard and off.decision_id = taking.id
    where taking.shard = $1 and taking.exception_id = $2 and taking.state = 'done' and off.step = 'withdrawn');

-- posting.by-item
-- only the internal accounts are ours for certain: a customer's has its number from the core system
select posting.day::text, posting.entry_id, posting.line, entry.kind, posting.amount_minor, posting.account_id, posting.contra_id,
  account.number as account, contra.number as contra
from posting
join entry on entry.shard = posting.shard and entry.day = posting.day and entry.id = posting.entry_id
left join account on account.shard = posting.shard and account.id = posting.account_id and account.internal
left join account as contra on contra.shard = posting.shard and contra.id = posting.contra_id and contra.internal
where posting.shard = $1 and posting.item_id = $2 and posting.day >= $3
order by posting.day, posting.entry_id, posting.line
limit 1000;

-- posting.copy
copy posting (shard, day, account_id, entry_id, line, contra_id, amount_minor, item_id) from stdin (format binary);

-- posting.insert
insert into posting (shard, day, account_id, entry_id, line, contra_id, amount_minor, item_id)
select $1, $2, account_id, $3, line - 1, contra_id, amount_minor, $7
from unnest($4::bigint[], $5::bigint[], $6::bigint[]) with ordinality as leg (account_id, contra_id, amount_minor, line);

-- posting.of-entry
select posting.day::text, posting.account_id, posting.contra_id, posting.amount_minor
from posting
where shard = $1 and day = $2 and entry_id = $3
order by line;

-- presence.set
insert into presence (shard, person_id, state, since)
values ($1, $2, $3, $4)
on conflict (shard, person_id) do update set state = excluded.state, since = excluded.since
where presence.state <> excluded.state;

-- proof.answers
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
limit 20;

-- proof.balances
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
limit 20;

-- proof.batch-claims
select batch.receipt_id, batch.ordinal, claim.receipt_id as claimed_by, claim.shard, coalesce(batch.fingerprint, claim.fingerprint) as fingerprint
from (
  select batch.receipt_id, batch.ordinal, receipt.pack || '/' || batch.fingerprint as fingerprint
  from batch
  join receipt on receipt.shard = $1 and receipt.id = batch.receipt_id
  where batch.shard = $1 and batch.fate = 'process' and batch.items > 0
) as batch
full join (select * from batch_claim where shard between $1 and $1 + 1023) as claim
  on claim.receipt_id = batch.receipt_id and claim.ordinal = batch.ordinal and claim.fingerprint = batch.fingerprint
order by 1, 2, 3;

-- proof.batches
-- of a file whose processing failed some items were never written: what they are worth stands under one exception of the file
select batch.receipt_id, batch.ordinal as batch, source, receipt.state = 'staged' or exists (
    select from exception where exception.shard = $1 and exception.closed_as is distinct from 'retried'
      and exception.id between -(receipt.id * 67108864 + 67108863) and -(receipt.id * 67108864 + 67108863) + 999) as unfinished, batch.items, batch.debit_minor, batch.credit_minor,
  batch.lost_items, batch.lost_debit_minor, batch.lost_credit_minor
from batch
join receipt on receipt.shard = $1 and receipt.id = batch.receipt_id
where batch.shard = $1
order by batch.receipt_id, batch.ordinal;

-- proof.books
with
  moved as (
    select shard, account_id as id, amount_minor from posting where shard between $1 and $1 + 1023
    union all
    select shard, contra_id, -amount_minor from posting where shard between $1 and $1 + 1023
  ),
  sums as (select shard, id, sum(amount_minor) as minor from moved group by shard, id),
  balances as (
    select account.shard, account.internal, account.number, account.balance_minor - account.opening_minor - coalesce(sums.minor, 0) as off
    from account
    left join sums using (shard, id)
    where account.shard between $1 and $1 + 1023
  ),
  positions as (
    select sum(credit_minor - debit_minor) as net from suspense_position where shard between $1 and $1 + 1023 and closed_on is null
  )
select
  (select coalesce(sum(minor), 0) from sums) as all_postings_sum,
  (select count(*) from balances where off <> 0) as balances_off,
  (select coalesce(sum(balance_minor), 0) from account where shard between $1 and $1 + 1023 and number = '~suspense')
    - coalesce((select net from positions), 0) as suspense_off,
  (select count(*) from item where shard between $1 and $1 + 1023 and state = 'suspended'
    and not exists (select from exception where exception.shard between $1 and $1 + 1023 and exception.id = item.exception_id and exception.state <> 'closed')) as orphans,
  -- law 2: the value of every unresolved exception is a position of its own, and no other position is open
  (select count(*)
    from (select shard, id, debit_minor, credit_minor from exception where shard between $1 and $1 + 1023 and state <> 'closed') as unresolved
    full join (select shard, exception_id as id, debit_minor, credit_minor from suspense_position where shard between $1 and $1 + 1023 and closed_on is null) as held
      using (shard, id)
    where (unresolved.debit_minor, unresolved.credit_minor) is distinct from (held.debit_minor, held.credit_minor)) as positions_off;

-- proof.cases
with
  cases as (select * from work_case where shard between $1 and $1 + 1023),
  places as (select * from queue_place where shard between $1 and $1 + 1023),
  bound as (
    select case_shard as shard, case_id as id, count(*) as exceptions, sum(items) as items, sum(debit_minor) as debit_minor, sum(credit_minor) as credit_minor,
      case when bool_or(exception.state = 'open') then min(exception.due_at) filter (where exception.state = 'open') else min(exception.due_at) end as due_at, case when bool_or(exception.state = 'open') then min(exception.ours_at) filter (where exception.state = 'open') else min(exception.ours_at) end as ours_at, min(pack) as pack, min(kind) as kind, min(queue) as queue,
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
limit 20;

-- proof.closed-days
with last as (
  select business_day, entries from day_close where shard = $1 and state = 'closed' order by business_day desc limit 1
)
select format('%s was closed with %s entries up to it, and there are %s now: something was booked on a closed day.', last.business_day, last.entries, counted.entries) as sentence
from last
cross join lateral (select count(*) as entries from entry where shard between $1 and $1 + 1023 and day <= last.business_day) as counted
where counted.entries <> last.entries;

-- proof.counted
select id / 67108864 as receipt_id, batch, state, count(*) as items,
  coalesce(sum(amount_minor) filter (where direction = 'debit'), 0) as debit_minor,
  coalesce(sum(amount_minor) filter (where direction = 'credit'), 0) as credit_minor
from item
where shard between $1 and $1 + 1023
group by 1, 2, 3
order by 1, 2, 3;

-- proof.cross-entries
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
limit 20;

-- proof.decisions
with recursive
  decided as (select * from decision where shard between $1 and $1 + 1023),
  persons as (select id, kind, owner_id, owner_from from person where shard = $1),
  -- an account and each of its owners, with the moment since which that is said: two that share one are one natural person
  chain as (
    select id, id as at, owner_id, owner_from, timestamptz '-infinity' as since, 0 as depth from persons
    union all
    select chain.id, persons.id, persons.owner_id, persons.owner_from, greatest(since, chain.owner_from), depth + 1
    from chain join persons on persons.id = chain.owner_id where depth < 16
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
limit 20;

-- proof.exceptions
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
    where batch.shard = $1 and not (of_batch.id between -(of_batch.receipt_id * 67108864 + 67107863) and -(of_batch.receipt_id * 67108864 + 33554432))
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
    left join failed on failed.id = exception.receipt_id and not (exception.id between -(exception.receipt_id * 67108864 + 67107863) and -(exception.receipt_id * 67108864 + 33554432))
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
      where exception.id between -(exception.receipt_id * 67108864 + 67107863) and -(exception.receipt_id * 67108864 + 33554432)
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
      where scope <> 'item' and failed.id is null and not (exception.id between -(exception.receipt_id * 67108864 + 67107863) and -(exception.receipt_id * 67108864 + 33554432))
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
limit 20;

-- proof.fees
with
  income as (select shard, id from account where shard between $1 and $1 + 1023 and number = '~fees'),
  made as (
    select fee.shard, fee.decision_id, decision.exception_id, fee.name, fee.step, decision.state, account_shard, account_id,
      case step when 'charged' then fee_minor else -fee_minor end as amount_minor,
      case when account_shard = fee.shard then decision.entry_id else other.entry_id end as entry_id
    from fee
    join decision on decision.shard = fee.shard and decision.id = fee.decision_id
    left join cross_entry as other on other.shard = account_shard and other.decision_shard = fee.shard and other.decision_id = fee.decision_id
    where fee.shard between $1 and $1 + 1023 and step in ('charged', 'refunded', 'withdrawn')
    union all
    -- what came with a policy has no decision, and was before any
    select shard, 0, exception_id, name, step, 'done', shard, account_id, fee_minor, entry_id
    from policy_fee
    where shard between $1 and $1 + 1023 and step = 'charged'
  ),
  told as (
    select account_shard as shard, entry_id, account_id, amount_minor, case account_shard when shard then exception_id else 0 end as item_id, decision_id, exception_id
    from made
    union all
    -- the entry that takes it back
    select account_shard, entry_id + 33554432, account_id, -amount_minor, case account_shard when shard then exception_id else 0 end, decision_id, exception_id
    from made
    where state = 'undone'
  ),
  -- equal ones of one entry are counted: one does not stand for two
  meant as (
    select *, row_number() over (partition by shard, entry_id, account_id, amount_minor, item_id) as nth from told
  ),
  posted as (
    select *, row_number() over (partition by shard, entry_id, account_id, amount_minor, item_id) as nth
    from (
      select posting.shard, entry_id, case income.id when account_id then contra_id else account_id end as account_id,
        case income.id when account_id then amount_minor else -amount_minor end as amount_minor, coalesce(posting.item_id, 0) as item_id
      from income
      join posting on posting.shard = income.shard and income.id in (posting.account_id, posting.contra_id)
      join entry on entry.shard = posting.shard and entry.day = posting.day and entry.id = posting.entry_id
      where posting.shard between $1 and $1 + 1023 and entry.kind <> 'transfer'
    ) as side
  ),
  differs as (
    select coalesce(posted.shard, meant.shard) as shard, coalesce(posted.entry_id, meant.entry_id) as entry_id, meant.exception_id,
      meant.amount_minor as meant_minor, posted.amount_minor as posted_minor
    from meant
    full join posted using (shard, entry_id, account_id, amount_minor, item_id, nth)
    where meant.shard is null or posted.shard is null
  ),
  standing as (
    select shard, exception_id, name, account_shard, account_id, abs(amount_minor) as fee_minor,
      -- withdrawn with the policy's decision that it came with: whoever decided instead may have charged it again
      count(*) filter (where step = 'charged') - count(*) filter (where step = 'withdrawn') as charged, count(*) filter (where step = 'refunded') as refunded
    from made
    where state = 'done'
    group by 1, 2, 3, 4, 5, 6
  )
select case
  when posted_minor is null then format('A fee for exception %s is %s minor units, and entry %s of shard %s does not post it.', exception_id, meant_minor, entry_id, shard)
  else format('Entry %s of shard %s posts a fee of %s minor units, and no decision or policy says so.', entry_id, shard, posted_minor)
end as sentence
from differs
union all
select case
  when charged <= 0 then format('For exception %s of shard %s the fee %s is given back, and it was not charged.', exception_id, shard, name)
  else format('For exception %s of shard %s the fee %s is charged %s times and given back %s times.', exception_id, shard, name, charged, refunded)
end
from standing
where charged > 1 or refunded > charged
order by 1
limit 20;

-- proof.file-claims
select receipt.id as receipt_id, claim.receipt_id as claimed_by, claim.shard, coalesce(receipt.sha256, claim.sha256) as sha256
from (select * from receipt where shard = $1 and duplicate_of is null) as receipt
full join (select * from file_claim where shard between $1 and $1 + 1023) as claim on claim.sha256 = receipt.sha256 and claim.receipt_id = receipt.id
order by 1, 2;

-- proof.forwarded-units
with
  theirs as (select id from account where shard = $1 and number = '~forwarded'),
  brought as (
    select decision.exception_id as id, sum(case theirs.id when posting.account_id then posting.amount_minor else -posting.amount_minor end) as minor
    from decision
    cross join theirs
    join posting on posting.shard = decision.shard and posting.entry_id in (decision.entry_id, decision.entry_id + 33554432)
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
limit 20;

-- proof.items
with
  looked_at as (select * from item where shard between $1 and $1 + 1023 and true),
  inner_account as (select shard, id, number from account where shard between $1 and $1 + 1023 and internal),
  -- a fee for an item is none of its value: it is held against its own row
  income as (select shard, id from account where shard between $1 and $1 + 1023 and number = '~fees'),
  -- every posting has two sides: what it brings to an account it takes from the other
  side as (
    select posting.shard, posting.item_id as id, posting.account_id, posting.amount_minor, true as is_posting
    from posting
    join looked_at on looked_at.shard = posting.shard and looked_at.id = posting.item_id
    where posting.shard between $1 and $1 + 1023 and posting.item_id is not null
      and not exists (select from income where income.shard = posting.shard and income.id in (posting.account_id, posting.contra_id))
    union all
    select posting.shard, posting.item_id, posting.contra_id, -posting.amount_minor, false
    from posting
    join looked_at on looked_at.shard = posting.shard and looked_at.id = posting.item_id
    where posting.shard between $1 and $1 + 1023 and posting.item_id is not null
      and not exists (select from income where income.shard = posting.shard and income.id in (posting.account_id, posting.contra_id))
  ),
  moved as (
    select side.shard, side.id, count(*) filter (where is_posting) as postings,
      coalesce(sum(amount_minor) filter (where number = '~suspense'), 0) as suspended,
      -- a customer's account, that of what we originated, or through clearing one of another bucket; what lies with the network or with claims is on its way
      coalesce(sum(amount_minor) filter (where number is null or number in ('~originations', '~clearing')), 0) as posted,
      coalesce(sum(amount_minor) filter (where number = '~claims'), 0) as in_claims,
      coalesce(sum(amount_minor) filter (where number = '~adjustments'), 0) as in_adjustments,
      coalesce(sum(amount_minor) filter (where number = '~forwarded'), 0) as in_forwarded,
      max(side.account_id) filter (where number is null or number = '~originations') as account_id
    from side
    left join inner_account on inner_account.shard = side.shard and inner_account.id = side.account_id
    group by side.shard, side.id
  ),
  told as (
    select item.shard, item.id, item.state, item.exception_id, item.amount_minor, item.account_id, item.batch,
      case direction when 'credit' then amount_minor else -amount_minor end as amount,
      own.id as own_id, unit.id as unit_id,
      claim.id is not null as claimed,
      claim.id is not null and own.state <> 'closed' as claim_open,
      -- a claim against a posted item has a position, and the item stays posted until somebody returns it (decisions/0011)
      case
        when claim.id is not null and own.state <> 'closed' then 'posted'
        -- of a unit that was released, what has no exception of its own posted
        when own.id is null and unit.closed_as = 'released' then 'posted'
        when coalesce(own.state, unit.state) = 'closed' then coalesce(own.closed_as, unit.closed_as)
        when coalesce(own.state, unit.state) in ('open', 'decided') then 'suspended'
        else 'posted'
      end as state_by_exception,
      coalesce(own.id, unit.id) as held_by,
      (own.id is not null and claim.id is null) or unit.closed_as is not distinct from 'released' as was_suspended,
      -- what an adjustment found it to be rightly worth
      coalesce((select case item.direction when 'credit' then right_minor else -right_minor end
        from decision join adjustment on adjustment.shard = decision.shard and adjustment.decision_id = decision.id
        where decision.shard = item.shard and decision.exception_id = own.id and decision.state = 'done' and adjustment.state in ('settled', 'refused')
        order by decision.id desc limit 1), 0) as adjusted_to,
      case when claim.id is not null and own.state <> 'closed' then case direction when 'credit' then amount_minor else -amount_minor end else 0 end as claimed_amount,
      case when answer.item_id is null then 0 when direction = 'credit' then amount_minor else -amount_minor end as asked_back, coalesce(moved.postings, 0) as postings, coalesce(moved.suspended, 0) as suspended, coalesce(moved.posted, 0) as posted, coalesce(moved.in_claims, 0) as in_claims, coalesce(moved.in_adjustments, 0) as in_adjustments, coalesce(moved.in_forwarded, 0) as in_forwarded, moved.account_id as posted_to
    from looked_at as item
    left join moved on moved.shard = item.shard and moved.id = item.id
    left join exception as own on own.shard = item.shard and own.id = item.id
    left join entry as claim on claim.shard = item.shard and claim.id = -item.id and claim.kind = 'claimed' left join outbound_item as answer on answer.shard = item.shard and answer.item_id = item.id and answer.kind = 'return' and answer.state = 'sent'
    -- a held batch or file holds its items from bucket 0
    left join exception as unit on unit.shard = $1 and unit.id = item.exception_id and unit.id < 0 and unit.receipt_id = item.id / 67108864
      and (unit.batch is null or unit.batch = item.batch)
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
    when 'posted' then suspended <> claimed_amount
      or (postings > 0 and not was_suspended and ((not claimed and (postings <> 1 or posted <> amount)) or posted_to is distinct from account_id))
      or (was_suspended and posted <> amount and (account_id is not null or posted <> 0))
      -- what a claim may cost is with the claims, or with the customer, who has it back; a denied one left the debit where it was
      or (claim_open and posted + in_claims <> 0)
      or (claimed and not claim_open and (posted <> amount or in_claims <> 0))
      or (postings = 0 and amount <> 0 and account_id is not null and not exists (
        -- an advice tells what was settled and moves nothing
        select from batch where batch.shard = $1 and batch.receipt_id = told.id / 67108864 and batch.ordinal = told.batch and batch.detail ->> 'layout' = 'adv'))
    when 'returned' then suspended <> 0 or posted <> 0 or in_claims <> 0 or (amount <> 0 and postings < 2)
    -- while it is adjusted its customer is charged what is right
    when 'suspended' then posted + in_adjustments + asked_back <> 0 or suspended <> case when own_id is null then 0 else amount end
    when 'adjusted' then suspended <> 0 or in_claims <> 0 or posted <> adjusted_to
    else suspended <> 0 or posted <> 0 or in_claims <> 0
  end
  or (state <> 'suspended' and in_adjustments <> case when claim_open then -asked_back else 0 end)
  -- what others took over is with them, and nothing else is; of a batch or file the whole moved at once
  or in_forwarded <> case when state = 'forwarded' and own_id is not null then amount else 0 end
order by id
limit 20;

-- proof.items-excepted
with
  looked_at as (select * from item where shard between $1 and $1 + 1023 and (exception_id is not null or state <> 'posted')),
  inner_account as (select shard, id, number from account where shard between $1 and $1 + 1023 and internal),
  -- a fee for an item is none of its value: it is held against its own row
  income as (select shard, id from account where shard between $1 and $1 + 1023 and number = '~fees'),
  -- every posting has two sides: what it brings to an account it takes from the other
  side as (
    select posting.shard, posting.item_id as id, posting.account_id, posting.amount_minor, true as is_posting
    from posting
    join looked_at on looked_at.shard = posting.shard and looked_at.id = posting.item_id
    where posting.shard between $1 and $1 + 1023 and posting.item_id is not null
      and not exists (select from income where income.shard = posting.shard and income.id in (posting.account_id, posting.contra_id))
    union all
    select posting.shard, posting.item_id, posting.contra_id, -posting.amount_minor, false
    from posting
    join looked_at on looked_at.shard = posting.shard and looked_at.id = posting.item_id
    where posting.shard between $1 and $1 + 1023 and posting.item_id is not null
      and not exists (select from income where income.shard = posting.shard and income.id in (posting.account_id, posting.contra_id))
  ),
  moved as (
    select side.shard, side.id, count(*) filter (where is_posting) as postings,
      coalesce(sum(amount_minor) filter (where number = '~suspense'), 0) as suspended,
      -- a customer's account, that of what we originated, or through clearing one of another bucket; what lies with the network or with claims is on its way
      coalesce(sum(amount_minor) filter (where number is null or number in ('~originations', '~clearing')), 0) as posted,
      coalesce(sum(amount_minor) filter (where number = '~claims'), 0) as in_claims,
      coalesce(sum(amount_minor) filter (where number = '~adjustments'), 0) as in_adjustments,
      coalesce(sum(amount_minor) filter (where number = '~forwarded'), 0) as in_forwarded,
      max(side.account_id) filter (where number is null or number = '~originations') as account_id
    from side
    left join inner_account on inner_account.shard = side.shard and inner_account.id = side.account_id
    group by side.shard, side.id
  ),
  told as (
    select item.shard, item.id, item.state, item.exception_id, item.amount_minor, item.account_id, item.batch,
      case direction when 'credit' then amount_minor else -amount_minor end as amount,
      own.id as own_id, unit.id as unit_id,
      claim.id is not null as claimed,
      claim.id is not null and own.state <> 'closed' as claim_open,
      -- a claim against a posted item has a position, and the item stays posted until somebody returns it (decisions/0011)
      case
        when claim.id is not null and own.state <> 'closed' then 'posted'
        -- of a unit that was released, what has no exception of its own posted
        when own.id is null and unit.closed_as = 'released' then 'posted'
        when coalesce(own.state, unit.state) = 'closed' then coalesce(own.closed_as, unit.closed_as)
        when coalesce(own.state, unit.state) in ('open', 'decided') then 'suspended'
        else 'posted'
      end as state_by_exception,
      coalesce(own.id, unit.id) as held_by,
      (own.id is not null and claim.id is null) or unit.closed_as is not distinct from 'released' as was_suspended,
      -- what an adjustment found it to be rightly worth
      coalesce((select case item.direction when 'credit' then right_minor else -right_minor end
        from decision join adjustment on adjustment.shard = decision.shard and adjustment.decision_id = decision.id
        where decision.shard = item.shard and decision.exception_id = own.id and decision.state = 'done' and adjustment.state in ('settled', 'refused')
        order by decision.id desc limit 1), 0) as adjusted_to,
      case when claim.id is not null and own.state <> 'closed' then case direction when 'credit' then amount_minor else -amount_minor end else 0 end as claimed_amount,
      case when answer.item_id is null then 0 when direction = 'credit' then amount_minor else -amount_minor end as asked_back, coalesce(moved.postings, 0) as postings, coalesce(moved.suspended, 0) as suspended, coalesce(moved.posted, 0) as posted, coalesce(moved.in_claims, 0) as in_claims, coalesce(moved.in_adjustments, 0) as in_adjustments, coalesce(moved.in_forwarded, 0) as in_forwarded, moved.account_id as posted_to
    from looked_at as item
    left join moved on moved.shard = item.shard and moved.id = item.id
    left join exception as own on own.shard = item.shard and own.id = item.id
    left join entry as claim on claim.shard = item.shard and claim.id = -item.id and claim.kind = 'claimed' left join outbound_item as answer on answer.shard = item.shard and answer.item_id = item.id and answer.kind = 'return' and answer.state = 'sent'
    -- a held batch or file holds its items from bucket 0
    left join exception as unit on unit.shard = $1 and unit.id = item.exception_id and unit.id < 0 and unit.receipt_id = item.id / 67108864
      and (unit.batch is null or unit.batch = item.batch)
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
    when 'posted' then suspended <> claimed_amount
      or (postings > 0 and not was_suspended and ((not claimed and (postings <> 1 or posted <> amount)) or posted_to is distinct from account_id))
      or (was_suspended and posted <> amount and (account_id is not null or posted <> 0))
      -- what a claim may cost is with the claims, or with the customer, who has it back; a denied one left the debit where it was
      or (claim_open and posted + in_claims <> 0)
      or (claimed and not claim_open and (posted <> amount or in_claims <> 0))
      or (postings = 0 and amount <> 0 and account_id is not null and not exists (
        -- an advice tells what was settled and moves nothing
        select from batch where batch.shard = $1 and batch.receipt_id = told.id / 67108864 and batch.ordinal = told.batch and batch.detail ->> 'layout' = 'adv'))
    when 'returned' then suspended <> 0 or posted <> 0 or in_claims <> 0 or (amount <> 0 and postings < 2)
    -- while it is adjusted its customer is charged what is right
    when 'suspended' then posted + in_adjustments + asked_back <> 0 or suspended <> case when own_id is null then 0 else amount end
    when 'adjusted' then suspended <> 0 or in_claims <> 0 or posted <> adjusted_to
    else suspended <> 0 or posted <> 0 or in_claims <> 0
  end
  or (state <> 'suspended' and in_adjustments <> case when claim_open then -asked_back else 0 end)
  -- what others took over is with them, and nothing else is; of a batch or file the whole moved at once
  or in_forwarded <> case when state = 'forwarded' and own_id is not null then amount else 0 end
order by id
limit 20;

-- proof.items-fingerprints
with
  -- an advice tells what was settled and moves nothing
  advice as (select receipt_id, ordinal from batch where shard = $1 and detail ->> 'layout' = 'adv'),
  excepted as (select shard, id from exception where shard between $1 and $1 + 1023 and scope = 'item'),
  suspense as (select shard, id from account where shard between $1 and $1 + 1023 and number = '~suspense')
select
  (select coalesce(sum(hashint8extended(id, hashint8extended(account_id, hashint8extended(case direction when 'credit' then amount_minor else -amount_minor end, $2)))::numeric), 0)::text
   from item
   where shard between $1 and $1 + 1023 and state = 'posted' and exception_id is null and account_id is not null and amount_minor <> 0
     and not exists (select from advice where receipt_id = item.id / 67108864 and ordinal = item.batch)) as items,
  (select coalesce(sum(hashint8extended(item_id, hashint8extended(account_id, hashint8extended(amount_minor, $2)))::numeric), 0)::text
   from posting
   where shard between $1 and $1 + 1023 and item_id is not null
     -- what a release posted is looked at one by one, with its items
     and (entry_id < 67108864 or entry_id % 67108864 not between 66 and 60065)
     and not exists (select from suspense where suspense.shard = posting.shard and suspense.id = posting.account_id)
     and not exists (select from excepted where excepted.shard = posting.shard and excepted.id = posting.item_id)) as postings;

-- proof.leftovers
select format('Part %s of receipt %s is %s, and its receipt is %s.', no, receipt_id, part.state, coalesce(receipt.state, 'gone')) as sentence
from part
left join receipt on receipt.shard = $1 and receipt.id = receipt_id
where part.shard between $1 and $1 + 1023 and (receipt.id is null or receipt.state not in ('staged', 'done', 'quarantined') or (receipt.state <> 'staged' and part.state <> 'done'))
union all
select format('Staged items are left of receipt %s, which is %s.', receipt_id, coalesce(receipt.state, 'gone'))
from (select distinct receipt_id from part_chunk where shard between $1 and $1 + 1023) as chunk
left join receipt on receipt.shard = $1 and receipt.id = receipt_id
where receipt.state is distinct from 'staged'
limit 20;

-- proof.letters
select format('Letter %s of decision %s of exception %s is %s, and the decision is %s.', n, decision_id, exception_id, letter.state, decision.state) as sentence
from letter_request as letter
join decision on decision.shard = letter.shard and decision.id = letter.decision_id
where letter.shard between $1 and $1 + 1023
  and case when corrects is null then (decision.state = 'undone' and letter.state in ('requested', 'overtaken')) or (decision.state <> 'undone' and letter.state = 'cancelled')
    else decision.state <> 'undone' end
order by letter.shard, decision_id, n
limit 20;

-- proof.lost
select receipt.source, receipt.received_on::text, sum(lost_items)::bigint as items, sum(lost_debit_minor) as debit_minor, sum(lost_credit_minor) as credit_minor
from receipt
where shard = $1 and state in ('staged', 'done', 'quarantined')
group by receipt.source, receipt.received_on
having sum(lost_items + lost_debit_minor + lost_credit_minor) <> 0
order by receipt.source, receipt.received_on;

-- proof.outbound-files
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
limit 20;

-- proof.part-tallies
-- a part's own counters say its items; a change of state takes from one and adds to another
select format('The counters of part %s of receipt %s in shard %s say %s items; it has %s.', tally.part_no, tally.receipt_id, tally.shard,
  tally.items, case when tally.part_no = -1 then '0 as changes of state' else coalesce(part.items::text, 'no row') end) as sentence
from (
  select shard, receipt_id, part_no, sum(items) as items
  from part_tally
  where shard between $1 and $1 + 1023
  group by shard, receipt_id, part_no
) as tally
left join part on part.shard = tally.shard and part.receipt_id = tally.receipt_id and part.no = tally.part_no and part.state = 'done'
where tally.items <> case when tally.part_no = -1 then 0 else coalesce(part.items, -1) end
order by 1
limit 20;

-- proof.receipts
select id, source, received_on::text from receipt where shard = $1;

-- proof.received
select source, received_on::text, sum(items + lost_items)::bigint as items, sum(debit_minor + lost_debit_minor) as debit_minor, sum(credit_minor + lost_credit_minor) as credit_minor
from receipt
where shard = $1 and state in ('staged', 'done', 'quarantined')
group by source, received_on
order by source, received_on;

-- proof.refused
-- an archive holds nothing itself: sent again, it is as much as its members, of which some may have been refused the first time
select receipt.source, receipt.received_on::text, sum(first.items + first.lost_items)::bigint as items,
  sum(first.debit_minor + first.lost_debit_minor) as debit_minor, sum(first.credit_minor + first.lost_credit_minor) as credit_minor
from receipt
join receipt as sent on sent.shard = receipt.shard and (sent.id = receipt.duplicate_of or sent.container_id = receipt.duplicate_of)
join receipt as first on first.shard = sent.shard and first.id = coalesce(sent.duplicate_of, sent.id)
where receipt.shard = $1 and receipt.state = 'refused'
group by receipt.source, receipt.received_on
order by receipt.source, receipt.received_on;

-- proof.tallies
select receipt_id, state, sum(items)::bigint as items, sum(debit_minor) as debit_minor, sum(credit_minor) as credit_minor
from part_tally
where shard between $1 and $1 + 1023
group by receipt_id, state
order by receipt_id, state;

-- proof.transfers
select format('The clearing accounts of all buckets sum to %s minor units, not to zero: one side of a transfer is missing.', sum(balance_minor)) as sentence
from account
where shard between $1 and $1 + 1023 and number = '~clearing'
having sum(balance_minor) <> 0
union all
select format('The entries of transfer %s in shard %s on %s are not its posting there.', coalesce(entry.id, leg.id), coalesce(entry.shard, leg.shard), coalesce(entry.day, leg.day))
from (select shard, day, id, kind, receipt_id, reverses from entry where shard between $1 and $1 + 1023 and id >= 4503599627370496) as entry
full join (select shard, day, entry_id as id from posting where shard between $1 and $1 + 1023 and entry_id >= 4503599627370496) as leg using (shard, day, id)
where entry.kind is distinct from 'transfer' or leg.id is null or entry.receipt_id is not null or entry.reverses is not null
union all
select format('An entry of kind transfer has number %s in shard %s, which is none of a transfer.', id, shard)
from entry
where shard between $1 and $1 + 1023 and kind = 'transfer' and id < 4503599627370496
union all
select format('Transfer %s is in the outbox of shard %s, and should be in that of shard %s.', coalesce(told.transfer_id, transfer.id), coalesce(told.shard::text, 'none'), coalesce(transfer.from_shard::text, 'none'))
from (select shard, transfer_id, transfer_shard, transfer_key from outbox where shard between $1 and $1 + 1023) as told
full join (select shard, key, id, from_shard from transfer where shard between $1 and $1 + 1023 and refusal is null) as transfer
  on transfer.shard = told.transfer_shard and transfer.key = told.transfer_key and transfer.id = told.transfer_id and transfer.from_shard = told.shard
where told.shard is null or transfer.shard is null
union all
select format('Transfer %s stands in the outbox %s times.', transfer_id, count(*))
from outbox
where shard between $1 and $1 + 1023
group by transfer_id
having count(*) > 1
limit 20;

-- proof.unread
select id from receipt where shard = $1 and state = 'arrived' order by id limit $2;

-- proof.waiting
-- items of parts that are not done yet: received, and in no row of `item`
select receipt.source, receipt.received_on::text, sum(part.items)::bigint as items
from part
join receipt on receipt.shard = $1 and receipt.id = part.receipt_id
where part.shard between $1 and $1 + 1023 and part.state = 'ready'
group by receipt.source, receipt.received_on;

-- proposal.all-waiting
-- deadline by harm: of two that are due at once the larger first, by what they are worth: an amount that was keyed may be hidden.
-- In milliseconds, as the key of a page is.
select decision.shard, decision.id, decision.exception_id, decision.state, decision.maker_id, person.name as maker_name, decision.for_id, decision.hands, decision.asked,
  decision.needs, decision.keying, decision.amount_minor, decision.payee, decision.cluster, decision.reason, decision.effect, encode(decision.effect_sha256, 'hex') as sha256,
  decision.decided_at, decision.stale_at, second.person_id as second_id, keying_person.name as second_name, second.for_id as second_for_id, second.hands as second_hands,
  second.asked as second_asked, second.effect as second_effect, encode(second.effect_sha256, 'hex') as second_sha256, exception.sentence, exception.finding, exception.kind, exception.pack, exception.queue, exception.scope, exception.state = 'closed' and (exception.closed_at > decision.decided_at or (exception.closed_at = decision.decided_at and decision.undoes is null)) as is_ended, exception.due_at, exception.ours_at, exception.debit_minor + exception.credit_minor as worth_minor
from decision
join person on person.shard = $1 and person.id = decision.maker_id
left join second_key as second on second.shard = decision.shard and second.decision_id = decision.id
left join person as keying_person on keying_person.shard = $1 and keying_person.id = second.person_id
join exception on exception.shard = decision.shard and exception.id = decision.exception_id
cross join lateral (
  select date_trunc('milliseconds', coalesce(exception.ours_at, 'infinity')) as due, -(exception.debit_minor + exception.credit_minor) as worth
) as by_harm
where decision.shard between $1 and $1 + 1023 and decision.state = 'proposed'
  and ($2::timestamptz is null or (by_harm.due, by_harm.worth, decision.shard, decision.id) > ($2, -$3::bigint, $4, $5))
order by by_harm.due, by_harm.worth, decision.shard, decision.id
limit $6;

-- proposal.approve
-- compare and set: of twenty who approve at once one does; greatest: a clock that was set back approves nothing before it was proposed
update decision
set state = 'done', approver_id = $3, approver_for_id = $4, approved_at = greatest($5::timestamptz, decided_at), booked_on = $6, entry_id = $7, review = $9
where shard = $1 and id = $2 and state = 'proposed' and effect_sha256 = $8;

-- proposal.by-id
select decision.shard, decision.id, decision.exception_id, decision.state, decision.maker_id, person.name as maker_name, decision.for_id, decision.hands, decision.asked,
  decision.needs, decision.keying, decision.amount_minor, decision.payee, decision.cluster, decision.reason, decision.effect, encode(decision.effect_sha256, 'hex') as sha256,
  decision.decided_at, decision.stale_at, second.person_id as second_id, keying_person.name as second_name, second.for_id as second_for_id, second.hands as second_hands,
  second.asked as second_asked, second.effect as second_effect, encode(second.effect_sha256, 'hex') as second_sha256
from decision
join person on person.shard = $3 and person.id = decision.maker_id
left join second_key as second on second.shard = decision.shard and second.decision_id = decision.id
left join person as keying_person on keying_person.shard = $3 and keying_person.id = second.person_id
where decision.shard = $1 and decision.id = $2 and decision.needs is not null;

-- proposal.end
update decision
set state = $3, ended_by = $4, ended_at = greatest($5::timestamptz, decided_at), ended_why = $6
where shard = $1 and id = $2 and state = 'proposed';

-- proposal.of-exception
select decision.shard, decision.id, decision.exception_id, decision.state, decision.maker_id, person.name as maker_name, decision.for_id, decision.hands, decision.asked,
  decision.needs, decision.keying, decision.amount_minor, decision.payee, decision.cluster, decision.reason, decision.effect, encode(decision.effect_sha256, 'hex') as sha256,
  decision.decided_at, decision.stale_at, second.person_id as second_id, keying_person.name as second_name, second.for_id as second_for_id, second.hands as second_hands,
  second.asked as second_asked, second.effect as second_effect, encode(second.effect_sha256, 'hex') as second_sha256
from decision
join person on person.shard = $3 and person.id = decision.maker_id
left join second_key as second on second.shard = decision.shard and second.decision_id = decision.id
left join person as keying_person on keying_person.shard = $3 and keying_person.id = second.person_id
where decision.shard = $1 and decision.exception_id = $2 and decision.state = 'proposed';

-- proposal.stale
update decision set stale_at = greatest($3::timestamptz, decided_at) where shard = $1 and id = $2 and state = 'proposed' and stale_at is null;

-- provider-identity.bind
insert into provider_identity (shard, person_id, issuer, subject, bound_at) values ($1, $2, $3, $4, $5)
returning id;

-- provider-identity.by-subject
select identity.id, identity.person_id, person.login, case
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
  end as state, identity.subject
from provider_identity as identity
join person on person.shard = identity.shard and person.id = identity.person_id
where identity.shard = $1 and identity.issuer = $2 and identity.subject = $3 and identity.ended_at is null;

-- provider-identity.end
update provider_identity set ended_at = greatest($3::timestamptz, bound_at), ended_by = $4
where shard = $1 and person_id = $2 and ended_at is null
returning id;

-- provider-identity.of-person
select identity.id, identity.person_id, person.login, case
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
  end as state, identity.subject
from provider_identity as identity
join person on person.shard = identity.shard and person.id = identity.person_id
where identity.shard = $1 and identity.issuer = $2 and identity.person_id = $3 and identity.ended_at is null;

-- question.answered-of-kind
select question.shard, question.id, question.case_shard, question.case_id, question.pack, question.kind, question.queue, question.purpose,
  question.asker_id, question.asked_at, question.for_role, question.for_person, question.words, question.evidence, question.tried, question.proposal,
  question.proposal_words, question.passed, question.fence, question.state, question.taken_by, question.taken_until, question.ended_by, question.ended_at,
  question.verdict, question.resolution, question.answer_words
from question
where shard = any ($1::bigint[]) and pack = $2 and kind = $3 and state = 'answered'
order by ended_at desc, shard, id
limit $4;

-- question.asked-by
-- what waits first, then the newest
select question.shard, question.id, question.case_shard, question.case_id, question.pack, question.kind, question.queue, question.purpose,
  question.asker_id, question.asked_at, question.for_role, question.for_person, question.words, question.evidence, question.tried, question.proposal,
  question.proposal_words, question.passed, question.fence, question.state, question.taken_by, question.taken_until, question.ended_by, question.ended_at,
  question.verdict, question.resolution, question.answer_words
from question
where shard between $1 and $1 + 1023 and asker_id = $2
order by state not in ('open', 'taken'), asked_at desc, shard, id
limit 100;

-- question.frees
-- a report across shards: what is open of the same kind and cause, the case's own items among it; summed once for each cause
with wanted as (
  select own.shard, own.id, own.pack, own.kind, own.cause
  from unnest($2::bigint[], $3::bigint[]) as named (shard, id)
  join work_case as own on own.shard = named.shard and own.id = named.id),
freed as (
  select once.pack, once.kind, once.cause, sum(exception.items)::bigint as items
  from (select distinct pack, kind, cause from wanted) as once
  join work_case as alike on alike.shard between $1 and $1 + 1023 and alike.cause = once.cause and alike.state = 'open' and alike.pack = once.pack and alike.kind = once.kind
  join exception on exception.shard between $1 and $1 + 1023 and exception.case_shard = alike.shard and exception.case_id = alike.id and exception.state = 'open'
  group by once.pack, once.kind, once.cause)
select shard, id, items from wanted join freed using (pack, kind, cause);

-- question.insert
insert into question (shard, case_shard, case_id, pack, kind, queue, purpose, asker_id, asked_at, for_role, for_person, words, evidence, tried, proposal,
  proposal_words, passed, fence, state)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14::text[], $15, $16, '[]', 0, 'open')
returning id;

-- question.lock
-- for update: two seniors do not answer at once
select question.shard, question.id, question.case_shard, question.case_id, question.pack, question.kind, question.queue, question.purpose,
  question.asker_id, question.asked_at, question.for_role, question.for_person, question.words, question.evidence, question.tried, question.proposal,
  question.proposal_words, question.passed, question.fence, question.state, question.taken_by, question.taken_until, question.ended_by, question.ended_at,
  question.verdict, question.resolution, question.answer_words
from question
where shard = $1 and id = $2
for update;

-- question.of-case
select question.shard, question.id, question.case_shard, question.case_id, question.pack, question.kind, question.queue, question.purpose,
  question.asker_id, question.asked_at, question.for_role, question.for_person, question.words, question.evidence, question.tried, question.proposal,
  question.proposal_words, question.passed, question.fence, question.state, question.taken_by, question.taken_until, question.ended_by, question.ended_at,
  question.verdict, question.resolution, question.answer_words
from question
where shard = $1 and case_shard = $2 and case_id = $3
order by asked_at, id
limit 100;

-- question.one
select question.shard, question.id, question.case_shard, question.case_id, question.pack, question.kind, question.queue, question.purpose,
  question.asker_id, question.asked_at, question.for_role, question.for_person, question.words, question.evidence, question.tried, question.proposal,
  question.proposal_words, question.passed, question.fence, question.state, question.taken_by, question.taken_until, question.ended_by, question.ended_at,
  question.verdict, question.resolution, question.answer_words from question where shard = $1 and id = $2;

-- question.record-of-person
select count(*) filter (where verdict = 'agreed') as agreed,
  -- the same way out again, of which neither says what is keyed with it, is neither: see proposalWas
  count(*) filter (where verdict = 'another' and proposal <> resolution) as another,
  count(*) filter (where verdict = 'do_next' or proposal is null or proposal = resolution) as not_judged
from question
where shard between $1 and $1 + 1023 and asker_id = $2 and state = 'answered';

-- question.save
-- compare and set: the fence is the one that was read under the lock; greatest: a clock that was set back ends nothing before it was asked
update question
set for_role = $4, for_person = $5, passed = $6, fence = $7, state = $8, taken_by = $9, taken_until = $10, ended_by = $11, ended_at = case when $12::timestamptz is not null then greatest($12, asked_at) end, verdict = $13,
  resolution = $14, answer_words = $15
where shard = $1 and id = $2 and fence = $3 and state in ('open', 'taken');

-- question.unanswered-of-case
select purpose, count(*) as questions
from question
where shard = $1 and case_shard = $2 and case_id = $3 and state in ('open', 'taken')
group by purpose;

-- question.waiting
select question.shard, question.id, question.case_shard, question.case_id, question.pack, question.kind, question.queue, question.purpose,
  question.asker_id, question.asked_at, question.for_role, question.for_person, question.words, question.evidence, question.tried, question.proposal,
  question.proposal_words, question.passed, question.fence, question.state, question.taken_by, question.taken_until, question.ended_by, question.ended_at,
  question.verdict, question.resolution, question.answer_words
from question
where question.shard between $1 and $1 + 1023 and question.state in ('open', 'taken') and (question.shard, question.id) > ($2, $3)
  -- a case that was decided meanwhile asks nobody any more
  and exists (select from work_case where work_case.shard = question.case_shard and work_case.id = question.case_id and work_case.state = 'open')
order by question.shard, question.id
limit $4;

-- queue-caller.facts
-- a line for each thing that somebody holds; a role that a team holds is held by everybody below it
with recursive belongs (person_id, team_id) as (
  select person_id, team_id from team_member
  where shard = $1 and person_id = any ($2::bigint[]) and holds_from <= $3 and (holds_until is null or holds_until > $3)
  union
  select belongs.person_id, team.parent_id from belongs
  join team on team.shard = $1 and team.id = belongs.team_id
  where team.parent_id is not null
), answers (person_id, owner_id) as (
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
)
select id as person_id, kind as what, state as word from person where shard = $1 and id = any ($2::bigint[])
union all
select answers.person_id, 'owner', state from answers join person on person.shard = $1 and person.id = answers.owner_id
union all
select person_id, 'role', role from role_holding
where shard = $1 and person_id = any ($2::bigint[]) and holds_from <= $3 and (holds_until is null or holds_until > $3)
union all
select belongs.person_id, 'role', role from belongs
join role_holding on role_holding.shard = $1 and role_holding.team_id = belongs.team_id
where holds_from <= $3 and (holds_until is null or holds_until > $3)
union all
select person_id, 'skill', skill from person_skill
where shard = $1 and person_id = any ($2::bigint[]) and holds_from <= $3 and (holds_until is null or holds_until > $3)
union all
select person_id, 'credential', credential from person_credential
where shard = $1 and person_id = any ($2::bigint[]) and holds_from <= $3 and holds_until > $3
union all
select answers.person_id, 'absent', 'owner' from answers join absence on absence.shard = $1 and absence.person_id = answers.owner_id
where holds_from <= $3 and holds_until > $3
union all
select person_id, 'absent', 'self' from absence
where shard = $1 and person_id = any ($2::bigint[]) and holds_from <= $3 and holds_until > $3
union all
select person_id, 'presence', state from presence where shard = $1 and person_id = any ($2::bigint[])
union all
select person_id, 'account', account_id::text from own_account where account_id <> person_id;

-- queue-page.at
-- as text: a moment of the database has more digits than one of the program
select ours_at::text, harm_minor, opened_at::text, ready_at::text
from queue_place
where shard = $1 and case_shard = $2 and case_id = $3;

-- queue-page.leased-after
select shard, case_shard, case_id, queue, ready_at, ours_at, fence, skips, for_role, worked_by, worked_on::text, offered_to, barred, note, woken_by, state, holder, lease_until, by_name,
  park_no, wake_on, wake_key, waiting_for from queue_place where shard = $1 and queue = $2 and state = 'leased' and (ready_at, case_shard, case_id) > ($4::timestamptz, $5::bigint, $6::bigint) order by ready_at, case_shard, case_id limit $3;

-- queue-page.leased-first
select shard, case_shard, case_id, queue, ready_at, ours_at, fence, skips, for_role, worked_by, worked_on::text, offered_to, barred, note, woken_by, state, holder, lease_until, by_name,
  park_no, wake_on, wake_key, waiting_for from queue_place where shard = $1 and queue = $2 and state = 'leased' order by ready_at, case_shard, case_id limit $3;

-- queue-page.parked-after
select shard, case_shard, case_id, queue, ready_at, ours_at, fence, skips, for_role, worked_by, worked_on::text, offered_to, barred, note, woken_by, state, holder, lease_until, by_name,
  park_no, wake_on, wake_key, waiting_for from queue_place where shard = $1 and queue = $2 and state = 'parked' and (ready_at, case_shard, case_id) > ($4::timestamptz, $5::bigint, $6::bigint) order by ready_at, case_shard, case_id limit $3;

-- queue-page.parked-first
select shard, case_shard, case_id, queue, ready_at, ours_at, fence, skips, for_role, worked_by, worked_on::text, offered_to, barred, note, woken_by, state, holder, lease_until, by_name,
  park_no, wake_on, wake_key, waiting_for from queue_place where shard = $1 and queue = $2 and state = 'parked' order by ready_at, case_shard, case_id limit $3;

-- queue-page.pended-after
select shard, case_shard, case_id, queue, ready_at, ours_at, fence, skips, for_role, worked_by, worked_on::text, offered_to, barred, note, woken_by, state, holder, lease_until, by_name,
  park_no, wake_on, wake_key, waiting_for from queue_place where shard = $1 and queue = $2 and state = 'pended' and (ready_at, case_shard, case_id) > ($4::timestamptz, $5::bigint, $6::bigint) order by ready_at, case_shard, case_id limit $3;

-- queue-page.pended-first
select shard, case_shard, case_id, queue, ready_at, ours_at, fence, skips, for_role, worked_by, worked_on::text, offered_to, barred, note, woken_by, state, holder, lease_until, by_name,
  park_no, wake_on, wake_key, waiting_for from queue_place where shard = $1 and queue = $2 and state = 'pended' order by ready_at, case_shard, case_id limit $3;

-- queue-page.pended-of-all-after
-- of each bucket no more than a page, the first to wake first
select pended.*
from unnest($1::bigint[]) as wanted (shard)
cross join lateral (
  select shard, case_shard, case_id, queue, ready_at, ours_at, fence, skips, for_role, worked_by, worked_on::text, offered_to, barred, note, woken_by, state, holder, lease_until, by_name,
  park_no, wake_on, wake_key, waiting_for
  from queue_place
  where queue_place.shard = wanted.shard and state = 'pended' and (ready_at, case_shard, case_id) > ($3::timestamptz, $4::bigint, $5::bigint)
  order by ready_at, case_shard, case_id
  limit $2
) as pended
order by ready_at, case_shard, case_id
limit $2;

-- queue-page.pended-of-all-first
-- of each bucket no more than a page, the first to wake first
select pended.*
from unnest($1::bigint[]) as wanted (shard)
cross join lateral (
  select shard, case_shard, case_id, queue, ready_at, ours_at, fence, skips, for_role, worked_by, worked_on::text, offered_to, barred, note, woken_by, state, holder, lease_until, by_name,
  park_no, wake_on, wake_key, waiting_for
  from queue_place
  where queue_place.shard = wanted.shard and state = 'pended' 
  order by ready_at, case_shard, case_id
  limit $2
) as pended
order by ready_at, case_shard, case_id
limit $2;

-- queue-page.ready-after
-- of one deadline and harm, then of less harm, then of a later deadline: one of harm's order alone is backwards, so the row is not compared as one
select shard, case_shard, case_id, queue, ready_at, ours_at, fence, skips, for_role, worked_by, worked_on::text, offered_to, barred, note, woken_by, state, holder, lease_until, by_name,
  park_no, wake_on, wake_key, waiting_for from (
  (select * from queue_place
   where shard = $1 and queue = $2 and state = 'ready' and ours_at = $4::timestamptz and harm_minor = $5::bigint
     and (opened_at, case_shard, case_id) > ($6::timestamptz, $7::bigint, $8::bigint)
   order by ours_at, harm_minor desc, opened_at, case_shard, case_id limit $3)
  union all
  (select * from queue_place
   where shard = $1 and queue = $2 and state = 'ready' and ours_at = $4::timestamptz and harm_minor < $5::bigint
   order by ours_at, harm_minor desc, opened_at, case_shard, case_id limit $3)
  union all
  (select * from queue_place
   where shard = $1 and queue = $2 and state = 'ready' and ours_at > $4::timestamptz
   order by ours_at, harm_minor desc, opened_at, case_shard, case_id limit $3)
) as page
order by ours_at, harm_minor desc, opened_at, case_shard, case_id
limit $3;

-- queue-page.ready-first
select shard, case_shard, case_id, queue, ready_at, ours_at, fence, skips, for_role, worked_by, worked_on::text, offered_to, barred, note, woken_by, state, holder, lease_until, by_name,
  park_no, wake_on, wake_key, waiting_for from queue_place where shard = $1 and queue = $2 and state = 'ready' order by ours_at, harm_minor desc, opened_at, case_shard, case_id limit $3;

-- queue-place.awaited
select wanted.shard
from unnest($1::bigint[]) as wanted (shard)
where exists (
  select from queue_place where queue_place.shard = wanted.shard and state = 'pended' and wake_on = $2 and wake_key = $3)
order by wanted.shard;

-- queue-place.behind
-- what the heads are read of, but for what was given by name; in its order, so that a queue without any is no reason to read the table.
-- Who is not handed a case of it is one of few, and is told apart
with counted as materialized (
  select wanted.queue, one.for_role, one.not_to
  from unnest($1::bigint[], $2::text[]) as wanted (shard, queue)
  cross join lateral (
    (select for_role, case when worked_on = $4 then barred || worked_by else barred end as not_to
     from queue_place
     where queue_place.shard = wanted.shard and queue_place.queue = wanted.queue and state = 'ready' and ready_at <= $3 and offered_to is null and for_role = any ($5::text[])
     order by ours_at, harm_minor desc, opened_at, case_shard, case_id
     limit 100)
    union all
    (select for_role, case when worked_on = $4 then barred || worked_by else barred end
     from queue_place
     where queue_place.shard = wanted.shard and queue_place.queue = wanted.queue and state = 'leased' and lease_until <= $3 and for_role = any ($5::text[])
     limit 100)
    union all
    (select for_role, case when worked_on = $4 then barred || worked_by else barred end
     from queue_place
     where queue_place.shard = wanted.shard and queue_place.queue = wanted.queue and state = 'pended' and ready_at <= $3 and for_role = any ($5::text[])
     limit 100)
    limit 100) as one)
select queue, for_role, null::bigint as not_to, count(*) as cases from counted group by queue, for_role
union all
select queue, for_role, person, count(*)
from counted cross join lateral (
  select distinct person from unnest($6::bigint[], $7::bigint[]) as own (person, account) where account = any (not_to)) as kept_from
where not_to <> '{}'
group by queue, for_role, person;

-- queue-place.claim
-- the buckets are locked; a heartbeat is not held up by that, so what was read is compared once more
update queue_place
set state = 'leased', holder = claimer, lease_until = $7, by_name = false, fence = fence + 1, offered_to = null, wake_on = null, wake_key = null, waiting_for = null,
  -- what waited is handed out although nothing came: its own moment did
  woken_by = case when state = 'pended' then $8 || '; it waited for ' || waiting_for else woken_by end
from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::integer[], $5::bigint[]) as claimed (in_shard, of_shard, of_id, seen_fence, claimer)
where shard = in_shard and case_shard = of_shard and case_id = of_id and fence = seen_fence
  and (state = 'ready' or (state = 'leased' and lease_until <= $6) or (state = 'pended' and ready_at <= $6))
returning shard, case_shard, case_id, queue, ready_at, ours_at, fence, skips, for_role, worked_by, worked_on::text, offered_to, barred, note, woken_by, state, holder, lease_until, by_name,
  park_no, wake_on, wake_key, waiting_for;

-- queue-place.clock
update queue_place
set ours_at = wanted.ours_at
from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::timestamptz[]) as wanted (shard, case_shard, case_id, ours_at)
where queue_place.shard = wanted.shard and queue_place.case_shard = wanted.case_shard and queue_place.case_id = wanted.case_id;

-- queue-place.copy
copy queue_place (shard, case_shard, case_id, queue, ours_at, harm_minor, opened_at, ready_at, state, for_role) from stdin (format binary);

-- queue-place.counts
select wanted.queue, counted.*
from unnest($1::bigint[], $2::text[]) as wanted (shard, queue)
cross join lateral (
  select
    count(*) filter (where waits) as ready,
    count(*) filter (where claimed) as claimed,
    count(*) filter (where own_waiting) as own_waiting,
    count(*) filter (where own_aside) as own_aside,
    count(*) filter (where waits and bar = 'role_too_low') as role_too_low,
    count(*) filter (where waits and bar = 'not_ready') as not_ready,
    count(*) filter (where waits and bar = 'barred') as barred,
    count(*) filter (where waits and bar = 'for_another') as for_another,
    count(*) filter (where waits and bar = 'worked_today') as worked_today
  from (
    select
      state = 'ready' or (state = 'leased' and lease_until <= $3) or (state = 'pended' and ready_at <= $3) as waits,
      holder <> $5 and (state = 'parked' or (state = 'leased' and lease_until > $3) or (state = 'pended' and ready_at > $3)) as claimed,
      holder = $5 and state = 'pended' and ready_at > $3 as own_waiting,
      holder = $5 and state = 'parked' as own_aside,
      case
        when for_role <> all ($6::text[]) then 'role_too_low'
        when state = 'ready' and ready_at > $3 then 'not_ready'
        when barred && $7::bigint[] then 'barred'
        when offered_to = $5 then 'free'
        when offered_to is not null then 'for_another'
        when worked_on = $4 and worked_by && $7::bigint[] then 'worked_today'
        else 'free'
      end as bar
    from queue_place
    where queue_place.shard = wanted.shard and queue_place.queue = wanted.queue and state <> 'done'
  ) as seen
) as counted
order by wanted.queue;

-- queue-place.current
-- offset 0: by who holds it, of which each has few; the planner would rather read every lease there is
select shard, case_shard, case_id, queue, holder, fence, lease_until
from (select * from queue_place where shard = any ($1::bigint[]) and holder = any ($2::bigint[]) offset 0) as held
where state = 'parked' or (state = 'leased' and lease_until > $3);

-- queue-place.desk
-- what is worked on first, then the stack of what was put aside, then what waits, the first to wake first
select shard, case_shard, case_id, queue, ready_at, ours_at, fence, skips, for_role, worked_by, worked_on::text, offered_to, barred, note, woken_by, state, holder, lease_until, by_name,
  park_no, wake_on, wake_key, waiting_for
from queue_place
where shard = any ($1::bigint[]) and holder = $2 and (state <> 'leased' or lease_until > $3)
order by state = 'pended', park_no desc nulls first, ready_at, shard, case_shard, case_id
limit 1000;

-- queue-place.desk-count
select (select count(*) from queue_place where shard = any ($1::bigint[]) and holder = $2)
  + (select count(*) from queue_place where shard = any ($1::bigint[]) and offered_to = $2) as count;

-- queue-place.expired
-- for update: the caller has the lock of the bucket, and a heartbeat is not held up by that
select shard, case_shard, case_id, queue, ready_at, ours_at, fence, skips, for_role, worked_by, worked_on::text, offered_to, barred, note, woken_by, state, holder, lease_until, by_name,
  park_no, wake_on, wake_key, waiting_for
from queue_place
where shard = any ($1::bigint[]) and state = 'leased' and lease_until <= $2
order by shard, case_shard, case_id
limit $3
for update;

-- queue-place.expired-shards
select wanted.shard
from unnest($1::bigint[]) as wanted (shard)
where exists (select from queue_place where queue_place.shard = wanted.shard and state = 'leased' and lease_until <= $2)
order by wanted.shard;

-- queue-place.figures
-- each by the index of its state, and never more than is told
select wanted.queue, ready.*, leased.leased, parked.parked, pended.pended
from unnest($1::bigint[], $2::text[]) as wanted (shard, queue)
cross join lateral (
  select count(*) as ready, coalesce(sum(harm_minor), 0)::bigint as value_minor, min(opened_at) as oldest_at, min(ours_at) as first_at,
    count(*) filter (where ours_at <= $4) as due_soon
  from (
    select harm_minor, opened_at, ours_at from queue_place
    where queue_place.shard = wanted.shard and queue_place.queue = wanted.queue and state = 'ready'
    order by ours_at, harm_minor desc, opened_at, case_shard, case_id
    limit 10000
  ) as counted
) as ready
cross join lateral (
  select count(*) as leased from (
    select from queue_place where queue_place.shard = wanted.shard and queue_place.queue = wanted.queue and state = 'leased' and lease_until > $3
    limit 10000
  ) as counted
) as leased
cross join lateral (
  select count(*) as parked from (
    select from queue_place where queue_place.shard = wanted.shard and queue_place.queue = wanted.queue and state = 'parked'
    limit 10000
  ) as counted
) as parked
cross join lateral (
  select count(*) as pended from (
    select from queue_place where queue_place.shard = wanted.shard and queue_place.queue = wanted.queue and state = 'pended'
    order by ready_at
    limit 10000
  ) as counted
) as pended
order by wanted.queue;

-- queue-place.heads
-- four ways back into the hands of people, each by its own index, of each the most urgent; of what waited first what these callers let wait.
-- What one person may not take, by any of their accounts, is left out where only one asks ($7)
select head.*
from unnest($1::bigint[], $2::text[]) as wanted (shard, queue)
cross join lateral (
  (select queue_place.shard, queue_place.case_shard, queue_place.case_id, queue_place.queue, queue_place.ours_at, queue_place.harm_minor, queue_place.opened_at,
    queue_place.ready_at, queue_place.for_role, queue_place.offered_to, queue_place.barred, queue_place.fence, queue_place.state, queue_place.holder,
    case when queue_place.worked_on = $4 then queue_place.worked_by else '{}' end as worked_by
   from queue_place
   where queue_place.shard = wanted.shard and queue_place.queue = wanted.queue and state = 'ready' and ready_at <= $3 and offered_to is null and for_role = any ($6::text[])
     and ($7::bigint[] is null or (not barred && $7 and not (worked_on is not distinct from $4 and worked_by && $7)))
   order by ours_at, harm_minor desc, opened_at, case_shard, case_id
   limit $5)
  union all
  (select queue_place.shard, queue_place.case_shard, queue_place.case_id, queue_place.queue, queue_place.ours_at, queue_place.harm_minor, queue_place.opened_at,
    queue_place.ready_at, queue_place.for_role, queue_place.offered_to, queue_place.barred, queue_place.fence, queue_place.state, queue_place.holder,
    case when queue_place.worked_on = $4 then queue_place.worked_by else '{}' end as worked_by
   from queue_place
   where queue_place.shard = wanted.shard and queue_place.queue = wanted.queue and state = 'ready' and ready_at <= $3 and offered_to = any ($8::bigint[])
   order by ours_at, harm_minor desc, opened_at, case_shard, case_id
   limit $5)
  union all
  (select queue_place.shard, queue_place.case_shard, queue_place.case_id, queue_place.queue, queue_place.ours_at, queue_place.harm_minor, queue_place.opened_at,
    queue_place.ready_at, queue_place.for_role, queue_place.offered_to, queue_place.barred, queue_place.fence, queue_place.state, queue_place.holder,
    case when queue_place.worked_on = $4 then queue_place.worked_by else '{}' end as worked_by
   from queue_place
   where queue_place.shard = wanted.shard and queue_place.queue = wanted.queue and state = 'leased' and lease_until <= $3 and for_role = any ($6::text[])
     and ($7::bigint[] is null or not barred && $7)
   order by ours_at, harm_minor desc, opened_at, case_shard, case_id
   limit $5)
  union all
  (select queue_place.shard, queue_place.case_shard, queue_place.case_id, queue_place.queue, queue_place.ours_at, queue_place.harm_minor, queue_place.opened_at,
    queue_place.ready_at, queue_place.for_role, queue_place.offered_to, queue_place.barred, queue_place.fence, queue_place.state, queue_place.holder,
    case when queue_place.worked_on = $4 then queue_place.worked_by else '{}' end as worked_by
   from queue_place
   where queue_place.shard = wanted.shard and queue_place.queue = wanted.queue and state = 'pended' and ready_at <= $3 and for_role = any ($6::text[])
     and ($7::bigint[] is null or not barred && $7)
   order by holder = any ($8::bigint[]) desc, ours_at, harm_minor desc, opened_at, case_shard, case_id
   limit $5)
) as head;

-- queue-place.held-by
-- for update: the caller has the lock of the bucket, and a heartbeat is not held up by that
select shard, case_shard, case_id, queue, ready_at, ours_at, fence, skips, for_role, worked_by, worked_on::text, offered_to, barred, note, woken_by, state, holder, lease_until, by_name,
  park_no, wake_on, wake_key, waiting_for
from queue_place
where shard = any ($1::bigint[]) and holder = $2
order by shard, case_shard, case_id
limit $3
for update;

-- queue-place.in-hands-of
-- for update: the caller has the lock of the bucket, and a heartbeat is not held up by that
select shard, case_shard, case_id, queue, ready_at, ours_at, fence, skips, for_role, worked_by, worked_on::text, offered_to, barred, note, woken_by, state, holder, lease_until, by_name,
  park_no, wake_on, wake_key, waiting_for
from queue_place
where shard = any ($1::bigint[]) and holder = $2 and not (state = 'pended' and wake_on <> 'date' and ready_at > $4)
order by shard, case_shard, case_id
limit $3
for update;

-- queue-place.in-work
with claimed as (
  select case_shard, case_id from queue_place
  where shard between $1 and $1 + 1023 and holder is not null and (state <> 'leased' or lease_until > $2)
)
select receipt.source, receipt.received_on::text, sum(exception.items)::bigint as items, sum(exception.debit_minor) as debit_minor, sum(exception.credit_minor) as credit_minor
from claimed
join exception on exception.case_id = claimed.case_id and exception.case_shard = claimed.case_shard and exception.state = 'open'
join receipt on receipt.shard = $1 and receipt.id = exception.receipt_id
where exception.shard between $1 and $1 + 1023 and ($3::date is null or receipt.received_on = $3)
  and not (exception.id between -(exception.receipt_id * 67108864 + 67107863) and -(exception.receipt_id * 67108864 + 33554432))
  and case exception.scope
    -- a claim against a posted item holds no item back (decisions/0011)
    when 'item' then exists (
      select from item where item.shard = exception.shard and item.day = exception.day and item.id = exception.id and item.state = 'suspended')
    -- while its file is being processed again, a held batch is worth more than what is suspended of it by then
    else receipt.state in ('done', 'quarantined')
  end
group by receipt.source, receipt.received_on
order by receipt.source, receipt.received_on;

-- queue-place.last-heard
-- whose it is: their last request and their last word on being there; of the place itself what people last did, and no engine
select greatest(
  (select max(event.at) from event where event.shard = kept.shard and event.subject = kept.case_id and event.kind like 'case\_%' and event.actor like 'person %'
    and position('"caseShard":' || kept.case_shard || ',' in event.body) > 0),
  (select max(last_seen_at) from session where session.shard = $5 and session.person_id = kept.person_id),
  (select since from presence where presence.shard = $5 and presence.person_id = kept.person_id)) as at
from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) with ordinality as kept (shard, case_shard, case_id, person_id, no)
order by no;

-- queue-place.lock
-- for update: a heartbeat is not held up by the lock of the bucket, which the caller has
select shard, case_shard, case_id, queue, ready_at, ours_at, fence, skips, for_role, worked_by, worked_on::text, offered_to, barred, note, woken_by, state, holder, lease_until, by_name,
  park_no, wake_on, wake_key, waiting_for
from queue_place
join unnest($1::bigint[], $2::bigint[], $3::bigint[]) as wanted (in_shard, of_shard, of_id)
  on shard = in_shard and case_shard = of_shard and case_id = of_id
order by shard, case_shard, case_id
for update of queue_place;

-- queue-place.now
select shard, case_shard, case_id, queue, ready_at, ours_at, fence, skips, for_role, worked_by, worked_on::text, offered_to, barred, note, woken_by, state, holder, lease_until, by_name,
  park_no, wake_on, wake_key, waiting_for
from queue_place
where shard = $1 and case_shard = $2 and case_id = $3;

-- queue-place.offered
-- with every pull: what was given by name to somebody who cannot have it goes to others
select shard, case_shard, case_id, queue, ready_at, ours_at, fence, skips, for_role, worked_by, worked_on::text, offered_to, barred, note, woken_by, state, holder, lease_until, by_name,
  park_no, wake_on, wake_key, waiting_for
from queue_place
where shard = any ($1::bigint[]) and offered_to is not null
order by shard, case_shard, case_id
limit 1000;

-- queue-place.offered-to
-- for update: the caller has the lock of the bucket, and a heartbeat is not held up by that
select shard, case_shard, case_id, queue, ready_at, ours_at, fence, skips, for_role, worked_by, worked_on::text, offered_to, barred, note, woken_by, state, holder, lease_until, by_name,
  park_no, wake_on, wake_key, waiting_for
from queue_place
where shard = any ($1::bigint[]) and offered_to = $2
order by shard, case_shard, case_id
limit $3
for update;

-- queue-place.parked
select shard, case_shard, case_id, queue, ready_at, ours_at, fence, skips, for_role, worked_by, worked_on::text, offered_to, barred, note, woken_by, state, holder, lease_until, by_name,
  park_no, wake_on, wake_key, waiting_for
from queue_place
where shard = any ($1::bigint[]) and state = 'parked'
order by shard, case_shard, case_id
limit 10000;

-- queue-place.people
select distinct person from (
  select holder as person from queue_place where shard = any ($1::bigint[]) and holder is not null and not (state = 'pended' and wake_on <> 'date' and ready_at > $2)
  union all
  select offered_to from queue_place where shard = any ($1::bigint[]) and offered_to is not null
) as held
order by person
limit 10000;

-- queue-place.renew
-- a lease that ran out is not renewed: it may be another's at the next pull
update queue_place
set lease_until = $4
where shard = any ($1::bigint[]) and holder = $2 and state = 'leased' and lease_until > $3
returning shard, case_shard, case_id, queue, holder, fence, lease_until;

-- queue-place.save
-- compare and set: the fence is the one that was read under the lock
update queue_place
set ready_at = $5, fence = $6, skips = $7, for_role = $8, worked_by = $9::bigint[], worked_on = $10, offered_to = $11, barred = $12::bigint[], note = $13, state = $14,
  holder = $15, lease_until = $16, park_no = $17, wake_on = $18, wake_key = $19, waiting_for = $20, woken_by = $21, by_name = $22
where shard = $1 and case_shard = $2 and case_id = $3 and fence = $4;

-- queue-place.waking
-- for update: the caller has the lock of the bucket, and a heartbeat is not held up by that
select shard, case_shard, case_id, queue, ready_at, ours_at, fence, skips, for_role, worked_by, worked_on::text, offered_to, barred, note, woken_by, state, holder, lease_until, by_name,
  park_no, wake_on, wake_key, waiting_for
from queue_place
where shard = any ($1::bigint[]) and state = 'pended' and wake_on = $2 and wake_key = $3
order by shard, case_shard, case_id
limit 1000
for update;

-- receipt.by-id
select * from receipt where shard = $1 and id = $2;

-- receipt.contents
-- a file that was refused as received before is as much as the first one
select coalesce(sum(first.items), 0)::integer as items, coalesce(sum(first.batches), 0)::integer as batches,
  coalesce(sum(first.faults), 0)::integer as faults, count(*) filter (where sent.state <> 'done')::integer as files_not_done
from receipt
join receipt as sent on sent.shard = receipt.shard
  and (sent.id = receipt.id or sent.container_id = coalesce(receipt.duplicate_of, receipt.id))
join receipt as first on first.shard = sent.shard and first.id = coalesce(sent.duplicate_of, sent.id)
where receipt.shard = $1 and receipt.id = $2;

-- receipt.done
update receipt
set state = case fate when 'process' then 'done' else 'quarantined' end, done_at = $3
where shard = $1 and id = $2 and state = 'staged'
  and not exists (select from part where part.receipt_id = $2 and part.shard between $1 and $1 + 1023 and part.state = 'ready');

-- receipt.idle
-- skip locked: a file that somebody stages now is not idle, and is not waited for
select id, concat_ws('/', state, failures,
  (select count(*) from part where part.shard between $1 and $1 + 1023 and part.receipt_id = receipt.id and part.state = 'ready'),
  (select count(*) from receipt as member where member.shard = $1 and member.container_id = receipt.id and member.state in ('arrived', 'staged'))) as stands
from receipt
where shard = $1 and state in ('arrived', 'staged')
order by id
limit 10000
for share of receipt skip locked;

-- receipt.insert
insert into receipt (shard, name, source, channel, sha256, size_bytes, received_at, received_on, posting_on, pack, container_id, state)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'arrived')
returning id;

-- receipt.lock
-- for update: two processes that take up the same receipt read its file one after the other, and the second finds it read
select state from receipt where shard = $1 and id = $2 for update;

-- receipt.member
select id from receipt where shard = $1 and container_id = $2 and name = $3 order by id limit 1;

-- receipt.of-arrival
select * from receipt
where shard = $1 and received_on = $2 and received_at = $3 and channel = $4 and source = $5 and name = $6 and sha256 = $7
order by id limit 1;

-- receipt.page
select * from receipt
where shard = $1
  and ($2::bigint is null or id < $2)
  and ($3::date is null or received_on = $3)
  and ($4::text is null or source = $4)
  and ($5::text is null or state = $5)
  and ($6::boolean is null or (duplicate_of is not null) = $6)
order by id desc
limit $7;

-- receipt.quarantine
-- what was staged may be processed in part: that it was to be processed stays true
update receipt
set state = 'quarantined', fate = case state when 'arrived' then 'quarantine' else fate end, why = $3, done_at = $4, pack = coalesce(pack, $5)
where shard = $1 and id = $2 and state in ('arrived', 'staged');

-- receipt.quarantined-members
select id from receipt where shard = $1 and container_id = $2 and state = 'quarantined' order by id limit 10;

-- receipt.received-on
select id, received_on::text from receipt where shard = $1 and id = any ($2::bigint[]);

-- receipt.refuse
update receipt
set state = 'refused', duplicate_of = $3, why = $4, done_at = $5
where shard = $1 and id = $2 and state = 'arrived';

-- receipt.staged
update receipt
set state = 'staged', format = $3, variant = $4, sender = $5, items = $6, debit_minor = $7, credit_minor = $8,
  lost_items = $9, lost_debit_minor = $10, lost_credit_minor = $11, batches = $12, faults = $13, fate = $14, why = $15
where shard = $1 and id = $2 and state = 'arrived';

-- receipt.story
select
  (select coalesce(sum(items), 0)::bigint from part where part.shard between $1 and $1 + 1023 and receipt_id = $2 and state = 'ready') as waiting,
  (select count(*) from batch where batch.shard = $1 and receipt_id = $2 and declared_items is not null
    and ((declared_items, declared_debit_minor, declared_credit_minor) <> (items, debit_minor, credit_minor)
      or exists (select from exception as own where own.shard = $1 and own.id = -($2::bigint * 67108864 + batch.ordinal + 1)
        and own.pack || '/' || own.kind = any ($3::text[])))) as unbalanced,
  (select count(*) from exception where exception.shard between $1 and $1 + 1023 and receipt_id = $2 and state <> 'closed') as exceptions;

-- receipt.unfinished
select * from receipt where shard = $1 and state in ('arrived', 'staged') order by id limit 10000;

-- receipt.unpacked
update receipt
set state = 'done', format = $3, why = $4, done_at = $5
where shard = $1 and id = $2 and state = 'arrived';

-- request-claim.answer
update request_claim set state = 'answered', status = $4, answer = $5
where shard = $1 and actor = $2 and key = $3 and state = 'claimed';

-- request-claim.claim
-- a request of the same key that is still on its way is waited for: it commits, and its answer counts, or it rolls back, and the key is free
insert into request_claim (shard, actor, key, digest, state, claimed_at)
values ($1, $2, $3, $4, 'claimed', $5)
on conflict do nothing;

-- request-claim.claimed
select digest, status, answer from request_claim where shard = $1 and actor = $2 and key = $3;

-- seal.accounts
select shard, key, encode(sha256(convert_to(string_agg(nr || words, E'\n' order by nr, words collate "C"), 'UTF8')), 'hex') as sha256
from (
  select 0 as shard, shard as key, 1 as nr, row(id, number, internal, status, type, holder_type, holder_name, opening_minor, held_minor, overdraft_limit_minor, opened_on)::text as words
  from account where shard = any ($1::bigint[])
) as sealed
group by shard, key
order by shard, key;

-- seal.all-accounts
select shard, key, encode(sha256(convert_to(string_agg(nr || words, E'\n' order by nr, words collate "C"), 'UTF8')), 'hex') as sha256
from (
  select 0 as shard, shard as key, 1 as nr, row(id, number, internal, status, type, holder_type, holder_name, opening_minor, held_minor, overdraft_limit_minor, opened_on)::text as words
  from account where shard between $1 and $1 + 1023
) as sealed
group by shard, key
order by shard, key;

-- seal.all-day-closes
select shard, key, encode(sha256(convert_to(string_agg(nr || words, E'\n' order by nr, words collate "C"), 'UTF8')), 'hex') as sha256
from (
  select shard, ((business_day - date '1970-01-01')::bigint * 1000 + no) as key, 1 as nr, row(state, closer_id, closer_for_id, begun_at, entries, list_sha256, list_bytes, open_items, open_debit_minor, open_credit_minor,
    before_sha256, closed_at, reopener_id, reopened_at, reopen_reason)::text as words
  from day_close where shard between $1 and $1 + 1023
) as sealed
group by shard, key
order by shard, key;

-- seal.all-documents
select shard, key, encode(sha256(convert_to(string_agg(nr || words, E'\n' order by nr, words collate "C"), 'UTF8')), 'hex') as sha256
from (
  select shard, id as key, 1 as nr, row(sha256, size_bytes, name, kind, sender, reference, account_shard, account_id, came_on, received_at, received_by, state, owner_id,
    exception_shard, exception_id, attached_at, attached_by, letter, ended_at, ended_by, ended_why)::text as words
  from document where shard between $1 and $1 + 1023
) as sealed
group by shard, key
order by shard, key;

-- seal.all-exceptions
select shard, key, encode(sha256(convert_to(string_agg(nr || words, E'\n' order by nr, words collate "C"), 'UTF8')), 'hex') as sha256
from (
  select shard, id as key, 1 as nr, row(scope, pack, kind, also, receipt_id, batch, day, items, debit_minor, credit_minor, state, decided_by, policy, code,
    sentence, finding, queue, clock, due_at, ours_at, raised_at, closed_at, closed_as)::text as words
  from exception where shard between $1 and $1 + 1023
  union all
  select shard, exception_id, 2, row(account_id, debit_minor, credit_minor, owner, opened_on, exit_on, closed_on)::text
  from suspense_position where shard between $1 and $1 + 1023
  union all
  select shard, item_id, 3, row(kind, pack, code, day, due_at, batch, raw, correction, keyed_minor, state, file_id, trace)::text
  from outbound_item where shard between $1 and $1 + 1023
  union all
  select shard, exception_id, 4, row(id, resolution, code, state, maker_id, amount_minor, payee, cluster, reason, booked_on, entry_id, effect, effect_sha256, decided_at, undone_by, undone_at)::text
  from decision where shard between $1 and $1 + 1023
  union all
  select shard, exception_id, 5, row(letter.decision_id, letter.n, letter.addressee, letter.words, letter.rule, letter.due_at, letter.language, letter.amount_minor, letter.corrects, letter.requested_at,
    letter.state, letter.sent_on, letter.sent_by, letter.sent_told_at, letter.cancelled_at, letter.overtaken_by, letter.answered_on, letter.answered_by, letter.answered_told_at)::text
  from (select shard, id as decision_id, exception_id from decision) as made
  join letter_request as letter using (shard, decision_id)
  where shard between $1 and $1 + 1023
  union all
  select shard, exception_id, 6, row(id, undoes, for_id, hands, asked, needs, keying, salt, stale_at, approver_id, approver_for_id, approved_at, ended_by, ended_at, ended_why, review, reviewed_by, reviewed_at, undone_for_id, undone_on, bulk_id, undo_review, undo_reviewed_by, undo_reviewed_at)::text
  from decision where shard between $1 and $1 + 1023
  union all
  select shard, exception_id, 7, row(second.decision_id, second.person_id, second.for_id, second.hands, second.asked, second.effect, second.effect_sha256, second.keyed_at)::text
  from (select shard, id as decision_id, exception_id from decision) as made
  join second_key as second using (shard, decision_id)
  where shard between $1 and $1 + 1023
  union all
  select shard, item_id, 8, row(space, fingerprint, received_day, pack)::text
  from item_claim where pack > 2 and shard between $1 and $1 + 1023
  union all
  select shard, exception_id, 9, row(adjusted.decision_id, adjusted.type, adjusted.state, adjusted.right_minor, adjusted.difference_minor, adjusted.entry_until, adjusted.attachments)::text
  from (select shard, id as decision_id, exception_id from decision) as made
  join adjustment as adjusted using (shard, decision_id)
  where shard between $1 and $1 + 1023
  union all
  select shard, exception_id, 10, row(given.decision_id, given.recipient, given.state, given.chases, given.acknowledge_by)::text
  from (select shard, id as decision_id, exception_id from decision) as made
  join forwarding as given using (shard, decision_id)
  where shard between $1 and $1 + 1023
  union all
  select shard, exception_id, 11, row(charged.decision_id, charged.name, charged.step, charged.fee_minor, charged.account_shard, charged.account_id, charged.waiver, charged.words, charged.why, charged.presentment)::text
  from (select shard, id as decision_id, exception_id from decision) as made
  join fee as charged using (shard, decision_id)
  where shard between $1 and $1 + 1023
  union all
  select shard, exception_id, 12, row(kept.decision_id, kept.party, kept.awaits, kept.until_at, kept.ends_by, kept.extensions)::text
  from (select shard, id as decision_id, exception_id from decision) as made
  join hold as kept using (shard, decision_id)
  where shard between $1 and $1 + 1023
  union all
  select shard, exception_id, 13, row(name, step, fee_minor, account_id, why, presentment, booked_on, entry_id)::text
  from policy_fee where shard between $1 and $1 + 1023
  union all
  select shard, exception_id, 14, row(corrected.decision_id, corrected.n, corrected.field, corrected.value, corrected.sensitive)::text
  from (select shard, id as decision_id, exception_id from decision) as made
  join correction as corrected using (shard, decision_id)
  where shard between $1 and $1 + 1023
  union all
  select shard, item_id, 15, row(entry_id, decision_shard, decision_id, booked_on)::text
  from cross_entry where shard between $1 and $1 + 1023
) as sealed
group by shard, key
order by shard, key;

-- seal.all-facts
select shard, key, encode(sha256(convert_to(string_agg(nr || words, E'\n' order by nr, words collate "C"), 'UTF8')), 'hex') as sha256
from (
  select 0 as shard, shard as key, 1 as nr, row(id, kind, key, identity, holds_from, holds_to, detail)::text as words
  from fact where shard between $1 and $1 + 1023
) as sealed
group by shard, key
order by shard, key;

-- seal.all-institutions
select shard, key, encode(sha256(convert_to(string_agg(nr || words, E'\n' order by nr, words collate "C"), 'UTF8')), 'hex') as sha256
from (
  select 0 as shard, shard as key, 1 as nr, row(name, currency, settings, created_at, draw_key)::text as words
  from (select id * 1024 as shard, org.* from org) as org where shard between $1 and $1 + 1023
) as sealed
group by shard, key
order by shard, key;

-- seal.all-notes
select shard, key, encode(sha256(convert_to(string_agg(nr || words, E'\n' order by nr, words collate "C"), 'UTF8')), 'hex') as sha256
from (
  select shard, id as key, 1 as nr, row(about, subject_id, author_id, written_at, words, evidence)::text as words
  from note where shard between $1 and $1 + 1023
) as sealed
group by shard, key
order by shard, key;

-- seal.all-outbound-files
select shard, key, encode(sha256(convert_to(string_agg(nr || words, E'\n' order by nr, words collate "C"), 'UTF8')), 'hex') as sha256
from (
  select shard, id as key, 1 as nr, row(pack, name, business_day, sha256, size_bytes, items, debit_minor, credit_minor, trace_from, trace_to,
    due_at, released_at, published_at)::text as words
  from outbound_file where shard between $1 and $1 + 1023
) as sealed
group by shard, key
order by shard, key;

-- seal.all-people
select shard, key, encode(sha256(convert_to(string_agg(nr || words, E'\n' order by nr, words collate "C"), 'UTF8')), 'hex') as sha256
from (
  select 0 as shard, shard as key, 10 as nr, row(id, login, name, kind, state, owner_id, owner_from, created_at)::text as words
  from person where shard between $1 and $1 + 1023
  union all
  select 0 as shard, shard as key, 11 as nr, row(id, name, parent_id)::text as words
  from team where shard between $1 and $1 + 1023
  union all
  select 0 as shard, shard as key, 12 as nr, row(id, team_id, person_id, holds_from, holds_until)::text as words
  from team_member where shard between $1 and $1 + 1023
  union all
  select 0 as shard, shard as key, 13 as nr, row(id, person_id, team_id, role, holds_from, holds_until)::text as words
  from role_holding where shard between $1 and $1 + 1023
  union all
  select 0 as shard, shard as key, 14 as nr, row(id, person_id, skill, holds_from, holds_until)::text as words
  from person_skill where shard between $1 and $1 + 1023
  union all
  select 0 as shard, shard as key, 15 as nr, row(id, person_id, credential, holds_from, holds_until)::text as words
  from person_credential where shard between $1 and $1 + 1023
  union all
  select 0 as shard, shard as key, 16 as nr, row(id, role, person_id, act, measure, days, limit_minor, holds_from, holds_until)::text as words
  from authority_limit where shard between $1 and $1 + 1023
  union all
  select 0 as shard, shard as key, 17 as nr, row(id, from_id, to_id, acts, holds_from, holds_until)::text as words
  from delegation where shard between $1 and $1 + 1023
  union all
  select 0 as shard, shard as key, 18 as nr, row(id, person_id, why, holds_from, holds_until)::text as words
  from absence where shard between $1 and $1 + 1023
  union all
  select 0 as shard, shard as key, 19 as nr, row(id, person_id, work_type, level, share_percent, holds_from, holds_until)::text as words
  from supervision where shard between $1 and $1 + 1023
  union all
  select 0 as shard, shard as key, 20 as nr, row(person_id, phc, set_at)::text as words
  from person_password where shard between $1 and $1 + 1023
  union all
  select 0 as shard, shard as key, 21 as nr, row(id, person_id, credential_id, public_key, name, transports, created_at, revoked_at, revoked_by)::text as words
  from passkey where shard between $1 and $1 + 1023
  union all
  select 0 as shard, shard as key, 22 as nr, row(id, person_id, issuer, subject, bound_at, ended_at, ended_by)::text as words
  from provider_identity where shard between $1 and $1 + 1023
) as sealed
group by shard, key
order by shard, key;

-- seal.all-questions
select shard, key, encode(sha256(convert_to(string_agg(nr || words, E'\n' order by nr, words collate "C"), 'UTF8')), 'hex') as sha256
from (
  select shard, id as key, 1 as nr, row(case_shard, case_id, pack, kind, queue, purpose, asker_id, asked_at, for_role, for_person, words, evidence, tried,
    proposal, proposal_words, passed, fence, state, taken_by, taken_until, ended_by, ended_at, verdict, resolution, answer_words)::text as words
  from question where shard between $1 and $1 + 1023
) as sealed
group by shard, key
order by shard, key;

-- seal.all-receipts
select shard, key, encode(sha256(convert_to(string_agg(nr || words, E'\n' order by nr, words collate "C"), 'UTF8')), 'hex') as sha256
from (
  select shard, id as key, 1 as nr, row(name, source, channel, sha256, size_bytes, received_at, received_on, posting_on, pack, format, variant, sender, state, fate,
    duplicate_of, container_id, why, items, debit_minor, credit_minor, lost_items, lost_debit_minor, lost_credit_minor, batches, faults, done_at)::text as words
  from receipt where shard between $1 and $1 + 1023
  union all
  select shard, receipt_id, 2, row(ordinal, line, label, detail, fingerprint, fate, declared_items, declared_debit_minor, declared_credit_minor,
    items, debit_minor, credit_minor, lost_items, lost_debit_minor, lost_credit_minor)::text
  from batch where shard between $1 and $1 + 1023
  union all
  select shard, receipt_id, 3, row(n, fault)::text
  from fault where shard between $1 and $1 + 1023
  union all
  select receipt.shard, receipt.id, 4, row(part.shard, part.no, part.bucket_from, part.bucket_to, part.items, part.state, part.reopened, part.done_at)::text
  from (select shard, id from receipt where shard between $1 and $1 + 1023 and state in ('done', 'quarantined')) as receipt
  -- 64 parts at most, each at the first of an equal number of buckets: their keys are known
  join part on part.receipt_id = receipt.id and part.shard in (select receipt.shard + 16 * n from generate_series(0, 63) as n)
) as sealed
group by shard, key
order by shard, key;

-- seal.day-close
select shard, key, encode(sha256(convert_to(string_agg(nr || words, E'\n' order by nr, words collate "C"), 'UTF8')), 'hex') as sha256
from (
  select shard, ((business_day - date '1970-01-01')::bigint * 1000 + no) as key, 1 as nr, row(state, closer_id, closer_for_id, begun_at, entries, list_sha256, list_bytes, open_items, open_debit_minor, open_credit_minor,
    before_sha256, closed_at, reopener_id, reopened_at, reopen_reason)::text as words
  from day_close where shard = $1 and ((business_day - date '1970-01-01')::bigint * 1000 + no) = $2
) as sealed
group by shard, key
order by shard, key;

-- seal.document
select shard, key, encode(sha256(convert_to(string_agg(nr || words, E'\n' order by nr, words collate "C"), 'UTF8')), 'hex') as sha256
from (
  select shard, id as key, 1 as nr, row(sha256, size_bytes, name, kind, sender, reference, account_shard, account_id, came_on, received_at, received_by, state, owner_id,
    exception_shard, exception_id, attached_at, attached_by, letter, ended_at, ended_by, ended_why)::text as words
  from document where shard = $1 and id = $2
) as sealed
group by shard, key
order by shard, key;

-- seal.exceptions
select shard, key, encode(sha256(convert_to(string_agg(nr || words, E'\n' order by nr, words collate "C"), 'UTF8')), 'hex') as sha256
from (
  select shard, id as key, 1 as nr, row(scope, pack, kind, also, receipt_id, batch, day, items, debit_minor, credit_minor, state, decided_by, policy, code,
    sentence, finding, queue, clock, due_at, ours_at, raised_at, closed_at, closed_as)::text as words
  from exception where (shard, id) in (select shard, id from unnest($1::bigint[], $2::bigint[]) as wanted (shard, id))
  union all
  select shard, exception_id, 2, row(account_id, debit_minor, credit_minor, owner, opened_on, exit_on, closed_on)::text
  from suspense_position where (shard, exception_id) in (select shard, id from unnest($1::bigint[], $2::bigint[]) as wanted (shard, id))
  union all
  select shard, item_id, 3, row(kind, pack, code, day, due_at, batch, raw, correction, keyed_minor, state, file_id, trace)::text
  from outbound_item where (shard, item_id) in (select shard, id from unnest($1::bigint[], $2::bigint[]) as wanted (shard, id))
  union all
  select shard, exception_id, 4, row(id, resolution, code, state, maker_id, amount_minor, payee, cluster, reason, booked_on, entry_id, effect, effect_sha256, decided_at, undone_by, undone_at)::text
  from decision where (shard, exception_id) in (select shard, id from unnest($1::bigint[], $2::bigint[]) as wanted (shard, id))
  union all
  select shard, exception_id, 5, row(letter.decision_id, letter.n, letter.addressee, letter.words, letter.rule, letter.due_at, letter.language, letter.amount_minor, letter.corrects, letter.requested_at,
    letter.state, letter.sent_on, letter.sent_by, letter.sent_told_at, letter.cancelled_at, letter.overtaken_by, letter.answered_on, letter.answered_by, letter.answered_told_at)::text
  from (select shard, id as decision_id, exception_id from decision) as made
  join letter_request as letter using (shard, decision_id)
  where (shard, exception_id) in (select shard, id from unnest($1::bigint[], $2::bigint[]) as wanted (shard, id))
  union all
  select shard, exception_id, 6, row(id, undoes, for_id, hands, asked, needs, keying, salt, stale_at, approver_id, approver_for_id, approved_at, ended_by, ended_at, ended_why, review, reviewed_by, reviewed_at, undone_for_id, undone_on, bulk_id, undo_review, undo_reviewed_by, undo_reviewed_at)::text
  from decision where (shard, exception_id) in (select shard, id from unnest($1::bigint[], $2::bigint[]) as wanted (shard, id))
  union all
  select shard, exception_id, 7, row(second.decision_id, second.person_id, second.for_id, second.hands, second.asked, second.effect, second.effect_sha256, second.keyed_at)::text
  from (select shard, id as decision_id, exception_id from decision) as made
  join second_key as second using (shard, decision_id)
  where (shard, exception_id) in (select shard, id from unnest($1::bigint[], $2::bigint[]) as wanted (shard, id))
  union all
  select shard, item_id, 8, row(space, fingerprint, received_day, pack)::text
  from item_claim where pack > 2 and (shard, item_id) in (select shard, id from unnest($1::bigint[], $2::bigint[]) as wanted (shard, id))
  union all
  select shard, exception_id, 9, row(adjusted.decision_id, adjusted.type, adjusted.state, adjusted.right_minor, adjusted.difference_minor, adjusted.entry_until, adjusted.attachments)::text
  from (select shard, id as decision_id, exception_id from decision) as made
  join adjustment as adjusted using (shard, decision_id)
  where (shard, exception_id) in (select shard, id from unnest($1::bigint[], $2::bigint[]) as wanted (shard, id))
  union all
  select shard, exception_id, 10, row(given.decision_id, given.recipient, given.state, given.chases, given.acknowledge_by)::text
  from (select shard, id as decision_id, exception_id from decision) as made
  join forwarding as given using (shard, decision_id)
  where (shard, exception_id) in (select shard, id from unnest($1::bigint[], $2::bigint[]) as wanted (shard, id))
  union all
  select shard, exception_id, 11, row(charged.decision_id, charged.name, charged.step, charged.fee_minor, charged.account_shard, charged.account_id, charged.waiver, charged.words, charged.why, charged.presentment)::text
  from (select shard, id as decision_id, exception_id from decision) as made
  join fee as charged using (shard, decision_id)
  where (shard, exception_id) in (select shard, id from unnest($1::bigint[], $2::bigint[]) as wanted (shard, id))
  union all
  select shard, exception_id, 12, row(kept.decision_id, kept.party, kept.awaits, kept.until_at, kept.ends_by, kept.extensions)::text
  from (select shard, id as decision_id, exception_id from decision) as made
  join hold as kept using (shard, decision_id)
  where (shard, exception_id) in (select shard, id from unnest($1::bigint[], $2::bigint[]) as wanted (shard, id))
  union all
  select shard, exception_id, 13, row(name, step, fee_minor, account_id, why, presentment, booked_on, entry_id)::text
  from policy_fee where (shard, exception_id) in (select shard, id from unnest($1::bigint[], $2::bigint[]) as wanted (shard, id))
  union all
  select shard, exception_id, 14, row(corrected.decision_id, corrected.n, corrected.field, corrected.value, corrected.sensitive)::text
  from (select shard, id as decision_id, exception_id from decision) as made
  join correction as corrected using (shard, decision_id)
  where (shard, exception_id) in (select shard, id from unnest($1::bigint[], $2::bigint[]) as wanted (shard, id))
  union all
  select shard, item_id, 15, row(entry_id, decision_shard, decision_id, booked_on)::text
  from cross_entry where (shard, item_id) in (select shard, id from unnest($1::bigint[], $2::bigint[]) as wanted (shard, id))
) as sealed
group by shard, key
order by shard, key;

-- seal.exceptions-of-part
select shard, key, encode(sha256(convert_to(string_agg(nr || words, E'\n' order by nr, words collate "C"), 'UTF8')), 'hex') as sha256
from (
  select shard, id as key, 1 as nr, row(scope, pack, kind, also, receipt_id, batch, day, items, debit_minor, credit_minor, state, decided_by, policy, code,
    sentence, finding, queue, clock, due_at, ours_at, raised_at, closed_at, closed_as)::text as words
  from exception where shard = any ($1::bigint[]) and id between $2::bigint and $3::bigint
  union all
  select shard, exception_id, 2, row(account_id, debit_minor, credit_minor, owner, opened_on, exit_on, closed_on)::text
  from suspense_position where shard = any ($1::bigint[]) and exception_id between $2::bigint and $3::bigint
  union all
  select shard, item_id, 3, row(kind, pack, code, day, due_at, batch, raw, correction, keyed_minor, state, file_id, trace)::text
  from outbound_item where shard = any ($1::bigint[]) and item_id between $2::bigint and $3::bigint
  union all
  select shard, exception_id, 13, row(name, step, fee_minor, account_id, why, presentment, booked_on, entry_id)::text
  from policy_fee where shard = any ($1::bigint[]) and exception_id between $2::bigint and $3::bigint
) as sealed
group by shard, key
order by shard, key;

-- seal.facts
select shard, key, encode(sha256(convert_to(string_agg(nr || words, E'\n' order by nr, words collate "C"), 'UTF8')), 'hex') as sha256
from (
  select 0 as shard, shard as key, 1 as nr, row(id, kind, key, identity, holds_from, holds_to, detail)::text as words
  from fact where shard = any ($1::bigint[])
) as sealed
group by shard, key
order by shard, key;

-- seal.institution
select shard, key, encode(sha256(convert_to(string_agg(nr || words, E'\n' order by nr, words collate "C"), 'UTF8')), 'hex') as sha256
from (
  select 0 as shard, shard as key, 1 as nr, row(name, currency, settings, created_at, draw_key)::text as words
  from (select id * 1024 as shard, org.* from org) as org where shard = any ($1::bigint[])
) as sealed
group by shard, key
order by shard, key;

-- seal.note
select shard, key, encode(sha256(convert_to(string_agg(nr || words, E'\n' order by nr, words collate "C"), 'UTF8')), 'hex') as sha256
from (
  select shard, id as key, 1 as nr, row(about, subject_id, author_id, written_at, words, evidence)::text as words
  from note where shard = $1 and id = $2
) as sealed
group by shard, key
order by shard, key;

-- seal.outbound-file
select shard, key, encode(sha256(convert_to(string_agg(nr || words, E'\n' order by nr, words collate "C"), 'UTF8')), 'hex') as sha256
from (
  select shard, id as key, 1 as nr, row(pack, name, business_day, sha256, size_bytes, items, debit_minor, credit_minor, trace_from, trace_to,
    due_at, released_at, published_at)::text as words
  from outbound_file where shard = $1 and id = $2
) as sealed
group by shard, key
order by shard, key;

-- seal.people
select shard, key, encode(sha256(convert_to(string_agg(nr || words, E'\n' order by nr, words collate "C"), 'UTF8')), 'hex') as sha256
from (
  select 0 as shard, shard as key, 10 as nr, row(id, login, name, kind, state, owner_id, owner_from, created_at)::text as words
  from person where shard = any ($1::bigint[])
  union all
  select 0 as shard, shard as key, 11 as nr, row(id, name, parent_id)::text as words
  from team where shard = any ($1::bigint[])
  union all
  select 0 as shard, shard as key, 12 as nr, row(id, team_id, person_id, holds_from, holds_until)::text as words
  from team_member where shard = any ($1::bigint[])
  union all
  select 0 as shard, shard as key, 13 as nr, row(id, person_id, team_id, role, holds_from, holds_until)::text as words
  from role_holding where shard = any ($1::bigint[])
  union all
  select 0 as shard, shard as key, 14 as nr, row(id, person_id, skill, holds_from, holds_until)::text as words
  from person_skill where shard = any ($1::bigint[])
  union all
  select 0 as shard, shard as key, 15 as nr, row(id, person_id, credential, holds_from, holds_until)::text as words
  from person_credential where shard = any ($1::bigint[])
  union all
  select 0 as shard, shard as key, 16 as nr, row(id, role, person_id, act, measure, days, limit_minor, holds_from, holds_until)::text as words
  from authority_limit where shard = any ($1::bigint[])
  union all
  select 0 as shard, shard as key, 17 as nr, row(id, from_id, to_id, acts, holds_from, holds_until)::text as words
  from delegation where shard = any ($1::bigint[])
  union all
  select 0 as shard, shard as key, 18 as nr, row(id, person_id, why, holds_from, holds_until)::text as words
  from absence where shard = any ($1::bigint[])
  union all
  select 0 as shard, shard as key, 19 as nr, row(id, person_id, work_type, level, share_percent, holds_from, holds_until)::text as words
  from supervision where shard = any ($1::bigint[])
  union all
  select 0 as shard, shard as key, 20 as nr, row(person_id, phc, set_at)::text as words
  from person_password where shard = any ($1::bigint[])
  union all
  select 0 as shard, shard as key, 21 as nr, row(id, person_id, credential_id, public_key, name, transports, created_at, revoked_at, revoked_by)::text as words
  from passkey where shard = any ($1::bigint[])
  union all
  select 0 as shard, shard as key, 22 as nr, row(id, person_id, issuer, subject, bound_at, ended_at, ended_by)::text as words
  from provider_identity where shard = any ($1::bigint[])
) as sealed
group by shard, key
order by shard, key;

-- seal.question
select shard, key, encode(sha256(convert_to(string_agg(nr || words, E'\n' order by nr, words collate "C"), 'UTF8')), 'hex') as sha256
from (
  select shard, id as key, 1 as nr, row(case_shard, case_id, pack, kind, queue, purpose, asker_id, asked_at, for_role, for_person, words, evidence, tried,
    proposal, proposal_words, passed, fence, state, taken_by, taken_until, ended_by, ended_at, verdict, resolution, answer_words)::text as words
  from question where shard = $1 and id = $2
) as sealed
group by shard, key
order by shard, key;

-- seal.receipt
select shard, key, encode(sha256(convert_to(string_agg(nr || words, E'\n' order by nr, words collate "C"), 'UTF8')), 'hex') as sha256
from (
  select shard, id as key, 1 as nr, row(name, source, channel, sha256, size_bytes, received_at, received_on, posting_on, pack, format, variant, sender, state, fate,
    duplicate_of, container_id, why, items, debit_minor, credit_minor, lost_items, lost_debit_minor, lost_credit_minor, batches, faults, done_at)::text as words
  from receipt where shard = $1 and id = $2
  union all
  select shard, receipt_id, 2, row(ordinal, line, label, detail, fingerprint, fate, declared_items, declared_debit_minor, declared_credit_minor,
    items, debit_minor, credit_minor, lost_items, lost_debit_minor, lost_credit_minor)::text
  from batch where shard = $1 and receipt_id = $2
  union all
  select shard, receipt_id, 3, row(n, fault)::text
  from fault where shard = $1 and receipt_id = $2
  union all
  select receipt.shard, receipt.id, 4, row(part.shard, part.no, part.bucket_from, part.bucket_to, part.items, part.state, part.reopened, part.done_at)::text
  from (select shard, id from receipt where shard = $1 and id = $2 and state in ('done', 'quarantined')) as receipt
  -- 64 parts at most, each at the first of an equal number of buckets: their keys are known
  join part on part.receipt_id = receipt.id and part.shard in (select receipt.shard + 16 * n from generate_series(0, 63) as n)
) as sealed
group by shard, key
order by shard, key;

-- second-key.insert
insert into second_key (shard, decision_id, person_id, for_id, hands, asked, effect, effect_sha256, keyed_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- session.end
update session set ended_at = greatest($3::timestamptz, last_seen_at), end_why = $4 where shard = $1 and id = $2 and ended_at is null;

-- session.end-all
update session set ended_at = greatest($3::timestamptz, last_seen_at), end_why = $4 where shard = $1 and person_id = $2 and ended_at is null and id is distinct from $5;

-- session.find
-- session, person and roles in one look, with every request: what was ended a moment ago holds no more
with recursive asked as (
  select * from session where shard = $1 and id = any ($2::bytea[])
), team_of (person_id, team_id) as (
  select member.person_id, member.team_id
  from team_member as member
  where member.shard = $1 and member.person_id = any (select person_id from asked)
    and member.holds_from <= $3::timestamptz and (member.holds_until is null or member.holds_until > $3::timestamptz)
  -- union, not union all: teams that lie in a circle end it too
  union
  select team_of.person_id, team.parent_id
  from team_of join team on team.shard = $1 and team.id = team_of.team_id
  where team.parent_id is not null
)
select asked.id, asked.signed_in_at, asked.last_seen_at, asked.stepped_up_at, asked.end_why, asked.how, asked.address,
  person.id as person_id, person.login, person.name, person.kind, case
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
  end as state,
  exists (
    select from absence
    where absence.shard = $1 and absence.person_id = asked.person_id
      and absence.holds_from <= $3::timestamptz and absence.holds_until > $3::timestamptz
  ) or person.kind = 'human' and person.owner_id is not null and exists (
    -- of a second account those that answer for it too
    with recursive owner as (
      select above.id, above.owner_id from person as above where above.shard = $1 and above.id = person.owner_id
      union
      select above.id, above.owner_id from owner join person as above on above.shard = $1 and above.id = owner.owner_id
    )
    select from owner join absence on absence.shard = $1 and absence.person_id = owner.id
    where absence.holds_from <= $3::timestamptz and absence.holds_until > $3::timestamptz
  ) as away,
  array(
    select role from role_holding as own
    where own.shard = $1 and own.person_id = asked.person_id
      and own.holds_from <= $3::timestamptz and (own.holds_until is null or own.holds_until > $3::timestamptz)
    union
    select role from team_of join role_holding as held on held.shard = $1 and held.team_id = team_of.team_id
    where team_of.person_id = asked.person_id
      and held.holds_from <= $3::timestamptz and (held.holds_until is null or held.holds_until > $3::timestamptz)
  ) as roles
from asked join person on person.shard = $1 and person.id = asked.person_id;

-- session.insert
insert into session (shard, id, person_id, signed_in_at, last_seen_at, stepped_up_at, how, address)
values ($1, $2, $3, $4, $5, $6, $7, $8);

-- session.open-of
select id from session where shard = $1 and person_id = $2 and ended_at is null
order by last_seen_at desc, id
limit 100;

-- session.seen
update session set last_seen_at = $3, stepped_up_at = $4 where shard = $1 and id = $2 and ended_at is null and last_seen_at < $3;

-- sign-in-attempt.lock
-- for update, in order of place: attempts of one login or address are counted one after the other; the order prevents deadlocks
select place, failed, nullif(last_at, '-infinity') as last_at
from sign_in_attempt
where shard = $1 and place = any ($2::integer[])
order by place
for update;

-- sign-in-attempt.make
insert into sign_in_attempt (shard, place, failed, last_at)
select $1, place, 0, '-infinity' from unnest($2::integer[]) as place
on conflict (shard, place) do nothing;

-- sign-in-attempt.put
update sign_in_attempt set failed = changed.failed, last_at = changed.last_at
from unnest($2::integer[], $3::integer[], $4::timestamptz[]) as changed (place, failed, last_at)
where shard = $1 and sign_in_attempt.place = changed.place;

-- sign-in-challenge.put
-- a place whose challenge may still be used is left alone: whoever asks for many takes nobody’s away
insert into sign_in_challenge (shard, place, id, ceremony, session, back, made_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (shard, place) do update set id = excluded.id, ceremony = excluded.ceremony, session = excluded.session,
  back = excluded.back, made_at = excluded.made_at, expires_at = excluded.expires_at, used_at = null
where sign_in_challenge.used_at is not null or sign_in_challenge.expires_at <= excluded.made_at;

-- sign-in-challenge.use
-- of two answers to one challenge one updates the row; the other waits for it, and then finds it used
update sign_in_challenge set used_at = greatest($6::timestamptz, made_at)
where shard = $1 and place = $2 and id = $3 and ceremony = $4 and session is not distinct from $5
  and used_at is null and expires_at > $6
returning back, made_at;

-- suspense-position.close
update suspense_position
set closed_on = $3
from unnest($1::bigint[], $2::bigint[]) as closed (shard, exception_id)
where suspense_position.shard = closed.shard and suspense_position.exception_id = closed.exception_id and suspense_position.closed_on is null;

-- suspense-position.copy
copy suspense_position (shard, exception_id, account_id, debit_minor, credit_minor, owner, opened_on, exit_on) from stdin (format binary);

-- suspense-position.end
update suspense_position set closed_on = $3 where shard = $1 and exception_id = $2 and closed_on is null;

-- suspense-position.exit
select opened_on::text, exit_on::text from suspense_position where shard = $1 and exception_id = $2;

-- suspense-position.reopen
update suspense_position set closed_on = null where shard = $1 and exception_id = $2 and closed_on is not null;

-- suspense-position.set-exit
update suspense_position set exit_on = $3 where shard = $1 and exception_id = $2;

-- team.at
-- each team with everybody who was in it, or in a team below it, at the moment; union, not union all: teams may lie in each other
with recursive inside as (
  select id as team_id, id from team where shard = $1
  union
  select inside.team_id, team.id from inside join team on team.shard = $1 and team.parent_id = inside.id
)
select team.id, team.name, jsonb_agg(distinct member.person_id order by member.person_id) as members
from team
join inside on inside.team_id = team.id
join team_member as member on member.shard = $1 and member.team_id = inside.id and member.holds_from <= $2 and coalesce(member.holds_until, 'infinity') > $2
where team.shard = $1
group by team.id, team.name
order by team.id
limit 10000;

-- team.insert
insert into team (shard, name, parent_id)
values ($1, $2, $3)
returning id;

-- transaction.settings
-- in their order, until the transaction ends
select set_config(name, value, true) from unnest($1::text[], $2::text[]) as setting (name, value);

-- transfer.by-keys
-- lateral: of a table that grew since it was last analyzed the planner would read all keys of the institution
select found.*
from unnest($1::bigint[], $2::text[]) as wanted (shard, key)
cross join lateral (
  select key, id, day::text, from_shard, from_number, to_shard, to_number, amount_minor, reason, actor, funds, refusal, why
  from transfer
  where transfer.shard = wanted.shard and transfer.key = wanted.key
  limit 1
) as found;

-- transfer.insert
-- in order of shard and key: two that claim the same keys wait for one another in one order
insert into transfer (shard, day, key, id, from_shard, from_number, to_shard, to_number, amount_minor, reason, actor, funds, refusal, why)
select shard, $1::date, key, id, from_shard, from_number, to_shard, to_number, amount_minor, reason, actor, funds, nullif(refusal, ''), nullif(why, '')
from unnest($2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::bigint[], $8::text[], $9::bigint[], $10::text[], $11::text[], $12::text[],
  $13::text[], $14::text[])
  as made (shard, key, id, from_shard, from_number, to_shard, to_number, amount_minor, reason, actor, funds, refusal, why)
on conflict (shard, key) do nothing;

-- transfer.insert-entries
insert into entry (shard, day, id, kind)
select shard, $1::date, id, 'transfer'
from unnest($2::bigint[], $3::bigint[]) as leg (shard, id);

-- transfer.insert-postings
insert into posting (shard, day, account_id, entry_id, line, contra_id, amount_minor)
select shard, $1::date, account_id, entry_id, 0, contra_id, amount_minor
from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[]) as leg (shard, account_id, entry_id, contra_id, amount_minor);

-- unit.change-items
-- one look an item, by its key: with plain conditions the planner takes them for one row, and compares all with all
update item
set state = changed.state, exception_id = changed.exception_id
from unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[]) as changed (shard, id, state, exception_id)
where item.shard = changed.shard and item.day = $5 and item.id = changed.id and case when item.state = 'suspended' and item.exception_id = $6 then true else false end;

-- unit.close
-- greatest: a clock that was set back closes nothing before it was raised
update exception
set state = 'closed', closed_as = $3, closed_at = greatest($4::timestamptz, raised_at)
where shard = $1 and id = $2 and state = 'open' and scope <> 'item';

-- unit.end-items
-- one look a bucket: with plain conditions the planner takes them for a few rows, and walks all buckets for each item
update item
set state = $6
from generate_series($1::bigint, $1::bigint + 1023) as walked (shard)
where item.shard = walked.shard and item.day = $2 and item.id between $3 and $4 and case when item.exception_id = $5 and item.state = $7 then true else false end;

-- unit.end-position
update suspense_position set closed_on = $3 where shard = $1 and exception_id = $2 and closed_on is null;

-- unit.held-items
select shard, state, count(*) as items, coalesce(sum(amount_minor) filter (where direction = 'debit'), 0)::bigint as debit_minor,
  coalesce(sum(amount_minor) filter (where direction = 'credit'), 0)::bigint as credit_minor
from (
  select item.shard, item.state, item.direction, item.amount_minor
  from generate_series($1::bigint, $1::bigint + 1023) as walked (shard)
  cross join lateral (
    select * from item
    where item.shard = walked.shard and item.day = $2 and item.id between $3 and $4 and item.exception_id = $5
    offset 0
  ) as item
) as held
group by shard, state
order by shard, state;

-- unit.of-file
-- a file whose processing failed may have several: the one that is open, else the newest
select id from exception
where shard = $1 and receipt_id = $2 and scope = 'file' and not (exception.id between -(exception.receipt_id * 67108864 + 67107863) and -(exception.receipt_id * 67108864 + 33554432))
order by state = 'closed', raised_at desc, id
limit 1;

-- unit.open-position
update suspense_position set closed_on = null where shard = $1 and exception_id = $2 and closed_on is not null;

-- unit.read-back
select exception.state, coalesce(exception.closed_as, '') as closed_as, position.closed_on::text
from exception
left join suspense_position as position on position.shard = exception.shard and position.exception_id = exception.id
where exception.shard = $1 and exception.id = $2;

-- unit.release-batches
-- it owns its content: what of it came elsewhere first stays as it was judged
update batch
set fate = 'process'
where shard = $1 and receipt_id = $2 and ordinal = any ($3::integer[]) and fate = 'quarantine';

-- unit.release-receipt
-- why it was held stays to be read
update receipt
set state = 'done', fate = 'process'
where shard = $1 and id = $2 and state = 'quarantined' and fate = 'quarantine';

-- unit.releases
select count(*) as releases from exception where shard = $1 and receipt_id = $2 and scope <> 'item' and closed_as = 'released';

-- unit.written-fates
select item.state, coalesce(own.kind, '') as kind, count(*) as items,
  coalesce(sum(item.amount_minor) filter (where item.direction = 'debit'), 0)::bigint as debit_minor,
  coalesce(sum(item.amount_minor) filter (where item.direction = 'credit'), 0)::bigint as credit_minor
from generate_series($1::bigint, $1::bigint + 1023) as walked (shard)
cross join lateral (
  select * from item
  where item.shard = walked.shard and item.day = $2 and item.id between $3 and $4 and ($5::integer is null or item.batch = $5)
  offset 0
) as item
left join exception as own on own.shard = case when item.exception_id < 0 then $1 else item.shard end and own.id = item.exception_id and own.id <> $6
group by 1, 2;

-- words.about-exceptions
-- What was said before it was keyed, by notes and by proposals that were sent back, and whatever is said in questions: whoever keyed it
-- first may tell it in one afterwards. Of an exception that waits for nobody everything counts that was said until now.
select wanted.id, said.person, said.what
from unnest($1::bigint[], $2::bigint[]) as wanted (shard, id)
join exception on exception.shard = wanted.shard and exception.id = wanted.id
left join decision as waiting on waiting.shard = wanted.shard and waiting.exception_id = wanted.id and waiting.state = 'proposed'
cross join lateral (
  select had.rank, had.person, had.what
  from question
  cross join lateral (
    values (1, case when question.state in ('answered', 'refused') then question.ended_by end, 'answerer'),
      (2, question.asker_id, 'asker'), (3, question.taken_by, 'taker')
  ) as had (rank, person, what)
  where question.shard = any ($3::bigint[]) and question.case_shard = exception.case_shard and question.case_id = exception.case_id
    and had.person is not null
  union
  select 4, (passed.one ->> 'by')::bigint, 'passer'
  from question
  cross join lateral jsonb_array_elements(question.passed) as passed (one)
  where question.shard = any ($3::bigint[]) and question.case_shard = exception.case_shard and question.case_id = exception.case_id
  union
  select 5, note.author_id, 'author'
  from note
  where ((note.shard = wanted.shard and note.subject_id = wanted.id and note.about = 'item')
      or (note.shard = exception.case_shard and note.subject_id = exception.case_id and note.about = 'case'))
    and (waiting.id is null or note.written_at <= waiting.decided_at)
  union
  select 6, decision.ended_by, 'returner'
  from decision
  where decision.shard = wanted.shard and decision.exception_id = wanted.id and decision.state = 'returned'
) as said
order by wanted.id, said.rank, said.person
-- a bound for safety: so many people have nothing to do with a page of what waits
limit 50000;

-- work-case.accounts
select distinct item.shard, item.account_id as id
from exception
join item on item.shard = exception.shard and item.day = exception.day and item.id = exception.id
where exception.shard between $1 and $1 + 1023 and exception.case_shard = $2 and exception.case_id = $3 and item.account_id is not null
limit 500;

-- work-case.by-keys
select work_case.shard, work_case.id, pack, kind, queue, items, debit_minor, credit_minor, due_at, ours_at, opened_at,
  array(
    select exception.id from exception
    where exception.shard between $1 and $1 + 1023 and exception.case_shard = work_case.shard and exception.case_id = work_case.id and exception.state = 'open'
    order by exception.id) as exceptions,
  exists (
    select from exception join decision on decision.shard = exception.shard and decision.exception_id = exception.id and decision.state = 'proposed'
    where exception.shard between $1 and $1 + 1023 and exception.case_shard = work_case.shard and exception.case_id = work_case.id and exception.state = 'open'
      and decision.keying = 'blind') as keyed_blind
from unnest($2::bigint[], $3::bigint[]) as wanted (shard, id)
join work_case on work_case.shard = wanted.shard and work_case.id = wanted.id;

-- work-case.close
-- greatest: a clock that was set back closes nothing before it was opened
update work_case
set state = 'closed', closed_at = greatest($3, opened_at)
where shard = $1 and id = $2 and state = 'open';

-- work-case.copy
copy work_case (shard, id, pack, kind, queue, cause, exceptions, items, debit_minor, credit_minor, due_at, ours_at, opened_at, state)
  from stdin (format binary);

-- work-case.decided-before
select distinct member.case_shard as shard, member.case_id as id
from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) as member (shard, id, case_shard, case_id)
where exists (
  select from decision where decision.shard = member.shard and decision.exception_id = member.id and decision.state in ('proposed', 'done'))
order by shard, id;

-- work-case.empty
-- cases whose exceptions were all closed by other hands: returned by a policy, retried, matched
select work_case.shard, work_case.id, work_case.queue
from work_case
where work_case.shard between $1 and $1 + 1023 and work_case.state = 'open' and not exists (
  select from exception where exception.shard between $1 and $1 + 1023 and exception.case_shard = work_case.shard and exception.case_id = work_case.id and exception.state = 'open')
order by work_case.shard, work_case.id
limit $2;

-- work-case.of-exception
select work_case.shard, work_case.id, work_case.state
from exception
join work_case on work_case.shard = exception.case_shard and work_case.id = exception.case_id
where exception.shard = $1 and exception.id = $2;

-- work-case.of-exceptions
select exception.id as exception_id, exception.case_shard as shard, exception.case_id as id
from unnest($1::bigint[], $2::bigint[]) as wanted (shard, id)
join exception on exception.shard = wanted.shard and exception.id = wanted.id
where exception.case_id is not null;

-- work-case.queues
select work_case.shard, work_case.id, work_case.queue
from unnest($1::bigint[], $2::bigint[]) as wanted (shard, id)
join work_case on work_case.shard = wanted.shard and work_case.id = wanted.id;

-- work-case.recount
-- its clock is the earliest of what is open of it, of all where nothing is; it is open as long as one of them is
update work_case
set due_at = bound.due_at, ours_at = bound.ours_at, state = case when bound.is_open then 'open' else 'closed' end,
  closed_at = case when not bound.is_open then coalesce(closed_at, greatest($4::timestamptz, opened_at)) end
from unnest($1::bigint[], $2::bigint[]) as wanted (shard, id)
cross join lateral (
  select case when bool_or(exception.state = 'open') then min(exception.due_at) filter (where exception.state = 'open') else min(exception.due_at) end as due_at, case when bool_or(exception.state = 'open') then min(exception.ours_at) filter (where exception.state = 'open') else min(exception.ours_at) end as ours_at, bool_or(exception.state = 'open') as is_open,
    -- what waits for a second person, and would still do what was proposed, is left to nobody else; nor is what others were given, until they answer
    bool_or(exception.state = 'open' and proposed.id is null and given.maker_id is null and kept.maker_id is null) as is_undecided, max(proposed.maker_id) filter (where exception.state = 'open') as maker_id,
    max(given.maker_id) filter (where exception.state = 'open') as given_by, min(given.acknowledge_by) filter (where exception.state = 'open') as acknowledge_by,
    min(kept.until_at) filter (where exception.state = 'open') as held_until,
    (array_agg(kept.maker_id order by kept.until_at) filter (where exception.state = 'open' and kept.maker_id is not null))[1] as held_by,
    (array_agg(kept.letter order by kept.until_at) filter (where exception.state = 'open' and kept.maker_id is not null))[1] as held_letter
  from exception
  left join decision as proposed
    on proposed.shard = exception.shard and proposed.exception_id = exception.id and proposed.state = 'proposed' and proposed.stale_at is null
  left join lateral (
    select newest.* from (
      select forwarding.state, acknowledge_by, maker_id
      from decision join forwarding on forwarding.shard = decision.shard and forwarding.decision_id = decision.id
      where decision.shard = exception.shard and decision.exception_id = exception.id and decision.state = 'done'
      order by decision.id desc
      limit 1
    ) as newest
    where newest.state = 'sent'
  ) as given on true
  left join lateral (
    select newest.* from (
      select until_at, maker_id, answered_on, decision.shard || '-' || decision.id || '-1' as letter
      from decision
      join hold on hold.shard = decision.shard and hold.decision_id = decision.id
      left join letter_request as letter on letter.shard = decision.shard and letter.decision_id = decision.id and letter.n = 1
      where decision.shard = exception.shard and decision.exception_id = exception.id and decision.state = 'done'
      order by decision.id desc
      limit 1
    ) as newest
    where newest.until_at > $4 and newest.answered_on is null and not exists (
      select from document
      where document.shard between $3 and $3 + 1023 and document.exception_shard = exception.shard and document.exception_id = exception.id
        and document.state = 'attached' and document.letter = newest.letter)
  ) as kept on true
  where exception.shard between $3 and $3 + 1023 and exception.case_shard = wanted.shard and exception.case_id = wanted.id
) as bound
where work_case.shard = wanted.shard and work_case.id = wanted.id
returning work_case.shard, work_case.id, work_case.state, work_case.ours_at, bound.is_undecided, bound.maker_id, bound.given_by, bound.acknowledge_by, bound.held_until, bound.held_by, bound.held_letter;

-- work-case.sensitive-findings
-- what stood where an account number, a name or a tax id should, and what was expected there
select distinct value, finding ->> 'sensitive' as kind
from exception
cross join lateral (values (finding ->> 'found'), (finding ->> 'expected')) as told (value)
where shard between $1 and $1 + 1023 and case_shard = $2 and case_id = $3 and finding ->> 'sensitive' is not null and value is not null
limit 1000;
