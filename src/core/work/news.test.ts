import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { NEWS_KINDS, newsOf } from './news.ts'

const LOST = { kind: 'case_reassigned', actor: 'person 3', subject: 9 }

// Seen red with the actor not compared, and with the field of every kind taken for `from`.
test.each([
  [
    LOST,
    { caseShard: 1101, to: 'person 2', from: 'person 1' },
    [1, 'case_taken', '1101-9', undefined],
    [2, 'case_given', '1101-9', undefined],
  ],
  [
    { ...LOST, actor: 'person 1' },
    { caseShard: 1101, to: 'person 2', from: 'person 1' },
    [2, 'case_given', '1101-9', undefined],
  ],
  [LOST, { caseShard: 1101, to: 'person 3' }],
  [
    { ...LOST, kind: 'lease_ended', actor: 'engine' },
    { caseShard: 1101, from: 'person 1' },
    [1, 'case_taken', '1101-9', undefined],
  ],
  [
    { ...LOST, kind: 'question_answered' },
    { caseShard: 1101, asker: 'person 4' },
    [4, 'question_answered', '1101-9', undefined],
  ],
  [
    { ...LOST, kind: 'case_woken', actor: 'engine' },
    { caseShard: 1101, fence: 1, wake: { on: 'file', key: 'A' }, for: 'person 6' },
    [6, 'case_woken', '1101-9', undefined],
  ],
  [{ ...LOST, kind: 'decision_returned' }, { decision: 2, maker: 'person 5' }, [5, 'proposal_returned', undefined, 9]],
  [
    { ...LOST, kind: 'case_parked' },
    { caseShard: 1101, from: 'person 1' },
  ],
  [{ ...LOST, kind: 'toString' }, {}],
])('%j with %j is told to %j', (event, body, ...told) => {
  const news = newsOf({ ...event, body: JSON.stringify(body) })
  expect(news.map(one => [one.personId, one.kind, one.caseId, one.itemId])).toEqual(told)
})

test('a body that is no JSON any more is told to nobody', () => {
  expect(newsOf({ ...LOST, body: '{"from":"person ' })).toEqual([])
})

test('the manual names everything that is told', () => {
  const page = readFileSync('docs/escalations.md', 'utf8')
  expect(NEWS_KINDS.filter(kind => !page.includes(`\`${kind}\``))).toEqual([])
})
