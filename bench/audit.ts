import assert from 'node:assert/strict'
import { createPublicKey } from 'node:crypto'
import { closeSync, createReadStream, openSync, readFileSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { shardOf } from '../src/core/bucket.ts'
import { dayNumber } from '../src/core/calendar/day.ts'
import { exportAudit } from '../src/engine/export-audit.ts'
import { signHeads } from '../src/engine/sign-heads.ts'
import { checkExportFile, writeExportFile } from '../src/main/audit-file.ts'
import { openHeadLedger, sealOf } from '../src/main/head-ledger.ts'
import { lockBuckets } from '../src/store/bucket.ts'
import { CopyRows } from '../src/store/copy-rows.ts'
import { inBulk } from '../src/store/database.ts'
import { appendEvents, type NewEvent } from '../src/store/event.ts'
import { verifyChains } from '../src/store/verify-chain.ts'
import { type BenchRow, median, printed } from './bench-row.ts'
import { floorSql } from './floor-sql.ts'
import { openStpBank, type StpBank } from './stp-bank.ts'

const EVENTS = 1_000_000
const SHARDS = 1024
/** As the parts of a million-entry file do: sixteen buckets in one transaction, four transactions at a time. */
const SHARDS_A_TRANSACTION = 16
const TRANSACTIONS_AT_ONCE = 4
const ROUNDS = 3
const RATIO_MAX = 2.5
const GROWN_MB_MAX = 96
const DAY = Temporal.PlainDate.from('2026-06-01')
const AT = Temporal.Instant.from('2026-06-01T14:00:00.123456Z')

/**
 * The audit chain: a million events written with their hashes and links, against a COPY of the same rows into a table of the
 * same columns and key; then every link is computed again, in the database and from an
 * export. Medians of three; counts are asserted, and that the chain is whole.
 */
export async function* audit(events = EVENTS): AsyncGenerator<BenchRow> {
  const bank = await openStpBank(100, DAY)
  try {
    const copied: number[] = []
    const appended: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      copied.push(await copyEvents(bank, events))
      appended.push(await append(bank, events, round))
    }
    const ratio = median(appended.map((seconds, round) => seconds / (copied[round] ?? Number.NaN)))
    yield {
      bench: 'audit',
      measure: `${events} events written, hashed and linked`,
      value: Number(median(appended).toFixed(2)),
      unit: 's',
      against: 'COPY of the same rows',
      against_value: Number(median(copied).toFixed(2)),
      ratio: Number(ratio.toFixed(2)),
      bar: `<= ${RATIO_MAX}`,
      holds: ratio <= RATIO_MAX,
    }
    yield await verified(bank, events * ROUNDS)
    yield* exported(bank, events * ROUNDS)
  } finally {
    await bank.close()
  }
}

/** Events of one shard as an exception raises them. */
function eventsOf(count: number, round: number): readonly NewEvent[] {
  return Array.from({ length: count }, (_, n) => ({
    kind: 'exception_raised',
    actor: 'engine',
    subject: (round + 1) * 2 ** 26 + n,
    body: {
      kind: 'account-not-found',
      decidedBy: { by: 'policy', policy: 'ach-administrative-returns', code: 'R03' },
      due: '2026-06-03T21:00:00Z',
    },
  }))
}

async function append(bank: StpBank, events: number, round: number): Promise<number> {
  const { engine } = bank
  const one = eventsOf(Math.ceil(events / SHARDS), round)
  await engine.database.pool.query('checkpoint')
  const began = performance.now()
  const waiting = Array.from({ length: SHARDS / SHARDS_A_TRANSACTION }, (_, n) => n * SHARDS_A_TRANSACTION)
  const writer = async () => {
    for (let bucket = waiting.shift(); bucket !== undefined; bucket = waiting.shift())
      await appendTo(bank, bucket, at => one.slice(0, Math.max(0, events - at * one.length)))
  }
  await Promise.all(Array.from({ length: TRANSACTIONS_AT_ONCE }, writer))
  const seconds = (performance.now() - began) / 1000
  const { rows } = await engine.database.pool.query(
    "select count(*)::bigint from event where kind = 'exception_raised' and subject >= $1::bigint * 67108864 and subject < ($1 + 1) * 67108864::bigint",
    [round + 1],
  )
  assert.equal(rows[0].count, events)
  return seconds
}

/** One transaction: the events of sixteen buckets and a link for each. */
async function appendTo(bank: StpBank, from: number, eventsIn: (bucket: number) => readonly NewEvent[]): Promise<void> {
  const { database, institution } = bank.engine
  const buckets = Array.from({ length: SHARDS_A_TRANSACTION }, (_, n) => from + n)
  const shardIn = (bucket: number) => shardOf(institution.orgId, bucket)
  await inBulk(database, async tx => {
    await lockBuckets(tx, buckets.map(shardIn))
    const added = new Map(buckets.map(bucket => [shardIn(bucket), eventsIn(bucket)]))
    await appendEvents(tx, added, { day: dayNumber(DAY), at: AT })
  })
}

/** The same rows by COPY alone, in one transaction, from a file made before. */
async function copyEvents(bank: StpBank, events: number): Promise<number> {
  const path = join(bank.folder, 'events.copy')
  writeEventRows(path, events)
  const client = new pg.Client({ connectionString: bank.url })
  await client.connect()
  try {
    await client.query(floorSql('create events'))
    await client.query('checkpoint')
    const began = performance.now()
    await pipeline(createReadStream(path, { highWaterMark: 1 << 18 }), client.query(copyFrom(floorSql('copy events'))))
    const seconds = (performance.now() - began) / 1000
    const { rows } = await client.query(floorSql('count events'))
    assert.deepEqual(rows, [{ events }])
    return seconds
  } finally {
    await client.query(floorSql('drop events')).catch(() => {})
    await client.end()
  }
}

function writeEventRows(path: string, events: number): void {
  const handle = openSync(path, 'w')
  const each = Math.ceil(events / SHARDS)
  const one = eventsOf(each, 0)
  let isFirst = true
  for (let shard = 0, left = events; left > 0; shard++) {
    const rows = new CopyRows(each * 300)
    for (const [n, event] of one.slice(0, left).entries()) {
      rows
        .row(8)
        .int8(shard)
        .date(dayNumber(DAY))
        .int8(n + 1)
        .instant(AT)
        .text(event.actor)
        .text(event.kind)
      rows.int8(event.subject).text(JSON.stringify(event.body))
      left--
    }
    writeSync(handle, isFirst ? rows.open() : rows.body())
    isFirst = false
  }
  writeSync(handle, Uint8Array.of(0xff, 0xff)) // the end of a binary COPY
  closeSync(handle)
}

async function verified(bank: StpBank, events: number): Promise<BenchRow> {
  const tx = await bank.engine.database.pool.connect()
  try {
    await tx.query('begin')
    const began = performance.now()
    const verdict = await verifyChains(tx, shardOf(bank.engine.institution.orgId, 0), undefined)
    const seconds = (performance.now() - began) / 1000
    assert.deepEqual(verdict.problems, [])
    assert.ok(verdict.events >= events)
    return printed('audit', 'events verified', {
      value: Math.round(verdict.events / seconds),
      unit: 'events/s',
      against: 'events',
      against_value: verdict.events,
    })
  } finally {
    await tx.query('rollback')
    tx.release()
  }
}

/** All of it into a file, and the file checked as `clearday audit verify` does: memory does not grow with the events. */
async function* exported(bank: StpBank, events: number): AsyncGenerator<BenchRow> {
  const { engine, folder } = bank
  const path = join(folder, 'audit.jsonl.gz')
  const ledger = await openHeadLedger(folder, engine.institution.orgId)
  await signHeads(engine, ledger)
  const began = performance.now()
  const end = await writeExportFile(path, sink => exportAudit(engine, 'operator', {}, ledger, sink))
  const wrote = (performance.now() - began) / 1000
  assert.ok(end.events >= events)
  yield printed('audit', 'events exported', {
    value: Math.round(end.events / wrote),
    unit: 'events/s',
    against: 'events',
    against_value: end.events,
  })
  const before = process.memoryUsage.rss()
  let peak = before
  const sampling = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }, 20)
  const from = performance.now()
  const verdict = await checkExportFile(path, sealOf(createPublicKey(readFileSync(join(folder, 'audit/key.pub.pem')))))
  const took = (performance.now() - from) / 1000
  clearInterval(sampling)
  assert.deepEqual(verdict.problems, [])
  assert.equal(verdict.events, end.events)
  yield printed('audit', 'events of an export verified', {
    value: Math.round(verdict.events / took),
    unit: 'events/s',
    against: 'events',
    against_value: verdict.events,
  })
  yield grown((peak - before) / 2 ** 20, statSync(path).size / 2 ** 20)
}

/** Memory that a check needed beyond what the process had before, beside the size of the packed file. */
function grown(memory: number, file: number): BenchRow {
  return {
    bench: 'audit',
    measure: 'memory grown while an export was verified',
    value: Number(memory.toFixed(1)),
    unit: 'MB',
    against: 'MB of the packed file',
    against_value: Number(file.toFixed(1)),
    ratio: Number((memory / file).toFixed(2)),
    bar: `<= ${GROWN_MB_MAX} MB`,
    holds: memory <= GROWN_MB_MAX,
  }
}

if (import.meta.main) for await (const measured of audit()) console.log(JSON.stringify(measured))
