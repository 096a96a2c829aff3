import type { ExceptionKind } from '../../core/exception.ts'
import type { ReasonCode } from '../../formats/nacha/reasons.ts'
import type { AchPolicy } from './policies.ts'
import type { AchQueue } from './queues.ts'

/** A kind of exception of this pack: the clock, the codes and the policy are ones that exist, or it does not compile. */
export interface AchKindSpec extends ExceptionKind {
  readonly codes: readonly ReasonCode[]
  readonly decidedBy:
    | { readonly by: 'person' }
    | { readonly by: 'policy'; readonly policy: AchPolicy; readonly code: ReasonCode }
  readonly queue: AchQueue
}

export const PERSON = { by: 'person' } as const
