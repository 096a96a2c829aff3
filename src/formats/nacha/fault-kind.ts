import type { FaultRest, FaultScope } from '../../core/fault.ts'

/** What holds of every fault of a code; a place may decide otherwise for itself. */
export interface FaultKind {
  readonly scope: FaultScope
  readonly rest: FaultRest
  /** One sentence for a person: what is wrong and what to do. No personal data. */
  readonly message: string
}
