-- What cases wait for and came.

-- Written in the transaction of the event itself, where a case waits for just that, and marked in the one that wakes it: neither is
-- kept without the other.
create table came (
  -- Of an account its bucket, of an item or letter that one's.
  shard    bigint not null,
  -- A number of its own: two of one key must not wait for each other.
  id       bigint not null generated always as identity,
  wake_on  text   not null check (wake_on in ('mail', 'ledger')),
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
