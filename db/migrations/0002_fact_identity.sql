-- A facts file that is loaded again changes nothing, and a corrected line is a new fact that stands over the old one: of the
-- facts of one key with the same identity the newest counts. Facts are still only ever added.
alter table fact add column identity text not null default '';
alter table fact alter column identity drop default;
alter table fact drop constraint fact_pkey;
alter table fact add primary key (shard, kind, key, identity, id);
