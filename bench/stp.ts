import assert from 'node:assert/strict'
import { join } from 'node:path'
import { proveDay } from '../src/engine/prove-day.ts'
import { type BenchRow, median, printed } from './bench-row.ts'
import { copyFloor, type FloorRows, writeFloorRows } from './floor-copy.ts'
import { openStpBank, runFile, type StpBank, type StpRun } from './stp-bank.ts'

/** How large a run is; the bars are for the whole one. */
export interface StpSize {
  readonly entries: number
  /** Of the file that time per entry is compared with. */
  readonly smallEntries: number
  readonly accounts: number
  readonly historyFiles: number
  readonly historyEntries: number
  readonly rounds: number
}

const WHOLE: StpSize = {
  entries: 1_000_000,
  smallEntries: 100_000,
  accounts: 100_000,
  historyFiles: 20,
  historyEntries: 100_000,
  rounds: 5,
}

const RATIO_MAX = 5
const GROWTH_MAX = 1.25
const RSS_MAX_MB = 512
const FIRST_DAY = Temporal.PlainDate.from('2025-01-06')
/** The rest of the history comes in the days before the measured ones. */
const HISTORY_MONTHS = 17

/**
 * Straight-through processing: a file of a million entries, two in a hundred to be excepted, from its first byte to durably
 * posted, excepted and audited, against a COPY of the same entries on the same server. See bench/README.md.
 */
export async function* stp(size = WHOLE): AsyncGenerator<BenchRow> {
  const bank = await openStpBank(size.accounts, FIRST_DAY)
  try {
    const history = await loadHistory(bank, size)
    const rounds: Round[] = []
    let day = history.lastDay
    for (let round = 0; round < size.rounds; round++) {
      day = bank.openOn(day.add({ days: 1 }))
      rounds.push(await runRound(bank, size, day))
    }
    yield* rowsOf(size, rounds)
    yield printed('stp', 'history through the same door', {
      value: round2(history.seconds),
      unit: 's',
      against: 'entries',
      against_value: history.entries,
    })
    yield await proofRow(bank)
  } finally {
    await bank.close()
  }
}

/** The history is received and processed as it would have been: file by file, on its own days. */
async function loadHistory(
  bank: StpBank,
  size: StpSize,
): Promise<{ lastDay: Temporal.PlainDate; entries: number; seconds: number }> {
  let day = FIRST_DAY
  let seconds = 0
  for (let file = 0; file < size.historyFiles; file++) {
    if (file > 0) day = bank.openOn(file < HISTORY_MONTHS ? FIRST_DAY.add({ months: file }) : day.add({ days: 1 }))
    seconds += (await runFile(bank, { entries: size.historyEntries, day, sender: 0 })).seconds
  }
  return { lastDay: day, entries: size.historyFiles * size.historyEntries, seconds }
}

interface Round {
  readonly floorSeconds: number
  readonly large: StpRun
  readonly small: StpRun
}

/** One banking day: the small file first, so that the large one meets a day under which items were seen already. */
async function runRound(bank: StpBank, size: StpSize, day: Temporal.PlainDate): Promise<Round> {
  const small = await runFile(bank, { entries: size.smallEntries, day, sender: 1 })
  let floorSeconds = 0
  const large = await runFile(bank, { entries: size.entries, day, sender: 2 }, async (path, written) => {
    const floor: FloorRows = writeFloorRows(path, join(bank.folder, 'floor.copy'))
    assert.equal(floor.entries, written.entries)
    assert.equal(floor.amountMinor, written.debitMinor + written.creditMinor)
    floorSeconds = await copyFloor(bank.url, floor)
  })
  return { floorSeconds, large, small }
}

function* rowsOf(size: StpSize, rounds: readonly Round[]): Generator<BenchRow> {
  const seconds = median(rounds.map(round => round.large.seconds))
  const floor = median(rounds.map(round => round.floorSeconds))
  const ratio = median(rounds.map(round => round.large.seconds / round.floorSeconds))
  yield {
    bench: 'stp',
    measure: `${size.entries} entries received, posted, excepted, audited`,
    value: round2(seconds),
    unit: 's',
    against: 'COPY of the same entries',
    against_value: round2(floor),
    ratio: round2(ratio),
    bar: `<= ${RATIO_MAX}`,
    holds: ratio <= RATIO_MAX,
  }
  const microseconds = (of: 'large' | 'small') =>
    median(rounds.map(round => (round[of].seconds * 1e6) / round[of].written.entries))
  const growth = microseconds('large') / microseconds('small')
  yield {
    bench: 'stp',
    measure: `time an entry of ${size.entries}`,
    value: round2(microseconds('large')),
    unit: 'us',
    against: `time an entry of ${size.smallEntries}`,
    against_value: round2(microseconds('small')),
    ratio: round2(growth),
    bar: `<= ${GROWTH_MAX}`,
    holds: growth <= GROWTH_MAX,
  }
  const rssMb = Math.max(...rounds.map(round => round.large.rssMb))
  yield {
    bench: 'stp',
    measure: 'highest resident memory of Node',
    value: Math.round(rssMb),
    unit: 'MB',
    against: 'megabytes of the file',
    against_value: Math.round((rounds[0]?.large.written.bytes ?? 0) / 1e6),
    ratio: round2(rssMb / ((rounds[0]?.large.written.bytes ?? 1) / 1e6)),
    bar: `<= ${RSS_MAX_MB} MB`,
    holds: rssMb <= RSS_MAX_MB,
  }
  yield printed('stp', 'processor time of Node', {
    value: round2(median(rounds.map(round => round.large.cpuSeconds))),
    unit: 's',
    against: 'seconds in all',
    against_value: round2(seconds),
  })
}

/** The proof reads every item, posting and event of the run again, and hashes them against the audit chain. */
async function proofRow(bank: StpBank): Promise<BenchRow> {
  const began = performance.now()
  const proof = await proveDay(bank.engine)
  const seconds = (performance.now() - began) / 1000
  return {
    bench: 'stp',
    measure: `proof of ${proof.all.received.count} items`,
    value: round2(seconds),
    unit: 's',
    against: 'problems found',
    against_value: proof.problems.length,
    ratio: proof.problems.length,
    bar: 'holds',
    holds: proof.holds,
  }
}

function round2(value: number): number {
  return Number(value.toFixed(2))
}

if (import.meta.main) for await (const measured of stp()) console.log(JSON.stringify(measured))
