import type { createHash } from 'node:crypto'
import type pg from 'pg'
import type { Random } from '../../src/simulate/random.ts'
import { eventText, startLink } from '../../src/store/event.ts'

/** What a superuser of the database does to the history, one thing at a time, drawn from a seed. */
export type Tampering = readonly [name: string, tamper: (tx: pg.ClientBase, random: Random) => Promise<void>]

/** Ways to alter rows of these tables, and chains. */
export function tamperingsOf(tables: readonly string[]): readonly Tampering[] {
  return [
    ['changes a column of a row', (tx, random) => changeColumn(tx, random, tables)],
    ['deletes a row', (tx, random) => deleteRow(tx, random, tables)],
    ['adds a row', (tx, random) => addRow(tx, random, tables)],
    ['rewrites an event and hashes the chain anew', rehash],
    ['cuts the end off a chain', async (tx, random) => void (await cutOff(tx, random))],
    ['cuts a chain off and grows it again', cutAndGrow],
  ]
}

/** Columns of rows that never change, with another value of the same type for each. */
const COLUMNS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  event: {
    at: "at + interval '1 microsecond'",
    actor: "actor || ' '",
    kind: "kind || 'x'",
    subject: 'subject + 1',
    body: "overlay(body placing case substr(body, 3, 1) when 'x' then 'y' else 'x' end from 3 for 1)",
    day: 'day + 1',
    n: 'n + 100000',
  },
  event_link: {
    prev: 'set_byte(prev, 5, (get_byte(prev, 5) + 1) % 256)',
    hash: 'set_byte(hash, 5, (get_byte(hash, 5) + 1) % 256)',
    first_event: 'first_event - 1',
    last_event: 'last_event + 1',
    day: 'day + 1',
    n: 'n + 100000',
  },
  item: {
    day: 'day + 1',
    id: 'id + 1000',
    batch: 'batch + 1',
    line: 'line + 1',
    byte_offset: 'byte_offset + 1',
    byte_length: 'byte_length - 1',
    account_id: 'coalesce(account_id, 0) + 1',
    direction: "case direction when 'debit' then 'credit' else 'debit' end",
    amount_minor: 'amount_minor + 1',
    reference: "reference || ' '",
  },
  posting: {
    day: 'day - 1',
    account_id: 'account_id + 100000',
    entry_id: 'entry_id + 1000',
    line: 'line + 1000',
    contra_id: 'contra_id + 100000',
    amount_minor: 'amount_minor + case amount_minor when -1 then 2 else 1 end',
    item_id: 'coalesce(item_id, 0) + 1',
  },
  item_claim_block: {
    day: 'day + 1',
    receipt_id: 'receipt_id + 1000',
    received_day: 'received_day - 1',
    pack: '3 - pack',
    claims: 'set_byte(claims, 5, (get_byte(claims, 5) + 1) % 256)',
  },
}

export const TAMPERED_TABLES = Object.keys(COLUMNS)

async function changeColumn(tx: pg.ClientBase, random: Random, tables: readonly string[]): Promise<void> {
  const table = random.pick(tables)
  const [column, value] = random.pick(Object.entries(COLUMNS[table] ?? {}))
  await changeOne(
    tx,
    `update ${table} set ${column} = ${value} where tableoid = $1 and ctid = $2`,
    await aRow(tx, table, random),
  )
}

async function deleteRow(tx: pg.ClientBase, random: Random, tables: readonly string[]): Promise<void> {
  const table = random.pick(tables)
  await changeOne(tx, `delete from ${table} where tableoid = $1 and ctid = $2`, await aRow(tx, table, random))
}

/** Keys that are free: of a group that an event tells, and of one that none does. */
const FREE_KEYS: Readonly<Record<string, readonly (readonly [column: string, value: string])[]>> = {
  event: [['n', 'n + 100000']],
  item: [
    ['id', 'id + 5000'],
    ['id', 'id + 5000 * 67108864::bigint'],
  ],
  posting: [
    ['line', 'line + 5000'],
    ['entry_id', 'entry_id + 5000'],
  ],
  item_claim_block: [
    ['day', 'day + 5000'],
    ['receipt_id', 'receipt_id + 5000'],
  ],
}

/** A copy of a row under a key that is free. */
async function addRow(tx: pg.ClientBase, random: Random, tables: readonly string[]): Promise<void> {
  const table = random.pick(tables.filter(name => name in FREE_KEYS))
  const [key, value] = random.pick(FREE_KEYS[table] ?? [])
  const names = (
    await tx.query('select attname from pg_attribute where attrelid = $1::regclass and attnum > 0 order by attnum', [
      table,
    ])
  ).rows.map(row => String(row.attname))
  const values = names.map(name => (name === key ? value : name))
  await changeOne(
    tx,
    `insert into ${table} (${names.join(', ')}) select ${values.join(', ')} from ${table} where tableoid = $1 and ctid = $2`,
    await aRow(tx, table, random),
  )
}

/** What an attacker who knows the code does: every link from the changed event on agrees with its events again. */
export async function rehash(tx: pg.ClientBase, random: Random): Promise<void> {
  const shard = await aShard(tx, random)
  const links = (await tx.query('select * from event_link where shard = $1 order by n', [shard])).rows
  const from = random.below(links.length)
  await tx.query('update event set actor = $3 where shard = $1 and n = $2', [
    shard,
    links[from].first_event,
    'somebody else',
  ])
  await tx.query('delete from event_link where shard = $1 and n > $2', [shard, from])
  let prev: Buffer = links[from - 1]?.hash ?? Buffer.alloc(32)
  for (const link of links.slice(from)) prev = await writeLink(tx, { ...link, prev })
}

async function cutOff(tx: pg.ClientBase, random: Random): Promise<number> {
  const shard = await aShard(tx, random)
  const links = (await tx.query('select * from event_link where shard = $1 order by n', [shard])).rows
  const kept = random.below(links.length)
  await tx.query('delete from event where shard = $1 and n >= $2', [shard, links[kept].first_event])
  await tx.query('delete from event_link where shard = $1 and n > $2', [shard, kept])
  return shard
}

/** After the cut the chain grows again past its old length, each link right. */
async function cutAndGrow(tx: pg.ClientBase, random: Random): Promise<void> {
  const shard = await cutOff(tx, random)
  const [last] = (await tx.query('select * from event_link where shard = $1 order by n desc limit 1', [shard])).rows
  let prev: Buffer = last?.hash ?? Buffer.alloc(32)
  let n = last?.n ?? 0
  let event = last?.last_event ?? 0
  for (let more = 0; more < 40; more++) {
    n++
    event++
    await tx.query(
      `insert into event (shard, day, n, at, actor, kind, subject, body) values ($1, '2026-11-23', $2, now(), 'engine', 'file_done', 1, '{}')`,
      [shard, event],
    )
    prev = await writeLink(tx, { shard, n, day: '2026-11-23', first_event: event, last_event: event, prev })
  }
}

interface Link {
  readonly shard: number
  readonly n: number
  readonly day: string
  readonly first_event: number
  readonly last_event: number
  readonly prev: Buffer
}

/** Writes a link over the events as they are now, and gives its hash. */
async function writeLink(tx: pg.ClientBase, link: Link): Promise<Buffer> {
  const events = await tx.query(
    `select shard, day - date '1970-01-01' as day, n, to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, actor, kind, subject, body
     from event where shard = $1 and n between $2 and $3 order by n`,
    [link.shard, link.first_event, link.last_event],
  )
  const hash: ReturnType<typeof createHash> = startLink(link.prev, link.shard, link.n)
  for (const event of events.rows) hash.update(eventText({ ...event, at: Temporal.Instant.from(event.at).toString() }))
  const digest = hash.digest()
  const { shard, n, day, first_event, last_event, prev } = link
  await tx.query('insert into event_link values ($1, $2, $3, $4, $5, $6, $7)', [
    shard,
    n,
    day,
    first_event,
    last_event,
    prev,
    digest,
  ])
  return digest
}

async function aShard(tx: pg.ClientBase, random: Random): Promise<number> {
  const { rows } = await tx.query('select distinct shard from event_link order by shard')
  return random.pick(rows.map(row => Number(row.shard)))
}

async function aRow(tx: pg.ClientBase, table: string, random: Random): Promise<readonly [string, string]> {
  const { rows } = await tx.query(`select tableoid, ctid::text from ${table} order by tableoid, ctid`)
  const row = random.pick(rows)
  return [row.tableoid, row.ctid]
}

async function changeOne(tx: pg.ClientBase, sql: string, at: readonly [string, string]): Promise<void> {
  const { rowCount } = await tx.query(sql, [...at])
  if (rowCount !== 1) throw new Error(`changed ${rowCount} rows: ${sql}`)
}
