import type { People } from '../core/authority/people.ts'
import type { Person } from '../core/authority/people-facts.ts'
import { type Lesson, lessonOf } from '../core/question/lesson.ts'
import type { Question } from '../core/question/question.ts'
import { takerOf } from '../core/question/question-acts.ts'
import { byWeight, type QuestionWeight } from '../core/question/rank-question.ts'
import { refuseAnswer, whoAnswers } from '../core/question/who-answers.ts'
import { type CaseFacts, casesByKeys } from '../store/case-facts.ts'
import type { Transaction } from '../store/database.ts'
import { namesOf } from '../store/person-name.ts'
import {
  answeredOfKind,
  freedByCase,
  type ProposalRecord,
  proposalRecordOf,
  questionByKey,
  questionsAskedBy,
  questionsOfCase,
  questionsWaiting,
} from '../store/question-page.ts'
import { inReadRequest } from '../store/read-request.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import { peopleWithin } from './people-now.ts'
import { type QuestionKey, toAnswer } from './question-work.ts'
import { queuesOf, shardsOf } from './work-queues.ts'

/** A question as people see it: with its case, what the answer frees, and what everybody in it is called. */
export interface SeenQuestion {
  readonly question: Question
  readonly of: CaseFacts
  readonly weight: QuestionWeight
  readonly names: ReadonlyMap<number, string>
  /** Who could answer it now in the place of whoever took it; of one that nobody has nobody is looked for. */
  readonly others: readonly Person[]
}

/** So many are shown at once: the heaviest. */
const INBOX_MAX = 100

/**
 * What waits for an answer that this person may give, the heaviest first: what others write just now is left out, what they took
 * themselves stays. All that waits is weighed, many at a time, and the heaviest are kept.
 */
export async function readInbox(engine: Engine, person: number): Promise<readonly SeenQuestion[]> {
  return inRead(engine, async tx => {
    const now = engine.now()
    const people = await peopleWithin(engine, tx)
    const order = byWeight(now.epochMilliseconds)
    let heaviest: readonly SeenQuestion[] = []
    for await (const some of questionsWaiting(tx, orgShardOf(engine))) {
      const mine = some.filter(one => {
        const taker = takerOf(one, now)
        if (taker !== undefined && taker !== person) return false
        return refuseAnswer(toAnswer(engine, one), people, { personId: person, at: now }) === undefined
      })
      const seen = (await seenOf(engine, tx, mine)).filter(one => one.of.exceptions.length > 0)
      heaviest = [...heaviest, ...seen].sort((a, b) => order(a.weight, b.weight)).slice(0, INBOX_MAX)
    }
    return heaviest
  })
}

/** What this person asked: what waits first, then the newest. */
export async function readAsked(engine: Engine, person: number): Promise<readonly SeenQuestion[]> {
  return inRead(engine, async tx => seenOf(engine, tx, await questionsAskedBy(tx, orgShardOf(engine), person)))
}

/** Everything that was asked about a case, and what was answered before about its kind. */
export async function readCaseQuestions(
  engine: Engine,
  facts: CaseFacts,
): Promise<{ readonly questions: readonly SeenQuestion[]; readonly before: readonly SeenLesson[] }> {
  const shard = queuesOf(engine).get(facts.queue)?.shard ?? 0
  return inRead(engine, async tx => {
    const own = await questionsOfCase(tx, { shard, caseShard: facts.shard, caseId: facts.id })
    const lessons = await lessonsOf(engine, tx, facts)
    const before = lessons.filter(
      ({ lesson }) => !own.some(one => one.shard === lesson.question.shard && one.id === lesson.question.id),
    )
    return { questions: await seenOf(engine, tx, own), before }
  })
}

/** A lesson with what those in it are called. */
export interface SeenLesson {
  readonly lesson: Lesson
  readonly names: ReadonlyMap<number, string>
}

/** What was answered about a kind of exception, the newest first. */
export async function readLessons(
  engine: Engine,
  kind: { readonly pack: string; readonly kind: string },
): Promise<readonly SeenLesson[]> {
  return inRead(engine, tx => lessonsOf(engine, tx, kind))
}

/** How often somebody’s proposals were right. */
export async function readProposalRecord(engine: Engine, person: number): Promise<ProposalRecord> {
  return inRead(engine, tx => proposalRecordOf(tx, orgShardOf(engine), person))
}

/** One question of this institution. */
export async function readQuestion(engine: Engine, key: QuestionKey): Promise<SeenQuestion | undefined> {
  return inRead(engine, async tx => {
    const question = await questionByKey(tx, key)
    return question === undefined ? undefined : (await seenOf(engine, tx, [question]))[0]
  })
}

const LESSONS_MAX = 10

async function lessonsOf(
  engine: Engine,
  tx: Transaction,
  of: { readonly pack: string; readonly kind: string },
): Promise<readonly SeenLesson[]> {
  const shards = shardsOf(queuesOf(engine).values())
  const { pack, kind } = of
  const lessons = (await answeredOfKind(tx, shards, { pack, kind, limit: LESSONS_MAX })).flatMap(
    one => lessonOf(one) ?? [],
  )
  const ids = lessons.flatMap(({ question, answeredBy }) => [question.askerId, answeredBy])
  const names = await namesOf(tx, orgShardOf(engine), ids)
  return lessons.map(lesson => ({ lesson, names }))
}

async function seenOf(
  engine: Engine,
  tx: Transaction,
  questions: readonly Question[],
): Promise<readonly SeenQuestion[]> {
  const orgShard = orgShardOf(engine)
  const cases = await casesByKeys(tx, orgShard, distinct(questions))
  const frees = await freedByCase(tx, orgShard, distinct(questions))
  const names = await namesOf(tx, orgShard, questions.flatMap(peopleIn))
  const now = engine.now()
  const people = questions.some(one => takerOf(one, now) !== undefined) ? await peopleWithin(engine, tx) : undefined
  return questions.flatMap(question => {
    const of = cases.find(one => one.shard === question.caseShard && one.id === question.caseId)
    if (of === undefined) return []
    const { debitMinor, creditMinor } = of.value
    const weight = {
      ...{ shard: question.shard, id: question.id, harmMinor: debitMinor + creditMinor },
      oursAt: of.oursAt?.epochMilliseconds,
      frees: frees.get(`${of.shard}-${of.id}`) ?? 0,
      askedAt: question.askedAt.epochMilliseconds,
    }
    const taker = takerOf(question, now)
    const others = people === undefined || taker === undefined ? [] : othersThan(taker, engine, question, people)
    return [{ question, of, weight, names, others }]
  })
}

/** Whom it could be handed on to by name: of whatever role they are, and nobody who passed it on. */
function othersThan(taker: number, engine: Engine, question: Question, people: People): readonly Person[] {
  const passed = [...question.passed, { by: taker }]
  const meant = toAnswer(engine, { ...question, forRole: 'ps', forPerson: undefined, passed })
  return whoAnswers(meant, people, engine.now()).here
}

function peopleIn({ askerId, forPerson, passed, at }: Question): readonly number[] {
  const by = 'by' in at ? [at.by] : []
  return [askerId, ...(forPerson === undefined ? [] : [forPerson]), ...passed.map(one => one.by), ...by]
}

/** Several questions may be about one case. */
function distinct(questions: readonly Question[]): readonly { readonly caseShard: number; readonly caseId: number }[] {
  return [...new Map(questions.map(one => [`${one.caseShard}-${one.caseId}`, one])).values()]
}

function inRead<T>(engine: Engine, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return inReadRequest(engine.database, engine.institution.orgId, work)
}
