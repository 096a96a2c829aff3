-- Fees of the schedule that come with what a policy sends back by itself.

-- In the transaction that raises the exception, one at most for each; only added to. What is given back of it later is a decision with a
-- row of `fee`.
create table policy_fee (
  -- The exception's, and that of the account: they lie in one bucket.
  shard        bigint not null,
  exception_id bigint not null,
  -- In the schedule of the institution.
  name         text   not null check (length(name) between 1 and 40),
  -- spared: the schedule has it, and its limits or the account say that it is not charged.
  step         text   not null check (step in ('charged', 'spared')),
  fee_minor    bigint not null check (fee_minor > 0),
  -- Whose; null where it is spared because there is nobody.
  account_id   bigint,
  -- Why it is spared, as a sentence.
  why          text   check (length(why) between 1 and 400),
  -- Over what the sender asks for: the same when it is presented again.
  presentment  bytea  not null check (length(presentment) = 32),
  booked_on    date   not null,
  -- The entry that charges it: that of the part, or of the release, which the item came in.
  entry_id     bigint,
  primary key (shard, exception_id),
  foreign key (shard, exception_id) references exception (shard, id),
  check ((step = 'spared') = (why is not null)),
  check ((step = 'charged') = (entry_id is not null) and (step = 'spared' or account_id is not null))
);
-- What an account was charged.
create index policy_fee_of_account on policy_fee (shard, account_id) where account_id is not null;
grant select on policy_fee to clearday_app;
grant select, insert on policy_fee to clearday_bulk;
alter table policy_fee enable row level security;
create policy own_org on policy_fee to clearday_app using (shard >= current_setting('clearday.org')::bigint * 1024
  and shard < (current_setting('clearday.org')::bigint + 1) * 1024);
