import { questionKey } from '../core/question/question.ts'
import { type ToAnswer, type WhoAnswers, whoAnswers } from '../core/question/who-answers.ts'
import type { Transaction } from '../store/database.ts'
import { questionsWaiting } from '../store/question-page.ts'
import type { Engine } from './engine.ts'
import { peopleWithin } from './people-now.ts'
import { toAnswer } from './question-work.ts'
import { queuesOf } from './work-queues.ts'

/** Questions about open cases that get no answer now. */
export interface QuestionsOfNobody {
  /** Whoever was asked left, or lost what it takes to answer: their case would wait for a word that nobody can give. */
  readonly forGood: readonly { readonly caseId: number; readonly queue: string; readonly asker: string }[]
  /** Keys (`questionKey`) of these and of those that could only be answered by somebody who is away. */
  readonly keys: readonly string[]
}

/** Looks through all that wait for an answer, by the one function that decides who may answer. Of a queue that no pack has, nobody is asked. */
export async function questionsOfNobody(
  engine: Engine,
  tx: Transaction,
  { orgShard, now }: { readonly orgShard: number; readonly now: Temporal.Instant },
): Promise<QuestionsOfNobody> {
  const queues = queuesOf(engine)
  const people = await peopleWithin(engine, tx)
  const known = new Map<string, WhoAnswers>()
  const whoOf = (meant: ToAnswer): WhoAnswers => {
    const key = JSON.stringify(meant)
    const who = known.get(key) ?? whoAnswers(meant, people, now)
    known.set(key, who)
    return who
  }
  const [forGood, keys]: [{ caseId: number; queue: string; asker: string }[], string[]] = [[], []]
  for await (const some of questionsWaiting(tx, orgShard)) {
    for (const question of some.filter(one => queues.has(one.queue))) {
      const { here, away } = whoOf(toAnswer(engine, question))
      if (here.length > 0) continue
      keys.push(questionKey(question))
      if (away.length > 0) continue
      const { caseId, queue, askerId } = question
      forGood.push({ caseId, queue, asker: people.byId.get(askerId)?.person.name ?? `person ${askerId}` })
    }
  }
  return { forGood, keys }
}
