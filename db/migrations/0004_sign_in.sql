-- How people prove who they are. All of it lies in an institution's bucket 0, beside the people (0003).

create table person_password (
  shard     bigint not null,
  person_id bigint not null,
  -- argon2id with its parameters, as a PHC string: a stronger one takes its place at a sign-in.
  phc       text   not null check (phc like '$argon2id$%' and length(phc) <= 200),
  set_at    timestamptz not null,
  primary key (shard, person_id),
  foreign key (shard, person_id) references person (shard, id)
);

-- Somebody who is signed in. The token is known to its holder alone: the id is its SHA-256, so that whoever reads this table cannot
-- sign in with it. A step-up ends one and begins another, which is as old as the first.
create table session (
  shard         bigint not null,
  id            bytea  not null check (length(id) = 32),
  person_id     bigint not null,
  signed_in_at  timestamptz not null,
  last_seen_at  timestamptz not null,
  -- The proof that still counts for risky acts, as far as was looked: null from the first request after it lapsed.
  stepped_up_at timestamptz,
  ended_at      timestamptz,
  end_why       text check (end_why in ('signed out', 'idle', 'too old', 'stepped up', 'person not active', 'password set')),
  primary key (shard, id),
  foreign key (shard, person_id) references person (shard, id),
  check ((ended_at is null) = (end_why is null)),
  check (signed_in_at <= last_seen_at),
  check (signed_in_at <= stepped_up_at),
  check (signed_in_at <= ended_at),
  check (stepped_up_at <= last_seen_at),
  check (stepped_up_at <= ended_at),
  check (last_seen_at <= ended_at)
);
create index session_by_person on session (shard, person_id);

-- How often somebody tried to sign in and failed: by login and by address, whether or not there is such a login. A place is the
-- first twenty bits of a hash, so that nobody can make this table large.
create table sign_in_attempt (
  shard   bigint  not null,
  place   integer not null check (place between 0 and 1048575),
  failed  integer not null check (failed >= 0),
  last_at timestamptz not null,
  primary key (shard, place)
);

-- Asked for with every request: the roles that the teams of a person hold.
create index role_holding_by_team on role_holding (shard, team_id) where team_id is not null;

do $$
declare
  name text;
begin
  foreach name in array array['person_password', 'session', 'sign_in_attempt'] loop
    execute format('grant select, insert on %I to clearday_app, clearday_bulk', name);
    execute format('alter table %I enable row level security', name);
    execute format(
      'create policy own_org on %I to clearday_app using (shard >= current_setting(''clearday.org'')::bigint * 1024 '
      'and shard < (current_setting(''clearday.org'')::bigint + 1) * 1024)', name);
  end loop;
end
$$;
grant update (phc, set_at) on person_password to clearday_app;
grant update (last_seen_at, stepped_up_at, ended_at, end_why) on session to clearday_app;
grant update (failed, last_at) on sign_in_attempt to clearday_app;
