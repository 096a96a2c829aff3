import { audit } from './audit.ts'
import type { BenchRow } from './bench-row.ts'
import { floor } from './floor.ts'
import { micr } from './micr.ts'
import { stp } from './stp.ts'
import { validate } from './validate.ts'

type Bench = () => AsyncIterable<BenchRow> | Iterable<BenchRow>

/** In the order in which they run: the floor first, because the others are read against it. */
const BENCHES: Readonly<Record<string, Bench>> = {
  floor: () => floor(),
  validate: () => validate(),
  micr: () => micr(),
  audit: () => audit(),
  stp: () => stp(),
}

/** `npm run -s bench -- [NAME] [--json]`: exit 0 when every bar holds, 1 when one does not, 2 when there is no such bench. */
async function main(args: readonly string[]): Promise<number> {
  const names = args.filter(arg => !arg.startsWith('--'))
  const unknown = [
    ...names.filter(name => !Object.hasOwn(BENCHES, name)),
    ...args.filter(arg => arg.startsWith('--') && arg !== '--json'),
  ]
  if (unknown.length > 0) {
    console.error(
      `There is no bench ${unknown.join(', ')}. Benches: ${Object.keys(BENCHES).join(', ')}. Option: --json.`,
    )
    return 2
  }
  const print = args.includes('--json') ? printJson : printText
  let failed = 0
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (names.length > 0 && !names.includes(name)) continue
    for await (const row of bench()) {
      print(row)
      if (!row.holds) failed++
    }
  }
  return failed === 0 ? 0 : 1
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
