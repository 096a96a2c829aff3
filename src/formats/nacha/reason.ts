/** What a code answers: an entry (return), a return (dishonor), a dishonor (contest), an entry (change), a change (refusal). */
export type ReasonStage = 'return' | 'dishonor' | 'contest' | 'change' | 'refusal'

/** Who decides to use the code. */
export type ReasonParty = 'rdfi' | 'odfi' | 'operator' | 'gateway' | 'federal-agency'

export interface Reason {
  readonly stage: ReasonStage
  readonly by: readonly ReasonParty[]
  /** The entries that may carry it. */
  readonly on: 'debit' | 'credit' | 'both'
  /** SEC codes it is confined to; absent for all. */
  readonly only?: readonly string[]
  /** SEC codes it must not be used on. */
  readonly never?: readonly string[]
  /** True when the receiver's written statement of unauthorized debit must be on file. */
  readonly statement?: true
  /** What a person reads. */
  readonly meaning: string
}
