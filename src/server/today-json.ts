import type { SourceArrival, Today } from '../contract/today.ts'
import { isOpen } from '../core/calendar/calendar.ts'
import type { Calendars } from '../core/calendar/calendars.ts'
import { EXPONENTS } from '../core/money.ts'
import { addToSum, NO_SUM } from '../core/tally.ts'
import type { Engine } from '../engine/engine.ts'
import type { DayStory } from '../engine/read-day.ts'
import { titleOf } from './exception-json.ts'
import type { LastProof } from './prover.ts'
import type { ExpectedSource } from './server-parts.ts'
import { equationJson, sourcesJson, sumJson } from './tally-json.ts'

export interface TodayFrom {
  readonly engine: Engine
  readonly story: DayStory
  readonly sources: readonly ExpectedSource[]
  readonly proved: (LastProof & { readonly current: boolean }) | undefined
}

export function todayJson({ engine, story, sources, proved }: TodayFrom): Today {
  const { institution } = engine
  const arrivals = arrivalsJson(story, expectedOn(story.day, sources, institution.calendars), institution.zone)
  return {
    institution: {
      name: institution.name,
      currency: institution.currency,
      minor_digits: EXPONENTS[institution.currency],
      zone: institution.zone,
    },
    now: story.now.toString(),
    business_day: story.businessDay,
    day: story.day,
    days: [...story.days],
    accounts: story.accounts,
    equation: equationJson(story.equation),
    sources: sourcesJson(story.bySource),
    receipts: {
      ...story.receipts,
      expected: arrivals.filter(one => one.state !== 'unscheduled').length,
      late: arrivals.filter(one => one.state === 'late' || one.state === 'arrived_late').length,
    },
    arrivals,
    batches: { ...story.batches, out: story.batches.all - story.batches.balanced - story.batches.undeclared },
    exceptions: exceptionsJson(engine, story),
    returns: story.returns,
    cutoffs: story.cutoffs.map(cutoff => ({
      ...cutoff,
      at: cutoff.at.toString(),
      passed: isPast(cutoff.at, story.now),
    })),
    closing: {
      state: story.closing.state,
      by: story.closing.by ?? null,
      at: story.closing.at?.toString() ?? null,
      closed_with: story.closing.closedWith ?? null,
      list_sha256:
        story.closing.listSha256 === undefined ? null : Buffer.from(story.closing.listSha256).toString('hex'),
    },
    proved:
      proved === undefined ? null : { at: proved.at.toString(), holds: proved.proof.holds, current: proved.current },
  }
}

function exceptionsJson(engine: Engine, story: DayStory): Today['exceptions'] {
  const { kinds, due } = story
  const sum = (of: readonly { readonly exceptions: number }[]) => of.reduce((total, one) => total + one.exceptions, 0)
  return {
    open: sum(kinds),
    people: sum(kinds.filter(one => one.decidedBy === 'person')),
    overdue: sum(due.filter(one => one.overdue)),
    value: sumJson(kinds.reduce((total, one) => addToSum(total, one.value), NO_SUM)),
    kinds: kinds.map(one => ({
      pack: one.pack,
      kind: one.kind,
      title: titleOf(engine, one),
      decided_by: one.decidedBy,
      policy: one.policy ?? null,
      queue: one.queue,
      exceptions: one.exceptions,
      value: sumJson(one.value),
      first_due_at: one.firstDue?.toString() ?? null,
    })),
    due: due.map(one => ({
      due_at: one.dueAt?.toString() ?? null,
      overdue: one.overdue,
      exceptions: one.exceptions,
      people: one.people,
      value: sumJson(one.value),
    })),
  }
}

/** Nobody is expected on a day on which the networks are closed: a Saturday without files is not late. */
function expectedOn(
  day: string,
  sources: readonly ExpectedSource[],
  { counters }: Calendars,
): readonly ExpectedSource[] {
  return isOpen(counters['ach-banking-day'], Temporal.PlainDate.from(day)).open ? sources : []
}

/** Every source that is expected, and every one that came without being. */
function arrivalsJson(story: DayStory, sources: readonly ExpectedSource[], zone: string): SourceArrival[] {
  const day = Temporal.PlainDate.from(story.day)
  const names = [...new Set([...sources.map(one => one.name), ...story.arrivals.map(one => one.source)])].sort()
  return names.map(source => {
    const came = story.arrivals.find(one => one.source === source)
    const expectedBy = sources.find(one => one.name === source)?.expectedBy
    const by =
      expectedBy === undefined ? undefined : day.toZonedDateTime({ timeZone: zone, plainTime: expectedBy }).toInstant()
    return {
      source,
      expected_by: by?.toString() ?? null,
      state: stateOf(came?.firstAt, by, story.now),
      receipts: came?.receipts ?? 0,
      first_at: came?.firstAt.toString() ?? null,
    }
  })
}

function stateOf(
  firstAt: Temporal.Instant | undefined,
  by: Temporal.Instant | undefined,
  now: Temporal.Instant,
): SourceArrival['state'] {
  if (firstAt !== undefined && by === undefined) return 'unscheduled'
  if (firstAt !== undefined) return by !== undefined && isPast(by, firstAt) ? 'arrived_late' : 'arrived'
  return by !== undefined && isPast(by, now) ? 'late' : 'awaited'
}

function isPast(at: Temporal.Instant, now: Temporal.Instant): boolean {
  return Temporal.Instant.compare(at, now) < 0
}
