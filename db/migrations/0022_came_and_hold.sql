-- What cases wait for and came, and items that are held for a party.

-- Written in the transaction of the event itself, where a case waits for just that, and marked in the one that wakes it: neither is
-- kept without the other.
create table came (
  -- Of an account its bucket, of an item or letter that one's, of a file the institution's first.
  shard    bigint not null,
  -- A number of its own: two of one key must not wait for each other.
  id       bigint not null generated always as identity,
  wake_on  text   not null check (wake_on in ('mail', 'ledger', 'party', 'file')),
  -- As the place of the case has it.
  wake_key text   not null,
  came_at  timestamptz not null,
  -- When everybody who waited for it was woken; null until then.
  woken_at timestamptz,
  primary key (shard, id),
  check (came_at <= woken_at)
);
-- What is still to be told.
create index came_due on came (shard, id) where woken_at is null;
grant select, insert on came to clearday_app, clearday_bulk;
grant update (woken_at) on came to clearday_app;
alter table came enable row level security;
create policy own_org on came to clearday_app using (shard >= current_setting('clearday.org')::bigint * 1024
  and shard < (current_setting('clearday.org')::bigint + 1) * 1024);
-- Few cases wait for the ledger, and each thing that is posted asks for all of them at once.
create index queue_place_by_ledger on queue_place (shard, wake_key) where state = 'pended' and wake_on = 'ledger';

alter table decision drop constraint decision_resolution_check;
alter table decision add constraint decision_resolution_check check (resolution in ('correct', 'post', 'return', 'chargeback', 'adjust', 'recredit',
  'deny', 'refer', 'forward', 'reject', 'dishonor', 'contest', 'refuse', 'release', 'rekey', 'move', 'split', 'fee', 'waive', 'hold', 'take_over', 'undo'));

-- An item that is held for the customer or the other institution: a decision made it, or made it longer. The newest that was not taken
-- back is how it stands; only added to.
create table hold (
  -- The decision's.
  shard       bigint  not null,
  decision_id bigint  not null,
  party       text    not null check (party in ('customer', 'sender')),
  -- What they are to give; a paper that a reason code needs by its name.
  awaits      text    not null check (awaits in ('instruction', 'documents', 'identification', 'statement', 'affidavit')),
  until_at    timestamptz not null,
  -- The most that it may last in all, from the first time on.
  ends_by     timestamptz not null,
  extensions  integer not null check (extensions >= 0),
  primary key (shard, decision_id),
  foreign key (shard, decision_id) references decision (shard, id),
  check (until_at <= ends_by)
);
grant select, insert on hold to clearday_app;
grant select on hold to clearday_bulk;
alter table hold enable row level security;
create policy own_org on hold to clearday_app using (shard >= current_setting('clearday.org')::bigint * 1024
  and shard < (current_setting('clearday.org')::bigint + 1) * 1024);

-- party: the answer of whom an item is held for; until then the case waits with whoever held it.
alter table queue_place drop constraint queue_place_wake_on_check;
alter table queue_place add constraint queue_place_wake_on_check check (wake_on in ('date', 'mail', 'file', 'ledger', 'approval', 'answer', 'acknowledgement', 'party'));
