import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Resolution } from '../exception.ts'
import type { ResolutionAsked } from '../resolve/resolution.ts'
import { lessonOf } from './lesson.ts'
import type { Question } from './question.ts'
import {
  answered,
  givenBack,
  handedOn,
  holdsQuestion,
  isUnanswered,
  refusedQuestion,
  taken,
  withdrawn,
} from './question-acts.ts'
import { isQuestionRefusal } from './question-refusal.ts'

const START = Temporal.Instant.from('2026-11-23T15:00:00Z')
const QUESTION: Question = {
  ...{ shard: 1101, id: 7, caseShard: 1102, caseId: 9, pack: 'ach', kind: 'account-deceased', queue: 'ach-returns' },
  ...{ purpose: 'escalation', askerId: 1, askedAt: START, forRole: 'ps', forPerson: undefined, words: 'Return it?' },
  ...{ evidence: [], tried: [], proposal: { resolution: 'return', code: 'R15' }, proposalWords: 'The estate is told' },
  ...{ passed: [], fence: 0, at: { state: 'open' } },
}

/** With a return nothing is keyed of an item whose amount was read. */
const NONE: ReadonlySet<Resolution> = new Set()

const step = fc.record({
  person: fc.integer({ min: 1, max: 4 }),
  minutes: fc.integer({ min: 0, max: 20 }),
  act: fc.constantFrom('take', 'give back', 'hand on', 'answer', 'refuse', 'withdraw'),
})

/** What an act makes of it, as the engine does it: everything but taking and taking back asks for the claim first. */
function after(
  question: Question,
  { person, act }: { readonly person: number; readonly act: string },
  now: Temporal.Instant,
) {
  const by = { personId: person, now }
  if (act === 'take') return taken(question, by)
  if (act === 'withdraw') return withdrawn(question, by)
  const refused = holdsQuestion(question, { ...by, fence: question.fence })
  if (refused !== undefined) return refused
  if (act === 'give back') return givenBack(question)
  if (act === 'hand on') return handedOn(question, by, { forRole: 'sps', forPerson: undefined, why: 'not mine' })
  if (act === 'refuse') return refusedQuestion(question, by, 'the procedure says it')
  return answered(question, by, { verdict: 'agreed', words: '' }, NONE)
}

// Seen red with an ended question taken again.
test('law: at every moment one senior at most may answer, and what has ended never changes', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), steps => {
      let question = QUESTION
      let now = START
      for (const one of steps) {
        now = now.add({ minutes: one.minutes })
        const next = after(question, one, now)
        if (isQuestionRefusal(next)) continue
        expect(isUnanswered(question)).toBe(true)
        expect(next.fence).toBeGreaterThanOrEqual(question.fence)
        question = next
        const may = [1, 2, 3, 4].filter(
          personId => holdsQuestion(question, { personId, now, fence: question.fence }) === undefined,
        )
        expect(may.length).toBeLessThanOrEqual(1)
      }
    }),
    { numRuns: 1000 },
  )
})

// Seen red with the end of the lease not looked at, and with the taker not compared in `taken`.
test('a question that was taken is another’s after a quarter of an hour, and the first has lost it', () => {
  const first = taken(QUESTION, { personId: 2, now: START })
  if (isQuestionRefusal(first)) throw new Error(first.detail)
  expect(taken(first, { personId: 3, now: START.add({ minutes: 14 }) })).toMatchObject({ refused: 'question_taken' })
  const now = START.add({ minutes: 15 })
  expect(holdsQuestion(first, { personId: 2, now, fence: 1 })).toMatchObject({ refused: 'question_not_taken' })
  const second = taken(first, { personId: 3, now })
  if (isQuestionRefusal(second)) throw new Error(second.detail)
  expect(second).toMatchObject({ fence: 2, at: { by: 3 } })
  expect(holdsQuestion(second, { personId: 2, now, fence: 1 })).toMatchObject({ refused: 'question_taken' })
})

const AS_PROPOSED = { code: 'R15', resolution: 'return', to: undefined } as const

// Seen red with a proposal that was not decided yet counted as wrong, with the proposal’s own way out counted as another, and with its code not compared.
test.each([
  [{ verdict: 'agreed', words: '' }, 'right'],
  [{ verdict: 'another', resolution: { resolution: 'post' }, words: 'It is meant for the estate' }, 'another'],
  [{ verdict: 'another', resolution: { resolution: 'return', code: 'R14' }, words: 'The payee died' }, 'another'],
  [{ verdict: 'another', resolution: { ...AS_PROPOSED, words: 'Dear sir' }, words: 'Say it so' }, 'another'],
  [{ verdict: 'another', resolution: AS_PROPOSED, words: 'The procedure says it' }, 'right'],
  [{ verdict: 'do_next', words: 'Call the sender' }, 'not judged'],
] as const)('a lesson says whether the proposal was right: %j', (given, proposal) => {
  const question = answered(QUESTION, { personId: 2, now: START }, given, NONE)
  if (isQuestionRefusal(question)) throw new Error(question.detail)
  const answer = proposal === 'right' ? { verdict: 'agreed', words: given.words } : given
  expect(lessonOf(question)).toMatchObject({ answer, answeredBy: 2, proposal })
  expect(lessonOf(QUESTION)).toBeUndefined()
})

const TO: ResolutionAsked = { resolution: 'correct', fields: { account: '123' } }
const IN_PARTS: ResolutionAsked = { resolution: 'split', parts: [{ account: '123', amount: '1.00' }] }

// Seen red with naming the way out taken for agreement, with what is keyed not compared, and with the same way out counted as another.
test.each<[proposal: ResolutionAsked, named: ResolutionAsked, was: string]>([
  [{ resolution: 'correct' }, { resolution: 'correct' }, 'not judged'],
  [{ resolution: 'adjust' }, { resolution: 'adjust' }, 'right'],
  [TO, { resolution: 'correct' }, 'another'],
  [{ resolution: 'correct' }, TO, 'another'],
  [TO, { resolution: 'correct', fields: { account: '124' } }, 'another'],
  [TO, { resolution: 'correct', fields: { account: '123' } }, 'right'],
  [IN_PARTS, { resolution: 'split', parts: [{ account: '123', amount: '2.00' }] }, 'another'],
  [IN_PARTS, { ...IN_PARTS }, 'right'],
])('law: naming a way out that is keyed agrees only with what was keyed: %j and %j', (proposal, resolution, was) => {
  const asked = { ...QUESTION, proposal }
  const given = { verdict: 'another', resolution, words: 'So' } as const
  const question = answered(asked, { personId: 2, now: START }, given, new Set(['correct', 'split']))
  if (isQuestionRefusal(question)) throw new Error(question.detail)
  expect(question.at.answer.verdict).toBe(was === 'right' ? 'agreed' : 'another')
  expect(lessonOf(question)?.proposal).toBe(was)
})

test('nobody agrees with what nobody proposed, and nobody else takes a question back', () => {
  const none = { ...QUESTION, proposal: undefined }
  expect(answered(none, { personId: 2, now: START }, { verdict: 'agreed', words: '' }, NONE)).toMatchObject({
    refused: 'nothing_proposed',
  })
  expect(withdrawn(QUESTION, { personId: 2, now: START })).toMatchObject({ refused: 'not_the_asker' })
})
