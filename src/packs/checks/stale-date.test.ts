import { expect, test } from 'vitest'
import { decide } from './decide.ts'
import { aCheck, aContext, anIssue, factsOf } from './sample-facts.ts'

// Planted bug: 180 days for six months called a check of 2026-08-31 stale on 2027-02-28, its 181st day.
test.each<[dated: string, presented: string, kind: string | undefined]>([
  ['2026-08-31', '2027-02-28', undefined],
  ['2026-08-31', '2027-03-01', 'check-stale'],
  ['2026-08-28', '2027-02-28', undefined],
  ['2026-08-28', '2027-03-01', 'check-stale'],
  ['2027-08-31', '2028-02-29', undefined],
  ['2027-08-31', '2028-03-01', 'check-stale'],
  ['2026-02-28', '2026-08-28', undefined],
  ['2026-02-28', '2026-08-29', 'check-stale'],
  ['2026-05-23', '2026-11-23', undefined],
  ['2026-05-22', '2026-11-23', 'check-stale'],
  ['2026-11-23', '2026-11-23', undefined],
  ['2026-11-24', '2026-11-23', 'check-post-dated'],
  ['2027-01-04', '2026-12-31', 'check-post-dated'],
])('a check dated %s and presented on %s is %s', (dated, presented, kind) => {
  const item = aCheck()
  const facts = factsOf(item, { facts: anIssue('1021', 45_000, dated) })
  expect(decide(item, facts, aContext({ today: presented }))?.finding.kind).toBe(kind)
})

// Planted bug seen red: six months whatever the bank says.
test('a bank that pays older checks says from how many months on they are stale', () => {
  const facts = factsOf(aCheck(), { facts: anIssue('1021', 45_000, '2025-11-23') })
  const six = aContext({ today: '2026-11-23' })
  const twelve = { ...six, settings: { ...six.settings, staleMonths: 12 } }
  expect(decide(aCheck(), facts, six)?.finding.kind).toBe('check-stale')
  expect(decide(aCheck(), facts, twelve)).toBeUndefined()
})
