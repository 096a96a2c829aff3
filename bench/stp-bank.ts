import assert from 'node:assert/strict'
import { createReadStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { bucketOfText, shardOf } from '../src/core/bucket.ts'
import { openDayOnOrAfter } from '../src/core/calendar/calendar.ts'
import { dayNumber } from '../src/core/calendar/day.ts'
import type { Engine } from '../src/engine/engine.ts'
import { processReceipt } from '../src/engine/process-receipt.ts'
import { receiveFile } from '../src/engine/receive-file.ts'
import { recordAccounts, recordFacts } from '../src/engine/record-facts.ts'
import { Config, institutionOf } from '../src/main/config.ts'
import { openEngine } from '../src/main/open-engine.ts'
import { removeEmbedded } from '../src/store/postgres/start-embedded.ts'
import { type AchDay, benchAccount, isStopped, type Written, writeAchDay } from './ach-day.ts'

/** A bank on a data directory of its own, on the embedded PostgreSQL as it is delivered. */
export interface StpBank {
  readonly engine: Engine
  readonly url: string
  readonly folder: string
  readonly accounts: number
  /** Moves the bank's clock to ten in the morning of the day or of the first banking day after it, and gives that day. */
  openOn(day: Temporal.PlainDate): Temporal.PlainDate
  close(): Promise<void>
}

const ROWS_A_LOAD = 10_000

/** Opens the bank with its accounts and stop orders. */
export async function openStpBank(accounts: number, firstDay: Temporal.PlainDate): Promise<StpBank> {
  const folder = mkdtempSync(join(tmpdir(), 'clearday-stp-'))
  const institution = institutionOf(Config.parse({ institution: { routingNumbers: ['091000019'] } }))
  const at = (day: Temporal.PlainDate) =>
    day.toZonedDateTime({ timeZone: institution.zone, plainTime: '10:00' }).toInstant()
  let day = firstDay
  const open = await openEngine({ dataDir: folder, institution, environment: {}, now: () => at(day) })
  await assertDurable(open.url)
  await loadAccounts(open.engine, accounts)
  return {
    engine: open.engine,
    url: open.url,
    folder,
    accounts,
    openOn(from) {
      day = openDayOnOrAfter(institution.calendars.counters['ach-banking-day'], from)
      return day
    },
    async close() {
      await open.close()
      await removeEmbedded(folder)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A speed without durability would be another product's. */
async function assertDurable(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(
    "select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commits, current_setting('full_page_writes') as pages",
  )
  await client.end()
  assert.deepEqual(rows, [{ fsync: 'on', commits: 'on', pages: 'on' }])
}

async function loadAccounts(engine: Engine, accounts: number): Promise<void> {
  const shardOfAccount = (number: string) => shardOf(engine.institution.orgId, bucketOfText(number))
  for (let from = 0; from < accounts; from += ROWS_A_LOAD) {
    const indexes = Array.from({ length: Math.min(ROWS_A_LOAD, accounts - from) }, (_, n) => from + n)
    await recordAccounts(
      engine,
      indexes.map(index => {
        const { person: _, ...account } = benchAccount(index)
        return { ...account, shard: shardOfAccount(account.number) }
      }),
    )
    const stops = indexes.filter(isStopped).map(index => benchAccount(index).number)
    const always = { kind: 'stop', fromDay: 0, toDay: dayNumber(Temporal.PlainDate.from('9999-12-31')) }
    const detail = {
      rail: 'ach',
      companyId: null,
      serialFrom: null,
      serialTo: null,
      amountMinMinor: null,
      amountMaxMinor: null,
    }
    await recordFacts(
      engine,
      stops.map(key => ({ ...always, key, shard: shardOfAccount(key), detail })),
    )
  }
}

/** What one file took, from the first byte to the last commit. */
export interface StpRun {
  readonly written: Written
  readonly receiptId: number
  readonly seconds: number
  /** Highest resident memory of this process while it ran. */
  readonly rssMb: number
  /** Processor seconds of this process. */
  readonly cpuSeconds: number
}

/** Writes a file of the day, does with it what `before` asks, then receives and processes it through the engine's own verbs; what it must give is asserted. */
export async function runFile(
  bank: StpBank,
  file: Omit<AchDay, 'path'>,
  before: (path: string, written: Written) => void | Promise<void> = () => {},
): Promise<StpRun> {
  const path = join(bank.folder, `${file.day}-${file.sender}.ach`)
  const written = writeAchDay({ ...file, path }, bank.accounts)
  await before(path, written)
  const timed = await timeFile(bank, path)
  await assertProcessed(bank, timed.receiptId, written)
  rmSync(path)
  return { written, ...timed }
}

async function timeFile(bank: StpBank, path: string): Promise<Omit<StpRun, 'written'>> {
  await bank.engine.database.pool.query('checkpoint')
  globalThis.gc?.()
  let rss = process.memoryUsage.rss()
  const sampler = setInterval(() => {
    rss = Math.max(rss, process.memoryUsage.rss())
  }, 20)
  const cpu = process.cpuUsage()
  const began = performance.now()
  const reception = await receiveFile(bank.engine, {
    name: path,
    source: 'the operator',
    channel: 'command',
    bytes: createReadStream(path, { highWaterMark: 1 << 20 }),
    receivedAt: bank.engine.now(),
  })
  assert.ok(reception.outcome === 'accepted')
  await processReceipt(bank.engine, reception.receiptId)
  const seconds = (performance.now() - began) / 1000
  const used = process.cpuUsage(cpu)
  clearInterval(sampler)
  return {
    receiptId: reception.receiptId,
    seconds,
    rssMb: Math.max(rss, process.memoryUsage.rss()) / 1e6,
    cpuSeconds: (used.user + used.system) / 1e6,
  }
}

/** A bench of nothing looks superb: every item, posting and exception of the file is counted, and its cents. */
async function assertProcessed(bank: StpBank, receiptId: number, written: Written): Promise<void> {
  const { pool } = bank.engine.database
  const ids = [receiptId * 2 ** 26, (receiptId + 1) * 2 ** 26]
  const [counted] = (
    await pool.query(
      `select count(*)::bigint as items, count(*) filter (where state = 'posted')::bigint as posted,
         coalesce(sum(amount_minor) filter (where direction = 'debit'), 0)::bigint as debit, coalesce(sum(amount_minor) filter (where direction = 'credit'), 0)::bigint as credit
       from item where id >= $1 and id < $2`,
      ids,
    )
  ).rows
  const faulty = Object.values(written.excepted).reduce((sum, count) => sum + count, 0)
  assert.deepEqual(counted, {
    items: written.entries,
    posted: written.entries - faulty,
    debit: written.debitMinor,
    credit: written.creditMinor,
  })
  const kinds = await pool.query('select kind, count(*)::bigint from exception where receipt_id = $1 group by kind', [
    receiptId,
  ])
  assert.deepEqual(Object.fromEntries(kinds.rows.map(row => [row.kind, row.count])), written.excepted)
  const [moved] = (
    await pool.query(
      `select count(*)::bigint as postings, sum(amount_minor)::bigint as net, count(distinct shard)::bigint as shards from posting where item_id >= $1 and item_id < $2`,
      ids,
    )
  ).rows
  assert.equal(moved.postings, written.entries)
  assert.equal(moved.net, written.creditMinor - written.debitMinor)
  const events = await pool.query("select count(*)::bigint from event where subject = $1 and kind = 'part_processed'", [
    receiptId,
  ])
  assert.equal(events.rows[0].count, moved.shards)
}
