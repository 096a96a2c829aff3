import type { QUESTION_ROUTES } from '../contract/question-routes.ts'
import type { People } from '../core/authority/people.ts'
import type { Evidence } from '../core/question/evidence.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import { refuseResolution } from '../engine/answer-question.ts'
import { askWithin, type QuestionOrder } from '../engine/ask-question.ts'
import { draftEscalation, evidenceOf } from '../engine/draft-escalation.ts'
import type { Engine } from '../engine/engine.ts'
import { peopleNow } from '../engine/people-now.ts'
import { readCase } from '../engine/read-desk.ts'
import { readItem } from '../engine/read-item.ts'
import { readCaseQuestions, readLessons } from '../engine/read-questions.ts'
import { within } from '../engine/within.ts'
import { answerOnce } from './answer-once.ts'
import type { Handler } from './bind-route.ts'
import { instantOf } from './cursor.ts'
import { draftJson, lessonJson, questionJson } from './question-json.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { ServerParts } from './server-parts.ts'
import { caseKeyOf } from './work-json.ts'
import { noCase, workRefusal } from './work-refusal.ts'

type Routes = typeof QUESTION_ROUTES

/** Asking about a case: the draft, the question, and what was asked before. */
export function askHandlers(parts: ServerParts) {
  const { engine } = parts
  return {
    caseDraft: async ({ params, as }) => {
      const facts = await readCase(engine, caseKeyOf(params.case))
      if (facts === undefined) return noCase(params.case)
      const draft = await draftEscalation(engine, { facts, personId: as.person.id, roles: as.person.roles })
      const before = await readLessons(engine, facts)
      return draftJson(draft, before)
    },
    askQuestion: async asked => {
      const order = await orderOf(engine, asked)
      if ('refused' in order) return order
      return answerOnce(parts, 'caseQuestions', asked, async tx => {
        const done = await askWithin(engine, tx, order)
        if (done.is === 'asked') return { question: `${done.question.shard}-${done.question.id}` }
        const { why } = done
        const { refused } = why
        const isOfCase = refused === 'lease_lost' || refused === 'wake_in_the_past' || refused === 'wake_too_late'
        return 'holder' in why || isOfCase ? workRefusal(within(engine, tx), why) : refuse(why.refused, why.detail)
      })
    },
    caseQuestions: async ({ params }) => {
      const facts = await readCase(engine, caseKeyOf(params.case))
      if (facts === undefined) return noCase(params.case)
      const { questions, before } = await readCaseQuestions(engine, facts)
      return { questions: questions.map(one => questionJson(engine, one)), answered_before: before.map(lessonJson) }
    },
  } satisfies { readonly [Name in 'caseDraft' | 'askQuestion' | 'caseQuestions']: Handler<Routes[Name]> }
}

type AskedQuestion = Parameters<Handler<Routes['askQuestion']>>[0]

/** Everything that can be checked before the case is locked. */
async function orderOf(engine: Engine, { params, body, as }: AskedQuestion): Promise<QuestionOrder | Refusal> {
  const key = caseKeyOf(params.case)
  const facts = await readCase(engine, key)
  if (facts === undefined) return noCase(params.case)
  const { personId, refused } = await personCalled(engine, body.to)
  if (refused !== undefined) return refused
  const proposal: ResolutionAsked | undefined = body.proposal.idea === 'have' ? body.proposal.resolution : undefined
  const notOffered = proposal === undefined ? undefined : refuseResolution(engine, facts, proposal)
  if (notOffered !== undefined) return refuse(notOffered.refused, notOffered.detail)
  const missing = await missingEvidence(engine, facts.exceptions, body.evidence)
  if (missing !== undefined) return missing
  const given = body.wakes_at === undefined ? 'none' : instantOf(body.wakes_at)
  if (given === undefined)
    return refuse('request_invalid', 'wakes_at: an instant of the years 1 to 9999, as 2026-07-02T21:04:05Z.')
  const draft =
    given === 'none' ? await draftEscalation(engine, { facts, personId: as.person.id, roles: [] }) : undefined
  return {
    of: { ...key, queue: facts.queue, personId: as.person.id, fence: body.fence },
    facts,
    ...{ purpose: body.purpose, words: body.question, evidence: body.evidence, tried: body.tried, proposal },
    proposalWords: body.proposal.words,
    forRole: body.for_role,
    forPerson: personId,
    wakesAt: given === 'none' ? (draft?.wakesAt ?? engine.now()) : given,
    session: as.steppedUpUntil === undefined ? 'signed-in' : 'stepped-up',
  }
}

/** The id behind a login, where one is given. */
export async function personCalled(
  engine: Engine,
  login: string | undefined,
): Promise<{ readonly personId: number | undefined; readonly refused?: Refusal }> {
  if (login === undefined) return { personId: undefined }
  const people: People = await peopleNow(engine)
  const personId = people.facts.persons.find(one => one.login === login)?.id
  return personId === undefined
    ? {
        personId,
        refused: refuse('person_not_found', 'Nobody here has that login. The list of people shows who is here.'),
      }
    : { personId }
}

/** Items that a question may point into. */
const ITEMS_MAX = 5

/** Every piece of evidence is one of an open item of the case. */
async function missingEvidence(
  engine: Engine,
  items: readonly number[],
  evidence: readonly Evidence[],
): Promise<Refusal | undefined> {
  const named = [...new Set(evidence.map(one => one.item))]
  if (named.length > ITEMS_MAX)
    return refuse('evidence_not_found', `Evidence of ${ITEMS_MAX} items at most goes with a question.`)
  for (const item of named) {
    const story = items.includes(item) ? await readItem(engine, item) : undefined
    const there = story === undefined ? [] : evidenceOf(story)
    const lost = evidence.find(
      one => one.item === item && !there.some(each => each.of === one.of && each.ref === one.ref),
    )
    if (lost !== undefined)
      return refuse(
        'evidence_not_found',
        `Item ${lost.item} of this case has no ${lost.of} ${lost.ref}: look at its page.`,
      )
  }
  return undefined
}
