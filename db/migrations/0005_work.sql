-- Who gets which work: cases, their places in queues, and what people say of their own readiness.
--
-- A case lies in the bucket of its first exception and takes over that exception's id. Its place lies in the bucket of its queue's
-- NAME, so that a queue lies whole in one bucket and its order is exact. The place alone says that somebody has a case: items and
-- exceptions do not change when it is claimed.

-- ---------------------------------------------------------------- states that nothing stores any more

-- *In work* of the equation is what is claimed in the places of the queues; what is stored is that it is suspended, and open.
alter table item drop constraint item_state_check;
alter table item add constraint item_state_check check (state in ('posted', 'suspended', 'returned', 'adjusted', 'forwarded', 'rejected'));
alter table item drop constraint item_check;
alter table item add constraint item_check check (state <> 'suspended' or exception_id is not null);
alter table part_tally drop constraint part_tally_state_check;
alter table part_tally add constraint part_tally_state_check check (state in ('suspended', 'posted', 'returned', 'adjusted', 'forwarded', 'rejected'));
alter table exception drop constraint exception_state_check;
alter table exception add constraint exception_state_check check (state in ('open', 'closed'));

-- ---------------------------------------------------------------- cases

-- The case that an exception belongs to, once and for good; null while it has none, and for those that a policy decides.
alter table exception add column case_shard bigint;
alter table exception add column case_id bigint;
alter table exception add constraint exception_case_check check ((case_shard is null) = (case_id is null));
create index exception_without_case on exception (shard, id) where case_id is null and state = 'open' and decided_by = 'person';
create index exception_by_case on exception (case_id, case_shard) where case_id is not null;

-- Open exceptions of one cause that a person decides together. A case never grows: what comes later opens one of its own.
create table work_case (
  shard        bigint  not null,
  -- The first of its exceptions.
  id           bigint  not null,
  pack         text    not null,
  kind         text    not null,
  queue        text    not null,
  cause        text    not null,
  exceptions   integer not null check (exceptions between 1 and 500),
  items        bigint  not null,
  debit_minor  bigint  not null,
  credit_minor bigint  not null,
  -- The earliest of its exceptions'; null where none has a clock.
  due_at       timestamptz,
  ours_at      timestamptz,
  opened_at    timestamptz not null,
  closed_at    timestamptz,
  state        text    not null check (state in ('open', 'closed')),
  primary key (shard, id),
  check ((state = 'closed') = (closed_at is not null)),
  check ((ours_at is not null) = (due_at is not null) and ours_at <= due_at),
  check (opened_at <= closed_at)
);
create index work_case_open on work_case (shard, id) where state = 'open';

-- ---------------------------------------------------------------- queues

create table queue_place (
  -- The bucket of the queue's name.
  shard        bigint  not null,
  case_shard   bigint  not null,
  case_id      bigint  not null,
  queue        text    not null,
  -- Its order: deadline, harm, age, case. The first changes where a decision starts another clock, the others never.
  ours_at      timestamptz not null,
  harm_minor   bigint  not null,
  opened_at    timestamptz not null,
  -- From when it may be handed out: later than it was opened while it is put off, or waits for a day.
  ready_at     timestamptz not null,
  -- leased: somebody works on it until the lease ends. parked: put aside by its holder, who comes back to it. pended: it waits, owned.
  state        text    not null check (state in ('ready', 'leased', 'parked', 'pended', 'done')),
  holder       bigint,
  lease_until  timestamptz,
  -- Whether its holder took it by its number, out of its turn: that may be given back for nothing, what was handed out not.
  by_name      boolean not null default false,
  -- Grows with each claim: whoever comes with an older one has lost it.
  fence        integer not null default 0 check (fence >= 0),
  skips        integer not null default 0 check (skips >= 0),
  -- The least role that may take it.
  for_role     text    not null check (for_role in ('aop', 'ps', 'sps')),
  -- Who worked on it and let it go, on that day: not handed to them again before the next.
  worked_by    bigint[] not null default '{}',
  worked_on    date,
  -- Handed to this person and to nobody else, while there; what was given to somebody, and what somebody waited for when it wakes.
  offered_to   bigint,
  -- Who may never take it, nor act on it: whoever made what is to be checked, or knows the people it is about.
  barred       bigint[] not null default '{}',
  -- Where its holder was, and the words not sent yet: {"field", "draft"}. Of a parked one its number on the stack: the highest lies on top.
  park_no      integer check (park_no > 0),
  note         jsonb,
  -- What a pended one waits for.
  wake_on      text    check (wake_on in ('date', 'mail', 'file', 'ledger', 'answer')),
  wake_key     text,
  waiting_for  text    check (length(waiting_for) between 1 and 200),
  -- Why it is ready again after it waited, in words; until it waits again or somebody lets it go.
  woken_by     text    check (length(woken_by) between 1 and 600),
  primary key (shard, case_shard, case_id),
  check ((state in ('leased', 'parked', 'pended')) = (holder is not null)),
  check ((state = 'leased') = (lease_until is not null)),
  check (by_name <= (holder is not null)),
  check ((state = 'parked') = (park_no is not null)),
  check ((state = 'pended') = (wake_on is not null)),
  check ((wake_on is not null) = (waiting_for is not null)),
  check ((wake_on in ('mail', 'file', 'ledger', 'answer')) <= (wake_key is not null)),
  check ((cardinality(worked_by) = 0) = (worked_on is null))
) with (fillfactor = 80);
-- The order of a queue, read from its head.
create index queue_place_ready on queue_place (shard, queue, ours_at, harm_minor desc, opened_at, case_shard, case_id) where state = 'ready';
-- Leases that ran out, and what sleeps until a day, come back by these; whoever holds something finds it by the third.
create index queue_place_leased on queue_place (shard, lease_until) where state = 'leased';
create index queue_place_pended on queue_place (shard, ready_at, case_shard, case_id) where state = 'pended';
create index queue_place_parked on queue_place (shard, queue) where state = 'parked';
create index queue_place_held on queue_place (holder) where holder is not null;
create index queue_place_offered on queue_place (shard, queue) where offered_to is not null;
create index queue_place_by_wake on queue_place (shard, wake_on, wake_key) where state = 'pended' and wake_key is not null;

-- Work that somebody passed over, with the reason, or gave back: counted against a limit a day, and read by supervisors.
create table case_skip (
  -- That of the place.
  shard      bigint  not null,
  case_shard bigint  not null,
  case_id    bigint  not null,
  fence      integer not null,
  queue      text    not null,
  person_id  bigint  not null,
  reason     text    not null check (reason in ('not_my_skill', 'need_training', 'needs_specialist', 'conflict_of_interest', 'system_down', 'wrong_queue', 'given_back')),
  skipped_on date    not null,
  skipped_at timestamptz not null,
  primary key (shard, case_shard, case_id, fence)
);
create index case_skip_by_person on case_skip (shard, person_id, skipped_on);

-- What a person says of being ready for work, which says how many cases they may have. Without a row somebody is available. Lies in bucket 0.
create table presence (
  shard     bigint not null,
  person_id bigint not null,
  state     text   not null check (state in ('available', 'busy', 'wrap_up', 'break', 'away')),
  since     timestamptz not null,
  primary key (shard, person_id),
  foreign key (shard, person_id) references person (shard, id)
);


-- ---------------------------------------------------------------- who may do what

do $$
declare
  name text;
begin
  foreach name in array array['work_case', 'queue_place', 'case_skip', 'presence'] loop
    execute format('grant select on %I to clearday_app, clearday_bulk', name);
    execute format('alter table %I enable row level security', name);
    execute format(
      'create policy own_org on %I to clearday_app using (shard >= current_setting(''clearday.org'')::bigint * 1024 '
      'and shard < (current_setting(''clearday.org'')::bigint + 1) * 1024)', name);
  end loop;
end
$$;
-- Cases are opened by the engine and worked on by requests.
grant insert on work_case, queue_place to clearday_bulk;
grant update (case_shard, case_id) on exception to clearday_bulk;
grant update (due_at, ours_at, closed_at, state) on work_case to clearday_bulk, clearday_app;
grant update (ours_at, ready_at, state, holder, lease_until, by_name, fence, skips, for_role, worked_by, worked_on, offered_to, barred, park_no, note, wake_on, wake_key, waiting_for, woken_by)
  on queue_place to clearday_bulk, clearday_app;
grant insert on case_skip, presence to clearday_app;
grant update (state, since) on presence to clearday_app;
