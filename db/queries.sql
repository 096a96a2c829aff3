-- Every statement of src/store, by name. Written by `npm run schema`; a test fails when it is out of date.

-- account.by-id
select shard, id, number, status, type, holder_type, holder_name, balance_minor, held_minor, overdraft_limit_minor from account where shard = $1 and id = $2;

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

-- account.load
-- a loaded balance is the core system's opening balance; what Clearday posted since stays on top of it
insert into account (shard, number, status, type, holder_type, holder_name, opening_minor, balance_minor, held_minor, overdraft_limit_minor)
select * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $7::bigint[], $8::bigint[], $9::bigint[])
on conflict (shard, number) do update
set status = excluded.status, type = excluded.type, holder_type = excluded.holder_type, holder_name = excluded.holder_name,
  balance_minor = account.balance_minor - account.opening_minor + excluded.opening_minor, opening_minor = excluded.opening_minor,
  held_minor = excluded.held_minor, overdraft_limit_minor = excluded.overdraft_limit_minor
where not account.internal;

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

-- batch.by-receipt
select * from batch where shard = $1 and receipt_id = $2 order by ordinal;

-- batch.copy
copy batch (shard, receipt_id, ordinal, line, label, detail, fingerprint, fate, declared_items, declared_debit_minor, declared_credit_minor,
  items, debit_minor, credit_minor, lost_items, lost_debit_minor, lost_credit_minor) from stdin (format binary);

-- batch.page
select batch.*, receipt.source, (
    select exception.id from exception
    where exception.shard = batch.shard
      and exception.id = -(batch.receipt_id * 67108864 + case receipt.fate when 'process' then batch.ordinal + 1 else 0 end)
  ) as exception_id
from batch
join receipt on receipt.shard = batch.shard and receipt.id = batch.receipt_id
where batch.shard = $1
  and ($2::bigint is null or batch.receipt_id = $2)
  and ($3::date is null or receipt.received_on = $3)
  and ($4::bigint is null or (batch.receipt_id, batch.ordinal) > ($4::bigint, $5::integer))
  and ($6::text is null or $6 = case
    when batch.declared_items is null then 'undeclared'
    when (batch.declared_items, batch.declared_debit_minor, batch.declared_credit_minor) = (batch.items, batch.debit_minor, batch.credit_minor) then 'balanced'
    else 'out' end)
order by batch.receipt_id, batch.ordinal
limit $7;

-- bucket.books
select shard, number, id
from account
where shard = any ($1::bigint[]) and number = any ($2::text[]);

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

-- day.arrivals
select source, count(*) as receipts, min(received_at) as first_at
from receipt
where shard = $1 and received_on = $2
group by source
order by source;

-- day.batches
select count(*) as all_batches,
  count(*) filter (where declared_items is null) as undeclared,
  count(*) filter (where (declared_items, declared_debit_minor, declared_credit_minor) = (batch.items, batch.debit_minor, batch.credit_minor)) as balanced,
  count(*) filter (where batch.fate = 'quarantine') as held
from receipt
join batch on batch.shard = receipt.shard and batch.receipt_id = receipt.id
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
-- grows with everything that is recorded in bucket 0 and with every part: cheap enough to ask every second
select coalesce((select n from event_link where shard = $1 order by n desc limit 1), 0) as links,
  (select count(*) from part where shard between $1 and $1 + 1023 and state = 'ready') as ready;

-- day.lost
select source, sum(lost_items) as items, sum(lost_debit_minor) as debit_minor, sum(lost_credit_minor) as credit_minor
from receipt
where shard = $1 and received_on = $2 and state in ('staged', 'done', 'quarantined')
group by source
having sum(lost_items + lost_debit_minor + lost_credit_minor) <> 0;

-- day.receipts
select count(*) as arrived,
  count(*) filter (where state = 'done') as done,
  count(*) filter (where state in ('arrived', 'staged')) as processing,
  count(*) filter (where duplicate_of is not null) as duplicate,
  count(*) filter (where state = 'refused' and duplicate_of is null) as refused,
  count(*) filter (where state = 'quarantined') as quarantined
from receipt
where shard = $1 and received_on = $2;

-- day.received
select source, sum(items + lost_items) as items, sum(debit_minor + lost_debit_minor) as debit_minor, sum(credit_minor + lost_credit_minor) as credit_minor
from receipt
where shard = $1 and received_on = $2 and state in ('staged', 'done', 'quarantined')
group by source;

-- day.refused
select receipt.source, sum(first.items + first.lost_items) as items,
  sum(first.debit_minor + first.lost_debit_minor) as debit_minor, sum(first.credit_minor + first.lost_credit_minor) as credit_minor
from receipt
join receipt as first on first.shard = receipt.shard and first.id = receipt.duplicate_of
where receipt.shard = $1 and receipt.received_on = $2 and receipt.state = 'refused'
group by receipt.source;

-- day.states
select receipt.source, part_tally.state, sum(part_tally.items) as items, sum(part_tally.debit_minor) as debit_minor, sum(part_tally.credit_minor) as credit_minor
from receipt
join part_tally on part_tally.receipt_id = receipt.id and part_tally.shard between $1 and $1 + 1023
where receipt.shard = $1 and receipt.received_on = $2
group by receipt.source, part_tally.state;

-- day.waiting
select receipt.source, sum(part.items) as items
from receipt
join part on part.receipt_id = receipt.id and part.shard between $1 and $1 + 1023 and part.state = 'ready'
where receipt.shard = $1 and receipt.received_on = $2
group by receipt.source;

-- detected.items
select receipt.name, item.id % 67108864 as seq, item.state, item.direction, exception.kind, exception.decided_by,
  (exception.finding -> 'facts' ->> 'claimRow')::integer as claim_row, coalesce(item.exception_id < 0, false) as held,
  posted.amount_minor, posted.number
from item
join receipt on receipt.shard = $2 and receipt.id = item.id / 67108864
left join exception on exception.shard = item.shard and exception.id = item.id
left join lateral (
  select posting.amount_minor, account.number
  from posting
  join account on account.shard = posting.shard and account.id = posting.account_id
  where posting.shard = item.shard and posting.day = item.day and posting.item_id = item.id and posting.entry_id > 0
  limit 1
) as posted on item.state = 'posted'
where item.shard = $1;

-- detected.refused
-- a directory that is run again offers every file again under its own name: that is no second arrival of the day
select distinct receipt.name
from receipt
left join receipt as first on first.shard = receipt.shard and first.id = receipt.duplicate_of
where receipt.shard = $1 and receipt.state = 'refused' and receipt.name is distinct from first.name
order by receipt.name;

-- detected.wider
select receipt.name, exception.scope, exception.batch, exception.kind, exception.decided_by
from exception
join receipt on receipt.shard = $1 and receipt.id = exception.receipt_id
where exception.shard = $1 and exception.scope <> 'item';

-- entry.copy
copy entry (shard, day, id, kind, receipt_id, reverses) from stdin (format binary);

-- event.all
select shard, day::text, n, to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, actor, kind, subject, body
from event
where shard = $1
order by n;

-- event.copy
copy event (shard, day, n, at, actor, kind, subject, body) from stdin (format binary);

-- event.copy-links
copy event_link (shard, n, day, first_event, last_event, prev, hash) from stdin (format binary);

-- event.heads
-- one look at the end of each bucket's chain, however long the chains are
select link.shard, link.n, encode(link.hash, 'hex') as hash
from generate_series($1::bigint, $1::bigint + 1023) as bucket (shard)
cross join lateral (
  select shard, n, hash from event_link where event_link.shard = bucket.shard order by n desc limit 1
) as link
order by link.shard;

-- event.last-links
select wanted.shard, link.n, link.last_event, link.hash
from unnest($1::bigint[]) as wanted (shard)
cross join lateral (
  select n, last_event, hash from event_link where event_link.shard = wanted.shard order by n desc limit 1
) as link;

-- event.links
select shard, n, first_event, last_event, prev, hash from event_link where shard between $1 and $1 + 1023 order by shard, n;

-- event.of-item
select event.shard, event.n, event.at, event.actor, event.kind, event.subject, event.body, link.n as link, link.hash
from (
  select * from event where shard = $1 and subject = $2
  union all
  select * from event where shard = $3 and subject = $4 and kind in ('file_received', 'file_staged', 'file_done', 'file_quarantined')
  union all
  select * from event where shard = $1 and subject = $4 and kind = 'part_processed'
  union all
  select * from event where shard = $3 and subject = $5
) as event
join event_link as link on link.shard = event.shard and event.n between link.first_event and link.last_event
order by event.at, event.shard, event.n
limit 200;

-- event.shards
select distinct shard from event where shard between $1 and $1 + 1023 order by shard;

-- exception.by-id
select * from exception where shard = $1 and id = $2;

-- exception.close
update exception
set state = 'closed', closed_at = $3, closed_as = $4
from unnest($1::bigint[], $2::bigint[]) as closed (shard, id)
where exception.shard = closed.shard and exception.id = closed.id and exception.state <> 'closed';

-- exception.copy
copy exception (shard, id, scope, pack, kind, also, receipt_id, batch, day, items, debit_minor, credit_minor, state, decided_by, policy, code,
  sentence, finding, queue, clock, due_at, ours_at, raised_at) from stdin (format binary);

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

-- exception.open-due
-- everything that is late is one group; nulls last are those without a clock
select ours_at <= $2 as overdue, case when ours_at <= $2 then null else ours_at end as due, count(*) as exceptions,
  count(*) filter (where decided_by = 'person') as people, sum(items) as items, sum(debit_minor) as debit_minor, sum(credit_minor) as credit_minor,
  min(ours_at) as first_due
from exception
where shard between $1 and $1 + 1023 and state <> 'closed'
group by 1, 2
order by min(ours_at) nulls last
limit $3;

-- exception.open-kinds
select pack, kind, decided_by, min(policy) as policy, min(queue) as queue, min(ours_at) as first_due, count(*) as exceptions,
  sum(items) as items, sum(debit_minor) as debit_minor, sum(credit_minor) as credit_minor
from exception
where shard between $1 and $1 + 1023 and state <> 'closed'
group by pack, kind, decided_by
order by min(ours_at) nulls last, pack, kind, decided_by
limit 500;

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
  and ($11::timestamptz is null or (coalesce(exception.ours_at, 'infinity'), exception.shard, exception.id) > ($11, $12::bigint, $13::bigint))
order by coalesce(exception.ours_at, 'infinity'), exception.shard, exception.id
limit $14;

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

-- fault.copy
copy fault (shard, receipt_id, n, fault) from stdin (format binary);

-- fault.page
select n, fault from fault where shard = $1 and receipt_id = $2 and n > $3 order by n limit $4;

-- file-claim.insert
-- waits for a concurrent claim of the same bytes to commit or fail, so exactly one of any number of arrivals is first
insert into file_claim (shard, sha256, receipt_id)
values ($1, $2, $3)
on conflict (shard, sha256) do nothing;

-- file-claim.owner
select receipt_id from file_claim where shard = $1 and sha256 = $2;

-- item-claim.copy
copy item_claim (shard, space, day, fingerprint, item_id, received_day, pack) from stdin (format binary);

-- item-claim.days-in-use
-- most files bring a new effective day: then there is nothing to look up, whatever the history holds
select n::integer - 1 as n
from unnest($1::bigint[], $2::smallint[], $3::integer[]) with ordinality as wanted (shard, space, day, n)
where exists (select from item_claim where item_claim.shard = wanted.shard and item_claim.space = wanted.space and item_claim.day = wanted.day)
order by n;

-- item-claim.owners
-- one walk along the index for each day, over the fingerprints from and to which belong to it
select wanted.n::integer - 1 as n, owner.fingerprint::text, owner.item_id, owner.received_day, owner.pack
from unnest($1::bigint[], $2::smallint[], $3::integer[], $4::integer[], $5::integer[]) with ordinality as wanted (shard, space, day, first, last, n)
join item_claim as owner on owner.shard = wanted.shard and owner.space = wanted.space and owner.day = wanted.day
  and owner.fingerprint = any (($6::bigint[])[wanted.first:wanted.last]);

-- item-claim.presentments
-- for the few whose identity is taken: each time it was presented, and whether that item went back. An item's day is its receipt's posting day
select wanted.n::integer - 1 as n, claim.day as claimed_day, claim.item_id, claim.received_day, claim.pack, sent.code as returned_as
from unnest($1::bigint[], $2::smallint[], $3::integer[], $4::bigint[]) with ordinality as wanted (shard, space, day, fingerprint, n)
join item_claim as claim on claim.shard = wanted.shard and claim.space = wanted.space and claim.fingerprint = wanted.fingerprint
  and claim.day = any (case wanted.day when 0 then $5::integer[] else array[wanted.day] end)
left join receipt on receipt.shard = claim.shard / 1024 * 1024 and receipt.id = claim.item_id / 67108864
left join item on item.shard = claim.shard and item.day = receipt.posting_on and item.id = claim.item_id
left join outbound_item as sent on sent.shard = item.shard and sent.item_id = item.id and sent.kind = 'return'
  and sent.state = 'sent' and item.state = 'returned'
order by wanted.n, claim.received_day, claim.item_id;

-- item-claim.renew
-- an owner older than the look-back no longer makes a duplicate: the newer item takes the identity over
update item_claim
set item_id = renewed.item_id, received_day = $6, pack = $7
from unnest($1::bigint[], $2::smallint[], $3::integer[], $4::bigint[], $5::bigint[]) as renewed (shard, space, day, fingerprint, item_id)
where item_claim.shard = renewed.shard and item_claim.space = renewed.space and item_claim.day = renewed.day
  and item_claim.fingerprint = renewed.fingerprint;

-- item.claimed
select item.*
from account
join posting on posting.shard = account.shard and posting.account_id = account.id
  and posting.amount_minor = case $5::text when 'credit' then $4::bigint else -$4::bigint end
join item on item.shard = posting.shard and item.day = posting.day and item.id = posting.item_id
where account.shard = $1 and account.number = $2 and item.reference = $3 and item.state = 'posted'
order by item.day desc, item.id desc
limit 1;

-- item.copy
copy item (shard, day, id, batch, line, byte_offset, byte_length, account_id, direction, amount_minor, reference, state, exception_id) from stdin (format binary);

-- item.find
-- the day of an item is its receipt's posting day, so one partition is read; the shard is not known from a bare id
select * from item where shard between $1 and $1 + 1023 and day = $2 and id = $3;

-- item.mark-claimed
-- a posted item keeps its state; the exception of the claim hangs on it
update item
set exception_id = id
where shard = $1 and day = $2 and id = $3 and state = 'posted' and exception_id is null;

-- item.page
-- the posting days name the partitions; inside, the key's own order is the page's
select * from item
where shard between $1 and $1 + 1023 and day = any ($2::date[])
  and id / 67108864 = any ($3::bigint[])
  and ($4::text is null or state = $4)
  and ($5::integer is null or batch = $5)
  and ($6::bigint is null or (shard, day, id) > ($6::bigint, $7::date, $8::bigint))
order by shard, day, id
limit $9;

-- item.posted-before
-- the receipt is in the item's id, and batches lie in the institution's bucket 0
select wanted.n, item.id as item_id, item.day - date '1970-01-01' as day, item.amount_minor, item.direction, item.reference, batch.detail
from unnest($1::integer[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::integer[]) as wanted (n, shard, account_id, amount_minor, direction, since)
join posting on posting.shard = wanted.shard and posting.account_id = wanted.account_id and posting.day >= date '1970-01-01' + wanted.since
  and posting.amount_minor = case wanted.direction when 'credit' then wanted.amount_minor else -wanted.amount_minor end
join item on item.shard = posting.shard and item.day = posting.day and item.id = posting.item_id
join batch on batch.shard = item.shard / 1024 * 1024 and batch.receipt_id = item.id / 67108864 and batch.ordinal = item.batch
where item.state = 'posted'
order by wanted.n, item.day desc, item.id desc;

-- item.receipts-of-page
select id, posting_on
from receipt
where shard = $1 and ($2::date is null or received_on = $2) and ($3::text is null or source = $3) and ($4::bigint is null or id = $4)
order by id desc
limit 5000;

-- item.return
update item
set state = 'returned'
from unnest($1::bigint[], $2::date[], $3::bigint[]) as returned (shard, day, id)
where item.shard = returned.shard and item.day = returned.day and item.id = returned.id and item.state in ('suspended', 'in_work');

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
select pg_advisory_xact_lock(723411900, $1::integer);

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

-- outbound-item.by-item
select outbound_item.kind, outbound_item.code, outbound_item.state, outbound_item.due_at, outbound_file.name as file, outbound_item.raw
from outbound_item
left join outbound_file on outbound_file.shard = $3 and outbound_file.id = outbound_item.file_id
where outbound_item.shard = $1 and outbound_item.item_id = $2
order by outbound_item.kind;

-- outbound-item.copy
copy outbound_item (shard, item_id, kind, pack, code, day, due_at, batch, raw, correction, state) from stdin (format binary);

-- outbound-item.counts
select
  (select count(*) from outbound_item where shard between $1 and $1 + 1023 and state = 'queued') as queued,
  (select coalesce(sum(items), 0) from outbound_file where shard = $1 and business_day = $2) as sent;

-- outbound-item.queued
select outbound_item.shard, outbound_item.item_id, outbound_item.kind, outbound_item.code, outbound_item.day::text, outbound_item.due_at, outbound_item.batch,
  outbound_item.raw, outbound_item.correction, item.direction, item.amount_minor
from outbound_item
join item on item.shard = outbound_item.shard and item.day = outbound_item.day and item.id = outbound_item.item_id
where outbound_item.shard between $1 and $1 + 1023 and outbound_item.pack = $2 and outbound_item.kind = $5 and outbound_item.state = 'queued' and outbound_item.due_at <= $3
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

-- outbound-item.waiting
select pack, kind, code, count(*) as items, min(due_at) as first_due
from outbound_item
where shard between $1 and $1 + 1023 and state = 'queued'
group by pack, kind, code
order by pack, kind, code;

-- part-chunk.by-part
select items, bytes from part_chunk where shard = $1 and receipt_id = $2 and part_no = $3 order by chunk;

-- part-chunk.copy
copy part_chunk (shard, receipt_id, part_no, chunk, items, bytes) from stdin (format binary);

-- part-chunk.drop
delete from part_chunk where shard between $1 and $1 + 1023 and receipt_id = $2;

-- part-tally.by-receipt
select receipt_id, state, sum(items) as items, sum(debit_minor) as debit_minor, sum(credit_minor) as credit_minor
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

-- part.flip
-- compare-and-set: the transaction that flips the part is the only one whose rows count
update part
set state = 'done', done_at = $4
where shard = $1 and receipt_id = $2 and no = $3 and state = 'ready';

-- part.ready
select shard, receipt_id, no, bucket_from, bucket_to, items
from part
where shard between $1 and $1 + 1023 and receipt_id = $2 and state = 'ready'
order by no;

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

-- posting.by-item
select posting.day::text, posting.entry_id, posting.line, entry.kind, posting.amount_minor,
  account.number as account, account.internal as account_internal, contra.number as contra, contra.internal as contra_internal
from posting
join entry on entry.shard = posting.shard and entry.day = posting.day and entry.id = posting.entry_id
join account on account.shard = posting.shard and account.id = posting.account_id
join account as contra on contra.shard = posting.shard and contra.id = posting.contra_id
where posting.shard = $1 and posting.item_id = $2 and posting.day >= $3
order by posting.day, posting.entry_id, posting.line
limit 1000;

-- posting.copy
copy posting (shard, day, account_id, entry_id, line, contra_id, amount_minor, item_id) from stdin (format binary);

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
  (select count(*) from item where shard between $1 and $1 + 1023 and state in ('suspended', 'in_work')
    and not exists (select from exception where exception.shard between $1 and $1 + 1023 and exception.id = item.exception_id and exception.state <> 'closed')) as orphans;

-- proof.lost
select receipt.source, receipt.received_on::text, sum(lost_items) as items, sum(lost_debit_minor) as debit_minor, sum(lost_credit_minor) as credit_minor
from receipt
where shard = $1 and state in ('staged', 'done', 'quarantined')
group by receipt.source, receipt.received_on
having sum(lost_items + lost_debit_minor + lost_credit_minor) <> 0
order by receipt.source, receipt.received_on;

-- proof.received
select source, received_on::text, sum(items + lost_items) as items, sum(debit_minor + lost_debit_minor) as debit_minor, sum(credit_minor + lost_credit_minor) as credit_minor
from receipt
where shard = $1 and state in ('staged', 'done', 'quarantined')
group by source, received_on
order by source, received_on;

-- proof.refused
select receipt.source, receipt.received_on::text, sum(first.items + first.lost_items) as items,
  sum(first.debit_minor + first.lost_debit_minor) as debit_minor, sum(first.credit_minor + first.lost_credit_minor) as credit_minor
from receipt
join receipt as first on first.shard = receipt.shard and first.id = receipt.duplicate_of
where receipt.shard = $1 and receipt.state = 'refused'
group by receipt.source, receipt.received_on
order by receipt.source, receipt.received_on;

-- proof.states
select receipt.source, receipt.received_on::text, counted.state, sum(counted.items) as items, sum(counted.debit_minor) as debit_minor, sum(counted.credit_minor) as credit_minor
from (
  select id / 67108864 as receipt_id, state, count(*) as items,
    coalesce(sum(amount_minor) filter (where direction = 'debit'), 0) as debit_minor,
    coalesce(sum(amount_minor) filter (where direction = 'credit'), 0) as credit_minor
  from item
  where shard between $1 and $1 + 1023
  group by 1, 2
) as counted
join receipt on receipt.shard = $1 and receipt.id = counted.receipt_id
group by receipt.source, receipt.received_on, counted.state
order by receipt.source, receipt.received_on, counted.state;

-- proof.unread
select id from receipt where shard = $1 and state = 'arrived' order by id limit $2;

-- proof.waiting
-- items of parts that are not done yet: received, and in no row of `item`
select receipt.source, receipt.received_on::text, sum(part.items) as items
from part
join receipt on receipt.shard = $1 and receipt.id = part.receipt_id
where part.shard between $1 and $1 + 1023 and part.state = 'ready'
group by receipt.source, receipt.received_on;

-- receipt.by-id
select * from receipt where shard = $1 and id = $2;

-- receipt.done
update receipt
set state = case fate when 'process' then 'done' else 'quarantined' end, done_at = $3
where shard = $1 and id = $2 and state = 'staged'
  and not exists (select from part where part.receipt_id = $2 and part.shard between $1 and $1 + 1023 and part.state = 'ready');

-- receipt.insert
insert into receipt (shard, name, source, channel, sha256, size_bytes, received_at, received_on, posting_on, pack, container_id, state)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'arrived')
returning id;

-- receipt.lock
-- for update: two processes that take up the same receipt read its file one after the other, and the second finds it read
select state from receipt where shard = $1 and id = $2 for update;

-- receipt.member
select id from receipt where shard = $1 and container_id = $2 and name = $3 order by id limit 1;

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
update receipt
set state = 'quarantined', fate = 'quarantine', why = $3, done_at = $4, pack = coalesce(pack, $5)
where shard = $1 and id = $2 and state = 'arrived';

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
  (select coalesce(sum(items), 0) from part where part.shard between $1 and $1 + 1023 and receipt_id = $2 and state = 'ready') as waiting,
  (select count(*) from batch where batch.shard = $1 and receipt_id = $2
    and (declared_items, declared_debit_minor, declared_credit_minor) <> (items, debit_minor, credit_minor)) as unbalanced,
  (select count(*) from exception where exception.shard between $1 and $1 + 1023 and receipt_id = $2 and state <> 'closed') as exceptions;

-- receipt.unfinished
select * from receipt where shard = $1 and state in ('arrived', 'staged') order by id limit 10000;

-- receipt.unpacked
update receipt
set state = 'done', format = $3, why = $4, done_at = $5
where shard = $1 and id = $2 and state = 'arrived';

-- suspense-position.close
update suspense_position
set closed_on = $3
from unnest($1::bigint[], $2::bigint[]) as closed (shard, exception_id)
where suspense_position.shard = closed.shard and suspense_position.exception_id = closed.exception_id and suspense_position.closed_on is null;

-- suspense-position.copy
copy suspense_position (shard, exception_id, account_id, debit_minor, credit_minor, owner, opened_on, exit_on) from stdin (format binary);
