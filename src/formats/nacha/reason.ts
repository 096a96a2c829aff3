/** What a code answers: an entry (return), a return (dishonor), a dishonor (contest), an entry (change), a change (refusal). */
export type ReasonStage = 'return' | 'dishonor' | 'contest' | 'change' | 'refusal'

export interface Reason {
  readonly stage: ReasonStage
  /** The entries that may carry it. */
  readonly on: 'debit' | 'credit' | 'both'
  /** SEC codes it is confined to; absent for all. */
  readonly only?: readonly string[]
  /** SEC codes it must not be used on. */
  readonly never?: readonly string[]
  /** What a person reads. */
  readonly meaning: string
}
