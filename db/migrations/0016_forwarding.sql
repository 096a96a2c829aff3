-- Items that are given to another department or institution, until they acknowledge it.

-- A step of a forwarding. The newest that was not taken back is how it stands; only added to.
create table forwarding (
  -- The decision's.
  shard          bigint  not null,
  decision_id    bigint  not null,
  -- The department or institution, as people call it.
  recipient      text    not null check (length(recipient) between 1 and 80),
  -- declined: it is ours again.
  state          text    not null check (state in ('sent', 'acknowledged', 'declined')),
  -- How often they were asked again.
  chases         integer not null check (chases >= 0),
  -- By when they have to acknowledge it.
  acknowledge_by timestamptz not null,
  primary key (shard, decision_id),
  foreign key (shard, decision_id) references decision (shard, id)
);
grant select, insert on forwarding to clearday_app;
grant select on forwarding to clearday_bulk;
alter table forwarding enable row level security;
create policy own_org on forwarding to clearday_app using (shard >= current_setting('clearday.org')::bigint * 1024
  and shard < (current_setting('clearday.org')::bigint + 1) * 1024);

-- recipient: whoever an item was forwarded to.
alter table letter_request drop constraint letter_request_addressee_check;
alter table letter_request add constraint letter_request_addressee_check check (addressee in ('customer', 'sender', 'recipient'));

-- acknowledgement: of what was forwarded; until then the case waits with whoever did.
alter table queue_place drop constraint queue_place_wake_on_check;
alter table queue_place add constraint queue_place_wake_on_check check (wake_on in ('date', 'mail', 'file', 'ledger', 'approval', 'answer', 'acknowledgement'));
