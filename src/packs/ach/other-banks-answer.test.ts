import { expect, test } from 'vitest'
import { explain } from '../../core/exception.ts'
import type { AddendaKind } from '../../formats/nacha/addenda-layouts.ts'
import { reasonFor } from '../../formats/nacha/reasons.ts'
import type { AchKindSpec } from './ach-kind.ts'
import { decide } from './decide.ts'
import { ACH_KINDS } from './kinds.ts'
import { resolutionsFor } from './other-banks-answer.ts'
import { anItem, OTHER_ROUTING } from './sample-entries.ts'
import { ACH_EXAMPLES } from './sample-exceptions.ts'
import { aContext, factsOf } from './sample-facts.ts'

const COR = { secCode: 'COR' } as const
const ORIGINAL = '091000010000007'
const answer = (kind: AddendaKind, code: Record<string, string>, to = {}) =>
  anItem(
    { transactionCode: 26, addenda: [{ kind, originalTrace: ORIGINAL, correctedData: '4400', ...code }], ...to },
    kind.startsWith('98') ? COR : {},
  )
const elsewhere = { routing: OTHER_ROUTING }
const noMoney = { amountMinor: 0 }
const unread = { amountText: '00000450O0' }

// Seen red with: the kind's own clock and ways out for every item: two banking days and R17 for a return sent to the wrong bank; and
// with an entry whose amount cannot be read posted as nothing, or a contest of such an amount left without an end.
test.each([
  ['an entry', anItem(elsewhere), 'routing-not-ours', undefined, 'return forward refer post hold'],
  [
    'an entry whose amount cannot be read',
    anItem(unread),
    'amount-fault',
    undefined,
    'correct return refer forward hold',
  ],
  [
    'a return whose amount cannot be read',
    answer('99', { returnCode: 'R01' }, unread),
    'amount-fault',
    'ach-dishonor',
    'correct dishonor refer forward hold',
  ],
  [
    'a dishonor whose amount cannot be read',
    answer('99-dishonored', { returnCode: 'R68' }, unread),
    'amount-fault',
    'ach-contest',
    'correct contest refer forward hold',
  ],
  [
    'a contest whose amount cannot be read, which nothing answers',
    answer('99-contested', { returnCode: 'R73' }, unread),
    'amount-fault',
    'ach-contested',
    'correct post refer forward hold',
  ],
  [
    'a notification whose amount cannot be read',
    answer('98', { changeCode: 'C01' }, unread),
    'amount-fault',
    'ach-noc-refuse',
    'correct post refuse refer forward hold',
  ],
  [
    'a refusal whose amount cannot be read',
    answer('98-refused', { refusalCode: 'C62' }, unread),
    'amount-fault',
    'ach-noc-refused-answer',
    'correct post refer forward hold',
  ],
  [
    'a return',
    answer('99', { returnCode: 'R01' }, elsewhere),
    'routing-not-ours',
    'ach-dishonor',
    'dishonor forward refer post hold',
  ],
  [
    'a dishonor',
    answer('99-dishonored', { returnCode: 'R68' }, elsewhere),
    'routing-not-ours',
    'ach-contest',
    'contest forward refer post hold',
  ],
  [
    'a contest',
    answer('99-contested', { returnCode: 'R73' }, elsewhere),
    'routing-not-ours',
    'ach-contested',
    'forward refer post hold',
  ],
  [
    'a notification',
    answer('98', { changeCode: 'C01' }, { ...elsewhere, ...noMoney }),
    'routing-not-ours',
    'ach-noc-refuse',
    'refuse forward refer post hold',
  ],
  [
    'a refusal',
    answer('98-refused', { refusalCode: 'C62' }, { ...elsewhere, ...noMoney }),
    'routing-not-ours',
    'ach-noc-refused-answer',
    'forward refer post hold',
  ],
  [
    'a notification with a code of no list',
    answer('98', { changeCode: 'C15' }, noMoney),
    'unknown-return-code',
    'ach-noc-refuse',
    'correct post refuse refer forward hold',
  ],
  [
    'a return with a code of no list',
    answer('99', { returnCode: 'R99' }),
    'unknown-return-code',
    'ach-dishonor',
    'correct post dishonor refer forward hold',
  ],
  [
    'a contest of our dishonor',
    answer('99-contested', { returnCode: 'R73' }),
    'contested-return',
    'ach-contested',
    'post adjust refer forward hold',
  ],
] as const)('%s runs on the clock of what we answer to it, and ends in it', (_, item, kind, clock, resolutions) => {
  const finding = decide(item, factsOf(item), aContext())?.finding
  expect(finding).toMatchObject({ kind })
  expect(finding?.clock?.rule).toBe(clock)
  expect(resolutionsFor(item, ACH_KINDS[kind].resolutions).join(' ')).toBe(resolutions)
})

// Seen red with R69, which dishonors a return, named for a dishonor too.
test.each([
  ['a return', answer('99', { returnCode: 'R99' }), 'R69'],
  ['a notification', answer('98', { changeCode: 'C15' }, noMoney), 'C65'],
  ['a dishonor', answer('99-dishonored', { returnCode: 'R66' }), undefined],
] as const)('for %s with a code of no list only a code that can answer it is named', (_, item, code) => {
  const finding = decide(item, factsOf(item), aContext())?.finding
  expect(finding).toMatchObject({ kind: 'unknown-return-code' })
  expect(finding?.code).toBe(code)
})

// Seen red with: `otherClocks` left out of the kinds of entries: the engine refuses the exception as a defect.
test('every example is decided on a clock that its kind names', () => {
  const off = Object.entries(ACH_EXAMPLES).flatMap(([kind, examples]) =>
    examples.flatMap(([says, item, known, context]) => {
      const finding = decide(item, factsOf(item, known), context ?? aContext())?.finding
      const named = Object.entries(ACH_KINDS).find(([name]) => name === kind)?.[1]
      const clocks = [named?.clock, ...(named !== undefined && 'otherClocks' in named ? named.otherClocks : [])]
      return clocks.includes(finding?.clock?.rule ?? named?.clock) ? [] : [`${kind}: ${says}`]
    }),
  )
  expect(off).toEqual([])
})

// Seen red with no contest among the ways out of a damaged record: a dishonor that nobody could read stood unanswered.
test('whatever is wrong with a dishonor of our return, it can be contested; one that came twice is rejected, and a large one is not wrong', () => {
  const dishonor = answer('99-dishonored', { returnCode: 'R68' })
  const without = Object.entries<AchKindSpec>(ACH_KINDS).filter(([, kind]) => {
    const isOfAnswers = kind.otherClocks?.includes('ach-contest') === true
    const isContested = kind.codes.some(code => reasonFor(code)?.stage === 'contest')
    return isOfAnswers && !(resolutionsFor(dishonor, kind.resolutions).includes('contest') && isContested)
  })
  expect(without.map(([name]) => name)).toEqual(['duplicate-entry', 'review-threshold'])
})

// Seen red with the field shown as it stands: `names trace                , but`.
test.each<[AddendaKind, Record<string, string>, keyof typeof ACH_KINDS, string]>([
  ['99', { returnCode: 'R01' }, 'return-without-original', 'names no trace, and we sent no such entry of that amount'],
  ['98', { changeCode: 'C01' }, 'noc-without-original', 'The notification of change (C01) names no trace, and we sent'],
  ['98-refused', { refusalCode: 'C62' }, 'refused-noc', 'our notification of change, naming no trace: C62,'],
  ['99-dishonored', { returnCode: 'R68' }, 'dishonored-return', 'dishonors our return, naming no trace (R68): '],
  [
    '99-contested',
    { returnCode: 'R73' },
    'contested-return',
    'contests our dishonor of its return, naming no trace (R73): ',
  ],
])('an answer (%s) that names no trace says so', (addenda, code, kind, says) => {
  const item = answer(addenda, { ...code, originalTrace: '' }, addenda.startsWith('98') ? noMoney : {})
  const finding = decide(item, factsOf(item), aContext())?.finding
  expect(finding?.kind).toBe(kind)
  expect(explain(ACH_KINDS[kind], finding?.facts)).toContain(says)
})
