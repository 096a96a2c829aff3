import type { EscalationDraft as DraftJson, LessonJson, QuestionJson, QuestionNow } from '../contract/question.ts'
import type { PackName } from '../core/pack.ts'
import type { Question, QuestionAnswer } from '../core/question/question.ts'
import { questionKey } from '../core/question/question.ts'
import { takerOf } from '../core/question/question-acts.ts'
import { weightSentence } from '../core/question/rank-question.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import type { EscalationDraft } from '../engine/draft-escalation.ts'
import type { Engine } from '../engine/engine.ts'
import type { SeenLesson, SeenQuestion } from '../engine/read-questions.ts'
import { titleOf } from './exception-json.ts'
import { caseIdOf } from './work-json.ts'

/** The key of an id that its schema has checked. */
export function questionKeyOf(id: string): { readonly shard: number; readonly id: number } {
  const [shard, number] = id.split('-').map(Number)
  return { shard: shard ?? 0, id: number ?? 0 }
}

type Names = ReadonlyMap<number, string>
const named = (names: Names, id: number) => ({ id, name: names.get(id) ?? '' })

/** Items that a page names; the others are behind the case. */
const ITEMS_MAX = 20

export function questionJson(engine: Engine, seen: SeenQuestion): QuestionJson {
  const { question, of, names } = seen
  const { at } = question
  // Where the time of whoever took it ran out it is open again, also to them.
  const taker = takerOf(question, engine.now())
  return {
    question: questionKey(question),
    ...{
      purpose: question.purpose,
      case: caseIdOf(question),
      pack: of.pack,
      kind: question.kind,
      queue: question.queue,
    },
    title: titleOf(engine, { pack: of.pack, kind: question.kind }),
    items: of.exceptions.filter(id => id > 0).slice(0, ITEMS_MAX),
    asked_by: named(names, question.askerId),
    ways: [...waysOfKind(engine, { pack: of.pack, kind: question.kind })],
    for_role: question.forRole,
    for_person: question.forPerson === undefined ? null : named(names, question.forPerson),
    words: question.words,
    evidence: question.evidence.map(one => ({ ...one })),
    tried: [...question.tried],
    proposal: proposalJson(question),
    passed: question.passed.map(one => ({ by: named(names, one.by), at: one.at.toString(), why: one.why })),
    state: at.state === 'taken' && taker === undefined ? 'open' : at.state,
    fence: question.fence,
    taken_by: taker === undefined ? null : named(names, taker),
    taken_until: at.state === 'taken' && taker !== undefined ? at.until.toString() : null,
    ended_by: 'endedAt' in at ? named(names, at.by) : null,
    ended_at: 'endedAt' in at ? at.endedAt.toString() : null,
    others: seen.others.map(({ login, name }) => ({ login, name })),
    answer: at.state === 'answered' ? answerJson(at.answer) : null,
    refused_because: at.state === 'refused' ? at.words : null,
    ...clocksJson(engine, seen),
  }
}

/** Both clocks: the asker's is the case's and runs on; the senior's stops with the answer. */
function clocksJson(engine: Engine, { question, of, weight }: SeenQuestion) {
  const now = engine.now()
  const { at, askedAt } = question
  const ended = 'endedAt' in at ? at.endedAt : now
  return {
    case_opened_at: of.openedAt.toString(),
    case_age_seconds: secondsBetween(of.openedAt, now),
    asked_at: askedAt.toString(),
    question_age_seconds: secondsBetween(askedAt, ended),
    ours_at: of.oursAt?.toString() ?? null,
    frees: weight.frees,
    rank: weightSentence(weight, now.epochMilliseconds),
  }
}

function secondsBetween(from: Temporal.Instant, to: Temporal.Instant): number {
  return Math.max(0, Math.floor((to.epochMilliseconds - from.epochMilliseconds) / 1000))
}

export function lessonJson({ lesson, names }: SeenLesson): LessonJson {
  const { question, answer, answeredBy, answeredAt, proposal } = lesson
  return {
    question: questionKey(question),
    pack: question.pack,
    kind: question.kind,
    asked_by: named(names, question.askerId),
    asked_at: question.askedAt.toString(),
    words: question.words,
    proposal: proposalJson(question),
    answer: answerJson(answer),
    answered_by: named(names, answeredBy),
    answered_at: answeredAt.toString(),
    proposal_was: proposal,
  }
}

/** The ways out of a kind; none of one that no pack has any more. */
function waysOfKind(engine: Engine, { pack, kind }: { readonly pack: PackName; readonly kind: string }) {
  return engine.packs[pack].kinds[kind]?.resolutions ?? []
}

export function draftJson(draft: EscalationDraft, before: readonly SeenLesson[]): DraftJson {
  const people = (list: EscalationDraft['here']) => list.map(({ login, name }) => ({ login, name }))
  return {
    question: draft.words,
    evidence: draft.evidence.map(one => ({ ...one })),
    tried: [...draft.tried],
    proposal: draft.proposal === undefined ? null : resolutionJson(draft.proposal),
    ways: [...draft.ways],
    for_role: draft.forRole,
    here: people(draft.here),
    away: people(draft.away),
    wakes_at: draft.wakesAt.toString(),
    answered_before: before.map(lessonJson),
  }
}

export function questionNowJson(question: Question): QuestionNow {
  const { at, fence } = question
  const until = at.state === 'taken' ? at.until.toString() : null
  return { question: questionKey(question), state: at.state, fence, taken_until: until }
}

function proposalJson({ proposal, proposalWords: words }: Question): QuestionJson['proposal'] {
  return proposal === undefined
    ? { idea: 'none', words }
    : { idea: 'have', resolution: resolutionJson(proposal), words }
}

function answerJson(answer: QuestionAnswer): NonNullable<QuestionJson['answer']> {
  const resolution = answer.verdict === 'another' ? resolutionJson(answer.resolution) : null
  return { verdict: answer.verdict, resolution, words: answer.words }
}

/** Without what is not said. */
export function resolutionJson({ resolution, code, term, to, awaits, until, recipient, ...more }: ResolutionAsked) {
  const { answer, fee, waiver, words } = more
  return {
    resolution,
    ...(code === undefined ? {} : { code }),
    ...(term === undefined ? {} : { term }),
    ...(to === undefined ? {} : { to }),
    ...(awaits === undefined ? {} : { awaits }),
    ...(until === undefined ? {} : { until }),
    ...(recipient === undefined ? {} : { recipient }),
    ...(answer === undefined ? {} : { answer }),
    ...(fee === undefined ? {} : { fee }),
    ...(waiver === undefined ? {} : { waiver }),
    ...(words === undefined ? {} : { words }),
  }
}
