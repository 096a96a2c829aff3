import type { BulkShown } from '../../core/bulk/bulk-act.ts'
import { parseDay } from '../../core/calendar/day.ts'
import { counted } from '../../core/counted.ts'
import type { PackName } from '../../core/pack.ts'
import type { ResolutionAsked } from '../../core/resolve/resolution.ts'
import type { Tally } from '../../core/tally.ts'
import type { Decider } from '../../engine/authorise-decision.ts'
import type { BulkSelection } from '../../engine/bulk-selection.ts'
import { type BulkBegun, commitBulkWithin } from '../../engine/commit-bulk.ts'
import type { Engine } from '../../engine/engine.ts'
import { type BulkWanted, previewBulk } from '../../engine/preview-bulk.ts'
import { readBulk } from '../../engine/read-bulk.ts'
import { type BulkReturnOrder, returnBulkWithin } from '../../engine/return-bulk.ts'
import { workBulks } from '../../engine/work-bulks.ts'
import type { Transaction } from '../../store/database.ts'
import { inWriteRequest } from '../../store/write-request.ts'
import { type Call, CannotDo, type Command, EXIT, type ExitCode, Misuse } from '../command.ts'
import { dollars } from './prove.ts'

/** What exceptions are chosen by at the command line. */
export const MATCHING_OPTIONS = {
  kind: { type: 'string', value: 'KIND', help: 'of all: only this kind, see docs/exceptions.md' },
  pack: { type: 'string', value: 'PACK', help: 'of all: ach or checks' },
  queue: { type: 'string', value: 'QUEUE', help: 'of all: only of this queue' },
  day: { type: 'string', value: 'DAY', help: 'of all: only of this posting day' },
  receipt: { type: 'string', value: 'N', help: 'of all: only of this receipt' },
  'amount-from': { type: 'string', value: 'CENTS', help: 'of all: worth so much or more' },
  'amount-to': { type: 'string', value: 'CENTS', help: 'of all: worth so much or less' },
} as const satisfies Command['options']

/** The number of an act on many, as somebody names it: `bulk/12`; undefined where the text names none. */
export function bulkNamed(text: string): number | undefined {
  const [, id] = /^bulk\/(\d{1,15})$/.exec(text) ?? []
  return id === undefined ? undefined : Number(id)
}

/** Which exceptions the options choose. One of them is given: all of everything is chosen by nobody. */
export function matchingOf(call: Call): BulkSelection {
  const pack = packOf(call)
  const day = call.text('day')
  if (day !== undefined && parseDay(day) === undefined) throw new Misuse('--day is a day, as 2026-07-02')
  const whole = (option: string) => call.integer(option, { min: 0, max: Number.MAX_SAFE_INTEGER })
  const filter = {
    ...{ pack, day, kind: call.text('kind'), queue: call.text('queue'), receiptId: whole('receipt') },
    ...{ amountFrom: whole('amount-from'), amountTo: whole('amount-to') },
  }
  if (Object.values(filter).every(one => one === undefined))
    throw new Misuse(
      `all needs one of ${Object.keys(MATCHING_OPTIONS)
        .map(name => `--${name}`)
        .join(', ')}`,
    )
  return { by: 'exceptions', filter }
}

function packOf(call: Call): PackName | undefined {
  const pack = call.text('pack')
  if (pack === undefined || pack === 'ach' || pack === 'checks') return pack
  throw new Misuse('--pack is ach or checks')
}

/** Shows what would become of all that match, and does it where `--confirm` gives the hash. */
export async function resolveAll(
  engine: Engine,
  call: Call,
  { by, asked, selection }: Pick<BulkWanted, 'by' | 'selection'> & { readonly asked: ResolutionAsked },
): Promise<ExitCode> {
  return actOnMany(engine, call, { by, selection, order: { act: 'resolve', asked } })
}

/** The same of approving everything of an act that waits for a second person. */
export async function approveAll(
  engine: Engine,
  call: Call,
  { by, of }: { readonly by: Decider; readonly of: number },
): Promise<ExitCode> {
  return actOnMany(engine, call, { by, selection: { by: 'act', of }, order: { act: 'approve' } })
}

/** The same of taking an act back. */
export async function undoAll(
  engine: Engine,
  call: Call,
  { by, of }: { readonly by: Decider; readonly of: number },
): Promise<ExitCode> {
  return actOnMany(engine, call, { by, selection: { by: 'act', of }, order: { act: 'undo' } })
}

/** Returns what of an act waits, to its end. */
export async function returnAll(engine: Engine, call: Call, order: BulkReturnOrder): Promise<ExitCode> {
  return toItsEnd(engine, call, order.by, tx => returnBulkWithin(engine, tx, order))
}

async function actOnMany(engine: Engine, call: Call, wanted: BulkWanted): Promise<ExitCode> {
  const preview = await previewBulk(engine, wanted)
  if (preview.is === 'refused') throw new CannotDo(preview.why)
  const { id, sha256, shown } = preview
  const confirmed = call.text('confirm')
  if (confirmed === undefined) {
    if (call.json) call.terminal.printJson({ sha256, shown })
    else {
      for (const line of shownLines(shown)) call.terminal.print(line)
      call.terminal.print(`nothing is changed yet; --confirm ${sha256} does it`)
    }
    return EXIT.done
  }
  if (confirmed !== sha256)
    throw new CannotDo(
      `what it would do now is not what was shown; nothing was changed. Its hash is ${sha256} now: look again without --confirm`,
    )
  return toItsEnd(engine, call, wanted.by, tx => commitBulkWithin(engine, tx, { id, by: wanted.by, sha256 }))
}

/** Begins it, does all of it, and says what became of it: 1 where something of it was not done that was said to be. */
async function toItsEnd(
  engine: Engine,
  call: Call,
  by: Decider,
  begin: (tx: Transaction) => Promise<BulkBegun>,
): Promise<ExitCode> {
  const begun = await inWriteRequest(engine.database, engine.institution.orgId, begin)
  if (begun.is === 'refused') throw new CannotDo(begun.why)
  await workBulks(engine)
  const story = await readBulk(engine, begun.bulk.id, by)
  if (story === undefined) throw new CannotDo(`act ${begun.bulk.id} is not to be seen any more`)
  const { now, notDone } = story
  if (call.json) call.terminal.printJson({ bulk: begun.bulk.id, now, notDone })
  else {
    call.terminal.print(`act ${begun.bulk.id}: done ${tallyText(now.done)}`)
    if (now.proposed.count > 0)
      call.terminal.print(
        `wait for a second person: ${tallyText(now.proposed)}; clearday approve bulk/${begun.bulk.id} answers all of them`,
      )
    for (const one of notDone) call.terminal.print(`not done: ${tallyText(one.value)}: ${one.why}`)
    if (begun.bulk.act === 'undo' && now.proposed.count > 0)
      call.terminal.print(
        `what was decided about those stands until then; clearday resolve bulk/${begun.bulk.id} undo withdraws them`,
      )
    if (begun.bulk.act === 'resolve')
      call.terminal.print(`clearday resolve bulk/${begun.bulk.id} undo shows what taking all of it back does`)
  }
  return notDone.length === 0 ? EXIT.done : EXIT.faults
}

/** What an act on many would do, a line each. */
function shownLines({
  matching,
  done,
  proposed,
  refused,
  legs,
  answers,
  notices,
  letters,
  stops,
  reasons,
}: BulkShown): readonly string[] {
  return [
    `match: ${tallyText(matching)}`,
    `would be done: ${tallyText(done)}`,
    ...(proposed.count === 0 ? [] : [`would wait for a second person: ${tallyText(proposed)}`]),
    ...(refused.count === 0 ? [] : [`would not be done: ${tallyText(refused)}`]),
    ...legs.map(({ from, to, count, amountMinor }) => `${dollars(amountMinor)} from ${from} to ${to}, in ${count}`),
    ...answers.map(
      ({ code, count, firstDueAt }) => `${counted(count, 'goes', 'go')} back as ${code}, the first by ${firstDueAt}`,
    ),
    ...(notices === 0 ? [] : [`${counted(notices, 'sender is', 'senders are')} told what to write next time`]),
    ...letters.map(({ to, count }) => `${counted(count, 'letter')} to the ${to}`),
    ...(stops.answers === 0 ? [] : [`${counted(stops.answers, 'return')} not sent any more`]),
    ...(stops.notices === 0 ? [] : [`${counted(stops.notices, 'notice')} not sent any more`]),
    ...(stops.letters === 0 ? [] : [`${counted(stops.letters, 'letter')} not needed any more`]),
    ...reasons.map(({ as, value, why, items }) => {
      const what = as === 'proposed' ? 'not alone' : 'not'
      return `${what}: ${tallyText(value)}, such as ${items.join(', ')}: ${why}`
    }),
  ]
}

function tallyText({ count, debitMinor, creditMinor }: Tally): string {
  return `${counted(count, 'item')}, debits ${dollars(debitMinor)}, credits ${dollars(creditMinor)}`
}
