import type { ProposalRecordJson } from '../contract/question.ts'
import type { QUESTION_ROUTES } from '../contract/question-routes.ts'
import type { Question } from '../core/question/question.ts'
import { isQuestionRefusal, type QuestionRefusal } from '../core/question/question-refusal.ts'
import {
  answerWithin,
  giveBackWithin,
  handOnWithin,
  refuseWithin,
  takeWithin,
  withdrawWithin,
} from '../engine/answer-question.ts'
import { NO_QUESTION } from '../engine/question-work.ts'
import { readPersonName } from '../engine/read-desk.ts'
import { readAsked, readInbox, readLessons, readProposalRecord, readQuestion } from '../engine/read-questions.ts'
import { whyNotDone } from '../engine/session-act.ts'
import type { ProposalRecord } from '../store/question-page.ts'
import { answerOnce } from './answer-once.ts'
import { personCalled } from './ask-handlers.ts'
import type { Handler } from './bind-route.ts'
import { lessonJson, questionJson, questionKeyOf, questionNowJson } from './question-json.ts'
import { refuse } from './refusal.ts'
import type { ServerParts } from './server-parts.ts'

type Routes = typeof QUESTION_ROUTES
type Reading = 'questionInbox' | 'questionsMine' | 'question' | 'lessons' | 'proposalRecord'
type Acting =
  | 'questionTake'
  | 'questionGiveBack'
  | 'questionHandOn'
  | 'questionAnswer'
  | 'questionRefuse'
  | 'questionWithdraw'

/** The senior's side: the inbox, and what may be done with a question. */
export function answerHandlers(parts: ServerParts) {
  return { ...readingHandlers(parts), ...actingHandlers(parts) }
}

function readingHandlers({ engine }: ServerParts) {
  return {
    questionInbox: async ({ as }) => ({
      data: (await readInbox(engine, as.person.id)).map(one => questionJson(engine, one)),
    }),
    questionsMine: async ({ as }) => ({
      data: (await readAsked(engine, as.person.id)).map(one => questionJson(engine, one)),
    }),
    question: async ({ params }) => {
      const seen = await readQuestion(engine, questionKeyOf(params.question))
      return seen === undefined ? refuse(NO_QUESTION.refused, NO_QUESTION.detail) : questionJson(engine, seen)
    },
    lessons: async ({ query }) => ({ data: (await readLessons(engine, query)).map(lessonJson) }),
    proposalRecord: async ({ query, as }) => {
      const { personId = as.person.id, refused } = await personCalled(engine, query.person)
      if (refused !== undefined) return refused
      const shut = personId === as.person.id ? undefined : await whyNotDone(engine, as, 'oversee')
      if (shut !== undefined) return refuse('act_not_allowed', `${shut} Your own is there without a name.`)
      const name = (await readPersonName(engine, personId)) ?? ''
      return recordJson({ id: personId, name }, await readProposalRecord(engine, personId))
    },
  } satisfies { readonly [Name in Reading]: Handler<Routes[Name]> }
}

function recordJson(person: ProposalRecordJson['person'], of: ProposalRecord): ProposalRecordJson {
  const judged = of.agreed + of.another
  const sentence =
    judged === 0
      ? 'No proposal was judged yet.'
      : `Right in ${of.agreed} of ${judged} ${judged === 1 ? 'proposal' : 'proposals'}.`
  return { person, right: of.agreed, another: of.another, not_judged: of.notJudged, sentence }
}

function actingHandlers(parts: ServerParts) {
  const { engine } = parts
  const told = (done: Question | QuestionRefusal) =>
    isQuestionRefusal(done) ? refuse(done.refused, done.detail) : questionNowJson(done)
  return {
    questionTake: asked => {
      const of = { key: questionKeyOf(asked.params.question), personId: asked.as.person.id }
      return answerOnce(parts, 'questionTake', asked, async tx => told(await takeWithin(engine, tx, of)))
    },
    questionGiveBack: asked =>
      answerOnce(parts, 'questionGiveBack', asked, async tx => told(await giveBackWithin(engine, tx, actOf(asked)))),
    questionHandOn: async asked => {
      const { for_role: forRole, to, why } = asked.body
      const { personId: forPerson, refused } = await personCalled(engine, to)
      if (refused !== undefined) return refused
      const order = { forRole, forPerson, why }
      return answerOnce(parts, 'questionHandOn', asked, async tx =>
        told(await handOnWithin(engine, tx, actOf(asked), order)),
      )
    },
    questionAnswer: asked =>
      answerOnce(parts, 'questionAnswer', asked, async tx =>
        told(await answerWithin(engine, tx, actOf(asked), asked.body.answer)),
      ),
    questionRefuse: asked =>
      answerOnce(parts, 'questionRefuse', asked, async tx =>
        told(await refuseWithin(engine, tx, actOf(asked), asked.body.why)),
      ),
    questionWithdraw: asked => {
      const of = { key: questionKeyOf(asked.params.question), personId: asked.as.person.id }
      return answerOnce(parts, 'questionWithdraw', asked, async tx => told(await withdrawWithin(engine, tx, of)))
    },
  } satisfies { readonly [Name in Acting]: Handler<Routes[Name]> }
}

function actOf(asked: {
  readonly params: { readonly question: string }
  readonly body: { readonly fence: number }
  readonly as: { readonly person: { readonly id: number } }
}) {
  return { key: questionKeyOf(asked.params.question), personId: asked.as.person.id, fence: asked.body.fence }
}
