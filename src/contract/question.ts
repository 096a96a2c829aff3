import { z } from 'zod'
import { WAIVERS, type Waiver } from '../core/fee.ts'
import { FORWARDING_ANSWER_NAMES, RECIPIENT_LENGTH_MAX } from '../core/forwarding.ts'
import { HOLD_REASON_NAMES } from '../core/hold.ts'
import { EVIDENCE_KINDS, EVIDENCE_MAX } from '../core/question/evidence.ts'
import { ANSWER_ROLES, QUESTION_PURPOSES, QUESTION_STATES, VERDICTS } from '../core/question/question.ts'
import { RESOLUTION_NAMES } from './decision.ts'
import { Moment } from './plain-fields.ts'
import { CaseId } from './work.ts'

/** Shapes of what people ask each other about cases, and of what was answered. */

export const QuestionId = z
  .string()
  .regex(/^\d{1,16}-[1-9]\d{0,15}$/, 'the id of a question, as 1101-7')
  .refine(text => text.split('-').every(part => Number.isSafeInteger(Number(part))), 'the id of a question')
  .describe('The id of a question, as 1101-7')

const Fence = z.int().min(0).max(2_147_483_647)
const Words = z.string().trim().min(1).max(4000)
const Sentence = z.string().trim().min(1).max(500)
const Login = z.string().min(1).max(100)
const Named = z.strictObject({ id: z.int(), name: z.string() }).meta({ id: 'NamedPerson' })

export const EvidenceJson = z
  .strictObject({
    item: z.int().min(0),
    of: z.enum(EVIDENCE_KINDS),
    ref: z
      .string()
      .max(60)
      .describe(
        '`front` or `back` of a page, the record’s number from 1, `1101/7` of an event, the number of an entry; empty of the finding',
      ),
  })
  .meta({ id: 'Evidence' })

const WAIVER_NAMES = Object.keys(WAIVERS) as [Waiver, ...Waiver[]] // its own keys
/** A resolution as the item's previews take it. */
export const ResolutionMeant = z
  .strictObject({
    resolution: z.enum(RESOLUTION_NAMES),
    code: z.string().min(1).max(3).optional(),
    term: z.enum(['provisional', 'final']).optional(),
    to: z.enum(['customer', 'sender']).optional(),
    awaits: z.enum(HOLD_REASON_NAMES).optional(),
    until: z.string().min(1).max(16).optional(),
    recipient: z.string().min(1).max(RECIPIENT_LENGTH_MAX).optional(),
    answer: z.enum(FORWARDING_ANSWER_NAMES).optional(),
    fee: z.string().min(1).max(40).optional(),
    waiver: z.enum(WAIVER_NAMES).optional(),
    words: Words.optional(),
  })
  .meta({ id: 'ResolutionMeant' })

const Proposal = z
  .discriminatedUnion('idea', [
    z.strictObject({ idea: z.literal('have'), resolution: ResolutionMeant, words: Words.describe('Why') }),
    z.strictObject({ idea: z.literal('none'), words: Words.describe('What keeps you from an idea') }),
  ])
  .meta({ id: 'Proposal' })

export const QuestionAsked = z
  .strictObject({
    fence: Fence.describe('Of the claim by which the case is held'),
    purpose: z.enum(QUESTION_PURPOSES).describe('`escalation`: the case waits. `consult`: it stays in your hands'),
    question: Words,
    evidence: z.array(EvidenceJson).max(EVIDENCE_MAX),
    tried: z.array(Sentence).max(20).describe('What was tried or ruled out, a sentence each'),
    proposal: Proposal.describe('What you would do; or that you have no idea, and why'),
    for_role: z.enum(ANSWER_ROLES).describe('The least role that may answer'),
    to: Login.optional().describe('Somebody by name; then nobody else may answer'),
    wakes_at: Moment.optional().describe(
      'Of an escalation: when the case wakes at the latest, as early as what is let wait; as the draft says when left out',
    ),
  })
  .meta({ id: 'QuestionAsked' })

export const QuestionKept = z.strictObject({ question: QuestionId }).meta({ id: 'QuestionKept' })

const Answer = z
  .strictObject({
    verdict: z.enum(VERDICTS),
    resolution: ResolutionMeant.nullable().describe('Of `another`: what to do instead'),
    words: z.string(),
  })
  .meta({ id: 'Answer' })

/** A question as everybody in it sees it; account numbers and names of the case's items are masked in all words. */
export const QuestionJson = z
  .strictObject({
    question: QuestionId,
    purpose: z.enum(QUESTION_PURPOSES),
    case: CaseId,
    pack: z.string(),
    kind: z.string(),
    title: z.string(),
    queue: z.string(),
    items: z.array(z.int()).describe('Open items of the case, the first of them'),
    asked_by: Named,
    ways: z.array(z.enum(RESOLUTION_NAMES)).describe('The ways out of its kind'),
    for_role: z.enum(ANSWER_ROLES),
    for_person: Named.nullable(),
    words: z.string(),
    evidence: z.array(EvidenceJson),
    tried: z.array(z.string()),
    proposal: Proposal,
    passed: z.array(z.strictObject({ by: Named, at: Moment, why: z.string() })),
    state: z.enum(QUESTION_STATES),
    fence: Fence,
    taken_by: Named.nullable(),
    taken_until: Moment.nullable(),
    ended_by: Named.nullable(),
    ended_at: Moment.nullable(),
    others: z
      .array(z.strictObject({ login: z.string(), name: z.string() }))
      .describe('Who else could answer it now, for whoever took it and hands it on; empty while nobody has it'),
    answer: Answer.nullable(),
    refused_because: z.string().nullable(),
    case_opened_at: Moment,
    case_age_seconds: z.int().describe('The asker’s clock: it runs on while the question waits'),
    asked_at: Moment,
    question_age_seconds: z.int().describe('The senior’s clock: until it was answered'),
    ours_at: Moment.nullable().describe('When the case’s answer has to leave here'),
    frees: z.int().describe('Open items of the same kind and cause'),
    rank: z.string().describe('Why it stands where it stands in the inbox'),
  })
  .meta({ id: 'Question' })
export type QuestionJson = z.infer<typeof QuestionJson>

export const QuestionList = z.strictObject({ data: z.array(QuestionJson) }).meta({ id: 'QuestionList' })
export type QuestionList = z.infer<typeof QuestionList>

/** What was answered about a kind of exception. No rule: it changes nothing by itself. */
export const LessonJson = z
  .strictObject({
    question: QuestionId,
    pack: z.string(),
    kind: z.string(),
    asked_by: Named,
    asked_at: Moment,
    words: z.string(),
    proposal: Proposal,
    answer: Answer,
    answered_by: Named,
    answered_at: Moment,
    proposal_was: z.enum(['right', 'another', 'not judged']),
  })
  .meta({ id: 'Lesson' })
export type LessonJson = z.infer<typeof LessonJson>

export const LessonList = z.strictObject({ data: z.array(LessonJson) }).meta({ id: 'LessonList' })
export type LessonList = z.infer<typeof LessonList>

export const CaseQuestions = z
  .strictObject({
    questions: z.array(QuestionJson).describe('Everything that was asked about the case'),
    answered_before: z.array(LessonJson).describe('The newest answers about its kind'),
  })
  .meta({ id: 'CaseQuestions' })
export type CaseQuestions = z.infer<typeof CaseQuestions>

/** A question that is nearly written. */
export const EscalationDraft = z
  .strictObject({
    question: z.string(),
    evidence: z.array(EvidenceJson),
    tried: z.array(z.string()),
    proposal: ResolutionMeant.nullable().describe('The usual way out: nobody proposed it yet'),
    ways: z.array(z.enum(RESOLUTION_NAMES)).describe('Of which one may be proposed: those of its kind'),
    for_role: z.enum(ANSWER_ROLES),
    here: z.array(z.strictObject({ login: z.string(), name: z.string() })).describe('Who could answer now'),
    away: z.array(z.strictObject({ login: z.string(), name: z.string() })),
    wakes_at: Moment,
    answered_before: z.array(LessonJson),
  })
  .meta({ id: 'EscalationDraft' })
export type EscalationDraft = z.infer<typeof EscalationDraft>

export const FenceGiven = z.strictObject({ fence: Fence }).meta({ id: 'QuestionClaim' })
export const HandOnAsked = z
  .strictObject({ fence: Fence, for_role: z.enum(ANSWER_ROLES), to: Login.optional(), why: Words })
  .meta({ id: 'HandOnAsked' })
const AnswerGiven = z
  .discriminatedUnion('verdict', [
    z.strictObject({ verdict: z.literal('agreed'), words: z.string().trim().max(4000) }),
    z.strictObject({ verdict: z.literal('another'), resolution: ResolutionMeant, words: Words }),
    z.strictObject({ verdict: z.literal('do_next'), words: Words }),
  ])
  .meta({ id: 'AnswerGiven' })
export const AnswerBody = z.strictObject({ fence: Fence, answer: AnswerGiven }).meta({ id: 'AnswerBody' })
export const RefuseBody = z.strictObject({ fence: Fence, why: Words }).meta({ id: 'RefuseBody' })

/** What an act made of a question. */
export const QuestionNow = z
  .strictObject({
    question: QuestionId,
    state: z.enum(QUESTION_STATES),
    fence: Fence,
    taken_until: Moment.nullable(),
  })
  .meta({ id: 'QuestionNow' })
export type QuestionNow = z.infer<typeof QuestionNow>

export const ProposalRecordJson = z
  .strictObject({
    person: Named,
    right: z.int().describe('Proposals that the answer agreed with'),
    another: z.int(),
    not_judged: z.int(),
    sentence: z.string(),
  })
  .meta({ id: 'ProposalRecord' })
export type ProposalRecordJson = z.infer<typeof ProposalRecordJson>
