import { whyNotAllowed } from '../core/authority/decide-act.ts'
import { type AnswerRole, type Question, questionKey } from '../core/question/question.ts'
import type { QuestionRefusal } from '../core/question/question-refusal.ts'
import { nobodyAnswers, whoAnswers } from '../core/question/who-answers.ts'
import { pended } from '../core/work/place-acts.ts'
import { isWorkRefusal, type WorkRefusal } from '../core/work/work-refusal.ts'
import type { CaseFacts } from '../store/case-facts.ts'
import type { Transaction } from '../store/database.ts'
import { insertQuestion, unansweredOf } from '../store/question.ts'
import { actingAt, type ClaimedCase, lockOwnPlace, saveChanges } from './change-place.ts'
import type { Engine } from './engine.ts'
import { maskCaseWords } from './mask-case-words.ts'
import { peopleWithin } from './people-now.ts'
import { tellQuestion, toAnswer } from './question-work.ts'

/** What somebody asks about a case that they have. Words are masked before they are kept. */
export interface QuestionOrder
  extends Pick<Question, 'purpose' | 'words' | 'evidence' | 'tried' | 'proposal' | 'proposalWords' | 'forPerson'> {
  readonly of: ClaimedCase
  readonly facts: CaseFacts
  readonly forRole: AnswerRole
  /** Of an escalation: when the case wakes at the latest, answered or not. */
  readonly wakesAt: Temporal.Instant
  readonly session: 'signed-in' | 'stepped-up'
}

export type Asked =
  | { readonly is: 'asked'; readonly question: { readonly shard: number; readonly id: number } }
  | { readonly is: 'refused'; readonly why: QuestionRefusal | WorkRefusal }

/** Of one case at a time: more is a case for somebody else. */
const CONSULTS_MAX = 5

/**
 * Asks, inside a transaction: the case is locked by its claim, whoever could answer is looked for, the question is kept with its
 * event and seal, and an escalated case waits for the answer as its asker's. Its own clock runs on.
 */
export async function askWithin(engine: Engine, tx: Transaction, order: QuestionOrder): Promise<Asked> {
  const { of, purpose } = order
  const place = await lockOwnPlace(engine, tx, of)
  if (isWorkRefusal(place)) return { is: 'refused', why: place }
  const { shard } = place
  const refused = await refuseAsking(engine, tx, { ...order, shard })
  if (refused !== undefined) return { is: 'refused', why: refused }
  const waits = { wake: { on: 'answer', key: '' }, at: order.wakesAt, waitingFor: WAITS[order.forRole] } as const
  const after = purpose === 'escalation' ? pended(place, actingAt(engine, of), waits) : place
  if (isWorkRefusal(after)) return { is: 'refused', why: after }
  const question = await insert(engine, tx, { ...order, shard })
  if (after.at.state === 'pended') {
    const wake = { on: 'answer', key: questionKey(question) } as const
    const body = { wake, until: order.wakesAt.toString(), waitingFor: waits.waitingFor }
    await saveChanges(engine, tx, [{ kind: 'case_pended', place: { ...after, at: { ...after.at, wake } }, body }], of)
  }
  await tellQuestion(engine, tx, { kind: 'question_asked', question, by: of.personId })
  return { is: 'asked', question }
}

const WAITS = {
  ps: 'the answer of a specialist',
  sps: 'the answer of a senior specialist',
} as const

type Placed = QuestionOrder & { readonly shard: number }

async function refuseAsking(engine: Engine, tx: Transaction, order: Placed): Promise<QuestionRefusal | undefined> {
  const { of, purpose, shard } = order
  const { caseShard, caseId, personId } = of
  const open = await unansweredOf(tx, { shard, caseShard, caseId })
  if (purpose === 'escalation' && open.escalation !== undefined) return OPEN
  if (purpose === 'consult' && (open.consult ?? 0) >= CONSULTS_MAX) return USED_UP
  const people = await peopleWithin(engine, tx)
  const at = engine.now()
  const meant = toAnswer(engine, { ...order, askerId: personId, queue: of.queue, passed: [] })
  const act = purpose === 'escalation' ? 'escalate' : 'consult'
  const why = whyNotAllowed({ by: personId, act, at, session: order.session, work: meant.work }, people)
  if (why !== undefined) return { refused: 'may_not_ask', detail: why }
  const who = whoAnswers(meant, people, at)
  return who.here.length > 0 ? undefined : { refused: 'nobody_to_answer', detail: nobodyAnswers(who) }
}

async function insert(engine: Engine, tx: Transaction, order: Placed) {
  const { of, facts, purpose, shard } = order
  const { caseShard, caseId, personId: askerId, queue } = of
  const hidden = await maskCaseWords(engine, tx, of)
  const { proposal } = order
  const asked = {
    ...{ shard, caseShard, caseId, pack: facts.pack, kind: facts.kind, queue, purpose, askerId },
    ...{ askedAt: engine.now(), forRole: order.forRole, forPerson: order.forPerson, evidence: order.evidence },
    words: hidden(order.words),
    tried: order.tried.map(hidden),
    proposal: proposal?.words === undefined ? proposal : { ...proposal, words: hidden(proposal.words) },
    proposalWords: hidden(order.proposalWords),
  }
  return { ...asked, id: await insertQuestion(tx, asked) }
}

const OPEN: QuestionRefusal = {
  refused: 'question_open',
  detail: 'A question about this case waits for its answer already: take it back first, or add a note.',
}
const USED_UP: QuestionRefusal = {
  refused: 'questions_used_up',
  detail: `${CONSULTS_MAX} questions about this case wait already: take one of them back first.`,
}
