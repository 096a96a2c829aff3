import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { institutionCalendars } from '../calendar/calendars.ts'
import { deadlineFor, nearestRules } from './deadline-for.ts'
import { createDeadlineMemo } from './deadline-memo.ts'
import { explainDeadline, formatDeadline } from './explain-deadline.ts'
import { ACH_RETURN_CODE_WINDOWS, ruleForReturnCode } from './return-code-window.ts'
import { listRules, RULES } from './rules.ts'
import { isStale, staleFrom } from './stale-check.ts'

const day = (text: string) => Temporal.PlainDate.from(text)
const CALENDARS = institutionCalendars({ institution: 'First Bank', zone: 'America/Chicago' })
const dueOf = (rule: string, from: string) => {
  const answer = deadlineFor(rule, from, CALENDARS)
  return answer.at === 'answered' ? answer.deadline.due.on.toString() : answer.refusal
}

describe('deadlineFor', () => {
  it.each([
    ['ach-return', '2026-07-02', '2026-07-06'],
    ['R01', '2026-07-02', '2026-07-06'],
    ['r10', '2026-09-01', '2026-11-02'],
    ['R68', '2026-11-20', '2026-11-30'],
    ['C01', '2026-11-20', '2026-11-24'],
    ['C61', '2026-11-20', '2026-12-05'],
    ['ACH-Return', '2026-07-02', '2026-07-06'],
    ['R06', '2026-07-02', 'deadline_not_fixed'],
    ['C14', '2026-07-02', 'deadline_not_fixed'],
    ['C15', '2026-07-02', 'deadline_rule_unknown'],
    ['R31', '2026-07-02', 'deadline_not_fixed'],
    ['R99', '2026-07-02', 'deadline_rule_unknown'],
    ['', '2026-07-02', 'deadline_rule_unknown'],
    ['no-such-rule', 'tomorrow', 'deadline_rule_unknown'],
    ['ach-return', 'tomorrow', 'date_not_readable'],
    ['ach-return', '2026-02-30', 'date_not_readable'],
    ['ach-return', '1026-02-20', 'date_not_readable'],
  ])('answers %j from %j with %s', (rule, from, answer) => {
    expect(dueOf(rule, from)).toBe(answer)
  })

  it.each([
    ['midnight', 'check-midnight'],
    ['reg-cc', 'check-reg-cc-return'],
    ['ach-retrun', 'ach-return'],
    ['dishonor', 'ach-dishonor'],
    ['stale', 'check-stale'],
  ])('names the nearest rule for %j: %s', (asked, nearest) => {
    expect(nearestRules(asked)[0]).toBe(nearest)
  })

  // Seen red with a day of digits that is none read as a day.
  it('law: any text is answered or refused, never thrown at', () => {
    const anyRule = fc.oneof(fc.string(), fc.constantFrom('ach-return', 'check-midnight', 'R10', 'C01'))
    const anyDay = fc.oneof(fc.string(), fc.stringMatching(/^20\d\d-[01]\d-[0-3]\d$/))
    fc.assert(
      fc.property(anyRule, anyDay, (rule, from) => {
        expect(['answered', 'refused']).toContain(deadlineFor(rule, from, CALENDARS).at)
      }),
    )
  })
})

describe('a deadline in words', () => {
  const answer = deadlineFor('R01', '2026-11-25', CALENDARS)
  const deadline = answer.at === 'answered' ? answer.deadline : undefined

  // Seen red with: the words left out of the sentence; the memo's key without them.
  it('says when the start stands in for a day that is not known', () => {
    const memo = createDeadlineMemo(CALENDARS)
    const on = Temporal.PlainDate.from('2026-11-25')
    expect(explainDeadline(memo(RULES['ach-return'], { on })).join(' ')).not.toContain('taken to be')
    const taken = memo(RULES['ach-return'], { on, taken: 'taken to be the posting day' })
    expect(explainDeadline(taken)).toContain(
      'Counted: 2 ACH banking days, from the settlement date of the entry, taken to be the posting day (Wed 2026-11-25).',
    )
    expect(formatDeadline(taken)[1]).toBe(
      'start   Wed 2026-11-25  settlement date of the entry, taken to be the posting day',
    )
  })

  it('is one plain line per day, with when, ours, whose, what a miss costs and the source', () => {
    expect(formatDeadline(deadline!)).toEqual([
      'ach-return: Return the entry so that the ODFI has it by the opening of its second banking day',
      'start   Wed 2026-11-25  settlement date of the entry',
      '        Thu 2026-11-26  skipped     Thanksgiving Day',
      '        Fri 2026-11-27  counted 1   banking day',
      '        Sat 2026-11-28  skipped     Saturday',
      '        Sun 2026-11-29  skipped     Sunday',
      '        Mon 2026-11-30  counted 2   banking day',
      'due     Mon 2026-11-30 at the opening of business (08:30) America/Chicago (at the latest)',
      'ours    Fri 2026-11-27 at 22:45 America/New_York: The last window in time is FedACH on Fri 2026-11-27: the file leaves by 22:45, and is delivered by 23:30.',
      'clock   the RDFI, the bank that received the entry',
      'missed  The ODFI may dishonor the return as untimely (R68) and the loss stays with the RDFI.',
      'rule    Nacha Operating Rules, Article Three: return by the second banking day; version of 2016-01-01. Taken from a summary: check it against the rule book.',
    ])
  })

  // Seen red with the line left out; and with one also where the start moves, which tells its days itself.
  it.each([
    [
      'R01',
      '2026-07-04',
      'Sat 2026-07-04 is no ACH banking day (Saturday, Independence Day): make sure that the clock starts there.',
    ],
    ['R01', '2026-07-02', undefined],
    ['check-midnight', '2026-07-04', undefined],
    ['R10', '2026-07-04', undefined],
  ])('%s from %s says of a start on a closed day: %s', (rule, from, sentence) => {
    const asked = deadlineFor(rule, from, CALENDARS)
    const lines = asked.at === 'answered' ? formatDeadline(asked.deadline) : []
    expect(lines.filter(line => line.includes(' is no ')).map(line => line.trim())).toEqual(
      sentence === undefined ? [] : [sentence],
    )
  })

  it('is explained in sentences that name what was not counted', () => {
    const sentences = explainDeadline(deadline!)
    expect(sentences).toContain(
      'Not counted: Thu 2026-11-26 (Thanksgiving Day), Sat 2026-11-28 (Saturday), Sun 2026-11-29 (Sunday).',
    )
    expect(sentences).toContain('Counted: 2 ACH banking days, from the settlement date of the entry (Wed 2026-11-25).')
    for (const sentence of sentences) expect(sentence).toMatch(/[.]$/)
  })
})

describe('the registry of rules', () => {
  it('keeps each rule under its own id', () => {
    for (const [id, rule] of Object.entries(RULES)) expect(rule.id).toBe(id)
    expect(listRules().map(line => line.id)).toEqual(Object.keys(RULES))
  })

  it('has versions in order, each with a citation and what a miss costs as a sentence', () => {
    for (const rule of Object.values(RULES)) {
      const from = rule.versions.map(version => version.from as string)
      expect(from).toEqual([...from].sort())
      for (const version of rule.versions) {
        expect(version.citation).not.toBe('')
        expect(version.missed).toMatch(/^[A-Z].*\.$/)
      }
    }
  })

  it.each([
    ['R01', 'ach-return'],
    ['R05', 'ach-return-extended'],
    ['R13', 'ach-operator-reject'],
    ['R23', 'ach-return-refused-credit'],
    ['R29', 'ach-return'],
    ['R33', 'ach-return-extended'],
    ['R39', 'ach-return'],
    ['R50', 'ach-return'],
    ['R52', 'ach-return-extended'],
    ['R61', 'ach-dishonor'],
    ['R70', 'ach-dishonor'],
    ['R71', 'ach-contest'],
    ['R77', 'ach-contest'],
    ['R06', undefined],
    ['R31', undefined],
    ['R80', undefined],
    ['R48', undefined],
    ['X', undefined],
  ])('runs %s on %s', (code, rule) => {
    expect(ruleForReturnCode(code)).toBe(rule)
  })

  it('gives every code from R01 to R85 that exists a clock or a reason for none', () => {
    expect(Object.keys(ACH_RETURN_CODE_WINDOWS)).toHaveLength(47 + 4 + 6 + 7 + 6)
  })
})

describe('stale checks', () => {
  // Seen red with 180 days for six months.
  it.each([
    ['2026-08-31', '2027-02-28', false],
    ['2026-08-31', '2027-03-01', true],
    ['2026-03-15', '2026-09-15', false],
    ['2026-03-15', '2026-09-16', true],
    ['2027-08-31', '2028-02-29', false],
  ])('a check dated %s is stale on %s: %s', (dated, on, stale) => {
    expect(isStale(day(dated), day(on), 6)).toBe(stale)
  })

  it('is stale from 2027-03-01 when dated 2026-08-31, and earlier under a house policy', () => {
    expect(staleFrom(day('2026-08-31'), 6).toString()).toBe('2027-03-01')
    expect(staleFrom(day('2026-08-31'), 3).toString()).toBe('2026-12-01')
  })
})
