import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { ask, openAccounts, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import { aTransfer } from '../../test/samples/transfers.ts'
import { openCases } from '../engine/open-cases.ts'
import { postTransfers } from '../engine/post-transfers.ts'
import { recordFacts } from '../engine/record-facts.ts'
import { releaseOutboundFiles } from '../engine/release-outbound-files.ts'
import type { Database, Transaction } from './database.ts'

/** The database is the second wall between institutions: raw SQL under the role of requests reaches nothing of another's. */

let at: TestEngine

beforeAll(async () => {
  at = await openTestEngine({ orgId: 7 })
  const accounts = accountNumbers(5)
  await openAccounts(at.engine, accounts)
  const shard = 7 * 1024 + 3
  await recordFacts(at.engine, [{ shard, kind: 'stop', key: 'k', fromDay: 0, toDay: 1, detail: {} }])
  const strangers = entries(3, { accounts: accountNumbers(3, 100), from: 50 })
  const broken = { entries: entries(2, { accounts, from: 90 }), control: { totalDebit: 1, entryHash: 2 } }
  const [check] = entries(1, { accounts, from: 95 })
  const converted = { header: { secCode: 'ARC' }, entries: [{ ...check, transactionCode: 27, identification: '1042' }] }
  await receiveAndProcess(at.engine, {
    bytes: achFile([{ entries: [...entries(9, { accounts }), ...strangers] }, broken, converted]),
  })
  await releaseOutboundFiles(at.engine)
  // Staged items are gone when a receipt is done; one of a file on its way stands for them.
  await ask(at.engine, `insert into part_chunk values (${7 * 1024}, 1, 0, 0, 1, '')`)
  await openCases(at.engine)
  for (const sql of PEOPLE) await ask(at.engine, sql)
  const [from = '', to = ''] = accounts
  const poster = await postTransfers(at.engine)
  await poster.post(aTransfer({ key: 'rent', from, to }))
  await poster.close()
  await ask(at.engine, `insert into outbox_cursor (shard, reader) values (${7 * 1024}, 'core-system')`)
})

const FROM = "'2026-01-01T00:00:00Z'"
const UNTIL = "'2027-01-01T00:00:00Z'"
/** A row of each table of people, of institution 7. */
const PEOPLE = [
  `insert into person (shard, id, login, name, kind, state, created_at) values (7168, 1, 'ann', 'Ann', 'human', 'active', ${FROM})`,
  `insert into person (shard, id, login, name, kind, state, owner_id, created_at) values (7168, 2, 'bot', 'Bot', 'agent', 'active', 1, ${FROM})`,
  "insert into team (shard, id, name) values (7168, 1, 'Returns')",
  `insert into team_member (shard, team_id, person_id, holds_from) values (7168, 1, 1, ${FROM})`,
  `insert into role_holding (shard, team_id, role, holds_from) values (7168, 1, 'aop', ${FROM})`,
  `insert into person_skill (shard, person_id, skill, holds_from) values (7168, 1, 'ach', ${FROM})`,
  `insert into person_credential (shard, person_id, credential, holds_from, holds_until) values (7168, 1, 'aap', ${FROM}, ${UNTIL})`,
  `insert into authority_limit (shard, role, act, measure, days, limit_minor, holds_from) values (7168, 'aop', 'post', 'act', 1, 100000, ${FROM})`,
  `insert into delegation (shard, from_id, to_id, acts, holds_from, holds_until) values (7168, 1, 2, '{post}', ${FROM}, ${UNTIL})`,
  `insert into absence (shard, person_id, why, holds_from, holds_until) values (7168, 1, 'leave', ${FROM}, ${UNTIL})`,
  `insert into supervision (shard, person_id, work_type, level, holds_from) values (7168, 1, 'ach', 'before', ${FROM})`,
  `insert into decision (shard, exception_id, resolution, code, state, maker_id, amount_minor, payee, cluster, reason, booked_on, effect, effect_sha256, decided_at)
     select shard, id, 'refer', '', 'done', 1, 0, '', '', kind, day, '{}', sha256('{}'), raised_at from exception where shard >= 7168 order by shard, id limit 1`,
  `insert into second_key (shard, decision_id, person_id, hands, asked, effect, effect_sha256, keyed_at)
   select shard, id, 2, '[]', '{}', '{}', sha256('y'), now() from decision`,
  `insert into letter_request (shard, decision_id, n, addressee, words, rule, language, amount_minor, requested_at)
     select shard, id, 1, 'sender', 'which?', '', 'en', 0, ${FROM} from decision`,
  "insert into correction (shard, decision_id, n, field, value) select shard, id, 1, 'trace', '121042880000001' from decision",
  `insert into cross_entry (shard, entry_id, item_id, decision_shard, decision_id, booked_on) select 7168, 1, exception_id, 7169, id, booked_on from decision`,
  "insert into adjustment (shard, decision_id, type, state, right_minor, difference_minor, attachments) select shard, id, 'ENC', 'asked', 1, 1, '{}' from decision",
  `insert into forwarding (shard, decision_id, recipient, state, chases, acknowledge_by) select shard, id, 'Fraud', 'sent', 0, ${UNTIL} from decision`,
  `insert into fee (shard, decision_id, name, step, fee_minor, account_shard, account_id, presentment) select shard, id, 'research', 'charged', 1, shard, 1, sha256('x') from decision`,
  `insert into policy_fee (shard, exception_id, name, step, fee_minor, why, presentment, booked_on) select shard, id, 'returned-item', 'spared', 1, 'nobody', sha256('x'), day from exception
     where shard >= 7168 and scope = 'item'`,
  `insert into hold (shard, decision_id, party, awaits, until_at, ends_by, extensions) select shard, id, 'customer', 'documents', ${FROM}, ${UNTIL}, 0 from decision`,
  `insert into came (shard, wake_on, wake_key, came_at) values (7168, 'mail', 'letter 1', ${FROM})`,
  `insert into request_claim values (7168, 'person 1', 'k', sha256('x'), 'answered', 200, '{}', ${FROM})`,
  `insert into person_password (shard, person_id, phc, set_at) values (7168, 1, '$argon2id$', ${FROM})`,
  `insert into session (shard, id, person_id, signed_in_at, last_seen_at) values (7168, sha256('token'), 1, ${FROM}, ${FROM})`,
  `insert into sign_in_attempt (shard, place, failed, last_at) values (7168, 1, 1, ${FROM})`,
  `insert into passkey (shard, person_id, credential_id, public_key, name, transports, created_at) values (7168, 1, 'c', 'k', 'phone', '{}', ${FROM})`,
  'insert into passkey_use (shard, passkey_id, counter) select shard, id, 0 from passkey',
  `insert into sign_in_challenge (shard, place, id, ceremony, made_at, expires_at) values (7168, 1, sha256('x'), 'passkey sign-in', ${FROM}, ${UNTIL})`,
  `insert into provider_identity (shard, person_id, issuer, subject, bound_at) values (7168, 1, 'https://id.bank.example', '1', ${FROM})`,
  `insert into day_close (shard, business_day, no, state, closer_id, begun_at) values (7168, '2026-01-02', 1, 'refused', 1, ${FROM})`,
  `insert into presence (shard, person_id, state, since) values (7168, 1, 'break', ${FROM})`,
  `insert into question (shard, case_shard, case_id, pack, kind, queue, purpose, asker_id, asked_at, for_role, words, evidence, tried, proposal_words, passed, fence, state)
   values (7168, 7168, 1, 'ach', 'k', 'ach-funds', 'escalation', 1, ${FROM}, 'ps', 'what now?', '[]', '{}', 'none', '[]', 0, 'open')`,
  `insert into bulk_act (shard, act, person_id, session, selection, asked, state, shown, sha256, shown_at, members)
   values (7168, 'resolve', 1, 'signed-in', '{}', '{}', 'shown', '{}', sha256('x'), ${FROM}, '[]')`,
  `insert into bulk_member (shard, bulk_id, n, item_shard, item_id, debit_minor, credit_minor, expected, state, why)
   select shard, id, 0, shard, 1, 1, 0, 'done', 'waiting', '' from bulk_act`,
  `insert into note (shard, about, subject_id, author_id, written_at, words) values (7168, 'item', 1, 1, ${FROM}, 'called them')`,
  `insert into document (shard, sha256, size_bytes, name, kind, sender, reference, came_on, received_at, received_by, state, owner_id)
   values (7168, sha256('x'), 1, 'scan.pdf', 'statement', 'R. Diaz', '', '2026-01-02', ${FROM}, 1, 'waiting', 1)`,
  `insert into case_skip (shard, case_shard, case_id, fence, queue, person_id, reason, skipped_on, skipped_at)
   values (7168, 7168, 1, 1, 'ach-funds', 1, 'wrong_queue', '2026-11-23', ${FROM})`,
]
afterAll(() => at.close())

test('of every table with a shard, another institution sees no row and its own sees all', async () => {
  const tables = await shardedTables()
  expect(tables.length).toBeGreaterThanOrEqual(20)
  const seen = { own: [] as string[], other: [] as string[] }
  for (const table of tables) {
    const [all] = await ask<{ count: number }>(at.engine, `select count(*) from ${table}`)
    expect(all?.count, `the sample leaves ${table} empty, so nothing would be tested`).toBeGreaterThan(0)
    const count = (org: number) =>
      inRequest(at.engine.database, org, async tx => (await tx.query(`select count(*) from ${table}`)).rows[0].count)
    if ((await count(7)) !== all?.count) seen.own.push(table)
    if ((await count(8)) !== 0 || (await count(6)) !== 0) seen.other.push(table)
  }
  // Planted bugs seen red: a policy that lets the next institution's first bucket in; a table without its policy.
  expect(seen).toEqual({ own: [], other: [] })
})

test('a partition is no way around the wall', async () => {
  const partitions = await ask<{ name: string }>(
    at.engine,
    `select inhrelid::regclass::text as name from pg_inherits join pg_class on pg_class.oid = inhrelid where relkind = 'r'`,
  )
  expect(partitions.length).toBeGreaterThan(0)
  for (const { name } of partitions) {
    await expect(
      inRequest(at.engine.database, 8, tx => tx.query(`select 1 from ${name}`)),
      name,
    ).rejects.toThrow('permission denied')
  }
})

// Planted bug seen red: `org` without its policy.
test('an institution sees its own row and no other’s', async () => {
  const rows = (org: number) =>
    inRequest(at.engine.database, org, async tx => (await tx.query('select id from org')).rows)
  expect(await rows(7)).toEqual([{ id: 7 }])
  expect(await rows(8)).toEqual([])
})

/** What requests of people may add rows to; of the others they change named columns at most. */
const WRITTEN_BY_REQUESTS = [
  ...['person', 'team', 'team_member', 'role_holding', 'person_skill', 'person_credential', 'authority_limit'],
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
    'came',
    'entry',
    'posting',
    'outbound_item',
    'part_tally',
    'transfer',
    'outbox',
  ],
  ...['delegation', 'absence', 'supervision', 'event', 'event_link', 'request_claim'],
  ...['person_password', 'session', 'sign_in_attempt'],
  ...['passkey', 'passkey_use', 'sign_in_challenge', 'provider_identity'],
  ...['case_skip', 'presence', 'question', 'note', 'document', 'day_close', 'bulk_act', 'bulk_member', 'came'],
]

// Planted bugs seen red: `grant insert, update on account to clearday_app`; a policy of `person` with `with check (true)`.
test('a request adds rows to few tables, and to none of another institution; it takes none away', async () => {
  const tables = await shardedTables()
  expect(tables.length).toBeGreaterThan(15)
  for (const table of tables) {
    const refused = (org: number, sql: string) =>
      expect(
        inRequest(at.engine.database, org, tx => tx.query(sql)),
        sql,
      ).rejects
    await refused(7, `update ${table} set shard = shard`).toThrow('permission denied')
    await refused(7, `delete from ${table}`).toThrow('permission denied')
    const columns = await columnsOf(table)
    const moved = columns.map(name => (name === 'shard' ? '8 * 1024' : name)).join(', ')
    const insert = `insert into ${table} (${columns.join(', ')}) overriding system value select ${moved} from ${table} limit 1`
    const isWritten = WRITTEN_BY_REQUESTS.includes(table)
    await refused(7, insert).toThrow(isWritten ? 'violates row-level security policy' : 'permission denied')
  }
})

async function columnsOf(table: string): Promise<readonly string[]> {
  const found = await ask<{ name: string }>(
    at.engine,
    `select attname as name from pg_attribute where attrelid = '${table}'::regclass and attnum > 0 and not attisdropped order by attnum`,
  )
  return found.map(row => row.name)
}

test('without an institution nothing is read', async () => {
  await expect(
    at.engine.database.pool.connect().then(async tx => {
      try {
        await tx.query('begin; set local role clearday_app')
        return await tx.query('select 1 from item')
      } finally {
        await tx.query('rollback')
        tx.release()
      }
    }),
  ).rejects.toThrow(/clearday\.org|invalid input syntax for type bigint/)
})

// Planted bug seen red: `grant update on posting to clearday_bulk`.
test.each(['clearday_app', 'clearday_bulk'])('%s cannot change or delete what is only ever added', async role => {
  for (const table of ['event', 'event_link', 'posting', 'entry', 'fault', 'fact', 'file_claim', 'batch_claim']) {
    for (const sql of [`update ${table} set shard = shard`, `delete from ${table}`, `truncate ${table}`]) {
      await expect(as(role, sql), sql).rejects.toThrow('permission denied')
    }
  }
})

async function as(role: string, sql: string): Promise<void> {
  const tx = await at.engine.database.pool.connect()
  try {
    await tx.query(`begin; set local role ${role}; select set_config('clearday.org', '7', true)`)
    await tx.query(sql)
  } finally {
    await tx.query('rollback')
    tx.release()
  }
}

async function shardedTables(): Promise<readonly string[]> {
  const found = await ask<{ name: string }>(
    at.engine,
    `select relname as name from pg_class join pg_attribute on attrelid = pg_class.oid and attname = 'shard'
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition order by relname`,
  )
  return found.map(row => row.name)
}

/** A transaction as requests have it: the role and its institution, for the transaction only. */
async function inRequest<T>(database: Database, orgId: number, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const tx = await database.pool.connect()
  try {
    await tx.query(`begin; set local role clearday_app; set local clearday.org = '${orgId}'`)
    return await work(tx)
  } finally {
    await tx.query('rollback')
    tx.release()
  }
}
