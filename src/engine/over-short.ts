import { dateOfDayNumber, dayNumber, parseDay } from '../core/calendar/day.ts'
import type { Finding } from '../core/exception.ts'
import { invariant } from '../core/invariant.ts'
import { type Gap, NO_GAP, type PackOverShort, positionOf } from '../core/over-short.ts'
import type { OverShortRaised } from '../core/resolve/unit-effect.ts'
import type { BucketBooks } from '../store/bucket.ts'
import { CopyRows } from '../store/copy-rows.ts'
import type { Transaction } from '../store/database.ts'
import type { NewEvent } from '../store/event.ts'
import { exceptionRow, insertExceptions, type NewException, positionRow } from '../store/exception.ts'
import { overShortExceptionId } from '../store/over-short.ts'
import { sealExceptions } from '../store/seal.ts'
import type { Runner } from '../store/statement.ts'
import { rememberDeadlines } from './deadlines.ts'
import { ENGINE_ACTOR, type Engine } from './engine.ts'
import type { Unit } from './find-unit.ts'
import { type JudgedUnit, judgeBatch, judgeUnit } from './judge-unit.ts'
import { exitDay, newException } from './new-exception.ts'
import type { ReadUnit } from './read-unit.ts'

interface Released {
  readonly unit: Unit
  readonly read: ReadUnit
  readonly judged: JudgedUnit
  readonly bookedOn: Temporal.PlainDate
}

/** The exception of what is over or short once the unit is released, in the effect and as it is written. */
export interface OverShort {
  readonly raised: OverShortRaised
  readonly exception: NewException
}

/** What a release of the unit would raise, in all and as it stands; of a file nothing where it was not read again. Minor units. */
export async function overShortMinor(
  engine: Engine,
  run: Runner,
  { unit, read }: { readonly unit: Unit; readonly read: ReadUnit | undefined },
): Promise<number> {
  const { pack, exception } = unit
  if (pack.overShort === undefined || (exception.batch === undefined && read === undefined)) return 0
  const judged = read === undefined ? await judgeBatch(engine, run, unit) : await judgeUnit(engine, run, unit, read)
  const { debitMinor, creditMinor } = positionOf(gapOf(pack.overShort, { unit, read, judged }))
  return debitMinor + creditMinor
}

/** What was settled of the unit otherwise than its items make; undefined where that is nothing, or no total says it. */
export function overShortOf(engine: Engine, of: Released): OverShort | undefined {
  const { overShort } = of.unit.pack
  if (overShort === undefined) return undefined
  const gap = gapOf(overShort, of)
  const value = positionOf(gap)
  if (value.debitMinor + value.creditMinor === 0) return undefined
  const exception = exceptionOf(engine, of, { overShort, gap })
  const { id, kind, sentence, clock, dueAt, oursAt } = exception
  const openedOn = of.bookedOn.toString()
  const exitOn = dateOfDayNumber(exitDay(engine.institution, dayNumber(of.bookedOn))).toString()
  const { debitMinor, creditMinor } = value
  const when = { dueAt: dueAt?.toString() ?? '', oursAt: oursAt?.toString() ?? '', openedOn, exitOn }
  return { raised: { id, kind, sentence, debitMinor, creditMinor, clock, ...when }, exception }
}

function gapOf(
  pack: PackOverShort,
  {
    unit: { exception, batches },
    read,
    judged,
  }: Pick<Released, 'unit' | 'judged'> & { readonly read: ReadUnit | undefined },
): Gap {
  const facts = factsOf(exception)
  if (exception.batch !== undefined) {
    const batch = batches.find(one => one.ordinal === exception.batch)
    return batch === undefined ? NO_GAP : pack.ofBatch(batch, facts)
  }
  const closed = read?.file.closed
  if (closed === undefined) return NO_GAP
  return pack.ofFile({ ...closed, batches: judged.batches }, facts)
}

/** As the finding was stored. */
function factsOf({ finding }: Unit['exception']) {
  return finding.facts as Finding['facts']
}

function exceptionOf(
  { institution, now }: Engine,
  { unit, bookedOn }: Released,
  { overShort, gap }: { readonly overShort: PackOverShort; readonly gap: Gap },
): NewException {
  const { exception, receipt, pack, place } = unit
  const postedOn = parseDay(receipt.postingOn)
  invariant(postedOn !== undefined, `receipt ${receipt.id} posts on no day: ${receipt.postingOn}`)
  const scope = exception.batch === undefined ? 'file' : 'batch'
  const kind = overShort.kinds[scope]
  const clock = pack.kinds[kind]?.clock
  invariant(clock !== undefined, `the pack ${pack.name} lists no kind ${kind}`)
  return newException(institution, pack, rememberDeadlines(institution.calendars, dayNumber(bookedOn)), {
    ...{ shard: place.shard, id: overShortExceptionId(receipt.id, exception.batch), scope, batch: exception.batch },
    ...{ receiptId: receipt.id, day: dayNumber(postedOn), settledDay: undefined, value: positionOf(gap), also: [] },
    finding: { kind, facts: overShort.facts(gap, factsOf(exception)), clock: { rule: clock, startsOn: bookedOn } },
    raisedAt: now(),
  })
}

/** Writes the exception with its position; its money is in the legs of the release. The caller adds the events to the chain of bucket 0. */
export async function raiseOverShort(
  tx: Transaction,
  { raised, exception }: OverShort,
  books: BucketBooks,
): Promise<readonly NewEvent[]> {
  const { shard, id, queue: owner, value, receiptId, batch } = exception
  const exceptions = new CopyRows()
  const positions = new CopyRows()
  exceptionRow(exceptions, exception)
  const [openedDay, exitDay] = [dayOf(raised.openedOn), dayOf(raised.exitOn)]
  positionRow(positions, { shard, exceptionId: id, accountId: books.suspense, value, owner, openedDay, exitDay })
  await insertExceptions(tx, exceptions, positions)
  const { kind, debitMinor, creditMinor, dueAt: due } = raised
  const body = { receipt: receiptId, batch: batch ?? null, kind, debitMinor, creditMinor, due }
  const told: NewEvent = { kind: 'over_short_raised', actor: ENGINE_ACTOR, subject: id, body }
  return [told, ...(await sealExceptions(tx, [{ shard, id }])).values()]
}

function dayOf(text: string): number {
  return dayNumber(Temporal.PlainDate.from(text))
}
