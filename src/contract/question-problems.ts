import type { QuestionRefusal } from '../core/question/question-refusal.ts'

/** Every named no to an act on a question. */
export const QUESTION_PROBLEMS = {
  question_not_found: { status: 404, title: 'There is no such question' },
  question_closed: { status: 409, title: 'The question is over' },
  question_taken: { status: 409, title: 'Somebody else answers it' },
  question_not_taken: { status: 409, title: 'The question is not yours to answer' },
  question_open: { status: 409, title: 'A question waits already' },
  questions_used_up: { status: 409, title: 'Too many questions wait' },
  not_the_asker: { status: 403, title: 'Somebody else asked it' },
  may_not_ask: { status: 403, title: 'This person may not ask this' },
  may_not_answer: { status: 403, title: 'This person may not answer this' },
  nobody_to_answer: { status: 409, title: 'Nobody who could answer is there' },
  nothing_proposed: { status: 409, title: 'Nothing was proposed' },
  resolution_not_offered: { status: 422, title: 'The exception has no such way out' },
  evidence_not_found: { status: 422, title: 'There is no such evidence' },
} as const satisfies Readonly<Record<QuestionRefusal['refused'], { status: number; title: string }>>
