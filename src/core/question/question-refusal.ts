/** A named no to an act on a question, in order of precedence. */
export interface QuestionRefusal {
  readonly refused:
    | 'question_not_found'
    | 'question_closed'
    | 'question_taken'
    | 'question_not_taken'
    | 'question_open'
    | 'questions_used_up'
    | 'not_the_asker'
    | 'may_not_ask'
    | 'may_not_answer'
    | 'nobody_to_answer'
    | 'nothing_proposed'
    | 'resolution_not_offered'
    | 'evidence_not_found'
  /** One sentence: why, and what would change it. */
  readonly detail: string
}

export function isQuestionRefusal(value: object): value is QuestionRefusal {
  return 'refused' in value && 'detail' in value
}
