import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask } from '../../test/samples/arrivals.ts'
import type { TestEngine } from '../../test/samples/engine.ts'
import { openWholeDay } from '../../test/samples/whole-day.ts'
import type { SignedHeads } from '../core/signed-heads.ts'
import { openHeadLedger } from '../main/head-ledger.ts'
import { proveWithin } from './prove-day.ts'
import { signHeads } from './sign-heads.ts'

/**
 * Law 6, for every column there is: tables and columns come from the schema itself, so that one that is added later is tried
 * too. A superuser changes one value, takes one row away, adds one; the proof says so, or the column is on the list below.
 */

/** What a superuser may change without the proof saying so, each with its reason. */
const NOT_PROVED: Readonly<Record<string, string>> = {
  part_chunk: 'items between two steps: empty when everything is processed, and then a row that is left is found.',
  outbox_cursor: 'how far others were told, at least once: moved back, they are told again under the same keys.',
  request_claim: 'what a retry of a request is answered: what the request did has its own events.',
  bulk_act: 'what was asked of many: its begin and end are events, and each of its decisions has its own and names it.',
  bulk_member: 'what is still to be done of it: what was done is a decision.',
  session: 'who is signed in just now: each beginning and end of one is an event.',
  sign_in_attempt: 'how often a password was wrong lately: each failure is an event.',
  sign_in_challenge: 'what is asked of an authenticator or a provider for five minutes; what comes of it is an event.',
  passkey_use: 'what an authenticator counted last: each sign-in with it is an event, and one that counted back too.',
  came: 'what is still to be told to whoever waits: the event of the waking says what came.',
  presence: 'whom work is offered to; each change of it is an event.',
  case_skip: 'what supervisors count; each skip is an event.',
  migration: 'which statements made the schema, no row of an institution; a test holds the schema against its dump.',
}

let at: TestEngine
let data: string
let signed: SignedHeads
let tx: pg.PoolClient

beforeAll(async () => {
  at = await openWholeDay()
  data = mkdtempSync(join(tmpdir(), 'clearday-tamper-'))
  const ledger = await openHeadLedger(data, 1)
  await signHeads(at.engine, ledger)
  signed = await ledger.read()
  tx = await at.engine.database.pool.connect()
})
afterAll(async () => {
  tx.release()
  await at.close()
  rmSync(data, { recursive: true, force: true })
})

/** What of a place decides who gets a case next: who has it, and by which claim, its newest event tells. */
const ORDER_OF_WORK = [
  ...['ready_at', 'lease_until', 'by_name', 'skips', 'for_role', 'worked_by', 'worked_on', 'offered_to', 'barred'],
  ...['park_no', 'note', 'wake_on', 'wake_key', 'waiting_for', 'woken_by'],
]

/** Columns that say nothing of what came, was decided or moved. */
const NOT_PROVED_COLUMNS: Readonly<Record<string, string>> = {
  'outbox.id': 'the order in which others are told: that each is told, and of what, is proved.',
  ...Object.fromEntries(ORDER_OF_WORK.map(name => [`queue_place.${name}`, 'whom it is offered to, and when.'])),
  'receipt.failures': 'how often it was tried: whether it is tried once more, and nothing of what is in the books.',
  'work_case.cause': 'why its exceptions were put together; which they are is compared.',
  'work_case.closed_at': 'none of the sample is closed; the event of its end says when that was.',
}

/** What may be added without the proof of this institution saying so, with the reason. */
const NOT_PROVED_WHEN_ADDED: Readonly<Record<string, string>> = {
  org: 'the row of another institution, whose own proof says that nothing ever opened it.',
}

/** What the schema lets nobody change alone. */
const CHANGED_WITH_ANOTHER: Readonly<Record<string, string>> = {
  'decision.state': 'goes with who undid it, and when.',
  ...Object.fromEntries(
    ['state', 'reopener_id', 'reopened_at', 'reopen_reason'].map(name => [
      `day_close.${name}`,
      'goes with the others of a reopening.',
    ]),
  ),
  'day_close.closer_for_id': 'goes with who closed it: the sample’s closer acts for nobody.',
  'day_close.shard': 'lies where the person lies who closed it.',
  'day_close.before_sha256': 'of a day that was closed before; the sample closes one once.',
  'person_password.shard': 'lies where the person lies.',
  'passkey.shard': 'lies where the person lies.',
  'passkey.id': 'what its authenticator counted last names it.',
  'passkey.revoked_at': 'goes with who revoked it.',
  'passkey.revoked_by': 'goes with when it was revoked.',
  'provider_identity.shard': 'lies where the person lies.',
  'provider_identity.ended_at': 'goes with who ended it.',
  'provider_identity.ended_by': 'goes with when it was ended.',
  ...Object.fromEntries(
    ['undone_at', 'undone_for_id', 'undone_on'].map(name => [
      `decision.${name}`,
      'goes with the others of an undo; the sample undoes none.',
    ]),
  ),
  ...Object.fromEntries(
    [
      'state',
      'exception_shard',
      'exception_id',
      'attached_at',
      'attached_by',
      'letter',
      'ended_at',
      'ended_by',
      'ended_why',
    ].map(name => [`document.${name}`, 'goes with the others of where it belongs.']),
  ),
  'part.state': 'goes with the moment it was done.',
  'decision.keying': 'goes with the salt of a blind one.',
  ...Object.fromEntries(
    ['approver_id', 'approver_for_id', 'approved_at'].map(name => [
      `decision.${name}`,
      'goes with the others of an approval.',
    ]),
  ),
  'decision.undoes': 'goes with the resolution undo, of which the sample has none.',
  'decision.undo_review': 'goes with the others of an undo; the sample undoes none.',
  'decision.undo_reviewed_by': 'goes with when it was looked at.',
  'decision.undo_reviewed_at': 'goes with who looked at it.',
  'decision.reviewed_by': 'goes with when it was looked at.',
  'decision.reviewed_at': 'goes with who looked at it.',
  'second_key.shard': 'the decision that it is about lies there.',
  'second_key.decision_id': 'the decision that it is about.',
  'decision.shard': 'the exception that it is about lies there.',
  'decision.exception_id': 'the exception that it is about.',
  'adjustment.shard': 'the decision that it is a step of lies there.',
  'adjustment.decision_id': 'the decision that it is a step of.',
  'forwarding.shard': 'the decision that it is a step of lies there.',
  'forwarding.decision_id': 'the decision that it is a step of.',
  'fee.shard': 'the decision that it is of lies there.',
  ...Object.fromEntries(['waiver', 'words'].map(name => [`fee.${name}`, 'goes with the others of what became of it.'])),
  'policy_fee.shard': 'the exception that it comes with lies there.',
  'policy_fee.exception_id': 'the exception that it comes with.',
  'policy_fee.step': 'goes with the others of what became of it.',
  'hold.shard': 'the decision that made it lies there.',
  'hold.decision_id': 'the decision that made it.',
  'correction.shard': 'the decision that it is of lies there.',
  'correction.decision_id': 'the decision that it is of.',
  'letter_request.shard': 'the decision that asked for it lies there.',
  'letter_request.decision_id': 'the decision that asked for it.',
  'letter_request.due_at': 'goes with the rule that asks for it; the letters of the sample are of people’s own choice.',
  'letter_request.corrects': 'names an earlier letter of the same decision; those of the sample have one.',
  ...Object.fromEntries(
    [
      'state',
      'sent_on',
      'sent_by',
      'sent_told_at',
      'overtaken_by',
      'cancelled_at',
      'answered_on',
      'answered_by',
      'answered_told_at',
    ].map(name => [
      `letter_request.${name}`,
      'goes with the others of a letter that was sent, overtaken or cancelled; those of the sample wait.',
    ]),
  ),
  'question.state': 'goes with who has it, or who ended it and when.',
  'question.verdict': 'goes with the resolution that it names.',
  'supervision.share_percent': 'goes with its level.',
  ...Object.fromEntries(
    [
      'absence',
      'delegation',
      'person_credential',
      'person_skill',
      'role_holding',
      'supervision',
      'team',
      'team_member',
    ].map(table => [`${table}.shard`, 'lies where the people and teams lie that it names.']),
  ),
  'work_case.exceptions': 'the sample’s cases are of one, and none is of fewer or of thousands.',
  'work_case.state': 'goes with the moment it was closed.',
}

interface Column {
  readonly table: string
  readonly name: string
  readonly type: string
}

/** Another value of a type. Where a CHECK allows few words, each of them is another value too. */
const OTHER: Readonly<Record<string, (column: string) => string>> = {
  bigint: column => `coalesce(${column}, 0) + 10000`,
  integer: column => `coalesce(${column}, 0) + 10000`,
  numeric: column => `coalesce(${column}, 0) + 10000`,
  smallint: column => `coalesce(${column}, 0) + 10000`,
  text: column =>
    `overlay(coalesce(nullif(${column}, ''), ' ') placing case left(${column}, 1) when 'X' then 'Y' else 'X' end from 1)`,
  date: column => `coalesce(${column}, '2036-11-23') + 1`,
  'timestamp with time zone': column => `coalesce(${column}, '2036-11-23T00:00:00Z') + interval '1 microsecond'`,
  bytea: column => `set_byte(${column}, 0, (get_byte(${column}, 0) + 1) % 256)`,
  jsonb: column => `${column} || '{"added": 1}'`,
  boolean: column => `not ${column}`,
  ARRAY: column => `array_append(${column}, 'added')`,
}

/** The other way, where a CHECK or a key keeps the column from the first: the first of two days may not come after the second. */
const SMALLER: Readonly<Record<string, (column: string) => string>> = {
  bigint: column => `${column} - 1`,
  integer: column => `${column} - 1`,
  date: column => `${column} - 1`,
  'timestamp with time zone': column => `${column} - interval '1 microsecond'`,
  // Words that are written in small letters only.
  text: column => `${column} || 'x'`,
}

async function columns(): Promise<readonly Column[]> {
  return ask<{ table: string; name: string; type: string }>(
    at.engine,
    `select c.table_name as table, c.column_name as name, c.data_type as type
     from information_schema.columns c join pg_class on pg_class.oid = c.table_name::regclass
     where c.table_schema = 'public' and relkind in ('r', 'p') and not relispartition
     order by c.table_name, c.ordinal_position`,
  )
}

/** The words that a CHECK lists for a column, as SQL; empty where there is no such list. */
async function wordsOf({ table, name }: Column): Promise<readonly string[]> {
  const found = await ask<{ text: string }>(
    at.engine,
    `select pg_get_constraintdef(oid) as text from pg_constraint where conrelid = $1::regclass and contype = 'c'
     and pg_get_constraintdef(oid) like $2`,
    [table, `CHECK ((${name} = ANY %`],
  )
  return [...(found[0]?.text ?? '').matchAll(/'[a-z_]+'/g)].map(match => match[0])
}

/** One row of each kind that a table tells apart, by where it lies. */
async function rowsOfEachKind(table: string): Promise<readonly { kind: string; place: string }[]> {
  const own = (await columns()).filter(column => column.table === table).map(column => column.name)
  const tells = ['state', 'step', 'kind', 'scope', 'internal', 'fate', 'measure', 'team_id', 'parent_id', 'refusal']
  // The chain hashes every event alike; one of them stands for all.
  const kinds = table === 'event' ? [] : tells.filter(name => own.includes(name))
  const by = kinds.length === 0 ? `''` : kinds.map(name => `${name}::text`).join(` || '/' || `)
  return ask<{ kind: string; place: string }>(
    at.engine,
    `select distinct on (kind) ${by} as kind, 'tableoid = ' || tableoid || ' and ctid = ''' || ctid || '''' as place
     from ${table} order by kind, tableoid, ctid`,
  )
}

/** What the proof says after the statement: undefined when it changes nothing or the schema itself refuses it. It is rolled back. */
async function problemsAfter(sql: string): Promise<readonly string[] | undefined> {
  await tx.query('begin')
  try {
    const { rowCount } = await tx.query(sql)
    if (rowCount !== 1) return undefined
    return (await proveWithin(tx, 1024, signed, at.clock.now)).problems
  } catch (error) {
    if (error instanceof pg.DatabaseError && /^2[23]/.test(error.code ?? '')) return undefined
    throw error
  } finally {
    await tx.query('rollback')
  }
}

test('untouched the day is found whole, and every table has rows', async () => {
  expect((await proveWithin(tx, 1024, signed, at.clock.now)).problems).toEqual([])
  const empty: string[] = []
  for (const table of new Set((await columns()).map(column => column.table)))
    if ((await ask(at.engine, `select 1 from ${table} limit 1`)).length === 0) empty.push(table)
  // What is empty here is not proved, each with its reason above.
  expect(empty).toEqual(['bulk_act', 'bulk_member', 'came', 'part_chunk'])
})

describe('a superuser changes a value, and the proof says so:', () => {
  // Seen red with, in turn: the seal of a receipt without its faults; `policy` left out of an exception's seal; the counters not
  // counted; claims of bytes and batches not compared.
  test('every column of every table, in a row of each kind', { timeout: 900_000 }, async () => {
    const missed = new Set<string>()
    const tried = new Set<string>()
    for (const column of await columns()) {
      if (column.table in NOT_PROVED || `${column.table}.${column.name}` in NOT_PROVED_COLUMNS) continue
      const other = OTHER[column.type]
      expect(other, `${column.table}.${column.name} is of type ${column.type}`).toBeDefined()
      const values = [...(await wordsOf(column)), other?.(column.name) ?? '']
      for (const { kind, place } of await rowsOfEachKind(column.table)) {
        for (const value of values) {
          const set = (to: string) =>
            `update ${column.table} set ${column.name} = ${to} where ${place} and ${column.name} is distinct from ${to}`
          const smaller = SMALLER[column.type]?.(column.name)
          const problems =
            (await problemsAfter(set(value))) ?? (smaller && (await problemsAfter(set(smaller)))) ?? undefined
          if (problems === undefined) continue
          tried.add(`${column.table}.${column.name}`)
          if (problems.length === 0) missed.add(`${column.table}.${column.name} of ${kind} to ${value}`)
        }
      }
    }
    expect([...missed]).toEqual([])
    const untried = (await columns()).filter(
      one => !(one.table in NOT_PROVED) && !tried.has(`${one.table}.${one.name}`),
    )
    expect(untried.map(one => `${one.table}.${one.name}`).sort()).toEqual(
      [...Object.keys(CHANGED_WITH_ANOTHER), ...Object.keys(NOT_PROVED_COLUMNS)].sort(),
    )
  })
})

describe('a superuser takes a row away or adds one, and the proof says so:', () => {
  test('one of each kind of every table', { timeout: 300_000 }, async () => {
    const missed: string[] = []
    const all = await columns()
    for (const table of new Set(all.map(column => column.table))) {
      if (table in NOT_PROVED) continue
      const own = all.filter(column => column.table === table)
      for (const { kind, place } of await rowsOfEachKind(table)) {
        const gone = await problemsAfter(`delete from ${table} where ${place}`)
        if (gone?.length === 0) missed.push(`${kind} deleted from ${table}`)
        if (table in NOT_PROVED_WHEN_ADDED) continue
        for (const key of await keysOf(table)) {
          const column = own.find(one => one.name === key)
          const value = OTHER[column?.type ?? '']?.(key) ?? key
          const values = own.map(one => (one.name === key ? value : one.name))
          const added = await problemsAfter(
            `insert into ${table} (${own.map(one => one.name).join(', ')}) select ${values.join(', ')} from ${table} where ${place}`,
          )
          if (added?.length === 0) missed.push(`${kind} added to ${table} with another ${key}`)
        }
      }
    }
    expect(missed).toEqual([])
  })
})

/** The columns of a table's primary key, but for `shard`: with another of them a copy of a row is a new row. */
async function keysOf(table: string): Promise<readonly string[]> {
  const found = await ask<{ name: string }>(
    at.engine,
    `select attname as name from pg_index join pg_attribute on attrelid = indrelid and attnum = any(indkey)
     where indrelid = $1::regclass and indisprimary and attname <> 'shard'`,
    [table],
  )
  return found.map(row => row.name)
}
