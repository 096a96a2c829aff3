import { parseArgs } from 'node:util'
import type { BenchRow } from './bench-row.ts'
import type { PoolOptions } from './pooled-score.ts'

type Rows = AsyncIterable<BenchRow> | Iterable<BenchRow>

/**
 * In the order in which they run: the floor first, because the others are read against it. Each is read when it is run: what one needs,
 * as the whole server, is not in the memory of another that measures its own.
 */
const BENCHES: Readonly<Record<string, (options: PoolOptions) => Promise<Rows>>> = {
  floor: async () => (await import('./floor.ts')).floor(),
  validate: async () => (await import('./validate.ts')).validate(),
  micr: async () => (await import('./micr.ts')).micr(),
  audit: async () => (await import('./audit.ts')).audit(),
  authority: async () => (await import('./authority.ts')).authority(),
  stp: async () => (await import('./stp.ts')).stp(),
  posting: async () => (await import('./posting.ts')).posting(),
  bulk: async () => (await import('./bulk.ts')).bulk(),
  'pull-next': async () => (await import('./pull-next.ts')).pullNext(),
  score: async options => (await import('./pooled-score.ts')).pooledScore(options),
}

const OPTIONS = {
  json: { type: 'boolean' },
  seeds: { type: 'string' },
  items: { type: 'string' },
  'per-kind': { type: 'string' },
} as const

const USAGE = `Benches: ${Object.keys(BENCHES).join(', ')}. Options: --json; for score --seeds A,B,C, --items N, --per-kind N.`

/** `npm run -s bench -- [NAME] [--json]`: exit 0 when every bar holds, 1 when one does not, 2 when there is no such bench. */
async function main(args: readonly string[]): Promise<number> {
  const asked = callOf(args)
  if (typeof asked === 'string') {
    console.error(`${asked} ${USAGE}`)
    return 2
  }
  let failed = 0
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (asked.names.length > 0 && !asked.names.includes(name)) continue
    for await (const row of await bench(asked.pool)) {
      asked.print(row)
      if (!row.holds) failed++
    }
  }
  return failed === 0 ? 0 : 1
}

interface Asked {
  readonly names: readonly string[]
  readonly pool: PoolOptions
  readonly print: (row: BenchRow) => void
}

/** What is asked for, or a sentence that says what of it there is not. */
function callOf(args: readonly string[]): Asked | string {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true })
    const unknown = positionals.filter(name => !Object.hasOwn(BENCHES, name))
    if (unknown.length > 0) return `There is no bench ${unknown.join(', ')}.`
    const pool = {
      ...(values.seeds === undefined ? {} : { seeds: values.seeds.split(',').map(wholeNumber) }),
      ...(values.items === undefined ? {} : { items: wholeNumber(values.items) }),
      ...(values['per-kind'] === undefined ? {} : { perKind: wholeNumber(values['per-kind']) }),
    }
    return { names: positionals, pool, print: values.json === true ? printJson : printText }
  } catch (error) {
    return `${error instanceof Error ? error.message : error}.`
  }
}

function wholeNumber(text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new Error(`${text} is no whole number`)
  return Number(text)
}

function printJson(row: BenchRow): void {
  console.log(JSON.stringify(row))
}

const COLUMNS = { bench: 9, measure: 58, value: 22, against: 58 } as const

/** One line a measure, in columns that a screen of 160 characters holds; what fails begins with an exclamation mark. */
function printText(row: BenchRow): void {
  const bar = row.bar === 'printed only' ? '' : `${row.bar}: ${row.holds ? 'holds' : 'DOES NOT HOLD'}`
  console.log(
    (row.holds ? '  ' : '! ') +
      row.bench.padEnd(COLUMNS.bench) +
      row.measure.padEnd(COLUMNS.measure) +
      `${row.value.toLocaleString('en')} ${row.unit}`.padEnd(COLUMNS.value) +
      `${row.ratio.toLocaleString('en', { maximumFractionDigits: 4 })} of ${row.against_value.toLocaleString('en')} (${row.against})`.padEnd(
        COLUMNS.against,
      ) +
      bar,
  )
}

process.exitCode = await main(process.argv.slice(2))
