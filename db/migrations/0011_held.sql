-- Held batches and files that a person decided as a whole (decisions/0028).

-- What a release claims stands beside what the file claimed as it was read: the number of the release in its receipt, 0 for the reading.
alter table item_claim add column release smallint not null default 0 check (release >= 0);
alter table item_claim_block add column release smallint not null default 0 check (release >= 0);
alter table item_claim_block drop constraint item_claim_block_pkey;
alter table item_claim_block add primary key (shard, space, day, receipt_id, release);

-- What a contest carries of the days of what it is about.
grant update (correction) on outbound_item to clearday_app;
