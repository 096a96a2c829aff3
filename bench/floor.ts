import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { writeAchDay } from './ach-day.ts'
import { type BenchRow, median, printed } from './bench-row.ts'
import { copyFloor, writeFloorRows } from './floor-copy.ts'
import { floorSql } from './floor-sql.ts'
import { openStpBank } from './stp-bank.ts'

const ENTRIES = 1_000_000
const ACCOUNTS = 1_000
const ROUNDS = 3
const CLIENTS = 20
const COMMITS = 20_000
const RECORD = 95
const DAY = Temporal.PlainDate.from('2026-06-01')

/** The same measured on a quiet two-core machine (AMD EPYC, PostgreSQL 15): what a reader compares his machine with. */
const REFERENCE = {
  copySeconds: 1.39,
  commitsPerSecond: 29_249,
  linesPerSecond: 88_700_000,
  recordsPerSecond: 40_200_000,
}

/**
 * What the machine itself does: the same entries by COPY with a primary key, commits of one row, a scan of the file's bytes.
 * Printed beside the reference machine's figures; every other bench is read as a ratio to these.
 */
export async function* floor(entries = ENTRIES): AsyncGenerator<BenchRow> {
  const bank = await openStpBank(ACCOUNTS, DAY)
  try {
    const path = join(bank.folder, 'floor.ach')
    const written = writeAchDay({ path, entries, day: DAY, sender: 0 }, ACCOUNTS)
    const rows = writeFloorRows(path, join(bank.folder, 'floor.copy'))
    assert.equal(rows.entries, entries)
    const copied: number[] = []
    for (let round = 0; round < ROUNDS; round++) copied.push(await copyFloor(bank.url, rows))
    yield row(
      'COPY of a million entries with a primary key',
      (median(copied) * 1e6) / entries,
      's',
      REFERENCE.copySeconds,
    )
    yield row('commits of one row, 20 clients', await commits(bank.url), '/s', REFERENCE.commitsPerSecond)
    const file = readFileSync(path)
    const lines = median([1, 2, 3].map(() => scanLines(file)))
    yield row('line ends found', lines, '/s', REFERENCE.linesPerSecond)
    const amounts = median([1, 2, 3].map(() => scanAmounts(file, written.debitMinor + written.creditMinor)))
    yield row('records found and amounts added', amounts, '/s', REFERENCE.recordsPerSecond)
  } finally {
    await bank.close()
  }
}

function row(measure: string, value: number, unit: string, reference: number): BenchRow {
  const rounded = value < 100 ? Number(value.toFixed(2)) : Math.round(value)
  return printed('floor', measure, { value: rounded, unit, against: 'the reference machine', against_value: reference })
}

/** Commits a second of twenty clients that each insert one row at a time. */
export async function commits(url: string): Promise<number> {
  const pool = new pg.Pool({ connectionString: url, max: CLIENTS })
  try {
    await pool.query(floorSql('create commits'))
    const insert = { name: 'insert', text: floorSql('insert commit') }
    let next = 0
    const client = async () => {
      const connection = await pool.connect()
      for (let id = next++; id < COMMITS; id = next++) await connection.query({ ...insert, values: [id, id] })
      connection.release()
    }
    const began = performance.now()
    await Promise.all(Array.from({ length: CLIENTS }, client))
    const seconds = (performance.now() - began) / 1000
    const { rows } = await pool.query('select count(*)::bigint from floor_commit')
    assert.equal(rows[0].count, COMMITS)
    return COMMITS / seconds
  } finally {
    await pool.query(floorSql('drop commits')).catch(() => {})
    await pool.end()
  }
}

function scanLines(file: Buffer): number {
  const began = performance.now()
  let lines = 0
  for (let end = file.indexOf(10); end !== -1; end = file.indexOf(10, end + 1)) lines++
  const seconds = (performance.now() - began) / 1000
  assert.equal(lines, file.length / RECORD)
  return lines / seconds
}

function scanAmounts(file: Buffer, amountMinor: number): number {
  const began = performance.now()
  let sum = 0
  let records = 0
  for (let at = 0; at < file.length; at += RECORD) {
    records++
    if (file[at] !== 0x36) continue
    let value = 0
    for (let i = at + 29; i < at + 39; i++) value = value * 10 + (file[i] ?? 0x30) - 0x30
    sum += value
  }
  const seconds = (performance.now() - began) / 1000
  assert.equal(sum, amountMinor)
  return records / seconds
}

if (import.meta.main) for await (const measured of floor()) console.log(JSON.stringify(measured))
