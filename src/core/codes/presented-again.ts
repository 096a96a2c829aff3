import { type ClaimOwner, PRESENTMENTS_TOLD } from '../pack.ts'

/**
 * Whether a check or entry that came before may come again. `paid once`: the earlier one was not returned, so both would be
 * paid. `not for this reason`: it went back for a reason that a second presentment does not mend. `too often`: it has come as
 * often as it may.
 */
export type ComingAgain = 'lawful' | 'paid once' | 'not for this reason' | 'too often'

export function comingAgain({ pack, returned }: ClaimOwner): ComingAgain {
  if (returned === undefined) return 'paid once'
  if (returned.presentments >= PRESENTMENTS_MAX) return 'too often'
  return PRESENTED_AGAIN_AFTER[pack].includes(returned.code) ? 'lawful' : 'not for this reason'
}

/** Once, and twice more after returns: Nacha, Article Two (reinitiation), and the same as practice of the check exchanges. */
const PRESENTMENTS_MAX = PRESENTMENTS_TOLD

/**
 * Returns after which the same thing may come again. ACH: insufficient and uncollected funds alone (Nacha, Article Two).
 * Checks: the same two (A, B); and what another presentment mends, a date that has come since (H), an endorsement that was
 * supplied (I, J), a better image (U).
 */
const PRESENTED_AGAIN_AFTER: Readonly<Record<ClaimOwner['pack'], readonly string[]>> = {
  ach: ['R01', 'R09'],
  checks: ['A', 'B', 'H', 'I', 'J', 'U'],
}
