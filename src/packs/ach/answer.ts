import type { FieldValues } from '../../core/correction.ts'
import type { BatchDetail } from '../../core/pack.ts'
import { reasonFor } from '../../formats/nacha/reasons.ts'
import { type AchItem, parseAchItem } from './item.ts'

type Reason = NonNullable<ReturnType<typeof reasonFor>>

/** What this bank answers to an entry that it received. Each has its own addenda layout and travels in batches of its own. */
export type Answer =
  | {
      readonly act: 'return'
      readonly code: string
      /** For R14 and R15. */
      readonly diedOn?: Temporal.PlainDate
      /** Up to 44 characters for the other bank. */
      readonly information?: string
    }
  /** Of a return that came back for an entry of ours. */
  | {
      readonly act: 'dishonor'
      readonly code: string
      readonly returnSettledOn: Temporal.PlainDate
      readonly information?: string
    }
  /** Of a dishonor of a return of ours. */
  | {
      readonly act: 'contest'
      readonly code: string
      readonly returnedOn: Temporal.PlainDate
      readonly originalSettledOn: Temporal.PlainDate
      readonly returnSettledOn: Temporal.PlainDate
      readonly dishonorSettledOn: Temporal.PlainDate
    }
  /** A notification of change: `correctedData` as its code packs it, 29 characters at most. */
  | {
      readonly act: 'notify'
      readonly code: string
      readonly correctedData: string
      /** Of one that was refused and goes out again: what it repeats of the entry otherwise than it did, by its field. */
      readonly repeated?: FieldValues
    }
  /** Of a notification of change that came for an entry of ours. */
  | { readonly act: 'refuse'; readonly code: string }

export type AnswerAct = Answer['act']

/** A received item with what is answered to it. */
export interface AnswerOrder {
  /** The item's records, as the first pass gave them. */
  readonly raw: Uint8Array
  readonly batch: BatchDetail
  readonly answer: Answer
}

/** Why an answer cannot go out, in order of precedence. */
export type AnswerRefusal =
  | 'answer_header_unreadable'
  | 'answer_not_to_this'
  | 'answer_code_unknown'
  | 'answer_code_not_for_class'
  | 'answer_code_not_for_direction'

/** Whether the answer may be given to the entry; undefined when it may. */
export function refuseAnswer({ raw, batch, answer }: AnswerOrder): AnswerRefusal | undefined {
  const item = parseAchItem(raw, batch)
  if (batch.headerMissing === true || ![200, 220, 225].includes(item.batch.serviceClass))
    return 'answer_header_unreadable'
  if (!ANSWERED[answer.act].includes(item.category)) return 'answer_not_to_this'
  const reason = reasonFor(answer.code)
  if (reason === undefined || reason.stage !== STAGES[answer.act]) return 'answer_code_unknown'
  return refuseCode(reason, item)
}

function refuseCode(reason: Reason, item: AchItem): AnswerRefusal | undefined {
  const { secCode } = item.batch
  if (reason.only?.includes(secCode) === false || reason.never?.includes(secCode) === true)
    return 'answer_code_not_for_class'
  return reason.on === 'both' || reason.on === item.direction ? undefined : 'answer_code_not_for_direction'
}

const STAGES: Readonly<Record<AnswerAct, Reason['stage']>> = {
  return: 'return',
  dishonor: 'dishonor',
  contest: 'contest',
  notify: 'change',
  refuse: 'refusal',
}

const ANSWERED: Readonly<Record<AnswerAct, readonly AchItem['category'][]>> = {
  return: ['forward'],
  dishonor: ['return'],
  contest: ['dishonored'],
  notify: ['forward', 'refused-noc'],
  refuse: ['noc'],
}
