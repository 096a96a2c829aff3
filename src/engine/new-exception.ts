import { openDayAfter } from '../core/calendar/calendar.ts'
import { dateOfDayNumber, dayNumber } from '../core/calendar/day.ts'
import { type DecidedBy, type ExceptionKind, type ExceptionScope, explain, type Finding } from '../core/exception.ts'
import { type Institution, isInForce } from '../core/institution.ts'
import { invariant } from '../core/invariant.ts'
import type { Pack } from '../core/pack.ts'
import type { Tally } from '../core/tally.ts'
import type { NewException } from '../store/exception.ts'
import type { Deadlines } from './deadlines.ts'

/** What an exception is raised about. */
export interface Raised {
  readonly shard: number
  readonly id: number
  readonly scope: ExceptionScope
  readonly receiptId: number
  readonly batch: number | undefined
  /** Posting day, days since 1970-01-01. */
  readonly day: number
  /** The day on which it settled, where the network tells it: clocks of settlement start there, not on the posting day. */
  readonly settledDay: number | undefined
  readonly value: Tally
  readonly finding: Finding
  readonly also: readonly string[]
  readonly raisedAt: Temporal.Instant
  /** Why a return by policy could not be written, in a few words: then a person decides. Asked only when a policy would decide. */
  readonly refusal?: (code: string) => string | undefined
}

/** A finding as an exception: the kind's sentence filled in, who decides, and when it is due on which clock. Throws a defect for a kind the pack does not list. */
export function newException(institution: Institution, pack: Pack, deadlines: Deadlines, raised: Raised): NewException {
  const kind = pack.kinds[raised.finding.kind]
  if (kind === undefined) throw new Error(`the pack ${pack.name} found ${raised.finding.kind} and lists no such kind`)
  const { kind: name, facts, code, clock: named, ...found } = raised.finding
  const clock = named?.rule ?? kind.clock
  invariant(clock === kind.clock || kind.otherClocks?.includes(clock) === true, `${name} does not run on ${clock}`)
  const deadline = deadlines.of(clock, {
    postingDay: raised.day,
    settledDay: raised.settledDay,
    namedDay: named?.startsOn === undefined ? undefined : dayNumber(named.startsOn),
  })
  return {
    shard: raised.shard,
    id: raised.id,
    scope: raised.scope,
    pack: pack.name,
    kind: name,
    also: raised.also,
    receiptId: raised.receiptId,
    batch: raised.batch,
    day: raised.day,
    value: raised.value,
    decidedBy: whoDecides(institution, kind, raised),
    sentence: explain(kind, facts),
    finding: { ...found, ...(code === undefined ? {} : { code }), ...startDays(raised), facts: facts ?? {} },
    queue: kind.queue,
    clock,
    dueAt: deadline.due.at,
    oursAt: deadline.ours?.at ?? deadline.due.at,
    raisedAt: raised.raisedAt,
  }
}

/** Kept with the finding, so that the working that people see starts where the clock did. */
function startDays({ settledDay, finding }: Raised): { readonly settledOn?: string; readonly clockFrom?: string } {
  return {
    ...(settledDay === undefined ? {} : { settledOn: dateOfDayNumber(settledDay).toString() }),
    ...(finding.clock?.startsOn === undefined ? {} : { clockFrom: finding.clock.startsOn.toString() }),
  }
}

/** The kind's policy with the finding's code; a person when the policy is not in force that day or the item cannot be returned with that code. */
function whoDecides(institution: Institution, kind: ExceptionKind, raised: Raised): DecidedBy {
  if (kind.decidedBy.by === 'person') return kind.decidedBy
  const decided = { ...kind.decidedBy, code: raised.finding.code ?? kind.decidedBy.code }
  const isDecided = isInForce(institution, decided.policy, dateOfDayNumber(raised.day).toString())
  return isDecided && raised.refusal?.(decided.code) === undefined ? decided : { by: 'person' }
}

/** The day by which a suspense position must be gone. */
export function exitDay(institution: Institution, day: number): number {
  let date = dateOfDayNumber(day)
  for (let left = institution.suspenseDays; left > 0; left--)
    date = openDayAfter(institution.calendars.counters['ucc-banking-day'], date)
  return dayNumber(date)
}
