import { readFileSync } from 'node:fs'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrate } from '../../src/store/migrate.ts'
import { dumpSchema } from '../../tools/dump-schema.ts'
import { createTestDatabase } from '../postgres.ts'
import { migratedDatabase } from '../samples/migrated-database.ts'

/**
 * What db/distribute.sql asks of Citus, recorded by functions of its names that refuse what Citus refuses and spread nothing.
 * Citus itself is not tried here: decisions/0015 says what was read and what was not tried.
 */

const DISTRIBUTE = readFileSync(new URL('../../db/distribute.sql', import.meta.url), 'utf8')

const RECORDER = `
  create schema citus;
  create type citus.distribution_type as enum ('hash', 'range', 'append');
  create table citus.pg_dist_partition (logicalrelid regclass primary key, partmethod "char" not null, partkey text, near text not null);
  create table citus.calls (n integer generated always as identity, call text not null);
  create function citus.citus_version() returns text language sql as $f$ select 'Citus 14.0.0 on x86_64-pc-linux-gnu' $f$;
  create function citus.refuse(name regclass) returns void language plpgsql as $f$ begin
    if exists (select from citus.pg_dist_partition where logicalrelid = name) then raise exception 'table % is already distributed', name; end if;
    if exists (select from pg_class where oid = name and relispartition) then raise exception 'cannot distribute the partition %', name; end if;
    if exists (select from pg_trigger where tgrelid = name and not tgisinternal) then raise exception '% has triggers', name; end if;
    if exists (select from pg_constraint where contype = 'f' and conrelid = name) then raise exception '% has a foreign key to what may not be spread yet', name; end if;
  end $f$;
  create function citus.create_reference_table(table_name regclass) returns void language plpgsql as $f$ begin
    perform citus.refuse(table_name);
    if (select relkind from pg_class where oid = table_name) = 'p' then raise exception 'reference tables cannot be partitioned'; end if;
    insert into citus.pg_dist_partition values (table_name, 'n', null, 'every node');
    insert into citus.calls (call) values ('reference ' || table_name);
  end $f$;
  create function citus.create_distributed_table(table_name regclass, distribution_column text, distribution_type citus.distribution_type default 'hash',
    colocate_with text default 'default', shard_count integer default null) returns void language plpgsql as $f$ begin
    perform citus.refuse(table_name);
    if exists (select from pg_index x where x.indrelid = table_name and x.indisunique and not exists (
      select from pg_attribute a where a.attrelid = table_name and a.attname = distribution_column and a.attnum = any(x.indkey))) then
      raise exception 'a unique key of % is without %', table_name, distribution_column; end if;
    if colocate_with <> 'none' and not exists (select from citus.pg_dist_partition where logicalrelid = colocate_with::regclass and partmethod = 'h') then
      raise exception '% is not distributed', colocate_with; end if;
    insert into citus.pg_dist_partition select table_name, 'h', distribution_column,
      case colocate_with when 'none' then table_name::text else (select near from citus.pg_dist_partition where logicalrelid = colocate_with::regclass) end;
    insert into citus.calls (call) values (format('distribute %s by %s with %s', table_name, distribution_column, colocate_with));
  end $f$;
  set local search_path = public, citus`

const own = migratedDatabase(['2026-11-01'])
beforeEach(async () => {
  await own.client.query('begin')
})
afterEach(async () => {
  await own.client.query('rollback')
})

async function told(sql: string): Promise<readonly string[]> {
  return (await own.client.query<{ told: string }>(sql)).rows.map(row => row.told)
}

const CALLS = 'select call as told from citus.calls order by n'

// Seen red with a list of names in the place of the catalogue, which lacked batch_claim, and with months not left to their tables.
test('every table with a shard is distributed by it, in one group, and every other one is a reference table', async () => {
  await own.client.query(RECORDER)
  await own.client.query(DISTRIBUTE)
  const tables = await told(`
    select concat_ws(' ', c.relname, coalesce(p.partmethod::text, 'nowhere'), p.partkey, p.near) as told
    from pg_class c left join citus.pg_dist_partition p on p.logicalrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1`)
  const shardless = ['migration', 'org']
  for (const table of tables) {
    const [name = ''] = table.split(' ')
    expect(table).toBe(shardless.includes(name) ? `${name} n every node` : `${name} h shard absence`)
  }
  expect(tables.length).toBeGreaterThan(20)
})

// Seen red with the distributed tables first, and with each table in a group of its own.
test('reference tables come first, and the first table with a shard begins the group of the others', async () => {
  await own.client.query(RECORDER)
  await own.client.query(DISTRIBUTE)
  const calls = await told(CALLS)
  expect(calls.slice(0, 5)).toEqual([
    'reference migration',
    'reference org',
    'distribute absence by shard with none',
    'distribute account by shard with absence',
    'distribute adjustment by shard with absence',
  ])
  expect(calls.filter(call => call.endsWith(' with none'))).toHaveLength(1)
})

// Seen red without the question whether a table is spread already: table account is already distributed.
test('again it does nothing; a table that a later migration adds joins the group', async () => {
  await own.client.query(RECORDER)
  await own.client.query(DISTRIBUTE)
  const first = await told(CALLS)
  await own.client.query(DISTRIBUTE)
  expect(await told(CALLS)).toEqual(first)
  await own.client.query('create table aaa_later (shard bigint not null, id bigint not null, primary key (shard, id))')
  await own.client.query(DISTRIBUTE)
  expect((await told(CALLS)).slice(first.length)).toEqual(['distribute aaa_later by shard with absence'])
})

// Seen red with foreign keys left where they are.
test('foreign keys are put on after both of their tables are spread', async () => {
  await own.client.query(`
    create table planted_kind (kind text primary key);
    create table planted (shard bigint not null, id bigint not null, kind text not null references planted_kind, of bigint,
      primary key (shard, id), constraint of_planted foreign key (shard, of) references planted (shard, id))`)
  await own.client.query(RECORDER)
  await own.client.query(DISTRIBUTE)
  expect(await told(CALLS)).toContain('distribute planted by shard with absence')
  expect(
    await told(
      `select pg_get_constraintdef(oid) as told from pg_constraint where conrelid = 'planted'::regclass and contype = 'f' order by 1`,
    ),
  ).toEqual([
    'FOREIGN KEY (kind) REFERENCES planted_kind(kind)',
    'FOREIGN KEY (shard, of) REFERENCES planted(shard, id)',
  ])
})

// Seen red without either statement.
test('the institution of a request reaches the workers, and the roles may sign in there', async () => {
  await own.client.query(RECORDER)
  await own.client.query(DISTRIBUTE)
  expect(
    await told(
      `select unnest(setconfig) as told from pg_db_role_setting join pg_database d on d.oid = setdatabase where d.datname = current_database()`,
    ),
  ).toEqual(['citus.propagate_set_commands=local'])
  expect(
    await told(
      `select rolname as told from pg_roles where rolname like 'clearday\\_%' and rolcanlogin and rolname in ('clearday_app', 'clearday_bulk') order by 1`,
    ),
  ).toEqual(['clearday_app', 'clearday_bulk'])
})

// Seen red with a step that sets the database before it looks for the extension.
test('on PostgreSQL without Citus it changes nothing', async () => {
  const state = async () => [
    await dumpSchema(own.client),
    await told(`select rolname || rolcanlogin as told from pg_roles where rolname like 'clearday\\_%' order by 1`),
    await told('select setconfig::text as told from pg_db_role_setting order by 1'),
  ]
  const before = await state()
  await own.client.query(DISTRIBUTE)
  expect(await state()).toEqual(before)
})

// Seen red with a migrator that does not run it, and with no question for the version.
test('the migrator runs it, and a Citus that is too old is refused with what is needed', async () => {
  const other = await createTestDatabase()
  try {
    await migrate(other.url)
    const old = new pg.Client({ connectionString: other.url })
    await old.connect()
    await old.query(
      `${RECORDER}; create or replace function citus.citus_version() returns text language sql as $f$ select 'Citus 12.1.4 on x' $f$`,
    )
    await old.end()
    const withCitus = new URL(other.url)
    withCitus.searchParams.set('options', '-c search_path=public,citus')
    await expect(migrate(withCitus.href)).rejects.toThrow('Clearday needs Citus 13.1 or later')
  } finally {
    await other.drop()
  }
})

// Citus takes no policy with a question in it. Seen red with a planted policy `using (shard in (select 1))`.
test('no policy asks another table', async () => {
  const asking = `select polrelid::regclass::text as told from pg_policy where pg_get_expr(polqual, polrelid) ~* 'select'`
  expect(await told(asking)).toEqual([])
  await own.client.query('create policy planted on item using (shard in (select 1024))')
  expect(await told(asking)).toEqual(['item'])
})
