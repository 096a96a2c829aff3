import type { Resolution } from '../core/exception.ts'
import { type Question, type QuestionAnswer, questionKey } from '../core/question/question.ts'
import {
  answered,
  givenBack,
  handedOn,
  holdsQuestion,
  refusedQuestion,
  taken,
  withdrawn,
} from '../core/question/question-acts.ts'
import { isQuestionRefusal, type QuestionRefusal } from '../core/question/question-refusal.ts'
import { nobodyAnswers, refuseAnswer, whoAnswers } from '../core/question/who-answers.ts'
import { wokenBody } from '../core/work/awaited.ts'
import { woken } from '../core/work/place-acts.ts'
import type { RunningTransaction, Transaction } from '../store/database.ts'
import type { EventKind } from '../store/event.ts'
import { saveQuestion } from '../store/question.ts'
import { lockPlace } from '../store/queue-place.ts'
import { saveChanges } from './change-place.ts'
import type { Engine } from './engine.ts'
import { keyedWays } from './keyed-ways.ts'
import { maskCaseWords } from './mask-case-words.ts'
import { peopleWithin } from './people-now.ts'
import { lockedQuestion, type QuestionKey, tellQuestion, toAnswer } from './question-work.ts'
import { within } from './within.ts'

/** Who acts on which question, by which claim of it. */
export interface QuestionAct {
  readonly key: QuestionKey
  readonly personId: number
  readonly fence: number
}

/** Takes a question to answer it, for a quarter of an hour, so that two do not answer at once. */
export async function takeWithin(
  engine: Engine,
  tx: Transaction,
  of: Omit<QuestionAct, 'fence'>,
): Promise<Question | QuestionRefusal> {
  const question = await lockedQuestion(engine, tx, of.key)
  if (isQuestionRefusal(question)) return question
  const now = engine.now()
  const meant = toAnswer(engine, question)
  const refused = refuseAnswer(meant, await peopleWithin(engine, tx), { personId: of.personId, at: now })
  if (refused !== undefined) return { refused: 'may_not_answer', detail: refused }
  return keep(
    engine,
    tx,
    { before: question, after: taken(question, { personId: of.personId, now }) },
    {
      kind: 'question_taken',
      by: of.personId,
    },
  )
}

/** Gives it back unanswered. */
export async function giveBackWithin(
  engine: Engine,
  tx: Transaction,
  of: QuestionAct,
): Promise<Question | QuestionRefusal> {
  const question = await heldQuestion(engine, tx, of)
  if (isQuestionRefusal(question)) return question
  const change = { before: question, after: givenBack(question) }
  return keep(engine, tx, change, { kind: 'question_given_back', by: of.personId })
}

/** Hands it on, with the reason: to somebody by name or to a role. Refused where nobody is there who could answer it. */
export async function handOnWithin(
  engine: Engine,
  tx: Transaction,
  of: QuestionAct,
  to: Pick<Question, 'forRole' | 'forPerson'> & { readonly why: string },
): Promise<Question | QuestionRefusal> {
  const question = await heldQuestion(engine, tx, of)
  if (isQuestionRefusal(question)) return question
  const now = engine.now()
  const why = (await maskCaseWords(engine, tx, question))(to.why)
  const after = handedOn(question, { personId: of.personId, now }, { ...to, why })
  const who = whoAnswers(toAnswer(engine, after), await peopleWithin(engine, tx), now)
  if (who.here.length === 0) return { refused: 'nobody_to_answer', detail: nobodyAnswers(who) }
  return keep(engine, tx, { before: question, after }, { kind: 'question_handed_on', by: of.personId })
}

/** Answers it: the case that waits for it wakes, for its asker before all others, and the answer is a lesson from then on. */
export async function answerWithin(
  engine: Engine,
  tx: RunningTransaction,
  of: QuestionAct,
  given: QuestionAnswer,
): Promise<Question | QuestionRefusal> {
  const question = await heldQuestion(engine, tx, of)
  if (isQuestionRefusal(question)) return question
  const now = engine.now()
  // Asked once more: what was held when it was taken may have ended.
  const meant = toAnswer(engine, question)
  const refused = refuseAnswer(meant, await peopleWithin(engine, tx), { personId: of.personId, at: now })
  if (refused !== undefined) return { refused: 'may_not_answer', detail: refused }
  if (given.verdict === 'another') {
    const not = refuseResolution(engine, question, given.resolution)
    if (not !== undefined) return not
  }
  const masked = maskedAnswer(given, await maskCaseWords(engine, tx, question))
  const keyed = await keyedWays(within(engine, tx), question)
  const after = answered(question, { personId: of.personId, now }, masked, keyed)
  if (isQuestionRefusal(after)) return after
  const kept = await keep(
    engine,
    tx,
    { before: question, after },
    {
      kind: 'question_answered',
      by: of.personId,
      body: { verdict: after.at.answer.verdict },
    },
  )
  if (!isQuestionRefusal(kept)) await wake(engine, tx, kept, of.personId)
  return kept
}

function maskedAnswer(given: QuestionAnswer, hidden: (words: string) => string): QuestionAnswer {
  const words = hidden(given.words)
  if (given.verdict !== 'another' || given.resolution.words === undefined) return { ...given, words }
  return { ...given, words, resolution: { ...given.resolution, words: hidden(given.resolution.words) } }
}

/** Says no, with the reason: the case wakes as if it had been answered, and nothing is learned. */
export async function refuseWithin(
  engine: Engine,
  tx: Transaction,
  of: QuestionAct,
  why: string,
): Promise<Question | QuestionRefusal> {
  const question = await heldQuestion(engine, tx, of)
  if (isQuestionRefusal(question)) return question
  const words = (await maskCaseWords(engine, tx, question))(why)
  const after = refusedQuestion(question, { personId: of.personId, now: engine.now() }, words)
  const kept = await keep(engine, tx, { before: question, after }, { kind: 'question_refused', by: of.personId })
  if (!isQuestionRefusal(kept)) await wake(engine, tx, kept, of.personId)
  return kept
}

/** Takes one's own question back: the case wakes, also while a senior writes the answer. */
export async function withdrawWithin(
  engine: Engine,
  tx: Transaction,
  of: Omit<QuestionAct, 'fence'>,
): Promise<Question | QuestionRefusal> {
  const question = await lockedQuestion(engine, tx, of.key)
  if (isQuestionRefusal(question)) return question
  const after = withdrawn(question, { personId: of.personId, now: engine.now() })
  const kept = await keep(engine, tx, { before: question, after }, { kind: 'question_withdrawn', by: of.personId })
  if (!isQuestionRefusal(kept)) await wake(engine, tx, kept, of.personId)
  return kept
}

async function heldQuestion(engine: Engine, tx: Transaction, of: QuestionAct): Promise<Question | QuestionRefusal> {
  const question = await lockedQuestion(engine, tx, of.key)
  if (isQuestionRefusal(question)) return question
  return holdsQuestion(question, { personId: of.personId, now: engine.now(), fence: of.fence }) ?? question
}

/** Saves what an act made of it, with its event and seal. */
async function keep(
  engine: Engine,
  tx: Transaction,
  { before, after }: { readonly before: Question; readonly after: Question | QuestionRefusal },
  told: { readonly kind: EventKind; readonly by: number; readonly body?: Readonly<Record<string, unknown>> },
): Promise<Question | QuestionRefusal> {
  if (isQuestionRefusal(after)) return after
  await saveQuestion(tx, after, before.fence)
  await tellQuestion(engine, tx, { ...told, question: after })
  return after
}

/** The case that waits for just this, if it still does: offered to whoever let it wait. */
async function wake(engine: Engine, tx: Transaction, question: Question, by: number): Promise<void> {
  const { shard, caseShard, caseId } = question
  const place = await lockPlace(tx, { shard, caseShard, caseId })
  if (place?.at.state !== 'pended') return
  const { wake: waits } = place.at
  if (waits.on !== 'answer' || waits.key !== questionKey(question)) return
  const change = {
    kind: 'case_woken',
    place: woken(place, engine.now(), waits),
    body: wokenBody(place.at, waits),
  } as const
  await saveChanges(engine, tx, [change], { personId: by })
}

/** A way out that the kind has, with a code of the kind where it goes back with one. */
export function refuseResolution(
  engine: Engine,
  of: Pick<Question, 'pack' | 'kind'>,
  { resolution, code }: { readonly resolution: Resolution; readonly code?: string | undefined },
): QuestionRefusal | undefined {
  const kind = Object.values(engine.packs).find(pack => pack.name === of.pack)?.kinds[of.kind]
  if (kind === undefined) return undefined
  if (!kind.resolutions.includes(resolution))
    return {
      refused: 'resolution_not_offered',
      detail: `${kind.title} has no such way out: ${kind.resolutions.join(', ')}.`,
    }
  if (code !== undefined && !kind.codes.includes(code))
    return {
      refused: 'resolution_not_offered',
      detail: `${code} is no reason code of ${kind.title}: ${kind.codes.join(', ') || 'it has none'}.`,
    }
  return undefined
}
