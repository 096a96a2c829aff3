import type pg from 'pg'
import { invariant } from '../core/invariant.ts'
import type { Question, QuestionState, QuestionStateName, Verdict } from '../core/question/question.ts'
import { changedBy, type Runner, rowOf, rowsOf, statement } from './statement.ts'
import { storableJson } from './storable-text.ts'

/** Questions as rows. */
export const QUESTION_COLUMNS = `question.shard, question.id, question.case_shard, question.case_id, question.pack, question.kind, question.queue, question.purpose,
  question.asker_id, question.asked_at, question.for_role, question.for_person, question.words, question.evidence, question.tried, question.proposal,
  question.proposal_words, question.passed, question.fence, question.state, question.taken_by, question.taken_until, question.ended_by, question.ended_at,
  question.verdict, question.resolution, question.answer_words`

const INSERT = statement(
  'question.insert',
  `
insert into question (shard, case_shard, case_id, pack, kind, queue, purpose, asker_id, asked_at, for_role, for_person, words, evidence, tried, proposal,
  proposal_words, passed, fence, state)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14::text[], $15, $16, '[]', 0, 'open')
returning id`,
)
const LOCK = statement(
  'question.lock',
  `
-- for update: two seniors do not answer at once
select ${QUESTION_COLUMNS}
from question
where shard = $1 and id = $2
for update`,
)
const SAVE = statement(
  'question.save',
  `
-- compare and set: the fence is the one that was read under the lock; greatest: a clock that was set back ends nothing before it was asked
update question
set for_role = $4, for_person = $5, passed = $6, fence = $7, state = $8, taken_by = $9, taken_until = $10, ended_by = $11, ended_at = case when $12::timestamptz is not null then greatest($12, asked_at) end, verdict = $13,
  resolution = $14, answer_words = $15
where shard = $1 and id = $2 and fence = $3 and state in ('open', 'taken')`,
)
const UNANSWERED = statement(
  'question.unanswered-of-case',
  `
select purpose, count(*) as questions
from question
where shard = $1 and case_shard = $2 and case_id = $3 and state in ('open', 'taken')
group by purpose`,
)

export type NewQuestion = Omit<Question, 'id' | 'fence' | 'at' | 'passed'>

/** Adds a question, and gives its id. The caller holds the lock of its bucket. */
export async function insertQuestion(tx: pg.ClientBase, asked: NewQuestion): Promise<number> {
  const row = await rowOf<{ id: number }>(tx, INSERT, [
    asked.shard,
    asked.caseShard,
    asked.caseId,
    asked.pack,
    asked.kind,
    asked.queue,
    asked.purpose,
    asked.askerId,
    asked.askedAt.toString(),
    asked.forRole,
    asked.forPerson ?? null,
    asked.words.toWellFormed(),
    storableJson(asked.evidence),
    asked.tried.map(one => one.toWellFormed()),
    asked.proposal === undefined ? null : storableJson(asked.proposal),
    asked.proposalWords.toWellFormed(),
  ])
  invariant(row !== undefined, 'a question that was inserted has an id')
  return row.id
}

/** The question, locked until the transaction ends. The caller holds the lock of its bucket. */
export async function lockQuestion(
  tx: pg.ClientBase,
  at: { readonly shard: number; readonly id: number },
): Promise<Question | undefined> {
  const row = await rowOf<QuestionRow>(tx, LOCK, [at.shard, at.id])
  return row === undefined ? undefined : questionOf(row)
}

/** Saves what an act made of a question that was read under its lock. `fenceBefore` is the fence that was read. */
export async function saveQuestion(tx: pg.ClientBase, question: Question, fenceBefore: number): Promise<void> {
  const { at } = question
  const answer = at.state === 'answered' ? at.answer : undefined
  const changed = await changedBy(tx, SAVE, [
    question.shard,
    question.id,
    fenceBefore,
    question.forRole,
    question.forPerson ?? null,
    storableJson(question.passed.map(one => ({ by: one.by, at: one.at.toString(), why: one.why }))),
    question.fence,
    at.state,
    at.state === 'taken' ? at.by : null,
    at.state === 'taken' ? at.until.toString() : null,
    'endedAt' in at ? at.by : null,
    'endedAt' in at ? at.endedAt.toString() : null,
    answer?.verdict ?? null,
    answer?.verdict === 'another' ? storableJson(answer.resolution) : null,
    answer?.words.toWellFormed() ?? (at.state === 'refused' ? at.words.toWellFormed() : null),
  ])
  invariant(changed === 1, `question ${question.id} was read under its lock and is another now`)
}

/** How many questions about a case wait for an answer, by purpose. */
export async function unansweredOf(
  run: Runner,
  of: { readonly shard: number; readonly caseShard: number; readonly caseId: number },
): Promise<Readonly<Partial<Record<Question['purpose'], number>>>> {
  const rows = await rowsOf<{ purpose: Question['purpose']; questions: number }>(run, UNANSWERED, [
    of.shard,
    of.caseShard,
    of.caseId,
  ])
  return Object.fromEntries(rows.map(row => [row.purpose, row.questions]))
}

export interface QuestionRow {
  shard: number
  id: number
  case_shard: number
  case_id: number
  pack: string
  kind: string
  queue: string
  purpose: Question['purpose']
  asker_id: number
  asked_at: Date
  for_role: Question['forRole']
  for_person: number | null
  words: string
  evidence: Question['evidence']
  tried: string[]
  proposal: Question['proposal'] | null
  proposal_words: string
  passed: readonly { readonly by: number; readonly at: string; readonly why: string }[]
  fence: number
  state: QuestionStateName
  taken_by: number | null
  taken_until: Date | null
  ended_by: number | null
  ended_at: Date | null
  verdict: Verdict | null
  resolution: NonNullable<Question['proposal']> | null
  answer_words: string | null
}

export function questionOf(row: QuestionRow): Question {
  return {
    shard: row.shard,
    id: row.id,
    caseShard: row.case_shard,
    caseId: row.case_id,
    pack: row.pack,
    kind: row.kind,
    queue: row.queue,
    purpose: row.purpose,
    askerId: row.asker_id,
    askedAt: instantOf(row.asked_at),
    forRole: row.for_role,
    forPerson: row.for_person ?? undefined,
    words: row.words,
    evidence: row.evidence,
    tried: row.tried,
    proposal: row.proposal ?? undefined,
    proposalWords: row.proposal_words,
    passed: row.passed.map(one => ({ by: one.by, at: Temporal.Instant.from(one.at), why: one.why })),
    fence: row.fence,
    at: stateOf(row),
  }
}

/** The CHECKs of the table tie a state to its columns; a row without them is a defect. */
function stateOf(row: QuestionRow): QuestionState {
  const { state, taken_by: taker, taken_until: until, ended_by: by, ended_at: ended } = row
  if (state === 'open') return { state }
  if (state === 'taken' && taker !== null && until !== null) return { state, by: taker, until: instantOf(until) }
  invariant(by !== null && ended !== null, `question ${row.id} is half ${state}`)
  const over = { by, endedAt: instantOf(ended) }
  if (state === 'withdrawn') return { state, ...over }
  const words = row.answer_words ?? ''
  if (state === 'refused') return { state, ...over, words }
  invariant(state === 'answered' && row.verdict !== null, `question ${row.id} is answered and does not say how`)
  if (row.verdict !== 'another') return { state, ...over, answer: { verdict: row.verdict, words } }
  invariant(row.resolution !== null, `question ${row.id} has another answer and does not say which`)
  return { state, ...over, answer: { verdict: row.verdict, resolution: row.resolution, words } }
}

function instantOf(at: Date): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime())
}
