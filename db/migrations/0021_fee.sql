-- Fees that customers are charged for items, and what became of them.

alter table decision drop constraint decision_resolution_check;
alter table decision add constraint decision_resolution_check check (resolution in ('correct', 'post', 'return', 'chargeback', 'adjust', 'recredit',
  'deny', 'refer', 'forward', 'reject', 'dishonor', 'contest', 'refuse', 'release', 'rekey', 'move', 'split', 'fee', 'waive'));

-- What a decision does about a fee, one at most; only added to.
create table fee (
  -- The decision's.
  shard         bigint not null,
  decision_id   bigint not null,
  -- In the schedule of the institution.
  name          text   not null check (length(name) between 1 and 40),
  -- spared: the schedule has it, and its limits or the account say that it is not charged. withdrawn: it came with what a policy
  -- decided, and somebody took that over.
  step          text   not null check (step in ('charged', 'waived', 'spared', 'refunded', 'withdrawn')),
  fee_minor     bigint not null check (fee_minor > 0),
  -- Whose; null where it is spared because there is nobody.
  account_shard bigint,
  account_id    bigint,
  -- Why somebody decided that it is not paid, of a list, and in their words.
  waiver        text   check (waiver in ('own_error', 'presented_again', 'claim', 'hardship', 'first', 'goodwill')),
  words         text   check (length(words) between 1 and 4000),
  -- Why it is spared, as a sentence.
  why           text   check (length(why) between 1 and 400),
  -- Over what the sender asks for: the same when it is presented again.
  presentment   bytea  not null check (length(presentment) = 32),
  primary key (shard, decision_id),
  foreign key (shard, decision_id) references decision (shard, id),
  check ((account_shard is null) = (account_id is null)),
  check (step = 'spared' or account_id is not null),
  check ((step in ('waived', 'refunded')) = (waiver is not null) and (waiver is null) = (words is null)),
  check ((step = 'spared') = (why is not null))
);
-- What an account was charged.
create index fee_of_account on fee (account_shard, account_id) where account_id is not null;
grant select, insert on fee to clearday_app;
grant select on fee to clearday_bulk;
alter table fee enable row level security;
create policy own_org on fee to clearday_app using (shard >= current_setting('clearday.org')::bigint * 1024
  and shard < (current_setting('clearday.org')::bigint + 1) * 1024);
