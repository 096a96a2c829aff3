-- The floor of the benches: what PostgreSQL itself takes to keep the same entries durably. Statements are named by the comment
-- before each, and are read by bench/floor-sql.ts.

-- create
create table floor_entry (
  id           bigint primary key,
  batch        integer not null,
  line         integer not null,
  code         smallint not null,
  routing      bigint  not null,
  account      text    not null,
  amount_minor bigint  not null,
  name         text    not null,
  trace        bigint  not null,
  settles_on   date    not null
);

-- copy
copy floor_entry (id, batch, line, code, routing, account, amount_minor, name, trace, settles_on) from stdin (format binary);

-- count
select count(*)::bigint as entries, sum(amount_minor)::bigint as amount_minor from floor_entry;

-- drop
drop table floor_entry;

-- create commits
create table floor_commit (id bigint primary key, amount_minor bigint not null);

-- insert commit
insert into floor_commit (id, amount_minor) values ($1, $2);

-- drop commits
drop table floor_commit;

-- create events
create table floor_event (
  shard   bigint not null,
  day     date   not null,
  n       bigint not null,
  at      timestamptz not null,
  actor   text   not null,
  kind    text   not null,
  subject bigint not null,
  body    text   not null,
  primary key (shard, day, n)
);

-- copy events
copy floor_event (shard, day, n, at, actor, kind, subject, body) from stdin (format binary);

-- count events
select count(*)::bigint as events from floor_event;

-- drop events
drop table floor_event;
