import { OPERATOR_SCHEDULES, type OperatorSchedule } from '../calendar/operator-windows.ts'
import { ACH_RETURN_CODES, type ReturnCodeRow } from '../codes/ach-return-codes.ts'
import { CHECK_CODE_EDITION, CHECK_RETURN_CODES, type CheckReturnCodeRow } from '../codes/check-return-codes.ts'
import { dueTimeWords, SENSE_WORDS, spanWords } from './explain-deadline.ts'
import { isAchReturnCode, windowOfAchReturnCode } from './return-code-window.ts'
import { CLOCK_OWNERS, type DeadlineRule, RULE_AREAS, type RuleVersion } from './rule.ts'
import { RULES } from './rules.ts'

/** The page `docs/deadlines.md`, written from the rules so that it cannot say anything else than they do. Markdown. */
export function deadlinePage(): string {
  return [HEAD, ...areaSections(), windowSection(), achCodeSection(), checkCodeSection()].join('\n\n') + '\n'
}

const HEAD = `# Deadlines

Every clock that Clearday computes, from the rules it computes with (\`src/core/deadline\`). Ask for one on the command line:

    npm run -s clearday -- deadline ach-return --from 2026-07-02
    npm run -s clearday -- deadline R10 --from 2026-09-11
    npm run -s clearday -- deadline --list

The answer shows every day that counted and every day that did not, with the reason, and two deadlines where a file has to
leave: the one the rule sets, and the desk's own, which is the last operator window that makes it.

**Days.** Each rule counts on its own calendar: ACH banking days and Federal Reserve business days follow the Federal Reserve
holidays (a holiday on a Saturday closes no Friday, one on a Sunday closes the Monday); banking days of this bank and its
business days under Regulation E also follow the closed and opened days in your configuration; calendar days are all days.
The day on which a clock starts is not counted. "Opening of business" is \`institution.opensAt\` of your configuration.

**Source.** *read*: a text of the rule maker, or one published by it, was read. *summary*: only a summary by others was.
*not verified*: general knowledge. Check the last two against your rule book before you rely on them. This page is no legal
advice.`

const STANDING = { source: 'read', secondary: 'summary', unverified: 'not verified' } as const

function areaSections(): readonly string[] {
  const rules: readonly DeadlineRule[] = Object.values(RULES)
  return Object.entries(RULE_AREAS).map(([area, title]) => {
    const rows = rules.filter(rule => rule.area === area).flatMap(ruleRows)
    return `## ${title}\n\n${table(['Rule', 'What', 'Whose clock', 'Starts', 'Window', 'If missed', 'Source'], rows)}`
  })
}

/** The version in force first, older ones below it. */
function ruleRows(rule: DeadlineRule): readonly (readonly string[])[] {
  return [...rule.versions]
    .reverse()
    .map((version, age) => [
      age === 0 ? `\`${rule.id}\`` : `\`${rule.id}\` before`,
      rule.act,
      CLOCK_OWNERS[rule.clock],
      rule.starts,
      `${spanWords(version)}; ${SENSE_WORDS[rule.sense]} ${dueTimeWords(version)}`,
      version.missed,
      sourceOf(version),
    ])
}

function sourceOf(version: RuleVersion): string {
  return `${version.citation}; from ${version.from}; *${STANDING[version.standing]}*`
}

function windowSection(): string {
  const latest = (['ach', 'check return'] as const).flatMap(
    rail => OPERATOR_SCHEDULES.findLast(each => each.rail === rail) ?? [],
  )
  const rows = latest.flatMap(windowRows)
  const limit = latest.find(schedule => schedule.sameDay !== undefined)?.sameDay
  const sameDay =
    limit === undefined
      ? ''
      : `\n\nSame-day settlement of forward entries: at most ${(limit.limitMinor / 100n).toLocaleString('en-US')}.00 USD an entry, not for ${limit.notFor.join(', ')}. Returns may use every window.`
  const note =
    'Eastern time. Add the windows of your own operator or correspondent in the configuration; they replace these.'
  return `## When files leave\n\n${note}\n\n${table(['Operator', 'Window', 'Send by', 'Delivered by', 'Settles', 'Since'], rows)}${sameDay}`
}

function windowRows(schedule: OperatorSchedule): readonly (readonly string[])[] {
  const clock = (time: Temporal.PlainTime) => time.toString({ smallestUnit: 'minute' })
  return schedule.windows.map(window => [
    schedule.operator,
    window.id,
    clock(window.submitBy),
    clock(window.deliveredBy),
    window.settlement === undefined ? '' : `${clock(window.settlement.at)} ${window.settlement.on}`,
    schedule.from.toString(),
  ])
}

function achCodeSection(): string {
  const rows = Object.keys(ACH_RETURN_CODES)
    .filter(isAchReturnCode)
    .map(code => {
      const row: ReturnCodeRow = ACH_RETURN_CODES[code]
      const window = windowOfAchReturnCode(code)
      return [
        code,
        row.sentence,
        row.by,
        usedFor(row),
        row.needs ?? '',
        window?.at === 'rule' ? `\`${window.rule}\`` : 'agreed',
      ]
    })
  return `## ACH return codes\n\nThe desk is offered only the codes that fit the entry and whose window is open.\n\n${table(['Code', 'Meaning', 'Set by', 'Used for', 'Needs', 'Rule'], rows)}`
}

function usedFor(row: ReturnCodeRow): string {
  return [
    row.answers === 'entry' ? '' : `${row.answers}s`,
    row.direction === 'either' ? '' : `${row.direction}s`,
    row.receiver === undefined ? '' : `${row.receiver} accounts`,
    row.onlyFor === undefined ? '' : `only ${row.onlyFor.join(', ')}`,
    row.notFor === undefined ? '' : `not ${row.notFor.join(', ')}`,
    row.answersCodes === undefined ? '' : `answering ${row.answersCodes.join(', ')}`,
    row.prenote === 'never' ? 'not prenotes' : '',
  ]
    .filter(words => words !== '')
    .join('; ')
}

function checkCodeSection(): string {
  const rows = Object.entries(CHECK_RETURN_CODES).map(([code, row]: readonly [string, CheckReturnCodeRow]) => [
    code,
    row.sentence,
    [row.when ?? '', row.needs ?? ''].filter(words => words !== '').join('; '),
    row.claim === 'return' ? '`check-midnight`' : 'breach of warranty, also later',
  ])
  return `## Check return codes\n\nEdition ${CHECK_CODE_EDITION.edition}, from ${CHECK_CODE_EDITION.from}.\n\n${table(['Code', 'Meaning', 'Only when', 'Rule'], rows)}`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell => cell.replaceAll('|', '/')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
