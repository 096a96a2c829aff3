import type { ResolutionAsked } from '../resolve/resolution.ts'
import type { Evidence } from './evidence.ts'

/**
 * What somebody who has a case asks somebody senior: with what it rests on, what was tried, and what they would do themselves. An
 * *escalation* lets the case wait for the answer, as theirs; a *consult* leaves it in their hands.
 */
export interface Question {
  /** The bucket of the case's queue. */
  readonly shard: number
  readonly id: number
  readonly caseShard: number
  readonly caseId: number
  readonly pack: string
  readonly kind: string
  readonly queue: string
  readonly purpose: QuestionPurpose
  readonly askerId: number
  readonly askedAt: Temporal.Instant
  /** The least role that may answer it. */
  readonly forRole: AnswerRole
  /** The only one who may, where it was put to somebody by name. */
  readonly forPerson: number | undefined
  /** What is asked. */
  readonly words: string
  readonly evidence: readonly Evidence[]
  /** What was tried or ruled out, a sentence each. */
  readonly tried: readonly string[]
  /** What the asker would do; undefined for no idea, and then `proposalWords` say why. */
  readonly proposal: ResolutionAsked | undefined
  readonly proposalWords: string
  /** Who had it and passed it on, the first first: none of them is asked again. */
  readonly passed: readonly Passed[]
  /** Grows with each claim: whoever comes with an older one has lost it. */
  readonly fence: number
  readonly at: QuestionState
}

export const QUESTION_PURPOSES = ['escalation', 'consult'] as const
export type QuestionPurpose = (typeof QUESTION_PURPOSES)[number]

/** Who answers. Associates ask. */
export const ANSWER_ROLES = ['ps', 'sps'] as const
export type AnswerRole = (typeof ANSWER_ROLES)[number]

export type QuestionState =
  | { readonly state: 'open' }
  /** One senior writes the answer; after `until` it is open again by itself. */
  | { readonly state: 'taken'; readonly by: number; readonly until: Temporal.Instant }
  | {
      readonly state: 'answered'
      readonly by: number
      readonly endedAt: Temporal.Instant
      readonly answer: QuestionAnswer
    }
  | { readonly state: 'refused'; readonly by: number; readonly endedAt: Temporal.Instant; readonly words: string }
  | { readonly state: 'withdrawn'; readonly by: number; readonly endedAt: Temporal.Instant }
export type AnsweredQuestion = Question & { readonly at: Extract<QuestionState, { readonly state: 'answered' }> }
export type QuestionStateName = QuestionState['state']
export const QUESTION_STATES = [
  'open',
  'taken',
  'answered',
  'refused',
  'withdrawn',
] as const satisfies readonly QuestionStateName[]

/** `agreed`: do what you proposed. `another`: do this instead, which is not what was proposed. `do_next`: not decided yet, do this first. */
export type QuestionAnswer =
  | { readonly verdict: 'agreed'; readonly words: string }
  | { readonly verdict: 'another'; readonly resolution: ResolutionAsked; readonly words: string }
  | { readonly verdict: 'do_next'; readonly words: string }
export const VERDICTS = ['agreed', 'another', 'do_next'] as const satisfies readonly QuestionAnswer['verdict'][]
export type Verdict = (typeof VERDICTS)[number]

export interface Passed {
  readonly by: number
  readonly at: Temporal.Instant
  readonly why: string
}

/** `1101-7`: where it lies, and its number there. What a case that waits for the answer wakes by. */
export function questionKey({ shard, id }: Pick<Question, 'shard' | 'id'>): string {
  return `${shard}-${id}`
}
