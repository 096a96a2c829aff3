import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { isOpen, openDayAfter } from '../../core/calendar/calendar.ts'
import { institutionCalendars } from '../../core/calendar/calendars.ts'
import { parseDay } from '../../core/calendar/day.ts'
import { counted } from '../../core/counted.ts'
import { INSTITUTION } from '../../simulate/institution.ts'
import { simulateDay } from '../../simulate/simulate-day.ts'
import { makeFolder } from '../../store/make-folder.ts'
import { CannotDo, type Command, EXIT, Misuse } from '../command.ts'
import { openDayFolder } from '../day-folder.ts'

export const simulate: Command = {
  arguments: '',
  summary:
    'Makes a whole labelled operations day from a seed: accounts, history, ACH files, cash letters, planted faults and their truth.',
  examples: [
    'clearday simulate --seed 7 --items 10000 --out day',
    'clearday simulate --seed 1 --items 1000000 --out big --day 2026-11-20',
  ],
  options: {
    seed: { type: 'string', value: 'S', default: '1', help: 'the same seed makes the same bytes' },
    items: { type: 'string', value: 'N', default: '10000', help: 'items of the day (history comes on top)' },
    day: { type: 'string', value: 'DATE', default: '2026-11-20', help: 'the business day, a banking day' },
    'per-kind': {
      type: 'string',
      value: 'N',
      help: 'faults and near misses planted of each kind (default: 40 in 100,000)',
    },
    out: { type: 'string', value: 'DIR', help: 'a new or empty directory' },
  },
  async run(call) {
    const out = call.text('out')
    if (out === undefined) throw new Misuse('it needs --out DIR')
    const seed = call.integer('seed', { min: 0, max: 2 ** 31 }) ?? 1
    const items = call.integer('items', { min: 100, max: 20_000_000 }) ?? 10_000
    const perKind = call.integer('per-kind', { min: 1, max: 400 })
    const day = businessDay(call.text('day') ?? '')
    refuseUsed(out)
    // Made beside its place and then renamed: a day that was stopped half way never stands there as a whole one.
    const making = `${resolve(out)}.making`
    rmSync(making, { recursive: true, force: true })
    await makeFolder(making)
    const progress = call.terminal.progress('simulating')
    const folder = openDayFolder(making, path => progress.update(folder.files, undefined, path))
    simulateDay({ seed, items, day, ...(perKind === undefined ? {} : { perKind }) }, folder)
    rmSync(out, { recursive: true, force: true })
    renameSync(making, out)
    progress.end()
    const made = { out, seed, items, day: day.toString(), files: folder.files, bytes: folder.bytes }
    if (call.json) call.terminal.printJson(made)
    else
      call.terminal.print(
        `${out}: ${counted(items, 'item')} of ${made.day} in ${counted(folder.files, 'file')}, ${counted(folder.bytes, 'byte')}`,
      )
    return EXIT.done
  },
}

/** Before the first, same-day entries had other limits than those that are planted; behind the last, two digits no longer tell the year. */
const YEARS = { first: 2023, last: 2098 } as const

/** A day on which files come: what is planted counts banking days from it. */
function businessDay(text: string): Temporal.PlainDate {
  const day = parseDay(text)
  if (day === undefined) throw new Misuse('--day takes a day such as 2026-11-20')
  if (day.year < YEARS.first || day.year > YEARS.last)
    throw new Misuse(`--day takes a day of the years ${YEARS.first} to ${YEARS.last}`)
  const banking = institutionCalendars({ institution: INSTITUTION.name, zone: INSTITUTION.zone }).counters[
    'ach-banking-day'
  ]
  const { open, why } = isOpen(banking, day)
  if (open) return day
  throw new Misuse(`--day takes a banking day: ${text} is none (${why}), the next is ${openDayAfter(banking, day)}`)
}

function refuseUsed(out: string): void {
  if (!existsSync(out)) return
  if (!statSync(out).isDirectory()) throw new CannotDo(`${out} is a file; name a new directory`)
  if (readdirSync(out).length > 0)
    throw new CannotDo(`${out} is not empty; name a new directory, so that two days are not mixed`)
}
