import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { counted } from '../../core/counted.ts'
import { type Score, score as scoreDay } from '../../simulate/score.ts'
import { CannotDo, type Command, EXIT } from '../command.ts'
import { dayNotRun } from '../day-not-run.ts'
import { findDayReceipts } from '../day-receipts.ts'
import { readDetected } from '../detected-rows.ts'
import { hashArrivals } from '../hashed-arrivals.ts'
import { readTruth } from '../read-truth.ts'
import { type Terminal, tableLines } from '../terminal.ts'
import { hasDatabase, withEngine } from '../with-engine.ts'
import { dollars } from './prove.ts'

export const score: Command = {
  arguments: 'DIR',
  takes: [1, 1],
  summary:
    'Compares what a run detected with the truth of a simulated day: recall, precision and cents wrong, by kind.',
  examples: ['clearday score day', 'clearday score day --json'],
  options: {},
  async run(call) {
    const [directory = ''] = call.positionals
    if (!existsSync(join(directory, 'truth.csv')))
      throw new CannotDo(`${directory} has no truth.csv; only simulated days can be scored`)
    if (!hasDatabase(call)) throw new CannotDo(`${call.dataDir} holds no run; clearday run ${directory} makes one`)
    if (!existsSync(join(directory, 'manifest.csv')))
      throw new CannotDo(`${directory} has no manifest.csv; it names the files by whose bytes a run is found`)
    const truth = await readTruth(join(directory, 'truth.csv'))
    const reading = call.terminal.progress('reading the files')
    const files = await hashArrivals(directory, (done, total) => reading.update(done, total))
    reading.end()
    const progress = call.terminal.progress('scoring')
    const detected = await withEngine(call, async engine => {
      const day = await findDayReceipts(engine, directory, files)
      // Of a day that was not run every fault would count as missed.
      const why = dayNotRun({ directory, dataDir: call.dataDir, files: files.length, ...day })
      if (why !== undefined) throw new CannotDo(why)
      return readDetected(engine, day, (done, total) => progress.update(done, total))
    })
    const result = scoreDay(truth, detected)
    progress.end()
    if (call.json) call.terminal.printJson(result)
    else printScore(call.terminal, result)
    return result.holds ? EXIT.done : EXIT.faults
  },
}

function printScore(to: Terminal, result: Score): void {
  const rows = result.kinds.map(kind => [
    kind.kind,
    kind.planted,
    kind.found,
    kind.missed,
    kind.false,
    percent(kind.recall),
    percent(kind.precision),
    [...kind.missed_at, ...kind.false_at].slice(0, 2).join(' '),
  ])
  for (const line of tableLines(
    ['kind', 'planted', 'found', 'missed', 'false', 'recall %', 'precision %', 'where'],
    rows,
  ))
    to.print(line)
  to.print()
  to.print(`${counted(result.items, 'item')}, ${dollars(result.cents_wrong)} wrong, ${result.lost} lost`)
  for (const where of result.wrong_at) to.print(`! ${where}`)
  to.print(result.holds ? 'The score holds.' : 'The score does not hold.')
}

function percent(share: number): string {
  return (share * 100).toFixed(2)
}
