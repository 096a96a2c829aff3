import { z } from 'zod'
import type { Role } from '../core/authority/role.ts'
import { NoteAsked, NoteKept, NoteList } from './note.ts'
import { ONCE_HEADERS, ONCE_REFUSALS } from './once.ts'
import { IdText, PackName } from './plain-fields.ts'
import type { RefusalName } from './problem.ts'
import {
  AnswerBody,
  CaseQuestions,
  EscalationDraft,
  FenceGiven,
  HandOnAsked,
  LessonList,
  ProposalRecordJson,
  QuestionAsked,
  QuestionId,
  QuestionJson,
  QuestionKept,
  QuestionList,
  QuestionNow,
  RefuseBody,
} from './question.ts'
import { doing, type Route } from './route.ts'
import { CaseId } from './work.ts'

const json = <Schema extends z.ZodType>(schema: Schema) => ({ as: 'json', status: 200, schema }) as const
const caseParams = z.strictObject({ case: CaseId })
const questionParams = z.strictObject({ question: QuestionId })
const itemParams = z.strictObject({ item: IdText })

/** Which of them may do what is asked decides the one function of authority, for each act. */
const ASKERS = doing('escalate')
const ANSWERERS = doing('answer')
const IN_IT = { roles: ['aop', 'ps', 'sps', 'supervisor', 'agent'] satisfies Role[], act: 'read' as const }
const WRITERS = doing('note')
const READERS = doing('read')
const HELD = [
  'question_not_found',
  'question_closed',
  'question_taken',
  'question_not_taken',
] as const satisfies readonly RefusalName[]

/** What people ask each other about cases, what was answered, and what they write down. */
export const QUESTION_ROUTES = {
  caseDraft: {
    method: 'get',
    path: 'caseDraft',
    access: ASKERS,
    summary:
      'A question about a case that is nearly written: evidence, what is ruled out, the usual way out, and who could answer',
    params: caseParams,
    answer: json(EscalationDraft),
    refusals: ['case_not_found'],
  },
  askQuestion: {
    method: 'post',
    path: 'caseQuestions',
    access: ASKERS,
    summary:
      'Asks somebody senior about a case that one has: an escalation lets it wait for the answer, a consult does not',
    params: caseParams,
    headers: ONCE_HEADERS,
    body: { json: QuestionAsked },
    answer: json(QuestionKept),
    refusals: [
      ...ONCE_REFUSALS,
      ...([
        'case_not_found',
        'person_not_found',
        'lease_lost',
        'wake_in_the_past',
        'wake_too_late',
        'question_open',
        'questions_used_up',
      ] as const),
      ...(['may_not_ask', 'nobody_to_answer', 'resolution_not_offered', 'evidence_not_found'] as const),
    ],
  },
  caseQuestions: {
    method: 'get',
    path: 'caseQuestions',
    access: READERS,
    summary: 'What was asked about a case, with the answers, and what was answered before about its kind',
    params: caseParams,
    answer: json(CaseQuestions),
    refusals: ['case_not_found'],
  },
  questionInbox: {
    method: 'get',
    path: 'questionInbox',
    access: ANSWERERS,
    summary: 'Questions that the person may answer, by deadline, harm and how many items the answer frees',
    answer: json(QuestionList),
    refusals: [],
  },
  questionsMine: {
    method: 'get',
    path: 'questionsMine',
    access: ASKERS,
    summary: 'What the person asked: what waits first, then the newest',
    answer: json(QuestionList),
    refusals: [],
  },
  question: {
    method: 'get',
    path: 'question',
    access: IN_IT,
    summary: 'One question with everything that was said',
    params: questionParams,
    answer: json(QuestionJson),
    refusals: ['question_not_found'],
  },
  questionTake: {
    method: 'post',
    path: 'questionTake',
    access: ANSWERERS,
    summary: 'Takes a question to answer it, for a quarter of an hour, so that two do not answer at once',
    params: questionParams,
    headers: ONCE_HEADERS,
    answer: json(QuestionNow),
    refusals: [...ONCE_REFUSALS, 'question_not_found', 'question_closed', 'question_taken', 'may_not_answer'],
  },
  questionGiveBack: {
    method: 'post',
    path: 'questionGiveBack',
    access: ANSWERERS,
    summary: 'Gives a question back unanswered: others see it again',
    params: questionParams,
    headers: ONCE_HEADERS,
    body: { json: FenceGiven },
    answer: json(QuestionNow),
    refusals: [...ONCE_REFUSALS, ...HELD],
  },
  questionHandOn: {
    method: 'post',
    path: 'questionHandOn',
    access: ANSWERERS,
    summary: 'Hands a question on, with the reason: to somebody by name or to a role',
    params: questionParams,
    headers: ONCE_HEADERS,
    body: { json: HandOnAsked },
    answer: json(QuestionNow),
    refusals: [...ONCE_REFUSALS, 'person_not_found', ...HELD, 'nobody_to_answer'],
  },
  questionAnswer: {
    method: 'post',
    path: 'questionAnswer',
    access: ANSWERERS,
    summary:
      'Answers a question: agrees with the proposal, names another resolution, or says what to do next; its case wakes',
    params: questionParams,
    headers: ONCE_HEADERS,
    body: { json: AnswerBody },
    answer: json(QuestionNow),
    refusals: [...ONCE_REFUSALS, ...HELD, 'may_not_answer', 'nothing_proposed', 'resolution_not_offered'],
  },
  questionRefuse: {
    method: 'post',
    path: 'questionRefuse',
    access: ANSWERERS,
    summary: 'Ends a question without an answer, with the reason; its case wakes',
    params: questionParams,
    headers: ONCE_HEADERS,
    body: { json: RefuseBody },
    answer: json(QuestionNow),
    refusals: [...ONCE_REFUSALS, ...HELD],
  },
  questionWithdraw: {
    method: 'post',
    path: 'questionWithdraw',
    access: ASKERS,
    summary: 'Takes one’s own question back; its case wakes',
    params: questionParams,
    headers: ONCE_HEADERS,
    answer: json(QuestionNow),
    refusals: [...ONCE_REFUSALS, 'question_not_found', 'not_the_asker', 'question_closed'],
  },
  lessons: {
    method: 'get',
    path: 'lessons',
    access: READERS,
    summary: 'What was answered about a kind of exception, the newest first; no rule, it changes nothing by itself',
    query: z.strictObject({ pack: PackName, kind: z.string().min(1).max(100) }),
    answer: json(LessonList),
    refusals: [],
  },
  proposalRecord: {
    method: 'get',
    path: 'proposalRecord',
    access: IN_IT,
    summary: 'How often somebody’s proposals were right: one’s own, and for supervisors anybody’s',
    query: z.strictObject({ person: z.string().min(1).max(100).optional().describe('A login; oneself when left out') }),
    answer: json(ProposalRecordJson),
    refusals: ['person_not_found', 'act_not_allowed'],
  },
  itemNotes: {
    method: 'get',
    path: 'itemNotes',
    access: READERS,
    summary:
      'Notes about an item and its case, oldest first; what the item’s page masks is masked in them without a pass',
    params: itemParams,
    query: z.strictObject({ pass: z.string().max(60).optional().describe('Of a reveal of the item') }),
    answer: json(NoteList),
    refusals: ['item_not_found'],
  },
  caseNotes: {
    method: 'get',
    path: 'caseNotes',
    access: READERS,
    summary: 'Notes about a case itself, oldest first; what its items’ pages mask is masked in them',
    params: caseParams,
    answer: json(NoteList),
    refusals: ['case_not_found'],
  },
  addItemNote: {
    method: 'post',
    path: 'itemNotes',
    access: WRITERS,
    summary: 'Adds a note to an item: it is never changed and never taken away',
    params: itemParams,
    headers: ONCE_HEADERS,
    body: { json: NoteAsked },
    answer: json(NoteKept),
    refusals: [...ONCE_REFUSALS, 'item_not_found', 'evidence_not_found'],
  },
  addCaseNote: {
    method: 'post',
    path: 'caseNotes',
    access: WRITERS,
    summary: 'Adds a note to a case: it stands in the story of each of its items',
    params: caseParams,
    headers: ONCE_HEADERS,
    body: { json: NoteAsked },
    answer: json(NoteKept),
    refusals: [...ONCE_REFUSALS, 'case_not_found', 'evidence_not_found'],
  },
} as const satisfies Readonly<Record<string, Route>>
