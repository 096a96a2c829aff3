-- Papers that came for cases: what a customer or another institution was asked for, or sent by itself.

create table document (
  -- The bucket of the SHA-256 of its bytes: so the same bytes find the same row, and are kept once.
  shard           bigint  not null,
  id              bigint  not null generated always as identity,
  sha256          bytea   not null check (length(sha256) = 32),
  size_bytes      bigint  not null check (size_bytes > 0),
  -- What the file is called; who sent it, and what it quotes, as somebody read it.
  name            text    not null check (length(name) between 1 and 200),
  kind            text    not null check (kind in ('instruction', 'documents', 'identification', 'statement', 'affidavit')),
  sender          text    not null check (length(sender) between 1 and 200),
  reference       text    not null check (length(reference) <= 60),
  -- Whose it is, where that is known: an account of the institution.
  account_shard   bigint,
  account_id      bigint,
  came_on         date    not null,
  received_at     timestamptz not null,
  -- A person of the institution.
  received_by     bigint  not null,
  -- waiting: nobody knows yet which case it belongs to; ended: it belongs to none.
  state           text    not null check (state in ('waiting', 'attached', 'ended')),
  -- With whom it lies while it waits: whoever received it, or was given it.
  owner_id        bigint  not null,
  -- What it is attached to, when, and by whom: null where it found its case by itself.
  exception_shard bigint,
  exception_id    bigint,
  attached_at     timestamptz,
  attached_by     bigint,
  -- The letter of ours that it answers, by its number.
  letter          text    check (length(letter) <= 40),
  ended_at        timestamptz,
  ended_by        bigint,
  -- What became of it instead.
  ended_why       text    check (length(ended_why) between 1 and 500),
  primary key (shard, id),
  unique (shard, sha256),
  check (received_at <= attached_at),
  check (received_at <= ended_at),
  check ((account_shard is null) = (account_id is null)),
  check ((state = 'attached') = (exception_id is not null) and (state = 'attached') = (attached_at is not null) and (exception_id is null) = (exception_shard is null)),
  check (state = 'attached' or (attached_by is null and letter is null)),
  check ((state = 'ended') = (ended_at is not null) and (state = 'ended') = (ended_by is not null) and (state = 'ended') = (ended_why is not null))
);
-- What lies somewhere and waits is asked for by its list and by the close of each day; what came for an exception by each look at it.
create index document_waiting on document (shard, id) where state = 'waiting';
create index document_of_exception on document (exception_shard, exception_id) where state = 'attached';

grant select, insert on document to clearday_app;
grant update (state, owner_id, exception_shard, exception_id, attached_at, attached_by, letter, ended_at, ended_by, ended_why) on document to clearday_app;
grant select on document to clearday_bulk;
alter table document enable row level security;
create policy own_org on document to clearday_app using (shard >= current_setting('clearday.org')::bigint * 1024
  and shard < (current_setting('clearday.org')::bigint + 1) * 1024);
