import { dayNumber } from '../core/calendar/day.ts'
import type { Question } from '../core/question/question.ts'
import type { QuestionRefusal } from '../core/question/question-refusal.ts'
import type { ToAnswer } from '../core/question/who-answers.ts'
import { lockShards } from '../store/bucket.ts'
import type { Transaction } from '../store/database.ts'
import { type EventKind, insertEvents, type NewEvent } from '../store/event.ts'
import { lockQuestion } from '../store/question.ts'
import { sealQuestion } from '../store/seal.ts'
import type { Engine } from './engine.ts'
import { today } from './open-day.ts'
import { personActor } from './sign-in-event.ts'
import { queueNamed, queuesOf } from './work-queues.ts'

/** Which question. */
export interface QuestionKey {
  readonly shard: number
  readonly id: number
}

/** Locks the bucket of its queue, where the case's place lies too, then the question. */
export async function lockedQuestion(
  engine: Engine,
  tx: Transaction,
  key: QuestionKey,
): Promise<Question | QuestionRefusal> {
  const shards = new Set([...queuesOf(engine).values()].map(queue => queue.shard))
  // Questions lie where queues lie: any other key is nobody's, and no bucket is locked for it.
  if (!shards.has(key.shard)) return NO_QUESTION
  await lockShards(tx, [key.shard])
  return (await lockQuestion(tx, key)) ?? NO_QUESTION
}

export const NO_QUESTION: QuestionRefusal = {
  refused: 'question_not_found',
  detail: 'There is no such question. The inbox and the list of your own show those that there are.',
}

/** What decides who may answer it: the queue's skill and credential, and who asked. */
export function toAnswer(engine: Engine, of: Omit<ToAnswer, 'work'> & { readonly queue: string }): ToAnswer {
  const { skill, credential } = queueNamed(queuesOf(engine), of.queue)
  const work = { queue: of.queue, skill, ...(credential === undefined ? {} : { credential }) }
  return { askerId: of.askerId, forRole: of.forRole, forPerson: of.forPerson, passed: of.passed, work }
}

/**
 * Tells what somebody did with a question, and seals it as it stands now: the last step of its act. Of its words the event holds
 * none; the seal stands for them.
 */
export async function tellQuestion(
  engine: Engine,
  tx: Transaction,
  told: {
    readonly kind: EventKind
    readonly question: Pick<Question, 'shard' | 'id' | 'caseShard' | 'caseId' | 'askerId' | 'purpose'>
    readonly by: number
    readonly body?: Readonly<Record<string, unknown>>
  },
): Promise<void> {
  const { shard, id, caseShard, caseId, askerId, purpose } = told.question
  const body = { caseShard, question: id, purpose, asker: personActor(askerId), ...told.body }
  const event: NewEvent = { kind: told.kind, actor: personActor(told.by), subject: caseId, body }
  const seal = await sealQuestion(tx, { shard, id })
  await insertEvents(tx, new Map([[shard, [event, seal]]]), { day: dayNumber(today(engine)), at: engine.now() })
}
