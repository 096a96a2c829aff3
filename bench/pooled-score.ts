import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { poolKinds } from '../src/simulate/pool-kinds.ts'
import { type KindScore, PRECISION_MIN, RECALL_MIN, type Score } from '../src/simulate/score.ts'
import { type BenchRow, printed } from './bench-row.ts'

/** Which days are pooled. */
export interface PoolOptions {
  /** Drawn anew when left out, so that nobody can have tuned to them; they are printed, and given again they make the same days. */
  readonly seeds?: readonly number[]
  readonly items?: number
  /** Faults of each kind in one day, 400 at most, and as many near misses. */
  readonly perKind?: number
}

const DAYS = 3
const ITEMS = 100_000
const PER_KIND = 340
/** A day takes one processor with its database; the measure is what was found, not how soon. */
const DAYS_AT_ONCE = 2
/** With fewer of a kind one miss in a thousand could not be told from none. */
const PLANTED_MIN = 1_000

/**
 * Makes whole days from several seeds, runs each with the command line in a data directory of its own, and adds up what their
 * scores say: by kind, how many of the planted faults were found and how many of those raised are right; cents that moved
 * wrongly; items nothing is known of; whether each day's proof holds.
 */
export async function* pooledScore(options: PoolOptions = {}): AsyncGenerator<BenchRow> {
  const { items = ITEMS, perKind = PER_KIND } = options
  const seeds = options.seeds ?? Array.from({ length: DAYS }, () => randomInt(1, 2 ** 31))
  const scores: Score[] = []
  for await (const [seed, day] of scoredDays(seeds, { items, perKind })) {
    scores.push(day.score)
    tellWhere(seed, day.score)
    yield* rowsOfDay(seed, day)
  }
  const kinds = poolKinds(scores.map(score => score.kinds))
  for (const kind of kinds) yield* rowsOfKind(kind)
  yield atLeast('planted of the rarest kind', Math.min(...kinds.map(kind => kind.planted)), PLANTED_MIN, 'faults')
}

interface ScoredDay {
  readonly score: Score
  readonly proofHolds: boolean
  readonly seconds: number
}

/** A bar that does not hold is of no use to anybody who cannot see where: the day itself is gone by then. */
function tellWhere(seed: number, { wrong_at, kinds }: Score): void {
  const places = [
    ...wrong_at,
    ...kinds.flatMap(({ kind, missed_at, false_at }) => [
      ...missed_at.map(at => `${at}: missed ${kind}`),
      ...false_at.map(at => `${at}: ${kind} raised falsely`),
    ]),
  ]
  for (const place of places) console.error(`seed ${seed}: ${place}`)
}

/** In the order of the seeds; while one is waited for the next is made already. */
async function* scoredDays(
  seeds: readonly number[],
  size: { readonly items: number; readonly perKind: number },
): AsyncGenerator<readonly [number, ScoredDay]> {
  const begun: Promise<ScoredDay>[] = []
  for (const [index, seed] of seeds.entries()) {
    for (const next of seeds.slice(begun.length, index + DAYS_AT_ONCE)) {
      const day = scoreDay({ seed: next, ...size })
      // A day that fails before its turn is told when its turn comes.
      day.catch(() => undefined)
      begun.push(day)
    }
    const day = await begun[index]
    assert.ok(day !== undefined)
    yield [seed, day]
  }
}

async function scoreDay(of: { readonly seed: number; readonly items: number; readonly perKind: number }) {
  const folder = mkdtempSync(join(tmpdir(), 'clearday-score-'))
  chmodSync(folder, 0o711) // the database runs under an account of its own where we are root
  const [day, data] = [join(folder, 'day'), join(folder, 'data')]
  const size = ['--items', String(of.items), '--per-kind', String(of.perKind)]
  try {
    const began = performance.now()
    await clearday(['simulate', '--seed', String(of.seed), ...size, '--out', day])
    const run = await clearday(['run', day, '--data', data])
    const score: Score = JSON.parse((await clearday(['score', day, '--data', data])).out)
    const proof: { readonly holds: boolean } = JSON.parse(run.out).proof
    assert.ok(score.items >= of.items, `the truth of seed ${of.seed} knows ${score.items} items`)
    const seconds = (performance.now() - began) / 1000
    return { score, proofHolds: proof.holds, seconds } satisfies ScoredDay
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const PROGRAM = fileURLToPath(new URL('../src/main/clearday.ts', import.meta.url))

/** The command as people call it; 1 is an answer (faults were found), anything else is no measure. */
async function clearday(args: readonly string[]): Promise<{ readonly code: number | null; readonly out: string }> {
  const child = spawn(process.execPath, [PROGRAM, ...args, '--json'], { stdio: ['ignore', 'pipe', 'inherit'] })
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  const code = await new Promise<number | null>(resolve => child.on('close', resolve))
  assert.ok(code === 0 || code === 1, `clearday ${args.join(' ')} ended with ${code}`)
  return { code, out }
}

function* rowsOfDay(seed: number, { score, proofHolds, seconds }: ScoredDay): Generator<BenchRow> {
  const day = `seed ${seed}`
  yield printed('score', `${day}: made, run and scored`, {
    value: Math.round(seconds),
    unit: 's',
    against: 'items of the day',
    against_value: score.items,
  })
  yield none(`${day}: moved wrongly`, score.cents_wrong, 'cents', score.items)
  yield none(`${day}: nothing known of`, score.lost, 'items', score.items)
  yield none(`${day}: proofs that do not hold`, proofHolds ? 0 : 1, 'proofs', 1)
}

/** What was missed is the one minus the other, and so is what was raised falsely. */
function* rowsOfKind({ kind, planted, found, false: falsely, recall, precision }: KindScore): Generator<BenchRow> {
  const share = { bench: 'score', value: found, unit: 'found' }
  yield {
    ...share,
    measure: `${kind}: recall`,
    against: 'planted',
    against_value: planted,
    ratio: recall,
    bar: `>= ${RECALL_MIN}`,
    holds: recall >= RECALL_MIN,
  }
  yield {
    ...share,
    measure: `${kind}: precision`,
    against: 'raised',
    against_value: found + falsely,
    ratio: precision,
    bar: `>= ${PRECISION_MIN}`,
    holds: precision >= PRECISION_MIN,
  }
}

function none(measure: string, value: number, unit: string, of: number): BenchRow {
  const against = { against: 'of all', against_value: of, ratio: value / of }
  return { bench: 'score', measure, value, unit, ...against, bar: '0', holds: value === 0 }
}

function atLeast(measure: string, value: number, least: number, unit: string): BenchRow {
  const against = { against: 'wanted', against_value: least, ratio: value / least }
  return { bench: 'score', measure, value, unit, ...against, bar: `>= ${least}`, holds: value >= least }
}
