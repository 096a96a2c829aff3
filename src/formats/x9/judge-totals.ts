import type { Tally } from './tally.ts'
import { recordCountOf, TOTALS_PROFILES, type Totals, type TotalsProfile, totalsOf } from './totals-profile.ts'

/** What a control record declares. Undefined: the field is blank or no number. */
export interface DeclaredTotals {
  readonly items: number | undefined
  readonly amountMinor: bigint | undefined
  readonly images: number | undefined
  readonly micrValidMinor: bigint | undefined
  /** Of the file control only. */
  readonly records: number | undefined
  /** The control's credit total indicator. */
  readonly creditTotalIndicator: string
}

export type TotalName = 'items' | 'amount' | 'images' | 'records'

export interface Judgement {
  readonly computed: Totals
  readonly records: number
  /** Totals that differ from what is declared, counted in the way that fits best. */
  readonly wrong: readonly TotalName[]
}

/**
 * Compares controls with what came, without knowing how the producer counts: a file is in balance when one and the same
 * known way of counting explains all its controls. Each control that is explained narrows the ways that are left; one that no
 * way explains is wrong, and narrows nothing.
 */
export class TotalsJudge {
  #left: readonly TotalsProfile[]

  constructor(profile: TotalsProfile | undefined) {
    this.#left = profile === undefined ? TOTALS_PROFILES : [profile]
  }

  /** The ways of counting that explain every control so far, the most usual first. Never empty. */
  get profiles(): readonly TotalsProfile[] {
    return this.#left
  }

  judge(declared: DeclaredTotals, tally: Tally, records: number): Judgement {
    const judged = this.#left.map(profile => judge(profile, declared, tally, records))
    const explaining = this.#left.filter((_, index) => judged[index]?.wrong.length === 0)
    if (explaining.length > 0) this.#left = explaining
    return judged.reduce((best, next) => (weight(next) < weight(best) ? next : best))
  }

  /** The totals of a part that has no control, in the most usual way that is left. */
  compute(tally: Tally): Totals {
    return totalsOf(tally, this.#left[0] ?? TOTALS_PROFILES[0], '')
  }
}

function judge(profile: TotalsProfile, declared: DeclaredTotals, tally: Tally, records: number): Judgement {
  const computed = totalsOf(tally, profile, declared.creditTotalIndicator)
  const expectedRecords = recordCountOf(tally, records, profile)
  const wrong: TotalName[] = []
  if (declared.items !== undefined && declared.items !== computed.items) wrong.push('items')
  if (declared.amountMinor !== undefined && declared.amountMinor !== computed.amountMinor) wrong.push('amount')
  if (declared.images !== undefined && declared.images !== computed.images) wrong.push('images')
  if (declared.records !== undefined && declared.records !== expectedRecords) wrong.push('records')
  return { computed, records: expectedRecords, wrong }
}

/** Totals that cost the bundle weigh more than those that only warn. */
function weight(judgement: Judgement): number {
  return judgement.wrong.reduce((sum, name) => sum + (name === 'items' || name === 'amount' ? 10 : 1), 0)
}
