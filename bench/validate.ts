import assert from 'node:assert/strict'
import { closeSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { NachaFault } from '../src/formats/nacha/fault-codes.ts'
import { fuzzNacha } from '../src/formats/nacha/fuzz.ts'
import { createNachaReader } from '../src/formats/nacha/read.ts'
import type { FileEnd } from '../src/formats/nacha/sink.ts'
import { type BenchRow, median } from './bench-row.ts'
import { type GeneratedFile, generatePpdFile } from './ppd-file.ts'

const ENTRIES = 1_000_000
const CHUNK = 1 << 18
const ENTRIES_PER_SECOND_MIN = 1_000_000
/** The scan's figure on the machine that the bar was set on: where it holds its figure, the absolute bar counts. */
const SCAN_FIGURE = 40_200_000
const RSS_GROWTH_MAX_MB = 150
const MUTATED = 2000
const SLOWEST_MAX_MS = 1000

/**
 * Reads and validates a 1 M-entry PPD file (95 MB) as a stream, against a bare scan for line ends and amounts over the same
 * bytes by the same loop in the same process. Medians of three; counts and sums are asserted, and that an altered amount is
 * found. Seen red with: the batch's credit total not compared.
 */
export async function* validate(entries = ENTRIES): AsyncGenerator<BenchRow> {
  const folder = mkdtempSync(join(tmpdir(), 'clearday-validate-'))
  const path = join(folder, 'ppd.ach')
  try {
    const file = generatePpdFile(path, entries)
    const before = process.memoryUsage.rss()
    let peak = before
    const note = () => {
      peak = Math.max(peak, process.memoryUsage.rss())
    }
    // Both sides once, uncounted, so that neither is measured while it is being compiled.
    scan(path, file, note)
    read(path, file, note)
    const scanned = median([1, 2, 3].map(() => scan(path, file, note)))
    const validated = median([1, 2, 3].map(() => read(path, file, note)))
    assertAlterationFound(path)
    yield row(validated, scanned)
    yield memoryRow((peak - before) / 1e6, file.bytes / 1e6)
    yield mutatedRow()
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function row(validated: number, scanned: number): BenchRow {
  const ratio = validated / scanned
  const holds = validated >= ENTRIES_PER_SECOND_MIN || ratio >= ENTRIES_PER_SECOND_MIN / SCAN_FIGURE
  return {
    bench: 'validate',
    measure: 'ach entries validated, streaming',
    value: Math.round(validated),
    unit: 'entries/s',
    against: 'line and amount scan of the same bytes',
    against_value: Math.round(scanned),
    ratio: Number(ratio.toFixed(4)),
    bar: `>= ${ENTRIES_PER_SECOND_MIN} entries/s, or the same share of a scan below ${SCAN_FIGURE}`,
    holds,
  }
}

function memoryRow(growthMb: number, fileMb: number): BenchRow {
  return {
    bench: 'validate',
    measure: 'rss growth',
    value: Number(growthMb.toFixed(1)),
    unit: 'MB',
    against: 'file size',
    against_value: Number(fileMb.toFixed(1)),
    ratio: Number((growthMb / fileMb).toFixed(3)),
    bar: `<= ${RSS_GROWTH_MAX_MB} MB`,
    holds: growthMb <= RSS_GROWTH_MAX_MB,
  }
}

/** Files spoiled in every way a sender can think of: none may crash the reader, lose an entry or keep it for long. */
function mutatedRow(): BenchRow {
  const { files, slowestMs } = fuzzNacha(MUTATED, 7, () => performance.now())
  return {
    bench: 'validate',
    measure: `slowest of ${files} mutated ach files`,
    value: Number(slowestMs.toFixed(1)),
    unit: 'ms',
    against: 'one second, the bar for a megabyte',
    against_value: SLOWEST_MAX_MS,
    ratio: Number((slowestMs / SLOWEST_MAX_MS).toFixed(4)),
    bar: `<= ${SLOWEST_MAX_MS} ms`,
    holds: slowestMs <= SLOWEST_MAX_MS,
  }
}

/** Entries a second of the reader, every check on. */
function read(path: string, file: GeneratedFile, note: () => void): number {
  const faults: NachaFault[] = []
  const ends: FileEnd[] = []
  let amount = 0
  let count = 0
  const feed = createNachaReader({
    fileHeader: () => {},
    batchHeader: () => {},
    entry: entry => {
      count++
      amount += entry.amountMinor
    },
    batchEnd: note,
    fileEnd: end => ends.push(end),
    fault: fault => faults.push(fault),
  })
  const began = performance.now()
  eachChunk(path, chunk => feed.write(chunk))
  feed.end()
  const took = performance.now() - began
  assert.deepEqual(faults, [])
  assert.deepEqual([count, amount, ends[0]?.fate], [file.entries, file.amountMinor, 'process'])
  return (file.entries / took) * 1000
}

/** A validation that lets an altered amount through is fast and worthless: one digit is changed, and must be found. */
function assertAlterationFound(path: string): void {
  const codes: string[] = []
  const nothing = () => {}
  const feed = createNachaReader({
    fileHeader: nothing,
    batchHeader: nothing,
    entry: nothing,
    batchEnd: nothing,
    fileEnd: nothing,
    fault: fault => codes.push(fault.code),
  })
  let altered = false
  eachChunk(path, chunk => {
    const at = altered ? -1 : chunk.indexOf('\n622')
    if (at >= 0 && at + 40 < chunk.length) {
      chunk[at + 39] = chunk[at + 39] === 0x31 ? 0x32 : 0x31 // the last digit of the amount
      altered = true
    }
    feed.write(chunk)
  })
  feed.end()
  // The batch's control shows it; the file's agrees with the sum of the batch controls, so only that batch is left out.
  assert.deepEqual(codes, ['total-credit', 'file-total-credit'])
}

/** Entries a second of the floor: find the line ends, add up ten digits. */
function scan(path: string, file: GeneratedFile, note: () => void): number {
  let count = 0
  let amount = 0
  let at = 0 // of the next record, from the beginning of the chunk; records cut by a chunk's end are joined below
  let rest = Buffer.alloc(0)
  const began = performance.now()
  eachChunk(path, chunk => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    at = 0
    for (let end = bytes.indexOf(10, at); end !== -1; end = bytes.indexOf(10, at)) {
      if (bytes[at] === 0x36) {
        count++
        let value = 0
        for (let i = at + 29; i < at + 39; i++) value = value * 10 + (bytes[i] ?? 0x30) - 0x30
        amount += value
      }
      at = end + 1
    }
    rest = Buffer.from(bytes.subarray(at))
  })
  const took = performance.now() - began
  note()
  assert.deepEqual([count, amount], [file.entries, file.amountMinor])
  return (file.entries / took) * 1000
}

function eachChunk(path: string, take: (chunk: Buffer) => void): void {
  const handle = openSync(path, 'r')
  const buffer = Buffer.allocUnsafe(CHUNK)
  for (let got = readSync(handle, buffer); got > 0; got = readSync(handle, buffer)) take(buffer.subarray(0, got))
  closeSync(handle)
}

if (import.meta.main) for await (const measured of validate()) console.log(JSON.stringify(measured))
