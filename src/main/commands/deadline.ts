import type { Deadline } from '../../core/deadline/compute-deadline.ts'
import { deadlineFor } from '../../core/deadline/deadline-for.ts'
import { formatDeadline } from '../../core/deadline/explain-deadline.ts'
import { listRules } from '../../core/deadline/rules.ts'
import { type Call, type Command, EXIT, type ExitCode, Misuse } from '../command.ts'
import { institutionOf, readConfig } from '../config.ts'
import { tableLines } from '../terminal.ts'

export const deadline: Command = {
  arguments: 'RULE --from DATE',
  takes: [0, 1],
  summary:
    'Computes a deadline on the institution’s calendars, with every day counted or skipped and why. RULE is one that --list names, or an ACH return or change code (R01 to R85, C01 to C13) for the rule that the code has.',
  examples: [
    'clearday deadline R01 --from 2026-07-02',
    'clearday deadline check-midnight --from 2026-11-25 --json',
    'clearday deadline --list',
  ],
  options: {
    from: {
      type: 'string',
      value: 'DATE',
      help: 'the day on which the clock starts, such as 2026-07-02; one on which nobody works counts as the working shows',
    },
    list: { type: 'boolean', help: 'name every rule with its citation' },
  },
  async run(call) {
    return call.flag('list') ? listAll(call) : computeOne(call)
  },
}

function listAll(call: Call): ExitCode {
  const rules = listRules()
  if (call.json) call.terminal.printJson(rules)
  else
    for (const line of tableLines(
      ['rule', 'starts', 'what', 'citation'],
      rules.map(rule => [rule.id, rule.starts, rule.act, rule.citation]),
    ))
      call.terminal.print(line)
  return EXIT.done
}

function computeOne(call: Call): ExitCode {
  const [rule] = call.positionals
  const from = call.text('from')
  if (rule === undefined || from === undefined) throw new Misuse('it takes one RULE and --from DATE, or --list')
  const { calendars } = institutionOf(readConfig(call.dataDir, call.environment))
  const answer = deadlineFor(rule, from, calendars)
  if (answer.at === 'refused') {
    if (call.json) call.terminal.printJson(answer)
    call.terminal.complain(answer.why)
    return EXIT.failed
  }
  if (call.json) call.terminal.printJson(deadlineJson(answer.deadline))
  else for (const line of formatDeadline(answer.deadline)) call.terminal.print(line)
  return EXIT.done
}

/** A deadline as JSON: dates as text, every day with its reason. */
export function deadlineJson(of: Deadline) {
  return {
    rule: of.rule.id,
    act: of.rule.act,
    clock: of.clock,
    citation: of.version.citation,
    version_from: of.version.from,
    standing: of.version.standing,
    from: of.start.on.toString(),
    from_closed: of.startClosed ?? null,
    due: { on: of.due.on.toString(), at: of.due.at.toString(), zone: of.due.zone, words: of.due.words },
    ours:
      of.ours === undefined
        ? null
        : {
            on: of.ours.on.toString(),
            at: of.ours.at.toString(),
            zone: of.ours.zone,
            window: of.ours.window,
            why: of.ours.why,
          },
    days: of.days.map(day => ({ on: day.on.toString(), was: day.was, number: day.number ?? null, why: day.why })),
    missed: of.version.missed,
    note: of.note ?? null,
  }
}
