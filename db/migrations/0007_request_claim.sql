-- What a request that changes something is known by when it comes again: the key that its sender gave it. Distributed by the hash
-- of the person and the key, claimed first, and answered in the transaction of what it did: so a key that is here was done, and
-- what was rolled back left its key free.
--
-- Rows are kept as long as the history they belong to: what is done with money is not done again years later either. They are
-- taken away with the owner's rights, by `claimed_at`, and by nobody else.
create table request_claim (
  shard       bigint  not null,
  -- `person 12`: the same key of another person is another key.
  actor       text    not null,
  key         text    not null check (key ~ '^[!-~]([ -~]{0,253}[!-~])?$'),
  -- SHA-256 of what was asked: method, route, parameters and body.
  digest      bytea   not null check (length(digest) = 32),
  -- claimed: inside the transaction that does the work; nobody else ever sees it.
  state       text    not null check (state in ('claimed', 'answered')),
  status      integer check (status between 200 and 499),
  -- JSON, letter for letter what the first one was answered. Room for ids and figures, not for lists.
  answer      text    check (octet_length(answer) <= 65536),
  claimed_at  timestamptz not null,
  primary key (shard, actor, key),
  check ((state = 'answered') = (status is not null)),
  check ((state = 'answered') = (answer is not null))
);

grant select, insert on request_claim to clearday_app;
grant update (state, status, answer) on request_claim to clearday_app;
grant select on request_claim to clearday_bulk;
alter table request_claim enable row level security;
create policy own_org on request_claim to clearday_app using (
  shard >= current_setting('clearday.org')::bigint * 1024 and shard < (current_setting('clearday.org')::bigint + 1) * 1024);
