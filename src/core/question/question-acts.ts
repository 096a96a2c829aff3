import type { Resolution } from '../exception.ts'
import { canonical } from '../resolve/effect.ts'
import type { ResolutionAsked } from '../resolve/resolution.ts'
import type { AnsweredQuestion, Question, QuestionAnswer, QuestionState } from './question.ts'
import type { QuestionRefusal } from './question-refusal.ts'

/** Who acts on a question, and when. */
export interface Answering {
  readonly personId: number
  readonly now: Temporal.Instant
}

/** As long as an answer takes to think of and write; then others see the question again. */
const ANSWER_LEASE_MINUTES = 15

/** Who writes the answer at that moment; undefined for nobody. */
export function takerOf(question: Question, now: Temporal.Instant): number | undefined {
  const { at } = question
  return at.state === 'taken' && Temporal.Instant.compare(now, at.until) < 0 ? at.by : undefined
}

/** True while somebody may still answer it. */
export function isUnanswered({ at }: Pick<Question, 'at'>): boolean {
  return at.state === 'open' || at.state === 'taken'
}

/** Taken by one senior, so that two do not answer at once; taken again by the same one, the time begins anew. */
export function taken(question: Question, by: Answering): Question | QuestionRefusal {
  if (!isUnanswered(question)) return closed(question.at)
  const taker = takerOf(question, by.now)
  if (taker !== undefined && taker !== by.personId) return TAKEN
  const until = by.now.add({ minutes: ANSWER_LEASE_MINUTES })
  return { ...question, fence: question.fence + 1, at: { state: 'taken', by: by.personId, until } }
}

/** Why this person may not answer, pass on or give back: asked first by everything that a taker does. */
export function holdsQuestion(
  question: Question,
  by: Answering & { readonly fence: number },
): QuestionRefusal | undefined {
  if (!isUnanswered(question)) return closed(question.at)
  const taker = takerOf(question, by.now)
  if (taker === by.personId && question.fence === by.fence) return undefined
  return taker === undefined || taker === by.personId ? NOT_TAKEN : TAKEN
}

/** Others see it again. */
export function givenBack(question: Question): Question {
  return { ...question, at: { state: 'open' } }
}

/** Put to others, with the reason: to somebody by name, or to everybody of the role; never again to who passed it on. */
export function handedOn(
  question: Question,
  by: Answering,
  to: Pick<Question, 'forRole' | 'forPerson'> & { readonly why: string },
): Question {
  const passed = [...question.passed, { by: by.personId, at: by.now, why: to.why }]
  return { ...question, passed, forRole: to.forRole, forPerson: to.forPerson, at: { state: 'open' } }
}

/**
 * Ended by an answer. Nobody agrees with what nobody proposed; and whoever names what was proposed as what to do instead, with all that
 * was said of it, agrees: the asker was right, and is counted so.
 *
 * @param keyed The ways out with which an account, an amount or another value is keyed for the item.
 */
export function answered(
  question: Question,
  by: Answering,
  given: QuestionAnswer,
  keyed: ReadonlySet<Resolution>,
): AnsweredQuestion | QuestionRefusal {
  if (given.verdict === 'agreed' && question.proposal === undefined)
    return {
      refused: 'nothing_proposed',
      detail: 'The asker proposed nothing: answer with a resolution, or with what to do next.',
    }
  const answer = namesProposal(question, given, keyed) ? ({ verdict: 'agreed', words: given.words } as const) : given
  return { ...question, at: { state: 'answered', by: by.personId, endedAt: by.now, answer } }
}

/**
 * Words that are sent are a part of it: others are another letter, and stay as they were written. So is what is keyed: where neither
 * says it, each may mean another account or amount, and naming the way out again is no agreement.
 */
function namesProposal({ proposal }: Question, given: QuestionAnswer, keyed: ReadonlySet<Resolution>): boolean {
  if (proposal === undefined || given.verdict !== 'another') return false
  const { resolution, fields, parts } = given.resolution
  if (keyed.has(resolution) && fields === undefined && parts === undefined) return false
  return isSameWay(proposal, given.resolution)
}

/** With all that is said of both. */
export function isSameWay(one: ResolutionAsked, other: ResolutionAsked): boolean {
  return canonical(one) === canonical(other)
}

/** Ended without an answer, with the reason: the asker goes on as they were. */
export function refusedQuestion(question: Question, by: Answering, words: string): Question {
  return { ...question, at: { state: 'refused', by: by.personId, endedAt: by.now, words } }
}

/** Taken back by whoever asked it. */
export function withdrawn(question: Question, by: Answering): Question | QuestionRefusal {
  if (question.askerId !== by.personId)
    return { refused: 'not_the_asker', detail: 'Only whoever asked it can take it back.' }
  if (!isUnanswered(question)) return closed(question.at)
  return { ...question, at: { state: 'withdrawn', by: by.personId, endedAt: by.now } }
}

function closed({ state }: QuestionState): QuestionRefusal {
  return { refused: 'question_closed', detail: `The question is ${state} already: it is read, and no more.` }
}

const TAKEN: QuestionRefusal = {
  refused: 'question_taken',
  detail: `Somebody else writes the answer. It is open again when they give it back, and after ${ANSWER_LEASE_MINUTES} minutes.`,
}
const NOT_TAKEN: QuestionRefusal = {
  refused: 'question_not_taken',
  detail: 'You have not taken it, or your time ran out: take it first.',
}
