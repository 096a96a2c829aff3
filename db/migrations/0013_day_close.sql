-- The end of a day (decisions/0030): who closed it, what stayed open, and who opened it again. All of it lies in bucket 0.

-- One row for each time that somebody set out to close a day. `closing` shuts the books of the day while it is looked at: from then
-- on everything is booked later. It comes to `closed`, or to `refused` where something stands against it, which opens them again.
create table day_close (
  shard         bigint  not null,
  business_day  date    not null,
  -- The first, second … try at this day.
  no            integer not null check (no >= 1),
  state         text    not null check (state in ('closing', 'closed', 'reopened', 'refused')),
  closer_id     bigint  not null,
  -- In whose place; null where it was in their own right.
  closer_for_id bigint,
  begun_at      timestamptz not null,
  -- Entries that stand in the books up to the day, as they were closed: the proof counts them again.
  entries       bigint  check (entries >= 0),
  -- The signed list of what stays open, as it lies among the originals, and what it adds up to.
  list_sha256   bytea   check (length(list_sha256) = 32),
  list_bytes    bigint  check (list_bytes > 0),
  open_items    bigint  check (open_items >= 0),
  open_debit_minor  numeric check (open_debit_minor >= 0),
  open_credit_minor numeric check (open_credit_minor >= 0),
  -- The list that this one follows, of the same day closed before.
  before_sha256 bytea   check (length(before_sha256) = 32),
  closed_at     timestamptz,
  reopener_id   bigint,
  reopened_at   timestamptz,
  reopen_reason text    check (length(reopen_reason) between 1 and 500),
  primary key (shard, business_day, no),
  foreign key (shard, closer_id) references person (shard, id),
  foreign key (shard, closer_for_id) references person (shard, id),
  foreign key (shard, reopener_id) references person (shard, id),
  check ((state in ('closed', 'reopened')) = (closed_at is not null)),
  check ((closed_at is not null) = (num_nonnulls(entries, list_sha256, list_bytes, open_items, open_debit_minor, open_credit_minor) = 6)),
  check (num_nonnulls(entries, list_sha256, list_bytes, open_items, open_debit_minor, open_credit_minor) in (0, 6)),
  check ((state = 'reopened') = (reopened_at is not null)),
  check ((reopened_at is not null) = (reopener_id is not null)),
  check ((reopened_at is not null) = (reopen_reason is not null)),
  -- Two people: nobody opens again what they closed, or what was closed in their place.
  check (reopener_id <> closer_id and reopener_id <> closer_for_id),
  check (begun_at <= closed_at),
  check (begun_at <= reopened_at),
  check (closed_at <= reopened_at)
);
-- A day is closed once at a time.
create unique index day_close_stands on day_close (shard, business_day) where state in ('closing', 'closed');

grant select on day_close to clearday_app, clearday_bulk;
grant insert on day_close to clearday_app;
grant update (state, entries, list_sha256, list_bytes, open_items, open_debit_minor, open_credit_minor, before_sha256, closed_at, reopener_id, reopened_at, reopen_reason)
  on day_close to clearday_app;
alter table day_close enable row level security;
create policy own_org on day_close to clearday_app using (
  shard >= current_setting('clearday.org')::bigint * 1024 and shard < (current_setting('clearday.org')::bigint + 1) * 1024);

-- The second wall: a request books nothing on a day that is closed, whatever its code says. Asked once a statement, not once a row.
create policy open_day on entry as restrictive for insert to clearday_app with check (
  day > coalesce((select max(business_day) from day_close where state in ('closing', 'closed')), '-infinity'::date));
create policy open_day on posting as restrictive for insert to clearday_app with check (
  day > coalesce((select max(business_day) from day_close where state in ('closing', 'closed')), '-infinity'::date));

-- The list of what is open, in the order of its keys.
create index exception_unclosed on exception (shard, id) where state <> 'closed';
