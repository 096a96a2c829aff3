import assert from 'node:assert/strict'
import { checkDigit } from '../src/core/aba.ts'
import { readTiff } from '../src/formats/tiff/read-tiff.ts'
import { readMicrLine } from '../src/media/e13b/read-micr-line.ts'
import { type CheckCondition, type CheckValues, CLEAN_CONDITION } from '../src/simulate/drawn-check/check-values.ts'
import { drawCheck } from '../src/simulate/drawn-check/draw-check.ts'
import { createRandom, type Random } from '../src/simulate/random.ts'
import type { BenchRow } from './bench-row.ts'

const LINES = 2000
const SEED = 20_250_630
const WARM_UP_LINES = 50

/** A condition of the drawn checks, and the most that may be misread and left untold of its symbols. */
interface Trial {
  readonly name: string
  readonly condition: Partial<CheckCondition>
  readonly misreadMax: number
  readonly untoldMax: number
}

const TRIALS: readonly Trial[] = [
  { name: 'clean', condition: {}, misreadMax: 1e-4, untoldMax: 1e-3 },
  { name: 'skew 1 degree', condition: { skewDegrees: 1 }, misreadMax: 1e-4, untoldMax: 1e-3 },
  { name: 'skew 2 degrees', condition: { skewDegrees: 2 }, misreadMax: 1e-4, untoldMax: 1e-3 },
  { name: 'skew 3 degrees', condition: { skewDegrees: -3 }, misreadMax: 1e-4, untoldMax: 1e-3 },
  { name: 'noise 1 %', condition: { noise: 0.01 }, misreadMax: 1e-3, untoldMax: 5e-3 },
  { name: 'skew 2 degrees, noise', condition: { skewDegrees: -2, noise: 0.005 }, misreadMax: 1e-3, untoldMax: 5e-3 },
  { name: 'broken 50 %', condition: { broken: 0.5 }, misreadMax: 1e-3, untoldMax: 1e-2 },
  { name: 'touching 50 %', condition: { touching: 0.5 }, misreadMax: 1e-3, untoldMax: 1e-2 },
  {
    name: 'combined',
    condition: { skewDegrees: 2, noise: 0.005, broken: 0.3, touching: 0.3, blotches: 4 },
    misreadMax: 1e-3,
    untoldMax: 2e-2,
  },
]

/**
 * How well codelines are read, by condition: of 2,000 drawn checks each (either size, 200 or 240 dots per inch, thin to heavy
 * print) the share of symbols that are misread (told, but wrong; or lost without a trace) and of those left untold (`*`); and
 * the time of a reading against the decoding of its picture. The misread share is the one that matters: an untold symbol
 * costs a look, a misread one costs a wrong exception.
 */
export function* micr(lines = LINES): Generator<BenchRow> {
  run(TRIALS[0] as Trial, WARM_UP_LINES) // uncounted, so that nothing is measured while it is being compiled
  for (const trial of TRIALS) {
    const found = run(trial, lines)
    assert.equal(found.lines, lines)
    assert.ok(found.symbols > lines * 20, 'every codeline has more than twenty symbols')
    yield share(trial, 'misread', found.misread, found.symbols, trial.misreadMax)
    yield share(trial, 'untold', found.untold, found.symbols, trial.untoldMax)
    yield share(trial, 'lines not wholly told', lines - found.whole, lines, 1)
    yield time(trial, found.readMs / lines, found.decodeMs / lines)
  }
}

interface Found {
  lines: number
  symbols: number
  misread: number
  untold: number
  whole: number
  readMs: number
  decodeMs: number
}

function run(trial: Trial, lines: number): Found {
  const found: Found = { lines: 0, symbols: 0, misread: 0, untold: 0, whole: 0, readMs: 0, decodeMs: 0 }
  const random = createRandom(SEED).split(trial.name)
  for (let line = 0; line < lines; line += 1) {
    const stream = random.split(line)
    const chance = () => stream.next() / 2 ** 32
    const print = { dpi: stream.pick([200, 200, 240] as const), inkSpreadPx: -0.2 + chance() * 0.9 }
    const drawn = drawCheck(valuesOf(stream), { ...CLEAN_CONDITION, ...print, ...trial.condition }, chance)
    const began = performance.now()
    const read = readTiff(drawn.front)
    const decoded = performance.now()
    assert.ok(read.at === 'read')
    const { text } = readMicrLine(read.bitmap, read.layout.dpi)
    found.decodeMs += decoded - began
    found.readMs += performance.now() - decoded
    found.lines += 1
    compare(drawn.codeline.replaceAll(' ', ''), text.replaceAll(' ', ''), found)
  }
  return found
}

function valuesOf(random: Random): CheckValues {
  const bank = `${random.pick(['01', '03', '07', '11', '12', '21', '31'])}${digits(random, 6)}`
  const amountMinor = random.between(100, 9_999_999)
  return {
    style: random.pick(['personal', 'personal', 'business']),
    routing: `${bank}${checkDigit(bank)}`,
    account: random.percent(20) ? `${digits(random, 3)}-${digits(random, 6)}` : digits(random, random.between(6, 12)),
    serial: String(random.between(100, 99_999)),
    amountMinor,
    encodedMinor: random.percent(85) ? amountMinor : undefined,
    ...(random.percent(10) ? { epc: '4' } : {}),
    payor: { name: 'Sample Payor', address: ['1 Example Street', 'Anytown 12345'] },
    payee: 'Sample Payee',
    date: '06/30/2025',
    bank: 'First Example Bank',
    memo: `Invoice ${digits(random, 4)}`,
    endorsements: [],
  }
}

function digits(random: Random, count: number): string {
  return Array.from({ length: count }, () => random.below(10)).join('')
}

/** Sets what was read under what was printed with the fewest differences; an added or lost symbol is misread, an added `*` untold. */
function compare(printed: string, text: string, found: Found): void {
  const cost = (a: string | undefined, b: string | undefined) => (a === b ? 0 : b === '*' ? 1 : 1.5)
  const table = Array.from({ length: printed.length + 1 }, () => new Float64Array(text.length + 1))
  const at = (row: number, column: number) => table[row]?.[column] ?? Number.POSITIVE_INFINITY
  for (let row = 0; row <= printed.length; row += 1) {
    for (let column = 0; column <= text.length; column += 1) {
      if (row + column === 0) continue
      const swap = at(row - 1, column - 1) + cost(printed[row - 1], text[column - 1])
      const least = Math.min(swap, at(row - 1, column) + 1.5, at(row, column - 1) + cost(undefined, text[column - 1]))
      ;(table[row] as Float64Array)[column] = least
    }
  }
  let row = printed.length
  let column = text.length
  found.symbols += printed.length
  found.whole += printed === text ? 1 : 0
  while (row + column > 0) {
    const here = at(row, column)
    if (here === at(row - 1, column - 1) + cost(printed[row - 1], text[column - 1])) {
      row -= 1
      column -= 1
      if (text[column] === '*') found.untold += 1
      else if (text[column] !== printed[row]) found.misread += 1
    } else if (here === at(row - 1, column) + 1.5) {
      row -= 1
      found.misread += 1
    } else {
      column -= 1
      if (text[column] === '*') found.untold += 1
      else found.misread += 1
    }
  }
}

function share(trial: Trial, what: string, count: number, of: number, most: number): BenchRow {
  const value = count / of
  return {
    bench: 'micr',
    measure: `${trial.name}: ${what}`,
    value,
    unit: 'share',
    against: what.startsWith('lines') ? 'lines drawn' : 'symbols drawn',
    against_value: of,
    ratio: value,
    bar: most < 1 ? `<= ${most}` : 'printed only',
    holds: value <= most,
  }
}

/** Where the machine is shared, the ratio counts; damaged lines are searched at every column and take longer. */
const READ_MS_MAX = 5
const READ_PER_DECODE_MAX = { plain: 15, damaged: 30 } as const

function time(trial: Trial, readMs: number, decodeMs: number): BenchRow {
  const ratioMax = READ_PER_DECODE_MAX[trial.misreadMax <= 1e-4 ? 'plain' : 'damaged']
  return {
    bench: 'micr',
    measure: `${trial.name}: time a check`,
    value: readMs,
    unit: 'ms',
    against: 'decoding its picture',
    against_value: decodeMs,
    ratio: readMs / decodeMs,
    bar: `<= ${READ_MS_MAX} ms, or <= ${ratioMax} times the decoding`,
    holds: readMs <= READ_MS_MAX || readMs / decodeMs <= ratioMax,
  }
}

if (import.meta.main)
  for (const measured of micr(Number(process.argv[2] ?? LINES))) console.log(JSON.stringify(measured))
