-- What decisions leave behind beside their own rows: values that a person put in the place of what was received, and entries in
-- other buckets than the item's.

-- A field as somebody corrected it. The bytes that were received stay; this is a fact of the decision, and only added to.
create table correction (
  shard        bigint  not null,
  decision_id  bigint  not null,
  n            integer not null,
  field        text    not null check (length(field) between 1 and 40),
  value        text    not null check (length(value) between 1 and 94),
  -- Masked as this where people see it.
  sensitive    text    check (sensitive in ('account', 'name', 'tax-id')),
  primary key (shard, decision_id, n),
  foreign key (shard, decision_id) references decision (shard, id)
);

-- The entry of a decision in another bucket than its item's: that of an account there, against the clearing account. Its number is
-- one of those that no receipt has, counted in its bucket together with those of the bucket's own decisions.
create table cross_entry (
  shard          bigint not null,
  entry_id       bigint not null check (entry_id between 1 and 33554431),
  -- Whose decision it is: in that item's bucket.
  item_id        bigint not null,
  decision_shard bigint not null check (decision_shard <> shard),
  decision_id    bigint not null,
  booked_on      date   not null,
  primary key (shard, entry_id)
);
create index cross_entry_by_item on cross_entry (shard, item_id);

-- A step of an adjustment with the other institution. The newest that was not taken back is how it stands; only added to.
create table adjustment (
  -- The decision's.
  shard            bigint not null,
  decision_id      bigint not null,
  -- As the network calls the case: ENC, PAID, NOI, LC; of an answer of ours that was wrong what is asked: AGAIN.
  type             text   not null check (length(type) between 1 and 10),
  state            text   not null check (state in ('asked', 'acknowledged', 'settled', 'refused', 'resent')),
  -- What the item is rightly worth, and what was settled too much; negative, too little.
  right_minor      bigint not null check (right_minor >= 0),
  difference_minor bigint not null,
  -- The last day for a provisional entry; null where it was asked for without one.
  entry_until      date,
  attachments      text[] not null,
  primary key (shard, decision_id),
  foreign key (shard, decision_id) references decision (shard, id)
);

do $$
declare
  name text;
begin
  foreach name in array array['correction', 'cross_entry', 'adjustment'] loop
    execute format('grant select, insert on %I to clearday_app', name);
    execute format('grant select on %I to clearday_bulk', name);
    execute format('alter table %I enable row level security', name);
    execute format(
      'create policy own_org on %I to clearday_app using (shard >= current_setting(''clearday.org'')::bigint * 1024 '
      'and shard < (current_setting(''clearday.org'')::bigint + 1) * 1024)', name);
  end loop;
end
$$;

-- An item that was corrected is known by what it says now: claims whose pack counts on behind 2, sealed with their item.
create index item_claim_corrected on item_claim (shard, item_id) where pack > 2;
grant insert on item_claim to clearday_app;

-- A notice that was taken back may be queued again with other data.
grant update (correction) on outbound_item to clearday_app;
