import type { BatchTotals } from '../../core/adjustment.ts'
import {
  type FileTotals,
  type Gap,
  gapBetween,
  moreOrLess,
  NO_GAP,
  type PackOverShort,
  subtractGap,
} from '../../core/over-short.ts'
import { achBatch } from './batch.ts'

/** The operator settles what the control says, because it lets no batch or file out that does not agree with its own. */
export const overShort: PackOverShort = {
  kinds: { batch: 'batch-over-short', file: 'file-over-short' },
  ofBatch: batch => (isOfMoney(batch) ? gapBetween(batch.declared, batch.computed) : NO_GAP),
  ofFile: file => (file.declared !== undefined && file.batches.some(isOfMoney) ? ownGap(file) : NO_GAP),
  facts: gap => ({ difference: differenceOf(gap), debitGapMinor: gap.debitMinor, creditGapMinor: gap.creditMinor }),
}

/** Accounting advices tell what others settled, and acknowledgements, enrollments and notices settle nothing. */
function isOfMoney({ detail }: BatchTotals): boolean {
  const { layout, rule, secCode } = achBatch(detail)
  return layout !== 'adv' && secCode !== 'COR' && rule?.moneyless !== true
}

/**
 * The file control sums those of its batches. The difference of one that stays held is in it, and is found with that; what one
 * that is processed lost is in it too, and stays in suspense with an exception of its own.
 */
function ownGap({ declared, computed, batches }: FileTotals): Gap {
  const ofBatch = (one: FileTotals['batches'][number]) =>
    one.fate === 'quarantine' ? gapBetween(one.declared, one.computed) : one.lost
  return batches.reduce((gap, one) => subtractGap(gap, ofBatch(one)), gapBetween(declared, computed))
}

function differenceOf({ debitMinor, creditMinor }: Gap): string {
  return [
    ...(debitMinor === 0 ? [] : [`${moreOrLess(debitMinor)} of debits`]),
    ...(creditMinor === 0 ? [] : [`${moreOrLess(creditMinor)} of credits`]),
  ].join(' and ')
}
