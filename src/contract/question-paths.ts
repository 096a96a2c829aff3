/** Where questions, their answers and notes are. `{question}` is a question's id, as `1101-7`. */
export const QUESTION_PATHS = {
  caseDraft: '/v1/work/cases/{case}/escalation-draft',
  caseQuestions: '/v1/work/cases/{case}/questions',
  questionInbox: '/v1/questions/inbox',
  questionsMine: '/v1/questions/mine',
  question: '/v1/questions/{question}',
  questionTake: '/v1/questions/{question}/take',
  questionGiveBack: '/v1/questions/{question}/give-back',
  questionHandOn: '/v1/questions/{question}/hand-on',
  questionAnswer: '/v1/questions/{question}/answer',
  questionRefuse: '/v1/questions/{question}/refuse',
  questionWithdraw: '/v1/questions/{question}/withdraw',
  lessons: '/v1/lessons',
  proposalRecord: '/v1/proposal-record',
  itemNotes: '/v1/items/{item}/notes',
  caseNotes: '/v1/work/cases/{case}/notes',
} as const
