import assert from 'node:assert/strict'
import { closeSync, createReadStream, openSync, readSync, writeSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { CopyRows } from '../src/store/copy-rows.ts'
import { floorSql } from './floor-sql.ts'

/** The entries of an ACH file as a stream of binary COPY, ready to be sent: making it is not part of what is timed. */
export interface FloorRows {
  readonly path: string
  readonly entries: number
  readonly amountMinor: number
  readonly bytes: number
}

const RECORD = 95
const PIECE_RECORDS = 10_000

/** Writes the entry records of `achPath` (94 columns and a line feed each) as rows of ten columns, piece by piece. */
export function writeFloorRows(achPath: string, path: string): FloorRows {
  const from = openSync(achPath, 'r')
  const to = openSync(path, 'w')
  const piece = Buffer.allocUnsafe(RECORD * PIECE_RECORDS)
  const seen = { entries: 0, amountMinor: 0, batch: 0, line: 0 }
  let bytes = 0
  for (let got = readSync(from, piece); got > 0; got = readSync(from, piece)) {
    const rows = new CopyRows(PIECE_RECORDS * 170)
    for (let at = 0; at < got; at += RECORD) addRecord(rows, piece.toString('latin1', at, at + RECORD - 1), seen)
    bytes += writeSync(to, bytes === 0 ? rows.open() : rows.body())
  }
  bytes += writeSync(to, Uint8Array.of(0xff, 0xff)) // the end of a binary COPY
  closeSync(from)
  closeSync(to)
  return { path, entries: seen.entries, amountMinor: seen.amountMinor, bytes }
}

function addRecord(
  rows: CopyRows,
  text: string,
  seen: { entries: number; amountMinor: number; batch: number; line: number },
): void {
  seen.line++
  if (text[0] === '5') seen.batch++
  if (text[0] !== '6') return
  const amountMinor = Number(text.slice(29, 39))
  seen.entries++
  seen.amountMinor += amountMinor
  rows.row(10).int8(seen.entries).int4(seen.batch).int4(seen.line)
  rows
    .int2(Number(text.slice(1, 3)))
    .int8(Number(text.slice(3, 12)))
    .text(text.slice(12, 29).trimEnd())
  rows
    .int8(amountMinor)
    .text(text.slice(54, 76).trimEnd())
    .int8(Number(text.slice(79)))
    .date(SETTLES_ON)
}

const SETTLES_ON = 20_000 // any day: a date costs the same whichever it is

/** Seconds of one COPY of the rows into a table of ten columns with a primary key, committed durably; its count and sum are asserted. */
export async function copyFloor(url: string, floor: FloorRows): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(floorSql('create'))
    await client.query('checkpoint')
    const began = performance.now()
    await pipeline(createReadStream(floor.path, { highWaterMark: 1 << 18 }), client.query(copyFrom(floorSql('copy'))))
    const seconds = (performance.now() - began) / 1000
    const { rows } = await client.query(floorSql('count'))
    assert.deepEqual(rows, [{ entries: floor.entries, amount_minor: floor.amountMinor }])
    return seconds
  } finally {
    await client.query(floorSql('drop')).catch(() => {})
    await client.end()
  }
}
