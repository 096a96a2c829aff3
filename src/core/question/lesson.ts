import type { Question, QuestionAnswer } from './question.ts'
import { isSameWay } from './question-acts.ts'

/**
 * A question that was answered, shown at the next item of its kind. It is no rule: it changes nothing by itself, and whoever reads
 * it decides for themselves.
 */
export interface Lesson {
  readonly question: Question
  readonly answer: QuestionAnswer
  readonly answeredBy: number
  readonly answeredAt: Temporal.Instant
  readonly proposal: ProposalWas
}

/**
 * How what the asker would have done stood against the answer. `not judged`: nothing was proposed, it was not decided yet, or the answer
 * names the way out again and not what is keyed with it.
 */
export type ProposalWas = 'right' | 'another' | 'not judged'

/** What a question teaches; undefined while it has no answer. */
export function lessonOf(question: Question): Lesson | undefined {
  const { at } = question
  if (at.state !== 'answered') return undefined
  const { answer, by: answeredBy, endedAt: answeredAt } = at
  return { question, answer, answeredBy, answeredAt, proposal: proposalWas(question.proposal, answer) }
}

function proposalWas(proposal: Question['proposal'], answer: QuestionAnswer): ProposalWas {
  if (proposal === undefined || answer.verdict === 'do_next') return 'not judged'
  if (answer.verdict === 'agreed') return 'right'
  return isSameWay(proposal, answer.resolution) ? 'not judged' : 'another'
}
