import type { Deadline as DeadlineJson } from '../contract/deadline.ts'
import type { Deadline } from '../core/deadline/compute-deadline.ts'
import { explainDeadline, spanWords, startWords } from '../core/deadline/explain-deadline.ts'
import { CLOCK_OWNERS } from '../core/deadline/rule.ts'

export function deadlineJson(of: Deadline): DeadlineJson {
  const { ours, due } = of
  return {
    rule: of.rule.id,
    act: of.rule.act,
    clock: CLOCK_OWNERS[of.clock],
    starts: startWords(of),
    counts: spanWords(of.version),
    citation: of.version.citation,
    version_from: of.version.from,
    standing: of.version.standing,
    from: of.start.on.toString(),
    due: { on: due.on.toString(), at: due.at.toString(), zone: due.zone, words: due.words },
    ours:
      ours === undefined
        ? null
        : { on: ours.on.toString(), at: ours.at.toString(), zone: ours.zone, window: ours.window, why: ours.why },
    days: of.days.map(day => ({ on: day.on.toString(), was: day.was, number: day.number ?? null, why: day.why })),
    missed: of.version.missed,
    sentences: [...explainDeadline(of)],
    note: of.note ?? null,
  }
}
