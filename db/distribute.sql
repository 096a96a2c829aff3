-- Spreads the tables over the nodes of Citus: the only file that knows of it (decisions/0015). Run after the migrations, every
-- time; it does what is left to do, and without the extension nothing. No list of tables is kept: what has a `shard` column is
-- distributed by it, all in one group so that the rows of a shard lie on one node; the rest is small and lies on every node.
do $$
declare
  one record;
  anchor regclass;
  foreign_keys text[] := '{}';
begin
  if to_regproc('create_distributed_table') is null then
    return;
  end if;
  if string_to_array(substring(citus_version() from 'Citus ([0-9]+[.][0-9]+)'), '.')::int[] < array[13, 1] then
    raise exception 'Clearday needs Citus 13.1 or later: earlier ones do not carry privileges on columns to the workers. This is %.', citus_version();
  end if;
  -- A policy of a table that is spread may ask no other table: what a closed day refuses is refused by the engine alone there.
  drop policy if exists open_day on entry;
  drop policy if exists open_day on posting;

  -- one connection a node, so that it may all be one transaction
  perform set_config('citus.multi_shard_modify_mode', 'sequential', true);

  create temporary table to_spread on commit drop as
    select c.oid::regclass as name, exists (
      select from pg_attribute a where a.attrelid = c.oid and a.attname = 'shard' and not a.attisdropped) as has_shard
    from pg_class c
    -- a month is spread with its table, and when it is attached to one that is spread
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and not exists (select from pg_dist_partition p where p.logicalrelid = c.oid)
      and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e');

  -- A foreign key stands only between tables that are spread: off before, on again after.
  for one in
    select k.conrelid::regclass as name, k.conname, pg_get_constraintdef(k.oid) as definition
    from pg_constraint k
    where k.contype = 'f' and k.conparentid = 0
      and (k.conrelid in (select name from to_spread) or k.confrelid in (select name from to_spread))
    order by k.conrelid::regclass::text, k.conname
  loop
    execute format('alter table %s drop constraint %I', one.name, one.conname);
    foreign_keys := foreign_keys || format('alter table %s add constraint %I %s', one.name, one.conname, one.definition);
  end loop;

  for one in select name from to_spread where not has_shard order by name::text loop
    perform create_reference_table(one.name);
  end loop;

  select min(logicalrelid::text)::regclass into anchor from pg_dist_partition p
  where p.partmethod = 'h' and p.partkey is not null
    and exists (select from pg_class c where c.oid = p.logicalrelid and c.relnamespace = 'public'::regnamespace and not c.relispartition);
  for one in select name from to_spread where has_shard order by name::text loop
    perform create_distributed_table(one.name, 'shard', colocate_with => coalesce(anchor::text, 'none'));
    anchor := coalesce(anchor, one.name);
  end loop;

  for index in 1 .. coalesce(array_length(foreign_keys, 1), 0) loop
    execute foreign_keys[index];
  end loop;
  drop table to_spread;

  -- The institution of a request is a `set local`; row-level security is applied where the rows are.
  execute format('alter database %I set citus.propagate_set_commands = ''local''', current_database());
  -- A worker is reached as the role that asks.
  alter role clearday_app login;
  alter role clearday_bulk login;
end
$$;
