import type { Wanted } from '../../core/pack.ts'
import { REVERSAL_DAYS } from './checks/authority-checks.ts'
import { EFFECTIVE_AHEAD_MAX_DAYS } from './checks/date-checks.ts'
import { convertedCheckIdentity, entryIdentity, returnedIdentity } from './identity.ts'
import type { AchItem } from './item.ts'

/** Whose an earlier entry is, and whether it was a reversal itself: all that a reversal asks of its batch. */
export const TELLS_POSTED_BY: readonly string[] = ['companyId', 'entryDescription']

/** Names what must be known before the item can be decided: little for a credit, the stops for a debit. */
export function want(item: AchItem, wanted: Wanted): void {
  const { hi, lo } = entryIdentity(item)
  wanted.claim('entry', item.batch.effectiveDay ?? 0, hi, lo)
  if (item.category === 'forward') wantForEntry(item, wanted)
  else if (item.category === 'return' || item.category === 'noc') wanted.fact('originated', item.originalTrace)
  const returned = returnedIdentity(item)
  if (returned !== undefined) wanted.claim('returned', 0, returned.hi, returned.lo)
}

function wantForEntry(item: AchItem, wanted: Wanted): void {
  if (item.batch.reversal && item.movesMoney) {
    // The originals, and what has reversed them since.
    for (const direction of ['credit', 'debit'] as const)
      wanted.posted(direction, item.amountMinor, reversibleSince(item))
  }
  if (item.direction === 'credit' || item.accountNumber === '') return
  wanted.fact('stop', item.accountNumber)
  const check = convertedCheckIdentity(item)
  if (check !== undefined) wanted.claim('check', 0, check.hi, check.lo)
}

/** The posting day is not known yet; it may lie before the effective date by as much as that date may lie ahead. */
function reversibleSince(item: AchItem): number {
  const { effectiveDay } = item.batch
  return effectiveDay === undefined ? 0 : effectiveDay - EFFECTIVE_AHEAD_MAX_DAYS - REVERSAL_DAYS
}
