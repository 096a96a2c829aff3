import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { dumpSchema, SCHEMA_FILE } from '../../tools/dump-schema.ts'
import { migratedDatabase } from '../samples/migrated-database.ts'

/** Small configuration tables, the same on every node. Everything else is distributed by `shard`. */
const REFERENCE_TABLES = ['migration', 'org']
/** History: added to, never changed, by any role but the owner of the migrations. */
const APPEND_ONLY = [
  'event',
  'event_link',
  'entry',
  'posting',
  'fact',
  'fault',
  'file_claim',
  'correction',
  'cross_entry',
  'note',
  'adjustment',
  'forwarding',
  'fee',
  'policy_fee',
  'hold',
  'transfer',
  'outbox',
]
/** The only table whose rows the application takes away again: items between two steps, the stored file is the durable copy. */
const DELETABLE = ['part_chunk']
const APPLICATION_ROLES = ['clearday_app', 'clearday_bulk']

const own = migratedDatabase()
beforeEach(async () => {
  await own.client.query('begin')
})
afterEach(async () => {
  await own.client.query('rollback') // what a test plants goes again
})

/** Each rule is a query for what breaks it: a sentence a row. Parameters: $1 the reference tables. */
const TABLES = `(select c.oid, c.relname, c.relrowsecurity, c.relispartition from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')) t`

const RULES = {
  'every table starts with shard': `
    select t.relname || ': its first column must be shard bigint not null' as sentence from ${TABLES}
    where t.relname <> all($1::text[]) and not exists (
      select from pg_attribute a where a.attrelid = t.oid and a.attname = 'shard' and a.attnotnull and a.atttypid = 'bigint'::regtype
        and a.attnum = (select min(b.attnum) from pg_attribute b where b.attrelid = t.oid and b.attnum > 0 and not b.attisdropped))`,
  'shard leads every primary and unique key': `
    select t.relname || ': the key ' || x.indexrelid::regclass || ' must start with shard' as sentence
    from ${TABLES} join pg_index x on x.indrelid = t.oid
    where t.relname <> all($1::text[]) and x.indisunique and not exists (
      select from pg_attribute a where a.attrelid = t.oid and a.attnum = x.indkey[0] and a.attname = 'shard')`,
  'every table has a primary key': `
    select t.relname || ': it has no primary key' as sentence from ${TABLES}
    where not exists (select from pg_index x where x.indrelid = t.oid and x.indisprimary) and $1::text[] is not null`,
  'shard leads every foreign key, and none leaves its shard': `
    select t.relname || ': the foreign key ' || k.conname || ' must lead with shard on both sides, or point at a reference table' as sentence
    from ${TABLES} join pg_constraint k on k.conrelid = t.oid and k.contype = 'f' join pg_class f on f.oid = k.confrelid
    where not (f.relname = any($1::text[])) and not (
      exists (select from pg_attribute a where a.attrelid = k.conrelid and a.attnum = k.conkey[1] and a.attname = 'shard')
      and exists (select from pg_attribute a where a.attrelid = k.confrelid and a.attnum = k.confkey[1] and a.attname = 'shard'))`,
  'no trigger': `
    select t.relname || ': the trigger ' || g.tgname || ' writes where no reader of the code looks' as sentence
    from ${TABLES} join pg_trigger g on g.tgrelid = t.oid where not g.tgisinternal and $1::text[] is not null`,
  'sequences only make ids': `
    select s.relname || ': a sequence has gaps and may only be the identity of a column called id' as sentence
    from pg_class s where s.relnamespace = 'public'::regnamespace and s.relkind = 'S' and $1::text[] is not null and not exists (
      select from pg_depend d join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
      where d.objid = s.oid and d.deptype = 'i' and a.attname = 'id')`,
  'every state is a closed list': `
    select t.relname || ': the column state needs a CHECK that lists its values' as sentence
    from ${TABLES} join pg_attribute a on a.attrelid = t.oid and a.attname = 'state'
    where $1::text[] is not null and not exists (
      select from pg_constraint k where k.conrelid = t.oid and k.contype = 'c' and a.attnum = any(k.conkey) and pg_get_constraintdef(k.oid) like '%ARRAY[%')`,
  'row-level security stands before every table an institution has rows in': `
    select t.relname || ': clearday_app can read it past row-level security' as sentence from ${TABLES}
    where $1::text[] is not null and has_table_privilege('clearday_app', t.oid, 'select')
      and not (t.relrowsecurity and exists (select from pg_policy p where p.polrelid = t.oid))`,
  'what has its day in its key lies in months, and a month that is not there refuses its rows': `
    select t.relname || ': it must be partitioned by range (day), without a default partition' as sentence
    from ${TABLES} join pg_index x on x.indrelid = t.oid and x.indisprimary
    join pg_attribute a on a.attrelid = t.oid and a.attnum = any(x.indkey) and a.attname = 'day' and a.atttypid = 'date'::regtype
    where $1::text[] is not null and not t.relispartition and not exists (
      select from pg_partitioned_table p where p.partrelid = t.oid and pg_get_partkeydef(t.oid) = 'RANGE (day)' and p.partdefid = 0)`,
} as const

type Rule = keyof typeof RULES

async function broken(rule: Rule): Promise<readonly string[]> {
  const found = await own.client.query<{ sentence: string }>(RULES[rule], [REFERENCE_TABLES])
  return found.rows.map(row => row.sentence).sort()
}

const RULE_NAMES = Object.keys(RULES) as Rule[]
test.each(RULE_NAMES)('%s', async rule => {
  expect(await broken(rule)).toEqual([])
})

const PLANTED: Readonly<Record<Rule, string>> = {
  'every table starts with shard':
    'create table planted (id bigint not null, shard bigint not null, primary key (shard, id))',
  'shard leads every primary and unique key':
    'create table planted (shard bigint not null, id bigint, primary key (shard, id), unique (id, shard))',
  'every table has a primary key': 'create table planted (shard bigint not null)',
  'shard leads every foreign key, and none leaves its shard': `create table planted (shard bigint not null, id bigint, of bigint, primary key (shard, id));
    create unique index planted_id on planted (id); alter table planted add foreign key (of) references planted (id)`,
  'no trigger': `create table planted (shard bigint primary key);
    create trigger planted before update on planted for each row execute function suppress_redundant_updates_trigger()`,
  'sequences only make ids': 'create table planted (shard bigint primary key, receipt_number bigserial)',
  'every state is a closed list': 'create table planted (shard bigint primary key, state text not null)',
  'row-level security stands before every table an institution has rows in': `create table planted (shard bigint primary key);
    grant select on planted to clearday_app`,
  'what has its day in its key lies in months, and a month that is not there refuses its rows':
    'create table planted partition of entry default',
}
test.each(RULE_NAMES)('planted, it is found: %s', async rule => {
  const before = await broken(rule)
  await own.client.query(PLANTED[rule])
  expect(await broken(rule)).toHaveLength(before.length + 1)
})

/** What an application role may do that the lists above do not allow. */
async function forbiddenPrivileges(): Promise<readonly string[]> {
  const found = await own.client.query<{ sentence: string }>(
    `select r || ' may ' || p || ' ' || t.relname as sentence
     from ${TABLES} cross join unnest($1::text[]) r cross join unnest(array['update', 'delete', 'truncate']) p
     where (has_table_privilege(r, t.oid, p) or (p = 'update' and has_any_column_privilege(r, t.oid, p)))
       and (p = 'truncate' or (p = 'delete' and t.relname <> all($2::text[])) or t.relname = any($3::text[]) or t.relname = any($4::text[]))
     order by 1`,
    [APPLICATION_ROLES, DELETABLE, APPEND_ONLY, REFERENCE_TABLES],
  )
  return found.rows.map(row => row.sentence)
}

test('history is append-only by privilege, and no request deletes', async () => {
  expect(await forbiddenPrivileges()).toEqual([])
})

test.each([
  ['grant update (body) on event to clearday_app', 'clearday_app may update event'],
  ['grant delete on item to clearday_bulk', 'clearday_bulk may delete item'],
  ['grant truncate on part_chunk to clearday_bulk', 'clearday_bulk may truncate part_chunk'],
])('a planted privilege is found: %s', async (grant, sentence) => {
  await own.client.query(grant)
  expect(await forbiddenPrivileges()).toContain(sentence)
})

/** What clearday_app may do beside reading. */
async function privilegesOfRequests(): Promise<readonly string[]> {
  const found = await own.client.query<{ sentence: string }>(
    `select 'clearday_app may ' || p || ' ' || c.relname as sentence
     from pg_class c cross join unnest(array['insert', 'update', 'delete', 'truncate', 'references', 'trigger']) p
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and (has_table_privilege('clearday_app', c.oid, p)
       or (p in ('insert', 'update', 'references') and has_any_column_privilege('clearday_app', c.oid, p)))
     union all
     select 'clearday_app may use ' || c.relname from pg_class c
     where c.relnamespace = 'public'::regnamespace and case c.relkind when 'S' then has_sequence_privilege('clearday_app', c.oid, 'usage, update') end
     order by 1`,
  )
  return found.rows.map(row => row.sentence)
}

/** Everything of a place but where it stands in the order. */
const PLACE_COLUMNS =
  'ours_at ready_at state holder lease_until by_name fence skips for_role worked_by worked_on offered_to barred park_no note wake_on wake_key waiting_for woken_by'

/** What requests of people add rows to. */
const ADDED_TO_BY_REQUESTS = [
  ...['absence', 'authority_limit', 'delegation', 'event', 'event_link', 'person', 'person_credential', 'person_skill'],
  // what a person decided, and what it books; a transfer, and what is told of it
  ...[
    'decision',
    'second_key',
    'letter_request',
    'correction',
    'cross_entry',
    'item_claim',
    'adjustment',
    'forwarding',
    'fee',
    'hold',
    'entry',
    'posting',
    'outbound_item',
    'part_tally',
    'transfer',
    'outbox',
  ],
  ...[
    'request_claim',
    'person_password',
    'session',
    'sign_in_attempt',
    'role_holding',
    'supervision',
    'team',
    'team_member',
  ],
  ...['passkey', 'passkey_use', 'sign_in_challenge', 'provider_identity'],
  ...['case_skip', 'presence', 'question', 'note', 'document', 'day_close', 'bulk_act', 'bulk_member', 'came'],
]
/** And the columns that they change: of what a person holds only its end, of an account what its lock and a posting need. */
const CHANGED_BY_REQUESTS: Readonly<Record<string, string>> = {
  absence: 'holds_until',
  account: 'balance_minor',
  authority_limit: 'holds_until',
  bulk_act: 'act session of_id selection asked why state shown sha256 shown_at members started_at ended_at',
  bulk_member: 'decision_id state refused why',
  came: 'woken_at',
  day_close:
    'state entries list_sha256 list_bytes open_items open_debit_minor open_credit_minor before_sha256 closed_at reopener_id reopened_at reopen_reason',
  delegation: 'holds_until',
  decision:
    'state booked_on entry_id undone_by undone_at stale_at approver_id approver_for_id approved_at ended_by ended_at ended_why review reviewed_by reviewed_at undone_for_id undone_on undo_review undo_reviewed_by undo_reviewed_at',
  document: 'state owner_id exception_shard exception_id attached_at attached_by letter ended_at ended_by ended_why',
  exception: 'state decided_by policy code clock due_at ours_at closed_at closed_as',
  letter_request:
    'state sent_on sent_by sent_told_at cancelled_at overtaken_by answered_on answered_by answered_told_at',
  outbound_item: 'code due_at correction keyed_minor state',
  item: 'state',
  part_tally: 'items debit_minor credit_minor',
  suspense_position: 'exit_on closed_on',
  person: 'name state owner_id owner_from',
  passkey: 'revoked_at revoked_by',
  passkey_use: 'counter used_at',
  person_credential: 'holds_until',
  person_password: 'phc set_at',
  person_skill: 'holds_until',
  request_claim: 'state status answer',
  presence: 'state since',
  provider_identity: 'ended_at ended_by',
  question:
    'for_role for_person passed fence state taken_by taken_until ended_by ended_at verdict resolution answer_words',
  queue_place: PLACE_COLUMNS,
  role_holding: 'holds_until',
  session: 'last_seen_at stepped_up_at ended_at end_why',
  sign_in_attempt: 'failed last_at',
  sign_in_challenge: 'id ceremony session back made_at expires_at used_at',
  supervision: 'holds_until',
  team: 'name parent_id',
  team_member: 'holds_until',
  work_case: 'due_at ours_at closed_at state',
}

test('a request reads, adds to few tables, changes few columns and may do nothing else', async () => {
  const may = (what: string, tables: readonly string[]) => tables.map(table => `clearday_app may ${what} ${table}`)
  const allowed = [...may('insert', ADDED_TO_BY_REQUESTS), ...may('update', Object.keys(CHANGED_BY_REQUESTS))]
  expect(await privilegesOfRequests()).toEqual(allowed.sort())
  expect(await columnsChangedBy('clearday_app')).toEqual(CHANGED_BY_REQUESTS)
})

test.each([
  ['grant insert on receipt to clearday_app', 'clearday_app may insert receipt'],
  ['grant update (state) on item to clearday_app', 'clearday_app may update item'],
  ['grant usage on all sequences in schema public to clearday_app', 'clearday_app may use receipt_id_seq'],
])('a planted privilege of requests is found: %s', async (grant, sentence) => {
  await own.client.query(grant)
  expect(await privilegesOfRequests()).toContain(sentence)
})

/** The columns that the engine changes; everything else is only ever added. */
const CHANGEABLE: Readonly<Record<string, string>> = {
  account: 'status type holder_type holder_name opening_minor balance_minor held_minor overdraft_limit_minor opened_on',
  batch: 'fate',
  batch_claim: 'receipt_id ordinal',
  exception: 'state decided_by policy sentence closed_at closed_as case_shard case_id',
  item: 'exception_id state',
  outbound_file: 'published_at',
  outbox_cursor: 'done_id taken_id taking taken_until',
  outbound_item: 'state file_id trace',
  part: 'state reopened done_at',
  part_tally: 'items debit_minor credit_minor',
  queue_place: PLACE_COLUMNS,
  receipt:
    'pack format variant sender state fate duplicate_of why items debit_minor credit_minor lost_items lost_debit_minor lost_credit_minor batches faults failures done_at',
  suspense_position: 'closed_on',
  work_case: 'due_at ours_at closed_at state',
}

// Seen red with `grant update on item to clearday_bulk`.
test('the engine may change these columns and no others', async () => {
  expect(await columnsChangedBy('clearday_bulk')).toEqual(CHANGEABLE)
})

async function columnsChangedBy(role: string): Promise<Readonly<Record<string, string>>> {
  const found = await own.client.query<{ name: string; columns: string }>(
    `select t.relname as name, string_agg(a.attname, ' ' order by a.attnum) as columns
     from ${TABLES} join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
     where has_column_privilege($1, t.oid, a.attnum, 'update')
     group by t.relname order by t.relname`,
    [role],
  )
  return Object.fromEntries(found.rows.map(row => [row.name, row.columns]))
}

test('db/schema.sql is what the migrations make', async () => {
  expect(await dumpSchema(own.client), 'write it anew: npm run schema').toBe(readFileSync(SCHEMA_FILE, 'utf8'))
})

test('a planted column changes the dump', async () => {
  const before = await dumpSchema(own.client)
  await own.client.query('alter table receipt add column planted text')
  expect(await dumpSchema(own.client)).not.toBe(before)
})
